// What does a source file import, which names does it define, and where does it cast?
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { type BindingPattern, type Program, parseSync, Visitor } from 'oxc-parser';

const root = posix.join(import.meta.dirname, '..', '..');

export interface Import {
  readonly module: string;
  readonly typeOnly: boolean;
}

/** Paths from the repository's root, sorted. */
export function sourceFiles(...globs: readonly string[]): string[] {
  return globSync(globs, { cwd: root }).sort();
}

export function textOf(file: string): string {
  return readFileSync(posix.join(root, file), 'utf8');
}

/** Every import of a file, `import()` included, as it is written. */
export function importsOf(file: string): Import[] {
  const text = textOf(file);
  const { module } = parseSync(file, text);
  const atTheTop = module.staticImports.map(({ moduleRequest, entries }) => ({
    module: moduleRequest.value,
    typeOnly: entries.length > 0 && entries.every((entry) => entry.isType),
  }));
  const lazy = module.dynamicImports.map(({ moduleRequest }) => ({
    module: text.slice(moduleRequest.start, moduleRequest.end).replace(/['"]/g, ''),
    typeOnly: false,
  }));
  return [...atTheTop, ...lazy];
}

/** The imports of a file that name another file, as paths from the repository's root. */
export function filesImportedBy(file: string): string[] {
  return importsOf(file)
    .filter(({ module }) => module.startsWith('.'))
    .map(({ module }) => posix.join(posix.dirname(file), module));
}

/** Names that a file defines at its top level; imported names are not among them. */
export function topLevelNames(file: string): string[] {
  const names = programOf(file).body.flatMap((statement) => {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    switch (node?.type) {
      case 'VariableDeclaration':
        return node.declarations.flatMap(({ id }) => namesIn(id));
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        return node.id ? [node.id.name] : [];
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
        return [node.id.name];
      default:
        return [];
    }
  });
  // A function with overloads is declared several times.
  return [...new Set(names)];
}

/** Lines of the casts in a file: `x as T` and `<T>x`, but not `as const`, which asserts nothing. */
export function castsIn(file: string): number[] {
  const starts: number[] = [];
  new Visitor({
    TSAsExpression({ start, typeAnnotation }) {
      const name = typeAnnotation.type === 'TSTypeReference' && typeAnnotation.typeName;
      if (!(name && name.type === 'Identifier' && name.name === 'const')) starts.push(start);
    },
    TSTypeAssertion: ({ start }) => void starts.push(start),
  }).visit(programOf(file));
  const text = textOf(file);
  return starts.map((start) => text.slice(0, start).split('\n').length);
}

function programOf(file: string): Program {
  return parseSync(file, textOf(file)).program;
}

function namesIn(pattern: BindingPattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ArrayPattern':
      return pattern.elements.flatMap((one) => (one && one.type !== 'RestElement' ? namesIn(one) : []));
    case 'ObjectPattern':
      return pattern.properties.flatMap((one) => (one.type === 'Property' ? namesIn(one.value) : []));
    case 'AssignmentPattern':
      return namesIn(pattern.left);
  }
}
