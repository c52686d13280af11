// Which rules of the house do neither the compiler nor the linter hold? Names, the size of files, casts, and what the
// engine may touch. (The size of functions is the linter's: biome.json.)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { castsIn, sourceFiles, textOf, topLevelNames } from './support/sources.ts';

const sources = sourceFiles('src/**/*.ts');
const programs = sourceFiles('{build,bench,rig}/**/*.{ts,mjs}');

const maxLines = 300;
/** The action's door only chooses what to load. */
const maxLinesOfMain = 40;
/** A cast is a promise that nobody checks. `as const` and aliases of imports are not counted. */
const maxCastsPerThousandLines = 5;

/** Names that two files may define. Both doors pass a signal on, each to its own run. */
const sharedNames: readonly string[] = ['cancel'];

const vagueName = /(^|\/)(index|utils?|helpers?|common|misc|data|info|managers?)\.ts$/;

/** Where environment variables, time and randomness come in: the adapters, the doors, and the file that joins them. */
const worldly = /^src\/(adapters\/.*|main|cli|run\/wire)\.ts$/;

test('the engine reads environment variables, time and randomness only through ports', () => {
  const reading = /process\.(env|std)|Date\.now|new Date\(|Math\.random|performance\.now/;
  assert.deepEqual(
    sources.filter((file) => !worldly.test(file) && reading.test(textOf(file))),
    [],
  );
});

test('no top-level name has two meanings', () => {
  const places = new Map<string, string[]>();
  for (const file of sources) {
    for (const name of topLevelNames(file)) places.set(name, [...(places.get(name) ?? []), file]);
  }
  const ambiguous = [...places].filter(([, where]) => where.length > 1);
  const unexpected = ambiguous.filter(([name]) => !sharedNames.includes(name));
  assert.deepEqual(
    unexpected.map(([name, where]) => `${name}: ${where.join(', ')}`),
    [],
  );
  const names = ambiguous.map(([name]) => name);
  const outdated = sharedNames.filter((name) => !names.includes(name));
  assert.deepEqual(outdated, [], 'a name that is no longer shared leaves the list');
});

test('the name of a file says which question it answers', () => {
  assert.deepEqual(
    [...sources, ...programs].filter((file) => vagueName.test(file)),
    [],
  );
});

test('every file opens with a comment', () => {
  assert.deepEqual(
    [...sources, ...programs].filter((file) => !/^(#!.*\n)?(\/\/|\/\*)/.test(textOf(file))),
    [],
  );
});

test(`no file has more than ${maxLines} lines, and src/main.ts ${maxLinesOfMain}`, () => {
  assert.deepEqual(
    [...sources, ...programs].filter((file) => linesOf(file) > maxLines),
    [],
  );
  assert.ok(linesOf('src/main.ts') <= maxLinesOfMain);
});

test(`at most ${maxCastsPerThousandLines} casts per 1,000 lines of src/`, () => {
  const casts = sources.flatMap((file) => castsIn(file).map((line) => `${file}:${line}`));
  const thousands = sources.reduce((sum, file) => sum + linesOf(file), 0) / 1000;
  const message = `${casts.length} casts in ${Math.round(thousands * 1000)} lines:\n${casts.join('\n')}`;
  assert.ok(casts.length / thousands <= maxCastsPerThousandLines, message);
});

function linesOf(file: string): number {
  return textOf(file).trimEnd().split('\n').length;
}
