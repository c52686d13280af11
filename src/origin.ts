// Where the content of a chart comes from: the text under `chart`, and what it says.
import { posix } from 'node:path';
import type { Place } from './diagnostic.ts';
import { failed, notYet, ok, type Result } from './failure.ts';

/** Plain data. */
export type ChartOrigin =
  /** A chart folder; its path in the workspace. */
  | { readonly kind: 'folder'; readonly path: string }
  /** Raw objects, for which a chart is made: name of file → YAML. */
  | { readonly kind: 'manifests'; readonly files: Readonly<Record<string, string>> };

/** `folder`: that of the spec, where paths start. Fails with `spec-invalid` or `not-yet`. */
export function parseOrigin(text: string, folder: string, at: Place): Result<ChartOrigin> {
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) || text.endsWith('.tgz')) {
    return failed(notYet(`A chart other than a folder (\`${text}\`)`, at));
  }
  if (text.startsWith('/')) {
    const hint = 'Write it from the folder of the spec.';
    return failed({ code: 'spec-invalid', message: `\`${text}\` is an absolute path.`, hint, at });
  }
  return ok({ kind: 'folder', path: posix.join(folder, text) });
}
