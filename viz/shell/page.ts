/** What the house gives a page, and what it asks of one. Pages are loaded when first visited. */

/** A page: draws itself into a root and gives back how to leave. */
export interface Page {
  /** Beside the product's name in the window's title. */
  readonly title: string;
  /** Keys of this page, shown in the dialog behind `?`. */
  readonly keys?: readonly KeyHint[];
  /**
   * Draws the page. The root is empty and the page's alone.
   * @returns how to leave: stop workers, timers and listeners; the root is emptied by the house
   */
  mount(root: HTMLElement, context: PageContext): Unmount | Promise<Unmount>;
}

export type Unmount = () => void;

/** A key, or several that do one thing, and what it does. */
export interface KeyHint {
  readonly keys: readonly string[];
  readonly does: string;
}

/** The house as a page sees it. */
export interface PageContext {
  /** The engine's version, as `evenhand --version` prints it. */
  readonly version: string;
  /** What stands in the address after the page's own path: `#/lab/TAIL`, without the slash. */
  readonly tail: string;
  /** Replaces the tail without loading the page anew; no entry in the history. */
  setTail(tail: string): void;
  /** Goes to an address of the page, such as `#/learn/quota`. */
  go(hash: string): void;
  /** The run's hash, event and the like for the footer; null takes it away. */
  showRun(run: RunFacts | null): void;
  /** A message that does not stop anything: a few seconds, and it stays in the log of messages. */
  say(message: string): void;
  /** Something went wrong: what was found and what was wanted. Stays until it is closed. */
  warn(message: string): void;
  /** A file that `evenhand lab FILE` or the reader's drop on another page brought; once. */
  takeFile(): Promise<OpenedFile | null>;
  /** Opens a file in the lab, as if the reader had dropped it. */
  openFile(file: OpenedFile): void;
  /** Whether movement is unwelcome (`prefers-reduced-motion`). */
  readonly calm: boolean;
  /** Aborted when the page is left. */
  readonly left: AbortSignal;
}

/** What the footer says about the run on the page. */
export interface RunFacts {
  /** Rolling hash of the event log, as `evenhand run` prints it. */
  readonly hash: string;
  /** Events so far. */
  readonly events: number;
  /** True when the run has ended, so that the hash is the run's. */
  readonly ended: boolean;
}

/** A file given to the page, never uploaded. */
export interface OpenedFile {
  readonly name: string;
  readonly content: Blob;
  /** Traces that a scenario names and that were found beside it, by what stands in it. */
  readonly beside: ReadonlyMap<string, () => Promise<Blob>>;
}
