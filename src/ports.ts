// The outside world, as far as the engine needs it: one interface per thing, implemented by an adapter.
// Whatever takes an AbortSignal ends soon after it fires, and leaves no process behind.
import type { Clusters } from './cluster-port.ts';
import type { Place } from './diagnostic.ts';
import type { Result } from './failure.ts';
import type { GitHub } from './github-port.ts';
import type { Helm, Helms } from './helm-port.ts';
import type { Namespace } from './names.ts';
import type { ChartOrigin } from './origin.ts';
import type { Redactor } from './secret.ts';

/** Where a run is told. Every text is made harmless: it can neither issue a workflow command nor close a group. */
export interface Console {
  /** Writes one line, or several if the text has line breaks. */
  line(text: string): void;
  openGroup(title: string): void;
  closeGroup(): void;
  /** Shown beside the log and on the place; whatever it says stands in the log too, since there is room for few. */
  annotate(level: 'error' | 'warning' | 'notice', title: string, text: string, at?: Place): void;
  /** Shows below the log what goes on now, drawn anew as time passes, where somebody can see that. Undefined ends it. */
  status(draw: (() => string) | undefined): void;
}

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

export interface Command {
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
export type Ended =
  | { readonly how: 'exited'; readonly code: number; readonly output: string; readonly errors: string }
  | { readonly how: 'stopped'; readonly because: 'timeout' | 'aborted' }
  | { readonly how: 'killed'; readonly signal: string }
  | { readonly how: 'not-started'; readonly reason: string };

/**
 * Children in process groups of their own. They inherit the step's environment but for `INPUT_*`, `ACTIONS_*`,
 * `STATE_*`, `GITHUB_TOKEN` and the runner's command files. To stop one, its group gets SIGTERM, and SIGKILL 5 s later.
 */
export interface Processes {
  run(command: Command, signal: AbortSignal): Promise<Ended>;
}

/** What a chart is made of, at this moment. Plain data. */
export interface ChartContent {
  /** sha256, in hex: of all files of a folder, of an archive, or of the manifest in a registry. */
  readonly digest: string;
  /** The version that a range came to; absent for what lies in the workspace. */
  readonly version?: string;
}

/** For the chart repository or the registry at this URL, and for nobody else. */
export interface Login {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** The content of charts. What is asked for several times is asked of the world once. */
export interface Charts {
  /**
   * As little as possible is asked: one request for a chart in a registry, one per chart repository, none for what is
   * pinned by a digest. Fails, naming the place, with `chart-unreadable` or `chart-unresolved`.
   */
  resolve(origin: ChartOrigin, at: Place): Promise<Result<ChartContent>>;
  /**
   * A folder or an archive that Helm can deploy, with just that content: its absolute path.
   * Fails with `chart-unpackable`, or `chart-unresolved` if it cannot be downloaded.
   */
  pack(origin: ChartOrigin, content: ChartContent, at: Place, helm: Helm): Promise<Result<string>>;
  /** The same for who only looks at it: what lies in the workspace need not be packed for that. */
  open(origin: ChartOrigin, content: ChartContent, at: Place, helm: Helm): Promise<Result<string>>;
  /** Those of the words that a package may mention, or the text beside it. */
  mentions(package_: string, words: readonly string[], text: string): readonly string[];
}

export interface ChartSurroundings {
  readonly logins: readonly Login[];
  readonly access: RegistryAccess;
  /** Where packages are put. */
  readonly scratch: Scratch;
}

/** How registries are asked. */
export interface RegistryAccess {
  /** Hosts, with their ports, that may be spoken to over plain HTTP; loopback always may. */
  readonly insecure: readonly string[];
  /** For GHCR, if there is nothing else for it. */
  readonly githubToken?: string | undefined;
  /** Is told, as a sentence, what an image is waited for; again where that changes. */
  readonly onWait?: (text: string) => void;
  /**
   * Where images that are still to be built are no failure: their digest is `notBuilt`, and why is told, as a sentence.
   * Nobody waits for them then.
   */
  readonly onNotBuilt?: (reference: string, why: string) => void;
  readonly signal: AbortSignal;
}

export interface WantedImage {
  /** `ghcr.io/acme/web:develop`. */
  readonly reference: string;
  /** It is this one, whatever the tag says now; it only has to be there still. */
  readonly digest?: string;
  /** The commit that it has to be built from. */
  readonly revision?: string;
  /** So long its registry is asked again, until it is there. */
  readonly waitMs?: number;
  /** Of the template that wants it. */
  readonly at?: Place;
}

/** Container registries. */
export interface Registry {
  /**
   * Image reference → `sha256:…` that its tag has now. One request for each reference; where a revision is asked for, up to
   * three more. Fails with `image-unresolved` and `image-stale`, for all at once.
   */
  digests(images: readonly WantedImage[]): Promise<Result<ReadonlyMap<string, string>>>;
}

/** What a run has in hand in the cluster, for whoever comes after it. */
export interface Work {
  /** Value of the label that names the run. */
  readonly run: string;
  readonly namespaces: readonly Namespace[];
  /** Context of the kubeconfig; the current one if absent. */
  readonly context?: string;
}

/** What the post step finds of a run that did not come to its own end. */
export interface Journal {
  /** Before the first write. */
  begin(work: Work): void;
  /** Nothing is left to be looked after. */
  close(): void;
}

export interface Clock {
  /** Milliseconds that only ever grow. */
  nowMs(): number;
  /** Fires after that time; it keeps no process alive. */
  after(ms: number): AbortSignal;
}

export interface Random {
  /** Hexadecimal digits, unpredictable. */
  hex(digits: number): string;
}

export interface Ports {
  /** An environment variable of the step; undefined if it is not set. */
  readonly variable: (name: string) => string | undefined;
  readonly console: Console;
  /** Where a plan is told: the console, or on a terminal the standard output, which may be sent on to a file. */
  readonly paper: Console;
  readonly files: Files;
  /** Makes a new one. */
  readonly scratch: () => Scratch;
  readonly helms: Helms;
  readonly openCharts: (around: ChartSurroundings) => Charts;
  readonly clusters: Clusters;
  readonly openRegistry: (access: RegistryAccess) => Registry;
  readonly openGitHub: (token: string) => GitHub;
  /** The commit in the workspace; undefined if git does not say. */
  readonly checkedOut: (signal: AbortSignal) => Promise<string | undefined>;
  readonly processes: Processes;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: Random;
  /** Has learnt what must not be seen. */
  readonly redactor: Redactor;
}
