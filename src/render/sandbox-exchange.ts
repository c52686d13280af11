// What goes into and out of the sandbox of templates, and what is passed around inside it?

/** What templates may call. */
export const functionNames = [
  ...['digest', 'image', 'has', 'slug', 'toJson', 'fromJson', 'fromYaml', 'b64enc'],
  ...['fromSecret', 'fromConfigMap', 'readEnv', 'readFile'],
] as const;

/** The placeholder for a deferred value from the cluster. A string that contains it is deferred too. */
export const deferredPlaceholder = 'compass:known-later';

/** What one template has asked for and read. */
export interface Trace {
  readonly asked: string[];
  readonly images: PinnedImage[];
  readonly secretTexts: string[];
  secret: boolean;
  isOpen: boolean;
}

/** An image, and the digest that a template was given for it. */
export interface PinnedImage {
  readonly reference: string;
  readonly digest: string;
}

/** Of the same shape as values, with a `Leaf` where reading a value has to be noted. */
export type Traces<Leaf> = Leaf | { readonly [key: string]: Traces<Leaf> };

/** What to note when a template reads a value. */
export interface Origins {
  readonly secrets?: Traces<true> | undefined;
  readonly images?: Traces<readonly PinnedImage[]> | undefined;
}

interface Answered {
  readonly value?: unknown;
  readonly secret?: boolean;
  readonly problem?: string;
  readonly hint?: string;
  readonly misspelt?: string;
  readonly known?: readonly string[];
}

/** The same for many templates, so it is sent once. */
export interface Shared {
  values: Readonly<Record<string, unknown>>;
  secrets: Readonly<Record<string, Traces<true>>>;
  images: Readonly<Record<string, Traces<readonly PinnedImage[]>>>;
  answers: Readonly<Record<string, Answered>>;
}

export interface WantedTemplate {
  readonly id: number;
  /** The text is one expression, so its value keeps its type. */
  readonly whole: boolean;
}

export interface SandboxSettings {
  readonly deferred: string;
  readonly unresolvedDigest: string;
  /** A regular expression. */
  readonly duration: string;
}

export type ScopeNames = Readonly<Record<string, unknown>>;
export type Template = (names: ScopeNames, engine: object) => void;

/** An error in a template that Compass explains itself. */
export interface ProblemClass {
  new (problem: string, about?: ProblemDetails): Error;
}

export interface ProblemDetails {
  readonly misspelt?: string | undefined;
  /** Names that may be meant by the misspelt one. */
  readonly known?: readonly string[] | undefined;
  /** What to do. */
  readonly hint?: string | undefined;
  /** Reported even if an answer is missing. */
  readonly isCertain?: boolean;
}

/** What the functions need from the sandbox. */
export interface SandboxTools {
  readonly settings: SandboxSettings;
  readonly Problem: ProblemClass;
  strict(value: unknown, path: string, origins: Origins, trace: Trace): unknown;
  plain(value: unknown): unknown;
}
