// One run from beginning to end: what was asked, which environment, which command, and how it is told.
// Owns the deadline and the cancellation. Knows ports, not adapters.
import { beginRendering, deploy } from './commands/deploy.ts';
import { formatDuration } from './duration.ts';
import type { EventFacts, RunFacts } from './facts.ts';
import { type Failure, failed, inOrder, notYet } from './failure.ts';
import type { InputName, OutputName } from './inputs/registry.ts';
import { type Request, readRequest } from './inputs/request.ts';
import { readTrigger, type Trigger } from './inputs/trigger.ts';
import { type ChartResult, outcomeOf, type RunOutcome, type StopReason, stopReason } from './outcome.ts';
import { nameRun } from './plan/labels.ts';
import type { Clock, Files, Ports } from './ports.ts';
import type { Commit } from './render/scope.ts';
import { frameOf } from './report/frame.ts';
import { makeLog } from './report/log.ts';
import { hasChanged, type RunResult, toResultChart } from './report/result.ts';
import { makeSummary } from './report/summary.ts';
import { countLine, failureLines } from './report/text.ts';
import { selectEnvironment } from './spec/environment.ts';
import { type ParsedSpec, parseSpec } from './spec/parse.ts';
import type { Environment, Spec } from './spec/spec.ts';

export interface Asked {
  /** Raw texts, as given. */
  readonly inputs: Readonly<Partial<Record<InputName, string>>>;
  readonly event: EventFacts;
  readonly run: RunFacts;
  /** As Node names it: linux, darwin, win32. */
  readonly platform: string;
}

export interface Finished {
  readonly exitCode: 0 | 1;
  readonly outputs: Readonly<Record<OutputName, string>>;
  /** Markdown; empty if there is nothing to say. */
  readonly summary: string;
}

/** What is known of a run at its end, however far it came. */
interface Ending {
  readonly command?: Trigger['command'];
  readonly spec?: Spec;
  readonly environment?: Environment;
  readonly charts?: readonly ChartResult[];
  readonly failures?: readonly Failure[];
  readonly nothingBecause?: string;
}

/** `cancel` fires when the run is to stop. Never throws for what can be expected. */
export async function run(asked: Asked, ports: Ports, cancel: AbortSignal): Promise<Finished> {
  const startedAtMs = ports.clock.nowMs();
  const ending = withoutSecrets(await act(asked, ports, cancel, startedAtMs), ports);
  // What a cancelled run leaves, the post step looks at once more.
  if (runOutcome(ending) !== 'cancelled') ports.journal.close();
  return conclude(ending, ports, ports.clock.nowMs() - startedAtMs);
}

/** Before anything is cut or escaped, which would hide a secret from the filter and not from people. */
function withoutSecrets(ending: Ending, { redactor }: Ports): Ending {
  const clean = (failure: Failure): Failure => ({ ...failure, message: redactor.filter(failure.message) });
  const charts = ending.charts?.map(({ failure, ...chart }) => ({
    ...chart,
    reason: redactor.filter(chart.reason),
    ...(failure && { failure: clean(failure) }),
  }));
  return { ...ending, ...(charts && { charts }), ...(ending.failures && { failures: ending.failures.map(clean) }) };
}

