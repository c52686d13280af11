// Which building blocks do the schemas of the spec share?
import * as z from 'zod/mini';
import { dnsLabel, longest } from '../model/names.ts';
import { durationPattern, parseDuration } from '../text/duration.ts';
import type { Json, JsonObject } from '../text/json.ts';

/** What a value must be; completes the hint "Write …". explain.ts adds the rest. */
export const say = (message: string) => ({ error: message });

/** Shown in editors. */
export const about = (description: string, ...examples: unknown[]) =>
  z.meta({ description, ...(examples.length > 0 && { examples }) });

/**
 * Only for the JSON Schema: Compass itself has a rule with a better message. Both are tested with the same broken
 * specs.
 */
export const inEditors = (schema: Record<string, unknown>) => z.meta(schema);

export const text = z
  .string(say('a string; put a number in quotes'))
  .check(z.minLength(1, say('a string that is not empty')));

export const flag = z.boolean(say('`true` or `false`'));

function ruleOf(kind: keyof typeof longest): string {
  return `a name of lower-case letters, digits and \`-\`, at most ${longest[kind]} characters long, that starts and ends with a letter or digit`;
}

/** A DNS label, which Kubernetes accepts as a name and as the value of a label. */
export function label(kind: keyof typeof longest) {
  const rule = ruleOf(kind);
  return z
    .string(say(rule))
    .check(z.regex(dnsLabel, { ...say(rule), abort: true }), z.maxLength(longest[kind], say(rule)));
}

/** Such a name, or a template that evaluates to one. */
export function labelOrTemplate(kind: keyof typeof longest) {
  const rule = say(ruleOf(kind));
  return z.union([label(kind), z.string(rule).check(z.regex(/<%/, rule))], rule);
}

const durationRule = 'a duration with a unit, such as `90s` or `5m`';
export const duration = z.string(say(durationRule)).check(
  z.regex(durationPattern, { ...say(durationRule), abort: true }),
  z.refine((value) => parseDuration(value) !== undefined, say('a duration greater than zero, of at most 24 days')),
);

const noTemplate = inEditors({ not: { pattern: '<%' } });

/** A string without templates. */
export const literal = text.check(noTemplate);

/** Any JSON without templates in its keys, and without integers beyond 2^53. */
export const jsonDefinition = {
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
  items: { $ref: '#/$defs/json' },
  propertyNames: { not: { pattern: '<%' } },
  additionalProperties: { $ref: '#/$defs/json' },
};

const anything: z.ZodMiniType<Json> = z.any();

/** The content of a document is JSON already: checking it again would cost as much as reading it. */
export const values: z.ZodMiniType<JsonObject> = z
  .record(z.string(), anything, say('a map'))
  .check(inEditors({ propertyNames: jsonDefinition.propertyNames, additionalProperties: jsonDefinition.items }));

const path = text.check(inEditors({ not: { pattern: '^/' } }));

export const files = z.array(path, say('a list of paths'));

/** Variables that belong to the runner: neither templates nor jobs may read them. */
export const ofRunner = /^(INPUT_|ACTIONS_|STATE_|GITHUB_TOKEN$)/;
