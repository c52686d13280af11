// Keys of a chart's own values that Helm reads differently, compared with the real Helm.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { misreadKeys } from '../../src/text/helm-keys.ts';
import { jsonForYaml } from '../../src/text/json.ts';
import { readYaml } from '../../src/text/yaml.ts';
import { templatedValues } from '../support/helm.ts';

const words = 'y Y yes Yes YES yEs n N no No NO on On ON oN off Off OFF oFF true True TRUE false False FALSE t f x';
const numbers =
  '1 -1 +1 -0 0 00 012 -012 08 09 0o14 0O14 0x1F 0X1f 0b11 0B11 1_000 1_0.5 1.0 1.10 .5 5. 1e3 1E3 1e+3 0.0 -0.0 0.1 12:30 190:20:30 ' +
  '1234567.0 999999.0 1000000 100000.0 0.0001 0.00001 1e20 1e-7 123456789.5 0.3333333333 9007199254740993 9223372036854775807 1e400 1.2.3 ' +
  '2026-11-24 2026-11-24T01:02:03Z 1_ _1 0x 0b2 0o8 -0x1F +0b1 -.5 1a - = 0xFFFFFFFFFFFFFFFFFF';
const keys = [...words.split(' '), ...numbers.split(' ').filter((key) => key !== '-')];

/** The only key of a map, as Compass reads it; undefined if it cannot be read. */
function keyInSpec(text: string): string | undefined {
  const read = readYaml('compass.yaml', text);
  return 'document' in read ? Object.keys(read.document.data as object)[0] : undefined;
}

test('exactly the keys that Helm reads differently are reported, as Helm itself reads them', async () => {
  const lines = keys.map((key) => `  - ${key}: 1\n`).join('');
  const { list } = (await templatedValues(`list:\n${lines}`)) as { list: Record<string, unknown>[] };
  const told = Object.fromEntries(misreadKeys('values.yaml', lines).map(({ key, readAs }) => [key, readAs]));
  const expected = keys.flatMap((key, index) => {
    const [read = ''] = Object.keys(list[index] ?? {});
    // What the spec cannot say without quotes is a text in quotes, as Helm reads it.
    return read === (keyInSpec(`${key}: 1`) ?? key) || read === key ? [] : [[key, read] as const];
  });
  assert.deepEqual(told, Object.fromEntries(expected));
  assert.deepEqual(
    [told['no'], told['Y'], told['012'], told['1_000'], told['0x1F']],
    ['false', 'true', '10', '1000', undefined],
  );
});

test('a misread key is overridden only by the key that Helm reads, not by the same text', async () => {
  const own = 'service: { on: from the chart }\n';
  const [misread] = misreadKeys('values.yaml', own);
  assert.deepEqual(misread, { key: 'on', readAs: 'true', at: { file: 'values.yaml', line: 1, column: 12 } });
  const { service: same } = await templatedValues(own, jsonForYaml({ service: { on: 'from the spec' } }));
  assert.deepEqual(same, { true: 'from the chart', on: 'from the spec' });
  const { service: read } = await templatedValues(own, jsonForYaml({ service: { true: 'from the spec' } }));
  assert.deepEqual(read, { true: 'from the spec' });
});

for (const [name, text, expected] of [
  ['at any depth', 'a:\n  - b: { off: 1 }\n    y: 2\n', ['off 2:10', 'y 3:5']],
  ['behind an anchor', 'a: &a { &k no: 1 }\nb: { <<: *a }\n', ['no 1:12']],
  ['behind a question mark', '? no\n: 1\n', ['no 1:3']],
  ['not in quotes', '"no": 1\n\'on\': 2\n? |-\n  no\n: 3\n', []],
  ['not with a tag', '!!str no: 1\n', []],
  ['not as values', 'a: no\nb: [on, off]\n', []],
  ['not what is no YAML', 'no: [\n', []],
  ['not in nothing', '', []],
  ['with the ends of lines of Windows', 'a: 1\r\nno: 2\r\n', ['no 2:1']],
] as const) {
  test(`keys are reported ${name}`, () => {
    const told = misreadKeys('values.yaml', text).map(({ key, at }) => `${key} ${at.line}:${at.column}`);
    assert.deepEqual(told, expected);
  });
}
