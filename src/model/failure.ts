// What can be expected to go wrong, as values: each failure has a code, a text, and a hint at what to do.
// Thrown errors are bugs of Compass; they are caught once, in the door.
import type { Place } from '../text/place.ts';

/** Who can put it right. */
export type Responsible = 'author' | 'operator' | 'cluster';

/** Every code that a user may meet, with who can put it right and what it means. Codes are never renamed. */
export const failureCodes = {
  'input-invalid': ['operator', 'An input of the action has a value that is not allowed.'],
  'not-yet': ['author', 'The contract promises it, but this version of Compass does not have it.'],
  'event-refused': ['operator', 'The event would run code of strangers with the secrets of the repository.'],
  'event-unknown': ['operator', 'The event says nothing about what to do; `command` has to.'],
  'temp-unwritable': ['operator', 'The folder for temporary files cannot be written.'],
  'platform-unsupported': ['operator', 'Compass runs on Linux and macOS.'],
  'spec-missing': ['author', 'The spec is not where it was looked for, or cannot be read.'],
  'spec-invalid': ['author', 'The spec breaks a rule of its language.'],
  'template-failed': ['author', 'A template cannot be rendered.'],
  'file-unreadable': ['author', 'A file that the spec names cannot be read in the workspace.'],
  'manifest-invalid': ['author', 'A file of raw objects holds something that cannot be one.'],
  'chart-unknown': ['operator', 'The input `only` names a chart or a tag that the spec does not have.'],
  'image-unresolved': ['author', 'The registry did not say which digest an image has.'],
  'image-stale': ['author', 'The image is not built from the commit that was asked for, or does not say from which.'],
  'environment-unknown': ['operator', 'The spec has no environment of that name.'],
  'environment-ambiguous': ['author', 'The branch maps to more than one environment.'],
  'environment-protected': ['operator', 'A protected environment deploys only from its own branches.'],
  'chart-unreadable': ['author', 'The chart is not a readable chart inside the workspace.'],
  'chart-unresolved': ['author', 'The registry or chart repository did not say what the chart is, or did not give it.'],
  'chart-unpackable': ['author', 'Helm refuses to package the chart.'],
  'kubeconfig-unreadable': ['operator', 'No usable kubeconfig was found.'],
  'context-unknown': ['operator', 'The kubeconfig has no such context.'],
  'credential-plugin-failed': ['operator', 'The program that gets the credentials for the cluster failed.'],
  'cluster-unreachable': ['cluster', 'The cluster did not answer.'],
  'cluster-unauthorized': ['operator', 'The cluster does not accept the credentials.'],
  'cluster-forbidden': ['operator', 'The account lacks a permission.'],
  'cluster-error': ['cluster', 'The cluster answered with an error.'],
  'cluster-other': ['operator', 'The kubeconfig leads to another cluster than the environment names.'],
  'helm-missing': ['operator', 'Helm is not there and could not be installed.'],
  'helm-failed': ['author', 'Helm reported a failure, or its store does not show the release as deployed.'],
  'release-pending': ['operator', 'An earlier operation on the release was left unfinished.'],
  'owned-by-other-stack': ['author', 'The release belongs to another stack or environment.'],
  'plan-moved': ['operator', 'The plan is not the one that the input `plan-digest` names.'],
  'not-confirmed': [
    'operator',
    'Something is to be removed from a protected environment, and `confirm` does not name it.',
  ],
  'chart-timeout': ['author', 'The chart was not deployed within its timeout.'],
  'job-failed': ['author', 'A job of the chart did not pass.'],
  'dependency-failed': ['author', 'A chart that it depends on is not done.'],
  'github-forbidden': ['operator', 'The token lacks a permission on GitHub.'],
  'github-failed': ['operator', 'GitHub did not do what it was asked for.'],
  'checkout-wrong': ['operator', 'The workspace does not hold the commit that is asked about.'],
  deadline: ['operator', 'The wall-clock limit of the run was reached.'],
  cancelled: ['operator', 'The run was cancelled.'],
} as const satisfies Record<string, readonly [Responsible, string]>;

export type FailureCode = keyof typeof failureCodes;

export interface Failure {
  readonly code: FailureCode;
  /** One sentence: the thing, and what was tried. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /** Where in the spec or in a values file, if it is about a place in one. */
  readonly at?: Place;
}

/** What does not keep anything from going on. */
export type Warning = Pick<Failure, 'message' | 'hint' | 'at'>;

/** What may fail in an expected way gives all its failures, never just the first. */
export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failures: readonly Failure[] };

export function ok<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

export function failed(...failures: readonly Failure[]): Result<never> {
  return { ok: false, failures };
}

/** All values, or all failures of those that have none. */
export function all<Value>(results: readonly Result<Value>[]): Result<Value[]> {
  const failures = results.flatMap((result) => (result.ok ? [] : result.failures));
  if (failures.length > 0) return failed(...failures);
  return ok(results.flatMap((result) => (result.ok ? [result.value] : [])));
}

/** By their place in the files, those without one first. What is said of one place in the same words counts once. */
export function inOrder(failures: readonly Failure[]): Failure[] {
  const nowhere = { file: '', line: 0, column: 0 };
  const distinct = new Map<unknown, Failure>();
  for (const failure of failures) {
    const said = failure.at ? JSON.stringify([failure.at, failure.message]) : failure;
    if (!distinct.has(said)) distinct.set(said, failure);
  }
  return [...distinct.values()].sort(({ at: a = nowhere }, { at: b = nowhere }) => {
    return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;
  });
}

/** The refusal of what the contract promises and a later version brings. */
export function notYet(thing: string, at?: Place): Failure {
  return {
    code: 'not-yet',
    message: `${thing} is not there yet in this version of Compass.`,
    hint: 'Leave it out for now.',
    ...(at && { at }),
  };
}

/** Of several results, each with a value of its own type. */
export function failuresOf(results: readonly Result<unknown>[]): Failure[] {
  return results.flatMap((result) => (result.ok ? [] : result.failures));
}
