// Texts that must not be seen: a type that keeps them apart, and the filter that keeps them out of what is printed.
import type { Json } from './json.ts';

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

  /** A secret of several lines is learnt line by line too, since output comes so; and as JSON and base64 have it. */
  learn(secret: string): void {
    const plain = [secret, ...secret.split('\n').map((line) => line.trim())].filter(
      (text) => text.length >= shortestSecret,
    );
    const texts = plain.flatMap((text) => [
      text,
      JSON.stringify(text).slice(1, -1),
      Buffer.from(text).toString('base64'),
    ]);
    const news = texts.filter((text) => text.length >= shortestSecret && !this.#known.has(text));
    if (news.length === 0) return;
    for (const text of news) this.#known.add(text);
    this.#secrets = [...this.#known].sort((a, b) => b.length - a.length);
  }

  filter(text: string): string {
    return this.#secrets.reduce((filtered, secret) => filtered.replaceAll(secret, '***'), text);
  }
}
