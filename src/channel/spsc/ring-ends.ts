import { DIED, GONE as NOBODY, RECEIVERS_BELL, ring, SENDERS_BELL, WAITING, wakeAll } from '../../memory/channel-words.ts';
import { type CellArray, putCells, takeCells } from '../cells.ts';
import { type Core, FULL, GONE, type Offered, SENT } from '../core.ts';
import { EMPTY } from '../empty.ts';
import { discard, InHeap } from '../slots.ts';
import { HEAD, Ring, TAIL } from './ring.ts';

/** The sender's end of a ring. A message costs a store and two loads; in batches, some nanoseconds for its value. */
export class RingSending extends Ring implements Core {
  /** How many messages were sent. */
  #count = 0;
  /** What was last seen of the receiver. */
  #head = 0;
  /** Whether nobody can receive any more, as far as this side knows. */
  #isGone = false;

  start(): void {
    const { ops } = this.region;
    this.#count = ops.load32(this.address + TAIL, 'relaxed');
    this.#head = ops.load32(this.address + HEAD, 'acquire');
  }

  offer(prepared: unknown): Offered {
    if (this.#isGone) return GONE;
    if (((this.#count - this.#head) | 0) >= this.limit && this.#room() === 0) return this.isEnded() ? GONE : FULL;
    this.slots.put(this.region, this.slotOf(this.#count), prepared);
    this.#count = (this.#count + 1) | 0;
    return this.#publish(1) === 1 ? SENT : GONE;
  }

  offerMany(values: readonly unknown[], from: number): number {
    const room = this.#isGone ? 0 : this.#room();
    if (room === 0) return this.isEnded() ? -1 : 0;
    const { slots, region } = this;
    const end = Math.min(values.length, from + room);
    let next = from;
    let refused: { readonly error: unknown } | undefined;
    const withHandles: InHeap[] | undefined = this.layout === undefined ? [] : undefined;
    try {
      for (; next < end; next++) {
        const prepared = slots.prepare(values[next]);
        if (withHandles !== undefined && prepared instanceof InHeap && prepared.hasHandles) withHandles.push(prepared);
        slots.put(region, this.slotOf(this.#count), prepared);
        this.#count = (this.#count + 1) | 0;
      }
    } catch (error) {
      refused = { error };
    }
    const sent = next === from ? 0 : this.#publish(next - from);
    if (sent < next - from) {
      this.#discardTaken(next - from - sent, withHandles ?? []);
      return sent === 0 ? -1 : sent;
    }
    if (refused !== undefined) throw refused.error; // those before it are sent
    return sent;
  }

  offerCells(array: CellArray, from: number): number {
    const room = this.#isGone ? 0 : this.#room();
    if (room === 0) return this.isEnded() ? -1 : 0;
    const count = Math.min(array.length - from, room);
    const first = this.untilRound(this.#count, count);
    putCells(this.region, this, this.slotOf(this.#count), array, from, first);
    if (first < count) putCells(this.region, this, this.first, array, from + first, count - first);
    this.#count = (this.#count + count) | 0;
    const sent = this.#publish(count);
    return sent === 0 ? -1 : sent;
  }

  poll(): unknown {
    return EMPTY;
  }

  isReady(): boolean {
    return this.#room() > 0 || this.isEnded();
  }

  isEnded(): boolean {
    return (this.region.ops.load32(this.address + RECEIVERS_BELL, 'acquire') & NOBODY) !== 0;
  }

  /** Lets the receiver know of so many new messages; returns how many of them were sent: all, but for those that it did not receive before it was disposed of. */
  #publish(messages: number): number {
    const { region, address } = this;
    // The messages come before the count, and that before the look at the bell.
    const bell = region.ops.publish32(address + TAIL, this.#count, address + RECEIVERS_BELL, 'seqCst');
    if ((bell & (WAITING | NOBODY)) === 0) return messages;
    wakeAll(region, address + RECEIVERS_BELL, bell);
    return (bell & NOBODY) === 0 ? messages : this.#withoutReceiver(bell, messages);
  }

  #withoutReceiver(bell: number, messages: number): number {
    const { region, address } = this;
    this.#isGone = true;
    // What a thread has received that died nobody can tell. So the last messages may be lost with it, but are never said not to be sent when they were received.
    if ((bell & DIED) !== 0) return messages;
    const left = Math.min(messages, (this.#count - region.ops.load32(address + HEAD, 'acquire')) | 0);
    this.#count = (this.#count - left) | 0; // taken out again: the caller has them still
    region.ops.store32(address + TAIL, this.#count, 'relaxed');
    return messages - left;
  }

  /** Gives back what messages take that were prepared, written, and taken out again. What was prepared knows the handles that are in it, what was taken out does not. */
  #discardTaken(messages: number, withHandles: readonly InHeap[]): void {
    for (let i = 0; i < messages; i++) {
      const taken = this.slots.take(this.region, this.slotOf((this.#count + i) | 0));
      discard(taken instanceof InHeap ? (withHandles.find(({ address }) => address === taken.address) ?? taken) : taken);
    }
  }

  /** Looks at how far the receiver is; returns how many messages there is room for. */
  #room(): number {
    const left = this.limit - ((this.#count - this.#head) | 0);
    if (left > 0) return left;
    this.#head = this.region.ops.load32(this.address + HEAD, 'acquire'); // pairs with the receiver's store: it has read what lies in the slots
    return this.limit - ((this.#count - this.#head) | 0);
  }
}

/** The receiver's end of a ring. A message costs a load, and now and then a store that tells of free slots. */
export class RingReceiving extends Ring implements Core {
  /** How many messages were received. */
  #count = 0;
  /** What was last seen of the sender. */
  #tail = 0;
  /** How many messages the sender has been told were received. */
  #told = 0;

  start(): void {
    this.#count = this.region.ops.load32(this.address + HEAD, 'relaxed');
    this.#tail = this.#count;
    this.#told = this.#count;
  }

  offer(): Offered {
    return FULL;
  }

  poll(): unknown {
    if (this.#count === this.#tail && this.#look() === 0) return EMPTY;
    const message = this.slots.take(this.region, this.slotOf(this.#count));
    this.#count = (this.#count + 1) | 0;
    if (((this.#count - this.#told) | 0) >= this.batch) this.settle();
    return message;
  }

  pollMany(values: unknown[], most: number): void {
    const { region, slots } = this;
    const found = this.#find(most - values.length);
    let count = this.#count;
    for (let i = 0; i < found; i++) {
      values.push(slots.take(region, this.slotOf(count)));
      count = (count + 1) | 0;
    }
    this.#count = count;
    if (((count - this.#told) | 0) >= this.batch) this.settle();
  }

  pollCells(array: CellArray, from: number): number {
    const found = this.#find(array.length - from);
    if (found === 0) return 0;
    const first = this.untilRound(this.#count, found);
    takeCells(this.region, this, this.slotOf(this.#count), array, from, first);
    if (first < found) takeCells(this.region, this, this.first, array, from + first, found - first);
    this.#count = (this.#count + found) | 0;
    if (((this.#count - this.#told) | 0) >= this.batch) this.settle();
    return found;
  }

  isReady(): boolean {
    return this.region.ops.load32(this.address + TAIL, 'acquire') !== this.#count || this.isEnded();
  }

  isEnded(): boolean {
    const { ops } = this.region;
    // acquire: all that the sender has sent was sent before it went
    if ((ops.load32(this.address + SENDERS_BELL, 'acquire') & NOBODY) === 0) return false;
    return ops.load32(this.address + TAIL, 'acquire') === this.#count;
  }

  /** How many messages there are, up to so many. Looks once at the most: that may take the line from the sender, who is at it. */
  #find(wanted: number): number {
    const known = (this.#tail - this.#count) | 0;
    return Math.min(wanted, known < wanted ? this.#look() : known);
  }

  /** Looks at how far the sender is; returns how many messages are there. */
  #look(): number {
    this.#tail = this.region.ops.load32(this.address + TAIL, 'acquire'); // pairs with the sender's store: the messages are there
    return (this.#tail - this.#count) | 0;
  }

  /** Lets the sender know which slots are free. */
  settle(): void {
    const { region, address } = this;
    if (this.#told === this.#count) return;
    this.#told = this.#count;
    region.ops.store32(address + HEAD, this.#count, 'seqCst'); // what was read comes before it; and it before the look at the bell
    ring(region, address + SENDERS_BELL);
  }
}
