// Which credentials do container tools store for a registry? Hosts are matched exactly, so that no other host gets
// them.

import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Redactor } from '../../model/secret.ts';
import { isObject, parseJson } from '../../text/json.ts';
import { basicOf, learnSecret } from '../http/basic-auth.ts';
import { once } from '../http/once.ts';
import { askHelper } from './credential-helper.ts';
import type { FoundLogin, LoginDeps, RegistryLogin } from './login.ts';

/** `registry`: the host, as in image references. */
export type FindLogin = (registry: string) => Promise<FoundLogin>;

/** `githubToken`: for GHCR, if it has no other credentials. The redactor learns every secret before it is used. */
export function openLogins(deps: LoginDeps, githubToken: string | undefined, signal: AbortSignal): FindLogin {
  const finding = once<FoundLogin>();
  return (registry) => finding(registry, () => findLogin(registry, deps, githubToken, signal));
}

async function findLogin(
  registry: string,
  deps: LoginDeps,
  githubToken: string | undefined,
  signal: AbortSignal,
): Promise<FoundLogin> {
  for (const { name, text } of configsOf(deps)) {
    const config = parseJson(text);
    if (!isObject(config)) return { problem: `${name} is not valid JSON, so the credentials in it cannot be used` };
    const found = await loginIn(config, registry, name, deps, signal);
    if ('problem' in found || found.login !== undefined) return found;
  }
  if (registry !== 'ghcr.io' || !githubToken) return {};
  const secret = basicOf('x-access-token', githubToken, deps.redactor);
  return { login: { kind: 'basic', secret, source: 'the input `github-token`', isImplicit: true } };
}

/** In order of precedence: the first with credentials for the host counts. */
function configsOf({ disk, env }: LoginDeps): { name: string; text: string }[] {
  const home = env['HOME'] || homedir();
  const read = (name: string, path: string) => {
    const text = disk.read(path)?.toString('utf8');
    return text === undefined ? [] : [{ name, text }];
  };
  const given = env['DOCKER_AUTH_CONFIG'];
  const docker = read('the docker config', join(env['DOCKER_CONFIG'] || join(home, '.docker'), 'config.json'));
  const runtime = env['XDG_RUNTIME_DIR'];
  const settings = env['XDG_CONFIG_HOME'] || join(home, '.config');
  const podman = [
    env['REGISTRY_AUTH_FILE'],
    runtime && join(runtime, 'containers/auth.json'),
    join(settings, 'containers/auth.json'),
  ];
  const helm =
    env['HELM_REGISTRY_CONFIG'] || join(env['HELM_CONFIG_HOME'] || join(settings, 'helm'), 'registry/config.json');
  return [
    ...(given ? [{ name: '`DOCKER_AUTH_CONFIG`', text: given }] : []),
    ...docker,
    ...(docker.length > 0 ? [] : podman.flatMap((path) => (path ? read("podman's auth.json", path) : [])).slice(0, 1)),
    ...read("Helm's registry config", helm),
  ];
}

async function loginIn(
  config: Record<string, unknown>,
  registry: string,
  name: string,
  deps: LoginDeps,
  signal: AbortSignal,
): Promise<FoundLogin> {
  const helpers = isObject(config['credHelpers']) ? config['credHelpers'] : {};
  const [own] = entriesFor(registry, helpers);
  const helper = own ?? config['credsStore'];
  if (typeof helper === 'string' && helper !== '') {
    const found = await askHelper(helper, registry, deps, signal);
    if ('problem' in found || found.login !== undefined) return found;
  }
  const auths = isObject(config['auths']) ? config['auths'] : {};
  const logins = entriesFor(registry, auths).flatMap(
    (entry) => (isObject(entry) ? loginOf(entry, name, deps.redactor) : undefined) ?? [],
  );
  return { login: logins[0] };
}

/** The entries for a host: under its own name first, then under its aliases. */
function entriesFor(registry: string, map: Readonly<Record<string, unknown>>): unknown[] {
  const keys = Object.keys(map).filter((key) => hostOf(key) === registry);
  return keys.toSorted((a, b) => Number(b === registry) - Number(a === registry)).map((key) => map[key]);
}

/** Undefined for the empty entry that a credential helper leaves. */
function loginOf(entry: Record<string, unknown>, name: string, redactor: Redactor): RegistryLogin | undefined {
  const text = (key: string) => (typeof entry[key] === 'string' && entry[key] !== '' ? entry[key] : undefined);
  const source = `the credentials of ${name}`;
  const [identity, token, auth] = [text('identitytoken'), text('registrytoken'), text('auth')];
  const [, user = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(auth ?? '', 'base64').toString('utf8')) ?? [];
  if (identity !== undefined) return { kind: 'identity', secret: learnSecret(identity, redactor), source };
  if (token !== undefined) return { kind: 'token', secret: learnSecret(token, redactor), source };
  const [username, secret] = [text('username') ?? user, text('password') ?? password.replace(/\0+$/, '')];
  if (username === '' && secret === '') return undefined;
  return { kind: 'basic', secret: basicOf(username, secret, redactor), source };
}

/** The keys of configs are hosts, or URLs such as Docker Hub's `https://index.docker.io/v1/`. */
function hostOf(key: string): string {
  const host = key.replace(/^https?:\/\//, '').replace(/\/(v[12]\/?)?$/, '');
  return ['index.docker.io', 'registry-1.docker.io'].includes(host) ? 'docker.io' : host;
}
