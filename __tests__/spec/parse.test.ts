// biome-ignore-all lint/suspicious/noTemplateCurlyInString: specs hold them, by mistake
// A spec is parsed as a whole, or every problem is reported with its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseSpec } from '../../src/spec/parse.ts';
import { knownKeys } from '../../src/spec/schema.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { formatPlace } from '../../src/text/place.ts';
import { assertCpuTime } from '../support/cpu-time.ts';
import { plainSettings } from '../support/settings.ts';

const good = (rest = '') => `version: 1
stack: shop
environments: { staging: { branches: develop } }
charts:
  web:
    chart: charts/web
${rest}`;

function problemsOf(text: string): string[] {
  const parsed = parseSpec('compass.yaml', text);
  return parsed.failures.map(({ code, message, hint, at }) => `${at && formatPlace(at)} [${code}] ${message} ${hint}`);
}

const chartKeys = `Known keys: ${knownKeys['charts.*']?.join(', ')}.`;

test('defaults are filled in, and paths are relative to the folder of the spec', () => {
  const parsed = parseSpec('deploy/compass.yaml', good());
  assert.ok(parsed.spec);
  const { placeOf, textAt: _, ...spec } = parsed.spec;
  assert.deepEqual(placeOf(['charts', 'web', 'chart']).line, 6);
  assert.deepEqual(spec, {
    file: 'deploy/compass.yaml',
    folder: 'deploy',
    stack: 'shop',
    env: [],
    values: {},
    repositories: [],
    jobs: { before: [], after: [], failed: [] },
    environments: [
      {
        name: 'staging',
        branches: ['develop'],
        namespace: 'shop',
        context: undefined,
        cluster: undefined,
        layers: [{ of: 'staging', valuesFiles: [], values: {} }],
        protected: false,
        formerly: [],
      },
    ],
    charts: [
      {
        name: 'web',
        at: { file: 'deploy/compass.yaml', line: 5, column: 3 },
        chart: 'charts/web',
        version: undefined,
        repository: undefined,
        manifests: [],
        jobs: { before: [], after: [] },
        depends: [],
        requires: [],
        tags: [],
        release: 'web',
        namespace: undefined,
        values: {},
        valuesFiles: [],
        settings: plainSettings,
      },
    ],
  });
});

function specOf(text: string, file = 'compass.yaml'): Spec {
  const parsed = parseSpec(file, text);
  assert.deepEqual(parsed.failures, []);
  return parsed.spec as Spec;
}

