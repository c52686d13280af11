// What is done about a release? The only table from the observed state to an action. Pure.

import type { StoredRelease } from '../ports/cluster.ts';
import type { Place } from '../text/place.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { Decision, Identity } from './plan.ts';
import {
  carriesFingerprint,
  changedParts,
  hasFormerLabel,
  isCompleted,
  isMadeByCompass,
  ownerOf,
  runOf,
} from './release-labels.ts';

/** A release as it is, and as it should be. */
export interface Situation {
  readonly identity: Identity;
  /** Newest revision in Helm's store. */
  readonly observed: StoredRelease | undefined;
  readonly wanted: Fingerprint;
  /** As earlier versions of Compass computed it; undefined if that is not known. */
  readonly former?: Fingerprint | undefined;
  readonly force: boolean;
  /** Whether it is left alone once it is deployed. */
  readonly forget: boolean;
  /** Place of the chart in the spec. */
  readonly at: Place;
}

/** The newest revision decides: a release that is deployed with the wanted fingerprint is left alone. */
export function decide({ identity, observed, wanted, former, force, forget, at }: Situation): Decision {
  if (observed === undefined) return { action: 'install', reason: 'not installed' };
  const owner = ownerOf(observed);
  if (owner && !isSame(owner, identity)) return refuseForeignOwner(observed, owner, at);
  switch (observed.status) {
    case 'deployed':
      // A revision that Compass began is completed first. A release that others installed is left as it is.
      if (forget && (isCompleted(observed) || runOf(observed) === undefined))
        return { action: 'keep', reason: '`forget`: installed already' };
      if (!carriesFingerprint(observed, wanted, former))
        return { action: 'upgrade', reason: whatChanged(observed, wanted, former) };
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

/** A release that should not exist. */
export interface UninstallSituation {
  readonly identity: Identity;
  /** Newest revision in Helm's store. */
  readonly observed: StoredRelease | undefined;
  /** Whether the removal is confirmed, or needs no confirmation. */
  readonly isConfirmed: boolean;
  /** Place of the chart in the spec. */
  readonly at: Place;
}

/** For a chart with `remove`. */
export function decideUninstall({ identity, observed, isConfirmed, at }: UninstallSituation): Decision {
  if (observed === undefined || observed.status === 'uninstalled')
    return { action: 'unchanged', reason: '`remove`: not installed' };
  const owner = ownerOf(observed);
  if (owner && !isSame(owner, identity)) return refuseForeignOwner(observed, owner, at);
  if (!removable.includes(observed.status)) return refuseUnfinished(observed, at);
  return isConfirmed ? { action: 'remove', reason: '`remove` is set' } : refuseUnconfirmed(observed, identity, at);
}

/** An interrupted removal is retried. */
const removable: readonly string[] = ['deployed', 'failed', 'uninstalling'];

function whatChanged(observed: StoredRelease, wanted: Fingerprint, former: Fingerprint | undefined): string {
  const isFormer = hasFormerLabel(observed);
  const parts = changedParts(observed, isFormer ? (former ?? wanted) : wanted);
  // The label cannot tell whether the chart has changed too.
  if (isFormer && former === undefined && parts?.every((part) => part === 'chart')) return 'fingerprint scheme changed';
  if (parts === undefined) return whyUnknown(observed);
  return parts.length === 0 ? 'inputs changed' : `${parts.join(', ')} changed`;
}

/** Why it is not known from which inputs a revision was made. */
function whyUnknown(observed: StoredRelease): string {
  if (runOf(observed) === undefined) return 'installed outside Compass';
  const { revision } = observed;
  return isMadeByCompass(observed)
    ? `revision ${revision} was not completed`
    : `revision ${revision} was made outside Compass`;
}

type Owner = NonNullable<ReturnType<typeof ownerOf>>;

function isSame(owner: Owner, identity: Identity): boolean {
  const { stack, environment, namespace } = identity;
  return owner.stack === stack && owner.environment === environment && owner.namespace === namespace;
}

function refuseForeignOwner(observed: StoredRelease, owner: Owner, at: Place): Decision {
  return {
    action: 'refuse',
    failure: {
      code: 'owned-by-other-stack',
      message: `The release \`${observed.name}\` in namespace \`${observed.namespace}\` belongs to the stack \`${owner.stack}\` in environment \`${owner.environment}\` (namespace \`${owner.namespace}\`).`,
      hint: 'Set another `release` or `namespace` for this chart. If you renamed the stack or the environment, rename it back.',
      at,
    },
  };
}

function refuseUnconfirmed({ name, namespace }: StoredRelease, { environment }: Identity, at: Place): Decision {
  const message = `The release \`${name}\` in namespace \`${namespace}\` would be removed from \`${environment}\`, which is protected.`;
  const hint = `To remove it, run once with the input \`confirm: ${environment}\`.`;
  return { action: 'refuse', failure: { code: 'not-confirmed', message, hint, at } };
}

/** For pending-install, pending-upgrade, pending-rollback, uninstalling, and any status that a later Helm may add. */
function refuseUnfinished(observed: StoredRelease, at: Place): Decision {
  const { name, namespace, revision, status } = observed;
  return {
    action: 'refuse',
    failure: {
      code: 'release-pending',
      message: `Revision ${revision} of the release \`${name}\` in namespace \`${namespace}\` is \`${status}\`: another operation is in progress, or was interrupted.`,
      // Only the record: the objects stay, and the next deployment takes them over by their Helm annotations.
      hint: `If no other run is working on it, delete the record of the unfinished operation, then deploy again: \`kubectl delete secret sh.helm.release.v1.${name}.v${revision} --namespace ${namespace}\`.`,
      at,
    },
  };
}
