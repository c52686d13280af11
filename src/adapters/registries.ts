// Registries, as one run knows them: each is asked how it wants to be asked once.
import type { RegistryAccess } from '../ports.ts';
import type { HostSurroundings } from './registry-answer.ts';
import { RegistryClient, type RepositoryReference } from './registry-client.ts';
import { originOf, RegistryHost } from './registry-host.ts';
import type { LoginSurroundings, RegistryLogin } from './registry-login.ts';
import { openLogins } from './registry-logins.ts';

export type RegistrySurroundings = HostSurroundings & LoginSurroundings;

export interface Registries {
  /** `login`: in place of what container tools have for that host. */
  clientOf(repository: RepositoryReference, login?: RegistryLogin): RegistryClient;
}

export function openRegistries(around: RegistrySurroundings, access: RegistryAccess): Registries {
  const { insecure, githubToken, signal } = access;
  const findLogin = openLogins(around, githubToken, signal);
  const hosts = new Map<string, RegistryHost>();
  return {
    clientOf(repository, login) {
      const { registry } = repository;
      const key = `${registry} ${login?.secret ?? ''}`;
      const find = login === undefined ? () => findLogin(registry) : async () => ({ login });
      const host = hosts.get(key) ?? new RegistryHost(originOf(registry, insecure), find, around, signal);
      hosts.set(key, host);
      return new RegistryClient(repository, host, around, signal);
    },
  };
}
