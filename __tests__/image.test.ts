// References of images are read as container tools read them, or not at all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseImageReference } from '../src/image.ts';

const digest = `sha256:${'a'.repeat(64)}`;

const good: readonly [string, string, string, string][] = [
  ['ghcr.io/acme/web:develop', 'ghcr.io', 'acme/web', 'develop'],
  ['localhost:5000/x:1', 'localhost:5000', 'x', '1'],
  ['localhost/x:1', 'localhost', 'x', '1'],
  ['[::1]:5000/x:1', '[::1]:5000', 'x', '1'],
  ['nginx:1.29', 'docker.io', 'library/nginx', '1.29'],
  ['acme/web:1', 'docker.io', 'acme/web', '1'],
  ['docker.io/nginx:1', 'docker.io', 'library/nginx', '1'],
  [`a.b/c@${digest}`, 'a.b', 'c', digest],
  [`a.b/c:1@${digest}`, 'a.b', 'c', digest],
];

for (const [text, registry, repository, version] of good) {
  test(text, () => assert.deepEqual(parseImageReference(text), { registry, repository, version }));
}

const bad = [
  '',
  'x',
  'a.b/x',
  'X/y:1',
  'a.b/X:1',
  'a//b:1',
  '../x:1',
  'https://a.b/c:1',
  'a.b/c:!',
  'a b:1',
  'user@host/x:1',
];

for (const text of [...bad, `a.b/c:@${digest}`, `a.b/c:!!@${digest}`, `a.b/c:1@${digest}@x`, 'a.b/c@sha256:short']) {
  test(`${JSON.stringify(text)} is none`, () => assert.equal(parseImageReference(text), undefined));
}
