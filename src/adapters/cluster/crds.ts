// How are CRDs read, created and changed in a cluster?
import { setTimeout as sleep } from 'node:timers/promises';
import { failed, ok, type Result } from '../../model/failure.ts';
import { isEstablished } from '../../model/manifest.ts';
import { hintAtStop, stopReason } from '../../model/outcome.ts';
import type { Crds } from '../../ports/cluster.ts';
import { isObject, type JsonObject, objectAt, parseJson } from '../../text/json.ts';
import type { Connection } from './connection.ts';

const collection = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const accept = 'application/json';

/**
 * How many times, and how long, Compass waits for the cluster to serve a new CRD. It usually takes less than a second.
 */
const maxWaits = 300;
const waitMs = 100;

export function makeCrds(connection: Connection): Crds {
  const read = async (name: string, signal: AbortSignal): Promise<Result<JsonObject | undefined>> => {
    const what = `read the CRD \`${name}\``;
    const answer = await connection.send({ method: 'GET', path: `${collection}/${name}`, accept }, signal);
    if (!answer.ok) return answer;
    if (answer.value.status === 404) return ok(undefined);
    const found = answer.value.status === 200 ? parseJson(answer.value.body) : undefined;
    return isObject(found) ? ok(found) : failed(connection.explain(answer.value, what));
  };
  const awaitServed = async (name: string, signal: AbortSignal): Promise<Result<void>> => {
    for (let waits = 0; waits < maxWaits && !signal.aborted; waits += 1) {
      const made = await read(name, signal);
      if (!made.ok) {
        // An account may create CRDs and not read them.
        return made.failures.every(({ code }) => code === 'cluster-forbidden') ? ok(undefined) : made;
      }
      if (isEstablished(made.value)) return ok(undefined);
      await sleep(waitMs, undefined, { signal }).catch(() => {});
    }
    const stop = stopReason(signal);
    if (stop !== undefined) {
      const message = `The run was stopped while it waited for the cluster to serve the CRD \`${name}\`.`;
      return failed({ code: stop, message, hint: hintAtStop(stop) });
    }
    const message = `The cluster does not serve the CRD \`${name}\` after ${(maxWaits * waitMs) / 1_000} s.`;
    return failed({
      code: 'cluster-error',
      message,
      hint: `Look at its conditions: \`kubectl describe crd ${name}\`.`,
    });
  };
  return {
    read,
    awaitServed,
    async create(crd, signal) {
      const name = nameOf(crd);
      const body = JSON.stringify(crd);
      const answer = await connection.send({ method: 'POST', path: collection, accept, body }, signal);
      if (!answer.ok) return answer;
      // 409: another client has created it in the meantime.
      if (![201, 409].includes(answer.value.status)) {
        return failed(connection.explain(answer.value, `create the CRD \`${name}\``));
      }
      return awaitServed(name, signal);
    },
    async change(name, patch, signal) {
      const call = { method: 'PATCH', path: `${collection}/${name}`, accept, body: JSON.stringify(patch) } as const;
      const answer = await connection.send(call, signal);
      if (!answer.ok) return answer;
      if (answer.value.status === 409) return ok('moved');
      if (answer.value.status === 200) return ok('changed');
      return failed(connection.explain(answer.value, `change the CRD \`${name}\``));
    },
  };
}

function nameOf(crd: JsonObject): string {
  return String(objectAt(crd, 'metadata')['name'] ?? '');
}
