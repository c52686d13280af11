// The action's door: is this the main step, which runs a command, or the post step, which cleans up?
//
// Two things happen before the rest is loaded. Compass installs the handlers for a cancellation. And it saves the state
// by which the post step recognises itself: otherwise, after a cancellation during startup, the post step would run as
// a main step.
import { disk } from './adapters/machine/disk.ts';

const cancel = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => cancel.abort());

const stateFile = process.env['GITHUB_STATE'];
const isPostStep = process.env['STATE_phase'] === 'post';
if (!isPostStep && stateFile) disk.append(stateFile, 'phase=post\n');

if (isPostStep) await (await import('./run/post-step.ts')).runPostStep(process.env, cancel.signal);
else process.exitCode = await (await import('./run/main-step.ts')).runMainStep(process.env, cancel.signal);
