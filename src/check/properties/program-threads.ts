/** What helpers for properties are told of the threads of the program that runs, and tell of them. */

/** How many threads the program returned; 0 if it is a thread itself. A live binding, which holds from the set-up of a run to its end. */
export let programThreads = 0;

export function setProgramThreads(count: number): void {
  programThreads = count;
}

const names = new WeakMap<() => unknown, string>();

/** Gives a function the name that reports call its thread by. */
export function nameThread<F extends () => unknown>(fn: F, name: string): F {
  names.set(fn, name);
  return fn;
}

export function nameOfThread(fn: () => unknown): string | undefined {
  return names.get(fn);
}
