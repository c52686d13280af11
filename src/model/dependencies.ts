// Which named things depend on which? Pure functions over a graph.

export interface Dependent {
  readonly name: string;
  /** Names of its direct dependencies, all of them in the same graph. */
  readonly depends: readonly string[];
}

/** Cycles that share no name. Each lists the names along it, with the first one repeated at the end. */
export function findCycles(all: readonly Dependent[]): string[][] {
  const cycle = findCycle(all);
  if (cycle === undefined) return [];
  return [cycle, ...findCycles(all.filter(({ name }) => !cycle.includes(name)))];
}

function findCycle(all: readonly Dependent[]): string[] | undefined {
  const byName = new Map(all.map((one) => [one.name, one]));
  const finished = new Set<string>();
  const walk = (name: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (finished.has(name)) return undefined;
    for (const next of byName.get(name)?.depends ?? []) {
      const cycle = walk(next, [...path, name]);
      if (cycle !== undefined) return cycle;
    }
    finished.add(name);
    return undefined;
  };
  for (const { name } of all) {
    const cycle = walk(name, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** These names and their dependencies, transitively. */
export function withDependencies(names: readonly string[], all: readonly Dependent[]): Set<string> {
  const byName = new Map(all.map((one) => [one.name, one]));
  const found = new Set<string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const next of byName.get(name)?.depends ?? []) add(next);
  };
  for (const name of names) add(name);
  return found;
}

/**
 * For each name, the weight of the heaviest path from it to the end of its dependents, its own weight included.
 * The graph must have no cycle.
 */
export function remainingWeights<Node extends Dependent>(
  all: readonly Node[],
  weigh: (node: Node) => number,
): Map<string, number> {
  const own = new Map(all.map((node) => [node.name, weigh(node)]));
  const dependents = dependentsOf(all);
  const weights = new Map<string, number>();
  for (const name of topologicalOrder(all).toReversed()) {
    const after = (dependents.get(name) ?? []).map((next) => weights.get(next) ?? 0);
    weights.set(name, (own.get(name) ?? 0) + Math.max(0, ...after));
  }
  return weights;
}

/** Every name after its dependencies. The graph must have no cycle. */
function topologicalOrder(all: readonly Dependent[]): string[] {
  const dependents = dependentsOf(all);
  const missing = new Map(all.map(({ name, depends }) => [name, depends.length]));
  const ordered = all.flatMap(({ name, depends }) => (depends.length === 0 ? [name] : []));
  // The list grows while it is iterated: a name is added at the end once its dependencies are in the list.
  for (const name of ordered) {
    for (const dependent of dependents.get(name) ?? []) {
      const left = (missing.get(dependent) ?? 0) - 1;
      missing.set(dependent, left);
      if (left === 0) ordered.push(dependent);
    }
  }
  return ordered;
}

/** Name → names of its direct dependents. */
export function dependentsOf(all: readonly Dependent[]): Map<string, string[]> {
  const dependents = new Map<string, string[]>(all.map((one) => [one.name, []]));
  for (const { name, depends } of all) for (const needed of depends) dependents.get(needed)?.push(name);
  return dependents;
}
