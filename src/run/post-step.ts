// The post step of a workflow: what a run that was cut off left on the runner is removed, and what it left in the cluster
// is told.

import { failureLines } from '../report/text.ts';
import { lookBack } from './look-back.ts';
import { openRunner, removeScratch } from './wire.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Never fails: nobody can do anything about a post step. */
export async function runPostStep(env: Environment, cancel: AbortSignal): Promise<void> {
  removeScratch(env);
  const { asked, ports, unfinished } = openRunner({ env, platform: process.platform, architecture: process.arch });
  if (unfinished === undefined) return;
  const left = await lookBack(unfinished, asked.inputs.kubeconfig || undefined, ports, cancel);
  const lines = left.ok ? left.value : left.failures.flatMap((failure) => failureLines(failure));
  for (const line of lines) ports.console.line(line);
}
