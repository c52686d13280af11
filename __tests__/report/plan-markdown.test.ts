// A plan as GitHub renders its Markdown: everything that charts contain stays text.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import type { ChartResult, PlannedOutcome } from '../../src/model/outcome.ts';
import type { ObjectChange } from '../../src/model/preview.ts';
import { footer } from '../../src/pull-request/marker.ts';
import { planMarkdown } from '../../src/report/plan-markdown.ts';
import { problemsMarkdown } from '../../src/report/problems-markdown.ts';

/** As GitHub renders it, without its filter for HTML: everything in the Markdown is kept. */
function toHtml(markdown: string): string {
  return micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

function chartOf(name: string, rest: Partial<ChartResult> = {}): ChartResult {
  const about = { release: name, namespace: 'ns', depends: [], images: {}, imagesBefore: {} };
  return { name, ...about, outcome: 'upgrade', reason: 'values changed', durationMs: 0, startedAtMs: 0, ...rest };
}

function objectOf(rest: Partial<ObjectChange>): ObjectChange {
  return { change: 'change', kind: 'ConfigMap', name: 'web', diff: [], noise: [], ...rest };
}

const reportOf = (charts: readonly ChartResult[], notes: readonly string[] = []) => ({
  title: 'shop in staging',
  charts,
  notes,
  planDigest: `sha256:${'a'.repeat(64)}`,
});

const evil = [
  '```',
  '````',
  '~~~',
  '</details>',
  '</code>',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<!--',
  '-->',
  '@octocat',
  '#1',
  'GH-1',
  'acme/stack#2',
  'https://github.com/acme/stack/issues/3',
  'www.example.com',
  'ann@example.com',
  '[link](https://evil.example)',
  '![image](https://evil.example/a.png)',
  '**bold**',
  '| cell |',
  '\n\n# heading',
  '- item',
  '&lt;b&gt;',
  '&#60;b&#62;',
  '`',
  '\\`',
  '\u0000\u001b[31m\u202e',
  '$x^2$',
  ':tada:',
  '[^1]',
  '- [ ] task',
];
const untrusted = fc.array(fc.oneof(fc.constantFrom(...evil), fc.string({ unit: 'binary', maxLength: 5 })), {
  maxLength: 4,
});
const text = untrusted.map((parts) => parts.join(' '));

const outcomes: readonly PlannedOutcome[] = ['install', 'upgrade', 'remove', 'run', 'unchanged', 'failed'];
const anyChart = fc
  .record({
    outcome: fc.constantFrom(...outcomes),
    reason: text,
    reference: text,
    objects: fc.array(
      fc.record({
        kind: text,
        name: text,
        diff: fc.array(
          text.map((line) => `+${line}`),
          { maxLength: 4 },
        ),
        noise: fc.array(text, { maxLength: 2 }),
      }),
      { maxLength: 3 },
    ),
    risks: fc.array(text, { maxLength: 3 }),
    notes: fc.array(text, { maxLength: 3 }),
    partial: fc.option(text, { nil: undefined }),
  })
  .map(({ outcome, reason, reference, objects, risks, notes, partial }) =>
    chartOf('web', {
      outcome,
      reason,
      images: { [reference]: `sha256:${'b'.repeat(64)}` },
      ...(outcome === 'failed' && { failure: { code: 'helm-failed', message: reason, hint: reference } }),
      preview: { objects: objects.map(objectOf), risks, notes, ...(partial !== undefined && { partial }) },
    }),
  );

/** The only elements in the Markdown of a plan. */
const ours =
  /<\/?(h3|table|thead|tbody|tr|th|td|p|ul|li|code|strong|sub|b|br|details|summary|pre|code class="language-(diff|text)")( align="[a-z]+")? ?\/?>/g;

function assertHarmless(markdown: string): void {
  const html = toHtml(markdown);
  assert.doesNotMatch(html.replace(ours, ''), /<(?!--)/, html);
  // In code, GitHub links nothing.
  const prose = html.replace(/<code[^>]*>[\s\S]*?<\/code>/g, '');
  assert.doesNotMatch(prose, /@\w|(?<!&)#\d|GH-\d|https?:\/\/(?!github)|www\./, prose);
  for (const element of ['details', 'summary', 'pre', 'table', 'code']) {
    const opened = html.match(new RegExp(`<${element}[ >]`, 'g')) ?? [];
    assert.equal(opened.length, html.split(`</${element}>`).length - 1, html);
  }
}

test('whatever a chart contains stays text', () => {
  fc.assert(
    fc.property(
      fc.array(anyChart, { minLength: 1, maxLength: 3 }),
      fc.array(text, { maxLength: 2 }),
      (charts, notes) => {
        assertHarmless(planMarkdown(reportOf(charts, notes), 60_000).text);
      },
    ),
    { numRuns: 300 },
  );
});

test('a block shows what the chart contains, except invisible characters', () => {
  const diff = ['+a: ```', '+  b: <script>&amp;</script>', '-c: @octocat #1 https://evil.example', '+\u202ed'];
  const { text: markdown } = planMarkdown(
    reportOf([chartOf('web', { preview: { objects: [objectOf({ diff })], risks: [], notes: [] } })]),
    60_000,
  );
  const [, block = ''] = /<code class="language-diff">([\s\S]*?)<\/code>/.exec(toHtml(markdown)) ?? [];
  const shown = block.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  assert.equal(shown, `# ConfigMap web: changed\n${diff.join('\n').replace('\u202e', '\ufffd')}\n`);
});

test('problems shown instead of a plan stay text as well', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 3 }), text, (problems, title) => {
      const failures = problems.map(([message, hint]) => ({ code: 'template-failed' as const, message, hint }));
      assertHarmless(
        `${problemsMarkdown(title, 'there is no plan', failures)}\n${footer({ sha: 'a', url: '', isWhole: true })}`,
      );
    }),
  );
});

