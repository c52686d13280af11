// What did an interrupted run leave behind? The post step of the action removes the files of that run from the runner,
// and lists its unfinished releases.

import { ok, type Result } from '../model/failure.ts';
import { isCompleted, runOf } from '../plan/release-labels.ts';
import type { StoredRelease } from '../ports/cluster.ts';
import type { Variables } from '../ports/machine.ts';
import type { Ports, Work } from '../ports/ports.ts';
import { failureLines } from '../report/text.ts';
import { openRunner, removeScratch } from './wire.ts';

/** Never fails: a failed post step would help nobody. */
export async function runPostStep(env: Variables, cancel: AbortSignal): Promise<void> {
  removeScratch(env);
  const { invocation, ports, unfinished } = openRunner({ env, platform: process.platform, architecture: process.arch });
  if (unfinished === undefined) return;
  const left = await unfinishedReleases(unfinished, invocation.inputs.kubeconfig || undefined, ports, cancel);
  const lines = left.ok ? left.value : left.failures.flatMap((failure) => failureLines(failure));
  for (const line of lines) ports.console.line(line);
}

/** Lines for the log. `kubeconfig`: the input. Fails if the cluster cannot be read. */
async function unfinishedReleases(
  { run, namespaces, context }: Work,
  kubeconfig: string | undefined,
  ports: Pick<Ports, 'clusters' | 'scratch'>,
  signal: AbortSignal,
): Promise<Result<string[]>> {
  const scratch = ports.scratch();
  if (!scratch.ok) return scratch;
  try {
    const cluster = ports.clusters.open({ kubeconfig, context }, scratch.value);
    if (!cluster.ok) return cluster;
    const releases = await cluster.value.releases(namespaces, signal);
    if (!releases.ok) return releases;
    const left = releases.value.filter((release) => runOf(release) === run && !isCompleted(release));
    if (left.length === 0) return ok(['The run was interrupted. It left no release unfinished.']);
    return ok(['The run was interrupted. It left unfinished:', ...left.flatMap(linesOfRelease)]);
  } finally {
    scratch.value.remove();
  }
}

function linesOfRelease({ name, namespace, revision, status }: StoredRelease): string[] {
  const what = `  ${name} in ${namespace}: revision ${revision} is ${status}`;
  switch (status) {
    case 'deployed':
      return [`${what}, but the run ended before the chart was completed. The next run deploys it again.`];
    case 'failed':
      return [`${what}. The next run upgrades it.`];
    default:
      // The command deletes only the record: the objects in the cluster stay.
      return [
        `${what}: Helm is still running, or was killed. The next run refuses to touch it.`,
        '    If nothing is working on it any more, delete the record of the interrupted operation:',
        `    kubectl delete secret sh.helm.release.v1.${name}.v${revision} --namespace ${namespace}`,
      ];
  }
}
