// The runner's protocol: what is written arrives as it was meant, and what the runner says is understood.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  makeRunnerConsole,
  readEvent,
  readInput,
  readRun,
  writeOutputs,
  writeState,
} from '../../../src/adapters/github/runner.ts';
import { random } from '../../../src/adapters/machine/clock.ts';
import { Redactor } from '../../../src/model/secret.ts';
import type { Disk } from '../../../src/ports/machine.ts';
import type { Console } from '../../../src/ports/ports.ts';

/** A disk of a few files, which may be read and appended to. */
function diskOf(files: Record<string, string>): Disk {
  const unused = () => {
    throw new Error('not used here');
  };
  return {
    read: (path) => (files[path] === undefined ? undefined : Buffer.from(files[path])),
    append: (path, text) => {
      files[path] = (files[path] ?? '') + text;
    },
    find: unused,
    entries: unused,
    realPath: unused,
    makePrivateFolder: unused,
    makeFolder: unused,
    writePrivate: unused,
    replace: unused,
    remove: unused,
  };
}

/** A command file as the runner reads it (actions/runner: FileCommandManager.cs, EnvFileKeyValuePairs). */
function runnerPairs(text: string): Record<string, string> {
  const pairs: [string, string][] = [];
  let index = 0;
  const readLine = (): { line: string | undefined; ends: boolean } => {
    if (index >= text.length) return { line: undefined, ends: false };
    const start = index;
    const end = text.indexOf('\n', index);
    index = end < 0 ? text.length : end + 1;
    return end < 0 ? { line: text.slice(start), ends: false } : { line: text.slice(start, end), ends: true };
  };
  for (let { line } = readLine(); line !== undefined; { line } = readLine()) {
    if (line === '') continue;
    const [equals, heredoc] = [line.indexOf('='), line.indexOf('<<')];
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      pairs.push([line.slice(0, equals), line.slice(equals + 1)]);
      continue;
    }
    assert.ok(heredoc > 0 && line.length > heredoc + 2, `Invalid format '${line}'`);
    const delimiter = line.slice(heredoc + 2);
    const start = index;
    let end = index;
    for (let next = readLine(); next.line !== delimiter; next = readLine()) {
      assert.ok(next.line !== undefined, `Matching delimiter not found '${delimiter}'`);
      assert.ok(next.ends, 'EOF marker missing new line.');
      end = index - 1;
    }
    pairs.push([line.slice(0, heredoc), text.slice(start, end)]);
  }
  return Object.fromEntries(pairs);
}

function writtenBy(outputs: Readonly<Record<string, string>>, redactor = new Redactor()): string {
  const files = { '/output': '' };
  writeOutputs(diskOf(files), { GITHUB_OUTPUT: '/output' }, random, redactor, outputs);
  return files['/output'];
}

function stateWrittenBy(state: Readonly<Record<string, string>>): string {
  const files = { '/state': '' };
  writeState(diskOf(files), { GITHUB_STATE: '/state' }, random, state);
  return files['/state'];
}

for (const value of [
  '',
  'plain',
  'two\nlines',
  '\n',
  '\n\nline breaks around\n\n',
  'carriage\r\nreturns\r',
  'EOF',
  'compass-00000000000000000000000000000000',
  'a\ncompass-00000000000000000000000000000000\noutcome=success',
  'outcome<<compass-0\nsuccess\ncompass-0',
  '{"charts":[{"reason":"x\\ny"}]}',
  '::set-output name=outcome::success',
  '🚀 é \u2028 \u0000',
]) {
  test(`the output ${JSON.stringify(value)} arrives as it is, and nothing else does`, () => {
    const outputs = { before: 'x', result: value, outcome: 'failure' };
    assert.deepEqual(runnerPairs(writtenBy(outputs)), outputs);
    assert.deepEqual(runnerPairs(stateWrittenBy(outputs)), outputs);
  });
}

test('any values arrive unchanged', () => {
  const value = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('\n', '\r', '<<', '=', 'compass-', 'EOF', 'a', '0') }),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z-]{1,12}$/), value, { noNullPrototype: true }), (outputs) => {
      assert.deepEqual(runnerPairs(writtenBy(outputs)), outputs);
    }),
  );
});

