// What is done about a release? The only table from the observed state to an action. Pure.

import type { StoredRelease } from '../ports/cluster.ts';
import type { Place } from '../text/place.ts';
import type { Fingerprint } from './fingerprint.ts';
import { type FormerName, type Owner, ownershipOf } from './ownership.ts';
import type { Decision, Identity } from './plan.ts';
import {
  carriesFingerprint,
  changedParts,
  hasFormerLabel,
  isBeingRemoved,
  isCompleted,
  isMadeByCompass,
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
  /** Whether a release that others installed from another chart may be replaced. */
  readonly adopt: boolean;
  readonly formerly: readonly FormerName[];
  /** Whether it is left alone once it is deployed. */
  readonly forget: boolean;
  /** Place of the chart in the spec. */
  readonly at: Place;
}

/** The newest revision decides: a release that is deployed with the wanted fingerprint is left alone. */
export function decide(situation: Situation): Decision {
  const { identity, observed, wanted, former, force, forget, adopt, formerly, at } = situation;
  if (observed === undefined) return { action: 'install', reason: 'not installed' };
  const ownership = ownershipOf(observed, identity, formerly);
  if (ownership.kind === 'foreign') return refuseForeignOwner(observed, ownership.owner, at);
  const isKept = forget && observed.status === 'deployed';
  const hasObjects = ['deployed', 'failed', 'superseded'].includes(observed.status);
  if (observed.otherChart !== undefined && hasObjects && !isKept && !adopt)
    return refuseOtherChart(observed, observed.otherChart, at);
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
    case 'superseded':
      return { action: 'upgrade', reason: `no revision is deployed since revision ${observed.revision}` };
    case 'uninstalling':
      return isBeingRemoved(observed)
        ? { action: 'upgrade', reason: 'its removal was not completed' }
        : refuseUnfinished(observed, at);
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
  /** Whether a release that others installed may be removed. */
  readonly adopt: boolean;
  readonly formerly: readonly FormerName[];
  /** Place of the chart in the spec. */
  readonly at: Place;
}

/** For a chart with `remove`. */
export function decideUninstall({
  identity,
  observed,
  isConfirmed,
  adopt,
  formerly,
  at,
}: UninstallSituation): Decision {
  if (observed === undefined || (observed.status === 'uninstalled' && !isBeingRemoved(observed)))
    return { action: 'unchanged', reason: '`remove`: not installed' };
  const ownership = ownershipOf(observed, identity, formerly);
  if (ownership.kind === 'foreign') return refuseForeignOwner(observed, ownership.owner, at);
  if (ownership.kind === 'unlabelled' && !adopt) return refuseUnlabelledRemoval(observed, at);
  if (!removable.includes(observed.status)) return refuseUnfinished(observed, at);
  const reason = isBeingRemoved(observed) ? 'its removal was not completed' : '`remove` is set';
  return isConfirmed ? { action: 'remove', reason } : refuseUnconfirmed(observed, identity, at);
}

/** A removal that was interrupted, or that left something behind, is completed. */
const removable: readonly string[] = ['deployed', 'failed', 'uninstalling', 'uninstalled'];

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

function refuseForeignOwner(observed: StoredRelease, owner: Owner, at: Place): Decision {
  return {
    action: 'refuse',
    failure: {
      code: 'owned-by-other-stack',
      message: `The release \`${observed.name}\` in namespace \`${observed.namespace}\` belongs to the stack \`${owner.stack}\` in environment \`${owner.environment}\` (namespace \`${owner.namespace}\`).`,
      hint: `Set another \`release\` or \`namespace\` for this chart. If you renamed the stack or the environment, add \`formerly: [${owner.stack}/${owner.environment}]\` to the environment.`,
      at,
    },
  };
}

function refuseOtherChart({ name, namespace }: StoredRelease, otherChart: string, at: Place): Decision {
  return {
    action: 'refuse',
    failure: {
      code: 'release-not-adopted',
      message: `The release \`${name}\` in namespace \`${namespace}\` was installed outside Compass from another chart, \`${otherChart}\`.`,
      hint: 'Set another `release` for this chart. To replace that release, whose objects would be deleted, set `adopt: true`.',
      at,
    },
  };
}

function refuseUnlabelledRemoval({ name, namespace }: StoredRelease, at: Place): Decision {
  return {
    action: 'refuse',
    failure: {
      code: 'release-not-adopted',
      message: `The release \`${name}\` in namespace \`${namespace}\` was installed outside Compass, so \`remove\` does not uninstall it.`,
      hint: 'Check that it is the release that you mean. To uninstall it, set `adopt: true` beside `remove`.',
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
