import { heapRegion } from '../memory/heap.ts';
import { Handle } from '../memory/handle.ts';
import { registerHandle } from '../codec/handles.ts';
import { EMPTY, NOTIFIED, PARKED, unparkRecord } from './parking-token.ts';
import { CANCELLED, DONE, ID, PARKING, STATE, wordOf } from './record.ts';
import type { CheckedHooks } from '../realm/checked.ts';
import { realm } from '../realm/realm.ts';
import { numberOf } from './simulated.ts';

/** What the token means, for reports of the checker. */
const TOKENS: ReadonlyMap<number, string> = new Map([
  [EMPTY, 'no token'],
  [PARKED, 'parked'],
  [NOTIFIED, 'there is a token'],
]);

/**
 * A thread, as others know it: its number, its name, and the way to wake it. Travels to other threads. Once the thread has ended, it does nothing.
 */
export class Thread extends Handle {
  readonly #record: number;
  /** A number that no other thread of the program has or had. The first thread's comes when it is first asked for. */
  readonly id: number;
  /** What the thread was called when it was spawned; `'main'` for the first one. */
  readonly name: string | undefined;

  /** @internal */
  constructor(record: number, id: number, name: string | undefined) {
    super();
    this.#record = record;
    this.id = id;
    this.name = name;
    if (realm.checked !== undefined) this.#describe(realm.checked);
  }

  /** Tells a checked run what its words are, for its reports. */
  #describe(checked: CheckedHooks): void {
    const { memory } = heapRegion();
    const who = `thread ${numberOf(this.id)}`;
    checked.describe(memory, wordOf(this.#record, PARKING), { name: `token of ${who}`, meaning: (token) => TOKENS.get(token) });
    checked.describe(memory, wordOf(this.#record, CANCELLED), { name: `cancelled ${who}`, meaning: (id) => (id === 0 ? 'no' : 'yes') });
  }

  /** Hands the thread its token: wakes it if it is parked, else its next `park` returns at once. About 10 ns if it is awake. */
  unpark(): void {
    if (this.#isCurrent()) unparkRecord(this.#record);
  }

  /** Asks the thread to stop: it sees that in `isCancelled()`, `throwIfCancelled()` and `cancelSignal()`, and a `park` or `sleep` of it ends. */
  cancel(): void {
    if (!this.#isCurrent()) return;
    const { ops } = heapRegion();
    // Its id, not a flag: if the record is used again at this very moment, the next thread is not cancelled in its place.
    ops.store32(wordOf(this.#record, CANCELLED), this.id, 'release');
    ops.notify(wordOf(this.#record, CANCELLED), Infinity);
    unparkRecord(this.#record);
  }

  /** Whether the thread has ended. */
  get isFinished(): boolean {
    if (realm.checked !== undefined) return realm.checked.isFinished(numberOf(this.id));
    return !this.#isCurrent() || heapRegion().ops.load32(wordOf(this.#record, STATE), 'acquire') === DONE;
  }

  override toString(): string {
    return this.name === undefined ? `#${this.id}` : `'${this.name}' (#${this.id})`;
  }

  /** Whether the record still stands for this thread. If it is used again right after, an unpark reaches another thread, which `park` allows. */
  #isCurrent(): boolean {
    return realm.checked !== undefined || heapRegion().ops.load32(wordOf(this.#record, ID), 'acquire') === this.id;
  }

  static {
    registerHandle<Thread>({
      tag: 'lockwright.Thread',
      moduleUrl: import.meta.url,
      class: Thread,
      write(thread, writer) {
        writer.u32(thread.#record);
        writer.u32(thread.id);
        writer.string(thread.name ?? '');
      },
      read(reader) {
        const record = reader.u32();
        heapRegion().check(record, 4, 4, 'Thread');
        const id = reader.u32();
        const name = reader.string();
        return new Thread(record, id, name === '' ? undefined : name);
      },
    });
  }
}
