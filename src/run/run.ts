// What happens in one run, from the request to its conclusion? Owns the deadline and the cancellation; uses ports, and
// no adapters. What each command needs and does is a row in commands/commands.ts.

import { type CommandResult, commandTable, type EnvironmentCommand } from '../commands/commands.ts';
import { problemsIn } from '../commands/validate.ts';
import type { Invocation, ReadInvocation } from '../inputs/invocation.ts';
import { readRequest } from '../inputs/request.ts';
import { type Failure, failed, notYet, ok } from '../model/failure.ts';
import { type StopReason, stopReason } from '../model/outcome.ts';
import type { Ports } from '../ports/ports.ts';
import { chooseEnvironment, commitOf, whyNoEnvironment } from '../prepare/choose-environment.ts';
import { acceptComment, postPlan } from '../pull-request/announce.ts';
import type { Target } from '../render/target.ts';
import { conclude, type StepResult } from '../report/conclude.ts';
import { type Conclusion, runOutcome, withoutSecrets } from '../report/conclusion.ts';
import { makeLog } from '../report/log.ts';
import { withProgress } from '../report/progress.ts';
import { readSpec } from '../spec/read-spec.ts';
import { selectCharts } from '../spec/select-charts.ts';
import type { Spec } from '../spec/spec.ts';
import { decideTrigger } from './decide-trigger.ts';
import { stopSignal } from './stop-signal.ts';

/** `cancel` fires when the run has to stop. Throws only for a bug. */
export async function run(invocation: Invocation, ports: Ports, cancel: AbortSignal): Promise<StepResult> {
  const startedAtMs = ports.clock.nowMs();
  const conclusion = await readAndRun(invocation, startedAtMs, ports, cancel);
  // After a cancellation, the journal stays open, so that the post step lists what the run left unfinished.
  if (runOutcome(conclusion) !== 'cancelled') ports.journal.close();
  return conclude(conclusion, ports, ports.clock.nowMs() - startedAtMs);
}

async function readAndRun(
  given: Invocation,
  startedAtMs: number,
  ports: Ports,
  cancel: AbortSignal,
): Promise<Conclusion> {
  const request = readRequest(given.inputs, given.writtenAs);
  if (!request.ok) return { failures: request.failures };
  const trigger = decideTrigger(given, request.value, ports);
  const named = request.value.command;
  if (!trigger.ok) return { ...(named !== 'auto' && { command: named }), failures: trigger.failures };
  if ('nothingBecause' in trigger.value) return trigger.value;
  const invocation = { ...given, request: request.value, trigger: trigger.value, startedAtMs };
  const accepted = await acceptComment(invocation, ports, cancel);
  // A comment that is refused gets a reaction but no reply. So the conclusion names no command.
  const conclusion = accepted.ok ? await runCommand(accepted.value, ports, cancel) : { failures: accepted.failures };
  return postPlan(withoutSecrets(conclusion, ports), accepted.ok ? accepted.value : invocation, ports, cancel);
}

async function runCommand(invocation: ReadInvocation, ports: Ports, cancel: AbortSignal): Promise<Conclusion> {
  const { request, trigger } = invocation;
  const command = commandTable[trigger.command];
  if (command === undefined) {
    return { command: trigger.command, failures: [notYet(`The command \`${trigger.command}\``)] };
  }
  const { spec, failures } = readSpec(invocation, ports.files);
  if (spec === undefined) return { command: trigger.command, failures };
  const known = { command: trigger.command, spec };
  if (command.needs !== 'spec') return runForEnvironment(invocation, command, { ...known, failures }, ports, cancel);
  const target = { spec, request, commit: commitOf(invocation) };
  return concluded(known, failures, command.run(target, invocation, ports));
}

/** `failures`: the problems of the spec. */
async function runForEnvironment(
  invocation: ReadInvocation,
  command: EnvironmentCommand,
  { failures, ...known }: Known & { readonly failures: readonly Failure[] },
  ports: Ports,
  cancel: AbortSignal,
): Promise<Conclusion> {
  const { spec } = known;
  const { request } = invocation;
  const environment = chooseEnvironment(invocation, spec);
  if (!environment.ok) return concluded(known, failures, environment);
  if (environment.value === undefined) {
    return concluded(known, failures, ok({ nothingBecause: whyNoEnvironment(invocation, spec) }));
  }
  const selected = { ...known, environment: environment.value };
  const charts = selectCharts(spec, request.only ?? []);
  if (!charts.ok) return concluded(selected, failures, charts);
  const commit = commitOf(invocation);
  const target = { spec, request, commit, environment: environment.value, charts: charts.value };
  // Problems in templates are reported together with those in the spec.
  if (failures.length > 0) return concluded(selected, failures, failed(...problemsIn(target, ports)));
  return concluded(selected, [], await runInSession(target, invocation, command, ports, cancel));
}

async function runInSession(
  target: Target,
  invocation: ReadInvocation,
  command: EnvironmentCommand,
  ports: Ports,
  cancel: AbortSignal,
): Promise<CommandResult> {
  const { request, startedAtMs } = invocation;
  const console = command.isLogAnswer ? ports.planConsole : ports.console;
  const emit = withProgress(makeLog(console, request.log), ports.console, ports.clock);
  const signal = stopSignal(cancel, request.timeout, ports.clock);
  const scratch = ports.scratch();
  if (!scratch.ok) return scratch;
  try {
    const done = await command.run({ ...target, scratch: scratch.value, startedAtMs, signal, emit }, invocation, ports);
    const stop = stopReason(signal);
    return done.ok || !stop ? done : failed(stoppedEarly(stop), ...done.failures.filter(isLasting));
  } finally {
    scratch.value.remove();
  }
}

interface Known extends Pick<Conclusion, 'command' | 'environment'> {
  readonly spec: Spec;
}

/** `failures`: the problems of the spec, reported whatever the command returned. */
function concluded(known: Known, failures: readonly Failure[], done: CommandResult): Conclusion {
  if (done.ok && failures.length === 0) return { ...known, ...done.value };
  return { ...known, failures: done.ok ? failures : [...failures, ...done.failures] };
}

/** Nothing was deployed: a deployment that has begun reports the stop for each chart. */
function stoppedEarly(stop: StopReason): Failure {
  const [what, hint] =
    stop === 'deadline'
      ? ["The run's time limit was reached", 'Raise `timeout`.']
      : ['The run was cancelled', 'Run it again.'];
  return { code: stop, message: `${what}; nothing was deployed.`, hint };
}

/**
 * Whether a failure is still true after a stop. Most failures are then only interrupted requests; but what a registry
 * had already answered about an image stays true.
 */
function isLasting({ code }: Failure): boolean {
  return code === 'image-unresolved' || code === 'image-stale';
}
