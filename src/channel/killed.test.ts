/** Threads that are killed at any store while they use ends of channels: the others learn that nobody is there any more, and all memory is given back. */
import { expect, test } from 'vitest';
import { PAGE_BYTES } from '../memory/header.ts';
import { killAtEachStore } from '../thread/kill.test-help.ts';
import { mpmc, type Receiver, rendezvous, type Sender, unbounded } from './index.ts';

interface Ends {
  readonly sender: Sender<number>;
  readonly receiver: Receiver<number>;
}

const MESSAGES = 3;
/** Of 64 messages and their stamps, and a head. */
const LEAST_PAGE_BYTES = 64 * 8;

/** Receives what is there, until nobody can send any more. */
function drain({ receiver }: Ends): number[] {
  const got: number[] = [];
  for (const message of receiver) got.push(message);
  return got;
}

const kinds = {
  mpmc: { make: () => mpmc<number>(MESSAGES), cost: {} },
  // The page or table that it was about to add to the queue, or the page of the heap that it took for that.
  unbounded: { make: () => unbounded<number>(), cost: { bytes: PAGE_BYTES, blocks: Math.floor(PAGE_BYTES / LEAST_PAGE_BYTES) } },
};

test.for(Object.entries(kinds))('a thread that is killed while it clones a sender, sends and closes: %s', ([, { make, cost }]) => {
  const deaths = killAtEachStore({
    before(): Ends {
      const [sender, receiver] = make();
      return { sender, receiver };
    },
    run({ sender }) {
      const own = sender.clone();
      for (let n = 0; n < MESSAGES; n++) own.send(n);
      own.close();
    },
    after(ends) {
      ends.sender.close();
      const got = drain(ends);
      expect(got).toEqual([0, 1, 2].slice(0, got.length));
      ends.receiver.close();
    },
    cost,
  });
  expect(deaths).toBeGreaterThan(10);
});

test.for(Object.entries(kinds))('a thread that is killed while it clones a receiver, receives and closes: %s', ([, { make, cost }]) => {
  const deaths = killAtEachStore({
    before(): Ends {
      const [sender, receiver] = make();
      for (let n = 0; n < MESSAGES; n++) sender.send(n);
      return { sender, receiver };
    },
    run({ receiver }) {
      const own = receiver.clone();
      for (let n = 0; n < MESSAGES; n++) own.receive();
      own.close();
    },
    after(ends) {
      ends.sender.close();
      const got = drain(ends);
      expect(got).toEqual([0, 1, 2].slice(MESSAGES - got.length));
      ends.receiver.close();
    },
    cost,
  });
  expect(deaths).toBeGreaterThan(10);
});

test('a thread that is killed while it offers what nobody takes', () => {
  const deaths = killAtEachStore({
    before(): Ends {
      const [sender, receiver] = rendezvous<number>();
      return { sender, receiver };
    },
    run({ sender }) {
      const own = sender.clone();
      own.sendFor(1, 0.01);
      own.close();
    },
    after(ends) {
      ends.sender.close();
      expect(drain(ends)).toEqual([]);
      ends.receiver.close();
    },
    cost: {},
  });
  expect(deaths).toBeGreaterThan(5);
});
