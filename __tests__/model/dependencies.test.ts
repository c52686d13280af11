// Graphs of dependencies: cycles, transitive dependencies, and the longest remaining path.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Dependent, findCycles, remainingWeights, withDependencies } from '../../src/model/dependencies.ts';
import { assertCpuTime } from '../support/cpu-time.ts';

/** `a b←a c←a,b`: c depends on a and b. */
function graph(text: string): Dependent[] {
  return text.split(' ').map((part) => {
    const [name = '', depends = ''] = part.split('←');
    return { name, depends: depends.split(',').filter((needed) => needed !== '') };
  });
}

/** Any graph without a cycle: each node depends on some of the nodes before it. */
const acyclic = fc
  .array(fc.array(fc.nat({ max: 1_000 }), { maxLength: 4 }), { minLength: 1, maxLength: 30 })
  .map((all) =>
    all.map((picks, index) => ({
      name: `n${index}`,
      depends: index === 0 ? [] : [...new Set(picks.map((pick) => `n${pick % index}`))],
    })),
  );

test('a cycle is reported as a path', () => {
  assert.deepEqual(findCycles(graph('a b←a c←b'))[0], undefined);
  assert.deepEqual(findCycles(graph('a←c b←a c←b'))[0], ['a', 'c', 'b', 'a']);
  assert.deepEqual(findCycles(graph('x y←x,z z←y'))[0], ['y', 'z', 'y']);
});

test('cycles that share no name are all reported, each once', () => {
  const all = graph('a←b b←a c←c2 c2←c,a d←a');
  assert.deepEqual(findCycles(all), [
    ['a', 'b', 'a'],
    ['c', 'c2', 'c'],
  ]);
});

test('no cycle is reported in a graph without one, and adding an edge back makes one', () => {
  fc.assert(
    fc.property(acyclic, fc.nat(), fc.nat(), (nodes, from, to) => {
      assert.equal(findCycles(nodes)[0], undefined);
      const [first, last] = [from % nodes.length, to % nodes.length].sort((a, b) => a - b) as [number, number];
      const needed = withDependencies([`n${last}`], nodes);
      fc.pre(needed.has(`n${first}`));
      const looped = nodes.map((node, index) =>
        index === first ? { ...node, depends: [...node.depends, `n${last}`] } : node,
      );
      const cycle = findCycles(looped)[0] ?? [];
      assert.ok(cycle.length >= 2 && cycle[0] === cycle.at(-1));
      for (const [index, name] of cycle.slice(0, -1).entries()) {
        assert.ok(looped.find((node) => node.name === name)?.depends.includes(cycle[index + 1] ?? ''));
      }
    }),
  );
});

test('dependencies are selected transitively', () => {
  assert.deepEqual([...withDependencies(['c'], graph('a b←a c←b d←c'))].sort(), ['a', 'b', 'c']);
});

test('the longest remaining path includes the node itself and its dependents', () => {
  const weights = remainingWeights(graph('a b←a c←a d←c'), ({ name }) => ({ a: 1, b: 10, c: 2, d: 3 })[name] ?? 0);
  assert.deepEqual(Object.fromEntries(weights), { a: 11, b: 10, c: 5, d: 3 });
});

test('thousands of nodes take no time', () => {
  const chain = Array.from({ length: 5_000 }, (_, index) => ({
    name: `n${index}`,
    depends: index > 0 ? [`n${index - 1}`] : [],
  }));
  assertCpuTime(1_000, () => {
    assert.equal(findCycles(chain)[0], undefined);
    assert.equal(remainingWeights(chain, () => 1).get('n0'), 5_000);
  });
});
