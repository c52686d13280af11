// The action's door: the main step runs, the post step cleans up.
//
// Two things come before anything else is loaded. The mark by which the post step knows itself: a step that is cancelled
// while it starts must not be run by its own post step. And the ears for that cancellation.
import { disk } from './adapters/machine/disk.ts';

const cancel = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => cancel.abort());

const stateFile = process.env['GITHUB_STATE'];
const isPostStep = process.env['STATE_phase'] === 'post';
if (!isPostStep && stateFile) disk.append(stateFile, 'phase=post\n');

if (isPostStep) await (await import('./run/post-step.ts')).runPostStep(process.env, cancel.signal);
else process.exitCode = await (await import('./run/main-step.ts')).runMainStep(process.env, cancel.signal);
