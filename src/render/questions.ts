// What templates ask of the world, and the answers that need nobody else: variables, files, YAML.

import type { Files } from '../ports/machine.ts';
import type { WantedImage } from '../ports/ports.ts';
import { parseDuration } from '../text/duration.ts';
import type { Json } from '../text/json.ts';
import { nearestName } from '../text/near-name.ts';
import { readYaml } from '../text/yaml.ts';
import { pathFrom } from './files.ts';
import type { Answer, Question } from './template.ts';

export interface LocalDeps {
  readonly files: Files;
  /** Where paths start, in the workspace. */
  readonly folder: string;
  /** Names of the variables that may be read. */
  readonly env: readonly string[];
  /** Undefined if it is not set, null if that is not known here. */
  readonly variable: (name: string) => string | undefined | null;
}

/** The image whose digest is asked for; undefined if it is another question. */
export function imageAsked(question: Question): WantedImage | undefined {
  const [kind, reference = '', revision, wait] = JSON.parse(question) as string[];
  if (kind !== 'digest') return undefined;
  const waitMs = wait ? parseDuration(wait) : undefined;
  return { reference, ...(revision && { revision }), ...(waitMs !== undefined && { waitMs }) };
}

/** What only the cluster can answer, once what the chart depends on is up; undefined if it is another question. */
export function clusterAsked(question: Question): ClusterQuestion | undefined {
  const [kind, namespace = '', name = '', key = ''] = JSON.parse(question) as string[];
  return kind === 'secret' || kind === 'configmap' ? { kind, namespace, name, key } : undefined;
}

export interface ClusterQuestion {
  readonly kind: 'secret' | 'configmap';
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
}

/** Undefined if a registry or the cluster has to be asked. */
export function answerLocally(question: Question, deps: LocalDeps): Answer | undefined {
  const [kind, subject = ''] = JSON.parse(question) as string[];
  switch (kind) {
    case 'env':
      return readVariable(subject, deps);
    case 'file':
      return readFile(subject, deps);
    case 'yaml':
      return parseYaml(subject);
    default:
      return undefined;
  }
}

function readVariable(name: string, { env, variable }: LocalDeps): Answer | undefined {
  const value = env.includes(name) ? variable(name) : undefined;
  if (value === null) return undefined;
  if (env.includes(name)) return { value: value ?? null };
  const near = nearestName(name, env);
  const known = near ? { misspelt: name, known: env } : {};
  return { problem: `the environment variable ${name} may not be read: list it under \`env\` in the spec`, ...known };
}

function readFile(path: string, { files, folder }: LocalDeps): Answer {
  const file = pathFrom(folder, path);
  const read = files.read(file);
  return 'text' in read ? { value: read.text } : { problem: `the file ${file} ${read.problem}` };
}

function parseYaml(text: string): Answer {
  const yaml = readYaml('fromYaml()', text);
  if ('document' in yaml) return { value: yaml.document.data as Json };
  const [problem] = yaml.problems;
  return { problem: `fromYaml() cannot read its text: ${problem?.message.replace(/\.$/, '')}` };
}
