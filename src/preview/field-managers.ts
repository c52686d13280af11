// Which field managers do the objects of releases have? One request for each kind and namespace, for all charts
// together.

import type { Result } from '../model/failure.ts';
import type { ManifestObject } from '../model/manifest.ts';
import type { Cluster, ManagedKind, ManagedObject } from '../ports/cluster.ts';
import { conflictsOf, type FieldConflict } from './field-conflicts.ts';

export interface FieldConflicts {
  readonly conflicts: readonly FieldConflict[];
  /** Kinds whose objects could not be listed. */
  readonly unread: readonly string[];
}

/** For objects that Helm applies server-side. */
export type FindConflicts = (objects: readonly ManifestObject[]) => Promise<FieldConflicts>;

export function makeFindConflicts(cluster: Cluster, signal: AbortSignal): FindConflicts {
  const lists = new Map<string, Promise<Result<ManagedObject[]>>>();
  const listOf = (kind: ManagedKind) => {
    const key = JSON.stringify(kind);
    const asking = lists.get(key) ?? cluster.managed(kind, signal);
    lists.set(key, asking);
    return asking;
  };
  return async (objects) => {
    const found = await Promise.all(
      // Helm recreates hooks.
      objects
        .filter(({ isHook }) => !isHook)
        .map(async (object) => {
          const { apiVersion, kind, namespace, name } = object;
          const listed = await listOf({ apiVersion, kind, namespace });
          if (!listed.ok) return { conflicts: [], unread: [kind] };
          const live = listed.value.find((one) => one.name === name);
          return { conflicts: live ? conflictsOf(object, live) : [], unread: [] };
        }),
    );
    return {
      conflicts: found.flatMap(({ conflicts }) => conflicts),
      unread: [...new Set(found.flatMap(({ unread }) => unread))],
    };
  };
}
