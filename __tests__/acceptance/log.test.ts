// What charts print cannot command the runner, and secrets are not seen.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { echoChart, freshNamespace, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep } from '../support/step.ts';

const hostile = [
  '::set-output name=outcome::forged',
  '   ::error::forged',
  '::endgroup::',
  '\t::add-mask::a',
  'text ##[error]forged',
  '##[endgroup]',
  'carriage\r::warning::forged',
  '\u001b[31m::notice::forged\u001b[0m',
  '\u001b]0;title\u0007::save-state name=phase::main',
  '::stop-commands::forged',
];

for (const log of ['grouped', 'prefixed']) {
  test(`hostile notes issue no command (${log})`, async () => {
    const namespace = freshNamespace();
    const notes = `{{- range .Values.lines }}\n{{ . }}\n{{- end }}\n`;
    const workspace = makeWorkspace({
      'compass.yaml': specFor(namespace, { a: { chart: 'a', values: { lines: hostile } } }),
      ...echoChart('a', { 'NOTES.txt': notes }),
    });

    const { exitCode, commands, text, outputs } = await runStep({ workspace, inputs: { log } });

    assert.equal(exitCode, 0);
    assert.equal(outputs['outcome'], 'success');
    assert.deepEqual(
      commands.map(({ name }) => name),
      log === 'grouped' ? ['group', 'endgroup'] : [],
    );
    assert.match(text, /forged/, 'the text itself is there to be read');
    if (log === 'prefixed') assert.match(text, /^a \| STATUS: deployed$/m);
  });
}

test('the credentials of the kubeconfig are not shown, even if a chart prints them', async () => {
  const namespace = freshNamespace();
  const kubeconfig = JSON.parse(readFileSync(process.env['KUBECONFIG'] ?? '', 'utf8'));
  const token: string = kubeconfig.users.find((user: { name: string }) => user.name === 'admin').user.token;
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { a: { chart: 'a', values: { token } } }),
    ...echoChart('a', { 'NOTES.txt': 'The token is {{ .Values.token }}!\n' }),
  });

  const { exitCode, lines } = await runStep({ workspace });

  assert.equal(exitCode, 0);
  assert.match(lines.join('\n'), /The token is \*\*\*!/);
  assert.ok(!lines.join('\n').includes(token));
});

test('a secret in the error of a chart is in no output either', async () => {
  const namespace = freshNamespace();
  const kubeconfig = JSON.parse(readFileSync(process.env['KUBECONFIG'] ?? '', 'utf8'));
  const token: string = kubeconfig.users.find((user: { name: string }) => user.name === 'admin').user.token;
  const [start, end] = [token.slice(0, 9), token.slice(9)];
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, {
      fails: { chart: 'fails', values: { token } },
      prints: { chart: 'prints', values: { token: `${start}\u0007\u001b[0m${end}` } },
    }),
    ...echoChart('fails', { 'fail.yaml': '{{ fail .Values.token }}' }),
    ...echoChart('prints', { 'NOTES.txt': '{{ .Values.token }}' }),
  });

  const { outputs, lines, summary } = await runStep({ workspace });

  assert.match(outputs['result'] ?? '', /\*\*\*/);
  assert.match(summary, /&#42;&#42;&#42;|\*\*\*/);
  assert.ok(!summary.includes(token));
  assert.ok(!JSON.stringify(outputs).includes(token) && !lines.join('\n').includes(token));
});

test("children get the step's environment without the variables of the runner and of Compass", async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { a: { chart: 'a' } }),
    ...echoChart('a'),
    // A Helm that tells its environment before it goes on as the real one.
    'bin/helm': `#!/bin/sh\n[ "$1" = upgrade ] && env | cut -d= -f1\nexec '${helmOnPath()}' "$@"\n`,
  });
  chmodSync(`${workspace}/bin/helm`, 0o755);

  const { exitCode, text } = await runStep({
    workspace,
    env: {
      PATH: `${workspace}/bin:${process.env['PATH']}`,
      OF_THE_STEP: 'yes',
      ACTIONS_RUNTIME_TOKEN: 'x',
      HELM_DRIVER: 'memory',
      HELM_NAMESPACE: 'other',
    },
    inputs: { 'github-token': 'x' },
  });

  assert.equal(exitCode, 0, text);
  const names = text.split('\n').map((line) => line.trim());
  assert.ok(names.includes('OF_THE_STEP'));
  const forbidden = names.filter((name) =>
    /^(INPUT_|ACTIONS_|STATE_|GITHUB_(TOKEN|OUTPUT|STATE|STEP_SUMMARY)$|HELM_NAMESPACE)/.test(name),
  );
  assert.deepEqual(forbidden, []);
});

function helmOnPath(): string {
  return execFileSync('sh', ['-c', 'command -v helm'], { encoding: 'utf8' }).trim();
}
