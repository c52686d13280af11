// Which run made a revision? A label on its record names the run.
import type { RunContext } from '../model/context.ts';

/** The run that a label names. The random part tells the steps of one run apart: each counts as a run of its own. */
export type RunLabel =
  | {
      readonly platform: 'github';
      readonly repositoryId: string;
      readonly run: string;
      readonly attempt: string;
      readonly random: string;
    }
  /** A terminal, or a CI whose runs Compass cannot look up. */
  | { readonly platform: 'local'; readonly random: string };

/** Hexadecimal digits: 48 bits are enough to tell apart all steps that could ever work on the same releases. */
export const randomDigits = 12;

/** A label has at most 63 characters. Three numbers of this length fit, and GitHub's are shorter. */
const number = '[0-9]{1,14}';
const pattern = new RegExp(`^(?:g\\.(${number})\\.(${number})\\.(${number})|l)\\.([0-9a-f]{${randomDigits},16})$`);

/** `g.<repository id>.<run>.<attempt>.<random>` on GitHub, else `l.<random>`. */
export function writeRunLabel({ repositoryId, id, attempt }: RunContext, random: string): string {
  const label = `g.${repositoryId}.${id}.${attempt}.${random}`;
  return pattern.test(label) ? label : `l.${random}`;
}

/** Undefined for a label of another form, as early versions wrote it. */
export function readRunLabel(label: string): RunLabel | undefined {
  const [, repositoryId, run, attempt, random] = pattern.exec(label) ?? [];
  if (random === undefined) return undefined;
  if (repositoryId === undefined || run === undefined || attempt === undefined) return { platform: 'local', random };
  return { platform: 'github', repositoryId, run, attempt, random };
}
