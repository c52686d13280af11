// Which inputs and outputs does the action have? The only list: action.yml, the README's tables and `compass --help`
// are made from it.
import { parseDuration } from '../text/duration.ts';
import { imageKey, isDigest, parseImage } from '../text/image.ts';
import { isObject, type JsonObject, keysOf, parseJson } from '../text/json.ts';
import { readYaml } from '../text/yaml.ts';

type Parsed<Value> = { readonly value: Value } | { readonly problem: string };

export interface Input<Value> {
  /** Applies when nothing is given; empty if there is none. */
  readonly default: string;
  readonly description: string;
  /** Called only for a string that is not empty. A problem completes the sentence "The input NAME is TEXT: …". */
  readonly parse: (text: string) => Parsed<Value>;
  /** Planned, but not implemented in this version: only the default is accepted. */
  readonly notYet?: true;
}

export const commands = ['auto', 'deploy', 'plan', 'destroy', 'validate', 'matrix'] as const;
export type CommandName = (typeof commands)[number];

export const inputs = {
  spec: {
    default: 'compass.yaml',
    description: 'Path of the spec in the workspace. Relative paths inside the spec start at its folder.',
    parse: asText,
  },
  command: {
    default: 'auto',
    description: 'What to do: `auto` (the event decides), `deploy`, `plan`, `destroy`, `validate` or `matrix`.',
    parse: oneOf(commands),
  },
  environment: {
    default: '',
    description: 'Name of one environment. By default, the one that the branch maps to.',
    parse: asText,
  },
  branch: {
    default: '',
    description: "Branch that selects the environment, instead of the event's branch. Templates read it as `branch`.",
    parse: asText,
  },
  values: {
    default: '',
    description: "YAML map, merged last into the environment's values. It is data, and never evaluated as a template.",
    parse: yamlMap,
  },
  images: {
    default: '',
    description:
      'The `images` output of an earlier run, as JSON: these image references keep the digests that they had then.',
    parse: digests,
  },
  only: {
    default: '',
    description:
      'Chart names or `tag:NAME`, separated by commas or line breaks. The charts that they depend on are included.',
    parse: asList,
  },
  force: { default: 'false', description: 'Also deploy charts that have not changed.', parse: asBoolean },
  prune: {
    default: 'false',
    description: 'Also uninstall releases of this stack and environment that are no longer in the spec.',
    parse: asBoolean,
    notYet: true,
  },
  confirm: {
    default: '',
    description:
      'Name of the environment, to allow removals from it. Required for removals from a `protected` environment.',
    parse: asText,
  },
  'plan-digest': {
    default: '',
    description: 'Deploy only if the plan still has this digest when it is computed again.',
    parse: asPlanDigest,
  },
  concurrency: {
    default: '10',
    description: 'Maximum number of charts that are deployed at the same time.',
    parse: asWholeNumber,
  },
  timeout: { default: '30m', description: 'Time limit of the whole run.', parse: asDuration },
  kubeconfig: {
    default: '',
    description:
      'Path of a kubeconfig, or its content, plain or base64. By default `KUBECONFIG`, then `~/.kube/config`, then the cluster in which the runner itself runs.',
    parse: asText,
  },
  context: {
    default: '',
    description: "Context of the kubeconfig. By default the environment's `context`, then the current one.",
    parse: asText,
  },
  'helm-version': {
    default: 'v4.3.1',
    description:
      'Exact version of Helm. On a GitHub runner, this version is downloaded and verified if the `helm` on PATH has another. `path` uses any Helm 4 on PATH.',
    parse: helmVersion,
  },
  'insecure-registries': {
    default: '',
    description:
      'Registries to connect to over plain HTTP, as `HOST` or `HOST:PORT`. Loopback addresses always use plain HTTP.',
    parse: asHosts,
  },
  comment: {
    default: 'auto',
    description: 'Whether to post the plan as a comment: `auto` (on pull requests) or `never`.',
    parse: oneOf(['auto', 'never']),
  },
  log: {
    default: 'grouped',
    description:
      '`grouped` (one group per chart) or `prefixed` (no groups; every line starts with the name of its chart).',
    parse: oneOf(['grouped', 'prefixed']),
  },
  'github-token': {
    default: '$' + '{{ github.token }}',
    description: 'Token for the comment, and for images and charts on GHCR.',
    parse: asText,
  },
} as const satisfies Record<string, Input<unknown>>;

