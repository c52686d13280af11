// The comment on a pull request, one for each identity: found again, brought up to date, and never turned back.
import { ok, type Result, type Warning } from '../model/failure.ts';
import type { Comment, GitHub } from '../ports/github.ts';
import { type Marker, markerIn, markerLine } from './marker.ts';

export interface Message {
  readonly pullRequest: number;
  readonly marker: Marker;
  /** A comment of these is taken over, if there is none of the marker's own. */
  readonly alsoAbout: string;
  /** Markdown, below the marker. */
  readonly body: string;
}

/** What became of it, as a sentence; with a warning where it could not be told. */
export type PostResult = { readonly said: string } | { readonly warning: Warning };

export async function postComment(message: Message, github: GitHub, signal: AbortSignal): Promise<PostResult> {
  const told = await upsert(message, github, signal);
  if (told.ok) return { said: told.value };
  const [failure] = told.failures;
  return {
    warning: { message: `There is no comment on the pull request: ${failure?.message}`, hint: failure?.hint ?? '' },
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
    return ok(`The pull request has moved on to ${newest.value.headSha}, so this plan is not told there.`);
  }
  const [own] = found.value;
  if (own === undefined) return create(message, text, github, signal);
  const before = markerIn(own.body);
  // A later run for the same commit knows it better; so does one for another commit, where GitHub does not say what is newest.
  const isLater = before !== undefined && before.run > marker.run;
  if (isLater && before.about === marker.about && (!newest.ok || before.sha === marker.sha)) {
    return ok('A later run has told its plan there already.');
  }
  if (own.body === text) return ok('The comment on the pull request says so already.');
  const edited = await github.editComment(own.id, text, signal);
  if (!edited.ok) return edited;
  // Two environments may take over the same one at the same time.
  const isTakenOver = before?.about !== marker.about;
  const now = isTakenOver ? await findOwnComments({ ...message, alsoAbout: marker.about }, github, signal) : undefined;
  if (now?.ok && now.value.length === 0) return create(message, text, github, signal);
  return ok('The comment on the pull request is up to date.');
}

/** Two runs may do so at the same time: the older comment stays. */
async function create(message: Message, text: string, github: GitHub, signal: AbortSignal): Promise<Result<string>> {
  const made = await github.addComment(message.pullRequest, text, signal);
  if (!made.ok) return made;
  const now = await findOwnComments(message, github, signal);
  const [first] = now.ok ? now.value : [];
  if (first === undefined || first.id >= made.value.id) return ok('There is a comment on the pull request now.');
  const edited = await github.editComment(first.id, text, signal);
  if (!edited.ok) return edited;
  const removed = await github.removeComment(made.value.id, signal);
  return removed.ok ? ok('The comment on the pull request is up to date.') : removed;
}

/** The oldest first; anybody can write a marker, so only those of this account count. */
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
