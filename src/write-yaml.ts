// Plain data to YAML text, and changes to a text that leave the rest of it alone.
import { Document, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';

/**
 * A map as YAML that readers of 1.1 and of 1.2 take for the same. `commentOf`: what stands beside the value at a path, of
 * keys; a list has one for all of it.
 */
export function writeYaml(
  data: unknown,
  commentOf: (path: readonly string[]) => string | undefined = () => {},
): string {
  const document = new Document(data, { version: '1.2', compat: 'yaml-1.1', aliasDuplicateObjects: false });
  addComments(document.contents, [], commentOf);
  return document.toString({ lineWidth: 0, indentSeq: false });
}

function addComments(
  node: unknown,
  path: readonly string[],
  commentOf: (path: readonly string[]) => string | undefined,
) {
  if (isMap(node) && node.items.length > 0) {
    for (const { key, value } of node.items) addComments(value, [...path, String(key)], commentOf);
    return;
  }
  const comment = path.length > 0 ? commentOf(path) : undefined;
  if (comment === undefined || !isNode(node)) return;
  if (isScalar(node)) node.comment = ` ${comment}`;
  else node.commentBefore = ` ${comment}`;
}

/**
 * Marks objects of some kinds, wherever they stand in a manifest, so that Helm leaves them in the cluster when it uninstalls
 * the release. All else stays as it is, to the letter. Undefined if it cannot be read where one of those kinds is named.
 */
export function keepObjects(manifest: string, kinds: readonly string[]): string | undefined {
  const named = new RegExp(`\\b(${kinds.join('|')})\\b`);
  const documents = manifest.split(/^(?=---)/m).map((text) => (named.test(text) ? keepObject(text, kinds) : text));
  return documents.includes(undefined) ? undefined : documents.join('');
}

function keepObject(text: string, kinds: readonly string[]): string | undefined {
  // To the schema without types, every scalar is a text, and stays as it is written.
  const document = parseDocument(text, { schema: 'failsafe', prettyErrors: false, uniqueKeys: false });
  if (document.errors.length > 0) return undefined;
  const items = document.get('items');
  // Helm looks at a list alone, and not at what is in it.
  if (isSeq(items))
    return keepObjects(
      items.items.map((item) => documentOf(new Document(item, { schema: 'failsafe' }))).join(''),
      kinds,
    );
  if (!kinds.includes(String(document.get('kind')))) return text;
  document.setIn(['metadata', 'annotations', 'helm.sh/resource-policy'], 'keep');
  return documentOf(document);
}

function documentOf(document: Document): string {
  return `---\n${document.toString({ lineWidth: 0, directives: false })}`;
}
