// Which namespaces would be created, and which charts would not find theirs?

import { withDependencies } from '../model/dependencies.ts';
import type { ObjectChange } from '../model/preview.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';

export interface PlannedNamespaces {
  /** Names of namespaces that would be created with a release. */
  readonly created: readonly string[];
  /** Names of charts whose namespace does not exist and is not created before them. */
  readonly lost: ReadonlySet<string>;
  /** Names of charts whose namespace is being deleted. */
  readonly terminating: ReadonlySet<string>;
}

/** `changing`: in the spec's order. Namespaces that the account may not read count as existing. */
export async function planNamespaces(
  changing: readonly PlannedChart[],
  objectsOf: (chart: PlannedChart) => readonly ObjectChange[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<PlannedNamespaces> {
  const installed = changing.filter(({ decision }) => decision.action === 'install');
  const names = [...new Set(installed.map(({ namespace }) => namespace))];
  const found = await Promise.all(names.map((name) => cluster.namespaceState(name, signal)));
  const stateOf = (index: number) => (found[index]?.ok ? found[index].value : 'active');
  const missing = new Set(names.filter((_, index) => stateOf(index) === undefined));
  const terminating = new Set(names.filter((_, index) => stateOf(index) === 'terminating'));
  const isCreatedBefore = ({ name, namespace, settings }: PlannedChart) => {
    const before = withDependencies([name], changing);
    return (
      settings.createNamespace ||
      changing.some(
        (other) =>
          other.name !== name &&
          before.has(other.name) &&
          ((other.settings.createNamespace && other.namespace === namespace) ||
            objectsOf(other).some((object) => object.kind === 'Namespace' && object.name === namespace)),
      )
    );
  };
  const lacking = installed.filter(({ namespace }) => missing.has(namespace));
  return {
    created: [...new Set(lacking.filter(({ settings }) => settings.createNamespace).map(({ namespace }) => namespace))],
    terminating: new Set(installed.filter(({ namespace }) => terminating.has(namespace)).map(({ name }) => name)),
    lost: new Set(lacking.filter((chart) => !isCreatedBefore(chart)).map(({ name }) => name)),
  };
}