test('everything in the spec is kept, in its order', () => {
  const spec = specOf(`version: 1
stack: shop
values: { domain: "<%= environment %>.example.com", search: false }
environments:
  staging: { branches: [develop, "release/*"], namespace: shop-staging, values: { search: true }, values-files: [staging.yaml] }
  production: { branches: master, namespace: shop, context: prod, protected: true }
  idle: { namespace: shop-idle }
charts:
  web:
    chart: ./charts/web/
    depends: [api, api, 10th]
    requires: { search: true, domain: x }
    tags: [front]
    release: storefront
    namespace: front
    create-namespace: false
    values: { replicas: 2, features: [search], off: null, deep: { "1": 1.5 } }
    values-files: ["<%= environment %>.yaml", web.yaml.ejs]
    timeout: 1h30m
    wait: legacy
  api: { chart: charts/api, wait: false, requires: [search] }
  10th: { chart: charts/api, wait: jobs, values: {} }
`);
  assert.deepEqual(spec.values, { domain: '<%= environment %>.example.com', search: false });
  const layer = (of: string, rest = {}) => ({ of, valuesFiles: [], values: {}, ...rest });
  assert.deepEqual(spec.environments, [
    {
      name: 'staging',
      branches: ['develop', 'release/*'],
      namespace: 'shop-staging',
      context: undefined,
      cluster: undefined,
      layers: [layer('staging', { values: { search: true }, valuesFiles: ['staging.yaml'] })],
      protected: false,
      formerly: [],
    },
    {
      name: 'production',
      branches: ['master'],
      namespace: 'shop',
      context: 'prod',
      cluster: undefined,
      layers: [layer('production')],
      protected: true,
      formerly: [],
    },
    {
      name: 'idle',
      branches: [],
      namespace: 'shop-idle',
      context: undefined,
      cluster: undefined,
      layers: [layer('idle')],
      protected: false,
      formerly: [],
    },
  ]);
  assert.deepEqual(spec.charts[0], {
    name: 'web',
    at: { file: 'compass.yaml', line: 9, column: 3 },
    chart: './charts/web/',
    version: undefined,
    repository: undefined,
    manifests: [],
    jobs: { before: [], after: [] },
    depends: ['api', '10th'],
    requires: [
      { name: 'search', equals: true },
      { name: 'domain', equals: 'x' },
    ],
    tags: ['front'],
    release: 'storefront',
    namespace: 'front',
    values: { replicas: 2, features: ['search'], off: null, deep: { '1': 1.5 } },
    valuesFiles: ['<%= environment %>.yaml', 'web.yaml.ejs'],
    settings: { ...plainSettings, createNamespace: false, timeoutMs: 5_400_000, wait: 'legacy' },
  });
  assert.deepEqual(spec.charts[1]?.requires, [{ name: 'search' }]);
  assert.deepEqual(
    spec.charts.map(({ name, release, settings }) => [name, release, settings.wait]),
    [
      ['web', 'storefront', 'legacy'],
      ['api', 'api', false],
      ['10th', '10th', 'jobs'],
    ],
  );
});

test('names may be as long as Kubernetes and Helm allow', () => {
  const [stack, environment, name] = ['s'.repeat(63), 'e'.repeat(40), 'c'.repeat(53)];
  const spec = specOf(
    `version: 1\nstack: ${stack}\nenvironments: {${environment}: {}}\ncharts: {${name}: {chart: x}}\n`,
  );
  assert.deepEqual([spec.stack, spec.environments[0]?.name, spec.charts[0]?.release], [stack, environment, name]);
});

test('anchors, merge keys, CRLF and a byte order mark are read as in YAML', () => {
  const text = good('    values: { <<: &base { a: 1 }, b: *base }\n').replaceAll('\n', '\r\n');
  const parsed = parseSpec('compass.yaml', `\ufeff${text}`);
  assert.deepEqual(parsed.spec?.charts[0]?.values, { a: 1, b: { a: 1 } });
});

