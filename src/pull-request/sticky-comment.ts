// How is a plan posted? There is one comment for each stack, environment and spec: it is found again and updated in
// place, and an older plan never overwrites a newer one.
import { ok, type Result, type Warning } from '../model/failure.ts';
import type { Comment, GitHub } from '../ports/github.ts';
import { type Marker, markerIn, markerLine } from './marker.ts';

export interface Message {
  readonly pullRequest: number;
  readonly marker: Marker;
  /** If no comment is about the marker's own subject, one about this subject is taken over. */
  readonly alsoAbout: string;
  /** Markdown, below the marker. */
  readonly body: string;
}

/** What happened to the comment, as a sentence; or a warning if the plan could not be posted. */
export type PostResult = { readonly sentence: string } | { readonly warning: Warning };

export async function postComment(message: Message, github: GitHub, signal: AbortSignal): Promise<PostResult> {
  const posted = await upsert(message, github, signal);
  if (posted.ok) return { sentence: posted.value };
  const [failure] = posted.failures;
  return {
    warning: { message: `The plan was not posted on the pull request: ${failure?.message}`, hint: failure?.hint ?? '' },
  };
}

async function upsert(message: Message, github: GitHub, signal: AbortSignal): Promise<Result<string>> {
  const { pullRequest, marker } = message;
  const text = `${markerLine(marker)}\n${message.body}`;
  const [found, newest] = await Promise.all([
    findOwnComments(message, github, signal),
    github.pullRequest(pullRequest, signal),
  ]);
  if (!found.ok) return found;
  if (newest.ok && newest.value.headSha !== marker.sha) {
    return ok(`The plan was not posted: the head of the pull request is now ${newest.value.headSha}.`);
  }
  const [own] = found.value;
  if (own === undefined) return create(message, text, github, signal);
  const before = markerIn(own.body);
  // A newer run for the same commit wins. If GitHub does not say which commit is the head, a newer run for any
  // commit wins.
  const isLater = before !== undefined && before.run > marker.run;
  if (isLater && before.about === marker.about && (!newest.ok || before.sha === marker.sha)) {
    return ok('The plan was not posted: a newer run has already posted its own.');
  }
  if (own.body === text) return ok('The comment on the pull request is unchanged.');
  const edited = await github.editComment(own.id, text, signal);
  if (!edited.ok) return edited;
  // Two environments may take over the same comment at the same time.
  const isTakenOver = before?.about !== marker.about;
  const now = isTakenOver ? await findOwnComments({ ...message, alsoAbout: marker.about }, github, signal) : undefined;
  if (now?.ok && now.value.length === 0) return create(message, text, github, signal);
  return ok('The comment on the pull request was updated.');
}

/** If two runs create a comment at the same time, the older comment stays. */
async function create(message: Message, text: string, github: GitHub, signal: AbortSignal): Promise<Result<string>> {
  const made = await github.addComment(message.pullRequest, text, signal);
  if (!made.ok) return made;
  const now = await findOwnComments(message, github, signal);
  const [first] = now.ok ? now.value : [];
  if (first === undefined || first.id >= made.value.id) return ok('The plan was posted on the pull request.');
  const edited = await github.editComment(first.id, text, signal);
  if (!edited.ok) return edited;
  const removed = await github.removeComment(made.value.id, signal);
  return removed.ok ? ok('The comment on the pull request was updated.') : removed;
}

/** Those about the marker's own subject first. Anyone can write a marker, so only comments by this account count. */
async function findOwnComments(
  { pullRequest, marker, alsoAbout }: Message,
  github: GitHub,
  signal: AbortSignal,
): Promise<Result<Comment[]>> {
  const comments = await github.comments(pullRequest, signal);
  if (!comments.ok) return comments;
  const about = (text: string) => comments.value.filter(({ body }) => markerIn(body)?.about === text);
  const marked = [...about(marker.about), ...about(alsoAbout)];
  if (marked.length === 0) return ok([]);
  const self = await github.self(signal);
  return self.ok ? ok(marked.filter(({ author }) => author === self.value)) : self;
}
