// What is the shape of a spec? Types, descriptions and examples, from which the JSON Schema is generated. Defaults are
// in normalise.ts, rules that involve more than one value in rules.ts.
import * as z from 'zod/mini';
import { chart, jobMap, jobs, settings, stackJobs } from './chart-schema.ts';
import {
  about,
  files,
  flag,
  inEditors,
  label,
  labelOrTemplate,
  literal,
  ofRunner,
  say,
  text,
  values,
} from './schema-parts.ts';

const branch = literal.check(
  z.maxLength(255, say('a name or a glob of at most 255 characters')),
  z.regex(/^(?!!)/, say('only the branches that deploy here, since `!` is not supported')),
  z.regex(/^(?!refs\/)/, say('the branch without `refs/heads/`')),
);

const branches = z.union(
  [branch, z.array(branch).check(z.minLength(1, say('at least one branch')))],
  say('a branch, a glob, or a list of them'),
);

const variableRule = 'a name of letters, digits and `_`, such as CHAIN_KEY';
const variable = z
  .string(say(variableRule))
  .check(z.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, say(variableRule)), inEditors({ not: { pattern: ofRunner.source } }));

const oneOrMore = z.union(
  [literal, z.array(literal).check(z.minLength(1, say('at least one name')))],
  say('a name, or a list of names'),
);

const environment = z.strictObject(
  {
    branches: z
      .optional(branches)
      .check(
        about('Branches that deploy here: a name, a glob, or a list. `*` does not cross `/`, `**` does.', 'develop', [
          'master',
          'release/*',
        ]),
      ),
    namespace: z
      .optional(labelOrTemplate('namespace'))
      .check(
        about(
          "Namespace of its releases. Default, if there is only one environment: the stack's name.",
          'burrow-staging',
          'review-<%= slug(branch) %>',
        ),
      ),
    context: z.optional(text).check(about('Context of the kubeconfig. Default: the current one.', 'gke-staging')),
    cluster: z
      .optional(literal)
      .check(
        about(
          'UID of the kube-system namespace of its cluster. Any other cluster is refused.',
          '6b0f0f5e-7f7b-4c63-9c0e-1f2f3a4b5c6d',
        ),
      ),
    extends: z
      .optional(oneOrMore)
      .check(
        about(
          'Environments to inherit from: their values, `namespace`, `context` and `cluster`; not `branches` or `protected`.',
          'staging',
          ['base', 'europe'],
        ),
      ),
    values: z.optional(values).check(
      about("Values that templates read as `values`. They override the spec's own `values`.", {
        domain: 'example.com',
        replicas: 3,
      }),
    ),
    'values-files': z
      .optional(files)
      .check(
        about(
          'Files with such values, each overriding the ones before it; `values` overrides them all. A file that ends in `.ejs` is a template; with `?` after its name it may be missing.',
          ['environments/staging.yaml', 'environments/local.yaml?'],
        ),
      ),
    formerly: z
      .optional(oneOrMore)
      .check(
        about(
          'What the stack and this environment were called before, as `stack/environment`: their releases are handed over, without being upgraded.',
          'shop/staging',
          ['shop/staging', 'store/staging'],
        ),
      ),
    protected: z
      .optional(flag)
      .check(about('Only its own `branches` can be deployed to it, whatever the inputs say. Default: false.', true)),
  },
  say('a map'),
);

/** Without credentials; plain HTTP only on loopback. */
const urlPattern =
  '<%|^oci://[^/\\s@]+|^https://[^/@]+(/|$)|^http://(localhost|127(\\.\\d+){3}|\\[::1\\])(:\\d+)?(/|$)';

const repository = z.strictObject(
  {
    url: text.check(
      inEditors({ pattern: urlPattern }),
      about('`https://…` or `oci://…`', 'https://charts.example.com'),
    ),
    username: z.optional(text).check(about('User name, sent to this repository only.', 'ci')),
    password: z
      .optional(text)
      .check(
        about(
          'A template with `readEnv`, so that the password is not committed to git.',
          "<%= readEnv('CHARTS_TOKEN') %>",
        ),
      ),
  },
  say('a map with `url`'),
);

/** An environment that extends others may inherit their namespace. */
const namespaceOfEachInEditors = {
  if: { minProperties: 2 },
  // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema
  then: { additionalProperties: { anyOf: [{ required: ['namespace'] }, { required: ['extends'] }] } },
};

export const specSchema = z
  .strictObject(
    {
      version: z.literal(1, say('`1`')).check(about('Version of the spec format.', 1)),
      stack: label('stack').check(about('Name of the stack.', 'burrow')),
      env: z
        .optional(z.array(variable, say('a list of names')))
        .check(about('Environment variables that templates may read with `readEnv`.', ['CHAIN_KEY'])),
      environments: z
        .record(label('environment'), environment, say('a map of environments'))
        .check(
          inEditors({ minProperties: 1, ...namespaceOfEachInEditors }),
          about('Places to deploy to, by name.', { staging: { branches: 'develop', namespace: 'burrow-staging' } }),
        ),
      values: z
        .optional(values)
        .check(about('Values for every environment; the lowest layer.', { registry: 'ghcr.io/acme' })),
      repositories: z.optional(z.record(label('chart'), repository, say('a map of chart repositories'))).check(
        about('Chart repositories by name: `https://…` or `oci://…`.', {
          acme: { url: 'https://charts.example.com' },
        }),
      ),
      jobs: z.optional(stackJobs).check(about('Shell jobs of the whole stack.', { failed: ['./scripts/notify.sh'] })),
      defaults: z
        .optional(z.strictObject(settings, say('a map')))
        .check(about('Settings for every chart that does not set them itself.', { timeout: '10m', wait: true })),
      charts: z
        .record(label('chart'), chart, say('a map of charts'))
        .check(
          inEditors({ minProperties: 1 }),
          about('Charts by name: each is one Helm release, or only jobs.', { web: { chart: 'charts/web' } }),
        ),
    },
    say('a map'),
  )
  .check(about('The spec of Compass: a stack of Helm charts and the environments that it is deployed to.'));

/** A spec of the right shape, as it is written; rules.ts has not checked it yet. */
export type WrittenSpec = z.infer<typeof specSchema>;

/** The keys of each kind of map with fixed keys, to find what a misspelt key means. `*` is any name. */
export const knownKeys: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(specSchema.shape),
  jobs: Object.keys(stackJobs.shape),
  defaults: Object.keys(settings),
  'environments.*': Object.keys(environment.shape),
  'repositories.*': Object.keys(repository.shape),
  'charts.*': Object.keys(chart.shape),
  'charts.*.jobs': Object.keys(jobs.shape),
  job: Object.keys(jobMap.shape),
};
