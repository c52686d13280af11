// Which environment variables do jobs get, after their templates are rendered?
import { all, ok, type Result } from '../model/failure.ts';
import type { Job, Spec } from '../spec/spec.ts';
import type { Path } from '../text/yaml.ts';
import type { Scope } from './template.ts';
import { type Renderer, renderValues } from './texts.ts';
import { reveal, secretPaths } from './values.ts';

/** `start`: path of the list in the spec. */
export function renderJobs(
  spec: Spec,
  jobs: readonly Job[],
  start: Path,
  scope: Scope,
  renderer: Renderer,
): Result<Job[]> {
  return all(
    jobs.map((job, index): Result<Job> => {
      const textAt = (path: Path, text: string) => spec.textAt([...start, index, 'env', ...path], text);
      const env = renderValues(job.env, textAt, scope, renderer);
      if (!env.ok) return env;
      // A template may evaluate to a number, but environment variables are strings.
      const texts = Object.entries(reveal(env.value)).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]);
      const secretEnv = Object.keys(env.value).filter((name) => secretPaths(env.value[name] ?? null).length > 0);
      return ok({ ...job, env: Object.fromEntries(texts), ...(secretEnv.length > 0 && { secretEnv }) });
    }),
  );
}
