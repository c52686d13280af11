// How do secrets stay out of what is printed? A type that separates them from other values, and a filter for all text.
import { createHash } from 'node:crypto';
import type { Json } from '../text/json.ts';

/** A secret value. It prints as `***` and refuses to become JSON; code that needs the value calls `reveal`. */
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
    throw new Error('a secret must not become JSON');
  }
}

/** Shorter secrets are not replaced, because they would match ordinary words. In characters. */
const shortestSecret = 6;

/** Learns secrets, and replaces them in every text that leaves the process. */
export class Redactor {
  /** Longest first, so that a secret that contains another one is replaced as a whole. */
  #secrets: readonly string[] = [];
  readonly #known = new Set<string>();

  /** The lines of a secret are learnt one by one as well, because output is filtered line by line. */
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

/** The forms in which programs embed a string: JSON, URLs, base64, hexadecimal digits and common hashes. */
function formsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const inJson = JSON.stringify(text).slice(1, -1);
  const inUrl = encodeURIComponent(text.toWellFormed());
  return [
    text,
    inJson,
    // As Go, and therefore Helm, escapes JSON (encoding/json: HTMLEscape).
    inJson.replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`),
    inUrl,
    new URLSearchParams({ '': text }).toString().slice(1),
    bytes.toString('hex'),
    bytes.toString('base64'),
    ...['sha1', 'sha256', 'sha512'].map((name) => createHash(name).update(bytes).digest('hex')),
    ...[0, 1, 2].flatMap((offset) => insideBase64(bytes, offset)),
  ];
}

/** The base64 of a string inside a longer one, at this offset from a multiple of three bytes. */
function insideBase64(bytes: Buffer, offset: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
  // The first and the last character also encode bits of the surrounding text.
  const inside = whole.toString('base64url').slice(Math.ceil((offset * 8) / 6), Math.floor((whole.length * 8) / 6));
  return [inside, inside.replaceAll('-', '+').replaceAll('_', '/')];
}
