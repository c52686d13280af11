// Whose is a release: this stack's, a former name of it, another stack's, or nobody's?
import type { StoredRelease } from '../ports/cluster.ts';
import type { Identity } from './plan.ts';
import { ownerOf } from './release-labels.ts';

/** What a stack and an environment were called before. */
export interface FormerName {
  readonly stack: string;
  readonly environment: string;
}

export type Owner = NonNullable<ReturnType<typeof ownerOf>>;

export type Ownership =
  | { readonly kind: 'own' }
  | { readonly kind: 'former' }
  /** Without Compass's labels. */
  | { readonly kind: 'unlabelled' }
  | { readonly kind: 'foreign'; readonly owner: Owner };

export function ownershipOf(
  release: StoredRelease,
  { stack, environment, namespace }: Identity,
  formerly: readonly FormerName[],
): Ownership {
  const owner = ownerOf(release);
  if (owner === undefined) return { kind: 'unlabelled' };
  const isOf = (name: FormerName) => owner.stack === name.stack && owner.environment === name.environment;
  if (owner.namespace !== namespace) return { kind: 'foreign', owner };
  if (isOf({ stack, environment })) return { kind: 'own' };
  return formerly.some(isOf) ? { kind: 'former' } : { kind: 'foreign', owner };
}
