/** What mpmc and unbounded have in common (and rendezvous a little), where a claim cannot be made or ended at once. Runs in Node and in a page. */
import { expect, test } from 'vitest';
import { Mutex } from '../../lock/index.ts';
import { struct, u32 } from '../../memory/index.ts';
import { EMPTY, mpmc, type Receiver, rendezvous, type Sender, unbounded } from '../index.ts';

/** More than the list of what a thread holds has room for at first, and when it was doubled. */
const LOCKS = 300;

type Ends = [sender: Sender<any>, receiver: Receiver<any>];

const kinds: readonly [name: string, make: (layout: any) => Ends][] = [
  ['mpmc', (layout) => mpmc(5, layout) as Ends],
  ['unbounded', (layout) => unbounded(layout) as Ends],
];

test.for(kinds)('%s: a thread sends and receives whatever it holds, also when the list of that is full', ([, make]) => {
  const [sender, receiver] = make(u32);
  const locks = Array.from({ length: LOCKS }, () => new Mutex());
  for (const [i, lock] of locks.entries()) {
    lock.lock();
    sender.sendMany([i, i + 1]);
    expect([receiver.receive(), receiver.receive(), receiver.tryReceive()]).toEqual([i, i + 1, EMPTY]);
  }
  for (const lock of locks) lock.unlock();
});

test.for(kinds)('%s: a value whose getter takes a lock, or sends on the same channel, is sent as any other', async ([, make]) => {
  const [sender, receiver] = make(struct({ id: u32 }));
  const lock = new Mutex();
  let looks = 0;
  const value = {
    get id(): number {
      // The first look is the check of the value, the second comes between the claim and the end of it.
      if (++looks % 2 === 0) {
        lock.lock();
        sender.send({ id: 0 });
      }
      return looks;
    },
  };
  const got = receiver.receiveAsync();
  sender.send(value);
  lock.unlock();
  expect(await got).toEqual({ id: 2 });
  expect(receiver.receive()).toEqual({ id: 0 });
  sender.send(value);
  lock.unlock();
  expect([receiver.receive(), receiver.receive(), receiver.tryReceive()]).toEqual([{ id: 4 }, { id: 0 }, EMPTY]);
});

/** A value that is right when it is checked, and throws when it is written. */
function throwing(): { readonly id: number } {
  let looks = 0;
  return {
    get id(): number {
      if (++looks > 1) throw new RangeError('the second look');
      return 1;
    },
  };
}

test.for(kinds)('%s: a value that throws while it is written is passed by, and those behind it are received', ([, make]) => {
  const [sender, receiver] = make(struct({ id: u32 }));
  for (let i = 0; i < LOCKS; i++) {
    sender.send({ id: i });
    expect(() => sender.send(throwing())).toThrow('the second look');
    sender.send({ id: i });
    expect([receiver.receive(), receiver.receive(), receiver.tryReceive()]).toEqual([{ id: i }, { id: i }, EMPTY]);
  }
});

/** More than a stack has room for, were each passed by in a call of its own. */
const VOIDS = 20_000;

test('unbounded: any number of values that threw are passed by at once', () => {
  const [sender, receiver] = unbounded(struct({ id: u32 }));
  let thrown = 0;
  for (let i = 0; i < VOIDS; i++) {
    try {
      sender.send(throwing());
    } catch {
      thrown++;
    }
  }
  expect(thrown).toBe(VOIDS);
  expect(receiver.tryReceive()).toBe(EMPTY);
  sender.send({ id: 7 });
  expect(receiver.receive()).toEqual({ id: 7 });
});

test('rendezvous: a value that throws while it is written leaves the cell as it was', async () => {
  const [sender, receiver] = rendezvous(struct({ id: u32 }));
  const got = receiver.receiveAsync(); // it waits already
  expect(() => sender.trySend(throwing())).toThrow('the second look');
  expect(sender.trySend({ id: 2 })).toBe(true);
  expect(await got).toEqual({ id: 2 });
  await expect(sender.sendAsync(throwing())).rejects.toThrow('the second look'); // it would have waited for a receiver
  const sent = sender.sendAsync({ id: 3 });
  expect([receiver.receive(), await sent]).toEqual([{ id: 3 }, true]);
});
