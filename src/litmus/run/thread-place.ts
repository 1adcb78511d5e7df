/**
 * Stands for what starts a worker, and starts none: bundlers look for `new Worker(new URL(…))`, build the file that it names for threads, and put
 * its place there. Only the place is wanted, since threads of the pool load it.
 */
class Worker {
  readonly place: URL;

  constructor(place: URL, _options: { readonly type: 'module' }) {
    this.place = place;
  }
}

/** Where the module is that threads of a run load, in a bundle, too. Costs an object. */
export const placeOfThreads = (): URL => new Worker(new URL('./thread-main.ts', import.meta.url), { type: 'module' }).place;
