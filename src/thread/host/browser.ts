import type { HostWorker, Line, ThreadHost } from './host.ts';

/** What a web worker's global scope has that this file uses. */
interface WorkerScope {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: string, listener: (event: MessageEvent & ErrorEvent & PromiseRejectionEvent) => void): void;
  close(): void;
  navigator: { locks?: LockManager };
}

const scope = globalThis as unknown as WorkerScope;

/** Web workers. Bundlers find the worker's files by the form `new Worker(new URL('…', import.meta.url))`, so it stands here twice. */
export const browserHost: ThreadHost = {
  createSupervisor(start) {
    const worker = new Worker(new URL('./supervisor-main.ts', import.meta.url), { type: 'module', name: 'lockwright supervisor' });
    return wrap(worker, start);
  },

  createWorker(start, { name }) {
    const worker = new Worker(new URL('./worker-main.ts', import.meta.url), { type: 'module', name });
    return wrap(worker, start);
  },

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
    scope.addEventListener('error', (event) => onUncaught(event.error ?? new Error(event.message)));
    scope.addEventListener('unhandledrejection', (event) => onUncaught(event.reason));
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

  exit: () => scope.close(),
};

function wrap(worker: Worker, start: unknown): HostWorker {
  worker.postMessage(start);
  let ended = false;
  let watched = false;
  const exitListeners: ((code: number) => void)[] = [];
  const exit = (): void => {
    if (ended) return;
    ended = true;
    for (const listener of exitListeners) listener(0);
  };
  return {
    post: (message, transfer) => worker.postMessage(message, (transfer ?? []) as Transferable[]),
    onMessage: (listener) => worker.addEventListener('message', ({ data }) => listener(data as unknown)),
    onError(listener) {
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        listener(event.error ?? new Error(event.message === '' ? `the worker's script did not load` : event.message));
        if (!watched) exit(); // its script did not load: it never came to announce itself
      });
    },
    onExit: (listener) => void exitListeners.push(listener),
    terminate() {
      worker.terminate();
      if (!watched) exit();
    },
    ref: () => {},
    unref: () => {},
    watch(name) {
      watched = true;
      void scope.navigator.locks?.request(name, exit);
    },
  };
}
