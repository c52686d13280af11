// Who issues tokens for the rig's registry (distribution: spec/auth/token)? This server, with settings that make the
// registry trust it.
import { execFileSync } from 'node:child_process';
import { randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { RegistrySettings } from './registry.ts';

export interface TokenServer {
  readonly settings: RegistrySettings;
  /** A string for each request: its scope and its `Authorization` header. */
  readonly asked: string[];
  stop(): void;
}

/** Grants everything to clients that log in with `login` (`user:password`). `folder`: for its key. */
export async function startTokenServer(folder: string, login: string, delayMs = 0): Promise<TokenServer> {
  const { key, certificate } = makeCertificate(folder, 'token', 'DNS:token-server');
  const x5c = [readFileSync(certificate, 'utf8').replace(/-----[^-]+-----|\s/g, '')];
  const privateKey = readFileSync(key);
  const part = (data: object) => Buffer.from(JSON.stringify(data)).toString('base64url');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const scope = new URL(request.url ?? '', 'http://any').searchParams.get('scope') ?? '';
    const authorization = request.headers.authorization ?? '';
    asked.push(`${scope} ${authorization}`.trimEnd());
    const [type, name, actions = ''] = scope.split(':');
    const now = Math.floor(Date.now() / 1_000);
    const times = { iat: now, nbf: now - 10, exp: now + 300 };
    const about = { iss: 'rig', sub: 'somebody', aud: 'registry', jti: randomBytes(8).toString('hex') };
    const claims = { ...about, ...times, access: [{ type, name, actions: actions.split(',') }] };
    const signed = `${part({ typ: 'JWT', alg: 'RS256', x5c })}.${part(claims)}`;
    const token = `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
    const isKnown = authorization === `Basic ${Buffer.from(login).toString('base64')}`;
    const answer = JSON.stringify(isKnown ? { token, expires_in: 300 } : { details: 'incorrect password' });
    setTimeout(() => response.writeHead(isKnown ? 200 : 401).end(answer), delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  const token = { realm, service: 'registry', issuer: 'rig', rootcertbundle: certificate };
  return {
    settings: { auth: { token } },
    asked,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A key and its self-signed certificate. `whose`: `DNS:…` or `IP:…`. */
export function makeCertificate(folder: string, name: string, whose: string): { key: string; certificate: string } {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const options = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`];
  const files = ['-addext', `subjectAltName=${whose}`, '-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', ...options, ...files], { stdio: 'pipe' });
  return { key, certificate };
}
