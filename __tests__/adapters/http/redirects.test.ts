// What a redirect may lead to, where https is concerned: a fake client, since loopback has no certificates.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpClient } from '../../../src/adapters/http/client.ts';
import { followRedirects } from '../../../src/adapters/http/redirects.ts';

const never = new AbortController().signal;

/** A world in which each URL leads to another, or ends. */
async function follow(start: string, places: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const http: HttpClient = {
    async send({ url, headers }) {
      asked.push(`${url.href} ${headers['authorization'] ?? 'nobody'}`);
      const location = places[url.href];
      const answer = { body: '', bytes: Buffer.from('') };
      if (location === undefined) return { response: { status: 200, headers: {}, ...answer } };
      return { response: { status: 302, headers: { location }, ...answer } };
    },
  };
  const headersFor = ({ origin }: URL): Record<string, string> =>
    origin === new URL(start).origin ? { authorization: 'me' } : {};
  const followed = await followRedirects(http, { method: 'GET', url: new URL(start) }, headersFor, never);
  return { asked, end: 'reason' in followed ? followed.reason : followed.url.href };
}

test('a redirect is relative to its own URL, and each server gets only its own headers', async () => {
  const { asked, end } = await follow('https://a.test/x/y', {
    'https://a.test/x/y': 'z',
    'https://a.test/x/z': '//b.test/1',
    'https://b.test/1': 'https://a.test/end',
  });
  assert.equal(end, 'https://a.test/end');
  assert.deepEqual(asked, [
    'https://a.test/x/y me',
    'https://a.test/x/z me',
    'https://b.test/1 nobody',
    'https://a.test/end me',
  ]);
});

test('another port or scheme of the same host is another server', async () => {
  const { asked } = await follow('http://a.test/', {
    'http://a.test/': 'http://a.test:81/',
    'http://a.test:81/': 'https://a.test/',
  });
  assert.deepEqual(asked, ['http://a.test/ me', 'http://a.test:81/ nobody', 'https://a.test/ nobody']);
});

test('no redirect is followed from https to http', async () => {
  for (const location of ['http://a.test/', 'http://127.0.0.1/', 'ftp://a.test/', 'file:///etc/passwd']) {
    const { asked, end } = await follow('https://a.test/', { 'https://a.test/': location });
    assert.match(end, /^a\.test answered 302 and points to .*without https$/);
    assert.equal(asked.length, 1);
  }
});
