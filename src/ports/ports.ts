// What does the engine need from the outside world? One interface for each thing; an adapter implements it.
// Every call that takes an AbortSignal ends soon after the signal fires, and leaves no process behind.

import type { ChartSource } from '../model/chart-source.ts';
import type { Checkout } from '../model/checkout.ts';
import type { Result } from '../model/failure.ts';
import type { CrdFile } from '../model/manifest.ts';
import type { Namespace } from '../model/names.ts';
import type { Redactor } from '../model/secret.ts';
import type { Place } from '../text/place.ts';
import type { Clusters } from './cluster.ts';
import type { GitHub } from './github.ts';
import type { HelmFinder } from './helm.ts';
import type { Files, Processes, Scratch } from './machine.ts';

/** The log of a run. Every text is sanitised: it can neither issue a workflow command nor close a group. */
export interface Console {
  /** Writes one line, or several if the text has line breaks. */
  line(text: string): void;
  openGroup(title: string): void;
  closeGroup(): void;
  /**
   * Shown on the page of the run and, with `at`, in that file. GitHub shows only a few annotations, so the same text
   * always goes to the log too.
   */
  annotate(level: 'error' | 'warning' | 'notice', title: string, text: string, at?: Place): void;
  /** Shows a status line below the log, redrawn as time passes, if the log is a terminal. Undefined removes it. */
  status(draw: (() => string) | undefined): void;
}

/** The content of a chart at this moment. Plain data. */
export interface ChartContent {
  /** sha256, in hex: of the files that Helm packages, or of a download as its registry or index names it. */
  readonly digest: string;
  /** What earlier versions of Compass took for the digest; absent if it is not known. */
  readonly formerDigest?: string;
  /** The version that was chosen; absent for charts in the workspace. */
  readonly version?: string;
}

/** Credentials for the chart repository or registry at this URL, and for no other server. */
export interface Login {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** The content of charts. Each is fetched at most once, however often it is needed. */
export interface Charts {
  /**
   * Sends as few requests as possible: one for a chart in a registry, one per chart repository, none for a chart that
   * is pinned by a digest. Fails at the place with `chart-unreadable` or `chart-unresolved`.
   */
  resolve(source: ChartSource, at: Place): Promise<Result<ChartContent>>;
  /**
   * Absolute path of a folder or an archive that Helm can deploy, with exactly that content. Fails with
   * `chart-unreadable` if the files have changed, or `chart-unresolved` if it cannot be downloaded.
   */
  pack(source: ChartSource, content: ChartContent, at: Place): Promise<Result<string>>;
  /** The CRD files of a package and of all its subcharts, enabled or not. */
  crdFiles(package_: string): readonly CrdFile[];
  /** `name` in the Chart.yaml of a chart; undefined if it cannot be read. */
  nameOf(source: ChartSource): string | undefined;
  /** `kubeVersion` in the Chart.yaml of a package; undefined if there is none. */
  kubeVersion(package_: string): string | undefined;
  /**
   * Which of the words occur between `{{` and `}}` in a package or in the text; all of them if the package cannot be
   * read.
   */
  mentions(package_: string, words: readonly string[], text: string): readonly string[];
  /** The largest files of a package, the largest first; empty if it cannot be read. */
  largestFiles(package_: string): readonly PackagedFile[];
}

export interface PackagedFile {
  /** From the folder of the chart. */
  readonly path: string;
  /** Compressed. */
  readonly bytes: number;
}

export interface ChartsOptions {
  readonly logins: readonly Login[];
  readonly access: RegistryAccess;
  /** Where packages are written. */
  readonly scratch: Scratch;
}

/** How to access registries. */
export interface RegistryAccess {
  /** Hosts, with their ports, that are accessed over plain HTTP; loopback always is. */
  readonly insecure: readonly string[];
  /** Used for GHCR if there are no other credentials for it. */
  readonly githubToken?: string | undefined;
  /** Called with a sentence about the image that Compass waits for, whenever that sentence changes. */
  readonly onWait?: (text: string) => void;
  /**
   * If present, an image that is not built yet is not a failure, and Compass does not wait for it: its digest is
   * `notBuilt`, and this is called with the reason, a sentence.
   */
  readonly onNotBuilt?: (reference: string, why: string) => void;
  readonly signal: AbortSignal;
}

export interface WantedImage {
  /** `ghcr.io/acme/web:develop`. */
  readonly reference: string;
  /** Use this digest, whatever the tag points to now. The image must still exist. */
  readonly digest?: string;
  /** The commit that the image must be built from. */
  readonly revision?: string;
  /** How long to retry until the image exists. */
  readonly waitMs?: number;
  /** The template that asks for it. */
  readonly at?: Place;
}

/** Container registries. */
export interface Registry {
  /**
   * Image reference → the digest that its tag points to now. One request for each reference, and up to three more if a
   * revision is wanted. Reports all failures at once: `image-unresolved` and `image-stale`.
   */
  digests(images: readonly WantedImage[]): Promise<Result<ReadonlyMap<string, string>>>;
}

/** What a run is working on in the cluster. The post step reads it if the run did not finish. */
export interface Work {
  /** Value of the label that names the run. */
  readonly run: string;
  readonly namespaces: readonly Namespace[];
  /** Context of the kubeconfig; the current one if absent. */
  readonly context?: string;
}

/** Tells the post step about a run that did not finish. */
export interface Journal {
  /** Before the first write. */
  begin(work: Work): void;
  /** After this, the post step has nothing to do. */
  close(): void;
}

export interface Clock {
  /** A monotonic time in milliseconds. */
  nowMs(): number;
  /** Fires after that time. It does not keep the process alive. */
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
  /** Where a plan is printed: the console or, in a terminal, standard output, which may be redirected to a file. */
  readonly planConsole: Console;
  readonly files: Files;
  /** Creates the scratch folder of the run. Fails with `temp-unwritable`. */
  readonly scratch: () => Result<Scratch>;
  readonly helms: HelmFinder;
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
  /** Knows every secret of this run. */
  readonly redactor: Redactor;
}
