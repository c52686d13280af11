// How are credentials obtained from a credential helper (docker/docker-credential-helpers)?

import { describeExit, hasSucceeded } from '../../ports/process-exit.ts';
import { isObject, parseJson } from '../../text/json.ts';
import { basicOf, learnSecret } from '../http/basic-auth.ts';
import type { FoundLogin, LoginDeps } from './login.ts';

/** Some start slowly: the helper of Google Cloud takes seconds. */
const helperTimeoutMs = 30_000;

/**
 * `name`: the part after `docker-credential-`. A failing helper is a problem, since it may have the credentials that
 * are needed.
 */
export async function askHelper(
  name: string,
  registry: string,
  { processes, redactor }: LoginDeps,
  signal: AbortSignal,
): Promise<FoundLogin> {
  const program = `docker-credential-${name}`;
  if (!/^[A-Za-z0-9._-]+$/.test(name))
    return { problem: `the name of its credential helper, ${JSON.stringify(name)}, is not valid` };
  const server = registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
  const exit = await processes.run({ program, arguments: ['get'], stdin: server, timeoutMs: helperTimeoutMs }, signal);
  if (!hasSucceeded(exit)) {
    const isUnknown = exit.how === 'exited' && /credentials not found/i.test(exit.output);
    return isUnknown ? {} : { problem: `\`${program}\` ${describeExit(exit, helperTimeoutMs)}` };
  }
  // Its output may contain a secret, so it is never shown.
  const credentials = parseJson(exit.output);
  const { Username: user, Secret: secret } = isObject(credentials) ? credentials : {};
  if (typeof user !== 'string' || typeof secret !== 'string')
    return { problem: `\`${program}\` did not print credentials` };
  if (user === '' && secret === '') return {};
  const source = `the credentials of \`${program}\``;
  if (user === '<token>') return { login: { kind: 'identity', secret: learnSecret(secret, redactor), source } };
  return { login: { kind: 'basic', secret: basicOf(user, secret, redactor), source } };
}
