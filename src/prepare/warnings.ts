// What is not wrong, and yet not what it looks like, in the spec and in the charts of the workspace.

import type { Warning } from '../model/failure.ts';
import type { Files } from '../ports/machine.ts';
import type { RenderedChart } from '../render/charts.ts';
import type { Spec } from '../spec/spec.ts';
import { keysMisread } from '../text/helm-keys.ts';
import type { Json } from '../text/json.ts';
import type { Path } from '../text/yaml.ts';

export function warningsAbout(spec: Spec, charts: readonly Pick<RenderedChart, 'source'>[], files: Files): Warning[] {
  return [...workflowExpressions(spec), ...keysReadOtherwise(charts, files)];
}

/** Only workflows know `${{ … }}`; to a chart it is a text like any other. */
function workflowExpressions(spec: Spec): Warning[] {
  const roots: readonly (readonly [Path, Json])[] = [
    [['values'], spec.values],
    ...spec.environments.flatMap(({ layers }) =>
      layers.map(({ of, values }) => [['environments', of, 'values'], values] as const),
    ),
    ...spec.charts.map(({ name, values }) => [['charts', name, 'values'], values] as const),
  ];
  const found = roots.flatMap(([path, value]) => expressionsIn(value, path));
  // Several environments may have a layer in common.
  const distinct = new Map(found.map((path) => [path.join('.'), path]));
  return [...distinct.values()].map((path) => ({
    message: `\`${path.join('.')}\` holds an expression of a workflow, which means nothing here: the chart gets it as it is.`,
    hint: 'Give the step an environment variable with it, list that under `env`, and write `<%= readEnv(…) %>`.',
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

/** Each chart folder is looked at once, however many charts of the spec use it. */
function keysReadOtherwise(charts: readonly Pick<RenderedChart, 'source'>[], files: Files): Warning[] {
  const folders = charts.flatMap(({ source }) => (source?.kind === 'folder' ? [source.path] : []));
  return [...new Set(folders)].flatMap((folder) => {
    const file = `${folder}/values.yaml`;
    const read = files.read(file);
    if ('problem' in read) return [];
    return keysMisread(file, read.text).map(({ key, readAs, at }) => ({
      message: `Helm reads the key \`${key}\` of the chart's own values as \`${readAs}\`.`,
      hint: `Put it in quotes in the chart; until then, only \`"${readAs}"\` in the spec is the same key.`,
      at,
    }));
  });
}
