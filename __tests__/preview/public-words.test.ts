// What of a release may be shown although its chart has seen secrets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeIsPublic } from '../../src/preview/public-words.ts';
import type { Json } from '../../src/text/json.ts';
import type { Path } from '../../src/text/yaml.ts';
import { plannedChart } from '../support/charts.ts';

interface Past {
  readonly secret?: Json;
  readonly chartText?: string;
  readonly rendered?: string;
  /** Where the release says that its secrets are; `unknown` if it does not say. */
  readonly had?: readonly Path[] | 'unknown';
}

/** Of a release with a secret and a plain value, in a chart of which the values have none any more. */
function isPublic({ secret = 'hunter2-tango', chartText = '', rendered = '', had = [['password']] }: Past, text: Json) {
  const record = {
    objects: '',
    values: { password: secret, host: 'db.example.com' },
    helmChart: 'web',
    isServerSide: true,
    chartVersion: '1.0.0',
    chartText,
  };
  const outputs = { objects: rendered, crds: [] };
  return makeIsPublic(record, outputs, plannedChart('web'), had === 'unknown' ? undefined : had, [])(text);
}

test('words of the chart, of plain values, of the rendering and of the names are public', () => {
  assert.equal(isPublic({ chartText: 'listen on port' }, 'listen: port'), true);
  assert.equal(isPublic({}, 'db.example.com'), true);
  assert.equal(isPublic({ rendered: 'kind: Widget' }, 'Widget'), true);
  assert.equal(isPublic({}, 'web.ns'), true);
  assert.equal(isPublic({}, true), true);
  assert.equal(isPublic({}, ''), true);
});

test('a text with one unknown word is not public', () => {
  assert.equal(isPublic({ chartText: 'listen' }, 'listen hunter3'), false);
});

test('a word of a secret is never public, whoever else uses it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{3,9}-[a-z]{3,9}$/), (secret) => {
      for (const word of [secret, ...secret.split('-')]) {
        assert.equal(isPublic({ secret, chartText: secret, rendered: secret }, word), false, word);
      }
    }),
  );
});

test('a text of other signs is public only where the chart itself has them', () => {
  assert.equal(isPublic({ secret: '!#%^!#%^' }, 'password: !#%^'), false);
  assert.equal(isPublic({ chartText: 'password: =====' }, 'password: ====='), true);
  assert.equal(isPublic({ chartText: 'a b' }, 'a: "b"'), true);
});

test('a short number is public unless it is a part of a secret', () => {
  assert.equal(isPublic({}, 8080), true);
  assert.equal(isPublic({}, 123_456), false);
  assert.equal(isPublic({ secret: 987_654_321 }, 6543), false);
});

test('of a release that does not say where its secrets were, none of its values is public', () => {
  assert.equal(isPublic({ had: 'unknown' }, 'db.example.com'), false);
  assert.equal(isPublic({ had: 'unknown' }, 8080), false);
  assert.equal(isPublic({ had: 'unknown', chartText: 'db.example.com' }, 'db.example.com'), true);
});

test('nothing is public of raw objects with a secret: they have no values in which it could be found', () => {
  assert.equal(isPublic({ had: [[]], chartText: 'word' }, 'word'), false);
});
