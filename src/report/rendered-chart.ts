// What `render` prints of a chart: YAML, with comments that say what it is.

import { sourceOf, type ValueSource } from '../render/provenance.ts';
import { mask, mergeLayers, type NamedLayer } from '../render/values.ts';
import type { Json, JsonObject } from '../text/json.ts';
import { formatPlace } from '../text/place.ts';
import { writeYaml } from '../text/write-yaml.ts';

/** `title`: what it is about. `objects`: YAML documents. `later`: files of raw objects that are only known once they are deployed. */
export function valuesAndObjects(title: string, values: Json, objects: string, hidden: readonly string[]): string {
  const unknown = hidden.map((text) => `# (${text})\n`);
  return `# ${title}\n# Values:\n${writeYaml(values)}---\n# Objects:\n${unknown.join('')}${objects.replace(/^---\n/, '')}`;
}

/** Each value with the layer that it comes from. `environment`: the layers of what templates speak of as `values`. */
export function explainedValues(
  title: string,
  layers: readonly NamedLayer[],
  environment: readonly NamedLayer[],
): string {
  const values = mask(mergeLayers(layers.map((layer) => layer.values))) as JsonObject;
  const text = writeYaml(values, (path) => {
    const source = sourceOf(path, layers, environment);
    return source && tellSource(source);
  });
  return `# ${title}\n# Each value, and where it comes from:\n${text}`;
}

function tellSource({ layer, at, reads }: ValueSource): string {
  const place = at ? ` (${formatPlace(at)})` : '';
  const read = reads.map(({ name, source }) => ` ← ${name} from ${tellSource(source)}`);
  return `${layer.replaceAll('`', '')}${place}${read.join('')}`;
}
