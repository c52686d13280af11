// The commit that an image was built from, as a real registry has it, and images that are waited for.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { type Image, indexType, pushImage, pushIndex, pushManifest } from '../../../rig/images.ts';
import { clock } from '../../../src/adapters/machine/clock.ts';
import type { WantedImage } from '../../../src/ports/ports.ts';
import { notBuilt } from '../../../src/text/image.ts';
import { type Asking, asking, inBase64 } from '../../support/asking.ts';
import { type Fault, login, startFaultProxy } from '../../support/fault-proxy.ts';
import { serve } from '../../support/remote.ts';

const registry = process.env['COMPASS_REGISTRY'] ?? '';
const repository = `revision-${randomBytes(5).toString('hex')}`;
const key = 'org.opencontainers.image.revision';
const [revision, older] = ['7e1a0b4'.padEnd(40, '0'), '9f3c1d2'.padEnd(40, '0')];
const labelled = (commit: string): Image => ({ content: commit, labels: { [key]: commit } });
const plain: Image = { content: 'says nothing' };
const linux = { os: 'linux', architecture: 'amd64' };
const attestation = {
  image: { content: 'an attestation', labels: { [key]: older } },
  platform: { os: 'unknown', architecture: 'unknown' },
  annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
};

const open: Fault = ({ real }) => real();

/** Asks for it through a proxy that asks for a password. */
async function ask(
  context: TestContext,
  tag: string,
  more: Partial<WantedImage> = {},
  fault = open,
  given: Asking = {},
) {
  const proxy = await startFaultProxy(context, registry, fault);
  const auths = { [proxy.host]: { auth: inBase64(login) } };
  const run = asking(context, { auths, ...given });
  const gives = await run.one({ reference: `${proxy.host}/${repository}:${tag}`, revision, ...more });
  const [first, ...others] = proxy.seen;
  assert.equal(first, 'HEAD?');
  return { gives, seen: others.join(' '), run };
}

test('the revision is a label of the config, or an annotation of the image, of the index or of its first image', async (context) => {
  const annotated: Image = { ...plain, annotations: { [key]: revision } };
  const child = (image: Image) => ({ image, platform: linux });
  const pushed: readonly [string, string, string][] = [
    ['label', await pushImage(registry, repository, 'label', labelled(revision)), 'HEAD GET GET'],
    ['annotation', await pushImage(registry, repository, 'annotation', annotated), 'HEAD GET'],
    [
      'index',
      await pushIndex(registry, repository, 'index', [child(labelled(older))], { annotations: { [key]: revision } }),
      'HEAD GET',
    ],
    [
      'child',
      await pushIndex(registry, repository, 'child', [attestation, child(labelled(revision))]),
      'HEAD GET GET GET',
    ],
    [
      'unknown',
      await pushIndex(registry, repository, 'unknown', [
        { image: labelled(older), platform: { os: 'unknown', architecture: 'unknown' } },
        child(annotated),
      ]),
      'HEAD GET GET',
    ],
  ];
  for (const [tag, digest, asked] of pushed) {
    const { gives, seen } = await ask(context, tag);
    assert.deepEqual([gives, seen], [digest, asked], tag);
  }
});

test('an image without a revision is an error that says how to label it', async (context) => {
  await pushImage(registry, repository, 'none', plain);
  await pushImage(registry, repository, 'empty', labelled(''));
  await pushIndex(registry, repository, 'only-attestations', [attestation]);
  await pushManifest(registry, repository, 'no-children', { mediaType: indexType, manifests: [] });
  for (const tag of ['none', 'empty', 'only-attestations', 'no-children']) {
    const { gives } = await ask(context, tag);
    const about = `${repository}:${tag}. \\(sha256:[0-9a-f]{64}\\) does not say which commit it was built from; ${revision} is wanted`;
    assert.match(gives, new RegExp(about));
    assert.match(gives, /Set the label `org\.opencontainers\.image\.revision`/);
  }
});

test('an image of another commit is an error that names both', async (context) => {
  await pushImage(registry, repository, 'older', labelled(older));
  const { gives, seen } = await ask(context, 'older');
  assert.match(gives, new RegExp(`was built from ${older}, but ${revision} is wanted`));
  assert.match(gives, /or wait for it: `image\(…, \{ revision: sha, wait: "5m" \}\)`/);
  assert.equal(seen, 'HEAD GET GET');
});

test('the revision is checked for a reference with a digest too', async (context) => {
  const right = await pushImage(registry, repository, 'held', labelled(revision));
  const wrong = await pushImage(registry, repository, 'held', labelled(older));
  assert.equal((await ask(context, `held@${right}`)).gives, right);
  assert.match((await ask(context, `held@${wrong}`)).gives, /was built from/);
});

