// Which authentication does a registry ask for? RFC 9110's challenges, and the token flow of container registries.

export type Challenge =
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service?: string; readonly scope?: string };

/**
 * Undefined if the registry asks for no known scheme. If it offers several, a token is preferred, since it does not
 * reveal the password.
 */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  const challenges = readChallenges(header ?? '');
  const fields = challenges.get('bearer');
  if (fields === undefined) return challenges.has('basic') ? { scheme: 'basic' } : undefined;
  const { realm = '', service, scope } = fields;
  return { scheme: 'bearer', realm, ...(service && { service }), ...(scope && { scope }) };
}

/** Scheme, in lower case → its fields. Commas separate both fields and challenges. */
function readChallenges(header: string): Map<string, Record<string, string>> {
  const challenges = new Map<string, Record<string, string>>();
  let fields: Record<string, string> = {};
  for (const [piece] of header.matchAll(/(?:"(?:\\.|[^"\\])*"|[^",])+/g)) {
    const [, scheme, rest] = /^\s*([\w-]+)(?:\s+([^\s=].*))?\s*$/s.exec(piece) ?? [];
    if (scheme !== undefined) {
      fields = {};
      challenges.set(scheme.toLowerCase(), fields);
    }
    const [, name, quoted, plain] = /^\s*([\w-]+)\s*=\s*(?:"(.*)"|(\S*))\s*$/s.exec(rest ?? piece) ?? [];
    if (name !== undefined) fields[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
  }
  return challenges;
}

/** The scope that a registry names, if it allows only reading, and only this repository; else undefined. */
export function readingScope(scope: string | undefined, repository: string): string | undefined {
  const [kind, name, actions = ''] = scope?.split(':') ?? [];
  const isReading = actions.split(',').every((action) => ['pull', 'metadata_read', 'content_read'].includes(action));
  return kind === 'repository' && name === repository && isReading ? scope : undefined;
}
