// The shape of the spec: types and descriptions, from which the JSON Schema is generated. Defaults stand in parse.ts.
// Rules that go beyond one value stand in rules.ts.
import * as z from 'zod/mini';
import { durationPattern, parseDuration } from '../duration.ts';
import { dnsLabel, longest } from '../names.ts';

/** A key that the contract has and this version does not. It is refused with that message, not as unknown. */
export const keysNotYet: Readonly<Record<string, readonly string[]>> = {
  '': ['env', 'repositories', 'jobs', 'defaults'],
  'environments.*': ['cluster', 'extends'],
  'charts.*': ['forget', 'remove', 'allow-failure', 'conflicts', 'adopt', 'crds'],
};

/** What a rule of the schema says when it is broken; everything else is said by kind of issue in parse.ts. */
const say = (message: string) => ({ error: message });

const text = z.string(say('a text')).check(z.minLength(1, say('a text that is not empty')));

function ruleOf(kind: keyof typeof longest): string {
  return `a name of lower-case letters, digits and \`-\`, at most ${longest[kind]} characters long, that starts and ends with a letter or digit`;
}

/** A DNS label: what Kubernetes takes as a name and as the value of a label. */
function label(kind: keyof typeof longest) {
  const rule = ruleOf(kind);
  return z
    .string(say(rule))
    .check(z.regex(dnsLabel, { ...say(rule), abort: true }), z.maxLength(longest[kind], say(rule)));
}

/** Such a name, or a template that becomes one. */
function labelOrTemplate(kind: keyof typeof longest) {
  const rule = say(ruleOf(kind));
  return z.union([label(kind), z.string(rule).check(z.regex(/<%/, rule))], rule);
}

const durationRule = 'a duration with a unit, such as `90s` or `5m`';
const duration = z.string(say(durationRule)).check(
  z.regex(durationPattern, { ...say(durationRule), abort: true }),
  z.refine((value) => parseDuration(value) !== undefined, say('a duration longer than nothing, of at most 24 days')),
);

const branch = text.check(z.maxLength(255, say('a name or a glob of at most 255 characters')));

const branches = z.union(
  [branch, z.array(branch).check(z.minLength(1, say('at least one branch')))],
  say('a branch, a glob, or a list of them'),
);

const values = z.record(z.string(), z.unknown(), say('a map'));

const files = z.array(text, say('a list of paths'));

const scalar = z.union(
  [z.string(), z.number(), z.boolean(), z.null()],
  say('a text, a number, `true`, `false` or `null`'),
);

const environment = z.strictObject(
  {
    branches: z
      .optional(branches)
      .check(z.describe('Branches that deploy here: a name, a glob, or a list. `*` does not cross `/`, `**` does.')),
    namespace: z
      .optional(labelOrTemplate('namespace'))
      .check(
        z.describe(
          "Namespace of its releases. May be left out only if there is one environment; it is then the stack's name.",
        ),
      ),
    values: z
      .optional(values)
      .check(z.describe('What templates may speak of as `values`, over the values of every environment.')),
    'values-files': z
      .optional(files)
      .check(
        z.describe('Files with such values, in order; those below `values`. A file that ends in `.ejs` is a template.'),
      ),
    context: z.optional(text).check(z.describe('Context of the kubeconfig. Default: the current one.')),
    protected: z
      .optional(z.boolean(say('`true` or `false`')))
      .check(z.describe('Deploys only from its own branches, whatever the inputs say.')),
  },
  say('a map'),
);

const job = z.union(
  [
    text,
    z.strictObject({
      name: z.optional(text).check(z.describe('For the log. Default: what it runs.')),
      run: text.check(z.describe('A script for the shell.')),
      shell: z.optional(z.literal(['bash', 'sh'])).check(z.describe('Default: bash, which stops at the first error.')),
      timeout: z.optional(duration).check(z.describe('Wall clock. Default: that of the run.')),
      env: z.optional(z.record(z.string(), z.string())).check(z.describe('Added to its environment.')),
      when: z
        .optional(z.literal(['changed', 'always']))
        .check(z.describe('`changed` (default): only if the chart is deployed; `always`: also if it is unchanged.')),
    }),
  ],
  say('a script, or a map with `run`'),
);

