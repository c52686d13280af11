// How long does a whole step take to plan 50 charts on a real cluster, if none of them has changed, and if all of
// them have?
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { displayOn } from '../rig/display.ts';
import { interrupted } from '../rig/interrupted.ts';
import { environmentOf, startRig } from '../rig/start.ts';
import { demoTools } from '../rig/tools.ts';

const charts = 50;
const atOnce = 10;
const names = Array.from({ length: charts }, (_, index) => `service-${index}`);
const dist = join(import.meta.dirname, '..', 'dist', 'index.js');
const exec = promisify(execFile);

type Environment = Readonly<Record<string, string | undefined>>;

/** `isChanged`: the values of every chart differ from the deployed ones. */
export const plan = (isChanged: boolean) => ({
  name: `plan of ${charts} charts, ${isChanged ? 'all' : 'none'} changed`,
  prepare: () => prepare(isChanged),
  run: (folder: string) => step(folder, 'plan'),
});

async function prepare(isChanged: boolean) {
  const rig = await startRig(displayOn(process.stdout), interrupted, demoTools);
  const folder = mkdtempSync(join(tmpdir(), 'compass-plan-'));
  const env = { ...process.env, ...environmentOf(rig) };
  writeFileSync(join(folder, 'env.json'), JSON.stringify(env));
  writeStack(folder, 'deployed');
  await step(folder, 'deploy');
  if (isChanged) writeStack(folder, 'changed');
  return {
    folder,
    check() {
      const output = readFileSync(join(folder, 'output'), 'utf8');
      const count = output.split(`"outcome":"${isChanged ? 'upgrade' : 'unchanged'}"`).length - 1;
      if (count !== charts) throw new Error(`only ${count} of ${charts} charts are planned as expected`);
    },
    others: () => others(folder, env),
    async stop() {
      rmSync(folder, { recursive: true });
      await rig.stop();
    },
  };
}

/** Runs the step as the runner does. */
async function step(folder: string, command: string): Promise<void> {
  const files = Object.fromEntries(
    ['output', 'state', 'summary'].map((name) => [`GITHUB_${name.toUpperCase()}`, join(folder, name)]),
  );
  for (const file of Object.values(files)) writeFileSync(file, '');
  const env = JSON.parse(readFileSync(join(folder, 'env.json'), 'utf8')) as Environment;
  const about = { GITHUB_WORKSPACE: folder, GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/develop' };
  const given = { INPUT_COMMAND: command, GITHUB_STEP_SUMMARY: files['GITHUB_SUMMARY'] };
  const options = { env: { ...env, ...about, ...files, ...given }, maxBuffer: 256 * 1024 * 1024 };
  await exec(process.execPath, [dist], options);
}

/** `word`: a value of every chart. */
function writeStack(folder: string, word: string): void {
  mkdirSync(join(folder, 'chart', 'templates'), { recursive: true });
  writeFileSync(join(folder, 'chart', 'Chart.yaml'), 'apiVersion: v2\nname: service\nversion: 1.0.0\n');
  writeFileSync(join(folder, 'chart', 'templates', 'service.yaml'), template);
  const entries = names.map((name) => `  ${name}: { chart: ./chart, wait: false, values: { word: ${word} } }`);
  const spec = ['version: 1', 'stack: bench', 'environments: { bench: { branches: develop, namespace: bench } }'];
  writeFileSync(join(folder, 'compass.yaml'), [...spec, 'charts:', ...entries, ''].join('\n'));
  const releases = names.map(
    (name) => `  - { name: ${name}, namespace: bench, chart: ./chart, values: [values.yaml] }`,
  );
  writeFileSync(join(folder, 'values.yaml'), `word: ${word}\n`);
  writeFileSync(join(folder, 'helmfile.yaml'), ['releases:', ...releases, ''].join('\n'));
}

/**
 * The time for the same with Helm alone, ten charts at once; and with helmfile and helm-diff, if HELMFILE is the path
 * of the helmfile binary.
 */
async function others(folder: string, env: Environment): Promise<Record<string, number | string>> {
  const byHand = `printf '%s\\n' ${names.join(' ')} | xargs -P${atOnce} -I{} sh -c 'helm get manifest {} -n bench > {}.old && helm template {} chart -n bench -f values.yaml > {}.new; diff -u {}.old {}.new' > by-hand.diff; true`;
  const helmfile = process.env['HELMFILE'];
  return {
    [`helm get, template, diff; ${atOnce} at once`]: await timed('sh', ['-c', byHand], folder, env),
    'helmfile diff':
      helmfile === undefined
        ? 'HELMFILE is not set'
        : await timed(helmfile, ['diff', '--suppress-secrets'], folder, env),
  };
}

async function timed(program: string, given: readonly string[], cwd: string, env: Environment): Promise<number> {
  const started = performance.now();
  await exec(program, given, { cwd, env, maxBuffer: 256 * 1024 * 1024 });
  return Math.round(performance.now() - started);
}

/** Five objects, as many charts have. */
const template = `apiVersion: v1
kind: ServiceAccount
metadata: { name: {{ .Release.Name }} }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }} }
data: { word: {{ .Values.word }} }
---
apiVersion: v1
kind: Secret
metadata: { name: {{ .Release.Name }} }
stringData: { word: {{ .Values.word }} }
---
apiVersion: v1
kind: Service
metadata: { name: {{ .Release.Name }} }
spec: { selector: { app: {{ .Release.Name }} }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }} }
spec:
  selector: { matchLabels: { app: {{ .Release.Name }} } }
  template:
    metadata: { labels: { app: {{ .Release.Name }} }, annotations: { word: {{ .Values.word }} } }
    spec: { containers: [{ name: main, image: example.com/main:1 }] }
`;