const table: readonly [string, string, readonly string[]][] = [
  ['an empty file', '', ['compass.yaml:1:1 [spec-invalid] The file is empty. Write a YAML map in it.']],
  ['a list', '- a', ['compass.yaml:1:1 [spec-invalid] The spec is a list, which is not allowed here. Write a map.']],
  [
    'two documents',
    `${good()}---\na: 1\n`,
    ['compass.yaml:7:1 [spec-invalid] The file contains a second YAML document. Remove `---` and what follows it.'],
  ],
  [
    'a key twice',
    good('    chart: x\n'),
    ['compass.yaml:7:5 [spec-invalid] The key `chart` appears twice in this map. Remove or rename one of them.'],
  ],
  [
    'a large number',
    good('    values: { a: 12345678901234567890 }\n'),
    [
      'compass.yaml:7:18 [spec-invalid] The number 12345678901234567890 cannot be represented exactly. Put it in quotes.',
    ],
  ],
  [
    'no number',
    good('    values: { a: .nan }\n'),
    ['compass.yaml:7:18 [spec-invalid] The number .nan cannot be represented exactly. Put it in quotes.'],
  ],
  [
    'a key that pollutes',
    good('    values: { __proto__: { a: 1 } }\n'),
    ['compass.yaml:7:15 [spec-invalid] The key `__proto__` is not allowed. Rename it.'],
  ],
  [
    'a misspelt key',
    good('    valeus: {}\n'),
    ['compass.yaml:7:5 [spec-invalid] `valeus` is not a valid key here. Did you mean `values`?'],
  ],
  [
    'a strange key',
    good('    color: red\n'),
    [`compass.yaml:7:5 [spec-invalid] \`color\` is not a valid key here. ${chartKeys}`],
  ],
  [
    'a misspelt key at the top',
    `${good()}chart: {}\n`,
    ['compass.yaml:7:1 [spec-invalid] `chart` is not a valid key here. Did you mean `charts`?'],
  ],
  [
    'a misspelt key of an environment',
    good().replace('branches', 'branch'),
    ['compass.yaml:3:28 [spec-invalid] `branch` is not a valid key here. Write `branches`.'],
  ],
  [
    'a key that every object of JavaScript has',
    good('    constructor: x\n'),
    [`compass.yaml:7:5 [spec-invalid] \`constructor\` is not a valid key here. ${chartKeys}`],
  ],
  [
    'every required key',
    '{}',
    [
      'compass.yaml:1:1 [spec-invalid] `version` is missing. Add it: `1`.',
      'compass.yaml:1:1 [spec-invalid] `stack` is missing. Add it: a name of lower-case letters, digits and `-`, at most 63 characters long, that starts and ends with a letter or digit.',
      'compass.yaml:1:1 [spec-invalid] `environments` is missing. Add it: a map of environments.',
      'compass.yaml:1:1 [spec-invalid] `charts` is missing. Add it: a map of charts.',
    ],
  ],
  [
    'a chart without a chart',
    good().replace('chart: charts/web', 'release: x'),
    ['compass.yaml:5:3 [spec-invalid] `web` has no `chart`, no `manifests` and no `jobs`. Add one of them.'],
  ],
  [
    'a key without a value',
    good().replace(' charts/web', ''),
    ['compass.yaml:6:11 [spec-invalid] `charts.web.chart` has no value. Write a string; put a number in quotes.'],
  ],
  [
    'another version',
    good().replace('1', '2'),
    ['compass.yaml:1:10 [spec-invalid] `version` is not valid: `2`. Write `1`.'],
  ],
  [
    'no branch in a list of branches',
    good().replace('develop', '[]'),
    ['compass.yaml:3:38 [spec-invalid] `environments.staging.branches` is empty. Write at least one branch.'],
  ],
  [
    'a branch that is a number',
    good().replace('develop', '[1]'),
    [
      'compass.yaml:3:39 [spec-invalid] `environments.staging.branches.0` is not valid: `1`. Write a string; put a number in quotes.',
    ],
  ],
  [
    'a text where a yes or no is needed',
    good('    create-namespace: yes\n'),
    ['compass.yaml:7:23 [spec-invalid] `charts.web.create-namespace` is not valid: `yes`. Write `true` or `false`.'],
  ],
  [
    'an unknown way to wait',
    good('    wait: watcher\n'),
    [
      'compass.yaml:7:11 [spec-invalid] `charts.web.wait` is not valid: `watcher`. Write `true`, `jobs`, `legacy` or `false`.',
    ],
  ],
  [
    'values that are a list',
    good('    values: [a]\n'),
    [
      'compass.yaml:7:13 [spec-invalid] `charts.web.values` is a list, which is not allowed here. Write a map. Files with values go under `values-files`.',
    ],
  ],
  [
    'no time at all',
    good('    timeout: 0s\n'),
    [
      'compass.yaml:7:14 [spec-invalid] `charts.web.timeout` is not valid: `0s`. Write a duration greater than zero, of at most 24 days.',
    ],
  ],
  [
    'a release that is too long',
    good(`    release: ${'r'.repeat(54)}\n`),
    [
      'compass.yaml:7:14 [spec-invalid] `charts.web.release` is not valid: `rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr`. Write a name of lower-case letters, digits and `-`, at most 53 characters long, that starts and ends with a letter or digit.',
    ],
  ],
  [
    'a namespace that is none',
    good('    namespace: -a\n'),
    ['compass.yaml:7:16 [spec-invalid] `charts.web.namespace` is not valid: `-a`. Did you mean `a`?'],
  ],
  [
    'an environment with a name that is too long',
    good().replace('staging', 'e'.repeat(41)),
    [
      `compass.yaml:3:17 [spec-invalid] \`${'e'.repeat(41)}\` is not a valid name. Write a name of lower-case letters, digits and \`-\`, at most 40 characters long, that starts and ends with a letter or digit.`,
    ],
  ],
  [
    'a missing key',
    'version: 1\nenvironments: {a: {}}\ncharts: {a: {chart: a}}\n',
    [
      'compass.yaml:1:1 [spec-invalid] `stack` is missing. Add it: a name of lower-case letters, digits and `-`, at most 63 characters long, that starts and ends with a letter or digit.',
    ],
  ],
  [
    'a duration without a unit',
    good('    timeout: 5\n'),
    [
      'compass.yaml:7:14 [spec-invalid] `charts.web.timeout` is not valid: `5`. Write a duration with a unit, such as `90s` or `5m`.',
    ],
  ],
  [
    'a name that is none',
    good('  Web_2: { chart: x }\n'),
    [
      'compass.yaml:7:3 [spec-invalid] `Web_2` is not a valid name. Did you mean `web-2`? Write a name of lower-case letters, digits and `-`, at most 63 characters long, that starts and ends with a letter or digit.',
    ],
  ],
  [
    'the same release twice',
    good('  api: { chart: x, release: web }\n'),
    [
      'compass.yaml:7:3 [spec-invalid] The charts `web` and `api` have the same release and namespace. Both are `web` in `shop`: give one of them another `release` or `namespace`.',
    ],
  ],
  [
    'the same release and namespace twice, a third one elsewhere',
    good(
      '    release: r\n    namespace: n\n  api: { chart: x, release: r, namespace: n }\n  jobs: { chart: x, release: r, namespace: m }\n',
    ),
    [
      'compass.yaml:9:3 [spec-invalid] The charts `web` and `api` have the same release and namespace. Both are `r` in `n`: give one of them another `release` or `namespace`.',
    ],
  ],
  [
    'a template where none is evaluated',
    good('    jobs: { before: ["echo <%= x %>"] }\n    tags: ["<%= y %>"]\n'),
    [
      'compass.yaml:7:22 [spec-invalid] `before` cannot contain a template: `echo <%= x %>`. Templates work in: values, values-files, chart, version, release, namespace, context, repositories, and the `env` of jobs.',
      'compass.yaml:8:12 [spec-invalid] `tags` cannot contain a template: `<%= y %>`. Templates work in: values, values-files, chart, version, release, namespace, context, repositories, and the `env` of jobs.',
    ],
  ],
  [
    'a chart and manifests in one',
    good('    manifests: [k8s/*.yaml]\n'),
    ['compass.yaml:7:16 [spec-invalid] `web` has both a `chart` and `manifests`. Split it into two charts.'],
  ],
  [
    'a template as a key',
    good('    values: { "<%= x %>": 1 }\n'),
    ['compass.yaml:7:15 [spec-invalid] A key cannot contain a template. Write the key without `<%`.'],
  ],
  [
    'another YAML',
    `%YAML 1.1\n---\n${good()}`,
    [
      'compass.yaml:1:1 [spec-invalid] The file has a `%YAML` directive that is not supported. Remove the `%YAML` directive.',
    ],
  ],
  [
    'two keys that are the same text',
    good('    values: { 1: a, "1": b }\n'),
    ['compass.yaml:7:21 [spec-invalid] The key `1` appears twice in this map. Remove or rename one of them.'],
  ],
  [
    'the same release by way of the environment',
    good('  api: { chart: x, release: web, namespace: shop }\n'),
    [
      'compass.yaml:7:3 [spec-invalid] The charts `web` and `api` have the same release and namespace. Both are `web` in `shop`: give one of them another `release` or `namespace`.',
    ],
  ],
  [
    'a circle of aliases',
    good('    values: &v { a: *v }\n'),
    [
      'compass.yaml:1:1 [spec-invalid] With its aliases expanded, the file contains too many values. Use fewer aliases.',
    ],
  ],
  [
    'an unknown dependency',
    good('    depends: [web2]\n  web-2: { chart: x }\n'),
    [
      'compass.yaml:7:15 [spec-invalid] The chart `web` depends on `web2`, which is not a chart of this spec. Did you mean `web`?',
    ],
  ],
  [
    'a dependency on itself',
    good('    depends: [web]\n'),
    ['compass.yaml:7:15 [spec-invalid] The chart `web` depends on itself. Remove `web` here.'],
  ],
  [
    'a cycle',
    good('    depends: [a]\n  a: { chart: x, depends: [b] }\n  b: { chart: x, depends: [c, a] }\n  c: { chart: x }\n'),
    [
      'compass.yaml:8:28 [spec-invalid] These charts depend on each other: a → b → a. Remove one of these dependencies.',
    ],
  ],
  [
    'nothing to deploy',
    'version: 1\nstack: x\nenvironments: {}\ncharts: {}\n',
    [
      'compass.yaml:3:15 [spec-invalid] `environments` is empty. Add at least one environment.',
      'compass.yaml:4:9 [spec-invalid] `charts` is empty. Add at least one chart.',
    ],
  ],
  [
    'environments without a namespace',
    'version: 1\nstack: x\nenvironments:\n  a: {}\n  b: { namespace: b }\ncharts: {a: {chart: a}}\n',
    [
      'compass.yaml:4:3 [spec-invalid] The environment `a` has no namespace. Add `namespace`: with several environments, each needs one.',
    ],
  ],
  [
    'environments in one place',
    'version: 1\nstack: x\nenvironments:\n  a: { namespace: n }\n  b: { namespace: n }\n  c: { namespace: n, context: c }\ncharts: {a: {chart: a}}\n',
    [
      'compass.yaml:5:19 [spec-invalid] The environments `a` and `b` have the same context and namespace. Give `b` another `namespace` or `context`.',
    ],
  ],
];

