// `npm run demo`: what does Compass do on a real cluster? Runs the example stack's workflow three times, and shows the
// results. `npm run demo -- --keep` leaves the cluster up.
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Checkout, checkOut, editSpec, pushWith } from './act.ts';
import { readAudit, writesIn } from './audit.ts';
import { backgroundRig } from './background.ts';
import { type TimedChart, timeReport } from './critical-path.ts';
import { displayOn } from './display.ts';
import { pushImage } from './images.ts';
import { interrupted } from './interrupted.ts';
import { endMarked, markVariable } from './marked.ts';
import { backgroundFolder, environmentOf, type Rig, startRig } from './start.ts';
import { demoTools, type ToolName } from './tools.ts';

const keep = process.argv.includes('--keep');
const example = 'burrow';
const branch = 'develop';
const images = ['burrow', 'burrow-indexer', 'burrow-gateway', 'burrow-accounts', 'burrow-explorer'];
const mark = randomUUID();
const howToKeep = '\n`npm run demo -- --keep` leaves the cluster up, with a folder in which to try `compass`.';

process.exitCode = await demo().catch((problem: Error) => {
  console.error(interrupted.aborted ? 'Interrupted.' : problem.message);
  return 1;
});

async function demo(): Promise<number> {
  if (keep && backgroundRig() !== undefined) {
    throw new Error('A rig is up already. Stop it first: npm run rig down');
  }
  // Only people need `kubectl`, to try things by hand.
  const tools: readonly ToolName[] = keep ? [...demoTools, 'kubectl'] : demoTools;
  const rig = await startRig(displayOn(process.stdout), interrupted, tools, keep ? backgroundFolder : undefined);
  console.log('A Kubernetes cluster is up: API server, controllers, scheduler, one fake node.');
  const folder = keep ? join(backgroundFolder, 'demo') : mkdtempSync(join(tmpdir(), 'compass-demo-'));
  mkdirSync(folder, { recursive: true });
  const checkout = checkOut(example, branch, folder);
  try {
    const succeeded = (await pushThrice(rig, checkout)) && !interrupted.aborted;
    if (succeeded) console.log(keep ? whatToTry(rig, checkout) : howToKeep);
    return succeeded ? 0 : 1;
  } finally {
    await endMarked(mark);
    if (keep && !interrupted.aborted) {
      rig.detach();
    } else {
      await rig.stop();
      rmSync(folder, { recursive: true, force: true });
      console.log('The cluster is stopped; nothing is left running.');
    }
  }
}

async function pushThrice(rig: Rig, checkout: Checkout): Promise<boolean> {
  console.log(
    'Its pods are simulated: each becomes ready when its readiness probe would first run. Three pushes follow, each of which runs the workflow of the example.',
  );
  editSpec(checkout, 'ghcr.io/acme', `${rig.registry}/acme`);
  for (const image of images) await pushImage(rig.registry, `acme/${image}`, branch, `${image}, first build`);
  const first = await push('First push', rig, checkout);
  if (first.exitCode !== 0) return false;

  const second = await push('Second push, nothing changed', rig, checkout);
  if (second.exitCode !== 0) return false;

  editSpec(checkout, 'title: Accounts', 'title: Accounts of Burrow');
  await pushImage(rig.registry, 'acme/burrow-gateway', branch, 'second build');
  const third = await push('Third push, with one value edited and one image rebuilt under the same tag', rig, checkout);

  console.log('\nWhat happened, from the audit log of the API server and the `result` of each run:');
  for (const { title, requests, writes, charts, tookMs } of [first, second, third]) {
    const changed = charts.filter(({ outcome }) => outcome === 'deployed');
    console.log(
      `  ${title}: ${changed.length} of ${charts.length} charts deployed, ${counted(requests, 'request')}, ${counted(writes, 'write')}, in ${seconds(tookMs)}`,
    );
    for (const line of changed.length > 0 ? timeReport(charts.map(withoutIdleTime), tookMs) : [])
      console.log(`    ${line}`);
  }
  console.log(`
What you saw: nine charts installed in parallel, as far as their graph allows, a push that wrote nothing, and an upgrade of exactly the two charts whose inputs had changed: a value, and an image that was rebuilt under the same tag.
The whole configuration is in examples/${example}: compass.yaml and .github/workflows/deploy.yml.`);
  const upgraded = third.charts.filter(({ outcome }) => outcome === 'deployed').map(({ name }) => name);
  return third.exitCode === 0 && second.writes === 0 && upgraded.join() === 'gateway,accounts';
}

/** A chart that was not deployed took practically no time. */
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
      // Lines that the steps print; act's own lines are left out.
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

/** Written into the cluster's folder, so that it is removed with the cluster. */
function whatToTry(rig: Rig, { folder, repository }: Checkout): string {
  const compass = join(folder, 'bin', 'compass');
  mkdirSync(join(folder, 'bin'));
  writeFileSync(
    compass,
    `#!/bin/sh\nexec '${process.execPath}' '${join(import.meta.dirname, '..', 'src', 'cli.ts')}' "$@"\n`,
  );
  chmodSync(compass, 0o755);
  const settings = join(folder, 'env.sh');
  const path = [join(folder, 'bin'), ...rig.path].join(':');
  writeFileSync(settings, `export KUBECONFIG='${rig.kubeconfig}'\nexport PATH='${path}':"$PATH"\n`);
  return `
The cluster stays up. To try Compass on it from a terminal:
  cd '${repository}' && . '${settings}'
  compass plan                        # nothing would change: one request, nothing written
  sed -i 's/title: .*/title: Yours/' compass.yaml && compass deploy    # upgrades the one chart that uses the title
  helm history accounts --namespace burrow-staging                     # Helm's store is the only state
To stop it: npm run rig down`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
