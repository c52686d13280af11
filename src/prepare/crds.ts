// Which CRDs are in the `crds` folders of a chart?
import { failed, ok, type Result } from '../model/failure.ts';
import { type CrdFile, isCrd, objectsIn } from '../model/manifest.ts';
import { whyOlder } from '../plan/crd-age.ts';
import { isObject, type JsonObject, objectAt } from '../text/json.ts';
import { readYamlStream } from '../text/yaml.ts';

/** One file may contain several. Fails with `chart-unreadable` if a file is not valid YAML. */
export function readCrds(files: readonly CrdFile[]): Result<JsonObject[]> {
  const crds: JsonObject[] = [];
  for (const { name, text } of files) {
    const read = readYamlStream(`crds/${name}`, text);
    if ('problems' in read) {
      const message = `\`crds/${name}\` of the chart is not valid YAML: ${read.problems[0]?.message ?? ''}`;
      return failed({ code: 'chart-unreadable', message, hint: 'Correct this file of the chart.' });
    }
    const objects = read.documents.flatMap(({ data }) => objectsIn(data));
    crds.push(...objects.flatMap(({ data }) => (isObject(data) && isCrd(data) ? [data] : [])));
  }
  return ok(crds);
}

export function crdName(crd: JsonObject): string {
  return String(objectAt(crd, 'metadata')['name'] ?? '');
}

/**
 * Name → the newest of the CRDs with that name. Several charts may bring the same CRD: then a missing one is created
 * with the newest schema, whichever chart comes first.
 */
export function newestCrds(crds: readonly JsonObject[]): ReadonlyMap<string, JsonObject> {
  const newest = new Map<string, JsonObject>();
  for (const crd of crds) {
    const known = newest.get(crdName(crd));
    if (known === undefined || isNewer(crd, known)) newest.set(crdName(crd), crd);
  }
  return newest;
}

function isNewer(crd: JsonObject, known: JsonObject): boolean {
  return whyOlder(known, crd) !== undefined && whyOlder(crd, known) === undefined;
}
