// How are redirects followed? For each URL, the caller decides again which headers the server may see.
import type { HttpClient, HttpRequest, HttpResponse } from './client.ts';
import { whyNotFollow } from './redirect-guard.ts';

const maxRedirects = 5;
const redirectStatuses = [301, 302, 303, 307, 308];

/** The response and the URL that it came from; or the `reason` why there is none, which names the server. */
export type Followed =
  | { readonly response: HttpResponse; readonly url: URL }
  | { readonly reason: string; readonly isTransient?: boolean; readonly isUnreachable?: true };

/** `headersFor`: the headers that the server at a URL may see. */
export async function followRedirects(
  http: HttpClient,
  request: Omit<HttpRequest, 'headers'>,
  headersFor: (url: URL) => Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Followed> {
  let { url } = request;
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const answer = await http.send({ ...request, url, headers: headersFor(url) }, signal);
    if ('reason' in answer) {
      const { reason, isTransient } = answer;
      return { reason: `${url.host} cannot be reached: ${reason}`, isTransient, isUnreachable: true };
    }
    const { status, headers } = answer.response;
    if (!redirectStatuses.includes(status)) return { response: answer.response, url };
    const location = headers['location'] ?? '';
    if (location === '' || !URL.canParse(location, url.href)) {
      return { reason: `${url.host} answered ${status} without a valid \`location\` header` };
    }
    const next = new URL(location, url);
    const refusal = whyNotFollow(next, url);
    if (refusal !== undefined) return { reason: `${url.host} answered ${status} and ${refusal}` };
    url = next;
  }
  return { reason: `${request.url.host} answered with more than ${maxRedirects} redirects` };
}
