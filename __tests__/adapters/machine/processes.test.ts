// Children: what they inherit, how their lines arrive, and that none survives its end.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { markedProcesses, markVariable } from '../../../rig/marked.ts';
import { makeProcesses } from '../../../src/adapters/machine/processes.ts';

const never = new AbortController().signal;
const shell = (script: string) => ({ program: 'sh', arguments: ['-c', script] });

test('exit code, output and errors are separate', async () => {
  const exit = await makeProcesses(process.env).run(shell('echo out; echo err >&2; exit 3'), never);
  assert.deepEqual(exit, { how: 'exited', code: 3, output: 'out\n', errors: 'err\n' });
});

test('a program that does not exist is reported by name', async () => {
  const exit = await makeProcesses(process.env).run({ program: '/no/such/program', arguments: [] }, never);
  assert.ok(exit.how === 'not-started' && exit.reason.includes('ENOENT'));
});

test('a child that was killed is reported with its signal', async () => {
  assert.deepEqual(await makeProcesses(process.env).run(shell('kill -9 $$'), never), {
    how: 'killed',
    signal: 'SIGKILL',
  });
});

test('input arrives, and a child that does not read it is not an error', async () => {
  const processes = makeProcesses(process.env);
  const read = await processes.run({ ...shell('cat'), stdin: 'a\nb' }, never);
  assert.deepEqual(read.how === 'exited' && read.output, 'a\nb');
  const unread = await processes.run({ ...shell('exit 0'), stdin: 'x'.repeat(1_000_000) }, never);
  assert.equal(unread.how, 'exited');
});

test('lines arrive whole, the last one without an end too', async () => {
  const lines: string[] = [];
  const script = "printf 'one\\ntw'; sleep 0.1; printf 'o\\n\\nrest'";
  await makeProcesses(process.env).run({ ...shell(script), onLine: (line) => lines.push(line) }, never);
  assert.deepEqual(lines, ['one', 'two', 'rest']);
});

test('an endless line is cut, and takes no memory', async () => {
  const lines: string[] = [];
  const script = 'head -c 200000000 /dev/zero | tr "\\0" x; echo; echo end';
  const exit = await makeProcesses(process.env).run({ ...shell(script), onLine: (line) => lines.push(line) }, never);
  assert.equal(exit.how, 'exited');
  assert.match(lines[0] ?? '', /^x{16384} … \(199983616 more characters\)$/);
  assert.equal(lines[1], 'end');
  assert.ok(process.memoryUsage().rss < 300 * 1024 * 1024);
});

test("the runner's and Compass's own variables are withheld, hidden ones too", async () => {
  const env = {
    PATH: process.env['PATH'],
    INPUT_X: '1',
    ACTIONS_X: '1',
    GITHUB_TOKEN: '1',
    GITHUB_OUTPUT: '1',
    STATE_x: '1',
    HELM_X: '1',
    GITHUB_SHA: 'kept',
  };
  const exit = await makeProcesses(env).run(
    { ...shell('env | cut -d= -f1'), hidden: 'HELM_', env: { HELM_OURS: '1' } },
    never,
  );
  const names =
    exit.how === 'exited'
      ? exit.output
          .trim()
          .split('\n')
          .filter((name) => /_/.test(name) && name !== '_')
      : [];
  assert.deepEqual(names.sort(), ['GITHUB_SHA', 'HELM_OURS']);
});

for (const [name, script] of [
  ['one that ends when told', 'sleep 60'],
  ['one that has children of its own', 'sleep 60 & sleep 60 & wait'],
] as const) {
  test(`${name} is stopped by a signal, with its whole group`, async () => {
    const mark = randomUUID();
    const stop = new AbortController();
    const running = makeProcesses({ ...process.env, [markVariable]: mark }).run(
      { ...shell(`echo up; ${script}`), onLine: () => stop.abort() },
      stop.signal,
    );
    assert.deepEqual(await running, { how: 'stopped', because: 'aborted' });
    assert.deepEqual(markedProcesses(mark), []);
  });
}

test('a process that ignores SIGTERM is killed after its grace period, with its children', async () => {
  const mark = randomUUID();
  const lines: string[] = [];
  const startedAt = performance.now();
  const processes = makeProcesses({ ...process.env, [markVariable]: mark });
  const exit = await processes.run(
    {
      ...shell('trap "echo not yet" TERM; while :; do sleep 1; done'),
      timeoutMs: 1_000,
      onLine: (line) => lines.push(line),
    },
    never,
  );
  assert.deepEqual(exit, { how: 'stopped', because: 'timeout' });
  // Of the 7.5 s that GitHub gives a cancelled step, 5 are the children's.
  assert.ok(performance.now() - startedAt >= 6_000);
  assert.ok(lines.includes('not yet'), lines.join());
  assert.deepEqual(markedProcesses(mark), []);
});

test('nothing is started after the signal to stop', async () => {
  const exit = await makeProcesses(process.env).run(shell('touch /tmp/must-not-be'), AbortSignal.abort());
  assert.deepEqual(exit, { how: 'stopped', because: 'aborted' });
});
