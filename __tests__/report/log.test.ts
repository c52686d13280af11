// The log has one whole group per chart, whatever the order of output, and failures outside of groups.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Event } from '../../src/model/event.ts';
import type { ChartResult } from '../../src/model/outcome.ts';
import type { Console } from '../../src/ports/ports.ts';
import { type LogStyle, makeLog } from '../../src/report/log.ts';

function record(style: LogStyle, events: readonly Event[]): string[] {
  const lines: string[] = [];
  const console: Console = {
    line: (text) => lines.push(text),
    openGroup: (title) => lines.push(`[ ${title}`),
    status() {},
    closeGroup: () => lines.push(']'),
    annotate: (level, title, text, at) => lines.push(`${level} ${at?.line}: ${title}: ${text.replaceAll('\n', ' ')}`),
  };
  const emit = makeLog(console, style);
  for (const event of events) emit(event);
  return lines;
}

const result = (name: string, more: Partial<ChartResult> = {}): ChartResult => ({
  ...{
    name,
    release: name,
    namespace: 'ns',
    depends: [],
    images: {},
    imagesBefore: {},
    outcome: 'deployed',
    reason: 'new',
    revision: 1,
    durationMs: 1_200,
    startedAtMs: 0,
  },
  ...more,
});
const started = (chart: string): Event => ({ type: 'chart-started', chart, text: 'install: new' });
const printed = (chart: string, text: string): Event => ({ type: 'chart-printed', chart, text });
const ended = (name: string, more: Partial<ChartResult> = {}): Event => ({
  type: 'chart-ended',
  result: result(name, more),
});
const failure = {
  code: 'helm-failed',
  message: 'It broke.',
  hint: 'Mend it.',
  at: { file: 'compass.yaml', line: 7, column: 3 },
} as const;

test('the first chart is live, the others follow with their whole groups', () => {
  const events = [
    started('a'),
    started('b'),
    printed('b', 'b1'),
    printed('a', 'a1'),
    ended('b'),
    printed('a', 'a2'),
    started('c'),
    ended('a'),
    printed('c', 'c1'),
    ended('c'),
  ];
  assert.deepEqual(record('grouped', events), [
    '[ a  install: new',
    '  a1',
    '  a2',
    ']',
    '✓ a deployed in 1.2 s, revision 1 (new)',
    '▸ b started',
    '▸ c started',
    '[ b  install: new',
    '  b1',
    ']',
    '✓ b deployed in 1.2 s, revision 1 (new)',
    '[ c  install: new',
    '  c1',
    ']',
    '✓ c deployed in 1.2 s, revision 1 (new)',
  ]);
});

test('a failed chart is reported outside of its group: last lines, message, place', () => {
  const lines = Array.from({ length: 30 }, (_, index) => printed('a', `line ${index + 1}`));
  const told = record('grouped', [started('a'), ...lines, ended('a', { outcome: 'failed', failure })]);
  const outside = told.slice(told.indexOf(']') + 1);
  assert.deepEqual(outside, [
    '✗ a failed in 1.2 s, revision 1',
    ...Array.from({ length: 20 }, (_, index) => `    line ${index + 11}`),
    '  compass.yaml:7:3: It broke. [helm-failed]',
    '    → Mend it.',
    'error 7: a failed: It broke. Mend it.',
  ]);
});

test('a chart that never ran has no group, and a skipped chart no annotation', () => {
  const told = record('grouped', [
    ended('a', { outcome: 'unchanged', reason: 'same' }),
    ended('b', { outcome: 'skipped', failure }),
  ]);
  assert.equal(told[0], '= a unchanged, revision 1 (same)');
  assert.ok(!told.some((line) => line.startsWith('[') || line.startsWith('error')));
});

test('with prefixes, every line has the name of its chart, and there are no groups', () => {
  const told = record('prefixed', [started('a'), started('b'), printed('b', 'x'), ended('b'), ended('a')]);
  assert.deepEqual(told.slice(0, 3), ['a | install: new', 'b | install: new', 'b | x']);
  assert.ok(!told.some((line) => line.startsWith('[') || line === ']'));
});

for (const [what, first] of [
  ['waits', 'a'],
  ['is shown live', 'b'],
] as const) {
  test(`the log has the start and the end of a long output of a chart that ${what}`, () => {
    const flood = Array.from({ length: 100_000 }, (_, index) => printed('b', `${index}`.padStart(99)));
    const others = ['a', 'b'].filter((name) => name !== first).map((name) => started(name));
    const told = record('grouped', [started(first), ...others, ...flood, ended('b'), ended('a')]);
    const numbers = told.filter((line) => /^ +\d+$/.test(line)).map(Number);
    const head = Math.floor((1024 * 1024) / 100);
    const tail = Math.floor((256 * 1024) / 100);
    assert.deepEqual(
      numbers.slice(0, head),
      Array.from({ length: head }, (_, index) => index),
    );
    assert.deepEqual(
      numbers.slice(head),
      Array.from({ length: tail }, (_, index) => 100_000 - tail + index),
    );
    assert.ok(told.includes(`  … ${100_000 - head - tail} lines left out …`));
  });
}

test('whatever the order, each chart has one whole group with all of its lines', () => {
  const speakers = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 60 });
  fc.assert(
    fc.property(speakers, (order) => {
      const names = [...new Set(order)];
      const events: Event[] = [];
      for (const [index, name] of order.entries()) {
        const earlier = order.slice(0, index).filter((other) => other === name).length;
        const last = order.lastIndexOf(name) === index;
        events.push(earlier === 0 ? started(name) : printed(name, `${name}${earlier}`));
        if (last) events.push(ended(name));
      }
      let open: string | undefined;
      const groups: string[] = [];
      for (const line of record('grouped', events)) {
        if (line.startsWith('[ ')) {
          assert.equal(open, undefined);
          open = line.slice(2, 3);
          groups.push(open);
        } else if (line === ']') open = undefined;
        else if (line.startsWith('  ')) assert.equal(line.slice(2, 3), open);
        else assert.equal(open, undefined, `inside of a group: ${line}`);
      }
      assert.equal(open, undefined);
      assert.deepEqual(groups.sort(), names.sort());
    }),
  );
});
