// Which branches does a glob match, and is every glob fast?
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matchesBranch } from '../../src/spec/branch-glob.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { assertCpuTime } from '../support/cpu-time.ts';

/** Glob, branches that it means, branches that it does not. */
const table: readonly [string, readonly string[], readonly string[]][] = [
  ['main', ['main'], ['Main', 'MAIN', 'main2', 'my/main', 'main/x', 'refs/heads/main', '']],
  ['*', ['main', 'a.b', '#1', '🚀'], ['a/b', 'a/']],
  ['ma*', ['main', 'ma', 'master'], ['MAIN', 'Main', 'ma/in', 'xmain']],
  ['*-fix', ['a-fix', '-fix'], ['a/b-fix', 'a-fixed', 'a-Fix']],
  ['release/*', ['release/1', 'release/v1.2', 'release/1-2'], ['release', 'release/1/2', 'Release/1', 'a/release/1']],
  ['release/*/*', ['release/1/2'], ['release/1', 'release/1/2/3']],
  ['*/hotfix', ['a/hotfix'], ['hotfix', 'a/b/hotfix']],
  ['**', ['main', 'a/b/c'], []],
  ['feature/**', ['feature/a', 'feature/a/b/c'], ['feature', 'features/a', 'my/feature/a']],
  ['**/fix', ['fix', 'a/fix', 'a/b/fix'], ['prefix', 'a/prefix', 'fix/a']],
  ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['az', 'a/bz', 'z']],
  ['release**', ['release', 'release-1', 'release/1/2'], ['my-release']],
  ['v?', ['v1', 'vé', 'v🚀'], ['v', 'v12', 'v/', 'V1']],
  ['v[12].x', ['v1.x', 'v2.x'], ['v3.x', 'v.x', 'v12.x', 'v1yx']],
  ['v[0-9]', ['v0', 'v9'], ['va', 'v-', 'v10']],
  ['[!a-c]*', ['d', 'main'], ['a', 'bx', '', 'd/e']],
  ['a[!b]c', ['axc'], ['abc', 'a/c', 'ac']],
  ['{main,develop}', ['main', 'develop'], ['main,develop', 'Main', '{main,develop}x']],
  ['{a,b/*}-{x,y}', ['a-x', 'a-y', 'b/1-x'], ['a-z', 'b/1/2-x', 'a']],
  ['a{,-b}', ['a', 'a-b'], ['a-c', 'a,']],
  ['{a,{b,c}d}', ['a', 'bd', 'cd'], ['b', 'ad']],
  ['a,b', ['a,b'], ['a', 'b']],
  ['a{b', ['a{b'], ['ab']],
  ['a}b', ['a}b'], ['ab']],
  ['a[b', ['a[b'], ['ab']],
  ['#*', ['#1', '#'], ['1']],
  ['fix/#12', ['fix/#12'], ['fix/']],
  ['user@*', ['user@home'], ['user']],
  ['c++*', ['c++', 'c++17'], ['c', 'ccc']],
  ['a.b', ['a.b'], ['axb', 'a']],
  ['(a|b)', ['(a|b)'], ['a', 'b']],
  ['+(a)', ['+(a)'], ['a', 'aa']],
  ['$^', ['$^'], ['']],
  ['.hidden/*', ['.hidden/a'], ['hidden/a']],
  ['fix[1]', ['fix[1]', 'fix1'], ['fix']],
];

for (const [glob, meant, others] of table) {
  test(`${glob} matches ${meant.join(', ')}`, () => {
    for (const branch of meant) assert.ok(matchesBranch(glob, branch), branch);
    for (const branch of others) assert.ok(!matchesBranch(glob, branch), branch);
  });
}

test('a branch always matches its own name', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => assert.ok(matchesBranch(name, name))));
});

test('a glob of names, `*` and `**` matches what the same regular expression does', () => {
  const glob = fc
    .array(fc.constantFrom('a', 'b', '/', '*', '**', '?'), { maxLength: 8 })
    .map((parts) => parts.join(''));
  const branch = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
  const parts: Record<string, string> = { '**/': '(.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };
  fc.assert(
    fc.property(glob, branch, (text, name) => {
      const pattern = text.replaceAll(/\*\*\/?|[*?]/g, (token) => parts[token] ?? '');
      assert.equal(matchesBranch(text, name), text === name || new RegExp(`^${pattern}$`).test(name));
    }),
    { numRuns: 3_000 },
  );
});

test('every glob is fast, and none throws', () => {
  const globs = [
    '*a'.repeat(127),
    '**a'.repeat(85),
    '{a,b}'.repeat(51),
    '{'.repeat(255),
    '**/'.repeat(85),
    '[z-a]',
    '[!]',
  ];
  const branch = `${'a'.repeat(250)}!`;
  const matching = assertCpuTime(1_000, () => globs.filter((glob) => matchesBranch(glob, branch)));
  assert.deepEqual(matching, []);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (glob, branch) => void matchesBranch(glob, branch)),
  );
});

for (const [glob, hint] of [
  ['!main', 'Write only the branches that deploy here, since `!` is not supported.'],
  ['refs/heads/main', 'Write the branch without `refs/heads/`.'],
  ['', 'Write a string that is not empty.'],
  ['a'.repeat(256), 'Write a name or a glob of at most 255 characters.'],
] as const) {
  test(`${JSON.stringify(glob.slice(0, 20))} is not a glob of branches`, () => {
    const text = `version: 1\nstack: a\nenvironments: { e: { branches: [x, "${glob}"] } }\ncharts: { c: { chart: x } }\n`;
    const { failures } = parseSpec('compass.yaml', text);
    assert.deepEqual(
      failures.map(({ at, hint: told }) => [at?.line, at?.column, told]),
      [[3, 36, hint]],
    );
  });
}
