// Texts that must not be seen, and the filter that keeps them out of what is printed.

/** Shorter texts would blot out ordinary words. In characters. */
const shortestSecret = 6;

/** Learns secret texts and replaces them in every string that leaves the process. */
export class Redactor {
  /** Longest first, so that a secret that contains another one goes whole. */
  #secrets: readonly string[] = [];

  /** A secret of several lines is learnt line by line too, since output comes so. */
  learn(secret: string): void {
    const texts = [secret, ...secret.split('\n').map((line) => line.trim())];
    const news = texts.filter((text) => text.length >= shortestSecret && !this.#secrets.includes(text));
    this.#secrets = [...new Set([...this.#secrets, ...news])].sort((a, b) => b.length - a.length);
  }

  filter(text: string): string {
    return this.#secrets.reduce((filtered, secret) => filtered.replaceAll(secret, '***'), text);
  }
}
