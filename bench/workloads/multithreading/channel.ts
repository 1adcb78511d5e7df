import { channel, move, spawn } from 'multithreading';
import { expectEqual, type Workloads } from '../../harness/workload.ts';

/** The channel of the npm package `multithreading`, to a task of its pool. Messages are counted, not summed: some of them arrive with another's content. */

/** The same as in `bench/rust`. */
const CAPACITY = 4096;

export const workloads: Workloads = {
  mpmc: () => async (n) => {
    const [sender, receiver] = channel<number>(CAPACITY);
    const other = spawn(move(receiver, n), (from, count) => {
      let received = 0;
      while (received < count && from.blockingRecv().ok) received++;
      return received;
    });
    for (let i = 0; i < n; i++) sender.blockingSend(i);
    const result = await other.join();
    if (!result.ok) throw result.error;
    expectEqual(result.value, n, 'messages');
    sender.close();
  },
};
