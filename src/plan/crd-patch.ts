// Which patch turns the cluster's CRD into a chart's?
import { isObject, type Json, type JsonObject } from '../text/json.ts';
import { isContained } from './crd-age.ts';

/** A merge patch, so that additions of others stay; undefined if there is nothing to change. */
export function patchFor(wanted: JsonObject, current: JsonObject): JsonObject | undefined {
  const metadata = { labels: metadataTexts(wanted, 'labels'), annotations: metadataTexts(wanted, 'annotations') };
  const spec = specFor(wanted, current);
  const now = { labels: metadataTexts(current, 'labels'), annotations: metadataTexts(current, 'annotations') };
  if (isContained({ metadata, spec }, { metadata: now, spec: current['spec'] ?? {} })) return undefined;
  const { resourceVersion = '' } = mapIn(current, 'metadata');
  // With it, the API server rejects the patch if the CRD has changed since it was read.
  return { metadata: { ...metadata, resourceVersion }, spec };
}

function specFor(wanted: JsonObject, current: JsonObject): JsonObject {
  const spec = mapIn(wanted, 'spec');
  const conversion = mapIn(spec, 'conversion');
  if (conversion['strategy'] === undefined) return spec;
  if (conversion['strategy'] === 'None') return { ...spec, conversion: { strategy: 'None', webhook: null } };
  const { caBundle: now } = clientIn(mapIn(mapIn(current, 'spec'), 'conversion'));
  if (!now) return spec;
  // The cluster has the CA of the webhook, which some controller put there; charts have a placeholder in its place.
  const { caBundle: _, ...client } = clientIn(conversion);
  return { ...spec, conversion: { ...conversion, webhook: { ...mapIn(conversion, 'webhook'), clientConfig: client } } };
}

function clientIn(conversion: JsonObject): JsonObject {
  return mapIn(mapIn(conversion, 'webhook'), 'clientConfig');
}

function metadataTexts(crd: JsonObject, key: string): JsonObject {
  const entries = Object.entries(mapIn(mapIn(crd, 'metadata'), key));
  return Object.fromEntries(entries.filter(([, text]) => typeof text === 'string'));
}

function mapIn(around: JsonObject, key: string): JsonObject {
  const inner: Json | undefined = around[key];
  return isObject(inner) ? (inner as JsonObject) : {};
}
