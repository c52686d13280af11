// `deploy`: how is an environment made to match the spec?

import { execute } from '../execute/execute.ts';
import { packCharts } from '../execute/packages.ts';
import type { ReleaseContext } from '../execute/release-context.ts';
import { type Executed, withStackJobs } from '../execute/stack-jobs.ts';
import type { ReadInvocation } from '../inputs/invocation.ts';
import type { RunContext } from '../model/context.ts';
import { failed, ok, type Result, type Warning } from '../model/failure.ts';
import { mayChange } from '../plan/plan.ts';
import { planDigest, whatMoved } from '../plan/plan-digest.ts';
import { randomDigits, writeRunLabel } from '../plan/run-label.ts';
import type { Ports, Work } from '../ports/ports.ts';
import { type Prepared, prepare } from '../prepare/prepare.ts';
import type { Session } from '../prepare/session.ts';
import type { Rendering } from '../render/render.ts';

/** Fails only before the first write; from then on, failures are part of the result. */
export async function deploy(
  session: Session,
  { run }: ReadInvocation,
  ports: Ports,
): Promise<Result<Executed & { readonly planDigest: string; readonly warnings: readonly Warning[] }>> {
  const { request, startedAtMs, signal, emit } = session;
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
  const { clock, processes, files } = ports;
  const folder = files.locate(plan.folder);
  const jobContext = { identity, cluster, processes, folder, signal };
  const { concurrency } = request;
  const releaseContext = context.value;
  const execution = { jobContext, releaseContext, replan, clock, startedAtMs, concurrency, signal, emit };
  emit({ type: 'charts-planned', count: plan.charts.length });
  const executed = await withStackJobs(plan, jobContext, emit, () => execute(plan, execution));
  return ok({ ...executed, planDigest: planDigest(plan), warnings });
}

function descriptionOf({ spec, environment }: Session, { url }: RunContext): string {
  return `Compass: ${spec.stack} in ${environment.name}${url && `, ${url}`}`;
}

function workOf(run: string, { request }: Session, { environment, namespaces }: Rendering): Work {
  const context = request.context ?? environment.context;
  return { run, namespaces, ...(context && { context }) };
}

/** Undefined if no release has to be deployed or removed: then neither Helm nor a package is needed. */
async function openReleaseContext(
  { plan, identity, cluster, charts }: Prepared,
  named: Pick<ReleaseContext, 'run' | 'commit' | 'description'>,
  { request, scratch, signal }: Session,
  { helms, clock }: Ports,
): Promise<Result<ReleaseContext | undefined>> {
  const changing = plan.charts.filter(mayChange);
  if (changing.length === 0) return ok(undefined);
  const helm = await helms.find(request['helm-version'], scratch, signal);
  if (!helm.ok) return helm;
  const packageOf = await packCharts(changing, charts, helm.value, signal);
  if (!packageOf.ok) return packageOf;
  return ok({ ...named, identity, cluster, helm: helm.value, packageOf: packageOf.value, clock, signal });
}
