// What does a plan say about releases that no chart of the spec is about? As sentences.
import type { StoredRelease } from '../ports/cluster.ts';
import { countOf } from '../text/count.ts';
import type { Plan } from './plan.ts';

/** For a plan; the deployment says it when it has done so. */
export function handOverNotes({ handedOver, identity }: Plan): string[] {
  if (handedOver.length === 0) return [];
  const names = namesOfReleases(handedOver);
  const what = countOf(handedOver.length, 'release');
  return [`${what} with a former name would be handed over to \`${identity.stack}\`, without an upgrade: ${names}.`];
}

export function leftAloneNotes({ leftAlone }: Plan): string[] {
  if (leftAlone.length === 0) return [];
  return [
    `${countOf(leftAlone.length, 'release')} of this stack left alone, because the spec no longer names ${leftAlone.length === 1 ? 'it' : 'them'}: ${namesOfReleases(leftAlone)}.`,
  ];
}

function namesOfReleases(releases: readonly StoredRelease[]): string {
  return releases.map(({ name, namespace }) => `\`${name}\` (namespace \`${namespace}\`)`).join(', ');
}
