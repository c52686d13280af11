// What has git checked out? And if git does not say, what should the user do?

/** Empty strings where git does not say. */
export interface Checkout {
  /** `refs/heads/develop`; empty if no branch is checked out. */
  readonly ref: string;
  readonly sha: string;
  /** Why git failed, in git's own words. */
  readonly problem?: string;
}

/** What to do about a problem of git; undefined if that depends on the run. */
export function hintForGit(problem = ''): string | undefined {
  const [, folder] = /dubious ownership in repository at '([^']+)'/.exec(problem) ?? [];
  if (folder)
    return `The folder belongs to another user. Trust it: \`git config --global --add safe.directory ${folder}\`.`;
  return problem.includes('ENOENT') ? 'Install git.' : undefined;
}
