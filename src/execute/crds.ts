// What happens to the CRDs that a chart brings? Missing ones are created. Existing ones are left alone or, with
// `crds: upgrade`, changed; but never to an older schema, because the whole cluster shares them.
import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import { isEstablished } from '../model/manifest.ts';
import { stopReason } from '../model/outcome.ts';
import { whyOlder } from '../plan/crd-age.ts';
import { patchFor } from '../plan/crd-patch.ts';
import type { PlannedChart } from '../plan/plan.ts';
import { crdName } from '../prepare/crds.ts';
import { type JsonObject, listAt, objectAt } from '../text/json.ts';
import type { ReleaseContext } from './release-context.ts';

/** How often Compass tries to change a CRD that another client changes at the same time. */
const maxTries = 5;

/** What settling CRDs needs. `newestCrds`: by name, of all charts of the run. */
type CrdContext = Pick<ReleaseContext, 'cluster' | 'signal' | 'newestCrds'>;

/** `crds`: those that the values enable. */
export async function settleCrds(
  { settings }: PlannedChart,
  crds: readonly JsonObject[],
  context: CrdContext,
  onLine: (line: string) => void,
): Promise<Result<void>> {
  if (settings.crds === 'skip') return ok(undefined);
  for (const wanted of crds) {
    const settled = await settle(wanted, settings.crds === 'upgrade', context, onLine);
    if (!settled.ok) return settled;
  }
  return ok(undefined);
}

async function settle(
  wanted: JsonObject,
  mayChange: boolean,
  context: CrdContext,
  onLine: (line: string) => void,
): Promise<Result<void>> {
  const { cluster, signal } = context;
  const name = crdName(wanted);
  for (let tries = 0; tries < maxTries; tries += 1) {
    const current = await cluster.crds.read(name, signal);
    if (!current.ok) return isForbidden(current.failures) ? createUnread(wanted, context, onLine) : current;
    if (current.value === undefined) return createCrd(wanted, context, onLine);
    const patch = mayChange ? patchFor(wanted, current.value) : undefined;
    const older = patch && whyOlder(wanted, current.value);
    if (older !== undefined) onLine(`CRD ${name}: left as it is: the chart's CRD is older, because it ${older}`);
    if (patch === undefined || older !== undefined) return awaitOther(current.value, context);
    const changed = await cluster.crds.change(name, patch, signal);
    if (!changed.ok) return changed;
    if (changed.value === 'changed') {
      onLine(`CRD ${name}: changed`);
      return ok(undefined);
    }
  }
  const message = `The CRD \`${name}\` was changed by another client ${maxTries} times while Compass tried to update it.`;
  return failed({
    code: 'cluster-error',
    message,
    hint: 'Stop the controller or the workflow that keeps changing it, or set `crds: install` on the chart.',
  });
}

/** Another chart of the run may have created the CRD a moment ago. A CRD that is broken for good is left as it is. */
async function awaitOther(crd: JsonObject, { cluster, signal }: CrdContext): Promise<Result<void>> {
  if (isEstablished(crd)) return ok(undefined);
  const served = await cluster.crds.awaitServed(crdName(crd), signal);
  return served.ok || stopReason(signal) === undefined ? ok(undefined) : served;
}

async function createCrd(
  wanted: JsonObject,
  { cluster, signal, newestCrds }: CrdContext,
  onLine: (line: string) => void,
): Promise<Result<void>> {
  const name = crdName(wanted);
  const created = await cluster.crds.create(newestCrds.get(name) ?? wanted, signal);
  if (created.ok) onLine(`CRD ${name}: created`);
  return created;
}

/** Every account may see which kinds the cluster serves. A CRD that is not served is created. */
async function createUnread(
  wanted: JsonObject,
  context: CrdContext,
  onLine: (line: string) => void,
): Promise<Result<void>> {
  const served = await context.cluster.served(context.signal);
  if (!served.ok) return served;
  const isServed = servedNamesOf(wanted).some((kind) => served.value.includes(kind));
  if (!isServed) return createCrd(wanted, context, onLine);
  onLine(`CRD ${crdName(wanted)}: exists; it cannot be compared, because the account may not read CRDs`);
  return ok(undefined);
}

/** As `served` names them: `example.com/v1/Widget`. */
function servedNamesOf(crd: JsonObject): string[] {
  const { group } = objectAt(crd, 'spec');
  const { kind } = objectAt(crd, 'spec', 'names');
  return listAt(crd, 'spec', 'versions').map(
    (version) => `${String(group)}/${String(objectAt(version)['name'])}/${String(kind)}`,
  );
}

function isForbidden(failures: readonly Failure[]): boolean {
  return failures.every(({ code }) => code === 'cluster-forbidden');
}
