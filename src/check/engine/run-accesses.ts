import { type AccessOrder, type AsyncWaitResult, type Raw, type RmwOp, type SimBuffer, type Size } from '../machine.ts';
import { ABORT } from './abort.ts';
import { NOT_EQUAL } from './waits.ts';
import { Restart } from './locations.ts';
import { rmwCode } from './operations.ts';
import { ALL_BITS } from './orders.ts';
import { RunOperations } from './run-operations.ts';
import * as t from './trie.ts';

const MOST_NOTIFIED = 2 ** 28;

/** The machine's accesses to shared memory, its waits and its fences: the second layer of {@link Runner}. Each finds its location and is one operation. */
export abstract class RunAccesses extends RunOperations {
  #find(buffer: SimBuffer, offset: number, size: number): number {
    if (this.c.dead) this.isOver();
    try {
      return this.locations.find(buffer, offset, size);
    } catch (error) {
      if (!(error instanceof Restart)) throw error;
      this.beginAnew(error.why);
      return this.abort();
    }
  }

  load(buffer: SimBuffer, offset: number, size: Size, order: AccessOrder): Raw {
    const loc = this.#find(buffer, offset, size);
    return this.values.decode(this.op(t.LOAD, loc, 0, 0, this.order('load', order), 0, this.locations.part));
  }

  store(buffer: SimBuffer, offset: number, size: Size, value: Raw, order: AccessOrder): void {
    const loc = this.#find(buffer, offset, size);
    this.op(t.STORE, loc, this.values.encode(value), 0, this.order('store', order), 0, this.locations.part);
  }

  rmw(buffer: SimBuffer, offset: number, size: Size, op: RmwOp, operand: Raw, order: AccessOrder): Raw {
    const loc = this.#find(buffer, offset, size);
    return this.values.decode(
      this.op(t.RMW, loc, this.values.encode(operand), rmwCode(op, size), this.order('update', order), 0, this.locations.part),
    );
  }

  compareExchange(
    buffer: SimBuffer,
    offset: number,
    size: Size,
    expected: Raw,
    replacement: Raw,
    success: AccessOrder,
    failure: AccessOrder,
  ): Raw {
    const loc = this.#find(buffer, offset, size);
    const { part } = this.locations;
    return this.values.decode(
      this.op(
        t.CAS,
        loc,
        this.values.encode(expected),
        this.values.encode(replacement),
        this.order('compareExchange', success),
        this.order('failure', failure),
        part,
      ),
    );
  }

  wait(buffer: SimBuffer, offset: number, size: 4 | 8, expected: Raw, ms: number): 'ok' | 'not-equal' | 'timed-out' {
    const loc = this.#find(buffer, offset, size);
    const timed = ms === Infinity ? 0 : 1;
    const result = this.values.decode(this.op(t.WAIT, loc, this.values.encode(expected), timed, ALL_BITS, 0, this.locations.part));
    if (result === 2) this.c.clock += ms;
    return result === 0 ? 'ok' : result === 1 ? 'not-equal' : 'timed-out';
  }

  waitAsync(buffer: SimBuffer, offset: number, size: 4 | 8, expected: Raw, ms: number): AsyncWaitResult {
    const loc = this.#find(buffer, offset, size);
    if (ms === 0) {
      const found = this.values.decode(this.op(t.LOAD, loc, 0, 0, ALL_BITS, 0, this.locations.part));
      return { async: false, value: found === expected ? 'timed-out' : 'not-equal' };
    }
    const isTimed = ms !== Infinity;
    const result = this.op(t.WAIT_ASYNC, loc, this.values.encode(expected), isTimed ? 1 : 0, ALL_BITS, 0, this.locations.part);
    if (this.values.decode(result) === NOT_EQUAL) return { async: false, value: 'not-equal' };
    const { promise, resolve } = Promise.withResolvers<'ok' | 'timed-out'>();
    this.c.pending.push({ resolve, isTimed, ms });
    return { async: true, value: promise };
  }

  notify(buffer: SimBuffer, offset: number, count: number): number {
    if (this.c.dead) throw ABORT;
    const loc = this.locations.waitersAt(buffer.id, offset);
    return this.values.decode(this.op(t.NOTIFY, loc, Math.min(count, MOST_NOTIFIED), 0, ALL_BITS, 0, 0)) as number;
  }

  fence(order: AccessOrder): void {
    this.op(t.FENCE, -1, 0, 0, this.order('fence', order), 0, 0);
  }

  pause(): void {
    if (this.c.dead) throw ABORT;
  }
}
