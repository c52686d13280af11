// Which JSON Schemas does the action publish? They are generated from the schemas in the code.
import * as z from 'zod/mini';
import { resultSchema } from '../src/report/result.ts';
import { chart } from '../src/spec/chart-schema.ts';
import { specSchema } from '../src/spec/schema.ts';
import { jsonDefinition } from '../src/spec/schema-parts.ts';

const schemas = { 'compass.schema.json': specSchema, 'result.schema.json': resultSchema };

/** File name → content. */
export function generateSchemas(): Map<string, string> {
  return new Map(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      `${JSON.stringify(withDefinitions(z.toJSONSchema(schema, { override: addAlternatives })), null, 2)}\n`,
    ]),
  );
}

/** JSON is defined recursively, which JSON Schema can only express with a named definition. */
function withDefinitions(schema: object): object {
  return JSON.stringify(schema).includes('#/$defs/json') ? { ...schema, $defs: { json: jsonDefinition } } : schema;
}

/** Which keys of a chart exclude each other: a rule of the spec that JSON Schema can express too. */
function addAlternatives({ zodSchema, jsonSchema }: { zodSchema: unknown; jsonSchema: Record<string, unknown> }): void {
  if (zodSchema !== chart) return;
  const without = (...keys: string[]) => ({ not: { anyOf: keys.map((key) => ({ required: [key] })) } });
  jsonSchema['oneOf'] = [
    { required: ['chart'], ...without('manifests') },
    { required: ['manifests'], ...without('chart', 'version', 'repository', 'values', 'values-files') },
    {
      anyOf: [{ required: ['jobs'] }, { required: ['remove'] }],
      ...without('chart', 'manifests', 'version', 'repository'),
    },
  ];
  jsonSchema['not'] = {
    properties: { forget: { const: true }, remove: { const: true } },
    required: ['forget', 'remove'],
  };
}
