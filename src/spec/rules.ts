// Which rules does a spec break?
import type { YamlDocument } from '../text/yaml.ts';
import { chartRules } from './chart-rules.ts';
import { environmentRules } from './environment-rules.ts';
import type { Broken, Rule } from './rule.ts';
import { broken } from './rule.ts';
import type { WrittenSpec } from './schema.ts';
import { templateRules } from './template-rules.ts';

const rules: readonly Rule[] = [somethingToDo, ...environmentRules, ...chartRules, ...templateRules];

export function brokenRules(spec: WrittenSpec, document: YamlDocument): Broken[] {
  return rules.flatMap((rule) => rule(spec, document));
}

function somethingToDo(spec: WrittenSpec, document: YamlDocument): Broken[] {
  return (['environments', 'charts'] as const)
    .filter((key) => Object.keys(spec[key]).length === 0)
    .map((key) => broken(`\`${key}\` is empty.`, `Add at least one ${key.slice(0, -1)}.`, document, [key]));
}
