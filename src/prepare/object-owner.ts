// To which release does an object in the cluster belong? Helm notes it in annotations.
import type { LiveObject } from '../ports/cluster.ts';

export interface ObjectOwner {
  readonly release: string;
  readonly namespace: string;
}

const releaseAnnotation = 'meta.helm.sh/release-name';
const namespaceAnnotation = 'meta.helm.sh/release-namespace';

/** Undefined if it belongs to no release. */
export function ownerOfObject({ annotations }: Pick<LiveObject, 'annotations'>): ObjectOwner | undefined {
  const [release, namespace] = [annotations[releaseAnnotation], annotations[namespaceAnnotation]];
  return release === undefined || namespace === undefined ? undefined : { release, namespace };
}

/** Makes a release the owner of an object. */
export function annotationsOfOwner({ release, namespace }: ObjectOwner): Record<string, string> {
  return { [releaseAnnotation]: release, [namespaceAnnotation]: namespace };
}
