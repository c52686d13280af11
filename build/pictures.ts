// `npm run pictures`: what do a plan's comment and a deployment's step summary look like on GitHub? Draws both for
// docs/pictures/. Both come from the example stack on the rig. Needs `chromium` on PATH.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitHubDouble } from '../__tests__/support/github/double.ts';
import { pullRequestEvent, repository } from '../__tests__/support/github/payloads.ts';
import { runStep } from '../__tests__/support/step.ts';
import { displayOn } from '../rig/display.ts';
import { pushImage } from '../rig/images.ts';
import { interrupted } from '../rig/interrupted.ts';
import { environmentOf, startRig } from '../rig/start.ts';
import { demoTools } from '../rig/tools.ts';
import { githubPage } from './github-page.ts';

const root = join(import.meta.dirname, '..');
const pictures = join(root, 'docs', 'pictures');
const images = ['burrow', 'burrow-indexer', 'burrow-gateway', 'burrow-accounts', 'burrow-explorer'];
const head = 'f3a91c07b2d84e5f96a0c1d2e3f4a5b6c7d8e9f0';

const rig = await startRig(displayOn(process.stdout), interrupted, demoTools);
const github = await GitHubDouble.start();
const work = mkdtempSync(join(tmpdir(), 'compass-pictures-'));
try {
  Object.assign(process.env, environmentOf(rig));
  const drawn = await makeTexts();
  mkdirSync(pictures, { recursive: true });
  for (const [name, markdown] of Object.entries(drawn)) {
    for (const [device, width] of [
      ['desktop', 920],
      ['phone', 390],
    ] as const) {
      draw(markdown, width, join(pictures, `${name}-${device}.png`));
    }
  }
  console.log(`Drawn: ${pictures}`);
} finally {
  github.stop();
  rmSync(work, { recursive: true });
  await rig.stop();
}

/** Name of each picture → Markdown. */
async function makeTexts(): Promise<Record<string, string>> {
  const workspace = join(work, 'burrow');
  cpSync(join(root, 'examples', 'burrow'), workspace, { recursive: true });
  const spec = join(workspace, 'compass.yaml');
  const edit = (...pairs: readonly (readonly [string, string])[]) => {
    const text = pairs.reduce((edited, [from, to]) => edited.replace(from, to), readFileSync(spec, 'utf8'));
    writeFileSync(spec, text);
  };
  edit(['ghcr.io/acme', `${rig.registry}/acme`]);
  for (const image of images) await pushImage(rig.registry, `acme/${image}`, 'develop', `${image}, first build`);
  // Readers see the usual host, not an address of this machine.
  const shown = (markdown: string) => markdown.replaceAll(rig.registry, 'ghcr.io');
  const deployed = await runStep({ workspace });
  edit(
    ['title: Accounts', 'title: Accounts of Burrow'],
    ['prometheus:v3.5.0', 'prometheus:v3.4.2'],
    ['validators: 1, replicas: 1, explorer: true', 'validators: 2, replicas: 1, explorer: false'],
  );
  await pushImage(rig.registry, 'acme/burrow-gateway', 'develop', 'second build');
  github.pulls.set(7, { headSha: head, headRepository: repository, base: 'develop' });
  const planned = await runStep({
    workspace,
    event: { name: 'pull_request', ref: 'refs/pull/7/merge', payload: pullRequestEvent(7, head, 'develop') },
    inputs: { 'github-token': 'a-token' },
    env: { GITHUB_API_URL: github.url },
  });
  if (deployed.exitCode !== 0 || planned.exitCode !== 0) throw new Error(`${deployed.text}\n${planned.text}`);
  return { plan: shown(github.comments[0]?.body ?? ''), deployment: shown(deployed.summary) };
}

function draw(markdown: string, width: number, file: string): void {
  const page = join(work, 'page.html');
  writeFileSync(page, githubPage(markdown));
  const chromium = (...given: string[]) =>
    execFileSync('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', ...given, page], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const [, height = '800'] = /data-height="(\d+)"/.exec(chromium(`--window-size=${width},800`, '--dump-dom')) ?? [];
  chromium(`--window-size=${width},${height}`, `--screenshot=${file}`);
}
