// What does `render` print for a chart? YAML, with comments that explain it.

import { sourceOf, type ValueSource } from '../render/provenance.ts';
import { mask, mergeLayers, type NamedLayer } from '../render/values.ts';
import type { JsonObject } from '../text/json.ts';
import { formatPlace } from '../text/place.ts';
import { writeYaml } from '../text/write-yaml.ts';

/** `objects`: YAML documents. `hidden`: a line for each file of raw objects that is not shown, with the reason. */
export function valuesAndObjects(
  title: string,
  values: JsonObject,
  objects: string,
  hidden: readonly string[],
): string {
  const unknown = hidden.map((text) => `# (${text})\n`);
  return `# ${title}\n# Values:\n${writeYaml(values)}---\n# Objects:\n${unknown.join('')}${objects.replace(/^---\n/, '')}`;
}

/** Each value with the layer that it comes from. `environment`: the layers of the variable `values`. */
export function explainedValues(
  title: string,
  layers: readonly NamedLayer[],
  environment: readonly NamedLayer[],
): string {
  const values = mask(mergeLayers(layers.map((layer) => layer.values)));
  const text = writeYaml(values, (path) => {
    const source = sourceOf(path, layers, environment);
    return source && describeSource(source);
  });
  return `# ${title}\n# Each value, and where it comes from:\n${text}`;
}

function describeSource({ layer, at, reads }: ValueSource): string {
  const place = at ? ` (${formatPlace(at)})` : '';
  const read = reads.map(({ name, source }) => ` ← ${name} from ${describeSource(source)}`);
  return `${layer.replaceAll('`', '')}${place}${read.join('')}`;
}