export const outputs = {
  environment: 'Name of the environment; empty if the branch maps to none.',
  outcome: '`success`, `failure`, `cancelled` or `nothing-to-do`.',
  'plan-digest': 'Digest of the plan, for the input of the same name; empty without a plan.',
  changed: '`true` if something was changed or, in a plan, would be changed; otherwise `false`.',
  images: 'JSON map from image references to digests.',
  matrix: 'For the command `matrix`: JSON for `strategy.matrix`; empty if the branch maps to no environment.',
  result: 'The whole result as JSON, described by `schema/result.schema.json`.',
} as const;

export type InputName = keyof typeof inputs;
export type OutputName = keyof typeof outputs;

export const inputNames: readonly InputName[] = keysOf(inputs);

function asText(text: string): Parsed<string> {
  return { value: text };
}

function asList(text: string): Parsed<readonly string[]> {
  if (/^[\s,]*$/.test(text)) return { problem: 'it must have at least one entry' };
  return {
    value: text
      .split(/[,\n]/)
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  };
}

function yamlMap(text: string): Parsed<JsonObject> {
  const read = readYaml('values', text);
  const data = 'document' in read ? read.document.data : undefined;
  return isObject(data) ? { value: data } : { problem: 'it must be a YAML map' };
}

/** The `imageKey` of each reference → digest. */
function digests(text: string): Parsed<ReadonlyMap<string, string>> {
  const data = parseJson(text);
  if (!isObject(data)) {
    return {
      problem: 'it must be the `images` output of an earlier run: a JSON map from image references to `sha256:…`',
    };
  }
  const entries = Object.entries(data);
  const [problem] = entries.flatMap(([reference, digest]) => problemOfDigest(reference, digest) ?? []);
  if (problem !== undefined) return { problem };
  return { value: new Map(entries.map(([reference, digest]) => [imageKey(reference), String(digest)])) };
}

function problemOfDigest(reference: string, digest: unknown): string | undefined {
  const parsed = parseImage(reference);
  if ('problem' in parsed) return `\`${reference}\` is not a valid image reference: ${parsed.problem}`;
  if (typeof digest !== 'string' || !isDigest(digest))
    return `the digest of \`${reference}\` must be \`sha256:\` and 64 hexadecimal digits`;
  const own = parsed.image.digest;
  return own === undefined || own === digest
    ? undefined
    : `\`${reference}\` already contains a digest, and it is not ${digest}`;
}

function asPlanDigest(text: string): Parsed<string> {
  return isDigest(text)
    ? { value: text }
    : { problem: 'it must be the `plan-digest` output of an earlier job: `sha256:…`' };
}

function asHosts(text: string): Parsed<readonly string[]> {
  const list = asList(text);
  if ('problem' in list) return list;
  const wrong = list.value.find((host) => !/^([\w.-]+|\[[\da-fA-F:]+\])(:\d+)?$/.test(host));
  return wrong === undefined
    ? list
    : { problem: `\`${wrong}\` is not a valid host; use \`HOST\` or \`HOST:PORT\`, such as \`registry.local:5000\`` };
}

function asBoolean(text: string): Parsed<boolean> {
  if (text === 'true' || text === 'false') return { value: text === 'true' };
  return { problem: 'it must be `true` or `false`' };
}

function oneOf<const Allowed extends readonly string[]>(allowed: Allowed): (text: string) => Parsed<Allowed[number]> {
  const names = allowed.map((name) => `\`${name}\``).join(', ');
  return (text) => (allowed.includes(text) ? { value: text } : { problem: `it must be one of ${names}` });
}

function asWholeNumber(text: string): Parsed<number> {
  if (/^[1-9]\d{0,3}$/.test(text)) return { value: Number(text) };
  return { problem: 'it must be a whole number from 1 to 9999' };
}

function asDuration(text: string): Parsed<number> {
  const ms = parseDuration(text);
  return ms === undefined
    ? { problem: 'it must be a duration with a unit, such as `90s`, `30m` or `1h30m`' }
    : { value: ms };
}

function helmVersion(text: string): Parsed<string> {
  if (text === 'path' || /^v4\.\d+\.\d+$/.test(text)) return { value: text };
  if (/^v3\.\d+\.\d+$/.test(text))
    return { problem: 'Helm 3 is not supported yet; it must be `path` or a version such as `v4.3.1`' };
  return { problem: 'it must be `path` or an exact version such as `v4.3.1`' };
}
