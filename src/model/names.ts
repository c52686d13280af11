// Which strings are identifiers of the domain? Each is a branded string: spec/normalise.ts and render/names.ts brand it
// once it has been checked, so that an unchecked string cannot reach Helm, the cluster or a label.

type Branded<Brand extends string> = string & { readonly __brand: Brand };

export type StackName = Branded<'StackName'>;
export type EnvironmentName = Branded<'EnvironmentName'>;
export type ChartName = Branded<'ChartName'>;
export type ReleaseName = Branded<'ReleaseName'>;
export type Namespace = Branded<'Namespace'>;

/**
 * Longest text of each kind, in characters. Charts append suffixes to a release's name; the others are used as label
 * values.
 */
export const longest = { stack: 63, environment: 40, chart: 63, release: 53, namespace: 63 } as const;

/** A DNS label (RFC 1123), whatever its length. */
export const dnsLabel = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

export const isNamespace = (text: string): text is Namespace => isLabel(text, longest.namespace);
export const isReleaseName = (text: string): text is ReleaseName => isLabel(text, longest.release);

function isLabel(text: string, maxCharacters: number): boolean {
  return dnsLabel.test(text) && text.length <= maxCharacters;
}

/** A chart's key may be too long for a release name. That does not matter for a chart that is not deployed. */
export function releaseNameOf(chart: ChartName): ReleaseName {
  const text: string = chart;
  return text as ReleaseName;
}
