// Charts from everywhere: a registry, an HTTP chart repository, and an archive in the workspace.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { outcomesOf } from '../support/outcomes.ts';
import { freshFolder, packChart, serve } from '../support/remote.ts';
import { freshNamespace, helm, kubectl, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep } from '../support/step.ts';

const registry = process.env['COMPASS_REGISTRY'] ?? '';

test('charts are deployed from every kind of source, and upgraded when a range matches a newer version', async (context) => {
  const namespace = freshNamespace();
  const folder = freshFolder(context);
  const place = `oci://${registry}/${namespace}`;
  const push = async (version: string) => helm('push', await packChart(folder, 'web', version), place, '--plain-http');
  await push('1.0.0');
  await push('1.1.0');
  await packChart(folder, 'db', '0.3.0');
  await helm('repo', 'index', folder);
  const repository = await serve(context, (request, response) =>
    response.end(readFileSync(join(folder, (request.url ?? '').replace('/charts/', '')))),
  );
  const spec = specFor(namespace, {
    exact: { chart: `${place}/web`, version: '1.0.0' },
    range: { chart: `${place}/web`, version: '^1.0' },
    packed: { chart: 'charts/local.tgz' },
    db: { chart: 'db', repository: `${repository.url}/charts`, version: '0.x' },
  });
  const workspace = makeWorkspace({ 'compass.yaml': spec, 'charts/.keep': '' });
  copyFileSync(await packChart(folder, 'local', '0.2.0'), join(workspace, 'charts/local.tgz'));
  const step = { workspace, env: { XDG_CACHE_HOME: freshFolder(context) } };

  const first = await runStep(step);
  assert.equal(first.exitCode, 0, first.text);
  const version = (name: string) =>
    kubectl('get', 'configmap', name, '-n', namespace, '-o', 'jsonpath={.data.version}');
  const deployed = async () =>
    Object.fromEntries(
      await Promise.all(['exact', 'range', 'packed', 'db'].map(async (name) => [name, await version(name)])),
    );
  const before = { exact: '1.0.0', range: '1.1.0', packed: '0.2.0', db: '0.3.0' };
  assert.deepEqual(await deployed(), before);

  const second = await runStep(step);
  assert.deepEqual(
    outcomesOf(second.result, 'name', 'outcome', 'revision'),
    ['exact', 'range', 'packed', 'db'].map((name) => [name, 'unchanged', 1]),
    second.text,
  );

  await push('1.2.0');
  await push('2.0.0');
  const third = await runStep(step);
  assert.match(third.text, /✓ range deployed in .*, revision 2 \(chart changed\)/);
  for (const name of ['exact', 'packed', 'db']) assert.match(third.text, new RegExp(`= ${name} unchanged, revision 1`));
  assert.deepEqual(await deployed(), { ...before, range: '1.2.0' });
  // Never the archive a second time: it was not needed.
  assert.deepEqual(
    repository.seen.filter((line) => line.includes('.tgz')),
    ['GET /charts/db-0.3.0.tgz'],
  );
});

test('all charts that could not be fetched are reported at once, with their places, before anything is changed', async (context) => {
  const namespace = freshNamespace();
  const folder = freshFolder(context);
  const name = `web-${randomBytes(3).toString('hex')}`;
  await helm('push', await packChart(folder, name, '1.0.0'), `oci://${registry}/${namespace}`, '--plain-http');
  const repository = await serve(context, (_, response) => response.writeHead(503).end());
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, {
      good: { chart: `oci://${registry}/${namespace}/${name}` },
      future: { chart: `oci://${registry}/${namespace}/${name}`, version: '^2' },
      broken: { chart: 'db', repository: repository.url },
      packed: { chart: 'web.tgz' },
    }),
    'web.tgz': 'no archive',
  });
  const end = await runStep({ workspace, env: { XDG_CACHE_HOME: freshFolder(context) } });
  assert.equal(end.exitCode, 1);
  for (const expected of [
    /^compass\.yaml:\d+:\d+: The chart `oci:.*` in version `\^2` could not be fetched: no version matches; the newest are 1\.0\.0\. \[chart-unresolved\]$/m,
    /^compass\.yaml:\d+:\d+: The chart `http:.*\/db` could not be fetched: http:.*\/index\.yaml answered 503, requested without credentials\. \[chart-unresolved\]$/m,
    /^compass\.yaml:\d+:\d+: `web\.tgz` is not a packaged chart: it is not compressed with gzip\. \[chart-unreadable\]$/m,
  ])
    assert.match(end.text, expected);
  await assert.rejects(kubectl('get', 'namespace', namespace), /not found/);
});
