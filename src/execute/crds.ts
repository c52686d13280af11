// What happens to the CRDs that a chart brings? Missing ones are created. Existing ones are left alone or, with
// `crds: upgrade`, changed; but never to an older schema, because the whole cluster shares them.
import { all, type Failure, failed, ok, type Result } from '../model/failure.ts';
import { isCrd, objectsIn, splitCrdsFolder } from '../model/manifest.ts';
import { whyOlder } from '../plan/crd-age.ts';
import { patchFor } from '../plan/crd-patch.ts';
import type { PlannedChart } from '../plan/plan.ts';
import { isObject, type JsonObject, jsonForYaml } from '../text/json.ts';
import { readYamlStream } from '../text/yaml.ts';
import type { Package } from './packages.ts';
import type { ReleaseContext } from './release-context.ts';

/** How often Compass tries to change a CRD that another client changes at the same time. */
const maxTries = 5;

/**
 * `areSettled`: whether Compass has dealt with the CRDs. Then Helm has to skip them, because it would overwrite them.
 */
export async function prepareCrds(
  chart: PlannedChart,
  { path, crds }: Package,
  context: ReleaseContext,
  onLine: (line: string) => void,
): Promise<Result<{ readonly areSettled: boolean }>> {
  const isNew = chart.decision.action === 'install';
  const mayChange = chart.settings.crds === 'upgrade';
  if (crds.trim() === '' || !(isNew || mayChange)) return ok({ areSettled: false });
  const brought = crdsIn(crds);
  if (!brought.ok) return brought;
  const there = await readAll(brought.value.map(crdName), context);
  if (!there.ok) {
    const mayNotRead = there.failures.every(({ code }) => code === 'cluster-forbidden');
    return mayNotRead && !mayChange ? ok({ areSettled: false }) : there;
  }
  // If none exists, Helm may install them: it knows which parts of the chart the values enable.
  if (isNew && there.value.size === 0) return ok({ areSettled: false });
  const isMissing = there.value.size < brought.value.length;
  if (!mayChange && !isMissing) return ok({ areSettled: true });
  const names = await enabledCrds(chart, path, context);
  if (!names.ok) return names;
  for (const wanted of brought.value.filter((one) => names.value.has(crdName(one)))) {
    const settled = await settle(wanted, mayChange, context, onLine);
    if (!settled.ok) return settled;
  }
  return ok({ areSettled: true });
}

async function settle(
  wanted: JsonObject,
  mayChange: boolean,
  { cluster, signal }: ReleaseContext,
  onLine: (line: string) => void,
): Promise<Result<void>> {
  const name = crdName(wanted);
  for (let tries = 0; tries < maxTries; tries += 1) {
    const current = await cluster.crds.read(name, signal);
    if (!current.ok) return current;
    if (current.value === undefined) {
      const created = await cluster.crds.create(wanted, signal);
      if (created.ok) onLine(`CRD ${name}: created`);
      return created;
    }
    const patch = mayChange ? patchFor(wanted, current.value) : undefined;
    const older = patch && whyOlder(wanted, current.value);
    if (older !== undefined) onLine(`CRD ${name}: left as it is: the chart's CRD is older, because it ${older}`);
    if (patch === undefined || older !== undefined) return ok(undefined);
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

/** Names of the CRDs that exist. */
async function readAll(names: readonly string[], { cluster, signal }: ReleaseContext): Promise<Result<Set<string>>> {
  const found = all(
    await Promise.all(
      names.map(async (name): Promise<Result<string[]>> => {
        const current = await cluster.crds.read(name, signal);
        return current.ok ? ok(current.value === undefined ? [] : [name]) : current;
      }),
    ),
  );
  return found.ok ? ok(new Set(found.value.flat())) : found;
}

/** Names of the CRDs in the parts of the chart that its values enable. */
async function enabledCrds(
  { release, namespace, values }: PlannedChart,
  path: string,
  { helm, signal }: ReleaseContext,
): Promise<Result<ReadonlySet<string>>> {
  const rendered = await helm.template({ release, namespace, package: path, values: jsonForYaml(values) }, signal);
  if (!rendered.ok) return failed(...rendered.failures.map(unknownCrds));
  const read = crdsIn(splitCrdsFolder(rendered.value).inside);
  return read.ok ? ok(new Set(read.value.map(crdName))) : read;
}

function unknownCrds(failure: Failure): Failure {
  const message = `Compass cannot tell which CRDs the values enable, because Helm could not render the chart. ${failure.message}`;
  return {
    ...failure,
    message,
    hint: 'Correct the chart or its values, or deploy the CRDs with a chart of their own.',
  };
}

function crdsIn(text: string): Result<JsonObject[]> {
  const read = readYamlStream('crds', text);
  if ('problems' in read) {
    const message = `The chart's CRDs are not valid YAML: ${read.problems[0]?.message ?? ''}`;
    return failed({ code: 'chart-unreadable', message, hint: 'Correct the files in the `crds` folder of the chart.' });
  }
  const objects = read.documents.flatMap(({ data }) => objectsIn(data));
  return ok(objects.flatMap(({ data }) => (isObject(data) && isCrd(data) ? [data] : [])));
}

function crdName({ metadata }: JsonObject): string {
  return isObject(metadata) ? String(metadata['name']) : '';
}
