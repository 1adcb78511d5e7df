/** What the threads of `forms.test.ts` run. */
import { type AtomicI32, wait, wakeAll } from '../atomic/index.ts';

export const work = new URL('./test-forms-work.ts', import.meta.url);

type Called = Record<string, (...args: readonly unknown[]) => unknown>;

function stay(inside: AtomicI32, end: AtomicI32): number {
  inside.store(1);
  wakeAll(inside);
  while (end.load() === 0) wait(end, 0);
  return 1;
}

/** Takes it by a method, says so, and gives it back when it is told to. */
export function take(thing: object, method: string, inside: AtomicI32, end: AtomicI32): void {
  using _held = (thing as Called)[method]!() as Disposable; // oxlint-disable-line no-underscore-dangle -- the underscore says that it is there to be disposed of
  stay(inside, end);
}

/** Is in the middle of what is done once, says so, and finishes when it is told to. */
export function initialise(thing: object, method: string, inside: AtomicI32, end: AtomicI32): void {
  (thing as Called)[method]!(() => stay(inside, end));
}
