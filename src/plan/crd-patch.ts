// Which patch turns the cluster's CRD into a chart's?
import { type JsonObject, objectAt } from '../text/json.ts';
import { isContained } from './crd-age.ts';

/** A merge patch, so that what others have added stays; undefined if there is nothing to change. */
export function patchFor(wanted: JsonObject, current: JsonObject): JsonObject | undefined {
  const metadata = { labels: metadataTexts(wanted, 'labels'), annotations: metadataTexts(wanted, 'annotations') };
  const spec = specFor(wanted, current);
  const now = { labels: metadataTexts(current, 'labels'), annotations: metadataTexts(current, 'annotations') };
  if (isContained({ metadata, spec }, { metadata: now, spec: current['spec'] ?? {} })) return undefined;
  const { resourceVersion = '' } = objectAt(current, 'metadata');
  // With it, the API server rejects the patch if the CRD has changed since it was read.
  return { metadata: { ...metadata, resourceVersion }, spec };
}

function specFor(wanted: JsonObject, current: JsonObject): JsonObject {
  const spec = objectAt(wanted, 'spec');
  const conversion = objectAt(spec, 'conversion');
  if (conversion['strategy'] === undefined) return spec;
  if (conversion['strategy'] === 'None') return { ...spec, conversion: { strategy: 'None', webhook: null } };
  const { caBundle: now } = clientIn(objectAt(current, 'spec', 'conversion'));
  if (!now) return spec;
  // The cluster has the CA of the webhook, which some controller put there; charts have a placeholder in its place.
  const { caBundle: _, ...client } = clientIn(conversion);
  return {
    ...spec,
    conversion: { ...conversion, webhook: { ...objectAt(conversion, 'webhook'), clientConfig: client } },
  };
}

function clientIn(conversion: JsonObject): JsonObject {
  return objectAt(conversion, 'webhook', 'clientConfig');
}

function metadataTexts(crd: JsonObject, key: string): JsonObject {
  const entries = Object.entries(objectAt(crd, 'metadata', key));
  return Object.fromEntries(entries.filter(([, text]) => typeof text === 'string'));
}