test('the delimiter of a value cannot be guessed: 128 random bits each time', () => {
  const delimiters = Array.from({ length: 100 }, () => /<<(.*)\n/.exec(writtenBy({ a: 'x' }))?.[1] ?? '');
  assert.equal(new Set(delimiters).size, 100);
  for (const delimiter of delimiters) assert.match(delimiter, /[0-9a-f]{32}$/);
});

test('a secret is replaced in an output', () => {
  const redactor = new Redactor();
  redactor.learn('hunter22');
  assert.deepEqual(runnerPairs(writtenBy({ result: '{"reason":"a hunter22 b"}' }, redactor)), {
    result: '{"reason":"a *** b"}',
  });
});

test('the existing content of a command file stays', () => {
  const files = { '/output': 'earlier=1\n' };
  writeOutputs(diskOf(files), { GITHUB_OUTPUT: '/output' }, random, new Redactor(), { later: '2' });
  assert.deepEqual(runnerPairs(files['/output']), { earlier: '1', later: '2' });
});

test('without a command file, nothing is written', () => {
  for (const env of [{}, { GITHUB_OUTPUT: '', GITHUB_STATE: '' }]) {
    const files = {};
    writeOutputs(diskOf(files), env, random, new Redactor(), { a: 'x' });
    writeState(diskOf(files), env, random, { a: 'x' });
    assert.deepEqual(files, {});
  }
});

/** What a console writes, one string for each call of `write`. */
function writesOf(say: (console: Console) => void, ...secrets: readonly string[]): string[] {
  const writes: string[] = [];
  const redactor = new Redactor();
  for (const secret of secrets) redactor.learn(secret);
  say(makeRunnerConsole((text) => void writes.push(text), redactor));
  return writes;
}

test('a line and its line break are written in one piece', () => {
  assert.deepEqual(
    writesOf((console) => console.line('a')),
    ['a\n'],
  );
  assert.deepEqual(
    writesOf((console) => console.line('')),
    ['\n'],
  );
  assert.deepEqual(
    writesOf((console) => console.line('a\r\nb\rc')),
    ['a\nb\nc\n'],
  );
});

test('a group is opened by its title, on one line, and closed', () => {
  const writes = writesOf((console) => {
    console.openGroup('web  100% of\nit');
    console.closeGroup();
  });
  assert.deepEqual(writes, ['::group::web  100%25 of it\n', '::endgroup::\n']);
});

test('an annotation has a title, a place, and a text of several lines', () => {
  const at = { file: 'a,b:c/compass.yaml', line: 12, column: 3 };
  assert.deepEqual(
    writesOf((console) => console.annotate('error', 'web: failed, 100%', 'Helm: no.\nSee the log.', at)),
    ['::error title=web%3A failed%2C 100%25,file=a%2Cb%3Ac/compass.yaml,line=12,col=3::Helm: no.%0ASee the log.\n'],
  );
});

test('an annotation without a place names none', () => {
  assert.deepEqual(
    writesOf((console) => console.annotate('warning', 'Compass', 'Mind.')),
    ['::warning title=Compass::Mind.\n'],
  );
});

