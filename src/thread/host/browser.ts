import type { HostWorker, Line, ThreadHost } from './host.ts';
import type { Message } from '../messages.ts';
import { makers } from './makers.ts';

/** What a web worker's global scope has that this file uses. */
interface WorkerScope {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: string, listener: (event: MessageEvent & ErrorEvent & PromiseRejectionEvent) => void): void;
  close(): void;
  navigator: { locks?: LockManager };
}

const scope = globalThis as unknown as WorkerScope;
const { close } = scope;

/** Web workers. All have the same name in developer tools, since one file is built for them. */
export const browserHost: ThreadHost = {
  startsWhileBlocked: false,

  createSupervisor: (start) => wrap(makers.supervisor!(), start),
  createWorker: (start) => wrap(makers.worker!(), start),

  inside() {
    return new Promise((resolve) => {
      const listeners: ((message: unknown) => void)[] = [];
      const waiting: unknown[] = [];
      const line: Line = {
        post: (message, transfer) => scope.postMessage(message, (transfer ?? []) as Transferable[]),
        onMessage(listener) {
          listeners.push(listener);
          for (const message of waiting.splice(0)) listener(message);
        },
      };
      let started = false;
      scope.addEventListener('message', ({ data }) => {
        if (!started) {
          started = true;
          resolve({ start: data as unknown, line });
        } else if (listeners.length === 0) waiting.push(data);
        else for (const listener of listeners) listener(data);
      });
    });
  },

  prepareWorker(onUncaught) {
    scope.addEventListener('error', (event) => {
      event.preventDefault();
      onUncaught(event.error ?? new Error(event.message));
    });
    scope.addEventListener('unhandledrejection', (event) => {
      event.preventDefault();
      onUncaught(event.reason);
    });
    // The real one lets the code run on, and then takes the event loop away from the threads that run here later.
    scope.close = closeAtOnce;
  },

  /** A browser tells nobody that a worker has ended, but gives back the Web Locks that it held. */
  announceLife() {
    const { locks } = scope.navigator;
    if (locks === undefined) return Promise.resolve(undefined);
    const name = `lockwright worker ${crypto.randomUUID()}`;
    return new Promise((resolve) => {
      void locks.request(name, () => {
        resolve(name);
        return new Promise(() => {}); // held until the worker ends
      });
    });
  },

  onExit: () => {},

  exit: () => close.call(globalThis),
};

/** Has the supervisor end this worker, and does not go on until then: two seconds, which is how long Chromium lets a worker run on that does not return to its event loop. */
function closeAtOnce(): never {
  scope.postMessage({ kind: 'exit' } satisfies Message);
  const word = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  for (;;) Atomics.wait(word, 0, 0);
}

/** Whether a worker's end can be seen: not before it has told its name, which it does before it runs a thread. */
const COMING_UP = 0;
const WATCHED = 1;
const UNWATCHABLE = 2;

function wrap(worker: Worker, start: unknown): HostWorker {
  worker.postMessage(start);
  let state = COMING_UP;
  let ended = false;
  let toTerminate = false;
  const exitListeners: ((code: number) => void)[] = [];
  const ends = (): void => {
    if (ended) return;
    ended = true;
    for (const listener of exitListeners) listener(0);
  };
  const terminate = (): void => {
    toTerminate = true;
    // A worker that is coming up is ended once it can be watched: what it holds must not be touched before it really runs no more.
    if (state === COMING_UP) return;
    worker.terminate();
    if (state === UNWATCHABLE) ends();
  };
  return {
    post: (message, transfer) => worker.postMessage(message, (transfer ?? []) as Transferable[]),
    onMessage: (listener) => worker.addEventListener('message', ({ data }) => listener(data as unknown)),
    onError(listener) {
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        listener(
          event.error ??
            new Error(event.message === undefined || event.message === '' ? `the worker's script did not load` : event.message),
        );
        if (state === COMING_UP) ends(); // its script did not load: it never comes to tell its name
      });
    },
    onExit: (listener) => void exitListeners.push(listener),
    terminate,
    ref: () => {},
    unref: () => {},
    watch(name) {
      const { locks } = scope.navigator;
      state = name === '' || locks === undefined ? UNWATCHABLE : WATCHED;
      if (state === WATCHED) void locks!.request(name, ends);
      if (toTerminate) terminate();
    },
  };
}
