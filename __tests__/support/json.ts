// Any JSON, for properties.
import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/text/json.ts';

/** Some keys have the names of what every JavaScript object inherits. */
const key = fc.oneof({ weight: 4, arbitrary: fc.string({ maxLength: 4 }) }, fc.constantFrom('constructor', 'toString'));

export const { json, jsonObject } = fc.letrec<{ json: Json; jsonObject: JsonObject }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string({ maxLength: 6 }),
    fc.array(tie('json'), { maxLength: 4 }),
    tie('jsonObject'),
  ),
  jsonObject: fc.dictionary(key, tie('json'), { maxKeys: 4, noNullPrototype: true }),
}));

/** The same data with its keys in another order, at any depth. */
export function withOtherOrder<Data>(data: Data): Data {
  const reverse = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reverse);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([name, inner]) => [name, reverse(inner)] as const);
    return Object.fromEntries(entries.toReversed());
  };
  return reverse(data) as Data;
}
