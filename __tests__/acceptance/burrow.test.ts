// The example stack as the story has it: two environments, a graph, images pinned by what the registry has.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { type AuditEntry, readAudit, writesIn } from '../../rig/audit.ts';
import { pushImage } from '../../rig/images.ts';
import { outcomesOf } from '../support/outcomes.ts';
import { freshNamespace, kubectl } from '../support/stack.ts';
import { runStep, type StepEnd } from '../support/step.ts';

const registry = `${process.env['COMPASS_REGISTRY']}/${freshNamespace()}`;
const auditLog = process.env['COMPASS_AUDIT_LOG'] ?? '';
const images = ['burrow', 'burrow-indexer', 'burrow-gateway', 'burrow-accounts', 'burrow-explorer'];

/** The example with the rig's registry, and namespaces of this test alone. */
function copyExample(namespace: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'compass-burrow-'));
  cpSync(join(import.meta.dirname, '..', '..', 'examples', 'burrow'), folder, { recursive: true });
  edit(folder, 'ghcr.io/acme', registry);
  edit(folder, 'namespace: burrow-staging', `namespace: ${namespace}`);
  edit(folder, 'namespace: burrow\n', `namespace: ${namespace}-production\n`);
  return folder;
}

function edit(folder: string, from: string, to: string): void {
  const file = join(folder, 'compass.yaml');
  const text = readFileSync(file, 'utf8');
  assert.ok(text.includes(from), from);
  writeFileSync(file, text.replace(from, to));
}

function push(image: string, branch: string, content: string): Promise<string> {
  const [host = '', ...path] = registry.split('/');
  return pushImage(host, [...path, image].join('/'), branch, content);
}

/** Requests of the run that wrote something in the namespace, the fake node's and the controllers' left out. */
function writesOf(entries: readonly AuditEntry[], namespace: string): AuditEntry[] {
  return writesIn(entries).filter(({ requestURI }) => requestURI.includes(`/namespaces/${namespace}/`));
}

function outcomes(end: StepEnd): Record<string, string> {
  return Object.fromEntries(outcomesOf(end.result, 'name', 'outcome'));
}

const digests = new Map<string, string>();

before(async () => {
  for (const image of images) {
    digests.set(image, await push(image, 'develop', `${image} of develop`));
    await push(image, 'master', `${image} of master`);
  }
});

