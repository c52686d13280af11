// The JSON Schemas that lie beside the action, generated from the code's own.
import * as z from 'zod/mini';
import { resultSchema } from '../src/report/result.ts';
import { specSchema } from '../src/spec/schema.ts';

const schemas = { 'compass.schema.json': specSchema, 'result.schema.json': resultSchema };

/** File name → content. */
export function generateSchemas(): Map<string, string> {
  return new Map(
    Object.entries(schemas).map(([name, schema]) => [name, `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`]),
  );
}
