// How are failures shown in a comment and in the step summary?
import type { Failure } from '../model/failure.ts';
import { fenced, inline } from './markdown.ts';
import { allFailureLines, moreProblems } from './text.ts';

/**
 * Shown instead of a plan or a table of charts. `title`: `burrow in staging`. `end`: the outcome, which is not escaped.
 */
export function problemsMarkdown(title: string, end: string, failures: readonly Failure[]): string {
  return [`### ${inline(title)}: ${end}`, '', ...problemsBlock(failures)].join('\n');
}

/** The lines of a code block, and an empty line. */
export function problemsBlock(failures: readonly Failure[]): string[] {
  const lines = allFailureLines(failures.slice(0, maxFailures), () => []);
  const left = failures.length - maxFailures;
  const more = left > 0 ? [moreProblems(left)] : [];
  return [...fenced([...lines, ...more], 'text'), ''];
}

const maxFailures = 50;
