// How is a token for one repository fetched from the registry's token server (distribution: spec/auth/token, oauth)?
import { isObject, parseJson } from '../../text/json.ts';
import type { HttpAnswer } from '../http/client.ts';
import { whyNotFollow } from '../http/redirect-guard.ts';
import { isTransientStatus, retryAfterMs } from '../http/retry.ts';
import type { Challenge } from './challenge.ts';
import type { Grant, HostDeps, Refusal } from './exchange.ts';
import type { RegistryLogin } from './login.ts';
import { errorIn } from './manifest.ts';

/** Validity of a token if the server does not state one (distribution: spec/auth/token). */
const defaultSeconds = 60;
/** A new token is fetched this long before the old one expires, but not before half of its validity. */
const marginMs = 10_000;
const limits = { silenceMs: 15_000, maxMs: 30_000, maxBytes: 1024 * 1024 };
const clientId = 'compass';

export async function fetchToken(
  { realm, service }: Challenge & { scheme: 'bearer' },
  scope: string,
  login: RegistryLogin | undefined,
  origin: string,
  deps: HostDeps,
  signal: AbortSignal,
): Promise<Grant | Refusal> {
  if (login?.kind === 'token') {
    return { authorization: { authorization: `Bearer ${login.secret}` }, expiresAtMs: Number.POSITIVE_INFINITY };
  }
  if (realm === '' || !URL.canParse(realm, origin))
    return { reason: 'the registry asks for a token, but names no token server' };
  const url = new URL(realm, origin);
  const refusal = whyNotFollow(url, new URL(origin));
  if (refusal !== undefined) return { reason: `for a token, the registry ${refusal}` };
  const fields = { ...(service && { service }), scope };
  const startedMs = deps.clock.nowMs();
  const answer = await askFor(url, fields, login, deps, signal);
  if ('reason' in answer) {
    const { isTransient } = answer;
    return {
      reason: `its token server ${url.host} cannot be reached: ${answer.reason}`,
      isTransient,
      isUnreachable: true,
    };
  }
  const { status, body } = answer.response;
  const granted = parseJson(body);
  const token = isObject(granted) ? (granted['token'] ?? granted['access_token']) : undefined;
  if (status !== 200 || typeof token !== 'string' || token === '') {
    const how = login === undefined ? 'without credentials' : `with ${login.source}`;
    const error = errorIn(answer.response);
    const reason = `its token server ${url.host} returned no token (${status}${error && ` ${error}`}, requested ${how})`;
    const waitMs = retryAfterMs(answer);
    const about = { isTransient: isTransientStatus(status), ...(waitMs !== undefined && { waitMs }) };
    // Only these two deny access. After any other status, it is not known whether the image or chart is visible.
    return { reason, ...about, ...([401, 403].includes(status) && { status }) };
  }
  deps.redactor.learn(token);
  const seconds =
    isObject(granted) && typeof granted['expires_in'] === 'number' ? granted['expires_in'] : defaultSeconds;
  const validMs = Math.max(seconds * 1_000 - marginMs, (seconds * 1_000) / 2);
  return { authorization: { authorization: `Bearer ${token}` }, expiresAtMs: startedMs + validMs };
}

async function askFor(
  url: URL,
  fields: Readonly<Record<string, string>>,
  login: RegistryLogin | undefined,
  { http }: HostDeps,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  if (login?.kind === 'identity') {
    const form = { grant_type: 'refresh_token', client_id: clientId, refresh_token: login.secret, ...fields };
    const body = new URLSearchParams(form).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const posted = await http.send({ method: 'POST', url, headers, body, ...limits }, signal);
    // Older servers support GET only.
    if ('reason' in posted || posted.response.status !== 404) return posted;
  }
  const asking = new URL(url);
  for (const [name, value] of Object.entries(fields)) asking.searchParams.set(name, value);
  const headers: Record<string, string> = login?.kind === 'basic' ? { authorization: `Basic ${login.secret}` } : {};
  if (login?.kind === 'identity') headers['authorization'] = `Bearer ${login.secret}`;
  return http.send({ method: 'GET', url: asking, headers, ...limits }, signal);
}
