// Which run made a revision: the value of a label, written now and read later by whoever has to know if its owner is
// alive.
import type { RunContext } from '../model/context.ts';

/** What the label says of a run. The random part tells the steps of one run apart: each is an owner of its own. */
export type RunLabel =
  | {
      readonly platform: 'github';
      readonly repositoryId: string;
      readonly run: string;
      readonly attempt: string;
      readonly random: string;
    }
  /** A terminal, or a CI whose runs cannot be asked about. */
  | { readonly platform: 'local'; readonly random: string };

/** Hexadecimal digits: with 48 bits, no two steps that ever meet are the same. */
export const randomDigits = 12;

/** A label's value has at most 63 characters; so long numbers still fit, and GitHub's are shorter. */
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
