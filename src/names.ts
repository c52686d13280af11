// The identifiers of the domain. Each is a branded text that only its parser makes, so that an unchecked one
// cannot reach Helm, the cluster or a label.

type Branded<Brand extends string> = string & { readonly __brand: Brand };

export type StackName = Branded<'StackName'>;
export type EnvironmentName = Branded<'EnvironmentName'>;
export type ChartName = Branded<'ChartName'>;
export type ReleaseName = Branded<'ReleaseName'>;
export type Namespace = Branded<'Namespace'>;

/** Longest text of each kind, in characters. Helm adds to a release's name; the others are used as label values. */
export const longest = { stack: 63, environment: 40, chart: 63, release: 53, namespace: 63 } as const;

/** A DNS label (RFC 1123), whatever its length. */
export const dnsLabel = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

function isDnsLabel(text: string, limit: number): boolean {
  return text.length <= limit && dnsLabel.test(text);
}

export const isStackName = (text: string): text is StackName => isDnsLabel(text, longest.stack);
export const isEnvironmentName = (text: string): text is EnvironmentName => isDnsLabel(text, longest.environment);
export const isChartName = (text: string): text is ChartName => isDnsLabel(text, longest.chart);
export const isReleaseName = (text: string): text is ReleaseName => isDnsLabel(text, longest.release);
export const isNamespace = (text: string): text is Namespace => isDnsLabel(text, longest.namespace);
