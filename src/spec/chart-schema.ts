// The shape of a chart in the spec, and of jobs.
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
  say('a text, a number, `true`, `false` or `null`'),
);

// More of them mean more names than anybody could look for.
const glob = literal.check(
  z.regex(/^(?!.*\{[^}/]*\.\.)([^{]*\{){0,3}[^{]*$/, say('a glob with at most three `{…}`, and no `..` in them')),
);

export const jobMap = z.strictObject({
  name: z.optional(literal).check(about('For the log. Default: what it runs.', 'smoke')),
  run: literal.check(about('A script for the shell.', './scripts/smoke.sh')),
  shell: z
    .optional(z.literal(['bash', 'sh'], say('`bash` or `sh`')))
    .check(about('Default: bash. Both stop at the first error.', 'sh')),
  timeout: z.optional(duration).check(about('Wall clock. Default: that of the run.', '2m')),
  env: z
    .optional(z.record(z.string(), z.string(say('a text; a number has to be in quotes')), say('a map')))
    .check(about('Added to its environment.', { URL: 'https://<%= values.domain %>' })),
  when: z
    .optional(z.literal(['changed', 'always'], say('`changed` or `always`')))
    .check(about('`changed` (default): only if something is deployed; `always`: also if it is unchanged.', 'always')),
});

const job = z.union([literal, jobMap], say('a script, or a map with `run`'));

const jobList = z.array(job, say('a list of jobs'));

export const jobs = z.strictObject(
  {
    before: z.optional(jobList).check(about('Run before the release is deployed.', ['./scripts/check.sh'])),
    after: z
      .optional(jobList)
      .check(
        about('Run once it is deployed; only when they have passed is the chart done.', [
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
    failed: z.optional(jobList).check(about('Run when anything failed.', ['./scripts/notify.sh'])),
  },
  say('a map'),
);

/** What may be set once for all charts. */
export const settings = {
  timeout: z
    .optional(duration)
    .check(about('Wall clock of a chart, Helm hooks included, jobs not. Default: 5m.', '10m')),
  wait: z
    .optional(z.union([z.boolean(), z.literal(['jobs', 'legacy'])], say('`true`, `jobs`, `legacy` or `false`')))
    .check(
      about(
        "What a deployment waits for. `true`: Helm's watcher, `jobs`: also until Jobs complete, `legacy`: Helm 3's polling, `false`: nothing but hooks. Default: true.",
        'jobs',
      ),
    ),
  'create-namespace': z.optional(flag).check(about('Create the namespace if it is not there. Default: true.', false)),
  conflicts: z
    .optional(z.literal(['fail', 'take'], say('`fail` or `take`')))
    .check(
      about('When a field belongs to somebody else: fail (default), or take it over (`--force-conflicts`).', 'take'),
    ),
  crds: z
    .optional(z.literal(['install', 'upgrade'], say('`install` or `upgrade`')))
    .check(
      about(
        "The chart's custom resource definitions: installed with it (default), or upgraded too, never to an older schema.",
        'upgrade',
      ),
    ),
};

/** An absolute path, or a URL but `oci://`. */
const notAChart = '^/|^(?!oci:)[A-Za-z][A-Za-z0-9+.\\-]*:';

export const chart = z.strictObject(
  {
    chart: z
      .optional(text.check(inEditors({ not: { pattern: notAChart } })))
      .check(
        about(
          '`oci://…`, or `NAME/…` with one of `repositories`, or the path of a folder or a `.tgz`, from the folder of the spec.',
          'charts/web',
          'oci://ghcr.io/acme/charts/postgres',
          'acme/explorer',
        ),
      ),
    version: z
      .optional(text)
      .check(
        about(
          'Of a chart from a registry or a chart repository: a version, a range, or `version@sha256:…`. Default: the newest that is stable.',
          '1.4.2',
          '^2.1.0',
        ),
      ),
    repository: z
      .optional(literal)
      .check(about('URL of an HTTP chart repository, in which `chart` is a name.', 'https://charts.example.com')),
    manifests: z
      .optional(z.array(glob, say('a list of globs')).check(z.minLength(1, say('at least one glob'))))
      .check(
        about(
          'Instead of `chart`: globs of files with raw objects, which get a release too. A file that ends in `.ejs` is a template.',
          ['k8s/*.yaml', 'k8s/*.yaml.ejs'],
        ),
      ),
    jobs: z.optional(jobs).check(about('Shell jobs, which run in the folder of the spec.')),
    depends: z
      .optional(z.array(literal, say('a list of names of charts')))
      .check(about('Names of the charts that have to be done before it starts.', ['postgres'])),
    requires: z
      .optional(
        z.union(
          [z.array(literal), z.record(z.string(), scalar)],
          say('a list of names, or a map from names to what they have to be'),
        ),
      )
      .check(
        about(
          'Deployed only where these values of the environment are truthy, or equal to what is given.',
          ['explorer'],
          { tier: 'gold' },
        ),
      ),
    tags: z.optional(z.array(literal, say('a list of texts'))).check(about('For the input `only`.', ['web'])),
    release: z
      .optional(labelOrTemplate('release'))
      .check(about("Name of the Helm release. Default: the chart's key.", 'storefront')),
    namespace: z
      .optional(labelOrTemplate('namespace'))
      .check(about("Default: the environment's.", 'monitoring', '<%= stack %>-<%= environment %>')),
    values: z.optional(values).check(
      about("Values for the chart, over those of its files and the chart's own.", {
        replicas: '<%= values.replicas %>',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a template
        image: '<%= image(`ghcr.io/acme/web:${imageTag}`) %>',
      }),
    ),
    'values-files': z
      .optional(files)
      .check(
        about(
          'Files with values for the chart, in order. A file that ends in `.ejs` is a template; with a `?` behind its name it may be missing.',
          ['values/web.yaml.ejs', 'values/<%= environment %>.yaml?'],
        ),
      ),
    ...settings,
    forget: z.optional(flag).check(about('Install once, then never touch. Default: false.', true)),
    remove: z.optional(flag).check(about('Uninstall it if it is there. Default: false.', true)),
    'allow-failure': z
      .optional(flag)
      .check(about('If it fails, what depends on it goes on, and the run succeeds. Default: false.', true)),
    adopt: z
      .optional(flag)
      .check(
        about('Take over objects that are there and belong to no release (`--take-ownership`). Default: false.', true),
      ),
  },
  say('a map'),
);
