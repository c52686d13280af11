// How does Compass talk to the GitHub runner: its log, its command files, and the variables that describe the run?

import type { EventContext, RunContext } from '../../model/context.ts';
import type { Redactor } from '../../model/secret.ts';
import type { Disk, Variables } from '../../ports/machine.ts';
import type { Console, Random } from '../../ports/ports.ts';
import { parseJson } from '../../text/json.ts';
import type { Place } from '../../text/place.ts';
import { escapeData, escapeProperty, sanitisedLines } from '../console/sanitise.ts';

/** GitHub shows at most this many of each level for a step (actions/runner: ExecutionContext.cs). */
const maxAnnotations = 10;
/** In UTF-16 units. Cut only after all secrets have been replaced. */
const longestAnnotation = 4_000;

/** `write` gets whole lines. Everything is written through it, so that lines of parallel charts never mix. */
export function makeRunnerConsole(write: (text: string) => void, redactor: Redactor): Console {
  const command = (name: string, data: string, properties: Record<string, string | number> = {}) => {
    const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
    write(`::${name}${written.length > 0 ? ` ${written.join(',')}` : ''}::${escapeData(data)}\n`);
  };
  const shown = { error: 0, warning: 0, notice: 0 };
  // Filtered twice: sanitising may remove what separated the pieces of a secret.
  const clean = (text: string) => sanitisedLines(redactor.filter(text)).map((line) => redactor.filter(line));
  return {
    line: (text) => write(`${clean(text).join('\n')}\n`),
    openGroup: (title) => command('group', clean(title).join(' ')),
    closeGroup: () => command('endgroup', ''),
    // The runner's log cannot be redrawn.
    status() {},
    annotate(level, title, text, at) {
      shown[level] += 1;
      if (shown[level] > maxAnnotations) {
        if (shown[level] === maxAnnotations + 1)
          write(`GitHub shows only ${maxAnnotations} annotations of each level; the others are only in this log.\n`);
        return;
      }
      const place = at ? placeProperties(at) : {};
      command(level, clean(text).join('\n').slice(0, longestAnnotation), { title: clean(title).join(' '), ...place });
    },
  };
}

function placeProperties(at: Place): Record<string, string | number> {
  return { file: at.file, line: at.line, col: at.column };
}

/** Sets outputs of the step. A random delimiter keeps a value from ending itself and starting another output. */
export function writeOutputs(
  disk: Disk,
  env: Variables,
  random: Random,
  redactor: Redactor,
  outputs: Readonly<Record<string, string>>,
): void {
  const filtered = Object.entries(outputs).map(([name, value]) => [name, filterOutput(value, redactor)]);
  appendPairs(disk, env['GITHUB_OUTPUT'], random, Object.fromEntries(filtered));
}

/** In JSON, only the strings are filtered, so that the JSON stays valid. */
export function filterOutput(text: string, redactor: Redactor): string {
  const data = /^[[{]/.test(text) ? parseJson(text) : undefined;
  if (data === undefined) return redactor.filter(text);
  return JSON.stringify(data, (_key, value: unknown) => (typeof value === 'string' ? redactor.filter(value) : value));
}

/** Markdown for the page of the run. */
export function writeSummary(disk: Disk, env: Variables, redactor: Redactor, markdown: string): void {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file && markdown) disk.append(file, redactor.filter(markdown));
}

/** Saves values for the post step, which finds each in `STATE_<name>`. */
export function writeState(disk: Disk, env: Variables, random: Random, state: Readonly<Record<string, string>>): void {
  appendPairs(disk, env['GITHUB_STATE'], random, state);
}

function appendPairs(
  disk: Disk,
  file: string | undefined,
  random: Random,
  pairs: Readonly<Record<string, string>>,
): void {
  if (!file) return;
  const delimiter = `compass-${random.hex(32)}`;
  const text = Object.entries(pairs).map(([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
  disk.append(file, text.join(''));
}

/** The raw string of an input; the runner passes `helm-version` as `INPUT_HELM-VERSION`. */
export function readInput(env: Variables, name: string): string {
  return env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '';
}

export function readEvent(disk: Disk, env: Variables): EventContext {
  return {
    name: env['GITHUB_EVENT_NAME'] ?? '',
    ref: env['GITHUB_REF'] ?? '',
    sha: env['GITHUB_SHA'] ?? '',
    payload: readPayload(disk, env['GITHUB_EVENT_PATH']),
  };
}

/** An empty payload if it cannot be read: the name and the ref of the event are still used. */
function readPayload(disk: Disk, file: string | undefined): unknown {
  try {
    return JSON.parse(disk.read(file ?? '')?.toString('utf8') ?? '{}');
  } catch {
    return {};
  }
}

export function readRun(env: Variables): RunContext {
  const url = `${env['GITHUB_SERVER_URL']}/${env['GITHUB_REPOSITORY']}/actions/runs/${env['GITHUB_RUN_ID']}`;
  return {
    repositoryId: env['GITHUB_REPOSITORY_ID'] ?? '',
    id: env['GITHUB_RUN_ID'] ?? '',
    attempt: env['GITHUB_RUN_ATTEMPT'] ?? '',
    url: env['GITHUB_RUN_ID'] ? url : '',
  };
}
