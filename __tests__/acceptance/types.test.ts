// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates hold them
// What is written as YAML 1.2 arrives in the chart with the type that it has there, by whichever way the values go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { echoChart, freshNamespace, kubectl } from '../support/stack.ts';
import { makeWorkspace, runStep } from '../support/step.ts';

/** YAML on one line → what the chart gets. */
const scalars: readonly [string, unknown][] = [
  ...[
    'no',
    'on',
    'yes',
    'y',
    'N',
    'Off',
    '12:30',
    '1_000',
    '0b11',
    '2026-11-24',
    '2026-11-24T01:02:03Z',
    '=',
    '1.2.3',
  ].map((text): [string, unknown] => [text, text]),
  ['true', true],
  ['False', false],
  ['012', 12],
  ['0o14', 12],
  ['0x1F', 31],
  ['1e3', 1000],
  ['1.10', 1.1],
  ['"1.10"', '1.10'],
  ['1', 1],
  ['1.0', 1],
  ['-0', 0],
  ['.5', 0.5],
  ['9007199254740991', 9_007_199_254_740_991],
  ['-9007199254740991', -9_007_199_254_740_991],
  ['"9007199254740993"', '9007199254740993'],
  ['5e-324', 5e-324],
  ['""', ''],
  ["'~'", '~'],
  ['"no"', 'no'],
  ['" both ends "', ' both ends '],
  ['"a\\tb\\r\\nc"', 'a\tb\r\nc'],
  ['"\\N\\L\\P\\_\\0\\e"', '\u0085\u2028\u2029\u00a0\0\u001b'],
  ['🚀 é \u2028 \u0085 \u00a0x', '🚀 é \u2028 \u0085 \u00a0x'],
  ['"{{ .Values.a }}"', '{{ .Values.a }}'],
  ['"{\\"a\\": [1]}"', '{"a": [1]}'],
  ['"<<"', '<<'],
  ['"%{x} @ ` $HOME ${HOME} \\\\"', '%{x} @ ` $HOME ${HOME} \\'],
  ['[[1, [two]], [], {}]', [[1, ['two']], [], {}]],
  ['[~, null, { a: ~ }]', [null, null, { a: null }]],
];

const blocks = `literal: |
  one
    two  \t

  three
kept: |+
  one

stripped: |-
  on
folded: >
  one
  two

  three
`;
const fromBlocks = {
  literal: 'one\n  two  \t\n\nthree\n',
  kept: 'one\n\n',
  stripped: 'on',
  folded: 'one two\nthree\n',
};

/** Keys as they are written → what they are. */
const keys = { '"on"': 'on', no: 'no', '"1"': '1', '12': '12', 'a.b': 'a.b', '"~"': '~', '"<<"': '<<', '""': '' };

const indented = (spaces: number, text: string) => text.replaceAll(/(?<=^|\n)(?=[^\n])/g, ' '.repeat(spaces));

const yaml = `greeting: null
scalars:
${scalars.map(([text]) => `  - ${text}\n`).join('')}
blocks:
${indented(2, blocks)}
keys:
${Object.keys(keys)
  .map((key) => `  ${key}: x\n`)
  .join('')}`;
const expected = {
  scalars: scalars.map(([, value]) => value),
  blocks: fromBlocks,
  keys: Object.fromEntries(Object.values(keys).map((key) => [key, 'x'])),
};

/** In base64, since Helm itself folds U+0085 in the objects that it makes. */
const chart = {
  ...echoChart('echo'),
  'echo/templates/values.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }} }
binaryData: { values: {{ toJson .Values | b64enc }} }
`,
};

async function valuesIn(namespace: string, release: string): Promise<unknown> {
  const encoded = await kubectl('get', 'configmap', release, '-n', namespace, '-o', 'jsonpath={.binaryData.values}');
  return JSON.parse(Buffer.from(encoded, 'base64').toString());
}

test('a value keeps its type from the spec, a values file and a template to the chart', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': `version: 1
stack: types
environments: { staging: { branches: develop, namespace: ${namespace} } }
charts:
  file: { chart: echo, values-files: [values.yaml] }
  template: { chart: echo, values-files: [values.yaml.ejs] }
  spec:
    chart: echo
    values:
${indented(6, yaml)}
`,
    'values.yaml': yaml,
    'values.yaml.ejs': yaml,
    ...chart,
  });
  const { exitCode, text } = await runStep({ workspace });
  assert.equal(exitCode, 0, text);
  for (const release of ['spec', 'file', 'template']) {
    assert.deepEqual(await valuesIn(namespace, release), expected, release);
  }
});

test('numbers that JSON cannot represent are refused in each of these ways, with their places', async () => {
  const workspace = makeWorkspace({
    'compass.yaml': `version: 1
stack: types
environments: { staging: { branches: develop } }
charts:
  file: { chart: echo, values-files: [values.yaml] }
`,
    'inf.yaml': 'version: 1\nstack: types\nvalues: { a: .inf }\n',
    'values.yaml': 'a: 1\nb: -.inf\nc: .nan\n',
    ...chart,
  });
  const validate = async (spec: string) => (await runStep({ workspace, inputs: { command: 'validate', spec } })).text;
  const file = await validate('compass.yaml');
  assert.match(file, /^values\.yaml:2:4: The number -\.inf cannot be represented exactly/m);
  assert.match(file, /^values\.yaml:3:4: The number \.nan cannot be represented exactly/m);
  assert.match(await validate('inf.yaml'), /^inf\.yaml:3:14: The number \.inf cannot be represented exactly/m);
});
