// What can be expected to go wrong, as values: each failure has a code, a message, and a hint about what to do.
// Thrown errors are bugs of Compass. They are caught once, at the entry point.
import type { Place } from '../text/place.ts';

/**
 * Who can fix it: whoever writes the spec and its charts, whoever sets up the workflow, or whoever runs the cluster.
 */
export type Responsible = 'author' | 'operator' | 'cluster';

/** Every code that a user may meet, with who can fix it and what it means. Codes are never renamed. */
export const failureCodes = {
  'input-invalid': ['operator', 'An input has a value that is not allowed.'],
  'not-yet': ['author', 'Planned, but not implemented in this version.'],
  'event-refused': ['operator', 'The event would run untrusted code with the secrets of the repository.'],
  'event-unknown': ['operator', 'The event does not imply a command: set the input `command`.'],
  'temp-unwritable': ['operator', 'The folder for temporary files cannot be written.'],
  'platform-unsupported': ['operator', 'Compass runs only on Linux and macOS.'],
  'spec-missing': ['author', 'The spec does not exist at its path, or cannot be read.'],
  'spec-invalid': ['author', 'The spec is not valid.'],
  'template-failed': ['author', 'A template could not be evaluated.'],
  'file-unreadable': ['author', 'A file that the spec names could not be read in the workspace.'],
  'manifest-invalid': ['author', 'A file of raw objects contains something that is not a valid object.'],
  'chart-unknown': ['operator', 'The input `only` names a chart or a tag that the spec does not have.'],
  'image-unresolved': ['author', 'The digest of an image could not be resolved.'],
  'image-stale': [
    'author',
    'The image was not built from the requested commit, or does not say from which commit it was built.',
  ],
  'environment-unknown': ['operator', 'The spec has no environment of that name.'],
  'environment-ambiguous': ['author', 'The branch maps to more than one environment.'],
  'environment-protected': ['operator', 'A protected environment accepts deployments only from its own branches.'],
  'chart-unreadable': ['author', 'The path does not lead to a readable chart inside the workspace.'],
  'chart-unresolved': [
    'author',
    'The chart could not be resolved or downloaded from its registry or chart repository.',
  ],
  'chart-unpackable': ['author', 'Helm could not load the chart, or its dependencies are missing.'],
  'object-invalid': ['author', 'The chart renders something that is not a whole Kubernetes object.'],
  'kind-unserved': ['author', 'The chart renders a kind that the cluster does not serve.'],
  'kubeconfig-unreadable': ['operator', 'No usable kubeconfig was found.'],
  'context-unknown': ['operator', 'The kubeconfig has no such context.'],
  'credential-plugin-failed': ['operator', 'The credential plugin of the kubeconfig failed.'],
  'cluster-unreachable': ['cluster', 'The cluster did not answer.'],
  'cluster-unauthorized': ['operator', 'The cluster does not accept the credentials.'],
  'cluster-forbidden': ['operator', 'The account lacks a permission in the cluster.'],
  'cluster-error': ['cluster', 'The cluster answered with an error.'],
  'cluster-other': ['operator', 'The kubeconfig points to a cluster other than the one that the environment names.'],
  'helm-missing': ['operator', 'Helm was not found, and could not be installed.'],
  'helm-failed': ['author', 'Helm failed, or its store does not show the release as deployed.'],
  'release-pending': ['operator', 'An earlier operation on the release was left unfinished.'],
  'owned-by-other-stack': ['author', 'The release belongs to another stack or environment.'],
  'release-not-adopted': ['author', 'The release was installed outside Compass, and the chart does not adopt it.'],
  'object-owned': ['author', 'An object of the chart belongs to another release.'],
  'plan-moved': ['operator', 'The plan no longer has the digest in the input `plan-digest`.'],
  'not-confirmed': [
    'operator',
    "A removal from a protected environment needs the environment's name in the input `confirm`.",
  ],
  'chart-timeout': ['author', 'The chart was not deployed within its timeout.'],
  'job-failed': ['author', 'A job failed.'],
  'dependency-failed': ['author', 'A chart that this one depends on did not complete.'],
  'github-forbidden': ['operator', 'The token lacks a permission on GitHub.'],
  'github-failed': ['operator', 'GitHub did not answer, or answered with an error.'],
  'checkout-wrong': ['operator', 'The workspace is not checked out at the requested commit.'],
  deadline: ['operator', 'The time limit of the run, the input `timeout`, was reached.'],
  cancelled: ['operator', 'The run was cancelled.'],
} as const satisfies Record<string, readonly [Responsible, string]>;

export type FailureCode = keyof typeof failureCodes;

export interface Failure {
  readonly code: FailureCode;
  /** What is wrong, in one sentence: the thing, the place and the value. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /** The place in the spec or in a values file; absent if the failure is not about a place. */
  readonly at?: Place;
}

/** A problem that stops nothing. */
export type Warning = Pick<Failure, 'message' | 'hint' | 'at'>;

/** A value, or all failures: never just the first one. */
export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failures: readonly Failure[] };

export function ok<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

export function failed(...failures: readonly Failure[]): Result<never> {
  return { ok: false, failures };
}

/** The first of a failed result's failures, of which there is at least one. */
export function firstFailure(failures: readonly Failure[]): Failure {
  const [failure] = failures;
  if (failure === undefined) throw new Error('a result failed without a failure');
  return failure;
}

type ValueIn<Of> = Of extends { readonly ok: true; readonly value: infer Value } ? Value : never;

/** All values, in a list or by name; or, if any result failed, all failures. */
export function all<Value>(results: readonly Result<Value>[]): Result<Value[]>;
export function all<Results extends Readonly<Record<string, Result<unknown>>>>(
  results: Results,
): Result<{ readonly [Name in keyof Results]: ValueIn<Results[Name]> }>;
export function all(results: readonly Result<unknown>[] | Readonly<Record<string, Result<unknown>>>): Result<unknown> {
  const named = Object.entries(results);
  const failures = named.flatMap(([, result]) => (result.ok ? [] : result.failures));
  if (failures.length > 0) return failed(...failures);
  const values = named.flatMap(([name, result]) => (result.ok ? [[name, result.value] as const] : []));
  return ok(Array.isArray(results) ? values.map(([, value]) => value) : Object.fromEntries(values));
}

/** Sorted by file and place, failures without a place first. The same message about the same place is kept once. */
export function inOrder(failures: readonly Failure[]): Failure[] {
  const nowhere = { file: '', line: 0, column: 0 };
  const distinct = new Map<unknown, Failure>();
  for (const failure of failures) {
    const identity = failure.at ? JSON.stringify([failure.at, failure.message]) : failure;
    if (!distinct.has(identity)) distinct.set(identity, failure);
  }
  return [...distinct.values()].sort(({ at: a = nowhere }, { at: b = nowhere }) => {
    return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;
  });
}

/** The refusal of a feature that is planned for a later version. */
export function notYet(thing: string, at?: Place): Failure {
  return {
    code: 'not-yet',
    message: `${thing} is planned, but not implemented in this version of Compass.`,
    hint: 'Leave it out for now.',
    ...(at && { at }),
  };
}

/** The failures of several results, whose values may have different types. */
export function failuresOf(results: readonly Result<unknown>[]): Failure[] {
  return results.flatMap((result) => (result.ok ? [] : result.failures));
}
