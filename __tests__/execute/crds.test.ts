// The CRDs of a chart are recognised in what Helm renders, however their files are written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareCrds } from '../../src/execute/crds.ts';
import type { ReleaseContext } from '../../src/execute/release-context.ts';
import { ok } from '../../src/model/failure.ts';
import { plannedChart } from '../support/charts.ts';
import { plainSettings } from '../support/settings.ts';

const crd = (name: string) =>
  `kind: CustomResourceDefinition\nmetadata: { name: ${name} }\nspec: { group: new, versions: [] }\n`;

/** Lines that are reported when `file` is the chart's only file in `crds/`, and the CRD `a` exists. */
async function linesOf(file: string, action: 'install' | 'upgrade'): Promise<string[]> {
  const planned = plannedChart('web', { settings: { ...plainSettings, crds: 'upgrade' } });
  const chart = { ...planned, decision: { ...planned.decision, action } } as typeof planned;
  const existing = { kind: 'CustomResourceDefinition', metadata: { name: 'a' }, spec: { versions: [], group: 'old' } };
  const context = {
    helm: {
      template: async () => ok(`---\n# Source: web/crds/a.yaml\n${file}\n---\n# Source: web/templates/a.yaml\n`),
    },
    cluster: {
      crds: {
        read: async (name: string) => ok(name === 'a' ? existing : undefined),
        create: async () => ok(undefined),
        change: async () => ok('changed'),
      },
    },
    signal: new AbortController().signal,
  } as unknown as ReleaseContext;
  const lines: string[] = [];
  const crds = { path: '/web', crds: file, largestFiles: () => [] };
  assert.deepEqual(await prepareCrds(chart, crds, context, (line) => lines.push(line)), ok({ areSettled: true }));
  return lines.map((line) => line.split(':')[0] ?? '');
}

for (const action of ['install', 'upgrade'] as const) {
  test(`a file of CRDs may begin with a separator, at ${action}`, async () => {
    assert.deepEqual(await linesOf(`---\n${crd('b')}---\n${crd('a')}`, action), ['CRD b', 'CRD a']);
  });

  test(`each CRD of a file is settled, at ${action}`, async () => {
    assert.deepEqual(await linesOf(`${crd('a')}---\n${crd('b')}`, action), ['CRD a', 'CRD b']);
  });
}
