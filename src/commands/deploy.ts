// `deploy`: how is an environment made to match the spec?

import { earlyFailure } from '../execute/early-failure.ts';
import { execute } from '../execute/execute.ts';
import { handOver } from '../execute/hand-over.ts';
import { makeMoveObjects } from '../execute/move-objects.ts';
import { preflight } from '../execute/preflight.ts';
import type { ReleaseContext } from '../execute/release-context.ts';
import { type Executed, runFailedJobs, withStackJobs } from '../execute/stack-jobs.ts';
import type { ReadInvocation } from '../inputs/invocation.ts';
import type { RunContext } from '../model/context.ts';
import { failed, ok, type Result, type Warning } from '../model/failure.ts';
import { leftAloneNotes } from '../plan/notes.ts';
import { mayChange, type PlannedChart } from '../plan/plan.ts';
import { planDigest, whatMoved } from '../plan/plan-digest.ts';
import { randomDigits, writeRunLabel } from '../plan/run-label.ts';
import type { Ports, Work } from '../ports/ports.ts';
import { type Prepared, prepare } from '../prepare/prepare.ts';
import { checkProtectedCheckout } from '../prepare/protected-checkout.ts';
import type { Session } from '../prepare/session.ts';
import type { Rendering } from '../render/render.ts';

type Deployed = Executed & { readonly planDigest: string; readonly warnings: readonly Warning[] };

/** Fails only before the first write; from then on, failures are part of the result. */
export async function deploy(session: Session, invocation: ReadInvocation, ports: Ports): Promise<Result<Deployed>> {
  const done = await prepareAndDeploy(session, invocation, ports);
  // The files of another commit are not run.
  if (done.ok || done.failures.some(({ code }) => code === 'checkout-wrong')) return done;
  const isOtherCluster = done.failures.some(({ code }) => code === 'cluster-other');
  const failure = earlyFailure(session, ports, !isOtherCluster);
  const failedCleanup = await runFailedJobs(failure, { ...failure, emit: session.emit });
  return failedCleanup === undefined ? done : failed(...done.failures, failedCleanup);
}

async function prepareAndDeploy(session: Session, { run }: ReadInvocation, ports: Ports): Promise<Result<Deployed>> {
  const { request, startedAtMs, signal, emit } = session;
  const checkout = await checkProtectedCheckout(session, ports);
  if (!checkout.ok) return checkout;
  const prepared = await prepare(session, 'Deploying', ports);
  if (!prepared.ok) return prepared;
  const { identity, plan, replan, rendering, cluster, warnings } = prepared.value;
  const moved = request['plan-digest'] === undefined ? undefined : whatMoved(request['plan-digest'], plan);
  if (moved !== undefined) return failed(moved);
  const label = writeRunLabel(run, ports.random.hex(randomDigits));
  const named = { run: label, commit: session.commit.sha, description: descriptionOf(session, run) };
  const context = await openReleaseContext(prepared.value, named, session, ports);
  if (!context.ok) return context;
  if (context.value) ports.journal.begin(workOf(label, session, rendering));
  const unhanded = await handOver(plan, cluster, emit, signal);
  if (unhanded.length > 0) return failed(...unhanded);
  for (const text of leftAloneNotes(plan)) emit({ type: 'notice', text });
  const { clock, processes, files } = ports;
  const folder = files.locate(plan.folder);
  const jobContext = { identity, kubeconfigFor: cluster.kubeconfigFor, processes, folder, signal };
  const { concurrency } = request;
  const releaseContext = context.value;
  const planned = new Map<string, PlannedChart>(plan.charts.map((chart) => [chart.name, chart]));
  const execution = { jobContext, releaseContext, replan, planned, clock, startedAtMs, concurrency, signal, emit };
  emit({ type: 'charts-planned', count: plan.charts.length });
  const executed = await withStackJobs(plan, execution, () => execute(plan, execution));
  return ok({ ...executed, planDigest: planDigest(plan), warnings });
}

function descriptionOf({ spec, environment }: Session, { url }: RunContext): string {
  return `Compass: ${spec.stack} in ${environment.name}${url && `, ${url}`}`;
}

function workOf(run: string, { request }: Session, { environment, namespaces }: Rendering): Work {
  const context = request.context ?? environment.context;
  return { run, namespaces, ...(context && { context }) };
}

/** Undefined if no release has to be deployed or removed: then Helm is not needed. */
async function openReleaseContext(
  { plan, identity, cluster, charts }: Prepared,
  named: Pick<ReleaseContext, 'run' | 'commit' | 'description'>,
  { request, scratch, signal }: Session,
  { helms, clock }: Ports,
): Promise<Result<ReleaseContext | undefined>> {
  const wanted = plan.afterJobs ? [...plan.charts, plan.afterJobs] : plan.charts;
  if (!wanted.some(mayChange)) return ok(undefined);
  const helm = await helms.find(request['helm-version'], scratch, signal);
  if (!helm.ok) return helm;
  const ready = await preflight(plan, { cluster, helm: helm.value, charts, signal }, request.concurrency);
  if (!ready.ok) return ready;
  const moveObjects = makeMoveObjects(ready.value.moves, cluster, signal);
  return ok({ ...named, ...ready.value, moveObjects, identity, cluster, helm: helm.value, clock, signal });
}
