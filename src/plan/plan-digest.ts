// What is the digest of a plan? It is the same wherever it is computed from the same inputs and the same cluster state,
// and contains no secret. It binds a deployment to the plan that was approved.
import type { Failure } from '../model/failure.ts';
import type { Job } from '../spec/spec.ts';
import { canonicalJson, type Json, objectAt, replaceAt } from '../text/json.ts';
import { hashOf, hideDigests } from './fingerprint.ts';
import type { Plan, PlannedChart } from './plan.ts';

/** The parts of a plan, in the order of the digest. */
const digestPartNames = ['charts', 'content', 'values', 'images', 'settings', 'releases'] as const;
type DigestPart = (typeof digestPartNames)[number];

/** What a message calls a part that has changed. */
const parts: Readonly<Record<DigestPart, string>> = {
  charts: 'the list of charts, or what happens to them',
  content: 'the content of a chart',
  values: 'the values of a chart',
  images: 'the digest of an image',
  settings: 'the settings or jobs of a chart',
  releases: 'the releases in the cluster',
};

/**
 * Hexadecimal digits of a sha256: for the whole plan, and for each part, so that the digest alone shows which part
 * changed.
 */
const digitsOfWhole = 40;
const digitsOfPart = 4;

/** `sha256:` and 64 hexadecimal digits. */
export function planDigest(plan: Plan): string {
  const exact = contentOfPlan(plan, canonicalJson);
  const explained = contentOfPlan(plan, hideDigests);
  const ofParts = digestPartNames.map((name) => hashOf(explained[name]).slice(0, digitsOfPart));
  return `sha256:${hashOf({ version: plan.version, ...exact }).slice(0, digitsOfWhole)}${ofParts.join('')}`;
}

/** Undefined if this is the approved plan. */
export function whatMoved(approved: string, plan: Plan): Failure | undefined {
  const digest = planDigest(plan);
  if (approved === digest) return undefined;
  const moved = digestPartNames.filter((name) => digestPartOf(approved, name) !== digestPartOf(digest, name));
  const words = moved.map((name) => `${parts[name]}${detail(name, plan)}`);
  const what = words.length > 0 ? `Changed: ${words.join('; ')}.` : 'The digest does not say what changed.';
  return {
    code: 'plan-moved',
    message: `The plan has changed since it was approved. ${what}`,
    hint: 'Review the new plan, and approve its digest.',
  };
}

function digestPartOf(digest: string, name: DigestPart): string {
  const start = 'sha256:'.length + digitsOfWhole + digestPartNames.indexOf(name) * digitsOfPart;
  return digest.slice(start, start + digitsOfPart);
}

/** The current state of a part, in parentheses; empty if it is too long to show. */
function detail(name: DigestPart, { charts }: Plan): string {
  const now = (texts: readonly string[]) =>
    texts.length > 0 ? ` (now ${texts.slice(0, 5).join(', ')}${texts.length > 5 ? ', …' : ''})` : '';
  switch (name) {
    case 'images':
      return now(
        charts.flatMap(({ images }) =>
          Object.entries(images).map(([reference, digest]) => `${reference} is ${digest}`),
        ),
      );
    case 'releases':
      return now(
        charts.flatMap(({ name: chart, observed }) =>
          observed ? [`${chart} has revision ${observed.revision}, ${observed.status}`] : [],
        ),
      );
    case 'charts':
      return now(charts.map(({ name: chart, decision }) => `${chart}: ${decision.action}`));
    default:
      return '';
  }
}

/** The text of data with digests: exactly, so that every digest counts where it is, or without them. */
type TextOf = (data: Json, images: Readonly<Record<string, string>>) => string;

function contentOfPlan(
  { identity, charts, jobs, folder, helm, handedOver }: Plan,
  textOf: TextOf,
): Record<DigestPart, Json> {
  return {
    charts: [
      { ...identity },
      charts.map(({ name, release, namespace, decision, depends }) => [
        name,
        release,
        namespace,
        decision.action,
        depends,
      ]),
    ],
    content: charts.map((chart) => contentOfChart(chart, textOf)),
    values: charts.map(({ values, secrets, secretMaps, images }) =>
      textOf(objectAt(replaceAt(values, [...secrets, ...secretMaps], () => '***')), images),
    ),
    images: charts.map(({ images }) => images),
    settings: [
      {
        helm: `${helm.major}.${helm.minor}`,
        folder,
        jobs: Object.fromEntries(Object.entries(jobs).map(([when, list]) => [when, list.map(jobText)])),
      },
      charts.map(({ settings, jobs: own }) => [{ ...settings }, own.before.map(jobText), own.after.map(jobText)]),
    ],
    releases: [
      ...charts.map(({ observed }) =>
        observed ? [observed.revision, observed.status, observed.resourceVersion] : null,
      ),
      ...handedOver.map(({ name, resourceVersion }) => [name, resourceVersion]),
    ],
  };
}

/** Raw objects are part of the plan. A file whose template read a secret counts without its text. */
function contentOfChart({ source, content, images }: PlannedChart, textOf: TextOf): Json {
  if (source?.kind !== 'manifests') return content?.digest ?? null;
  const files = Object.entries(source.files).map(
    ([file, text]) => [file, source.secretFiles.includes(file) ? '***' : text] as const,
  );
  return textOf(Object.fromEntries(files), images);
}

function jobText({ env, secretEnv = [], ...job }: Job): string {
  const masked = Object.entries(env).map(([name, text]) => [name, secretEnv.includes(name) ? '***' : text]);
  return canonicalJson({ ...job, env: Object.fromEntries(masked) });
}
