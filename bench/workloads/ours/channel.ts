import { AtomicI32 } from 'lockwright/atomic';
import { mpmc, oneshot, type Receiver, rendezvous, type Sender, spsc, unbounded } from 'lockwright/channel';
import { u32 } from 'lockwright/memory';
import { spawn } from 'lockwright/thread';
import { expectEqual, spanOf, sumTo, type Run, type Times, type Workloads } from '../../harness/workload.ts';
import { CAPACITY, sendArrays, sendBatches, sendObjects, sendOneByOne } from './channel-bodies.ts';
import { atWork } from './partner.ts';

/** Messages between two threads of ours, and in one. One operation is a message. */

const bodies = new URL('./channel-bodies.ts', import.meta.url);

type Ends<T> = readonly [sender: Sender<T>, receiver: Receiver<T>];

/** This thread sends and a spawned one receives, through a new channel for each sample. Both begin together. */
function between<T>(make: () => Ends<T>, send: (sender: Sender<T>, n: number) => void, receive: string): Run {
  const arrived = new AtomicI32(0);
  return (n) => {
    const [sender, receiver] = make();
    arrived.store(0);
    const other = spawn(bodies, 'receiving', receive, receiver, arrived, n);
    const mine = atWork(send, [sender], arrived, 2, n);
    const [theirs, sum] = other.join() as [Times, number];
    sender.close();
    expectEqual(sum, sumTo(n), 'the sum of the messages');
    return spanOf([mine, theirs]);
  };
}

/** Each message is received at once where it was sent, so that nobody waits. */
function inOneThread(make: () => Ends<number>): Run {
  return (n) => {
    const [sender, receiver] = make();
    let sum = 0;
    for (let i = 0; i < n; i++) {
      sender.send(i);
      sum += receiver.receive();
    }
    sender.close();
    receiver.close();
    expectEqual(sum, sumTo(n), 'the sum of the messages');
  };
}

export const workloads: Workloads = {
  spsc: () => between(() => spsc(CAPACITY, u32), sendOneByOne, 'receiveOneByOne'),
  'spsc-batch': () => between(() => spsc(CAPACITY, u32), sendArrays, 'receiveArrays'),
  'spsc-batch-of-values': () => between(() => spsc(CAPACITY, u32), sendBatches, 'receiveBatches'),
  'spsc-object': () => between(() => spsc<{ id: number; name: string }>(CAPACITY), sendObjects, 'receiveObjects'),
  'spsc-one-thread': () => inOneThread(() => spsc(CAPACITY, u32)),
  mpmc: () => between(() => mpmc(CAPACITY, u32), sendOneByOne, 'receiveOneByOne'),
  'mpmc-one-thread': () => inOneThread(() => mpmc(CAPACITY, u32)),
  unbounded: () => between(() => unbounded(u32), sendOneByOne, 'receiveOneByOne'),
  rendezvous: () => between(() => rendezvous(u32), sendOneByOne, 'receiveOneByOne'),

  oneshot: () => (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const [sender, receiver] = oneshot(u32);
      sender.send(i);
      sum += receiver.receive();
      receiver.close();
    }
    expectEqual(sum, sumTo(n), 'the sum of the messages');
  },
};
