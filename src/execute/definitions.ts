// The definitions of custom resources that a chart brings along: those that are missing are created, those that are there
// are left alone or, if the chart asks for it, changed; but never to an older schema, since the whole cluster shares them.
import { all, failed, ok, type Result } from '../failure.ts';
import { isObject, type JsonObject, jsonForYaml } from '../json.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Definitions } from '../ports.ts';
import { readYamlStream } from '../yaml.ts';
import type { Package } from './packages.ts';
import type { Workbench } from './release.ts';
import { isContained, missingIn } from './schema-age.ts';

/** Gives whether Helm is to keep its hands off them. */
export async function prepareDefinitions(
  chart: PlannedChart,
  { path, definitions }: Package,
  { helm, cluster, signal }: Workbench,
  onLine: (line: string) => void,
): Promise<Result<{ readonly isDone: boolean }>> {
  const isInstall = chart.decision.action === 'install';
  const mayChange = chart.settings.crds === 'upgrade';
  if (definitions.trim() === '' || !(isInstall || mayChange)) return ok({ isDone: false });
  const brought = definitionsIn(definitions);
  if (!brought.ok) return brought;
  const there = await readAll(brought.value, cluster.definitions, signal);
  if (!there.ok) {
    const mayNotRead = there.failures.every(({ code }) => code === 'cluster-forbidden');
    return mayNotRead && !mayChange ? ok({ isDone: false }) : there;
  }
  // Helm installs them as well, and knows which parts of the chart are switched on.
  if (isInstall && there.value.every(({ current }) => current === undefined)) return ok({ isDone: false });
  const names = await switchedOn(chart, path, helm, signal);
  for (const { wanted, current } of there.value) {
    if (names !== undefined && !names.has(nameOf(wanted))) continue;
    const settled = await settle(wanted, current, mayChange, cluster.definitions, onLine, signal);
    if (!settled.ok) return settled;
  }
  return ok({ isDone: true });
}

async function settle(
  wanted: JsonObject,
  current: JsonObject | undefined,
  mayChange: boolean,
  definitions: Definitions,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  const name = nameOf(wanted);
  if (current === undefined) {
    onLine(`definition ${name}: created`);
    return definitions.create(wanted, signal);
  }
  if (!mayChange || isSame(wanted, current)) return ok(undefined);
  const missing = missingIn(wanted, current);
  if (missing !== undefined) {
    onLine(`definition ${name}: left as it is; the chart's is older: it lacks ${missing}`);
    return ok(undefined);
  }
  onLine(`definition ${name}: changed`);
  return definitions.change(current, wanted, signal);
}

function isSame(wanted: JsonObject, current: JsonObject): boolean {
  const { labels = {}, annotations = {} } = (wanted['metadata'] ?? {}) as Record<string, JsonObject>;
  return isContained({ metadata: { labels, annotations }, spec: wanted['spec'] ?? {} }, withMetadata(current));
}

/** With maps where there are none. */
function withMetadata(definition: JsonObject): JsonObject {
  const metadata = isObject(definition['metadata']) ? (definition['metadata'] as JsonObject) : {};
  return { ...definition, metadata: { labels: {}, annotations: {}, ...metadata } };
}

async function readAll(
  definitions: readonly JsonObject[],
  port: Definitions,
  signal: AbortSignal,
): Promise<Result<{ wanted: JsonObject; current: JsonObject | undefined }[]>> {
  return all(
    await Promise.all(
      definitions.map(async (wanted): Promise<Result<{ wanted: JsonObject; current: JsonObject | undefined }>> => {
        const current = await port.read(nameOf(wanted), signal);
        return current.ok ? ok({ wanted, current: current.value }) : current;
      }),
    ),
  );
}

/** Names of those that stand in parts of the chart which its values switch on; undefined if that cannot be told. */
async function switchedOn(
  chart: PlannedChart,
  path: string,
  helm: Workbench['helm'],
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const { release, namespace, values } = chart;
  const rendered = await helm.template({ release, namespace, package: path, values: jsonForYaml(values) }, signal);
  if (!rendered.ok) return undefined;
  const ofFiles = rendered.value.split(/^(?=---)/m).filter((text) => /^# Source: \S+\/crds\//m.test(text));
  const read = definitionsIn(ofFiles.join(''));
  return read.ok ? new Set(read.value.map(nameOf)) : undefined;
}

function definitionsIn(text: string): Result<JsonObject[]> {
  const read = readYamlStream('crds', text);
  if ('problems' in read) {
    const message = `The chart's custom resource definitions cannot be read: ${read.problems[0]?.message ?? ''}`;
    return failed({ code: 'chart-unreadable', message, hint: 'Correct the chart.' });
  }
  const objects = read.documents.map(({ data }) => data).filter(isObject) as JsonObject[];
  return ok(objects.filter(({ kind }) => kind === 'CustomResourceDefinition'));
}

function nameOf({ metadata }: JsonObject): string {
  return isObject(metadata) ? String(metadata['name']) : '';
}