async function act(asked: Asked, ports: Ports, cancel: AbortSignal, startedAtMs: number): Promise<Ending> {
  const request = readRequest(asked.inputs);
  if (!request.ok) return { failures: request.failures };
  const trigger = decideCommand(asked, request.value);
  const named = request.value.command;
  if (!trigger.ok) return { ...(named !== 'auto' && { command: named }), failures: trigger.failures };
  if ('nothingBecause' in trigger.value) return trigger.value;
  const { command, branch, isOfBranch } = trigger.value;

  const { spec, failures } = readSpec(request.value, ports);
  if (spec === undefined) return { command, failures };
  const question = {
    environment: request.value.environment,
    branch: request.value.branch?.replace(/^refs\/heads\//, ''),
    eventBranch: branch,
    isOfBranch,
  };
  const environment = selectEnvironment(spec, question);
  if (!environment.ok) return { command, spec, failures: [...failures, ...environment.failures] };
  if (environment.value === undefined) {
    if (failures.length > 0) return { command, spec, failures };
    return { command, spec, nothingBecause: mapsToNothing(request.value.branch ?? branch, spec) };
  }

  const place = { command, spec, environment: environment.value };
  const commit = { branch: question.branch ?? branch ?? '', sha: asked.event.sha };
  // What is wrong in templates is told together with what is wrong in the spec.
  if (failures.length > 0) return { ...place, failures: allProblems(place, failures, request.value, commit, ports) };
  return deployTo(place, { request: request.value, commit, run: asked.run, startedAtMs }, ports, cancel);
}

function allProblems(
  { spec, environment }: Place,
  failures: readonly Failure[],
  request: Request,
  commit: Commit,
  ports: Ports,
): readonly Failure[] {
  const rendering = beginRendering({ request, spec, environment, commit }, ports);
  return rendering.ok ? failures : inOrder([...failures, ...rendering.failures]);
}

type Place = Required<Pick<Ending, 'command' | 'spec' | 'environment'>>;

interface Circumstances {
  readonly request: Request;
  readonly commit: Commit;
  readonly run: RunFacts;
  readonly startedAtMs: number;
}

async function deployTo(place: Place, about: Circumstances, ports: Ports, cancel: AbortSignal): Promise<Ending> {
  const { stack } = place.spec;
  const { name } = place.environment;
  const emit = makeLog(ports.console, about.request.log);
  const signal = stopSignal(cancel, about.request.timeout, ports.clock);
  const scratch = ports.scratch();
  try {
    const run = nameRun(about.run, ports.random.hex(8));
    const description = `Compass: ${stack} in ${name}${about.run.url && `, ${about.run.url}`}`;
    const charts = await deploy({ ...place, ...about, run, description, scratch, signal, emit }, ports);
    if (charts.ok) return { ...place, ...charts.value };
    // Whatever was cut off by the end of the run failed for that reason alone.
    const stop = stopReason(signal);
    return { ...place, failures: stop ? [stoppedEarly(stop)] : charts.failures };
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

function decideCommand({ event, platform }: Asked, request: Request): ReturnType<typeof readTrigger> {
  if (platform !== 'linux' && platform !== 'darwin') {
    return failed({
      code: 'platform-unsupported',
      message: `Compass does not run on ${platform}.`,
      hint: 'Use a Linux or macOS runner.',
    });
  }
  const trigger = readTrigger(request.command, event);
  if (!trigger.ok || 'nothingBecause' in trigger.value || trigger.value.command === 'deploy') return trigger;
  const why = request.command === 'auto' ? `, which the event \`${event.name}\` asks for,` : '';
  return failed(notYet(`The command \`${trigger.value.command}\`${why}`));
}

function readSpec(request: Request, ports: Ports): ParsedSpec {
  const file = ports.files.read(request.spec);
  if ('text' in file) return parseSpec(request.spec, file.text);
  const missing: Failure = {
    code: 'spec-missing',
    message: `The spec \`${request.spec}\` ${file.problem}.`,
    hint: 'Check out the repository first, and give its path with the input `spec`.',
  };
  return { spec: undefined, failures: [missing] };
}

function mapsToNothing(branch: string | undefined, spec: Spec): string {
  if (branch === undefined) return 'This run is not for a branch, and no environment was asked for.';
  return `The branch ${branch} maps to no environment of ${spec.file}.`;
}

/** Fires at the deadline or when the run is cancelled, with the reason why. */
function stopSignal(cancel: AbortSignal, timeoutMs: number, clock: Clock): AbortSignal {
  const stop = new AbortController();
  const stopWhen = (signal: AbortSignal, reason: StopReason) => {
    if (signal.aborted) stop.abort(reason);
    else signal.addEventListener('abort', () => stop.abort(reason), { once: true });
  };
  stopWhen(cancel, 'cancelled');
  stopWhen(clock.after(timeoutMs), 'deadline');
  return stop.signal;
}

function frame({ at }: Failure, files: Files): string[] {
  const read = at && files.read(at.file);
  return at && read && 'text' in read ? frameOf(at, read.text) : [];
}

function conclude(ending: Ending, { console, files }: Ports, durationMs: number): Finished {
  const { charts = [], failures = [], nothingBecause } = ending;
  const outcome = runOutcome(ending);
  const sorted = inOrder(failures);
  for (const line of sorted.flatMap((failure) => failureLines(failure, frame(failure, files)))) console.line(line);
  for (const { message, hint, at } of sorted) console.annotate('error', 'Compass', `${message}\n${hint}`, at);
  if (nothingBecause !== undefined) console.line(`Nothing to do: ${nothingBecause}`);
  if (charts.length > 0) console.line(`${countLine(charts)}, in ${formatDuration(durationMs)}`);
  const title = `${ending.spec?.stack} in ${ending.environment?.name}: ${outcome}`;
  return {
    summary: charts.length > 0 ? makeSummary(title, charts) : '',
    exitCode: outcome === 'failure' || outcome === 'cancelled' ? 1 : 0,
    outputs: {
      environment: ending.environment?.name ?? '',
      outcome,
      'plan-digest': '',
      changed: String(hasChanged(charts)),
      images: JSON.stringify(Object.assign({}, ...charts.map((chart) => chart.images))),
      matrix: '',
      result: JSON.stringify(toResult(ending, outcome, durationMs)),
    },
  };
}

function runOutcome({ charts = [], failures = [], nothingBecause }: Ending): RunOutcome {
  if (nothingBecause !== undefined) return 'nothing-to-do';
  if (failures.some((failure) => failure.code === 'cancelled')) return 'cancelled';
  return failures.length > 0 ? 'failure' : outcomeOf(charts);
}

function toResult(ending: Ending, outcome: RunOutcome, durationMs: number): RunResult {
  const [failure] = ending.failures ?? [];
  const reason = failure?.message ?? ending.nothingBecause;
  return {
    version: 1,
    command: ending.command ?? 'deploy',
    stack: ending.spec?.stack ?? '',
    environment: ending.environment?.name ?? '',
    outcome,
    ...(failure && { code: failure.code }),
    ...(reason !== undefined && { reason }),
    planDigest: '',
    durationMs: Math.round(durationMs),
    charts: (ending.charts ?? []).map(toResultChart),
  };
}
