// What was a run asked to do? First as its door passes it on: raw strings, and what is known about the run; then
// parsed.
import type { EventContext, RunContext } from '../model/context.ts';
import type { View } from './command-line.ts';
import type { InputName } from './inputs.ts';
import type { Request } from './request.ts';
import type { Trigger } from './trigger.ts';

export interface Invocation {
  /** Raw strings, as given. */
  readonly inputs: Readonly<Partial<Record<InputName, string>>>;
  /** How the user writes an input here (such as `--spec`), for messages; as in a workflow if absent. */
  readonly writtenAs?: (name: InputName) => string;
  /** In place of a command from the inputs. */
  readonly view?: View;
  readonly event: EventContext;
  readonly run: RunContext;
  /** As Node names it: linux, darwin, win32. */
  readonly platform: string;
}

export interface ReadInvocation extends Invocation {
  readonly request: Request;
  readonly trigger: Trigger;
  /** When the run began, by the clock of its ports. */
  readonly startedAtMs: number;
}