for (const [name, text, expected] of table) {
  test(`${name} is reported with its place`, () => {
    assert.deepEqual(problemsOf(text), expected);
  });
}

test('several problems are reported in one run, in the order of the text', () => {
  const text = 'version: 2\nstack: 3\nenvironments: []\ncharts: { a: { chrat: x, chart: y } }\n';
  assert.deepEqual(
    problemsOf(text).map((problem) => problem.split(' ')[0]),
    ['compass.yaml:1:10', 'compass.yaml:2:8', 'compass.yaml:3:15', 'compass.yaml:4:16'],
  );
});

test('problems are in the order of the text, however long its lines are', () => {
  const text = good(
    `  long: { chart: x, values: { a: ${'x'.repeat(20_000)} }, color: red }\n  short: { chart: x, color: red }\n`,
  );
  assert.deepEqual(
    problemsOf(text).map((problem) => problem.split(':')[1]),
    ['7', '8'],
  );
});

test("two charts collide if one names the environment's namespace and one has it by default", () => {
  const text = good('  api: { chart: x, release: web, namespace: shop }\n');
  assert.match(
    problemsOf(text).join(),
    /^compass.yaml:7:\d+ \[spec-invalid\] The charts `web` and `api` have the same/,
  );
});

test("a chart's key is its release, so it has the same limit", () => {
  const text = good().replace('web:', `${'w'.repeat(54)}:`);
  assert.match(problemsOf(text).join(), /^compass.yaml:[56]:\d+ \[spec-invalid\] .*53 characters/);
});

