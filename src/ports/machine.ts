// What does a run need from the machine? Files and processes: interfaces, as in ports.ts.

/** The file system, for adapters only; the engine uses `Files` and `Scratch`. Paths are absolute. */
export interface Disk {
  /** Undefined if there is no such file, or it may not be read. */
  read(path: string): Buffer | undefined;
  /** Sorted paths, relative to the folder, of the files that match a glob. */
  find(folder: string, glob: string): readonly string[];
  /** Sorted by name; undefined if there is no such folder, or it may not be read. Symbolic links are followed. */
  entries(folder: string): readonly { readonly name: string; readonly isFolder: boolean }[] | undefined;
  /** The path with all symbolic links resolved; undefined if it does not exist. */
  realPath(path: string): string | undefined;
  append(path: string, text: string): void;
  /** Creates a folder (0700) in `parent` whose name starts with `prefix`. Throws if `parent` cannot be written. */
  makePrivateFolder(parent: string, prefix: string): string;
  makeFolder(path: string): void;
  /** Creates a file (0600). */
  writePrivate(path: string, content: string | Buffer): void;
  /**
   * Replaces a file (0600) atomically: readers see either the old or the new content, never a part. Creates its folder
   * if needed. False if it cannot be written.
   */
  replace(path: string, content: string | Buffer): boolean;
  /** Removes a folder with all its content; does nothing if it does not exist. */
  remove(path: string): void;
}

/**
 * The checked-out repository, read only. Paths are relative to it; paths and symbolic links that lead outside it are
 * rejected.
 */
export interface Files {
  /** The text of a file. `problem` completes "The file …". */
  read(path: string): { readonly text: string } | { readonly problem: string; readonly isMissing?: boolean };
  /** Sorted paths of the files that match a glob. */
  find(glob: string): readonly string[];
  /** Absolute path of a file or folder. */
  locate(path: string): string;
}

/**
 * The private temporary folder of a run (0700). The run removes it at its end; if it was killed, the post step does.
 */
export interface Scratch {
  /** Writes a private file (0600) in an existing folder. Returns its absolute path. */
  write(name: string, content: string | Buffer): string;
  /** Creates a folder. Returns its absolute path. */
  folder(name: string): string;
  remove(): void;
}

/** Environment variables. */
export type Variables = Readonly<Record<string, string | undefined>>;

export interface ProcessSpec {
  readonly program: string;
  readonly arguments: readonly string[];
  /** Prefix of the variables that the child does not inherit. */
  readonly hidden?: string;
  /** Absolute path of the working folder; that of this process if absent. */
  readonly folder?: string;
  /** Added to the variables that every child inherits; see `Processes`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** How much of standard output is kept, in UTF-16 units; 1 MiB if absent. */
  readonly maxOutput?: number;
  /** Wall clock; no limit if absent. */
  readonly timeoutMs?: number;
  /** Called with each line of standard output and standard error, without its line break. Very long lines are cut. */
  readonly onLine?: (line: string) => void;
}

/** `output`: the start of standard output. `errors`: the last 1 MiB of standard error. */
export type ProcessExit =
  | { readonly how: 'exited'; readonly code: number; readonly output: string; readonly errors: string }
  | { readonly how: 'stopped'; readonly because: 'timeout' | 'aborted' }
  | { readonly how: 'killed'; readonly signal: string }
  | { readonly how: 'not-started'; readonly reason: string };

/**
 * Child processes, each in its own process group. They inherit the environment of the step, except `INPUT_*`,
 * `ACTIONS_*`, `STATE_*`, `GITHUB_TOKEN` and the runner's command files. To stop a child, its group gets SIGTERM, and
 * SIGKILL 5 s later.
 */
export interface Processes {
  run(command: ProcessSpec, signal: AbortSignal): Promise<ProcessExit>;
}
