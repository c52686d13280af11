// Which digest does a version of a chart in a registry have, and what is its archive?

import type { Failure, Result } from '../../model/failure.ts';
import { failed, ok } from '../../model/failure.ts';
import type { ChartContent, Login, RegistryAccess } from '../../ports/ports.ts';
import { isDigest } from '../../text/image.ts';
import { isObject, parseJson } from '../../text/json.ts';
import { sha256 } from '../../text/sha256.ts';
import { chooseVersion, isExactVersion, isVersionOrRange, parseWanted } from '../../text/versions.ts';
import { basicOf } from '../http/basic-auth.ts';
import type { RegistryClient, RepositoryReference } from '../registry/client.ts';
import { openRegistries, type RegistryDeps } from '../registry/clients.ts';
import type { Refusal } from '../registry/exchange.ts';
import type { RegistryLogin } from '../registry/login.ts';
import type { ChartCache } from './cache.ts';
import {
  badVersion,
  type ChartProblem,
  chartUnresolved,
  digestMismatch,
  type Found,
  noMatchingVersion,
  unreachableHint,
} from './unresolved.ts';

const chartLayer = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
const maxPages = 100;
const noListHint = 'Check that it is a registry for charts, and that no proxy answers in its place.';
const exactHint = 'Set `version` to an exact version instead of a range.';
const registryHint = 'Check that the chart was pushed to this registry, and log in to it in an earlier step.';

export interface ChartRegistry {
  /** `version`: as written. */
  resolve(reference: string, version: string | undefined): Promise<Result<ChartContent>>;
  /** The bytes of the archive. The digest is that of the manifest or of the archive itself. */
  archive(reference: string, content: ChartContent): Promise<Result<Buffer>>;
}

export function openChartRegistry(
  deps: RegistryDeps,
  logins: readonly Login[],
  cache: ChartCache,
  access: RegistryAccess,
): ChartRegistry {
  const registries = openRegistries(deps, access);
  const clientOf = (reference: string): RegistryClient =>
    registries.clientOf(parseReference(reference), registryLoginFor(reference, logins, deps));
  return {
    async resolve(reference, version) {
      const failure = (problem: ChartProblem): Failure => chartUnresolved(`oci://${reference}`, version, problem);
      const wanted = parseWanted(version);
      if (wanted === undefined) return failed(failure(badVersion));
      const { text, pin } = wanted;
      if (pin !== undefined) return ok({ digest: pin, ...(text !== undefined && { version: text }) });
      if (text !== undefined && !isVersionOrRange(text)) return failed(failure(badVersion));
      const found = await resolveVersion(clientOf(reference), text);
      return 'value' in found ? ok(found.value) : failed(failure(found.problem));
    },
    async archive(reference, { digest, version }) {
      const cached = cache.archive(digest);
      if (cached !== undefined) return ok(cached);
      const got = await download(clientOf(reference), digest, cache);
      return 'value' in got ? ok(got.value) : failed(chartUnresolved(`oci://${reference}`, version, got.problem));
    },
  };
}

function parseReference(reference: string): RepositoryReference {
  const slash = reference.indexOf('/');
  const host = reference.slice(0, slash);
  // The name that credentials and image references use.
  const registry = /^(registry-1|index)\.docker\.io$/.test(host) ? 'docker.io' : host;
  return { registry, repository: reference.slice(slash + 1) };
}

/** The login of the spec whose URL is the longest prefix of the reference. */
function registryLoginFor(
  reference: string,
  logins: readonly Login[],
  { redactor }: RegistryDeps,
): RegistryLogin | undefined {
  const placeOf = ({ url }: Login) => `${url.replace(/^(oci|https?):\/\//, '').replace(/\/+$/, '')}/`;
  const fitting = logins.filter((login) => `${reference}/`.startsWith(placeOf(login)));
  const [login] = fitting.toSorted((a, b) => placeOf(b).length - placeOf(a).length);
  return (
    login && {
      kind: 'basic',
      secret: basicOf(login.username, login.password, redactor),
      source: 'the credentials of the spec',
    }
  );
}

async function resolveVersion(client: RegistryClient, text: string | undefined): Promise<Found<ChartContent>> {
  if (text !== undefined && isExactVersion(text)) {
    const head = await digestOfTag(client, text);
    if (!('status' in head) || head.status !== 404) return toContent(head, text);
    const versions = await listVersions(client);
    // If the list could not be read or is empty, the registry's own refusal is all that is known.
    if ('value' in versions && versions.value.length > 0) return { problem: noMatchingVersion(text, versions.value) };
    return toContent(head, text);
  }
  const versions = await listVersions(client);
  if ('problem' in versions) return versions;
  const version = chooseVersion(text, versions.value);
  if (version === undefined) return { problem: noMatchingVersion(text, versions.value) };
  return toContent(await digestOfTag(client, version), version);
}