test('a config with another digest than in its manifest is not read', async (context) => {
  await pushImage(registry, repository, 'altered', labelled(older));
  const { gives } = await ask(context, 'altered', {}, async ({ path, real }) => {
    const answer = await real();
    if (!path.includes('/blobs/')) return answer;
    return { ...answer, body: Buffer.from(answer.body.toString().replace(older, revision)) };
  });
  assert.match(gives, /the config of the image has the digest .*, not the one in its manifest/);
});

test('a config on another server is read without a password', async (context) => {
  const digest = await pushImage(registry, repository, 'elsewhere', labelled(revision));
  let config: Buffer = Buffer.from('');
  const storage = await serve(context, (_, response) => void response.end(config));
  const { gives, seen, run } = await ask(context, 'elsewhere', {}, async ({ path, real }) => {
    const answer = await real();
    if (!path.includes('/blobs/')) return answer;
    config = answer.body;
    return { status: 307, headers: { location: `${storage.url}/signed?x=1` }, body: Buffer.from('') };
  });
  assert.deepEqual([gives, seen], [digest, 'HEAD GET GET']);
  assert.deepEqual(storage.seen, ['GET /signed?x=1']);
  assert.equal(run.sent.at(-1)?.authorization, '');
});

/** Does something before the registry is asked for a tag for this time, counted from 1. */
const before = (look: number, doing: () => Promise<unknown>): Fault => {
  let looks = 0;
  return async ({ method, real }) => {
    if (method === 'HEAD' && ++looks === look) await doing();
    return real();
  };
};

test('Compass waits for a tag that does not exist yet', async (context) => {
  let pushed = '';
  const push = before(3, async () => {
    pushed = await pushImage(registry, repository, 'coming', labelled(revision));
  });
  const { gives, seen } = await ask(context, 'coming', { waitMs: 60_000 }, push);
  assert.deepEqual([gives, seen], [pushed, 'HEAD GET HEAD GET HEAD GET GET']);
});

test('Compass waits for an image of another commit to be replaced, and reads it again only when it has changed', async (context) => {
  await pushImage(registry, repository, 'changing', labelled(older));
  let pushed = '';
  const push = before(4, async () => {
    pushed = await pushImage(registry, repository, 'changing', labelled(revision));
  });
  const { gives, seen } = await ask(context, 'changing', { waitMs: 60_000 }, push);
  assert.deepEqual([gives, seen], [pushed, 'HEAD GET GET HEAD HEAD HEAD GET GET']);
});

test('waiting ends', async (context) => {
  await pushImage(registry, repository, 'late', labelled(older));
  for (const [tag, reason, asked] of [
    ['late', /was built from .* Check whether its build has failed, or raise `wait`\./, 'HEAD GET GET HEAD HEAD'],
    ['never', /there is no such tag/, 'HEAD GET HEAD GET HEAD GET'],
  ] as const) {
    let looks = 0;
    const now = { ...clock, nowMs: () => looks * 1_000 };
    const fault: Fault = ({ method, real }) => {
      if (method === 'HEAD') looks += 1;
      return real();
    };
    const { gives, seen } = await ask(context, tag, { waitMs: 3_000 }, fault, { clock: now });
    assert.match(gives, reason);
    assert.equal(seen, asked);
  }
});

test('Compass waits for an image behind a denial, which may hide that it does not exist yet, and while its registry is busy', async (context) => {
  const digest = await pushImage(registry, repository, 'coming-late', labelled(revision));
  for (const status of [401, 403, 500, 503]) {
    let heads = 0;
    const fault: Fault = ({ method, real }) => {
      if (method === 'HEAD') heads += 1;
      // The first one asks for a login; then so many fail that trying again has come to its end, and more.
      return heads < 8 ? { status, headers: {}, body: Buffer.from('') } : real();
    };
    const { gives, run } = await ask(context, 'coming-late', { waitMs: 60_000 }, fault);
    assert.equal(gives, digest, String(status));
    assert.equal(run.told.length, 1, 'what stays the same is told once');
    assert.match(
      run.told[0] ?? '',
      new RegExp(`coming-late.* could not be resolved: .*${status}.* Retrying for \\d+\\.\\d s\\.`),
    );
    const none = await ask(context, 'coming-late', {}, () => ({ status, headers: {}, body: Buffer.from('') }));
    assert.match(none.gives, new RegExp(`${status}`), 'nobody waits unless it is asked for');
  }
});

