// The definitions of custom resources that a chart brings along: those that are missing are created, those that are there
// are left alone or, if the chart asks for it, changed; but never to an older schema, since the whole cluster shares them.
import { all, type Failure, failed, ok, type Result } from '../model/failure.ts';
import { isCrd, isInCrdsFolder, objectsIn, splitManifest } from '../model/manifest.ts';
import { whyOlder } from '../plan/crd-age.ts';
import { patchFor } from '../plan/crd-patch.ts';
import type { PlannedChart } from '../plan/plan.ts';
import { isObject, type JsonObject, jsonForYaml } from '../text/json.ts';
import { readYamlStream } from '../text/yaml.ts';
import type { Package } from './packages.ts';
import type { ReleaseContext } from './release-context.ts';

/** So often a definition that somebody else changes at the same time is looked at again. */
const mostTries = 5;

/** Gives whether Helm has to keep its hands off them: it would write over those that are there. */
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
  // Where none is there, Helm installs them as well, and knows which parts of the chart are switched on.
  if (isNew && there.value.size === 0) return ok({ areSettled: false });
  const isMissing = there.value.size < brought.value.length;
  if (!mayChange && !isMissing) return ok({ areSettled: true });
  const names = await switchedOn(chart, path, context);
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
  for (let tries = 0; tries < mostTries; tries += 1) {
    const current = await cluster.crds.read(name, signal);
    if (!current.ok) return current;
    if (current.value === undefined) {
      const created = await cluster.crds.create(wanted, signal);
      if (created.ok) onLine(`definition ${name}: created`);
      return created;
    }
    const patch = mayChange ? patchFor(wanted, current.value) : undefined;
    const older = patch && whyOlder(wanted, current.value);
    if (older !== undefined) onLine(`definition ${name}: left as it is; the chart's is older: it ${older}`);
    if (patch === undefined || older !== undefined) return ok(undefined);
    const changed = await cluster.crds.change(name, patch, signal);
    if (!changed.ok) return changed;
    if (changed.value === 'changed') {
      onLine(`definition ${name}: changed`);
      return ok(undefined);
    }
  }
  const message = `The custom resource definition \`${name}\` is changed by somebody else again and again.`;
  return failed({ code: 'cluster-error', message, hint: 'See who else looks after it.' });
}

/** Names of those that are there. */
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

/** Names of those that stand in parts of the chart which its values switch on. */
async function switchedOn(
  { release, namespace, values }: PlannedChart,
  path: string,
  { helm, signal }: ReleaseContext,
): Promise<Result<ReadonlySet<string>>> {
  const rendered = await helm.template({ release, namespace, package: path, values: jsonForYaml(values) }, signal);
  if (!rendered.ok) return failed(...rendered.failures.map(cannotTell));
  const read = crdsIn(splitManifest(rendered.value).filter(isInCrdsFolder).join(''));
  return read.ok ? ok(new Set(read.value.map(crdName))) : read;
}

function cannotTell(failure: Failure): Failure {
  const message = `Which custom resource definitions the values switch on cannot be told without a cluster. ${failure.message}`;
  return {
    ...failure,
    message,
    hint: 'Deploy the definitions with a chart of their own, or `helm upgrade` this one by hand.',
  };
}

function crdsIn(text: string): Result<JsonObject[]> {
  const read = readYamlStream('crds', text);
  if ('problems' in read) {
    const message = `The chart's custom resource definitions cannot be read: ${read.problems[0]?.message ?? ''}`;
    return failed({ code: 'chart-unreadable', message, hint: 'Correct the chart.' });
  }
  const objects = read.documents.flatMap(({ data }) => objectsIn(data));
  return ok(objects.flatMap(({ data }) => (isObject(data) && isCrd(data) ? [data] : [])));
}

function crdName({ metadata }: JsonObject): string {
  return isObject(metadata) ? String(metadata['name']) : '';
}
