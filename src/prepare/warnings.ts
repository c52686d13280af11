// What in the spec and in its local charts is valid, but probably not what its author means?

import type { Warning } from '../model/failure.ts';
import type { Files } from '../ports/machine.ts';
import type { RenderedChart } from '../render/charts.ts';
import type { Spec } from '../spec/spec.ts';
import { misreadKeys } from '../text/helm-keys.ts';
import type { Json } from '../text/json.ts';
import type { Path } from '../text/yaml.ts';

export function warningsAbout(spec: Spec, charts: readonly Pick<RenderedChart, 'source'>[], files: Files): Warning[] {
  return [...workflowExpressions(spec), ...keysReadOtherwise(charts, files)];
}

/** GitHub Actions evaluates `${{ … }}` in workflows only; a chart gets it literally. */
function workflowExpressions(spec: Spec): Warning[] {
  const roots: readonly (readonly [Path, Json])[] = [
    [['values'], spec.values],
    ...spec.environments.flatMap(({ layers }) =>
      layers.map(({ of, values }) => [['environments', of, 'values'], values] as const),
    ),
    ...spec.charts.map(({ name, values }) => [['charts', name, 'values'], values] as const),
  ];
  const found = roots.flatMap(([path, value]) => expressionsIn(value, path));
  // Several environments may share a layer.
  const distinct = new Map(found.map((path) => [path.join('.'), path]));
  return [...distinct.values()].map((path) => ({
    message: `\`${path.join('.')}\` contains a GitHub Actions expression. Compass does not evaluate it; the chart receives it literally.`,
    hint: "Set it in the step's `env:`, list the variable under `env` in the spec, and write `<%= readEnv(…) %>` here.",
    at: spec.placeOf(path),
  }));
}

function expressionsIn(value: Json, path: Path): Path[] {
  if (typeof value === 'string') return value.includes('${{') ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    expressionsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Each folder once, however many charts use it. */
function keysReadOtherwise(charts: readonly Pick<RenderedChart, 'source'>[], files: Files): Warning[] {
  const folders = charts.flatMap(({ source }) => (source?.kind === 'folder' ? [source.path] : []));
  return [...new Set(folders)].flatMap((folder) => {
    const file = `${folder}/values.yaml`;
    const read = files.read(file);
    if ('problem' in read) return [];
    return misreadKeys(file, read.text).map(({ key, readAs, at }) => ({
      message: `Helm reads the key \`${key}\` of the chart's own values as \`${readAs}\`.`,
      hint: `Quote the key in the chart. Until then, write it as \`"${readAs}"\` in the spec.`,
      at,
    }));
  });
}
