import { printDirectly } from './console.ts';
import type { HostWorker, ThreadHost } from './host.ts';

type WorkerThreads = typeof import('node:worker_threads');

/** The module is asked for by name at run time, so that bundlers for browsers do not trip over it. */
function workerThreads(): WorkerThreads {
  return process.getBuiltinModule('node:worker_threads');
}

/** Node, and Bun and Deno, which have its worker threads too. */
export const nodeHost: ThreadHost = {
  startsWhileBlocked: true,

  createSupervisor: (start) =>
    create(new URL(/* @vite-ignore */ './supervisor-main.ts', import.meta.url), start, { name: 'lockwright supervisor' }),

  createWorker: (start, { name, resourceLimits }) =>
    create(new URL(/* @vite-ignore */ './worker-main.ts', import.meta.url), start, {
      name,
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    }),

  inside() {
    const { parentPort, workerData } = workerThreads();
    const port = parentPort!;
    return Promise.resolve({
      start: workerData as unknown,
      line: {
        post: (message, transfer) => port.postMessage(message, (transfer ?? []) as never),
        onMessage: (listener) => void port.on('message', listener),
      },
    });
  },

  prepareWorker(onUncaught) {
    printDirectly();
    process.on('uncaughtException', onUncaught);
    process.on('unhandledRejection', onUncaught);
  },

  announceLife: () => Promise.resolve(undefined),

  onExit: (listener) => void process.on('exit', listener),

  exit: () => process.exit(0),
};

function create(url: URL, start: unknown, options: object): HostWorker {
  const worker = new (workerThreads().Worker)(url, { workerData: start, ...options });
  return {
    post: (message, transfer) => worker.postMessage(message, (transfer ?? []) as never),
    onMessage: (listener) => void worker.on('message', listener),
    onError: (listener) => void worker.on('error', listener),
    onExit: (listener) => void worker.on('exit', listener),
    terminate: () => void worker.terminate(),
    ref: () => worker.ref(),
    unref: () => worker.unref(),
    watch: () => {},
  };
}
