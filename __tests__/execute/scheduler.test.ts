// The laws of the schedule, over any graph and any order in which nodes end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import '../support/seed.ts';
import { runSchedule } from '../../src/execute/scheduler.ts';
import { type Dependent, withDependencies } from '../../src/model/dependencies.ts';

const acyclic = fc
  .array(fc.array(fc.nat({ max: 1_000 }), { maxLength: 4 }), { minLength: 1, maxLength: 30 })
  .map((all) =>
    all.map((picks, index) => ({
      name: `n${index}`,
      depends: index === 0 ? [] : [...new Set(picks.map((pick) => `n${pick % index}`))],
    })),
  );

interface Played {
  readonly started: string[];
  readonly skipped: Map<string, string>;
  readonly maxAtWork: number;
}

/** Runs a schedule whose nodes end in an order that fast-check chooses. */
async function play(
  nodes: readonly Dependent[],
  limit: number,
  fails: (name: string) => boolean,
  order: fc.Scheduler,
): Promise<Played> {
  const started: string[] = [];
  const done = new Set<string>();
  const skipped = new Map<string, string>();
  let atWork = 0;
  let maxAtWork = 0;
  const schedule = runSchedule({
    nodes,
    limit,
    expect: () => 1,
    needsSlot: () => true,
    async start(node) {
      for (const needed of node.depends) assert.ok(done.has(needed), `${node.name} started before ${needed} was done`);
      assert.ok(!started.includes(node.name), `${node.name} started twice`);
      started.push(node.name);
      atWork += 1;
      maxAtWork = Math.max(maxAtWork, atWork);
      await order.schedule(Promise.resolve(), node.name);
      atWork -= 1;
      if (!fails(node.name)) done.add(node.name);
      return !fails(node.name);
    },
    skip: (node, because) => {
      assert.ok(!skipped.has(node.name), `${node.name} was skipped twice`);
      skipped.set(node.name, because);
      return false;
    },
  });
  await order.waitFor(schedule);
  return { started, skipped, maxAtWork };
}

test('every node starts once, after its dependencies, and never more than the limit at a time', async () => {
  await fc.assert(
    fc.asyncProperty(acyclic, fc.integer({ min: 1, max: 5 }), fc.scheduler(), async (nodes, limit, order) => {
      const { started, skipped, maxAtWork } = await play(nodes, limit, () => false, order);
      assert.equal(started.length, nodes.length);
      assert.equal(skipped.size, 0);
      assert.ok(maxAtWork <= limit);
    }),
  );
});

test('a failure skips exactly its dependents, and is named as the cause', async () => {
  await fc.assert(
    fc.asyncProperty(acyclic, fc.nat(), fc.scheduler(), async (nodes, pick, order) => {
      const failing = `n${pick % nodes.length}`;
      const { started, skipped } = await play(nodes, 3, (name) => name === failing, order);
      const descendants = nodes
        .map(({ name }) => name)
        .filter((name) => name !== failing && withDependencies([name], nodes).has(failing));
      assert.deepEqual([...skipped.keys()].sort(), descendants.sort());
      assert.deepEqual([...new Set(skipped.values())], descendants.length > 0 ? [failing] : []);
      assert.equal(started.length + skipped.size, nodes.length);
    }),
  );
});

test('with several failures, every node still has exactly one end', async () => {
  await fc.assert(
    fc.asyncProperty(acyclic, fc.func(fc.boolean()), fc.scheduler(), async (nodes, fails, order) => {
      const { started, skipped } = await play(nodes, 4, (name) => fails(name), order);
      assert.deepEqual([...started, ...skipped.keys()].sort(), nodes.map(({ name }) => name).sort());
    }),
  );
});

test('the longest remaining path goes first, and a node that needs no slot does not wait for one', async () => {
  const nodes = [
    { name: 'short', depends: [] },
    { name: 'long', depends: [] },
    { name: 'free', depends: [] },
    { name: 'after-long', depends: ['long'] },
  ];
  const started: string[] = [];
  const gate = Promise.withResolvers<void>();
  const schedule = runSchedule({
    nodes,
    limit: 1,
    expect: ({ name }) => (name === 'short' ? 15 : 10),
    needsSlot: ({ name }) => name !== 'free',
    async start({ name }) {
      started.push(name);
      if (name === 'long') await gate.promise;
      return true;
    },
    skip: () => assert.fail(),
  });
  assert.deepEqual(started, ['long', 'free']);
  gate.resolve();
  await schedule;
  assert.deepEqual(started, ['long', 'free', 'short', 'after-long']);
});

test('an empty schedule resolves at once', async () => {
  await runSchedule({
    nodes: [],
    limit: 1,
    expect: () => 1,
    needsSlot: () => true,
    start: async () => true,
    skip: () => false,
  });
});

test('if a start rejects, the schedule rejects', async () => {
  const nodes = [{ name: 'a', depends: [] }];
  const schedule = runSchedule({
    nodes,
    limit: 1,
    expect: () => 1,
    needsSlot: () => true,
    start: () => Promise.reject(new Error('bug')),
    skip: () => false,
  });
  await assert.rejects(schedule, /bug/);
});
