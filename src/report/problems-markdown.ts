// What is wrong, as Markdown: for the comment and the summary.
import type { Failure } from '../model/failure.ts';
import { fenced, inline } from './markdown.ts';
import { allFailureLines } from './text.ts';

/** In place of a plan or of a table of charts. `title`: `burrow in staging`; `end`: what came of it, in our own words. */
export function problemsMarkdown(title: string, end: string, failures: readonly Failure[]): string {
  const lines = allFailureLines(failures.slice(0, mostFailures), () => []);
  const left = failures.length - mostFailures;
  const more = left > 0 ? [`There are ${left} more problems.`] : [];
  return [`### ${inline(title)}: ${end}`, '', ...fenced([...lines, ...more], 'text'), ''].join('\n');
}

const mostFailures = 50;
