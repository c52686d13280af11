// Which client serves which repository? All repositories of a registry share what a run has learnt about it.
import type { RegistryAccess } from '../../ports/ports.ts';
import { RegistryClient, type RepositoryReference } from './client.ts';
import type { HostDeps } from './exchange.ts';
import { originOf, RegistryHost } from './host.ts';
import { openLogins } from './keychain.ts';
import type { LoginDeps, RegistryLogin } from './login.ts';

export type RegistryDeps = HostDeps & LoginDeps;

export interface Registries {
  /** `login`: used instead of the credentials that container tools store for the host. */
  clientOf(repository: RepositoryReference, login?: RegistryLogin): RegistryClient;
}

export function openRegistries(deps: RegistryDeps, access: RegistryAccess): Registries {
  const { insecure, githubToken, signal } = access;
  const findLogin = openLogins(deps, githubToken, signal);
  const hosts = new Map<string, RegistryHost>();
  return {
    clientOf(repository, login) {
      const { registry } = repository;
      const key = `${registry} ${login?.secret ?? ''}`;
      const find = login === undefined ? () => findLogin(registry) : async () => ({ login });
      const host = hosts.get(key) ?? new RegistryHost(originOf(registry, insecure), find, deps, signal);
      hosts.set(key, host);
      return new RegistryClient(repository, host, deps, signal);
    },
  };
}
