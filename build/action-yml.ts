// What does action.yml say? It is generated from the tables of inputs and outputs.
import { type Input, inputs, outputs } from '../src/inputs/inputs.ts';

export function generateActionYml(): string {
  const described = Object.entries<Input<unknown>>(inputs).map(
    ([name, input]) => `  ${name}:
    description: ${quote(input.notYet ? `${input.description} Not implemented yet.` : input.description)}
    default: ${quote(input.default)}
`,
  );
  const given = Object.entries(outputs).map(
    ([name, description]) => `  ${name}:\n    description: ${quote(description)}\n`,
  );
  return `# Written by \`npm run build\` from src/inputs/inputs.ts.
name: Compass
description: Deploys a stack of Helm charts, dependencies first, and only what has changed.
branding: { icon: compass, color: blue }
inputs:
${described.join('')}outputs:
${given.join('')}runs:
  using: node24
  main: dist/index.js
  post: dist/index.js
`;
}

/** A YAML scalar in single quotes. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
