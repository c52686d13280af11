// The record of a release: only its manifest is changed, and only if it can be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { withManifest } from '../../../src/adapters/cluster/release-records.ts';

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');
const record = (json: string) => JSON.stringify({ data: { release: base64(base64(gzipSync(json))) } });
const unpacked = (data: string) => gunzipSync(Buffer.from(Buffer.from(data, 'base64').toString(), 'base64')).toString();

test('only the manifest is changed: all else stays, even numbers that JavaScript cannot represent', () => {
  const json =
    '{"name":"web","config":{"big":12345678901234567890,"small":1.10,"text":"\\u003cb\\u003e"},"manifest":"a"}';
  const changed = withManifest(record(json), (manifest) => `${manifest}b`);
  assert.equal(
    unpacked(changed ?? ''),
    json.replaceAll('\\u003c', '<').replaceAll('\\u003e', '>').replace('"a"', '"ab"'),
  );
});

test('nothing is written if the manifest stays the same', () => {
  assert.equal(
    withManifest(record('{"manifest":"a"}'), (manifest) => manifest),
    'same',
  );
});

test('a Secret that is not a record is not changed', () => {
  const edit = (manifest: string) => `${manifest}b`;
  for (const body of ['', '{}', '{"data":{"release":"AAAA"}}', record('[]'), record('{}'), record('{"manifest":1}')]) {
    assert.equal(withManifest(body, edit), undefined, body);
  }
  assert.equal(
    withManifest(record('{"manifest":"a"}'), () => undefined),
    undefined,
  );
});
