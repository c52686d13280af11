// The outside world, as far as the engine needs it: one interface per thing, implemented by an adapter.
// Whatever takes an AbortSignal ends soon after it fires, and leaves no process behind.

import type { ChartSource } from '../model/chart-source.ts';
import type { Checkout } from '../model/checkout.ts';
import type { Result } from '../model/failure.ts';
import type { Namespace } from '../model/names.ts';
import type { Redactor } from '../model/secret.ts';
import type { Place } from '../text/place.ts';
import type { Clusters } from './cluster.ts';
import type { GitHub } from './github.ts';
import type { Helm, Helms } from './helm.ts';
import type { Files, Processes, Scratch } from './machine.ts';

/** Where a run is told. Every text is sanitised: it can neither issue a workflow command nor close a group. */
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
  resolve(source: ChartSource, at: Place): Promise<Result<ChartContent>>;
  /**
   * A folder or an archive that Helm can deploy, with just that content: its absolute path.
   * Fails with `chart-unpackable`, or `chart-unresolved` if it cannot be downloaded.
   */
  pack(source: ChartSource, content: ChartContent, at: Place, helm: Helm): Promise<Result<string>>;
  /** The same for who only looks at it: what lies in the workspace need not be packed for that. */
  open(source: ChartSource, content: ChartContent, at: Place, helm: Helm): Promise<Result<string>>;
  /** Those of the words that a package may mention, or the text beside it. */
  mentions(package_: string, words: readonly string[], text: string): readonly string[];
}

export interface ChartsOptions {
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
  readonly planConsole: Console;
  readonly files: Files;
  /** Makes a new one. */
  readonly scratch: () => Scratch;
  readonly helms: Helms;
  readonly openCharts: (options: ChartsOptions) => Charts;
  readonly clusters: Clusters;
  readonly openRegistry: (access: RegistryAccess) => Registry;
  readonly openGitHub: (token: string) => GitHub;
  /** What is checked out in the workspace. */
  readonly checkout: (signal: AbortSignal) => Promise<Checkout>;
  readonly processes: Processes;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: Random;
  /** Has learnt what must not be seen. */
  readonly redactor: Redactor;
}
