// When does each node of a graph start? As soon as its last dependency is satisfied and a slot is free, the longest
// remaining path first. Knows nothing of charts. No waves and no polling; every node gets exactly one outcome.
import { type Dependent, remainingWeights } from '../model/dependencies.ts';

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
  /**
   * Called instead of `start`, with the name of the node that caused it, a direct dependency or not. Returns whether
   * the dependents may start all the same.
   */
  readonly skip: (node: Node, because: string) => boolean;
}

interface State<Node> {
  readonly node: Node;
  /** Expected duration of the longest path from here to the end. */
  readonly weight: number;
  readonly dependents: State<Node>[];
  /** Dependencies that are not satisfied yet. */
  missing: number;
  isSkipped: boolean;
}

/** Resolves when every node has ended or was skipped. */
export function runSchedule<Node extends Dependent>(schedule: Schedule<Node>): Promise<void> {
  const states = statesOf(schedule);
  const ready: State<Node>[] = [];
  let atWork = 0;
  let left = states.length;

  return new Promise((resolve, reject) => {
    const makeReady = (state: State<Node>) => {
      const place = ready.findIndex((other) => other.weight < state.weight);
      ready.splice(place < 0 ? ready.length : place, 0, state);
    };
    const end = (state: State<Node>, failure: string | undefined) => {
      left -= 1;
      for (const dependent of state.dependents) {
        if (failure !== undefined) skipAll(dependent, failure);
        else {
          dependent.missing -= 1;
          if (dependent.missing === 0 && !dependent.isSkipped) makeReady(dependent);
        }
      }
    };
    const skipAll = (state: State<Node>, because: string) => {
      if (state.isSkipped) return;
      state.isSkipped = true;
      end(state, schedule.skip(state.node, because) ? undefined : because);
    };
    const startReady = () => {
      for (;;) {
        const index = ready.findIndex(({ node }) => !schedule.needsSlot(node) || atWork < schedule.limit);
        const [state] = index < 0 ? [] : ready.splice(index, 1);
        if (state === undefined) break;
        const slots = schedule.needsSlot(state.node) ? 1 : 0;
        atWork += slots;
        schedule.start(state.node).then((satisfied) => {
          atWork -= slots;
          end(state, satisfied ? undefined : state.node.name);
          startReady();
        }, reject);
      }
      if (left === 0) resolve();
    };
    for (const state of states) if (state.missing === 0) makeReady(state);
    startReady();
  });
}

function statesOf<Node extends Dependent>({ nodes, expect }: Schedule<Node>): State<Node>[] {
  const weights = remainingWeights(nodes, expect);
  const states = nodes.map((node): State<Node> => {
    const weight = weights.get(node.name) ?? 0;
    return { node, weight, dependents: [], missing: node.depends.length, isSkipped: false };
  });
  const byName = new Map(states.map((state) => [state.node.name, state]));
  for (const state of states) for (const name of state.node.depends) byName.get(name)?.dependents.push(state);
  return states;
}
