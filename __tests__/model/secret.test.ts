// The filter that replaces secrets in everything that is printed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Redactor } from '../../src/model/secret.ts';

function filterOf(...secrets: readonly string[]): (text: string) => string {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.learn(secret);
  return (text) => redactor.filter(text);
}

for (const [name, secrets, text, expected] of [
  ['nothing is learnt', [], 'password', 'password'],
  ['a secret is replaced', ['hunter22'], 'the password is hunter22.', 'the password is ***.'],
  ['everywhere', ['hunter22'], 'hunter22 hunter22hunter22', '*** ******'],
  ['six characters are enough', ['abcdef'], 'abcdef', '***'],
  ['five are not', ['abcde'], 'abcde', 'abcde'],
  ['an empty secret replaces nothing', [''], 'ab', 'ab'],
  ['case counts', ['hunter22'], 'HUNTER22', 'HUNTER22'],
  ['characters with a meaning in patterns are text', ['a.c$&(+*'], 'a.c$&(+* abc$&(+*', '*** abc$&(+*'],
  [
    'a secret that contains another one is replaced as a whole, learnt last',
    ['password', 'my-password-1'],
    'my-password-1',
    '***',
  ],
  [
    'a secret that contains another one is replaced as a whole, learnt first',
    ['my-password-1', 'password'],
    'my-password-1',
    '***',
  ],
  ['the contained secret is still replaced on its own', ['my-password-1', 'password'], 'password', '***'],
  ['a secret of several lines', ['line one\nline two'], 'a line one\nline two b', 'a *** b'],
] as const) {
  test(`${name}: ${JSON.stringify(text)}`, () => assert.equal(filterOf(...secrets)(text), expected));
}

test('a secret is replaced from then on, and learning it twice changes nothing', () => {
  const redactor = new Redactor();
  assert.equal(redactor.filter('hunter22'), 'hunter22');
  redactor.learn('hunter22');
  redactor.learn('hunter22');
  assert.equal(redactor.filter('hunter22'), '***');
});

test('no learnt secret is left in any text', () => {
  const secret = fc.string({ unit: fc.constantFrom('a', 'b', '$', '&', '.'), minLength: 6, maxLength: 9 });
  const secrets = fc.array(secret, { minLength: 1, maxLength: 4 });
  const texts = secrets.chain((known) =>
    fc.record({
      known: fc.constant(known),
      text: fc
        .array(fc.oneof(fc.constantFrom(...known, 'a', 'b', ' ')), { maxLength: 8 })
        .map((parts) => parts.join('')),
    }),
  );
  fc.assert(
    fc.property(texts, ({ known, text }) => {
      const filtered = filterOf(...known)(text);
      for (const one of known) assert.ok(!filtered.includes(one), filtered);
    }),
  );
});

test('a text without a secret does not change', () => {
  fc.assert(fc.property(fc.string(), (text) => filterOf('hunter22\u0000')(text) === text));
});

test('in every form in which programs embed a secret, at most its edges remain', () => {
  const secret = fc.string({ minLength: 12, maxLength: 40, unit: fc.constantFrom(...'abcXYZ019+/=&? %"\\\'é{}<>') });
  const around = fc.string({ maxLength: 5, unit: fc.constantFrom(...'ab:/@') });
  fc.assert(
    fc.property(secret, around, around, (text, before, after) => {
      const filter = filterOf(text);
      const whole = `${before}${text}${after}`;
      const base64 = Buffer.from(whole).toString('base64');
      const forms: readonly string[] = [
        whole,
        JSON.stringify(whole),
        encodeURIComponent(whole),
        new URLSearchParams({ a: whole }).toString(),
        Buffer.from(whole).toString('hex'),
        base64,
        Buffer.from(whole).toString('base64url'),
      ];
      for (const form of forms) {
        const shown = filter(form);
        assert.ok(shown.includes('***'), `${form} → ${shown}`);
        assert.ok(shown.length < form.length - Buffer.from(text).length / 2, `${form} → ${shown}`);
      }
    }),
  );
});
