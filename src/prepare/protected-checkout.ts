// Is the commit of the run checked out? To a protected environment, nothing else is deployed, whatever an earlier step
// has checked out.
import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import type { Ports } from '../ports/ports.ts';
import type { Session } from './session.ts';

/** A workspace that git does not know, such as an unpacked artifact, has no commit to compare. */
export async function checkProtectedCheckout(
  { environment, commit, signal }: Pick<Session, 'environment' | 'commit' | 'signal'>,
  ports: Pick<Ports, 'checkout'>,
): Promise<Result<undefined>> {
  if (!environment.protected || commit.sha === '') return ok(undefined);
  const { sha } = await ports.checkout(signal);
  return sha === '' || sha === commit.sha ? ok(undefined) : failed(otherCommit(environment.name, commit.sha, sha));
}

function otherCommit(environment: string, wanted: string, sha: string): Failure {
  return {
    code: 'checkout-wrong',
    message: `The environment \`${environment}\` is protected, and this run is for the commit ${wanted}, but the workspace has checked out ${sha}.`,
    hint: 'Remove `ref` from `actions/checkout`: to a protected environment, only the commit of the event is deployed.',
  };
}
