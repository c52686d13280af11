// Which keys of a chart's own values does Helm read differently from Compass? The same key in the spec does not
// override them.
import type { Place } from './place.ts';
import { plainKeys } from './yaml.ts';

export interface MisreadKey {
  /** As it is written. */
  readonly key: string;
  /** What Helm reads it as. This string, in quotes, is the same key in the spec. */
  readonly readAs: string;
  readonly at: Place;
}

/** `text`: a chart's `values.yaml`. No keys if it is not valid YAML, which Helm reports. */
export function misreadKeys(file: string, text: string): MisreadKey[] {
  return plainKeys(file, text).flatMap(({ written, key, at }) => {
    const readAs = asHelmReads(written);
    return readAs === undefined || readAs === key || readAs === written ? [] : [{ key: written, readAs, at }];
  });
}

/** Helm reads a dialect of YAML 1.1. Undefined for a key that Helm reads as a string, or rejects. */
function asHelmReads(written: string): string | undefined {
  if (/^(y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE)$/.test(written)) return 'true';
  if (/^(n|N|no|No|NO|off|Off|OFF|false|False|FALSE)$/.test(written)) return 'false';
  if (!/^[-+.\d]/.test(written)) return undefined;
  const digits = written.replaceAll('_', '').toLowerCase();
  const [, sign, whole] = /^([-+]?)(0b[01]+|0o?[0-7]+|0x[\da-f]+|0|[1-9]\d*)$/.exec(digits) ?? [];
  if (whole !== undefined) return shortInteger(BigInt(whole.replace(/^0(?=[0-7])/, '0o')), sign === '-');
  return /^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/.test(digits) ? shortFloat(Number(digits)) : undefined;
}

/** Of integers beyond 64 bits, Helm reads some as floating-point numbers and rejects others. */
function shortInteger(value: bigint, isNegative: boolean): string | undefined {
  if (value >= 2n ** 63n) return undefined;
  return String(isNegative ? -value : value);
}

/** As Go prints a 32-bit float (`%g`): the fewest digits that identify it, with an exponent if it is large or small. */
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