const jobs = z.strictObject(
  {
    before: z.optional(z.array(job, say('a list of jobs'))).check(z.describe('Run before the release is deployed.')),
    after: z
      .optional(z.array(job, say('a list of jobs')))
      .check(z.describe('Run once it is deployed; only when they have passed is the chart done.')),
  },
  say('a map'),
);

const chart = z.strictObject(
  {
    chart: z
      .optional(text)
      .check(
        z.describe('Path of the chart folder, from the folder of the spec. May be left out where there are only jobs.'),
      ),
    version: z
      .optional(text)
      .check(
        z.describe(
          'Of a chart from a registry or a chart repository: a version, a range, or `version@sha256:…`. Default: the newest that is stable.',
        ),
      ),
    repository: z.optional(text).check(z.describe('URL of an HTTP chart repository, in which `chart` is a name.')),
    manifests: z
      .optional(z.array(text, say('a list of globs')).check(z.minLength(1, say('at least one glob'))))
      .check(
        z.describe(
          'Instead of `chart`: globs of files with raw objects, which get a release too. A file that ends in `.ejs` is a template.',
        ),
      ),
    jobs: z.optional(jobs).check(z.describe('Shell jobs, which run in the folder of the spec.')),
    depends: z
      .optional(z.array(text, say('a list of names of charts')))
      .check(z.describe('Names of the charts that have to be done before it starts.')),
    requires: z
      .optional(
        z.union(
          [z.array(text), z.record(z.string(), scalar)],
          say('a list of names, or a map from names to what they have to be'),
        ),
      )
      .check(z.describe('Deployed only where these values of the environment are truthy, or equal to what is given.')),
    tags: z.optional(z.array(text, say('a list of texts'))).check(z.describe('For the input `only`.')),
    release: z
      .optional(labelOrTemplate('release'))
      .check(z.describe("Name of the Helm release. Default: the chart's key.")),
    namespace: z.optional(labelOrTemplate('namespace')).check(z.describe("Default: the environment's.")),
    'create-namespace': z
      .optional(z.boolean(say('`true` or `false`')))
      .check(z.describe('Create the namespace if it is not there. Default: true.')),
    values: z.optional(values).check(z.describe("Values for the chart, over those of its files and the chart's own.")),
    'values-files': z
      .optional(files)
      .check(z.describe('Files with values for the chart, in order. A file that ends in `.ejs` is a template.')),
    timeout: z.optional(duration).check(z.describe('Wall clock of the chart, Helm hooks included. Default: 5m.')),
    wait: z
      .optional(z.union([z.boolean(), z.literal(['jobs', 'legacy'])], say('`true`, `jobs`, `legacy` or `false`')))
      .check(
        z.describe(
          "What a deployment waits for. `true`: Helm's watcher, `jobs`: also until Jobs complete, `legacy`: Helm 3's polling, `false`: nothing but hooks. Default: true.",
        ),
      ),
  },
  say('a map'),
);

export const specSchema = z
  .strictObject(
    {
      version: z.literal(1, say('`1`')).check(z.describe("Version of the spec's language.")),
      stack: label('stack').check(z.describe('Name of the stack.')),
      values: z.optional(values).check(z.describe('Values of every environment, the lowest layer.')),
      environments: z
        .record(label('environment'), environment, say('a map of environments'))
        .check(z.describe('Places to deploy to, by name.')),
      charts: z
        .record(label('chart'), chart, say('a map of charts'))
        .check(z.describe('Charts by name: each is one Helm release.')),
    },
    say('a map'),
  )
  .check(z.describe('The spec of Compass: a stack of Helm charts and the environments that it is deployed to.'));

/** A spec of the right shape, in its own words; rules.ts has not looked at it yet. */
export type WrittenSpec = z.infer<typeof specSchema>;

/** The keys of each kind of map that has fixed ones, for what a misspelt key may have meant. */
export const knownKeys: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(specSchema.shape),
  'environments.*': Object.keys(environment.shape),
  'charts.*': Object.keys(chart.shape),
};
