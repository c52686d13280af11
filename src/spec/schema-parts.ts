// What the schemas of the spec are made of.
import * as z from 'zod/mini';
import { dnsLabel, longest } from '../model/names.ts';
import { durationPattern, parseDuration } from '../text/duration.ts';
import type { Json, JsonObject } from '../text/json.ts';

/** What a rule of the schema says when it is broken; everything else is said by kind of issue in parse.ts. */
export const say = (message: string) => ({ error: message });

/** For people who write a spec in an editor. */
export const about = (description: string, ...examples: unknown[]) =>
  z.meta({ description, ...(examples.length > 0 && { examples }) });

/**
 * What only the JSON Schema says with these words, for editors: Compass itself has a rule, which says it better. Both are
 * tried on the same broken specs.
 */
export const inEditors = (schema: Record<string, unknown>) => z.meta(schema);

export const text = z
  .string(say('a text; a number has to be in quotes'))
  .check(z.minLength(1, say('a text that is not empty')));

export const flag = z.boolean(say('`true` or `false`'));

function ruleOf(kind: keyof typeof longest): string {
  return `a name of lower-case letters, digits and \`-\`, at most ${longest[kind]} characters long, that starts and ends with a letter or digit`;
}

/** A DNS label: what Kubernetes takes as a name and as the value of a label. */
export function label(kind: keyof typeof longest) {
  const rule = ruleOf(kind);
  return z
    .string(say(rule))
    .check(z.regex(dnsLabel, { ...say(rule), abort: true }), z.maxLength(longest[kind], say(rule)));
}

/** Such a name, or a template that becomes one. */
export function labelOrTemplate(kind: keyof typeof longest) {
  const rule = say(ruleOf(kind));
  return z.union([label(kind), z.string(rule).check(z.regex(/<%/, rule))], rule);
}

const durationRule = 'a duration with a unit, such as `90s` or `5m`';
export const duration = z.string(say(durationRule)).check(
  z.regex(durationPattern, { ...say(durationRule), abort: true }),
  z.refine((value) => parseDuration(value) !== undefined, say('a duration longer than nothing, of at most 24 days')),
);

const noTemplate = inEditors({ not: { pattern: '<%' } });

/** A text that is no template. */
export const literal = text.check(noTemplate);

/** Any JSON: its keys are no templates, its integers not beyond 2^53. */
export const jsonDefinition = {
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
  items: { $ref: '#/$defs/json' },
  propertyNames: { not: { pattern: '<%' } },
  additionalProperties: { $ref: '#/$defs/json' },
};

const anything: z.ZodMiniType<Json> = z.any();

/** What is in a document is JSON already: to check it again would cost as much as reading it. */
export const values: z.ZodMiniType<JsonObject> = z
  .record(z.string(), anything, say('a map'))
  .check(inEditors({ propertyNames: jsonDefinition.propertyNames, additionalProperties: jsonDefinition.items }));

const path = text.check(inEditors({ not: { pattern: '^/' } }));

export const files = z.array(path, say('a list of paths'));

/** Variables that are the runner's, and nobody else's. */
export const ofRunner = /^(INPUT_|ACTIONS_|STATE_|GITHUB_TOKEN$)/;
