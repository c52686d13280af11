// How are failures shown in a comment and in the step summary?
import type { Failure } from '../model/failure.ts';
import { fenced, inline } from './markdown.ts';
import { allFailureLines } from './text.ts';

/**
 * Shown instead of a plan or a table of charts. `title`: `burrow in staging`. `end`: the outcome, which is not escaped.
 */
export function problemsMarkdown(title: string, end: string, failures: readonly Failure[]): string {
  const lines = allFailureLines(failures.slice(0, maxFailures), () => []);
  const left = failures.length - maxFailures;
  const more = left > 0 ? [`There are ${left} more problems.`] : [];
  return [`### ${inline(title)}: ${end}`, '', ...fenced([...lines, ...more], 'text'), ''].join('\n');
}

const maxFailures = 50;
