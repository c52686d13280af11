// How do a spec and an environment become rendered charts? In rounds: Compass answers all questions of the templates at
// once, and renders them again until there is no new question.
import { all, type Failure, failed, ok, type Result } from '../model/failure.ts';
import type { ChartName, Namespace } from '../model/names.ts';
import type { Files } from '../ports/machine.ts';
import type { WantedImage } from '../ports/ports.ts';
import type { Spec, StackJobs } from '../spec/spec.ts';
import { layersOf, type RenderedChart, renderCharts } from './charts.ts';
import { type RenderedEnvironment, renderEnvironment } from './environment.ts';
import { changedDigests, mergeWanted, placeOfAsking } from './images.ts';
import { renderJobs } from './jobs.ts';
import { answerLocally } from './local-answers.ts';
import { type ClusterQuestion, isClusterQuestion, type QuestionId } from './question.ts';
import { misleadingRequirements, unknownRequirements } from './requirements.ts';
import { type Commit, environmentScope } from './scope.ts';
import type { Target } from './target.ts';
import { type Answer, TemplateEngine } from './template.ts';
import type { AskedQuestion, Renderer } from './texts.ts';
import type { NamedLayer } from './values.ts';

export interface RenderInputs extends Target {
  readonly files: Files;
  /** An environment variable; undefined if it is not set, null if that cannot be known here. */
  readonly variable: (name: string) => string | undefined | null;
  /** Learns every secret text. */
  readonly learn: (secret: string) => void;
}

/** The result before any request: its names are final. */
export interface Rendering {
  readonly environment: RenderedEnvironment;
  /** With placeholders for answers of registries and the cluster. */
  readonly charts: readonly RenderedChart[];
  /** Of the stack; with placeholders too. */
  readonly jobs: StackJobs;
  /** Of all charts, each once. */
  readonly namespaces: readonly Namespace[];
  /** `resolve`: the digests of image references; fails if one has none. */
  finish(resolve: Resolve): Promise<Result<RenderedStack>>;
}

/** Image reference → digest. */
export type Resolve = (images: readonly WantedImage[]) => Promise<Result<ReadonlyMap<string, string>>>;

export interface RenderedStack {
  readonly charts: readonly RenderedChart[];
  readonly jobs: StackJobs;
  /** Image reference → digest. */
  readonly digests: Readonly<Record<string, string>>;
  /** Renders a chart that reads from the cluster, once its dependencies are up. */
  renderDeferred(name: ChartName, ask: AskCluster): Promise<Result<RenderedChart>>;
  /** Where the values of a chart come from. */
  layersOf(name: ChartName): Result<ChartLayers>;
}

/** From low to high, secrets still sealed. */
export interface ChartLayers {
  /** What templates read as `values`. */
  readonly environment: readonly NamedLayer[];
  /** Passed to Helm. */
  readonly chart: readonly NamedLayer[];
}

/** Asks the cluster. */
export type AskCluster = (questions: readonly ClusterQuestion[]) => Promise<Result<Answers>>;

export type Answers = Readonly<Record<QuestionId, Answer>>;

interface Round {
  readonly environment: RenderedEnvironment;
  readonly charts: readonly RenderedChart[];
  readonly jobs: StackJobs;
  readonly answers: Answers;
  /** Without an answer yet; questions for the cluster are in the charts. */
  readonly open: readonly AskedQuestion[];
}

/** Makes no request. */
export function startRendering(inputs: RenderInputs): Result<Rendering> {
  const engine = new TemplateEngine();
  const first = renderRounds(inputs, engine, {});
  if (!first.ok) return first;
  const { environment, charts, jobs } = first.value;
  return ok({
    environment,
    charts,
    jobs,
    namespaces: [...new Set(charts.map(({ namespace }) => namespace))],
    finish: (resolve) => finishRendering(inputs, engine, first.value, resolve),
  });
}

async function finishRendering(
  inputs: RenderInputs,
  engine: TemplateEngine,
  first: Round,
  resolve: Resolve,
): Promise<Result<RenderedStack>> {
  let digests: Record<string, string> = {};
  let round = first;
  while (round.open.length > 0) {
    const asked = round.open.flatMap(({ question, by }) => {
      if (question.kind !== 'digest') return [];
      const { id, kind: _, ...image } = question;
      return [{ id, image: { ...image, at: placeOfAsking(by, image) } }];
    });
    // A digest of an earlier round does not change.
    const before = digests;
    const open = asked.map(({ image }) => image);
    const wanted = mergeWanted(open.filter(({ reference, revision }) => !before[reference] || revision !== undefined));
    if (!wanted.ok) return wanted;
    const resolved = await resolve(wanted.value);
    if (!resolved.ok) return resolved;
    const moved = changedDigests(resolved.value, before);
    if (moved.length > 0) return failed(...moved);
    const found: Record<string, string> = { ...before, ...Object.fromEntries(resolved.value) };
    digests = found;
    const answers = asked.map(({ id, image }) => [id, { value: found[image.reference] ?? null }]);
    const next = renderRounds(inputs, engine, { ...round.answers, ...Object.fromEntries(answers) });
    if (!next.ok) return next;
    round = next.value;
  }
  const moved = movedNames(first, round);
  if (moved.length > 0) return failed(...moved);
  const { charts, jobs, answers } = round;
  return ok({
    charts,
    jobs,
    digests,
    renderDeferred: (name, ask) => renderDeferred(inputs, engine, answers, name, ask),
    layersOf: (name) => renderLayers(inputs, engine, round, name),
  });
}

