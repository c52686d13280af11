// Texts that must not be seen: a type that keeps them apart, and the filter that keeps them out of what is printed.
import { createHash } from 'node:crypto';
import type { Json } from '../text/json.ts';

/** A value that must not be seen. It prints as `***` and refuses to become JSON; whoever needs it says so. */
export class Secret {
  readonly #value: Json;

  constructor(value: Json) {
    this.#value = value;
  }

  reveal(): Json {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): never {
    throw new Error('a secret was about to become JSON');
  }
}

/** Shorter texts would blot out ordinary words. In characters. */
const shortestSecret = 6;

/** Learns secret texts and replaces them in every string that leaves the process. */
export class Redactor {
  /** Longest first, so that a secret that contains another one goes whole. */
  #secrets: readonly string[] = [];
  readonly #known = new Set<string>();

  /** A secret of several lines is learnt line by line too, since output comes so. */
  learn(secret: string): void {
    const plain = [secret, ...secret.split('\n').map((line) => line.trim())];
    const texts = plain.filter((text) => text.length >= shortestSecret).flatMap(formsOf);
    const news = texts.filter((text) => text.length >= shortestSecret && !this.#known.has(text));
    if (news.length === 0) return;
    for (const text of news) this.#known.add(text);
    this.#secrets = [...this.#known].sort((a, b) => b.length - a.length);
  }

  filter(text: string): string {
    return this.#secrets.reduce((filtered, secret) => filtered.replaceAll(secret, '***'), text);
  }
}

/** As programs write a text into other texts: JSON, URLs, base64 and hexadecimal digits; and as charts make hashes of it. */
function formsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const inJson = JSON.stringify(text).slice(1, -1);
  const inUrl = encodeURIComponent(text.toWellFormed());
  return [
    text,
    inJson,
    // Go's way, which is Helm's (encoding/json: HTMLEscape).
    inJson.replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`),
    inUrl,
    new URLSearchParams({ '': text }).toString().slice(1),
    bytes.toString('hex'),
    bytes.toString('base64'),
    ...['sha1', 'sha256', 'sha512'].map((name) => createHash(name).update(bytes).digest('hex')),
    ...[0, 1, 2].flatMap((offset) => insideBase64(bytes, offset)),
  ];
}

/** What base64 makes of a text that stands so many bytes (of three) behind the start of a longer one. */
function insideBase64(bytes: Buffer, offset: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
  // The first and the last sign hold bits of what stands around it, too.
  const inside = whole.toString('base64url').slice(Math.ceil((offset * 8) / 6), Math.floor((whole.length * 8) / 6));
  return [inside, inside.replaceAll('-', '+').replaceAll('_', '/')];
}
