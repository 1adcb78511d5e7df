import { heapRegion } from '../../memory/heap.ts';
import { realm } from '../../realm/realm.ts';
import { JoinHandle } from '../../thread/join-handle.ts';
import { Taking } from './follow.ts';
import { replace } from './instrument.ts';
import { lockRow, THREAD_END } from './records.ts';

/** Follows blocked waits for the end of a thread: it is waited for like a lock that the thread has until then. */
export function followJoin(): void {
  replace(
    JoinHandle.prototype,
    'join',
    (original) =>
      function (this: JoinHandle<unknown>, ...args) {
        if (this.isFinished || !realm.canBlock()) return original.apply(this, args);
        const end = { kind: THREAD_END, region: heapRegion(), address: JoinHandle.recordOf(this) };
        lockRow(end, `the end of thread ${this.thread.toString()}`); // another thread may have had that record before
        const taking = new Taking(end, 'exclusive');
        try {
          taking.begin('blocked');
          return original.apply(this, args) as unknown;
        } finally {
          taking.end();
        }
      },
  );
}
