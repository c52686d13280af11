// The keys of a chart's own values that Helm reads as something else than Compass does: what the spec says of the same key
// does not meet them.
import type { Place } from './place.ts';
import { plainKeys } from './yaml.ts';

export interface MisreadKey {
  /** As it is written. */
  readonly key: string;
  /** What Helm takes it for: written so in the spec, in quotes, it is the same key. */
  readonly readAs: string;
  readonly at: Place;
}

/** `text`: the `values.yaml` of a chart. None if it cannot be read, which Helm will say. */
export function keysMisread(file: string, text: string): MisreadKey[] {
  return plainKeys(file, text).flatMap(({ written, key, at }) => {
    const readAs = asHelmReads(written);
    return readAs === undefined || readAs === key || readAs === written ? [] : [{ key: written, readAs, at }];
  });
}

/** Helm reads YAML 1.1, of a kind. Undefined for what it reads as a text, or refuses. */
function asHelmReads(written: string): string | undefined {
  if (/^(y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE)$/.test(written)) return 'true';
  if (/^(n|N|no|No|NO|off|Off|OFF|false|False|FALSE)$/.test(written)) return 'false';
  if (!/^[-+.\d]/.test(written)) return undefined;
  const digits = written.replaceAll('_', '').toLowerCase();
  const [, sign, whole] = /^([-+]?)(0b[01]+|0o?[0-7]+|0x[\da-f]+|0|[1-9]\d*)$/.exec(digits) ?? [];
  if (whole !== undefined) return shortInteger(BigInt(whole.replace(/^0(?=[0-7])/, '0o')), sign === '-');
  return /^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/.test(digits) ? shortFloat(Number(digits)) : undefined;
}

/** Of those that do not fit into 64 bits, Helm reads some as fractions, and refuses others. */
function shortInteger(value: bigint, isNegative: boolean): string | undefined {
  if (value >= 2n ** 63n) return undefined;
  return String(isNegative ? -value : value);
}

/** As Go writes a number of 32 bits (`%g`): with as few digits as tell it apart, large and small ones with an exponent. */
function shortFloat(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  const short = Math.fround(value);
  if (short === 0) return Object.is(value, -0) ? '-0' : '0';
  let digits = 1;
  while (digits < 9 && Math.fround(Number(short.toPrecision(digits))) !== short) digits += 1;
  const [mantissa = '', exponent = '0'] = short.toExponential(digits - 1).split('e');
  if (Number(exponent) >= -4 && Number(exponent) < 6) return String(Number(short.toPrecision(digits)));
  return `${mantissa}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
}
