// How is plain data written as YAML?
import { Document, isMap, isNode, isScalar } from 'yaml';

/**
 * YAML that readers of 1.1 and 1.2 read as the same data. `commentOf`: the comment beside the value at a path of keys;
 * a list has one comment.
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
