// Does every command that can be given have a row in the table, or say that it is not implemented?
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandTable } from '../../src/commands/commands.ts';
import { terminalCommands } from '../../src/inputs/command-line.ts';
import { commands } from '../../src/inputs/inputs.ts';
import { keysOf } from '../../src/text/json.ts';

test('a command of the terminal has a row, unless its help says that it is not implemented', () => {
  for (const name of keysOf(terminalCommands)) {
    const isAnnounced = terminalCommands[name].endsWith('(not implemented yet)');
    assert.equal(commandTable[name] === undefined, isAnnounced, name);
  }
});

test('every command of the action is a command of the terminal, except the one that the event decides', () => {
  const missing = commands.filter((name) => !Object.hasOwn(terminalCommands, name));
  assert.deepEqual(missing, ['auto']);
});

test('only plans and deployments need a cluster', () => {
  const needing = Object.entries(commandTable).filter(([, { needs }]) => needs === 'cluster');
  assert.deepEqual(
    needing.map(([name]) => name),
    ['plan', 'deploy'],
  );
});
