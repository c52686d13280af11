// When does each node of a graph start? As soon as its last dependency is satisfied and a slot is free, the longest remaining path
// first. Knows nothing of charts. No waves and no polling; every node gets exactly one outcome.
import { type Dependent, dependentsOf, remainingWeights } from '../model/dependencies.ts';

export interface Schedule<Node extends Dependent> {
  /** The graph must have no cycle. */
  readonly nodes: readonly Node[];
  /** Maximum number of slots in use. */
  readonly limit: number;
  /** Expected duration of a node. It only affects the order of nodes that are ready. */
  readonly expect: (node: Node) => number;
  /** Whether the node takes a slot: one that ends without work does not. */
  readonly needsSlot: (node: Node) => boolean;
  /** Resolves to true if the dependents may start. If it rejects, the whole schedule rejects at once. */
  readonly start: (node: Node) => Promise<boolean>;
  /** Called instead of `start`, with the name of the node that caused it, a direct dependency or not. */
  readonly skip: (node: Node, because: string) => void;
}

/** Resolves when every node has ended or was skipped. */
export function runSchedule<Node extends Dependent>(schedule: Schedule<Node>): Promise<void> {
  const { nodes, limit } = schedule;
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const weights = remainingWeights(nodes, (name) => schedule.expect(byName.get(name) as Node));
  const dependents = dependentsOf(nodes);
  const missing = new Map(nodes.map((node) => [node.name, node.depends.length]));
  const skipped = new Set<string>();
  const ready: Node[] = [];
  let atWork = 0;
  let left = nodes.length;

  return new Promise((resolve, reject) => {
    const makeReady = (node: Node) => {
      const weight = weights.get(node.name) ?? 0;
      const place = ready.findIndex((other) => (weights.get(other.name) ?? 0) < weight);
      ready.splice(place < 0 ? ready.length : place, 0, node);
    };
    const end = (node: Node, failure: string | undefined) => {
      left -= 1;
      for (const name of dependents.get(node.name) ?? []) {
        const dependent = byName.get(name) as Node;
        if (failure !== undefined) skipAll(dependent, failure);
        else {
          missing.set(name, (missing.get(name) ?? 0) - 1);
          if (missing.get(name) === 0 && !skipped.has(name)) makeReady(dependent);
        }
      }
    };
    const skipAll = (node: Node, because: string) => {
      if (skipped.has(node.name)) return;
      skipped.add(node.name);
      schedule.skip(node, because);
      end(node, because);
    };
    const startReady = () => {
      for (;;) {
        const index = ready.findIndex((node) => !schedule.needsSlot(node) || atWork < limit);
        if (index < 0) break;
        const [node] = ready.splice(index, 1) as [Node];
        const slots = schedule.needsSlot(node) ? 1 : 0;
        atWork += slots;
        schedule.start(node).then((satisfied) => {
          atWork -= slots;
          end(node, satisfied ? undefined : node.name);
          startReady();
        }, reject);
      }
      if (left === 0) resolve();
    };
    for (const node of nodes) if (node.depends.length === 0) makeReady(node);
    startReady();
  });
}
