// When each of a graph's nodes starts: as soon as its last dependency is satisfied and a slot is free, the one with the
// longest remaining path first. Knows nothing of charts. No waves, no polling, and every node gets exactly one outcome.
import { type Dependent, dependentsOf, remainingWeights } from '../model/dependencies.ts';

export interface Schedule<Node extends Dependent> {
  /** Without a cycle. */
  readonly nodes: readonly Node[];
  /** Most nodes at work at one time. */
  readonly limit: number;
  /** How long a node is expected to take; only the order of those that are ready follows from it. */
  readonly expect: (node: Node) => number;
  /** Whether it takes a slot: what is settled without work does not. */
  readonly needsSlot: (node: Node) => boolean;
  /** Resolves to true if those that depend on it may start. If it rejects, so does the whole schedule, at once. */
  readonly start: (node: Node) => Promise<boolean>;
  /** Told instead of a start, with the name of the node whose end is the cause, however far up. */
  readonly skip: (node: Node, because: string) => void;
}

/** Resolves when every node was started and has ended, or was skipped. */
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
