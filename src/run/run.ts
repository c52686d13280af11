// One run from beginning to end: what was asked, which environment, which command, and how it is told.
// Owns the deadline and the cancellation. Knows ports, not adapters.

import { compare } from '../commands/compare.ts';
import { deploy } from '../commands/deploy.ts';
import { graph } from '../commands/graph.ts';
import { matrix } from '../commands/matrix.ts';
import { plan } from '../commands/plan.ts';
import { render } from '../commands/render.ts';
import { problemsIn, validate } from '../commands/validate.ts';
import type { GraphFormat, View } from '../inputs/command-line.ts';
import type { Invocation } from '../inputs/invocation.ts';
import { type Request, readRequest } from '../inputs/request.ts';
import { changesCluster, readTrigger, type Trigger, triggerOfView } from '../inputs/trigger.ts';
import type { RunContext } from '../model/context.ts';
import { type Failure, failed, notYet, ok, type Result } from '../model/failure.ts';
import { type StopReason, stopReason } from '../model/outcome.ts';
import { randomDigits, writeRunLabel } from '../plan/run-label.ts';
import type { Ports } from '../ports/ports.ts';
import type { Order } from '../prepare/prepare.ts';
import { acceptComment, type Occasion, postPlan } from '../pull-request/announce.ts';
import type { Commit } from '../render/scope.ts';
import { conclude, type StepResult } from '../report/conclude.ts';
import { type Conclusion, runOutcome, withoutSecrets } from '../report/conclusion.ts';
import { makeLog } from '../report/log.ts';
import { withProgress } from '../report/progress.ts';
import { type ParsedSpec, parseSpec } from '../spec/parse.ts';
import { type EnvironmentQuestion, selectEnvironment } from '../spec/select-environment.ts';
import type { Environment, Spec } from '../spec/spec.ts';
import { stopSignal } from './stop-signal.ts';

/** `cancel` fires when the run is to stop. Never throws for what can be expected. */
export async function run(invocation: Invocation, ports: Ports, cancel: AbortSignal): Promise<StepResult> {
  const startedAtMs = ports.clock.nowMs();
  const conclusion = await begin(invocation, ports, cancel, startedAtMs);
  // What a cancelled run leaves, the post step looks at once more.
  if (runOutcome(conclusion) !== 'cancelled') ports.journal.close();
  return conclude(conclusion, ports, ports.clock.nowMs() - startedAtMs);
}

async function begin(
  invocation: Invocation,
  ports: Ports,
  cancel: AbortSignal,
  startedAtMs: number,
): Promise<Conclusion> {
  const request = readRequest(invocation.inputs, invocation.writtenAs);
  if (!request.ok) return { failures: request.failures };
  const decided = decideCommand(invocation, request.value, ports);
  const named = request.value.command;
  if (!decided.ok) return { ...(named !== 'auto' && { command: named }), failures: decided.failures };
  if ('nothingBecause' in decided.value) return decided.value;
  const occasion = { invocation, request: request.value, trigger: decided.value };
  const trigger = await acceptComment(occasion, ports, cancel);
  const known = trigger.ok ? { ...occasion, trigger: trigger.value } : occasion;
  const conclusion = trigger.ok
    ? await runCommand(known, ports, cancel, startedAtMs)
    : // Nothing is said on the pull request for whoever may not ask.
      { failures: trigger.failures };
  return postPlan(withoutSecrets(conclusion, ports), known, ports, cancel);
}

