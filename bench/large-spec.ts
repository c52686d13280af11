// How long does it take to read, validate and render a spec of 500 charts with 2,000 values files, every fourth a
// template?
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { disk } from '../src/adapters/machine/disk.ts';
import { openWorkspace } from '../src/adapters/machine/workspace.ts';
import { readRequest } from '../src/inputs/request.ts';
import { startRendering } from '../src/render/render.ts';
import { parseSpec } from '../src/spec/parse.ts';

const charts = 500;
const filesOfEach = 4;

export const largeSpec = {
  name: '500 charts, 2,000 values files',
  prepare() {
    const folder = writeLargeSpec();
    return { folder, stop: () => rmSync(folder, { recursive: true }) };
  },
  run: renderLargeSpec,
};

/** Returns the folder of a workspace that contains the spec. */
function writeLargeSpec(): string {
  const folder = mkdtempSync(join(tmpdir(), 'compass-large-'));
  mkdirSync(join(folder, 'values'));
  const entries = Array.from({ length: charts }, (_, index) => {
    const files = Array.from({ length: filesOfEach }, (_, number) => {
      const isTemplate = number === filesOfEach - 1;
      const name = `values/${index}-${number}.yaml${isTemplate ? '.ejs' : ''}`;
      writeFileSync(join(folder, name), valuesFile(index, number, isTemplate));
      return name;
    });
    return `  c${index}:
    chart: charts/web
    depends: [${index > 0 ? `c${Math.floor((index - 1) / 2)}` : ''}]
    values-files: [${files.join(', ')}]
    values:
      replicas: "<%= values.replicas %>"
      name: "<%= chart %>-<%= environment %>"
      url: "https://<%= values.domain %>/${index}"
`;
  });
  const head = `version: 1
stack: large
values: { domain: example.com, replicas: 2 }
environments: { staging: { branches: develop } }
charts:
`;
  writeFileSync(join(folder, 'compass.yaml'), head + entries.join(''));
  return folder;
}

function valuesFile(index: number, number: number, isTemplate: boolean): string {
  const template = isTemplate ? 'env: <%= environment %>\nhost: <%= values.domain %>\n' : '';
  return `service:
  port: ${8000 + number}
  name: n${index}
  labels: { app: web, tier: front }
resources:
  limits: { cpu: 100m, memory: 128Mi }
  requests: { cpu: 50m, memory: 64Mi }
features: [search, cart, ${index}]
${template}`;
}

/** Throws if the spec is not valid or not rendered. */
function renderLargeSpec(folder: string): void {
  const workspace = openWorkspace(disk, folder);
  const read = workspace.read('compass.yaml');
  const { spec, failures } = parseSpec('compass.yaml', 'text' in read ? read.text : '');
  const [environment] = spec?.environments ?? [];
  const request = readRequest({});
  if (spec === undefined || environment === undefined || !request.ok || failures.length > 0)
    throw new Error('the spec is not valid');
  const rendering = startRendering({
    spec,
    charts: spec.charts,
    environment,
    commit: { branch: 'develop', sha: '' },
    request: request.value,
    files: workspace,
    variable: () => undefined,
    learn: () => {},
  });
  if (!rendering.ok || rendering.value.charts.length !== charts) throw new Error('the spec was not rendered');
}
