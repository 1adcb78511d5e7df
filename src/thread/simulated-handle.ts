import { Handle, MOVE } from '../memory/handle.ts';
import { ThreadError } from '../realm/errors.ts';
import type { CheckedHooks, ThreadResult } from '../realm/checked.ts';
import { JoinHandle } from './join-handle.ts';
import { idOf, numberOf } from './simulated.ts';

/**
 * What `spawn` returns in a checked run: the checker starts the thread and is asked for its result, which is the very thing that the thread's function
 * returned.
 */
export class SimulatedHandle<R> extends JoinHandle<R> {
  readonly #checked: CheckedHooks;

  constructor(checked: CheckedHooks, number: number, name: string | undefined) {
    super(checked.recordOf(number), idOf(number), name);
    this.#checked = checked;
  }

  override get isFinished(): boolean {
    return this.#checked.isFinished(numberOf(this.id));
  }

  override join(): R {
    JoinHandle.ask(this);
    return take(this.#checked.join(numberOf(this.id))) as R;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- as in the class above
  override then<A = R, B = never>(
    fulfilled?: ((value: R) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    JoinHandle.ask(this);
    return this.#checked
      .joinAsync(numberOf(this.id))
      .then(take as (result: ThreadResult) => R)
      .then(fulfilled, rejected);
  }

  override terminate(): void {
    this.#checked.terminate(numberOf(this.id));
  }

  override unref(): this {
    return this;
  }
}

function take({ threw, value }: ThreadResult): unknown {
  if (threw) throw value;
  return value;
}

/**
 * Starts a simulated thread for a call of `spawn`: with the function itself, whatever it captures. Nothing is copied or shipped, so that what cannot travel to a real thread is
 * not found here. Arguments that are handles which move do so.
 */
export function startSimulated(checked: CheckedHooks, name: string | undefined, call: readonly unknown[]): JoinHandle<unknown> {
  const at = typeof call[0] === 'function' ? 0 : 1;
  const fn = call[at];
  if (typeof fn !== 'function') {
    throw new ThreadError(
      'BAD_SPAWN',
      `spawn: in a checked run the thread must be given as a function, but ${at === 0 ? 'the first' : 'the second'} argument is ` +
        `${typeof fn === 'string' ? `'${fn}', the name of one: a checked run cannot wait for a module to load` : typeof fn}. Import the function, and pass it itself`,
    );
  }
  const args = call.slice(at + 1).map((arg) => (arg instanceof Handle ? (arg[MOVE]?.() ?? arg) : arg));
  return new SimulatedHandle(
    checked,
    checked.spawn(() => fn(...args) as unknown, name),
    name,
  );
}
