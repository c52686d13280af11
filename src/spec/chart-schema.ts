// What is the shape of a chart in the spec, and of a job?
import * as z from 'zod/mini';
import {
  about,
  duration,
  files,
  flag,
  inEditors,
  labelOrTemplate,
  literal,
  say,
  text,
  values,
} from './schema-parts.ts';

const scalar = z.union(
  [z.string(), z.number(), z.boolean(), z.null()],
  say('a string, a number, `true`, `false` or `null`'),
);

// More alternatives would multiply into too many patterns to search for.
const glob = literal.check(
  z.regex(/^(?!.*\{[^}/]*\.\.)([^{]*\{){0,3}[^{]*$/, say('a glob with at most three `{…}`, and no `..` in them')),
);

export const jobMap = z.strictObject({
  name: z.optional(literal).check(about('Its name in the log. Default: the first line of `run`.', 'smoke')),
  run: literal.check(about('A script for the shell.', './scripts/smoke.sh')),
  shell: z
    .optional(z.literal(['bash', 'sh'], say('`bash` or `sh`')))
    .check(about('Default: bash. Both stop at the first error.', 'sh')),
  timeout: z.optional(duration).check(about('Wall-clock limit. Default: that of the run.', '2m')),
  env: z
    .optional(z.record(z.string(), z.string(say('a string; put a number in quotes')), say('a map')))
    .check(about('Additional environment variables; may be templates.', { URL: 'https://<%= values.domain %>' })),
  when: z
    .optional(z.literal(['changed', 'always'], say('`changed` or `always`')))
    .check(about('`changed` (default): only if something is deployed; `always`: also if nothing changed.', 'always')),
});

const job = z.union([literal, jobMap], say('a script, or a map with `run`'));

const jobList = z.array(job, say('a list of jobs'));

export const jobs = z.strictObject(
  {
    before: z.optional(jobList).check(about('Run before the release is deployed.', ['./scripts/check.sh'])),
    after: z
      .optional(jobList)
      .check(
        about('Run after it is deployed. The chart is done when they have passed.', [
          { name: 'smoke', run: './scripts/smoke.sh', timeout: '2m' },
        ]),
      ),
  },
  say('a map'),
);

export const stackJobs = z.strictObject(
  {
    before: z.optional(jobList).check(about('Run before the first chart.', ['./scripts/announce.sh'])),
    after: z.optional(jobList).check(about('Run after the last chart, if nothing failed.', ['./scripts/report.sh'])),
    failed: z.optional(jobList).check(about('Run if something failed.', ['./scripts/notify.sh'])),
  },
  say('a map'),
);

/** Settings that `defaults` can set for all charts. */
export const settings = {
  timeout: z
    .optional(duration)
    .check(about('Wall-clock limit of the chart, including Helm hooks, but not jobs. Default: 5m.', '10m')),
  wait: z
    .optional(z.union([z.boolean(), z.literal(['jobs', 'legacy'])], say('`true`, `jobs`, `legacy` or `false`')))
    .check(
      about(
        "What a deployment waits for. `true`: Helm's watcher; `jobs`: also for Jobs to complete; `legacy`: Helm 3's polling; `false`: only hooks. Default: true.",
        'jobs',
      ),
    ),
  'create-namespace': z.optional(flag).check(about('Create the namespace if it does not exist. Default: true.', false)),
  conflicts: z
    .optional(z.literal(['fail', 'take'], say('`fail` or `take`')))
    .check(
      about(
        'For a field that has another field manager: fail (default), or take it over (`--force-conflicts`).',
        'take',
      ),
    ),
  apply: z
    .optional(z.literal(['server', 'client'], say('`server` or `client`')))
    .check(
      about(
        'Where the objects are applied: by the API server (`--server-side=true`), or by Helm. Default: as the release was applied before, new releases by the server.',
        'client',
      ),
    ),
  crds: z
    .optional(z.literal(['install', 'upgrade', 'skip'], say('`install`, `upgrade` or `skip`')))
    .check(
      about(
        "The chart's CRDs: install the missing ones (default), also upgrade existing ones, never to an older schema, or skip them all.",
        'upgrade',
      ),
    ),
};

/** An absolute path, or a URL other than `oci://`. */
const notAChart = '^/|^(?!oci:)[A-Za-z][A-Za-z0-9+.\\-]*:';

export const chart = z.strictObject(
  {
    chart: z
      .optional(text.check(inEditors({ not: { pattern: notAChart } })))
      .check(
        about(
          '`oci://…`, `NAME/…` with NAME one of `repositories`, or the path of a folder or a `.tgz`, relative to the folder of the spec.',
          'charts/web',
          'oci://ghcr.io/acme/charts/postgres',
          'acme/explorer',
        ),
      ),
    version: z
      .optional(text)
      .check(
        about(
          'For a chart from a registry or a chart repository: a version, a range, or `version@sha256:…`. Default: the newest stable one.',
          '1.4.2',
          '^2.1.0',
        ),
      ),
    repository: z
      .optional(literal)
      .check(
        about('URL of the HTTP chart repository in which Compass looks up `chart`.', 'https://charts.example.com'),
      ),
    manifests: z
      .optional(z.array(glob, say('a list of globs')).check(z.minLength(1, say('at least one glob'))))
      .check(
        about(
          'Instead of `chart`: globs of files with Kubernetes objects, which become a release. A file that ends in `.ejs` is a template.',
          ['k8s/*.yaml', 'k8s/*.yaml.ejs'],
        ),
      ),
    jobs: z.optional(jobs).check(about('Shell jobs. They run in the folder of the spec.')),
    depends: z
      .optional(z.array(literal, say('a list of names of charts')))
      .check(about('Charts that must complete before this one starts.', ['postgres'])),
    requires: z
      .optional(
        z.union(
          [z.array(literal), z.record(z.string(), scalar)],
          say('a list of names, or a map from names to the values that they must have'),
        ),
      )
      .check(
        about(
          'Deployed only where these values of the environment are truthy, or equal to the given ones.',
          ['explorer'],
          { tier: 'gold' },
        ),
      ),
    tags: z
      .optional(z.array(literal, say('a list of strings')))
      .check(about('Names for the input `only`: `tag:web`.', ['web'])),
    release: z
      .optional(labelOrTemplate('release'))
      .check(about("Name of the Helm release. Default: the chart's key.", 'storefront')),
    namespace: z
      .optional(labelOrTemplate('namespace'))
      .check(
        about("Namespace of the release. Default: the environment's.", 'monitoring', '<%= stack %>-<%= environment %>'),
      ),
    values: z.optional(values).check(
      about("Values for the chart. They override those of its files and the chart's own.", {
        replicas: '<%= values.replicas %>',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a template
        image: '<%= image(`ghcr.io/acme/web:${imageTag}`) %>',
      }),
    ),
    'values-files': z
      .optional(files)
      .check(
        about(
          'Files with values for the chart, each overriding the ones before it. A file that ends in `.ejs` is a template; with `?` after its name it may be missing.',
          ['values/web.yaml.ejs', 'values/<%= environment %>.yaml?'],
        ),
      ),
    ...settings,
    forget: z.optional(flag).check(about('Install once, then never change. Default: false.', true)),
    remove: z.optional(flag).check(about('Uninstall the release if it exists. Default: false.', true)),
    'allow-failure': z
      .optional(flag)
      .check(about('If it fails, its dependents still start, and the run succeeds. Default: false.', true)),
    adopt: z
      .optional(flag)
      .check(about('Take over existing objects that belong to no release (`--take-ownership`). Default: false.', true)),
  },
  say('a map'),
);
