// Texts that must not be seen, and the filter that keeps them out of what is printed.

/** Shorter texts would blot out ordinary words. In characters. */
const shortestSecret = 6;

/** Learns secret texts and replaces them in every string that leaves the process. */
export class Redactor {
  /** Longest first, so that a secret that contains another one goes whole. */
  #secrets: readonly string[] = [];

  learn(secret: string): void {
    if (secret.length < shortestSecret || this.#secrets.includes(secret)) return;
    this.#secrets = [...this.#secrets, secret].sort((a, b) => b.length - a.length);
  }

  filter(text: string): string {
    return this.#secrets.reduce((filtered, secret) => filtered.replaceAll(secret, '***'), text);
  }
}