test('Compass does not wait for what cannot come: another answer, another commit of a digest, a registry that asks for a longer wait', async (context) => {
  const page: Fault = () => ({ status: 200, headers: {}, body: Buffer.from('<html>') });
  assert.match((await ask(context, 'label', { waitMs: 60_000 }, page)).gives, /something that is not a manifest/);
  const digest = await pushImage(registry, repository, 'of-older', labelled(older));
  const pinned = await ask(context, `of-older@${digest}`, { waitMs: 60_000 });
  assert.match(pinned.gives, /was built from/);
  const busy: Fault = () => ({ status: 429, headers: { 'retry-after': '120' }, body: Buffer.from('') });
  assert.match((await ask(context, 'label', { waitMs: 60_000 }, busy)).gives, /it asks clients to wait 120 s/);
});

test('a stopped run reports what it was waiting for, not that the request was cut off', async (context) => {
  await pushImage(registry, repository, 'stopped', labelled(older));
  const stop = new AbortController();
  let heads = 0;
  const fault: Fault = ({ method, real }) => {
    if (method === 'HEAD' && ++heads === 4) stop.abort('deadline');
    return real();
  };
  const { gives } = await ask(context, 'stopped', { waitMs: 60_000 }, fault, { signal: stop.signal });
  assert.match(gives, new RegExp(`was built from ${older}, but ${revision} is wanted`));
});

test('in a plan, an image that is not built yet is neither a failure nor waited for', async (context) => {
  await pushImage(registry, repository, 'planned', labelled(older));
  for (const [tag, more, why] of [
    ['planned', {}, /was built from/],
    ['planned', { waitMs: 60_000 }, /was built from/],
    ['to-come', {}, /there is no such tag/],
    ['to-come', { revision: '', waitMs: 60_000 }, /there is no such tag/],
  ] as const) {
    const { gives, run } = await ask(context, tag, more, open, { isPlan: true });
    assert.equal(gives, notBuilt);
    assert.equal(run.told.length, 1);
    assert.match(run.told[0] ?? '', why);
  }
  const digest = `sha256:${'a'.repeat(64)}`;
  const missing = await ask(context, 'nowhere', { digest }, open, { isPlan: true });
  assert.match(missing.gives, /could not be resolved/, 'an image of an earlier run has been built');
});

test('an image that is written in several ways is requested once', async (context) => {
  const digest = await pushImage(registry, `library/${repository}`, 'twice', labelled(revision));
  const proxy = await startFaultProxy(context, registry, open);
  const names = { 'registry-1.docker.io': proxy.host };
  const run = asking(context, { names, auths: { 'https://index.docker.io/v1/': { auth: inBase64(login) } } });
  const tag = `${repository}:twice`;
  const written = [tag, `library/${tag}`, `docker.io/${tag}`, `index.docker.io/library/${tag}`];
  assert.deepEqual(
    await run.together(...written),
    written.map(() => digest),
  );
  assert.deepEqual(proxy.seen, ['HEAD?', 'HEAD']);
});

test('a digest of an earlier run only has to exist', async (context) => {
  const digest = await pushImage(registry, repository, 'kept', labelled(older));
  await pushImage(registry, repository, 'kept', labelled(revision));
  const there = await ask(context, 'kept', { digest });
  assert.deepEqual([there.gives, there.seen], [digest, 'HEAD']);
  const lying: Fault = async ({ method, real }) => {
    const { etag: _, ...answer } = (await real()).headers;
    const other = { ...answer, 'docker-content-digest': `sha256:${'a'.repeat(64)}` };
    return { ...(await real()), headers: method === 'HEAD' ? other : answer };
  };
  const read = await ask(context, 'kept', { digest }, lying);
  assert.deepEqual([read.gives, read.seen], [digest, 'HEAD GET']);
  const swapped = await ask(context, 'kept', { digest: `sha256:${'b'.repeat(64)}` }, async ({ method, real }) => ({
    ...(await real()),
    status: 200,
    headers: { 'content-type': indexType },
    body: Buffer.from(method === 'GET' ? '{"schemaVersion":2,"manifests":[]}' : ''),
  }));
  assert.match(swapped.gives, /answered with content that does not match sha256:bbb/);
  const url = `http://${registry}/v2/${repository}/manifests/${digest}`;
  assert.equal((await fetch(url, { method: 'DELETE' })).status, 202);
  const gone = await ask(context, 'kept', { digest, waitMs: 60_000 });
  assert.match(
    gone.gives,
    new RegExp(`there is no such image as ${digest}, or it is not visible \\(404 MANIFEST_UNKNOWN`),
  );
  assert.equal(gone.seen, 'HEAD GET', 'what is gone does not come back');
});