test('no text can issue a command or close a group, wherever it is', () => {
  const hostile = [
    '::endgroup::',
    '\r::error::x',
    '\n::add-mask::x',
    '##[endgroup]',
    '\u0000::error::x',
    '%0A::error::x',
  ];
  for (const text of hostile) {
    const writes = writesOf((console) => {
      console.line(text);
      console.openGroup(text);
      console.annotate('error', text, text, { file: text, line: 1, column: 1 });
    });
    const lines = writes.flatMap((write) => write.split(/\r\n|\n|\r/));
    const commands = lines.filter((line) => /^\s*::|##\[/.test(line)).map((line) => line.split(/[: ]+/)[1]);
    assert.deepEqual(commands, ['group', 'error'], JSON.stringify(writes));
  }
});

test('secrets are replaced in lines, titles and annotations', () => {
  const writes = writesOf((console) => {
    console.line('a hunter22 b');
    console.openGroup('a hunter22 b');
    console.annotate('error', 'a hunter22 b', 'a\nhunter22', { file: 'x', line: 1, column: 1 });
  }, 'hunter22');
  assert.ok(!writes.join('').includes('hunter22'));
  assert.equal(writes[0], 'a *** b\n');
});

test('a secret is replaced although sanitising changes a part of it', () => {
  assert.deepEqual(
    writesOf((console) => console.line('::hunter22##[x'), '::hunter22##[x'),
    ['***\n'],
  );
});

test('a secret is replaced although sanitising removes characters inside it', () => {
  for (const text of [
    'hun\u001b[31mter22\u001b[0m',
    'hunter\u000022',
    '\u001b[1mh\u001b[0munter22',
    'hunter\u009b22',
  ]) {
    assert.deepEqual(
      writesOf((console) => console.line(text), 'hunter22'),
      ['***\n'],
      JSON.stringify(text),
    );
  }
});

test('a secret of several lines is replaced although its lines come one by one', () => {
  const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----';
  const writes = writesOf((console) => {
    for (const line of key.split('\n')) console.line(line);
  }, key);
  assert.ok(!writes.join('').includes('MIIEvQIBADANBg'), writes.join(''));
});

test('GitHub shows ten annotations of a level: the eleventh is a line that says so, the rest are left out', () => {
  const writes = writesOf((console) => {
    for (let index = 0; index < 13; index += 1) console.annotate('error', 'Compass', `${index}`);
    console.annotate('warning', 'Compass', 'another level');
  });
  const isCommand = (write: string) => write.startsWith('::');
  assert.deepEqual(
    writes.filter(isCommand).map((write) => write.trimEnd().split('::')[2]),
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'another level'],
  );
  assert.deepEqual(
    writes.filter((write) => !isCommand(write)),
    ['GitHub shows only 10 annotations of each level; the others are only in this log.\n'],
  );
});

for (const [name, env, value] of [
  ['helm-version', { 'INPUT_HELM-VERSION': 'v4.3.1' }, 'v4.3.1'],
  ['two words', { INPUT_TWO_WORDS: 'x' }, 'x'],
  ['spec', { INPUT_SPEC: '  kept as it is \n' }, '  kept as it is \n'],
  ['spec', {}, ''],
  ['helm-version', { INPUT_HELM_VERSION: 'another input' }, ''],
] as const) {
  test(`the input ${name} is found as the runner passes it: ${JSON.stringify(env)}`, () => {
    assert.equal(readInput(env, name), value);
  });
}

test('a run is known by the number of its repository, its own number, its attempt and its page', () => {
  const env = {
    GITHUB_SERVER_URL: 'https://github.example.com',
    GITHUB_REPOSITORY: 'acme/stack',
    GITHUB_REPOSITORY_ID: '1296269',
    GITHUB_RUN_ID: '77',
    GITHUB_RUN_ATTEMPT: '2',
  };
  assert.deepEqual(readRun(env), {
    repositoryId: '1296269',
    id: '77',
    attempt: '2',
    url: 'https://github.example.com/acme/stack/actions/runs/77',
  });
});

test('outside of a runner, a run has no identity', () => {
  assert.deepEqual(readRun({}), { repositoryId: '', id: '', attempt: '', url: '' });
});

test('an event is its name, ref and commit, and the payload in its file', () => {
  const disk = diskOf({ '/event.json': '{"action":"opened"}' });
  const env = {
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_SHA: 'abc',
    GITHUB_EVENT_PATH: '/event.json',
  };
  assert.deepEqual(readEvent(disk, env), {
    name: 'pull_request',
    ref: 'refs/pull/7/merge',
    sha: 'abc',
    payload: { action: 'opened' },
  });
});

test('a payload that is missing or invalid is empty', () => {
  const disk = diskOf({ '/empty': '', '/cut': '{"action":' });
  for (const GITHUB_EVENT_PATH of [undefined, '', '/nowhere', '/empty', '/cut']) {
    assert.deepEqual(readEvent(disk, { GITHUB_EVENT_PATH }), { name: '', ref: '', sha: '', payload: {} });
  }
});
