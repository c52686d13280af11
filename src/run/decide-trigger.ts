// Which command does this run execute, and for which branch or pull request? Refuses platforms that Compass does not
// run on.

import { commandTable } from '../commands/commands.ts';
import type { Invocation } from '../inputs/invocation.ts';
import type { Request } from '../inputs/request.ts';
import { type Reading, readTrigger, triggerOfView } from '../inputs/trigger.ts';
import { failed, ok, type Result } from '../model/failure.ts';
import type { Ports } from '../ports/ports.ts';

/**
 * For a pull request that may lack secrets, the command is `validate` if there is no kubeconfig. Fails with
 * `platform-unsupported`, or as `readTrigger` does.
 */
export function decideTrigger({ event, view, platform }: Invocation, request: Request, ports: Ports): Result<Reading> {
  if (platform !== 'linux' && platform !== 'darwin') {
    return failed({
      code: 'platform-unsupported',
      message: `Compass does not run on ${platform}.`,
      hint: 'Use a Linux or macOS runner.',
    });
  }
  if (view !== undefined) return ok(triggerOfView(view, event));
  const trigger = readTrigger(request.command, event);
  if (!trigger.ok || 'nothingBecause' in trigger.value) return trigger;
  const needsCluster = commandTable[trigger.value.command]?.needs === 'cluster';
  if (trigger.value.mayLackSecrets && needsCluster && !hasKubeconfig(request, ports)) {
    return ok({ ...trigger.value, command: 'validate' });
  }
  return trigger;
}

function hasKubeconfig({ kubeconfig, context }: Request, ports: Ports): boolean {
  const scratch = ports.scratch();
  // The run goes on, and fails when it opens its own scratch folder.
  if (!scratch.ok) return true;
  const cluster = ports.clusters.open({ kubeconfig, context }, scratch.value);
  scratch.value.remove();
  return cluster.ok || cluster.failures.some(({ code }) => code !== 'kubeconfig-unreadable');
}
