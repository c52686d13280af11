// Credentials for one registry, and how they are written into a request.

import type { Redactor } from '../../model/secret.ts';
import type { Disk, Processes, Variables } from '../../ports/machine.ts';

export interface RegistryLogin {
  /** `basic`: `user:password` in base64; `identity`: a token that gives others; `token`: one that is sent as it is. */
  readonly kind: 'basic' | 'identity' | 'token';
  readonly secret: string;
  /** Where it comes from; completes "asked with …". */
  readonly source: string;
  /** Nobody gave it for this registry. */
  readonly isImplicit?: true;
}

/** No login: there is none. `problem` completes a sentence. */
export type FoundLogin = { readonly login?: RegistryLogin | undefined } | { readonly problem: string };

/** What is needed to look for one. */
export interface LoginDeps {
  readonly disk: Disk;
  readonly processes: Processes;
  readonly redactor: Redactor;
  readonly env: Variables;
}