test('a plan of any size stays within the limit, and says what is left out', () => {
  const sizes = fc.record({
    charts: fc.integer({ min: 1, max: 400 }),
    lines: fc.integer({ min: 0, max: 200 }),
    most: fc.integer({ min: 5_000, max: 65_000 }),
  });
  fc.assert(
    fc.property(sizes, fc.array(anyChart, { minLength: 1, maxLength: 4 }), ({ charts, lines, most }, some) => {
      const all = Array.from({ length: charts }, (_, index) => {
        const diff = Array.from({ length: lines }, (__, line) => `+line ${line} of a text that is not very short`);
        const one = some[index % some.length] as ChartResult;
        return {
          ...one,
          name: `chart-${index}`,
          preview: { objects: [objectOf({ diff })], risks: ['a risk'], notes: [] },
        };
      });
      const { text: markdown, isWhole } = planMarkdown(reportOf(all), most);
      assert.ok(Buffer.byteLength(markdown) <= most, `${Buffer.byteLength(markdown)} of ${most}`);
      const isCut = /leaves out \d+ chart|left out \(too long\)|\d more risks?$/m.test(markdown);
      if (isCut) assert.ok(!isWhole);
      assertHarmless(markdown);
    }),
    { numRuns: 60 },
  );
});

test('each of 500 charts has its row in a comment', () => {
  const images = { 'ghcr.io/acme/some-service:develop': `sha256:${'c'.repeat(64)}` };
  const charts = Array.from({ length: 500 }, (_, index) =>
    chartOf(`some-service-${index}`, {
      images,
      preview: { objects: [objectOf({ diff: ['+a: 1'] })], risks: [], notes: [] },
    }),
  );
  const { text: markdown, isWhole } = planMarkdown(reportOf(charts), 65_000);
  assert.equal(markdown.match(/^\| some-service-\d+ \| 🟡&nbsp;upgrade/gm)?.length, 500);
  assert.equal(isWhole, false);
  assert.match(markdown, /Details of \d+ charts are shortened or left out \(too long\)\./);
});

test('a plan without changes says so, and lists the charts', () => {
  const charts = ['web', 'api'].map((name) =>
    chartOf(name, { outcome: 'unchanged', reason: 'same inputs as deployed' }),
  );
  const { text: markdown, isWhole } = planMarkdown(reportOf(charts), 65_000);
  assert.match(markdown, /^### shop in staging: no changes\n\n<sub>No change: web, api<\/sub>\n/);
  assert.ok(isWhole);
});