function renderLayers(
  inputs: RenderInputs,
  engine: TemplateEngine,
  { environment, charts, answers }: Round,
  name: ChartName,
): Result<ChartLayers> {
  const { spec, commit } = inputs;
  const written = spec.charts.find((chart) => chart.name === name);
  const rendered = charts.find((chart) => chart.name === name);
  if (written === undefined || rendered === undefined) throw new Error(`there is no chart ${name}`);
  const renderer = makeRenderer(inputs, engine, answers);
  const layers = layersOf(spec, written, rendered, environment, commit, renderer);
  return layers.ok ? ok({ environment: environment.layers, chart: layers.value }) : layers;
}

async function renderDeferred(
  inputs: RenderInputs,
  engine: TemplateEngine,
  known: Answers,
  name: ChartName,
  ask: AskCluster,
): Promise<Result<RenderedChart>> {
  const charts = inputs.charts.filter((chart) => chart.name === name);
  let answers = known;
  for (;;) {
    const round = renderRounds({ ...inputs, charts }, engine, answers);
    if (!round.ok) return round;
    const [chart] = round.value.charts;
    if (chart === undefined) throw new Error(`there is no chart ${name}`);
    if (round.value.open.length > 0) return failed(tooLate(chart));
    if (chart.deferred === undefined) return ok(chart);
    const later = await ask(chart.deferred);
    if (!later.ok) return later;
    answers = { ...round.value.answers, ...later.value };
  }
}

/** Compass queries registries before the first write, or not at all. */
function tooLate({ name, at }: RenderedChart): Failure {
  return {
    code: 'template-failed',
    message: `A template of \`${name}\` asks for an image only after it has read a value from the cluster.`,
    hint: 'Call `image()` unconditionally, not only for some values.',
    at,
  };
}

/** Renders until only registries and the cluster can answer. */
function renderRounds(inputs: RenderInputs, engine: TemplateEngine, known: Answers): Result<Round> {
  const { spec, files, variable } = inputs;
  const deps = { files, folder: spec.folder, env: spec.env, variable };
  let answers = known;
  for (;;) {
    const { round, open } = renderRound(inputs, engine, answers);
    const news = open.flatMap(({ question }) => {
      const answer = answerLocally(question, deps);
      return answer ? [[question.id, answer] as const] : [];
    });
    // Answers are needed after a failure too: they may reveal another failure.
    if (news.length === 0) return round;
    answers = { ...answers, ...Object.fromEntries(news) };
  }
}

function renderRound(
  inputs: RenderInputs,
  engine: TemplateEngine,
  answers: Answers,
): { readonly round: Result<Round>; readonly open: readonly AskedQuestion[] } {
  const renderer = makeRenderer(inputs, engine, answers);
  const rendered = renderAll(inputs, renderer);
  const open = [...renderer.asked.values()].filter(
    ({ question }) => !Object.hasOwn(answers, question.id) && !isClusterQuestion(question),
  );
  return { round: rendered.ok ? ok({ ...rendered.value, answers, open }) : rendered, open };
}

function renderAll(inputs: RenderInputs, renderer: Renderer): Result<Omit<Round, 'answers' | 'open'>> {
  const { spec, charts, commit, request } = inputs;
  const environment = renderEnvironment(spec, inputs.environment, commit, request.values ?? {}, renderer);
  if (!environment.ok) return environment;
  const rendered = renderCharts(spec, charts, environment.value, commit, renderer);
  const jobs = renderStackJobs(spec, environment.value, commit, renderer);
  const unknown = [
    ...unknownRequirements(inputs, environment.value, renderer),
    ...misleadingRequirements(inputs, environment.value),
  ];
  const missing = unknown.length > 0 ? failed(...unknown) : ok(undefined);
  const found = all({ charts: rendered, jobs, missing });
  return found.ok ? ok({ environment: environment.value, charts: found.value.charts, jobs: found.value.jobs }) : found;
}

function makeRenderer({ files, learn }: RenderInputs, engine: TemplateEngine, answers: Answers): Renderer {
  return { engine, files, answers, asked: new Map(), images: new Set(), learn, layers: [] };
}

function renderStackJobs(
  spec: Spec,
  environment: RenderedEnvironment,
  commit: Commit,
  shared: Renderer,
): Result<StackJobs> {
  const scope = environmentScope(spec, environment, commit, environment.values);
  const renderer = { ...shared, layers: environment.layers };
  const render = (when: keyof StackJobs) => renderJobs(spec, spec.jobs[when], ['jobs', when], scope, renderer);
  return all({ before: render('before'), after: render('after'), failed: render('failed') });
}

/** A digest may reach a name through the environment's values, but the cluster was already asked for the first name. */
function movedNames(first: Round, last: Round): Failure[] {
  const place = ({ namespace, context }: RenderedEnvironment) => `${namespace} ${context}`;
  const isMoved = (chart: RenderedChart, index: number) =>
    chart.release !== first.charts[index]?.release || chart.namespace !== first.charts[index]?.namespace;
  const hint = 'Remove the digest from the name: Compass must know all names before it queries a registry.';
  const failures = last.charts.filter(isMoved).map(({ name, at }): Failure => {
    return { code: 'spec-invalid', message: `The names of \`${name}\` depend on the digest of an image.`, hint, at };
  });
  if (place(first.environment) === place(last.environment)) return failures;
  const message = `The names of the environment \`${last.environment.name}\` depend on the digest of an image.`;
  return [{ code: 'spec-invalid', message, hint }, ...failures];
}
