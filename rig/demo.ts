// `npm run demo`: the example stack's workflow, run three times on a real cluster, and what came of it.
// `npm run demo -- --keep` leaves the cluster up.
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { account, type TimedChart } from './account.ts';
import { type Checkout, checkOut, editSpec, pushWith } from './act.ts';
import { readAudit, writesIn } from './audit.ts';
import { pushImage } from './images.ts';
import { interrupted } from './interrupted.ts';
import { endMarked, markVariable } from './marked.ts';
import { standingRig } from './standing.ts';
import { environmentOf, type Rig, standingFolder, startRig } from './start.ts';

const keep = process.argv.includes('--keep');
const example = 'burrow';
const branch = 'develop';
const images = ['burrow', 'burrow-indexer', 'burrow-gateway', 'burrow-accounts', 'burrow-explorer'];
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
  console.log(
    `A Kubernetes cluster is up (${seconds(Date.now() - started)}): API server, controllers, scheduler, one fake node.`,
  );
  const checkout = checkOut(example, branch);
  try {
    const succeeded = (await pushThrice(rig, checkout)) && !interrupted.aborted;
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

async function pushThrice(rig: Rig, checkout: Checkout): Promise<boolean> {
  console.log(
    'Its pods are simulated: each is ready when its readiness probe would first be asked. Three pushes follow, each run by the workflow of the example.',
  );
  editSpec(checkout, 'ghcr.io/acme', `${rig.registry}/acme`);
  for (const image of images) await pushImage(rig.registry, `acme/${image}`, branch, `${image}, first build`);
  const first = await push('First push', rig, checkout);
  if (first.exitCode !== 0) return false;

  const second = await push('Second push, nothing changed', rig, checkout);
  if (second.exitCode !== 0) return false;

  editSpec(checkout, 'title: Accounts', 'title: Accounts of Burrow');
  await pushImage(rig.registry, 'acme/burrow-gateway', branch, 'second build');
  const third = await push('Third push, a value edited, and one image built again under its tag', rig, checkout);

  console.log('\nWhat happened, by the audit log of the API server and the `result` of each run:');
  for (const { title, requests, writes, charts, tookMs } of [first, second, third]) {
    const changed = charts.filter(({ outcome }) => outcome === 'deployed');
    console.log(
      `  ${title}: ${changed.length} of ${charts.length} charts deployed, ${counted(requests, 'request')}, ${counted(writes, 'write')}, in ${seconds(tookMs)}`,
    );
    for (const line of changed.length > 0 ? account(charts.map(withoutIdleTime), tookMs) : [])
      console.log(`    ${line}`);
  }
  console.log(`Where to look: examples/${example}/compass.yaml and its .github/workflows/deploy.yml.`);
  const upgraded = third.charts.filter(({ outcome }) => outcome === 'deployed').map(({ name }) => name);
  return third.exitCode === 0 && second.writes === 0 && upgraded.join() === 'gateway,accounts';
}

/** What was not deployed took no time to speak of. */
function withoutIdleTime<Timed extends TimedChart & { outcome: string }>(chart: Timed): Timed {
  return chart.outcome === 'deployed' ? chart : { ...chart, durationMs: 0 };
}

interface Result {
  readonly durationMs: number;
  readonly charts: readonly (TimedChart & { readonly outcome: string })[];
}

async function push(title: string, rig: Rig, checkout: Checkout) {
  console.log(`\n── ${title} ──`);
  const before = readAudit(rig.auditLog).length;
  const lines: string[] = [];
  const exitCode = await pushWith({
    checkout,
    branch,
    secrets: { KUBECONFIG: readFileSync(rig.kubeconfig, 'utf8') },
    env: { [markVariable]: mark, PATH: environmentOf(rig)['PATH'] ?? '' },
    onLine(line) {
      lines.push(line);
      // What the steps print; the rest is act's own.
      const [, printed] = /^\[[^\]]*\]\s+(?:\||❓) {1,2}(.*)/.exec(line) ?? [];
      if (printed !== undefined) console.log(printed.replace(/^::group::/, '▼ ').replace(/^::endgroup::$/, ''));
    },
    signal: interrupted,
  });
  if (exitCode !== 0) console.error(lines.join('\n'));
  const [, json = '{"durationMs":0,"charts":[]}'] = /set-output:: result=(.*)/.exec(lines.join('\n')) ?? [];
  const { charts, durationMs } = JSON.parse(json) as Result;
  const entries = readAudit(rig.auditLog).slice(before);
  return { title, exitCode, requests: entries.length, writes: writesIn(entries).length, charts, tookMs: durationMs };
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

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