test('values that contain themselves are refused', () => {
  assert.match(problemsOf(good('    values: &v { a: *v }\n')).join(), /\[spec-invalid\]/);
});

test('extended environments lie below, each once; branches and protection are not inherited', () => {
  const spec = specOf(`version: 1
stack: shop
environments:
  base: { namespace: a, context: c, cluster: u, values: { x: 1 }, protected: true, branches: main }
  left: { extends: base, namespace: b }
  right: { extends: [base], namespace: d, context: e }
  both: { extends: [left, right], namespace: f }
charts: { a: { chart: x } }
`);
  const both = spec.environments[3];
  assert.deepEqual(
    both?.layers.map(({ of }) => of),
    ['base', 'left', 'right', 'both'],
  );
  assert.deepEqual([both?.context, both?.cluster, both?.branches, both?.protected], ['e', 'u', [], false]);
});

test('defaults apply to every chart that does not set them itself', () => {
  const text = `${good('    timeout: 1m\n  api: { chart: x }\n')}defaults: { timeout: 10m, wait: jobs, conflicts: take }\n`;
  const [web, api] = specOf(text).charts.map(({ settings }) => settings);
  assert.deepEqual(web, { ...plainSettings, timeoutMs: 60_000, wait: 'jobs', conflicts: 'take' });
  assert.deepEqual(api, { ...plainSettings, timeoutMs: 600_000, wait: 'jobs', conflicts: 'take' });
});

