// The texts under `chart`, `version` and `repository` are read as a chart source, or refused with a reason.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChartSource, parseSource, type WrittenSource } from '../../src/model/chart-source.ts';

const repositories = { acme: 'https://charts.example.com', store: 'oci://ghcr.io/acme/charts/' };

const taken: readonly (readonly [WrittenSource, string, ChartSource])[] = [
  [{ chart: 'charts/web' }, '.', { kind: 'folder', path: 'charts/web' }],
  [{ chart: './web' }, 'deploy', { kind: 'folder', path: 'deploy/web' }],
  [{ chart: '../charts/web' }, 'deploy', { kind: 'folder', path: 'charts/web' }],
  [{ chart: '.' }, 'deploy', { kind: 'folder', path: 'deploy' }],
  [{ chart: 'acme' }, '.', { kind: 'folder', path: 'acme' }],
  [{ chart: './acme/web' }, '.', { kind: 'folder', path: 'acme/web' }],
  [{ chart: 'constructor/web' }, '.', { kind: 'folder', path: 'constructor/web' }],
  [{ chart: 'web-1.0.0.tgz' }, 'deploy', { kind: 'archive', path: 'deploy/web-1.0.0.tgz' }],
  [{ chart: 'acme/web' }, '.', { kind: 'repository', url: 'https://charts.example.com', name: 'web' }],
  [
    { chart: 'acme/web', version: '^1.2' },
    '.',
    { kind: 'repository', url: 'https://charts.example.com', name: 'web', version: '^1.2' },
  ],
  [
    { chart: 'store/web', version: '1.0.0' },
    '.',
    { kind: 'oci', reference: 'ghcr.io/acme/charts/web', version: '1.0.0' },
  ],
  [
    { chart: 'oci://ghcr.io/web', version: `latest@sha256:${'a'.repeat(64)}` },
    '.',
    { kind: 'oci', reference: 'ghcr.io/web', version: `latest@sha256:${'a'.repeat(64)}` },
  ],
  [{ chart: 'oci://127.0.0.1:5000/a/web' }, '.', { kind: 'oci', reference: '127.0.0.1:5000/a/web' }],
  [
    { chart: 'web', repository: 'http://127.0.0.1:8080/charts' },
    '.',
    { kind: 'repository', url: 'http://127.0.0.1:8080/charts', name: 'web' },
  ],
];

for (const [written, folder, source] of taken) {
  test(`${JSON.stringify(written)} in ${folder} is ${JSON.stringify(source)}`, () => {
    assert.deepEqual(parseSource(written, folder, repositories), { source });
  });
}

for (const [written, key] of [
  [{ chart: '/charts/web' }, 'chart'],
  [{ chart: 'https://example.com/web.tgz' }, 'chart'],
  [{ chart: 'oci://ghcr.io' }, 'chart'],
  [{ chart: 'oci://ghcr.io/acme/Web' }, 'chart'],
  [{ chart: 'oci://ghcr.io/acme/web:1.0.0' }, 'chart'],
  [{ chart: 'charts/web', version: '1.0.0' }, 'version'],
  [{ chart: '../charts/web' }, 'chart'],
  [{ chart: 'charts/../../web.tgz' }, 'chart'],
  [{ chart: 'acme/web', version: 'newest' }, 'version'],
  [{ chart: 'oci://ghcr.io/acme/web', version: '1.0.0@sha256:1' }, 'version'],
  [{ chart: 'web', repository: 'https://charts.example.com', version: '^1.x.y' }, 'version'],
  [{ chart: 'web', repository: 'http://charts.example.com' }, 'repository'],
  [{ chart: 'web', repository: 'https://ci:secret@charts.example.com' }, 'repository'],
  [{ chart: 'web', repository: 'charts.example.com' }, 'repository'],
] as const) {
  test(`${JSON.stringify(written)} is refused`, () => {
    const parsed = parseSource(written, '.', repositories);
    assert.equal('problem' in parsed && parsed.problem.key, key);
    assert.doesNotMatch('problem' in parsed ? parsed.problem.message : '', /secret/);
  });
}
