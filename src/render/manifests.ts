// The raw objects of a chart: the files that its globs name, as they go to Helm.
import { posix } from 'node:path';
import type { Place } from '../diagnostic.ts';
import { all, type Failure, failed, ok, type Result } from '../failure.ts';
import { isObject } from '../json.ts';
import type { Chart, Spec } from '../spec/spec.ts';
import { readYamlStream, type YamlDocument } from '../yaml.ts';
import type { Scope } from './template.ts';
import { type Renderer, renderFile } from './values.ts';

/** Path of each file in the workspace → its text. Fails with `file-unreadable`, `template-failed` or `manifest-invalid`. */
export function renderManifests(
  spec: Spec,
  { name, manifests }: Chart,
  scope: Scope,
  renderer: Renderer,
): Result<Readonly<Record<string, string>>> {
  const files = all(
    manifests.map((glob, index): Result<readonly string[]> => {
      const found = renderer.files.find(posix.join(spec.folder, glob));
      const at = spec.placeOf(['charts', name, 'manifests', index]);
      return found.length > 0 ? ok(found) : failed(nothingMatches(glob, at));
    }),
  );
  if (!files.ok) return files;
  const at = spec.placeOf(['charts', name, 'manifests']);
  const texts = all(
    [...new Set(files.value.flat())].map((file): Result<readonly [string, string]> => {
      const text = readManifest(file, at, scope, renderer);
      return text.ok ? ok([file, text.value]) : text;
    }),
  );
  return texts.ok ? ok(Object.fromEntries(texts.value)) : texts;
}

function readManifest(file: string, at: Place, scope: Scope, renderer: Renderer): Result<string> {
  const read = renderer.files.read(file);
  if ('problem' in read) {
    return failed({ code: 'file-unreadable', message: `\`${file}\` ${read.problem}.`, hint: 'Correct the glob.', at });
  }
  const text = file.endsWith('.ejs') ? renderFile(file, read.text, scope, renderer) : ok(read.text);
  if (!text.ok) return text;
  const stream = readYamlStream(file, text.value);
  if ('problems' in stream) {
    return failed(...stream.problems.map((problem): Failure => ({ code: 'manifest-invalid', ...problem })));
  }
  const problems = stream.documents.flatMap(problemsOf);
  return problems.length > 0 ? failed(...problems) : text;
}

/** What Helm would only notice half-way, or could not keep track of. */
function problemsOf(document: YamlDocument): Failure[] {
  const problem = (message: string, hint: string, ...path: string[]): Failure[] => [
    { code: 'manifest-invalid', message, hint, at: document.placeOf(path) },
  ];
  const object = document.data;
  if (!isObject(object)) return problem('This is no Kubernetes object.', 'Write a map with `apiVersion` and `kind`.');
  for (const key of ['apiVersion', 'kind']) {
    if (typeof object[key] !== 'string') return problem(`The object has no \`${key}\`.`, `Give it a \`${key}\`.`);
  }
  // A list has its objects inside, and no name of its own.
  if (Array.isArray(object['items']) && String(object['kind']).endsWith('List')) return [];
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  if (metadata['generateName'] !== undefined) {
    const message = '`generateName` makes another object each time, which no release can keep track of.';
    return problem(message, 'Write `name`.', 'metadata', 'generateName');
  }
  if (typeof metadata['name'] === 'string' && metadata['name'] !== '') return [];
  return problem('The object has no `metadata.name`.', 'Give it a name; a number has to be in quotes.', 'metadata');
}

function nothingMatches(glob: string, at: Place): Failure {
  return {
    code: 'file-unreadable',
    message: `No file in the workspace matches \`${glob}\`.`,
    hint: 'Correct the glob: it starts at the folder of the spec; `*` does not cross `/`, `**` does.',
    at,
  };
}
