// Which parts of the docs are generated from the code? They go between markers in the pages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Input, inputs, outputs } from '../src/inputs/inputs.ts';
import { failureCodes } from '../src/model/failure.ts';
import { chartOutcomes } from '../src/model/outcome.ts';
import { helpText } from '../src/report/help.ts';

const root = join(import.meta.dirname, '..');

/** File → its content, with the generated parts filled in. */
export function generateDocs(): Map<string, string> {
  return new Map([
    [
      'README.md',
      fill(fill(fill(read('README.md'), 'inputs', inputTable()), 'outputs', outputTable()), 'outcomes', outcomeTable()),
    ],
    ['docs/cli.md', fill(read('docs/cli.md'), 'help', `\`\`\`text\n${helpText()}\`\`\``)],
    ['docs/action.md', fill(read('docs/action.md'), 'codes', codeTable())],
  ]);
}

/** Replaces what is between `<!-- NAME: … -->` and `<!-- /NAME -->`. Throws if the text has no such markers. */
export function fill(text: string, name: string, content: string): string {
  const place = new RegExp(`(<!-- ${name}: [^>]*-->\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!place.test(text)) throw new Error(`no markers for ${name} were found`);
  return text.replace(place, (_, start: string, end: string) => `${start}\n${content}\n\n${end}`);
}

function inputTable(): string {
  const rows = Object.entries<Input<unknown>>(inputs).map(([name, input]) => {
    const meaning = input.notYet ? `*Not implemented yet.* ${input.description}` : input.description;
    return [`\`${name}\``, input.default && `\`${input.default}\``, meaning];
  });
  return table(['input', 'default', 'meaning'], rows);
}

function outputTable(): string {
  return table(
    ['output', 'holds'],
    Object.entries(outputs).map(([name, holds]) => [`\`${name}\``, holds]),
  );
}

function outcomeTable(): string {
  const rows = Object.entries(chartOutcomes).map(([outcome, { meaning }]) => [`\`${outcome}\``, meaning]);
  return table(['outcome', 'means'], rows);
}

function codeTable(): string {
  const rows = Object.entries(failureCodes).map(([code, [who, meaning]]) => [`\`${code}\``, meaning, who]);
  return table(['code', 'means', 'who can fix it'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
