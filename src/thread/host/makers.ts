/**
 * Who can make web workers here. A bundler builds a file for each `new Worker(new URL('…', import.meta.url))` that it comes upon, and refuses files
 * that lead to each other; so the two calls stand in modules of their own, and each is loaded only where it is needed: make-supervisor.ts by whoever spawns,
 * make-worker.ts by the supervisor.
 */
export interface Makers {
  supervisor?: () => Worker;
  worker?: () => Worker;
}

export const makers: Makers = {};