async function runCommand(
  { invocation, request, trigger }: Occasion,
  ports: Ports,
  cancel: AbortSignal,
  startedAtMs: number,
): Promise<Conclusion> {
  const { command } = trigger;
  const parsed = readSpec(request, invocation, ports);
  if (parsed.spec === undefined) return { command, failures: parsed.failures };
  const { spec, failures } = parsed;
  const question = questionOf(request, trigger);
  const commit = { branch: question.branch ?? question.eventBranch ?? '', sha: trigger.sha ?? invocation.event.sha };
  const about = { request, commit, run: invocation.run, startedAtMs };
  const read = { command, spec };
  if (command === 'validate') {
    const conclusion = validateAll(read, failures, about, ports);
    if (!trigger.mayLackSecrets || conclusion.failures) return conclusion;
    const nothingBecause = `This pull request comes without secrets, so there is no kubeconfig. ${conclusion.answer}`;
    return { ...read, nothingBecause };
  }
  if (command === 'matrix') return listEnvironments(read, failures, question, about, ports);
  if (invocation.view?.command === 'graph') return drawGraph(read, failures, invocation.view.format, about, ports);

  const environment = selectFor(invocation, spec, question);
  if (!environment.ok) return { ...read, failures: [...failures, ...environment.failures] };
  if (environment.value === undefined) {
    if (failures.length > 0) return { ...read, failures };
    return { ...read, nothingBecause: mapsToNothing(commit.branch, spec) };
  }
  const selected = { ...read, environment: environment.value };
  // What is wrong in templates is told together with what is wrong in the spec.
  if (failures.length > 0)
    return { ...selected, failures: [...failures, ...problemsIn({ ...selected, ...about }, ports)] };
  return invocation.view?.command === 'render'
    ? renderOne(selected, invocation.view, about, ports, cancel)
    : changeOrPlan(selected, about, invocation.view, ports, cancel);
}

/** Whoever looks at a chart, or has checked out no branch, has to be told that nothing was said of where. */
function selectFor(
  { view, event }: Invocation,
  spec: Spec,
  question: EnvironmentQuestion,
): Result<Environment | undefined> {
  const selected = selectEnvironment(spec, question);
  const isTerminal = event.name === 'terminal';
  const branch = question.branch ?? question.eventBranch;
  if (!selected.ok || selected.value !== undefined || !isTerminal || (view === undefined && branch)) return selected;
  const [only, ...others] = spec.environments;
  if (view !== undefined && only !== undefined && others.length === 0) return ok(only);
  const names = spec.environments.map(({ name }) => name).join(', ');
  return failed({
    code: 'environment-unknown',
    message: branch ? mapsToNothing(branch, spec) : 'No branch is checked out, and no environment was asked for.',
    hint: `Choose one with \`--environment\`: ${names}. Or say with \`--branch\` which branch this is.`,
  });
}