describe('the stack', { concurrency: true }, () => {
  test('three pushes to staging: all in parallel, nothing, and exactly the two that changed', async () => {
    const namespace = freshNamespace();
    const workspace = copyExample(namespace);

    const first = await runStep({ workspace });
    assert.equal(first.exitCode, 0, first.text);
    assert.deepEqual(new Set(Object.values(outcomes(first))), new Set(['deployed']));
    assert.ok(maxAtOnce(first.result.charts) >= 3);
    for (const [object, image] of [
      ['statefulset/chain-0', 'burrow'],
      ['deployment/indexer', 'burrow-indexer'],
      ['deployment/gateway', 'burrow-gateway'],
      ['deployment/accounts', 'burrow-accounts'],
      ['deployment/explorer', 'burrow-explorer'],
    ] as const) {
      const path = 'jsonpath={.spec.template.spec.containers[0].image}';
      const deployed = await kubectl('get', object, '-n', namespace, '-o', path);
      assert.equal(deployed, `${registry}/${image}:develop@${digests.get(image)}`);
    }
    const nodes = 'jsonpath={.spec.template.spec.containers[0].env[?(@.name=="CHAIN_NODES")].value}';
    const [indexer, gateway] = await Promise.all(
      ['indexer', 'gateway'].map((name) => kubectl('get', 'deployment', name, '-n', namespace, '-o', nodes)),
    );
    assert.equal(indexer, `chain-0-0.chain.${namespace}.svc:10997`);
    assert.equal(gateway, indexer, 'both have what the shared values file says');

    const beforeSecond = readAudit(auditLog).length;
    const second = await runStep({ workspace });
    assert.deepEqual(new Set(Object.values(outcomes(second))), new Set(['unchanged']));
    assert.equal(second.outputs['changed'], 'false');
    assert.deepEqual(writesOf(readAudit(auditLog).slice(beforeSecond), namespace), []);

    edit(workspace, 'title: Accounts', 'title: Accounts of Burrow');
    const moved = await push('burrow-gateway', 'develop', 'built again');
    const beforeThird = readAudit(auditLog).length;
    const third = await runStep({ workspace });
    assert.equal(third.exitCode, 0, third.text);
    const changed = third.result.charts.filter(({ outcome }) => outcome !== 'unchanged');
    assert.deepEqual(
      changed.map(({ name, outcome, reason }) => [name, outcome, reason]),
      [
        ['gateway', 'deployed', 'images changed'],
        ['accounts', 'deployed', 'values changed'],
      ],
    );
    const records = writesOf(readAudit(auditLog).slice(beforeThird), namespace).flatMap(({ objectRef, verb }) =>
      objectRef?.resource === 'secrets' && verb === 'create' ? (objectRef.name ?? '') : [],
    );
    const written = writesOf(readAudit(auditLog).slice(beforeThird), namespace).flatMap(({ requestURI }) => {
      return /\/secrets\/(sh\.helm\.release[^?]*)/.exec(requestURI)?.[1] ?? [];
    });
    const releases = [...records, ...written].map((name) => name.replace(/^sh\.helm\.release\.v1\.|\.v\d+$/g, ''));
    assert.deepEqual([...new Set(releases)].filter((name) => name !== '').sort(), ['accounts', 'gateway']);
    assert.match(
      await kubectl('get', 'deployment', 'gateway', '-n', namespace, '-o', 'yaml'),
      new RegExp(`burrow-gateway:develop@${moved}`),
    );
  });

  test('production has four validators and no explorer, from the images of master', async () => {
    const namespace = freshNamespace();
    const end = await runStep({ workspace: copyExample(namespace), event: { ref: 'refs/heads/master' } });
    assert.equal(end.exitCode, 0, end.text);
    assert.equal(end.outputs['environment'], 'production');
    assert.equal(outcomes(end)['explorer'], 'not-required');
    assert.equal(
      await kubectl('get', 'deployment', 'explorer', '-n', `${namespace}-production`, '--ignore-not-found'),
      '',
    );
    const ready = 'jsonpath={.items[*].status.readyReplicas}';
    assert.equal(
      await kubectl('get', 'statefulset', '-l', '!x', '-n', `${namespace}-production`, '-o', ready),
      '1 1 1 1 1',
      'four validators and the database',
    );
    assert.deepEqual(
      Object.keys(JSON.parse(end.outputs['images'] ?? '{}')),
      ['burrow', 'burrow-indexer', 'burrow-gateway', 'burrow-accounts'].map((image) => `${registry}/${image}:master`),
    );
  });

  test('the job before stops a stack on another chain, and charts that do not need the chain go on', async () => {
    const namespace = freshNamespace();
    const workspace = copyExample(namespace);
    edit(workspace, '"burrow-<%= environment %>"', 'first');
    await runStep({ workspace, inputs: { only: 'chain' } });
    edit(workspace, 'chainId: first', 'chainId: second');
    const end = await runStep({ workspace });
    assert.equal(end.exitCode, 1);
    const { chain, gateway, accounts, metrics, postgres } = outcomes(end);
    assert.deepEqual(
      [chain, gateway, accounts, metrics, postgres],
      ['failed', 'skipped', 'skipped', 'deployed', 'deployed'],
    );
    assert.match(end.text, /expected second/);
  });
});

/** How many charts were in progress at the same time, at the most. */
function maxAtOnce(charts: readonly { readonly startedAtMs: number; readonly durationMs: number }[]): number {
  const inProgressAt = (ms: number) =>
    charts.filter(({ startedAtMs, durationMs }) => startedAtMs <= ms && ms < startedAtMs + durationMs).length;
  return Math.max(...charts.map(({ startedAtMs }) => inProgressAt(startedAtMs)));
}
