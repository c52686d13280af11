// What one run is asked for, as its door hands it over: raw texts, and what is known from outside.
import type { EventContext, RunContext } from '../model/context.ts';
import type { View } from './command-line.ts';
import type { InputName } from './inputs.ts';

export interface Invocation {
  /** Raw texts, as given. */
  readonly inputs: Readonly<Partial<Record<InputName, string>>>;
  /** How people give an input, for messages; if absent, in a workflow. */
  readonly writtenAs?: (name: InputName) => string;
  /** In place of a command of the inputs. */
  readonly view?: View;
  readonly event: EventContext;
  readonly run: RunContext;
  /** As Node names it: linux, darwin, win32. */
  readonly platform: string;
}
