// Specs that somebody mistyped: whatever is cut, doubled, swapped or put in, every problem has a place and a remedy.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { inputs } from '../../src/inputs/inputs.ts';
import { TemplateEngine } from '../../src/render/template.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { readYaml, readYamlStream } from '../../src/text/yaml.ts';
import { assertCpuTime } from '../support/cpu-time.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const blocks = [...read('docs/spec.md').matchAll(/^```yaml\n(version: 1\n[\s\S]*?)^```$/gm)].map(
  ([, block = '']) => block,
);
const specs = [...blocks, ...globSync('examples/*/compass.yaml', { cwd: root }).sort().map(read)];

test('the specs of the docs and of the examples are valid', () => {
  assert.ok(specs.length >= 4);
  for (const text of specs) assert.deepEqual(parseSpec('compass.yaml', text).failures, []);
});

const piece = fc.oneof(
  fc.constantFrom(
    ...'\n\t :-#&*!|>%@`"\'{}[],?~<=\u0000\r\u0085\u2028\ufeff',
    '  ',
    '__proto__: ',
    'constructor: ',
    '<<: ',
    '<%= ',
  ),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const at = fc.nat({ max: 9_999 });
const mutation = fc.oneof(
  fc.record({
    kind: fc.constantFrom('delete' as const, 'double' as const, 'swap' as const),
    from: at,
    length: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ kind: fc.constant('insert' as const), from: at, piece }),
);

function mutate(text: string, change: typeof mutation extends fc.Arbitrary<infer Change> ? Change : never): string {
  const from = Math.floor((change.from / 10_000) * text.length);
  if (change.kind === 'insert') return text.slice(0, from) + change.piece + text.slice(from);
  const [cut, next] = [
    text.slice(from, from + change.length),
    text.slice(from + change.length, from + 2 * change.length),
  ];
  const instead = { delete: '', double: cut + cut, swap: next + cut }[change.kind];
  return text.slice(0, from) + instead + text.slice(from + change.length + (change.kind === 'swap' ? next.length : 0));
}

test('every problem of a mistyped spec has a place in it and a remedy, and none takes long to find', () => {
  const mistyped = fc
    .tuple(fc.constantFrom(...specs), fc.array(mutation, { minLength: 1, maxLength: 3 }))
    .map(([text, changes]) => changes.reduce(mutate, text));
  fc.assert(
    fc.property(mistyped, (text) => {
      const { spec, failures } = assertCpuTime(2_000, () => parseSpec('compass.yaml', text));
      assert.ok(spec !== undefined || failures.length > 0);
      const lines = text.split('\n');
      for (const { code, message, hint, at: place } of failures) {
        assert.ok(['spec-invalid', 'not-yet'].includes(code));
        assert.ok(message.endsWith('.') && hint.trim() !== '', `${message} ${hint}`);
        assert.ok(place, message);
        assert.equal(place.file, 'compass.yaml');
        const line = lines[place.line - 1];
        assert.ok(
          line !== undefined && place.column >= 1 && place.column <= line.length + 1,
          `${message} ${place.line}:${place.column}`,
        );
      }
    }),
    { numRuns: 1_000, seed: 20_261_124 },
  );
});

const dangerous = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

test('keys with a meaning in JavaScript are refused or are keys like any other, wherever they stand', () => {
  const before = Object.getOwnPropertyNames(Object.prototype).sort();
  for (const key of dangerous) {
    for (const [index, text] of specs.entries()) {
      for (const place of text.matchAll(/^( *)[a-z-]+:/gm)) {
        const changed = `${text.slice(0, place.index)}${place[1]}${key}: { polluted: 1, a: { polluted: 1 } }\n${text.slice(place.index)}`;
        const { spec, failures } = parseSpec('compass.yaml', changed);
        assert.ok(spec === undefined || failures.length > 0 || isInValues(text, place.index), `${key} in ${index}`);
      }
    }
    for (const text of [`${key}: { polluted: 1 }`, `a: [{ ${key}: { polluted: 1 } }]`, `"${key}": { polluted: 1 }`]) {
      const values = readYaml('values.yaml', text);
      assert.equal('problems' in values, key === '__proto__', text);
      assert.equal('problems' in readYamlStream('object.yaml', text), key === '__proto__', text);
      assert.equal('problem' in inputs.values.parse(text), key === '__proto__', text);
    }
    const scope = { names: { values: {} }, secrets: {} };
    const json = `{"${key}": {"polluted": 1}}`;
    const [rendered] = new TemplateEngine().render([`<%= fromJson('${json}') %>`], scope, {});
    assert.ok(
      rendered && ('problem' in rendered || JSON.stringify(rendered.value) === JSON.stringify(JSON.parse(json))),
    );
  }
  assert.deepEqual(Object.getOwnPropertyNames(Object.prototype).sort(), before);
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  assert.equal(([] as unknown as Record<string, unknown>)['polluted'], undefined);
});

/** Values may have any keys; so may a map of requirements. */
function isInValues(text: string, offset: number): boolean {
  const lines = text.slice(0, text.indexOf('\n', offset)).split('\n');
  const indents = (line: string) => line.search(/\S/);
  let depth = indents(lines.at(-1) ?? '');
  for (const line of lines.toReversed()) {
    if (line.trim() === '' || indents(line) >= depth) continue;
    if (/^ *(values|requires|env):/.test(line)) return true;
    depth = indents(line);
  }
  return false;
}
