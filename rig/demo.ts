// `npm run demo`: the example's workflow, run twice on a real cluster, and what came of it.
// `npm run demo -- --keep` leaves the cluster up.
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { type Checkout, checkOut, pushWith } from './act.ts';
import { readAudit, writesIn } from './audit.ts';
import { interrupted } from './interrupted.ts';
import { endMarked, markVariable } from './marked.ts';
import { standingRig } from './standing.ts';
import { environmentOf, type Rig, standingFolder, startRig } from './start.ts';

const keep = process.argv.includes('--keep');
const example = 'hello';
const branch = 'develop';
const mark = randomUUID();

process.exitCode = await demo().catch((problem: Error) => {
  console.error(interrupted.aborted ? 'Interrupted.' : problem.message);
  return 1;
});

async function demo(): Promise<number> {
  if (keep && standingRig() !== undefined) {
    throw new Error('A rig is up already. Stop it first: npm run rig down');
  }
  const started = Date.now();
  const rig = await startRig(console.log, interrupted, keep ? standingFolder : undefined);
  console.log(`A Kubernetes cluster is up (${seconds(started)}): API server, controllers, scheduler, one fake node.`);
  const checkout = checkOut(example, branch);
  try {
    const succeeded = (await pushTwice(rig, checkout)) && !interrupted.aborted;
    if (succeeded && keep) explainKept(rig);
    return succeeded ? 0 : 1;
  } finally {
    await endMarked(mark);
    rmSync(checkout.folder, { recursive: true, force: true });
    if (keep && !interrupted.aborted) rig.leave();
    else await rig.stop();
    console.log(keep ? '' : 'The cluster is stopped; nothing is left running.');
  }
}

async function pushTwice(rig: Rig, checkout: Checkout): Promise<boolean> {
  const first = await push('First push', rig, checkout);
  if (first.exitCode !== 0) return false;
  const second = await push('Second push, nothing changed', rig, checkout);
  console.log('');
  console.log('What happened, by the audit log of the API server:');
  for (const { title, requests, writes, took } of [first, second]) {
    console.log(`  ${title}: ${requests} requests, ${writes} of them writes, in ${took}`);
  }
  console.log(`Where to look: examples/${example}/compass.yaml and its .github/workflows/deploy.yml.`);
  return second.exitCode === 0 && second.writes === 0;
}

async function push(title: string, rig: Rig, checkout: Checkout) {
  console.log(`\n── ${title} to ${branch} ──`);
  const before = readAudit(rig.auditLog).length;
  const started = Date.now();
  const exitCode = await pushWith({
    checkout,
    branch,
    secrets: { KUBECONFIG: readFileSync(rig.kubeconfig, 'utf8') },
    env: { [markVariable]: mark, PATH: environmentOf(rig)['PATH'] ?? '' },
    onLine: (line) => {
      if (!line.startsWith('time=')) console.log(line);
    },
    signal: interrupted,
  });
  const entries = readAudit(rig.auditLog).slice(before);
  return { title, exitCode, requests: entries.length, writes: writesIn(entries).length, took: seconds(started) };
}

function explainKept(rig: Rig): void {
  console.log('');
  console.log('The cluster stays up. To use it:');
  console.log(`  export KUBECONFIG='${rig.kubeconfig}'`);
  console.log(`  export PATH='${rig.path.join(':')}':"$PATH"`);
  console.log('  helm list --all-namespaces');
  console.log('  kubectl get pods --all-namespaces');
  console.log('To stop it: npm run rig down');
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
