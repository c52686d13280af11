// Credentials for registries: those of the docker config, and what goes with a request.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isObject, parseJson } from '../json.ts';
import type { Disk } from '../ports.ts';
import type { Redactor } from '../secret.ts';

/** Basic credentials. */
export interface RegistryLogin {
  /** `user:password` in base64. */
  readonly basic: string;
  /** Where they come from; completes "with the credentials of …". */
  readonly source: string;
}

export interface LoginSurroundings {
  readonly disk: Disk;
  readonly redactor: Redactor;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Host → credentials, of the docker config. A host is matched exactly, so that no other one gets them. */
export function readRegistryLogins({ disk, env, redactor }: LoginSurroundings): Map<string, RegistryLogin> {
  const folder = env['DOCKER_CONFIG'] || join(env['HOME'] || homedir(), '.docker');
  const config = parseJson(disk.read(join(folder, 'config.json'))?.toString('utf8') ?? '{}');
  const auths = isObject(config) && isObject(config['auths']) ? config['auths'] : {};
  const logins = new Map<string, RegistryLogin>();
  for (const [key, entry] of Object.entries(auths)) {
    const login = isObject(entry) ? entry['auth'] : undefined;
    if (typeof login !== 'string') continue;
    redactor.learn(login);
    const [, password = ''] = Buffer.from(login, 'base64').toString('utf8').split(/:(.*)/s);
    redactor.learn(password);
    const host = key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
    logins.set(host === 'index.docker.io' ? 'docker.io' : host, { basic: login, source: 'the docker config' });
  }
  return logins;
}

/** `user:password` in base64, which nothing that is printed may show. */
export function basicOf(username: string, password: string, redactor: Redactor): string {
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  redactor.learn(password);
  redactor.learn(basic);
  return basic;
}
