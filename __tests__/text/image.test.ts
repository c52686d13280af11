// Image references are parsed as container tools do, or rejected.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatImage, parseImage } from '../../src/text/image.ts';

const digest = `sha256:${'a'.repeat(64)}`;

const good: readonly [string, object][] = [
  ['ghcr.io/acme/web:develop', { registry: 'ghcr.io', repository: 'acme/web', tag: 'develop' }],
  ['localhost:5000/x:1', { registry: 'localhost:5000', repository: 'x', tag: '1' }],
  ['localhost/x:1', { registry: 'localhost', repository: 'x', tag: '1' }],
  ['[::1]:5000/x:1', { registry: '[::1]:5000', repository: 'x', tag: '1' }],
  ['nginx:1.29', { registry: 'docker.io', repository: 'library/nginx', tag: '1.29' }],
  ['acme/web:1', { registry: 'docker.io', repository: 'acme/web', tag: '1' }],
  ['docker.io/nginx:1', { registry: 'docker.io', repository: 'library/nginx', tag: '1' }],
  ['index.docker.io/acme/nginx:1', { registry: 'docker.io', repository: 'acme/nginx', tag: '1' }],
  ['REGISTRY/x:1', { registry: 'REGISTRY', repository: 'x', tag: '1' }],
  ['a.b/c__d/e--f.g_h:V.1-x_', { registry: 'a.b', repository: 'c__d/e--f.g_h', tag: 'V.1-x_' }],
  [`a.b/c@${digest}`, { registry: 'a.b', repository: 'c', digest }],
  [`a.b/c:1@${digest}`, { registry: 'a.b', repository: 'c', tag: '1', digest }],
];

for (const [text, image] of good) test(text, () => assert.deepEqual(parseImage(text), { image }));

const bad: readonly [string, string, number][] = [
  ['', 'a part of its repository is empty', 0],
  ['x', 'it has no tag', 1],
  ['a.b/x', 'it has no tag', 5],
  ['a.b/x:', 'its tag is empty', 6],
  ['a.b/X:1', '`X` is not a valid part of the name', 4],
  ['a//b:1', 'a part of its repository is empty', 2],
  ['../x:1', '`..` is not a valid host', 0],
  ['https://a.b/c:1', '`https:` is not a valid host', 0],
  ['a.b/c:!', '`!` is not a valid tag', 6],
  ['a b:1', '`a b` is not a valid part of the name', 0],
  ['a.b/c/d_:1', '`d_` is not a valid part of the name', 6],
  ['user@host/x:1', 'after `@` it needs `sha256:`', 5],
  [`a.b/${'c'.repeat(256)}:1`, 'its repository has more than 255 characters', 4],
  [`${'a'.repeat(64)}:1`, 'it is the ID of an image', 0],
  [`a.b/c:${'d'.repeat(129)}`, '`dddd', 6],
  [`a.b/c:@${digest}`, 'its tag is empty', 6],
  [`a.b/c:1@${digest}@x`, 'after `@`', 8],
  ['a.b/c@sha256:short', 'after `@`', 6],
];

for (const [text, problem, at] of bad) {
  test(`${JSON.stringify(text.slice(0, 40))} is not an image reference: ${problem}`, () => {
    const found = parseImage(text);
    assert.ok('problem' in found);
    assert.ok(found.problem.startsWith(problem), found.problem);
    assert.equal(found.at, at);
  });
}

const part = fc.stringMatching(/^[a-z0-9]{1,5}([._-][a-z0-9]{1,3}){0,2}$/);
const reference = fc.record({
  registry: fc.constantFrom(
    'ghcr.io',
    'localhost',
    'localhost:5000',
    '[::1]:5000',
    'docker.io',
    'A',
    'a-b.c.example:443',
  ),
  repository: fc.array(part, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('/')),
  tag: fc.option(fc.stringMatching(/^[A-Za-z0-9_][\w.-]{0,20}$/), { nil: undefined }),
  digest: fc.option(
    fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`),
    { nil: undefined },
  ),
});

test('a formatted reference is parsed as the same', () => {
  fc.assert(
    fc.property(reference, ({ tag, digest: given, ...named }) => {
      const image = { ...named, ...(tag && { tag }), ...((given ?? tag) ? given && { digest: given } : { digest }) };
      const read = parseImage(formatImage(image as Parameters<typeof formatImage>[0]));
      assert.deepEqual(read, { image });
    }),
  );
});

test('every text gives a problem, or is the same again once it is formatted', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-zA-Z0-9.:/@_[\]-]{0,40}$/)), (text) => {
      const read = parseImage(text);
      if ('problem' in read) assert.ok(read.problem !== '' && read.at >= 0 && read.at <= text.length);
      else assert.deepEqual(parseImage(formatImage(read.image)), read);
    }),
  );
});
