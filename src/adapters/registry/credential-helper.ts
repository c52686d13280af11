// Programs that keep credentials for container tools (docker/docker-credential-helpers).

import { describeExit, hasSucceeded } from '../../ports/process-exit.ts';
import { isObject, parseJson } from '../../text/json.ts';
import { basicOf, learnSecret } from '../http/basic-auth.ts';
import type { FoundLogin, LoginDeps } from './login.ts';

/** Some start slowly: that of Google Cloud takes seconds. */
const helperTimeoutMs = 30_000;

/** `name`: what stands behind `docker-credential-`. A helper that fails is told: it may hold what is needed. */
export async function askHelper(
  name: string,
  registry: string,
  { processes, redactor }: LoginDeps,
  signal: AbortSignal,
): Promise<FoundLogin> {
  const program = `docker-credential-${name}`;
  if (!/^[A-Za-z0-9._-]+$/.test(name)) return { problem: 'the credential helper that its config names cannot be one' };
  const server = registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
  const exit = await processes.run({ program, arguments: ['get'], stdin: server, timeoutMs: helperTimeoutMs }, signal);
  if (!hasSucceeded(exit)) {
    const isUnknown = exit.how === 'exited' && /credentials not found/i.test(exit.output);
    return isUnknown ? {} : { problem: `\`${program}\` ${describeExit(exit, helperTimeoutMs)}` };
  }
  // What it printed may be a secret, whatever it is.
  const said = parseJson(exit.output);
  const { Username: user, Secret: secret } = isObject(said) ? said : {};
  if (typeof user !== 'string' || typeof secret !== 'string') return { problem: `\`${program}\` gave no credentials` };
  if (user === '' && secret === '') return {};
  const source = `the credentials of \`${program}\``;
  if (user === '<token>') return { login: { kind: 'identity', secret: learnSecret(secret, redactor), source } };
  return { login: { kind: 'basic', secret: basicOf(user, secret, redactor), source } };
}
