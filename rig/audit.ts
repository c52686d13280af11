// Which requests did the rig's cluster get? The demo and the tests rely on its audit log.
import { readFileSync } from 'node:fs';

export interface AuditEntry {
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username: string };
  readonly userAgent?: string;
  readonly objectRef?: { readonly resource: string; readonly namespace?: string; readonly name?: string };
  readonly requestObject?: unknown;
  readonly responseStatus?: { readonly code: number };
  /** RFC 3339, microseconds. */
  readonly stageTimestamp: string;
}

const writingVerbs = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);
/** A check of permissions and a dry run have a writing verb, but store nothing. */
const storesNothing = (uri: string) => uri.startsWith('/apis/authorization.k8s.io/') || uri.includes('dryRun=All');

/** All entries so far. The API server writes an entry before it answers, so an answered request is always there. */
export function readAudit(file: string): AuditEntry[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as AuditEntry);
}

/** The requests that changed something in the cluster, or tried to. */
export function writesIn(entries: readonly AuditEntry[]): AuditEntry[] {
  return entries.filter(({ verb, requestURI }) => writingVerbs.has(verb) && !storesNothing(requestURI));
}