test('a problem in one place does not hide a problem in another', () => {
  const text = `version: 2
stack: shop
environments:
  staging: { branches: develop, namespace: ok, extnds: base }
  production: { extends: stagign, namespace: ok }
charts:
  web: { chart: charts/web, timeout: 5, depends: [api, 7, apii] }
  api: { chart: /api, jobs: { before: [{ run: x, shel: sh }] } }
  Bad: { chart: x }
  empty: {}
repositories: { acme: { url: "http://charts.example.com" } }
env: ["1A"]
`;
  assert.deepEqual(
    problemsOf(text).map((problem) => problem.replace(/ \[spec-invalid\]/, '').slice('compass.yaml:'.length)),
    [
      '1:10 `version` is not valid: `2`. Write `1`.',
      '4:48 `extnds` is not a valid key here. Did you mean `extends`?',
      '5:26 The environment `production` extends `stagign`, which is not an environment of this spec. Did you mean `staging`?',
      '5:46 The environments `staging` and `production` have the same context and namespace. Give `production` another `namespace` or `context`.',
      '7:38 `charts.web.timeout` is not valid: `5`. Write a duration with a unit, such as `90s` or `5m`.',
      '7:56 `charts.web.depends.1` is not valid: `7`. Write a string; put a number in quotes.',
      '8:17 `/api` is an absolute path. Use a path relative to the folder of the spec.',
      '8:50 `shel` is not a valid key here. Did you mean `shell`?',
      '9:3 `Bad` is not a valid name. Did you mean `bad`? Write a name of lower-case letters, digits and `-`, at most 63 characters long, that starts and ends with a letter or digit.',
      '10:3 `empty` has no `chart`, no `manifests` and no `jobs`. Add one of them.',
      '11:30 `http://charts.example.com` is not a valid URL of a chart repository. Use a URL that begins with `https://`.',
      '12:7 `env.0` is not valid: `1A`. Write a name of letters, digits and `_`, such as CHAIN_KEY.',
    ],
  );
});

test('the parser never throws, whatever the text', () => {
  const pieces = fc.constantFrom(
    'version: 1',
    'charts:',
    '  a: ',
    '&x ',
    '*x',
    '<<: ',
    '{',
    '}',
    '[',
    ']',
    '- ',
    '\n',
    '\t',
    '"',
    "'",
    '|',
    '>',
    '!!js/function',
    '? ',
    '\u0000',
    '#',
    '%YAML 9',
    '---',
    '...',
    '__proto__: ',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 20 }),
      (parts) => void parseSpec('compass.yaml', parts.join('')),
    ),
    { numRuns: 2_000 },
  );
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});

test('aliases that multiply are refused at once', () => {
  const levels = Array.from(
    { length: 12 },
    (_, level) => `l${level + 1}: &l${level + 1} [${Array(9).fill(`*l${level}`).join(', ')}]`,
  );
  const problems = assertCpuTime(1_000, () => problemsOf(`l0: &l0 [x]\n${levels.join('\n')}\n`));
  assert.match(problems.join(), /With its aliases expanded/);
});