/** Tags cannot contain `+`; Helm replaces it with `_`. */
function digestOfTag(client: RegistryClient, version: string): Promise<{ digest: string } | Refusal> {
  return client.digestOf(version.replaceAll('+', '_'), 'version');
}

function problemOf(refusal: Refusal): ChartProblem {
  return { hint: refusal.isUnreachable ? unreachableHint : registryHint, ...refusal };
}

function toContent(found: { digest: string } | Refusal, version: string): Found<ChartContent> {
  if ('reason' in found) return { problem: problemOf(found) };
  return { value: { digest: found.digest.slice('sha256:'.length), version } };
}

/** All tags, with `_` replaced by `+`. Not all of them need to be versions. */
async function listVersions(client: RegistryClient): Promise<Found<string[]>> {
  const start = client.urlOf('tags/list');
  const versions: string[] = [];
  let url: URL | undefined = start;
  for (let pages = 0; url !== undefined; pages += 1) {
    if (pages === maxPages)
      return {
        problem: {
          reason: `the list of its tags has more than ${maxPages} pages`,
          hint: exactHint,
        },
      };
    const answer = await client.page(url);
    if ('reason' in answer) return { problem: problemOf(answer) };
    if (answer.status !== 200) return { problem: problemOf(await client.refusal(answer, 'chart')) };
    const list = parseJson(answer.body);
    // For a repository without tags, some registries return null.
    const tags = isObject(list) && 'tags' in list ? (list['tags'] ?? []) : undefined;
    if (!Array.isArray(tags)) {
      return {
        problem: { reason: `${start.host} answered with something that is not a list of tags`, hint: noListHint },
      };
    }
    for (const tag of tags) if (typeof tag === 'string') versions.push(tag.replaceAll('_', '+'));
    const next = nextPage(answer.headers['link'] ?? '', url);
    // `whyNotFollow` checks redirects only: this link could lead to an address that only the runner can reach.
    if (next !== undefined && next.origin !== start.origin) {
      return {
        problem: { reason: `the list of its tags at ${start.host} continues on another server`, hint: exactHint },
      };
    }
    url = next;
  }
  return { value: versions };
}

/** RFC 8288. */
function nextPage(link: string, from: URL): URL | undefined {
  const [, target = ''] = /<([^>]*)>[^,]*;\s*rel="?next"?/i.exec(link) ?? [];
  if (target === '' || !URL.canParse(target, from.href)) return undefined;
  return new URL(target, from);
}

/** `digest`: of the manifest, or of the archive itself. */
async function download(client: RegistryClient, digest: string, cache: ChartCache): Promise<Found<Buffer>> {
  const manifest = await client.askForManifest('GET', `sha256:${digest}`);
  if ('reason' in manifest) return { problem: problemOf(manifest) };
  if (manifest.status === 404) return downloadBlob(client, digest, cache);
  if (manifest.status !== 200) {
    return { problem: problemOf(await client.refusal(manifest, 'version')) };
  }
  const actual = sha256(manifest.bytes);
  if (actual !== digest) return { problem: digestMismatch('its manifest', actual, digest) };
  const layer = chartLayerDigest(manifest.body);
  if (layer !== undefined) return downloadBlob(client, layer, cache);
  const reason = 'its manifest has no layer that holds a chart';
  return { problem: { reason, hint: 'Check that it is a chart, pushed by `helm push`, and not an image.' } };
}

/** The sha256 of the chart's archive, in hex; undefined if the manifest is not one of a chart. */
function chartLayerDigest(manifest: string): string | undefined {
  const data = parseJson(manifest);
  const layers: unknown[] = isObject(data) && Array.isArray(data['layers']) ? data['layers'] : [];
  const layer = layers.find((one) => isObject(one) && one['mediaType'] === chartLayer);
  const digest = isObject(layer) ? layer['digest'] : undefined;
  return typeof digest === 'string' && isDigest(digest) ? digest.slice('sha256:'.length) : undefined;
}

async function downloadBlob(client: RegistryClient, digest: string, cache: ChartCache): Promise<Found<Buffer>> {
  const cached = cache.archive(digest);
  if (cached !== undefined) return { value: cached };
  const blob = await client.blob(`sha256:${digest}`);
  if ('reason' in blob) return { problem: problemOf(blob) };
  if (blob.status !== 200) return { problem: problemOf(await client.refusal(blob, 'archive')) };
  const actual = sha256(blob.bytes);
  if (actual !== digest) return { problem: digestMismatch('its archive', actual, digest) };
  cache.keepArchive(digest, blob.bytes);
  return { value: blob.bytes };
}
