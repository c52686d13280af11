// What is in the output `result`? The run as JSON, for machines. Its JSON Schema is generated from the schema below.
import * as z from 'zod/mini';
import { type ChartResult, chartOutcomes, plannedOutcomes } from '../model/outcome.ts';
import { keysOf } from '../text/json.ts';
import { builtImages } from './images.ts';

const wholeMs = (text: string) => z.int().check(z.minimum(0), z.describe(text));

const objectSchema = z.strictObject({
  kind: z.string(),
  name: z.string(),
  change: z.literal(['create', 'change', 'delete']),
});

const chartSchema = z.strictObject({
  name: z.string(),
  release: z.string(),
  namespace: z.string(),
  outcome: z
    .literal([...new Set([...keysOf(chartOutcomes), ...keysOf(plannedOutcomes)])])
    .check(z.describe('In a plan, what would happen.')),
  reason: z.string().check(z.describe('For people; not to be parsed.')),
  code: z.optional(z.string()).check(z.describe('For machines; present on every chart that failed or was skipped.')),
  revision: z.optional(z.int()).check(z.describe("Revision of the release in Helm's store.")),
  durationMs: wholeMs('Milliseconds.'),
  startedAtMs: wholeMs('Milliseconds since the start of the run.'),
  depends: z.array(z.string()).check(z.describe('Names of the charts that it depends on.')),
  images: z.record(z.string(), z.string()).check(z.describe('Image reference → digest.')),
  objects: z
    .optional(z.array(objectSchema))
    .check(z.describe('In a plan, the objects that would be created, changed or deleted.')),
  risks: z.optional(z.array(z.string())).check(z.describe('In a plan, what to check before deploying; for people.')),
  partial: z.optional(z.string()).check(z.describe('In a plan, why the list of objects is incomplete; for people.')),
});

export const resultSchema = z
  .strictObject({
    version: z.literal(1),
    command: z
      .literal(['auto', 'deploy', 'plan', 'destroy', 'validate', 'matrix', 'render', 'graph'])
      .check(z.describe('What ran; `auto` if the run failed before that was known.')),
    stack: z.string().check(z.describe('Empty if the spec could not be read.')),
    environment: z.string().check(z.describe('Empty if none applied.')),
    outcome: z.literal(['success', 'failure', 'cancelled', 'nothing-to-do']),
    code: z.optional(z.string()).check(z.describe('Code of the first failure; present if the run failed.')),
    reason: z
      .optional(z.string())
      .check(z.describe('Why the run failed or had nothing to do, for people; present only then.')),
    answer: z.optional(z.string()).check(z.describe('The text that `render`, `graph`, `matrix` and `validate` print.')),
    planDigest: z.string().check(z.describe('Empty if there is no plan.')),
    durationMs: wholeMs('Milliseconds.'),
    charts: z.array(chartSchema).check(z.describe("In the spec's order.")),
  })
  .check(z.describe('The output `result` of Compass.'));

export type RunResult = z.infer<typeof resultSchema>;

export function toResultChart({
  failure,
  revision,
  isTolerated: _,
  imagesBefore: __,
  preview,
  ...chart
}: ChartResult): RunResult['charts'][number] {
  const { objects = [], risks = [], partial } = preview ?? {};
  return {
    ...chart,
    ...(objects.length > 0 && { objects: objects.map(({ kind, name, change }) => ({ kind, name, change })) }),
    ...(risks.length > 0 && { risks: [...risks] }),
    ...(partial !== undefined && { partial }),
    ...(failure && { code: failure.code }),
    ...(revision !== undefined && { revision }),
    depends: [...chart.depends],
    images: builtImages(chart),
  };
}
