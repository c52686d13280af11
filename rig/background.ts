// Is a rig running in the background, and how is it reached? The answer is in the file `rig.json`, which its supervisor
// wrote.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './alive.ts';
import { backgroundFolder } from './start.ts';
import type { RigFacts } from './supervisor.ts';

/** Undefined if there is no rig, or if its supervisor is gone. */
export function backgroundRig(): RigFacts | undefined {
  const file = join(backgroundFolder, 'rig.json');
  if (!existsSync(file)) return undefined;
  const facts = JSON.parse(readFileSync(file, 'utf8')) as RigFacts;
  return isAlive(facts.supervisor) ? facts : undefined;
}
