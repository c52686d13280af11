// How a name and a password are written into a request.
import type { Redactor } from '../../model/secret.ts';

/** `user:password` in base64, which nothing that is printed may show. */
export function basicOf(username: string, password: string, redactor: Redactor): string {
  learnSecret(password, redactor);
  return learnSecret(Buffer.from(`${username}:${password}`).toString('base64'), redactor);
}

/** Nothing that is printed from now on shows it. */
export function learnSecret(secret: string, redactor: Redactor): string {
  redactor.learn(secret);
  return secret;
}
