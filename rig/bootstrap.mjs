// How does a fresh clone get to the point where TypeScript runs? This file says what the command will do and how long that takes, installs the locked dependencies if they are missing, then hands over to the project's own Node 24. Plain JavaScript without dependencies, for Node 20 and later.
// Usage: node rig/bootstrap.mjs SCRIPT.ts [ARGUMENT …]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
// Imported as a whole: older versions of Node lack some of its functions, and must still get as far as the message that they are too old.
import os from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [script, ...scriptArguments] = process.argv.slice(2);

requireNode20();
announceWork();
installDependencies();
handOver(findNode24());

function requireNode20() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) stop(`Node ${process.versions.node} is too old: this project needs Node 20 or later.`);
}

/** For the two commands that take long. The times were measured by `npm run times`. */
function announceWork() {
  const usual = JSON.parse(readFileSync(join(root, 'rig', 'usual-times.json'), 'utf8'));
  const cores = os.availableParallelism();
  const about = (ms) => {
    const seconds = Math.ceil((ms * usual.cores) / cores / 10_000) * 10;
    return seconds < 120 ? `about ${seconds} s` : `about ${Math.round(seconds / 60)} min`;
  };
  const work = {
    'rig/demo.ts': `starts a Kubernetes cluster and pushes an example to it three times (${about(usual.demoMs)})`,
    'rig/test.ts': `starts a Kubernetes cluster and runs the tests on it (${about(usual.testMs)})`,
  }[script];
  if (work === undefined) return;
  const cache = join(process.env.XDG_CACHE_HOME || join(os.homedir(), '.cache'), 'compass-rig');
  const before = existsSync(cache)
    ? ''
    : ` The first time on this machine, it also downloads the programs that it needs, or builds them if their official releases cannot be reached (${about(usual.buildMs)} on ${cores} cores).`;
  console.log(`This ${work}.${before}`);
}

function installDependencies() {
  if (isInstalled()) return;
  console.log('Installing the dependencies in package-lock.json …');
  const started = Date.now();
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (npm.error) stop(`npm could not be started (${npm.error.message}): install npm, which comes with Node.`);
  if (npm.status !== 0) stop('`npm ci` failed: see its message above.');
  console.log(`Dependencies installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** True if node_modules contains what package-lock.json lists. Packages for other platforms may be missing. */
function isInstalled() {
  const installedLock = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(installedLock);
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    if (installed[path] === undefined) return entry.optional === true;
    return installed[path].integrity === entry.integrity;
  });
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

/** Path of a Node 24 or later: the locked package on Linux, else the Node that runs this file. */
function findNode24() {
  const locked = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(locked)) return locked;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return stop(
    `This is Node ${process.versions.node}, and the dependencies have no Node 24 for ${process.platform}-${process.arch}: install Node 24.`,
  );
}

function handOver(node) {
  // The locked Node goes first on PATH, so that whatever starts `node` (act, npm) starts the same one.
  const env = { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}` };
  const child = spawn(node, [join(root, script), ...scriptArguments], { cwd: root, stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + os.constants.signals[signal]);
  });
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