/** Charts `n0`, `n1`, … in an order of its own, each of which depends on some before it; and two of them. */
const stacks = fc
  .array(fc.array(fc.nat({ max: 1_000 }), { maxLength: 4 }), { minLength: 2, maxLength: 25 })
  .chain((all) => {
    const depends = all.map((picks, index) =>
      index === 0 ? [] : [...new Set(picks.map((pick) => `n${pick % index}`))],
    );
    const order = fc.shuffledSubarray([...depends.keys()], { minLength: depends.length });
    return fc.record({ depends: fc.constant(depends), order, from: fc.nat(), to: fc.nat() });
  });

test('a cycle is reported as a path along the dependencies, and a stack without one is valid', () => {
  const textOf = (depends: readonly string[][], order: readonly number[]) =>
    `${good()}${order.map((index) => `  n${index}: { chart: x, depends: [${depends[index]?.join(', ')}] }\n`).join('')}`;
  fc.assert(
    fc.property(stacks, ({ depends, order, from, to }) => {
      assert.deepEqual(problemsOf(textOf(depends, order)), []);
      const upper = 1 + (from % (depends.length - 1));
      const lower = to % upper;
      // From the upper one down to the lower one there is a way now, and one back.
      const looped = depends.map((needed, index) =>
        index === upper ? [...new Set([...needed, `n${lower}`])] : index === lower ? [...needed, `n${upper}`] : needed,
      );
      const [problem = '', ...others] = problemsOf(textOf(looped, order));
      assert.deepEqual(others, []);
      const [, told = ''] = /These charts depend on each other: (.*)\. Remove one/.exec(problem) ?? [];
      const path = told.split(' → ');
      assert.ok(path.length >= 3 && path[0] === path.at(-1), problem);
      assert.equal(new Set(path).size, path.length - 1, problem);
      for (const [index, name] of path.slice(0, -1).entries()) {
        assert.ok(looped[Number(name.slice(1))]?.includes(path[index + 1] ?? ''), problem);
      }
    }),
  );
});

test('a list in a hint is valid YAML, whatever the text', () => {
  assert.match(
    problemsOf(good('    values-files: "*.yaml"'))[0] ?? '',
    /Write a list: `values-files: \["\*\.yaml"\]`\./,
  );
  assert.match(
    problemsOf(good('    values-files: a/b.yaml'))[0] ?? '',
    /Write a list: `values-files: \[a\/b\.yaml\]`\./,
  );
});

test('a hint offers a template only where one is allowed', () => {
  const stack = good().replace('stack: shop', 'stack: ${STACK}');
  for (const text of [stack, good('  "${X}": { chart: charts/x }')]) {
    assert.match(
      problemsOf(text).join(),
      /Compass does not expand `\$`, and this name cannot be a template: write it in full\./,
    );
    assert.doesNotMatch(problemsOf(text).join(), /readEnv/);
  }
  assert.match(problemsOf(good('    release: ${X}')).join(), /readEnv\('X'\)/);
});

test('a chart that is named like a key has its own misspelt keys reported', () => {
  const told = problemsOf(good('  jobs: { chrt: charts/web }')).join();
  assert.match(told, /`chrt` is not a valid key here\. Did you mean `chart`\?/);
  assert.match(problemsOf(good('  values: { tag: x }')).join(), /`values` is indented like the name of a chart/);
});

test('a key without content counts as absent', () => {
  const text = `version: 1
stack: shop
values: # none yet
defaults:
jobs: { before: , after: }
repositories:
environments:
  staging: { branches: develop, values: , values-files: }
charts:
  web:
    chart: charts/web
    values:
      # none yet
    depends:
    jobs: { before: }
  api: { chart: charts/api, values: { kept: } }
`;
  const { spec, failures } = parseSpec('compass.yaml', text);
  assert.deepEqual(failures, []);
  assert.deepEqual(
    spec?.charts.map(({ values }) => values),
    [{}, { kept: null }],
  );
});
