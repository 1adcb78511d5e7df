import { heapRegion } from '../../memory/heap.ts';
import { realm } from '../../realm/realm.ts';
import { joinHook } from '../../thread/join-hook.ts';
import { Taking } from './follow.ts';
import { lockRow, THREAD_END } from './records.ts';

/** Follows blocked waits for the end of a thread: it is waited for like a lock that the thread has until then. */
export function followJoin(): void {
  joinHook.waits = (record, name) => {
    if (realm.checked !== undefined) return () => {};
    const end = { kind: THREAD_END, region: heapRegion(), address: record };
    lockRow(end, `the end of thread ${name}`); // another thread may have had that record before
    const taking = new Taking(end, 'exclusive');
    taking.begin('blocked');
    return () => taking.end();
  };
}