function questionOf(request: Request, { command, branch, isOfBranch, comment }: Trigger): EnvironmentQuestion {
  return {
    environment: comment?.environment ?? request.environment,
    branch: request.branch?.replace(/^refs\/heads\//, ''),
    eventBranch: branch,
    isOfBranch,
    isChange: changesCluster(command),
  };
}

type Read = Required<Pick<Conclusion, 'command' | 'spec'>>;

function validateAll(read: Read, failures: readonly Failure[], about: Circumstances, ports: Ports): Conclusion {
  const { spec } = read;
  const { request, commit } = about;
  const found = validate({ spec, request, commit }, ports);
  if (!found.ok) return { ...read, failures: [...failures, ...found.failures] };
  const { environments, warnings } = found.value;
  const answer = `${spec.file} is valid: ${environments.join(', ')}.`;
  return failures.length > 0 ? { ...read, failures } : { ...read, answer, warnings };
}

function listEnvironments(
  read: Read,
  failures: readonly Failure[],
  question: EnvironmentQuestion,
  { request, commit }: Circumstances,
  ports: Ports,
): Conclusion {
  if (failures.length > 0) return { ...read, failures };
  const listed = matrix({ spec: read.spec, request, commit }, question, ports);
  if (!listed.ok) return { ...read, failures: listed.failures };
  if (listed.value === '') return { ...read, nothingBecause: mapsToNothing(commit.branch, read.spec) };
  return { ...read, matrix: listed.value, answer: listed.value };
}

function drawGraph(
  read: Read,
  failures: readonly Failure[],
  format: GraphFormat,
  about: Circumstances,
  ports: Ports,
): Conclusion {
  if (failures.length > 0) return { ...read, failures };
  const drawn = graph({ spec: read.spec, ...about }, format, ports);
  return drawn.ok ? { ...read, answer: drawn.value } : { ...read, failures: drawn.failures };
}

type Selected = Required<Pick<Conclusion, 'command' | 'spec' | 'environment'>>;

interface Circumstances {
  readonly request: Request;
  readonly commit: Commit;
  readonly run: RunContext;
  readonly startedAtMs: number;
}

async function changeOrPlan(
  selected: Selected,
  about: Circumstances,
  view: View | undefined,
  ports: Ports,
  cancel: AbortSignal,
): Promise<Conclusion> {
  const told = selected.command === 'plan' ? ports.planConsole : ports.console;
  const emit = withProgress(makeLog(told, about.request.log), ports.console, ports.clock);
  const signal = stopSignal(cancel, about.request.timeout, ports.clock);
  const scratch = ports.scratch();
  try {
    const done = await perform({ ...selected, ...about, scratch, signal, emit }, view, ports);
    if (done.ok) return { ...selected, ...done.value };
    const stop = stopReason(signal);
    return { ...selected, failures: stop ? [stoppedEarly(stop), ...done.failures.filter(isLasting)] : done.failures };
  } finally {
    scratch.remove();
  }
}

function perform(order: Order & Selected & Circumstances, view: View | undefined, ports: Ports) {
  if (view?.command === 'plan') return compare({ ...order, against: view.against }, ports);
  if (order.command === 'plan') return plan(order, ports);
  const { spec, environment, run } = order;
  const description = `Compass: ${spec.stack} in ${environment.name}${run.url && `, ${run.url}`}`;
  return deploy({ ...order, run: writeRunLabel(run, ports.random.hex(randomDigits)), description }, ports);
}

async function renderOne(
  selected: Selected,
  view: View & { readonly command: 'render' },
  about: Circumstances,
  ports: Ports,
  cancel: AbortSignal,
): Promise<Conclusion> {
  const signal = stopSignal(cancel, about.request.timeout, ports.clock);
  const scratch = ports.scratch();
  try {
    const rendered = await render({ ...selected, ...about, ...view, scratch, signal }, ports);
    return rendered.ok ? { ...selected, answer: rendered.value } : { ...selected, failures: rendered.failures };
  } finally {
    scratch.remove();
  }
}

function stoppedEarly(stop: StopReason): Failure {
  const message =
    stop === 'deadline'
      ? 'The limit of the run was reached before any chart started.'
      : 'The run was cancelled before any chart started.';
  return { code: stop, message, hint: stop === 'deadline' ? 'Raise the input `timeout`.' : 'Run it again.' };
}

/** Whatever was cut off by the end of the run failed for that reason alone; what was found out of images by then, counts. */
function isLasting({ code }: Failure): boolean {
  return code === 'image-unresolved' || code === 'image-stale';
}

/** Commands that this version has. */
const there: readonly Trigger['command'][] = ['deploy', 'plan', 'validate', 'matrix'];

function decideCommand(
  { event, view, platform }: Invocation,
  request: Request,
  ports: Ports,
): ReturnType<typeof readTrigger> {
  if (platform !== 'linux' && platform !== 'darwin') {
    return failed({
      code: 'platform-unsupported',
      message: `Compass does not run on ${platform}.`,
      hint: 'Use a Linux or macOS runner.',
    });
  }
  if (view !== undefined) return ok(triggerOfView(view, event));
  const trigger = readTrigger(request.command, event);
  if (!trigger.ok || 'nothingBecause' in trigger.value) return trigger;
  if (trigger.value.mayLackSecrets && !hasKubeconfig(request, ports)) {
    return ok({ ...trigger.value, command: 'validate' });
  }
  if (there.includes(trigger.value.command)) return trigger;
  const why = request.command === 'auto' ? `, which the event \`${event.name}\` asks for,` : '';
  return failed(notYet(`The command \`${trigger.value.command}\`${why}`));
}

function hasKubeconfig({ kubeconfig, context }: Request, ports: Ports): boolean {
  const scratch = ports.scratch();
  const cluster = ports.clusters.open({ kubeconfig, context }, scratch);
  scratch.remove();
  return cluster.ok || cluster.failures.some(({ code }) => code !== 'kubeconfig-unreadable');
}

function readSpec(request: Request, { writtenAs }: Invocation, ports: Ports): ParsedSpec {
  const file = ports.files.read(request.spec);
  if ('text' in file) return parseSpec(request.spec, file.text);
  const missing: Failure = {
    code: 'spec-missing',
    message: `The spec \`${request.spec}\` ${file.problem}.`,
    hint: writtenAs
      ? `Give its path with ${writtenAs('spec')}.`
      : 'Check out the repository first, and give its path with the input `spec`.',
  };
  return { spec: undefined, failures: [missing] };
}

function mapsToNothing(branch: string, spec: Spec): string {
  if (branch === '') return 'This run is not for a branch, and no environment was asked for.';
  return `The branch ${branch} maps to no environment of ${spec.file}.`;
}
