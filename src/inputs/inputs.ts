// The one list of the action's inputs and outputs: action.yml, the README and the engine agree with it (a test compares).
import { parseDuration } from '../text/duration.ts';
import { imageKey, isDigest, parseImage } from '../text/image.ts';
import { isObject, type JsonObject, parseJson } from '../text/json.ts';
import { readYaml } from '../text/yaml.ts';

type Parsed<Value> = { readonly value: Value } | { readonly problem: string };

export interface Input<Value> {
  /** What applies when nothing is given; empty if nothing does. */
  readonly default: string;
  readonly description: string;
  /** Only asked for texts that are not empty. A problem completes the sentence "The input NAME is TEXT: …". */
  readonly parse: (text: string) => Parsed<Value>;
  /** The contract has it, this version does not: anything but the default is refused. */
  readonly notYet?: true;
}

export const commands = ['auto', 'deploy', 'plan', 'destroy', 'validate', 'matrix'] as const;
export type CommandName = (typeof commands)[number];

export const inputs = {
  spec: {
    default: 'compass.yaml',
    description: 'Path of the spec in the workspace. Relative paths inside it start at its folder.',
    parse: asText,
  },
  command: {
    default: 'auto',
    description: 'What to do: `auto` (decided by the event), `deploy`, `plan`, `destroy`, `validate` or `matrix`.',
    parse: oneOf(commands),
  },
  environment: {
    default: '',
    description: 'Name of one environment. By default the branch decides.',
    parse: asText,
  },
  branch: {
    default: '',
    description: 'Branch used for the mapping to an environment, instead of the one of the event.',
    parse: asText,
  },
  values: {
    default: '',
    description: "YAML map, merged last into the environment's values. Data, never evaluated as a template.",
    parse: yamlMap,
  },
  images: {
    default: '',
    description: 'JSON of an earlier `images` output: these references keep that digest.',
    parse: digests,
  },
  only: {
    default: '',
    description: 'Chart names or `tag:NAME`, separated by commas or line breaks. What they depend on comes along.',
    parse: asList,
  },
  force: { default: 'false', description: 'Deploy unchanged charts too.', parse: asBoolean },
  prune: {
    default: 'false',
    description: 'Also uninstall releases of this stack and environment that the spec no longer names.',
    parse: asBoolean,
    notYet: true,
  },
  confirm: {
    default: '',
    description: "The environment's name: needed to remove something from a `protected` environment.",
    parse: asText,
  },
  'plan-digest': {
    default: '',
    description: 'Deploy only if the plan, computed again, has this digest.',
    parse: asPlanDigest,
  },
  concurrency: {
    default: '10',
    description: 'Most charts in progress at one time.',
    parse: asWholeNumber,
  },
  timeout: { default: '30m', description: 'Wall-clock limit of the whole run.', parse: asDuration },
  kubeconfig: {
    default: '',
    description:
      "Path of a kubeconfig, or its content, plain or base64. By default `KUBECONFIG`, then `~/.kube/config`, then the cluster that the runner's pod is in.",
    parse: asText,
  },
  context: {
    default: '',
    description: "Context of the kubeconfig. By default the environment's, then the current one.",
    parse: asText,
  },
  'helm-version': {
    default: 'v4.3.1',
    description:
      'Exact version of Helm: the one on PATH if it is that one, else it is installed and verified. `path` takes whatever is on PATH.',
    parse: helmVersion,
  },
  'insecure-registries': {
    default: '',
    description: 'Hosts that may be spoken to over plain HTTP. Loopback always may.',
    parse: asHosts,
  },
  comment: {
    default: 'auto',
    description: 'Comment on the pull request: `auto` (on pull requests) or `never`.',
    parse: oneOf(['auto', 'never']),
  },
  log: {
    default: 'grouped',
    description: '`grouped` (one group per chart) or `prefixed` (every line named, no groups).',
    parse: oneOf(['grouped', 'prefixed']),
  },
  'github-token': {
    default: '$' + '{{ github.token }}',
    description: 'Token for the comment, for looking up runs, and for images and charts on GHCR.',
    parse: asText,
  },
} as const satisfies Record<string, Input<unknown>>;

