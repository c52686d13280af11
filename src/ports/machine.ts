// The machine that a run is on, as far as it is needed: files and processes. Interfaces like those in ports.ts.

/** The machine's file system. Only adapters have it; the engine has `Files` and `Scratch`. Paths are absolute. */
export interface Disk {
  /** Undefined if there is no file that may be read. */
  read(path: string): Buffer | undefined;
  /** Paths, from the folder, of the files below it that a glob matches, sorted. */
  find(folder: string, glob: string): readonly string[];
  /** Undefined if there is no folder that may be read; sorted by name. Links are followed. */
  entries(folder: string): readonly { readonly name: string; readonly isFolder: boolean }[] | undefined;
  /** With all links resolved; undefined if nothing is there. */
  realPath(path: string): string | undefined;
  append(path: string, text: string): void;
  /** A new folder (0700) in `parent`, whose name starts so. */
  makePrivateFolder(parent: string, prefix: string): string;
  makeFolder(path: string): void;
  /** A new file (0600). */
  writePrivate(path: string, content: string | Buffer): void;
  /**
   * A file (0600) that others see whole or not at all, in place of what was there; its folder is made if it is not there.
   * False if it cannot be written.
   */
  replace(path: string, content: string | Buffer): boolean;
  /** A folder with all that is in it; nothing happens if it is not there. */
  remove(path: string): void;
}

/** The checked-out repository, read only. Paths are relative to it; what leads out of it, by a link too, is refused. */
export interface Files {
  /** The text of a file, or what is wrong with it; that completes the sentence "The file …". */
  read(path: string): { readonly text: string } | { readonly problem: string; readonly isMissing?: boolean };
  /** Paths of the files that a glob matches, sorted. */
  find(glob: string): readonly string[];
  /** Absolute path of a file or folder. */
  locate(path: string): string;
}

/** A private temporary folder of this run (0700), removed at its end or by the post step. */
export interface Scratch {
  /** Writes a file that only this user may read (0600), in a folder that is there, and gives its absolute path. */
  write(name: string, content: string | Buffer): string;
  /** Makes a folder in it and gives its absolute path. */
  folder(name: string): string;
  remove(): void;
}

/** Environment variables: those that are not set are undefined. */
export type Variables = Readonly<Record<string, string | undefined>>;

export interface ProcessSpec {
  readonly program: string;
  readonly arguments: readonly string[];
  /** Variables whose names start so are not inherited. */
  readonly hidden?: string;
  /** Absolute path of the folder that it runs in; this process's own if absent. */
  readonly folder?: string;
  /** Added to what every child gets; see `Processes`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Of standard output, so much is kept, in UTF-16 units; 1 MiB if absent. */
  readonly mostOutput?: number;
  /** Wall clock; no limit if absent. */
  readonly timeoutMs?: number;
  /** Called with each line of standard output and standard error, without its end, shortened if it is very long. */
  readonly onLine?: (line: string) => void;
}

/** How a child ended. `output` is the start of its standard output, `errors` the end of its standard error, 1 MiB of it. */
export type ProcessExit =
  | { readonly how: 'exited'; readonly code: number; readonly output: string; readonly errors: string }
  | { readonly how: 'stopped'; readonly because: 'timeout' | 'aborted' }
  | { readonly how: 'killed'; readonly signal: string }
  | { readonly how: 'not-started'; readonly reason: string };

/**
 * Children in process groups of their own. They inherit the step's environment but for `INPUT_*`, `ACTIONS_*`,
 * `STATE_*`, `GITHUB_TOKEN` and the runner's command files. To stop one, its group gets SIGTERM, and SIGKILL 5 s later.
 */
export interface Processes {
  run(command: ProcessSpec, signal: AbortSignal): Promise<ProcessExit>;
}
