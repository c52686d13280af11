// Which words of the current release may be shown if its chart has, or had, secrets?
//
// The objects of a release do not show what was derived from a secret. So a value that goes away is shown only if each
// of its words is in the chart's own text, in values that are not secret, or in what the chart renders with other
// secrets.

import type { PlannedChart } from '../plan/plan.ts';
import type { ReleaseRecord } from '../ports/cluster.ts';
import type { Json } from '../text/json.ts';
import type { Path } from '../text/yaml.ts';
import { valuesAt, withDecoys } from './decoys.ts';
import type { TemplateOutputs } from './helm-template.ts';

/** Whether a scalar, or a key of a map, may be shown. */
export type IsPublic = (scalar: Json) => boolean;

/** Shorter numbers are taken for counts, ports and sizes. In digits. */
const shortestSecretNumber = 6;

/**
 * `secretsBefore`: paths of the secrets in the values of the release; undefined if it does not say. `secretsNow`: those
 * in the new values. The words are collected at the first call.
 */
export function makeIsPublic(
  record: ReleaseRecord,
  outputs: TemplateOutputs,
  { values, release, namespace }: PlannedChart,
  secretsBefore: readonly Path[] | undefined,
  secretsNow: readonly Path[],
): IsPublic {
  // Raw objects have no values, so the path of a secret is not known.
  if ([...(secretsBefore ?? []), ...secretsNow].some((path) => path.length === 0)) return () => false;
  const secrets = [...valuesAt(record.values, secretsBefore ?? []), ...valuesAt(values, secretsNow)];
  const secretWords = new Set(secrets.flatMap((secret) => wordsOf(wordOf(secret))));
  let known: ReadonlySet<string> | undefined;
  const read = () => {
    const old = secretsBefore === undefined ? {} : withDecoys(record.values, [...secretsBefore, ...secretsNow]);
    const now = withDecoys(values, secretsNow);
    const rendered = secretsNow.length > 0 ? outputs.decoy : outputs.objects;
    // One value a line, without the quotes of JSON, which are not part of the values.
    const plainValues = JSON.stringify([old, now], undefined, 1).replaceAll('"', ' ');
    const texts = [record.chartText, plainValues, rendered ?? '', release, namespace, 'true false null'];
    return new Set(texts.flatMap(wordsOf));
  };
  return (scalar) => {
    known ??= read();
    const text = String(scalar);
    const words = wordsOf(text);
    // The origin of short punctuation is not known, so it is hidden.
    if (words.length === 0) return text.trim() === '';
    const mayBeCount = (word: string) =>
      secretsBefore !== undefined && isSmallNumber(word) && !isPartOf(word, secretWords);
    return words.every((word) => !secretWords.has(word) && (known?.has(word) || mayBeCount(word)));
  };
}

/** A number in a record may be one that JavaScript cannot represent: then it is its text already. */
function wordOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Long runs of other characters count as words: a secret may have no letter or digit at all. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+|[^\p{L}\p{N}\s]{4,}/gu) ?? [];
}

/** One or two digits are part of almost any number, so they do not count. */
function isPartOf(word: string, secrets: ReadonlySet<string>): boolean {
  return word.length > 2 && [...secrets].some((secret) => secret.includes(word));
}

function isSmallNumber(word: string): boolean {
  return word.length < shortestSecretNumber && /^\d+$/.test(word);
}
