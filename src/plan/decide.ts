// The only table from the observed release to what is done about it. Pure.

import type { StoredRelease } from '../ports/cluster.ts';
import type { Place } from '../text/place.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { Decision, Identity } from './plan.ts';
import { carriesFingerprint, changedParts, isCompleted, ownerOf, runOf } from './release-labels.ts';

/** One release as it is, and as it should be. */
export interface Situation {
  readonly identity: Identity;
  /** Newest revision in Helm's store. */
  readonly observed: StoredRelease | undefined;
  readonly wanted: Fingerprint;
  readonly force: boolean;
  /** Once it is deployed, it is never touched again. */
  readonly forget: boolean;
  /** Of the chart in the spec. */
  readonly at: Place;
}

/** The newest revision tells all: what is deployed with the same fingerprint is left alone. */
export function decide({ identity, observed, wanted, force, forget, at }: Situation): Decision {
  if (observed === undefined) return { action: 'install', reason: 'not installed' };
  const owner = ownerOf(observed);
  if (owner && !isSame(owner, identity)) return refuseStranger(observed, owner, at);
  switch (observed.status) {
    case 'deployed':
      // What Compass has begun, it also completes; what others have installed is left as it is.
      if (forget && (isCompleted(observed) || runOf(observed) === undefined))
        return { action: 'keep', reason: 'installed once, and forgotten' };
      if (!carriesFingerprint(observed, wanted)) return { action: 'upgrade', reason: whatChanged(observed, wanted) };
      return force
        ? { action: 'upgrade', reason: 'forced' }
        : { action: 'unchanged', reason: 'same inputs as deployed' };
    case 'failed':
      return { action: 'upgrade', reason: `revision ${observed.revision} failed` };
    case 'uninstalled':
      return { action: 'install', reason: 'was uninstalled' };
    default:
      return refuseUnfinished(observed, at);
  }
}

/** One release that should not be. */
export interface UninstallSituation {
  readonly identity: Identity;
  /** Newest revision in Helm's store. */
  readonly observed: StoredRelease | undefined;
  /** Whether a person has agreed, where that is needed. */
  readonly isConfirmed: boolean;
  /** Of the chart in the spec. */
  readonly at: Place;
}

/** Of a chart that is to be uninstalled wherever it is. */
export function decideUninstall({ identity, observed, isConfirmed, at }: UninstallSituation): Decision {
  if (observed === undefined || observed.status === 'uninstalled')
    return { action: 'unchanged', reason: 'not installed, as `remove` says' };
  const owner = ownerOf(observed);
  if (owner && !isSame(owner, identity)) return refuseStranger(observed, owner, at);
  if (!removable.includes(observed.status)) return refuseUnfinished(observed, at);
  return isConfirmed ? { action: 'remove', reason: '`remove` says so' } : refuseUnconfirmed(observed, identity, at);
}

/** What was cut off while it was uninstalled, is uninstalled once more. */
const removable: readonly string[] = ['deployed', 'failed', 'uninstalling'];

function whatChanged(observed: StoredRelease, wanted: Fingerprint): string {
  const parts = changedParts(observed, wanted);
  if (parts === undefined) return `revision ${observed.revision} was not completed by Compass`;
  return parts.length === 0 ? 'inputs changed' : `${parts.join(', ')} changed`;
}

type Owner = NonNullable<ReturnType<typeof ownerOf>>;

function isSame(owner: Owner, identity: Identity): boolean {
  const { stack, environment, namespace } = identity;
  return owner.stack === stack && owner.environment === environment && owner.namespace === namespace;
}

function refuseStranger(observed: StoredRelease, owner: Owner, at: Place): Decision {
  return {
    action: 'refuse',
    failure: {
      code: 'owned-by-other-stack',
      message: `The release \`${observed.name}\` in namespace \`${observed.namespace}\` belongs to the stack \`${owner.stack}\` in environment \`${owner.environment}\` (namespace \`${owner.namespace}\`).`,
      hint: 'Give this chart another `release` or `namespace`.',
      at,
    },
  };
}

function refuseUnconfirmed({ name, namespace }: StoredRelease, { environment }: Identity, at: Place): Decision {
  const message = `The release \`${name}\` in namespace \`${namespace}\` is to be removed from \`${environment}\`, which is protected.`;
  const hint = `If that is what you want, run once with the input \`confirm: ${environment}\`.`;
  return { action: 'refuse', failure: { code: 'not-confirmed', message, hint, at } };
}

/** pending-install, pending-upgrade, pending-rollback, uninstalling, and whatever else Helm may come to write. */
function refuseUnfinished(observed: StoredRelease, at: Place): Decision {
  const { name, namespace, revision, status } = observed;
  return {
    action: 'refuse',
    failure: {
      code: 'release-pending',
      message: `Revision ${revision} of the release \`${name}\` in namespace \`${namespace}\` is \`${status}\`: another operation is in progress, or was cut off.`,
      // The record alone: what was deployed stays, and the next deployment takes it over by its release's annotations.
      hint: `If nothing is working on it any more, remove the record of the unfinished operation and deploy again: kubectl delete secret sh.helm.release.v1.${name}.v${revision} --namespace ${namespace}`,
      at,
    },
  };
}
