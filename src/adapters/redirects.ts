// A request that may be sent on to another place. What is secret has to be decided anew for each place.
import type { HttpClient, HttpResponse } from './http.ts';

const mostRedirects = 5;
const redirecting = [301, 302, 303, 307, 308];

/** What came, and from where; or a `reason` that says who did not give it. */
export type Followed = { readonly response: HttpResponse; readonly url: URL } | { readonly reason: string };

/** GET. `headersFor`: what the server at a URL may see. Nothing goes on from https to anything else. */
export async function followRedirects(
  http: HttpClient,
  start: URL,
  headersFor: (url: URL) => Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Followed> {
  let url = start;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const answer = await http.send({ method: 'GET', url, headers: headersFor(url) }, signal);
    if ('reason' in answer) return { reason: `${url.host} cannot be reached: ${answer.reason}` };
    const { status, headers } = answer.response;
    if (!redirecting.includes(status)) return { response: answer.response, url };
    const location = headers['location'] ?? '';
    if (location === '' || !URL.canParse(location, url.href)) {
      return { reason: `${url.host} answered ${status} and named no place to go on` };
    }
    const next = new URL(location, url);
    if (!isAsSafe(next, url))
      return { reason: `${url.host} answered ${status} and leads to ${next.host} without https` };
    url = next;
  }
  return { reason: `${start.host} leads through more than ${mostRedirects} redirects` };
}

/** Whether nobody who could not read the first one can read the second. */
export function isAsSafe(next: URL, before: URL): boolean {
  return next.protocol === 'https:' || (next.protocol === 'http:' && before.protocol === 'http:');
}
