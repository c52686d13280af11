// How is the graph of charts drawn, as Mermaid or DOT?

/** One node of the graph. */
export interface DrawnChart {
  readonly name: string;
  readonly depends: readonly string[];
  /** Name of its style; none if absent. */
  readonly style?: string;
}

/**
 * Mermaid, from left to right. `styles`: name → Mermaid style. Each node has a generated identifier, with the name of
 * the chart in quotes, because names such as `end` are keywords in Mermaid.
 */
export function mermaidGraph(charts: readonly DrawnChart[], styles: Readonly<Record<string, string>> = {}): string[] {
  const id = new Map(charts.map(({ name }, index) => [name, `n${index}`]));
  const nodes = charts.map(({ name, style }) => `  ${id.get(name)}["${name}"]${style ? `:::${styleName(style)}` : ''}`);
  const edges = charts.flatMap(({ name, depends }) =>
    depends.map((needed) => `  ${id.get(needed)} --> ${id.get(name)}`),
  );
  const used = Object.entries(styles).filter(([style]) => charts.some((chart) => chart.style === style));
  const classes = used.map(([style, drawn]) => `  classDef ${styleName(style)} ${drawn}`);
  return ['graph LR', ...nodes, ...edges, ...classes];
}

const styleName = (style: string): string => style.replace('-', '');

/** DOT, the language of Graphviz, from left to right. A style is a Graphviz style, such as `dashed`. */
export function dotGraph(title: string, charts: readonly DrawnChart[]): string[] {
  const nodes = charts.map(({ name, style }) => `  "${name}"${style ? ` [style=${style}]` : ''};`);
  const edges = charts.flatMap(({ name, depends }) => depends.map((needed) => `  "${needed}" -> "${name}";`));
  return [`digraph "${title}" {`, '  rankdir=LR;', '  node [shape=box];', ...nodes, ...edges, '}'];
}
