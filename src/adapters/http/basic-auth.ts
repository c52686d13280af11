// How are a user name and a password sent with a request?
import type { Redactor } from '../../model/secret.ts';

/** `user:password` in base64. The redactor learns it before it is used. */
export function basicOf(username: string, password: string, redactor: Redactor): string {
  learnSecret(password, redactor);
  return learnSecret(Buffer.from(`${username}:${password}`).toString('base64'), redactor);
}

/** From now on, no printed text shows the secret. */
export function learnSecret(secret: string, redactor: Redactor): string {
  redactor.learn(secret);
  return secret;
}
