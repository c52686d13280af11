// A server can neither hold a request for ever nor fill the memory, however steadily it answers.
import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type HttpRequest, makeHttpClient } from '../../../src/adapters/http/client.ts';

async function ask(context: TestContext, listener: RequestListener, limits: Partial<HttpRequest>) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const request = { method: 'GET', url, headers: {}, ...limits };
  return makeHttpClient({}, {}).send(request, new AbortController().signal);
}

/** One byte after the other, for ever. */
const dripping: RequestListener = (_, response) => {
  const timer = setInterval(() => response.write('x'), 5);
  response.on('close', () => clearInterval(timer));
};

test('a response that trickles in fails once it takes too long', async (context) => {
  const answer = await ask(context, dripping, { silenceMs: 10_000, maxMs: 100 });
  assert.deepEqual(answer, { reason: 'no complete answer within 0.1 s', isTransient: true });
});

test('a response that is too large fails before all of it has arrived', async (context) => {
  const answer = await ask(context, dripping, { maxBytes: 3 });
  assert.deepEqual(answer, { reason: 'the answer is too large', isTransient: false });
});

test('a silent server fails, a slow one does not', async (context) => {
  const answer = await ask(context, (_, response) => response.flushHeaders(), { silenceMs: 100, maxMs: 10_000 });
  assert.deepEqual(answer, { reason: 'no answer within 0.1 s', isTransient: true });
});

test('a response within the limits arrives whole', async (context) => {
  const answer = await ask(context, (_, response) => response.end('abc'), {
    silenceMs: 1_000,
    maxMs: 1_000,
    maxBytes: 3,
  });
  assert.ok('response' in answer);
  assert.equal(answer.response.body, 'abc');
});
