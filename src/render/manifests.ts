// Which raw objects does a chart have? The files that its globs match, as they are passed to Helm.

import type { ChartSource } from '../model/chart-source.ts';
import { all, type Failure, failed, ok, type Result } from '../model/failure.ts';
import { objectsIn, type PlacedObject } from '../model/manifest.ts';
import { isList, isObject, type JsonObject, objectAt } from '../text/json.ts';
import type { Place } from '../text/place.ts';
import { type Path, readYamlStream, type YamlDocument } from '../text/yaml.ts';
import type { ChartScope } from './chart-scope.ts';
import { asRendered, pathFrom, renderFile } from './files.ts';
import type { Scope } from './template.ts';
import { askedIn, isOpen, type Renderer } from './texts.ts';
import { isSecret, reveal, type Value } from './values.ts';

/**
 * Path of each file in the workspace → its text. Fails with `file-unreadable`, `template-failed` or `manifest-invalid`.
 */
export function renderManifests({
  spec,
  chart: { name, manifests },
  scope,
  renderer,
}: ChartScope): Result<Pick<Extract<ChartSource, { kind: 'manifests' }>, 'files' | 'secretFiles'>> {
  const globs = manifests.map((glob, index) => ({
    glob,
    at: spec.placeOf(['charts', name, 'manifests', index]),
    found: renderer.files.find(pathFrom(spec.folder, glob)),
  }));
  const idle = globs.filter(({ found }) => found.length === 0).map(({ glob, at }) => nothingMatches(glob, at));
  // A file that several globs match is reported at the first of them.
  const files = new Map<string, Place>();
  for (const { found, at } of globs) for (const file of found) if (!files.has(file)) files.set(file, at);
  const read = all([
    ...idle.map((failure) => failed(failure)),
    ...[...files].map(([file, at]) => readManifestFile(file, at, scope, renderer)),
  ]);
  if (!read.ok) return read;
  const twice = repeatedObjects(read.value);
  if (twice.length > 0) return failed(...twice);
  return ok({
    files: Object.fromEntries(read.value.map(({ file, text }) => [file, text])),
    secretFiles: read.value.flatMap(({ file, rendered }) => (isSecret(rendered) ? [file] : [])),
  });
}

interface ManifestFile {
  readonly file: string;
  /** Passed to Helm; empty while its template has unanswered questions. */
  readonly text: string;
  readonly rendered: Value;
  readonly objects: readonly { readonly key: string; readonly at: Place }[];
}

function readManifestFile(file: string, at: Place, scope: Scope, renderer: Renderer): Result<ManifestFile> {
  const read = renderer.files.read(file);
  if ('problem' in read) {
    const hint = 'Narrow the glob to text files in the workspace; symlinks must not lead outside it.';
    return failed({ code: 'file-unreadable', message: `\`${file}\` ${read.problem}.`, hint, at });
  }
  const { value: rendered, asked } = askedIn(renderer, (own) => renderFile(file, read.text, scope, own));
  if (!rendered.ok) return rendered;
  if (isOpen(asked, renderer)) return ok({ file, text: '', rendered: '', objects: [] });
  const text = String(reveal(rendered.value));
  const stream = readYamlStream(file, text);
  const problems =
    'problems' in stream
      ? stream.problems.map((one): Problem => ({ code: 'manifest-invalid', ...one }))
      : stream.documents.flatMap(problemsOfDocument);
  if ('problems' in stream || problems.length > 0) {
    return failed(...problems.map((one) => asRendered(one, file, rendered.value)));
  }
  const objects = stream.documents.flatMap(placedObjects);
  return ok({ file, text: withoutEndMarkers(text), rendered: rendered.value, objects });
}

