// Plain data to YAML text.
import { Document, isMap, isNode, isScalar } from 'yaml';

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
