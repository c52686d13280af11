// The step summary has the outcome of each chart, and untrusted text stays in its cell.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChartResult } from '../../src/model/outcome.ts';
import { makeSummary } from '../../src/report/summary.ts';

const chart = (name: string, more: Partial<ChartResult> = {}): ChartResult => ({
  ...{
    name,
    release: name,
    namespace: 'ns',
    depends: [],
    images: {},
    imagesBefore: {},
    outcome: 'deployed',
    reason: 'values changed',
  },
  ...{ revision: 2, durationMs: 1_250, startedAtMs: 0 },
  ...more,
});

test('a row per chart, and the graph coloured by outcome', () => {
  const images = { 'r.example/web:develop': `sha256:${'a'.repeat(64)}` };
  const summary = makeSummary('shop in staging', [
    chart('base'),
    chart('end', { depends: ['base'], outcome: 'unchanged', reason: 'same inputs as deployed', images }),
  ]);
  assert.equal(
    summary,
    `### shop in staging

| chart | outcome | why | revision | time | images |
| --- | --- | --- | --- | --- | --- |
| base | deployed | values changed | 2 | 1.3 s |  |
| end | unchanged | same inputs as deployed | 2 |  | <code>r.example/web:develop</code>: <code>sha256:aaaaaaaaaaaa</code> |

\`\`\`mermaid
graph LR
  n0["base"]:::deployed
  n1["end"]:::unchanged
  n0 --> n1
  classDef deployed stroke:#2da44e,stroke-width:3px
  classDef unchanged stroke:#8c959f,stroke-width:3px
\`\`\`
`,
  );
});

test('the message of Helm about a failure stays in its cell', () => {
  const reason = 'x | y\n| z | <img src=x> @octocat #1 `code` **bold** [a](b) ![c](d)';
  const failure = { code: 'helm-failed', message: reason, hint: '' } as const;
  const summary = makeSummary('s', [chart('a', { outcome: 'failed', reason, failure })]);
  const [row = ''] = summary.split('\n').filter((line) => line.startsWith('| a |'));
  assert.equal(row.split('|').length, 8);
  assert.doesNotMatch(row, /<img|@octocat|(?<!&)#1|\*\*|\]\(|`/);
});

test('thousands of charts stay within the limit of GitHub', () => {
  const images = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`r.example/${index}:1`, `sha256:${'a'.repeat(64)}`]),
  );
  const summary = makeSummary(
    's',
    Array.from({ length: 2_000 }, (_, index) => chart(`c${index}`, { depends: index > 0 ? ['c0'] : [], images })),
  );
  assert.ok(Buffer.byteLength(summary) < 1024 * 1024);
  assert.match(summary, /The table leaves out \d+ charts \(too many\)/);
});