/** Helm's reader stops at `...`, so each becomes `---`, which also ends a document. */
function withoutEndMarkers(text: string): string {
  return text.replace(/^\.\.\.(?=[ \t]*(#|\r?$))/gm, '---');
}

type Problem = Failure & { readonly at: Place };

/** What Helm would notice only half-way through a deployment, or could not keep track of. */
function problemsOfDocument(document: YamlDocument): Problem[] {
  const { data } = document;
  if (isObject(data)) {
    const missing = withoutType(data, [], document);
    if (missing.length > 0) return missing;
    if ('items' in data && data['items'] !== null && !isList(data['items'])) {
      const message =
        'Kubernetes treats every object with `items` as a list of objects, but these `items` are not a list.';
      return [problemAt(document, ['items'], message, 'Write a list of objects, or put `items` under `spec`.')];
    }
  }
  return objectsIn(data).flatMap((object) => problemsOfObject(object, document));
}

function problemAt(document: YamlDocument, path: Path, message: string, hint: string): Problem {
  return { code: 'manifest-invalid', message, hint, at: document.placeOf(path) };
}

function withoutType(object: JsonObject, path: Path, document: YamlDocument): Problem[] {
  const missing = ['apiVersion', 'kind'].filter((key) => typeof object[key] !== 'string' || object[key] === '');
  return missing.map((key) => problemAt(document, path, `The object has no \`${key}\`.`, `Add \`${key}\` to it.`));
}

function problemsOfObject({ data, path }: PlacedObject, document: YamlDocument): Problem[] {
  if (!isObject(data)) {
    const hint = 'Write a map with `apiVersion` and `kind`.';
    return [problemAt(document, path, `This is not a Kubernetes object.${becauseOfItems(path, document)}`, hint)];
  }
  const missing = withoutType(data, path, document);
  if (missing.length > 0) return missing;
  const metadata = objectAt(data, 'metadata');
  if (metadata['generateName'] !== undefined) {
    const message = '`generateName` creates a new object each time, which no release can keep track of.';
    return [problemAt(document, [...path, 'metadata', 'generateName'], message, 'Write `name` instead.')];
  }
  if (typeof metadata['name'] === 'string' && metadata['name'] !== '') return [];
  const message = `The object has no \`metadata.name\`.${becauseOfItems(path, document)}`;
  const hint = 'Give it a name; put the name in quotes if YAML does not read it as a string.';
  return [problemAt(document, [...path, 'metadata'], message, hint)];
}

/** Why an item of something that does not look like a list has to be an object. */
function becauseOfItems(path: Path, { data }: YamlDocument): string {
  if (path.length === 0 || !isObject(data) || String(data['kind']).endsWith('List')) return '';
  return ` Kubernetes treats the ${String(data['kind'])} around it as a list, because it has \`items\`.`;
}

/** Helm would silently deploy only one of two. */
function repeatedObjects(files: readonly ManifestFile[]): Failure[] {
  const seen = new Map<string, string>();
  return files.flatMap(({ file, rendered, objects }) =>
    objects.flatMap(({ key, at }): Failure[] => {
      const first = seen.get(key);
      seen.set(key, first ?? file);
      if (first === undefined) return [];
      const message = `${key} is in \`${first}\` too.`;
      const problem: Problem = { code: 'manifest-invalid', message, hint: 'Remove one of them.', at };
      return [asRendered(problem, file, rendered)];
    }),
  );
}

function placedObjects(document: YamlDocument): { key: string; at: Place }[] {
  return objectsIn(document.data).flatMap(({ data, path }) => {
    if (!isObject(data)) return [];
    return [{ key: objectTitleOf(data), at: path.length === 0 ? document.start : document.placeOf(path) }];
  });
}

function objectTitleOf(object: JsonObject): string {
  const { name, namespace } = objectAt(object, 'metadata');
  const place = namespace === undefined ? '' : ` in ${String(namespace)}`;
  return `The ${String(object['kind'])} \`${String(name)}\`${place} (${String(object['apiVersion'])})`;
}

function nothingMatches(glob: string, at: Place): Failure {
  return {
    code: 'file-unreadable',
    message: `No file in the workspace matches \`${glob}\`.`,
    hint: 'Check the glob: it is relative to the folder of the spec; `*` does not cross `/`, `**` does.',
    at,
  };
}
