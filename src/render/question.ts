// What can a template ask for? An image's digest, a value from the cluster, a variable, a file, or parsed YAML.
import { parseDuration } from '../text/duration.ts';
import { listAt, parseJson } from '../text/json.ts';

export type Question = DigestQuestion | ClusterQuestion | LocalQuestion;

interface Asked {
  /** As the sandbox writes it. It is the key of the answer. */
  readonly id: QuestionId;
}

/** A JSON list such as `["digest","ghcr.io/acme/web:develop"]`: the same text for the same question. */
export type QuestionId = string;

export interface DigestQuestion extends Asked {
  readonly kind: 'digest';
  readonly reference: string;
  /** The commit that the image must be built from. */
  readonly revision?: string;
  /** How long to wait for an image that does not exist yet. */
  readonly waitMs?: number;
}

/** Answered by the cluster, once the chart's dependencies are up. */
export interface ClusterQuestion extends Asked {
  readonly kind: 'secret' | 'configmap';
  readonly namespace: string;
  readonly name: string;
  /** In the object's data. */
  readonly key: string;
  /** Of the bytes; absent for text. */
  readonly encoding?: 'base64';
}

/** Answered without a request. */
export interface LocalQuestion extends Asked {
  readonly kind: 'env' | 'file' | 'yaml';
  /** The variable's name, the file's path, the YAML. */
  readonly subject: string;
}

export function parseQuestion(id: QuestionId): Question {
  const [kind, ...rest] = listAt(parseJson(id)).map(String);
  const [first = '', second = '', third = '', encoding] = rest;
  switch (kind) {
    case 'digest': {
      const waitMs = parseDuration(third);
      return {
        kind,
        id,
        reference: first,
        ...(second !== '' && { revision: second }),
        ...(waitMs !== undefined && { waitMs }),
      };
    }
    case 'secret':
    case 'configmap':
      return {
        kind,
        id,
        namespace: first,
        name: second,
        key: third,
        ...(encoding === 'base64' && { encoding }),
      };
    case 'env':
    case 'file':
    case 'yaml':
      return { kind, id, subject: first };
    default:
      throw new Error(`a template asked an unknown question: ${id}`);
  }
}

export function isClusterQuestion(question: Question): question is ClusterQuestion {
  return question.kind === 'secret' || question.kind === 'configmap';
}
