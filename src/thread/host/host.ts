import { browserHost } from './browser.ts';
import { nodeHost } from './node.ts';

/**
 * What threads need of the place they run in. Two implementations: node.ts (Node, Bun, Deno) and browser.ts.
 */
export interface ThreadHost {
  /** Whether a worker comes up while whoever made it is blocked. In browsers it does only while the event loop of that one runs. */
  readonly startsWhileBlocked: boolean;
  /** Starts the worker that creates and watches all others; `start` is its first message. */
  createSupervisor(start: unknown): HostWorker;
  /** Starts a worker for threads; `start` is its first message. Called in the supervisor only. */
  createWorker(start: unknown, options: WorkerOptions): HostWorker;
  /** In a worker: its first message, and its line to whoever created it. */
  inside(): Promise<{ readonly start: unknown; readonly line: Line }>;
  /** In a worker, before a thread runs: console output that does not wait for the first thread, errors that nobody caught. */
  prepareWorker(onUncaught: (error: unknown) => void): void;
  /** In a worker: a name that the supervisor can watch to learn of the worker's end, where the host tells it of no exit. */
  announceLife(): Promise<string | undefined>;
  /** Calls `listener` when this thread or program is about to end; never in a browser. */
  onExit(listener: () => void): void;
  /** In a worker: ends it, at the latest when it returns to its event loop. */
  exit(): void;
}

/** How a worker is to be made. */
export interface WorkerOptions {
  readonly name: string;
  /** As of Node's `worker_threads`: `maxOldGenerationSizeMb`, `stackSizeMb` and so on. Ignored in browsers. */
  readonly resourceLimits?: Readonly<Record<string, number>> | undefined;
}

/** A line for messages. */
export interface Line {
  post(message: unknown, transfer?: readonly object[]): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** A worker as its creator sees it. */
export interface HostWorker extends Line {
  /** `what` has the host's word for it. Always followed by `onExit`. */
  onError(listener: (error: unknown) => void): void;
  /** The worker runs no more. */
  onExit(listener: (code: number) => void): void;
  terminate(): void;
  /** Whether the program stays alive while the worker lives. */
  ref(): void;
  unref(): void;
  /** Tells the host the name to watch: see `announceLife`. */
  watch(name: string): void;
}

interface MaybeNode {
  process?: { versions?: { node?: string } };
}

/** The host of this thread. */
export const host: ThreadHost = (globalThis as MaybeNode).process?.versions?.node === undefined ? browserHost : nodeHost;
