// What do helmfile, Helm's flags and docker compose call the keys of a spec, and what is written here instead?

/** By kind of map, as in `knownKeys`. Each hint is a sentence. */
export const synonyms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': {
    releases: 'Write `charts`: a map from the name of each chart to its settings.',
    services: 'Write `charts`: a map from the name of each chart to what it is.',
    apps: 'Write `charts`: a map from the name of each chart to what it is.',
    helmDefaults: 'Write `defaults`.',
    hooks: 'Write `jobs`, with `before`, `after` and `failed`.',
    name: 'Write `stack`.',
    secrets: 'List environment variables under `env`, and read them with `readEnv`.',
  },
  'charts.*': {
    atomic: 'Remove it. A failed release is not rolled back: the next run upgrades it.',
    'cleanup-on-fail': 'Remove it. A failed release is not rolled back: the next run upgrades it.',
    command: 'Pass it to the chart under `values`.',
    condition: 'Write `requires`: a list of names in the values of the environment.',
    enabled: 'Write `requires`: a list of names in the values of the environment.',
    env: 'Pass it to the chart under `values`.',
    environment: 'Pass it to the chart under `values`.',
    hooks: 'Write `jobs`, with `before` and `after`.',
    image: 'Pass it to the chart under `values`.',
    installed: 'Write `requires`, or `remove: true` to uninstall it.',
    labels: 'Write `tags`: a list of strings.',
    name: 'Use the name as the key of the chart. If the release has another name, set `release`.',
    needs: 'Write `depends`: a list of charts.',
    path: 'Write `chart`.',
    ports: 'Pass it to the chart under `values`.',
    repo: 'Write `repository`.',
    restart: 'Remove it: the chart decides how its pods restart.',
    secrets:
      'Read secrets in templates: `readEnv` for environment variables of the step, `fromSecret` for Secrets in the cluster.',
    set: 'Write `values`: a map.',
    'skip-crds': 'Write `crds: skip`.',
    volumes: 'Pass it to the chart under `values`.',
    'wait-for-jobs': 'Write `wait: jobs`.',
    waitForJobs: 'Write `wait: jobs`.',
  },
  'environments.*': {
    branch: 'Write `branches`.',
    kubeContext: 'Write `context`.',
    'kube-context': 'Write `context`.',
    inherits: 'Write `extends`.',
    secrets: 'List environment variables under `env` at the top, and read them with `readEnv`.',
  },
  jobs: hooks(),
  'charts.*.jobs': hooks(),
  job: {
    args: 'Write the whole command under `run`.',
    cmd: 'Write `run`.',
    command: 'Write `run`.',
    script: 'Write `run`.',
  },
};

function hooks(): Readonly<Record<string, string>> {
  return {
    pre: 'Write `before`.',
    presync: 'Write `before`.',
    post: 'Write `after`.',
    postsync: 'Write `after`.',
  };
}
