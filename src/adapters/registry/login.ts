// Which kinds of credentials can Compass send to a registry, and what does it need to find them?

import type { Redactor } from '../../model/secret.ts';
import type { Disk, Processes, Variables } from '../../ports/machine.ts';

export interface RegistryLogin {
  /** `basic`: `user:password` in base64. `identity`: a refresh token. `token`: a bearer token, sent as it is. */
  readonly kind: 'basic' | 'identity' | 'token';
  readonly secret: string;
  /**
   * Where it comes from. Completes "requested with …" and, for a token, "… contain only a token": so it is a plural
   * there, as in `the credentials of …`.
   */
  readonly source: string;
  /** The user did not choose it for this registry. */
  readonly isImplicit?: true;
}

/** Without `login`, there are no credentials. `problem` completes "The image could not be resolved: …". */
export type FoundLogin = { readonly login?: RegistryLogin | undefined } | { readonly problem: string };

/** What is needed to find credentials. */
export interface LoginDeps {
  readonly disk: Disk;
  readonly processes: Processes;
  readonly redactor: Redactor;
  readonly env: Variables;
}
