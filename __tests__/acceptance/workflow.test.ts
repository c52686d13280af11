// The example's workflow, run by act as a user's would be by GitHub.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import { checkOut, pushWith } from '../../rig/act.ts';
import { readAudit, writesIn } from '../../rig/audit.ts';
import { kubectl } from './stack.ts';

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
