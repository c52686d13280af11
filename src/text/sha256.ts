// Which hash identifies content?
import { createHash, type Hash } from 'node:crypto';

/** In hexadecimal digits. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** For content that comes in parts. */
export function startSha256(): Hash {
  return createHash('sha256');
}