export const outputs = {
  environment: 'Name of the environment; empty if none applied.',
  outcome: '`success`, `failure`, `cancelled` or `nothing-to-do`.',
  'plan-digest': 'Digest of the plan, for the input of the same name; empty if there is no plan.',
  changed: '`true` if something was changed or, in a plan, would be; else `false`.',
  images: 'JSON: image reference → digest.',
  matrix: 'JSON for `strategy.matrix`, of the command `matrix`; empty if nothing applies.',
  result: 'The whole result as JSON; `schema/result.schema.json` describes it.',
} as const;

export type InputName = keyof typeof inputs;
export type OutputName = keyof typeof outputs;

function asText(text: string): Parsed<string> {
  return { value: text };
}

function asList(text: string): Parsed<readonly string[]> {
  if (/^[\s,]*$/.test(text)) return { problem: 'it names nothing' };
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
  return isObject(data) ? { value: data as JsonObject } : { problem: 'it is a YAML map' };
}

/** What `imageKey` gives of each reference → digest. */
function digests(text: string): Parsed<ReadonlyMap<string, string>> {
  const data = parseJson(text);
  if (!isObject(data)) {
    return { problem: 'it is the `images` output of an earlier run: JSON, a map from references to `sha256:…`' };
  }
  const entries = Object.entries(data);
  const [problem] = entries.flatMap(([reference, digest]) => problemOfKept(reference, digest) ?? []);
  if (problem !== undefined) return { problem };
  return { value: new Map(entries.map(([reference, digest]) => [imageKey(reference), String(digest)])) };
}

function problemOfKept(reference: string, digest: unknown): string | undefined {
  const parsed = parseImage(reference);
  if ('problem' in parsed) return `\`${reference}\` is no image: ${parsed.problem}`;
  if (typeof digest !== 'string' || !isDigest(digest)) return `the digest of \`${reference}\` is no \`sha256:…\``;
  const own = parsed.image.digest;
  return own === undefined || own === digest ? undefined : `\`${reference}\` has another digest than ${digest}`;
}

function asPlanDigest(text: string): Parsed<string> {
  return isDigest(text) ? { value: text } : { problem: 'it is the `plan-digest` output of an earlier job: `sha256:…`' };
}

function asHosts(text: string): Parsed<readonly string[]> {
  const list = asList(text);
  if ('problem' in list) return list;
  const wrong = list.value.find((host) => !/^([\w.-]+|\[[\da-fA-F:]+\])(:\d+)?$/.test(host));
  return wrong === undefined
    ? list
    : { problem: `\`${wrong}\` is no host; it is a list such as \`registry.local:5000\`` };
}

function asBoolean(text: string): Parsed<boolean> {
  if (text === 'true' || text === 'false') return { value: text === 'true' };
  return { problem: 'it is `true` or `false`' };
}

function oneOf<const Allowed extends readonly string[]>(allowed: Allowed): (text: string) => Parsed<Allowed[number]> {
  const names = allowed.map((name) => `\`${name}\``).join(', ');
  return (text) => (allowed.includes(text) ? { value: text } : { problem: `it is one of ${names}` });
}

function asWholeNumber(text: string): Parsed<number> {
  if (/^[1-9]\d{0,3}$/.test(text)) return { value: Number(text) };
  return { problem: 'it is a whole number from 1 to 9999' };
}

function asDuration(text: string): Parsed<number> {
  const ms = parseDuration(text);
  return ms === undefined
    ? { problem: 'it is a duration with a unit, such as `90s`, `30m` or `1h30m`' }
    : { value: ms };
}

function helmVersion(text: string): Parsed<string> {
  if (text === 'path' || /^v4\.\d+\.\d+$/.test(text)) return { value: text };
  if (/^v3\.\d+\.\d+$/.test(text))
    return { problem: 'Helm 3 is not there yet; it is `path` or a version such as `v4.3.1`' };
  return { problem: 'it is `path` or an exact version such as `v4.3.1`' };
}
