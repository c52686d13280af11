// Does the example's workflow run as it would on GitHub? act runs it.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { checkOut, pushWith } from '../../rig/act.ts';
import { readAudit, writesIn } from '../../rig/audit.ts';
import { kubectl } from '../support/stack.ts';

const auditLog = process.env['COMPASS_AUDIT_LOG'] ?? '';

test('a push to develop deploys to staging, a second one writes nothing, and another branch has nothing to do', async () => {
  const secrets = { KUBECONFIG: readFileSync(process.env['KUBECONFIG'] ?? '', 'utf8') };
  const push = async (branch: string) => {
    const checkout = checkOut('hello', branch);
    const lines: string[] = [];
    const exitCode = await pushWith({
      checkout,
      branch,
      secrets,
      env: { PATH: process.env['PATH'] ?? '' },
      onLine: (line) => lines.push(line),
    });
    rmSync(checkout.folder, { recursive: true });
    return { exitCode, text: lines.join('\n') };
  };

  const first = await push('develop');
  assert.equal(first.exitCode, 0, first.text);
  assert.match(first.text, /✓ hello deployed in .*, revision 1 \(not installed\)/);
  assert.match(first.text, /set-output:: outcome=success/);
  assert.equal(
    await kubectl('get', 'deployment', 'hello', '-n', 'hello-staging', '-o', 'jsonpath={.status.readyReplicas}'),
    '2',
  );

  const before = readAudit(auditLog).length;
  const second = await push('develop');
  assert.equal(second.exitCode, 0, second.text);
  assert.match(second.text, /= hello unchanged, revision 1/);
  const writes = writesIn(readAudit(auditLog).slice(before)).filter(({ requestURI }) =>
    requestURI.includes('hello-staging'),
  );
  assert.deepEqual(writes, []);

  const other = await push('feature');
  assert.equal(other.exitCode, 0, other.text);
  assert.doesNotMatch(other.text, /Deploying/);
});

test("the README's approval: one job plans, and the next one deploys exactly that plan", async () => {
  const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
  const [, workflow = ''] = /```yaml\n(name: release\n[\s\S]*?)```/.exec(readme) ?? [];
  const checkout = checkOut('hello', 'master');
  writeFileSync(join(checkout.repository, '.github', 'workflows', 'deploy.yml'), workflow);
  const kubeconfig = readFileSync(process.env['KUBECONFIG'] ?? '', 'utf8');
  const planner = JSON.stringify({ ...parse(kubeconfig), 'current-context': 'planner' });
  const lines: string[] = [];
  const exitCode = await pushWith({
    checkout,
    branch: 'master',
    secrets: { KUBECONFIG: kubeconfig, KUBECONFIG_OF_PLANNER: planner },
    env: { PATH: process.env['PATH'] ?? '' },
    onLine: (line) => lines.push(line),
  });
  rmSync(checkout.folder, { recursive: true });
  const text = lines.join('\n');
  assert.equal(exitCode, 0, text);
  assert.match(text, /\+ hello install \(not installed\)/);
  assert.match(text, /✓ hello deployed in .*, revision 1 \(not installed\)/);
  assert.equal(new Set([...text.matchAll(/set-output:: plan-digest=(\S+)/g)].map(([, digest]) => digest)).size, 1);
});
