/** The bounded channel between any number of threads in every execution: each message arrives once, whole, in its sender's order, whoever dies; and nobody is left asleep. */
import { EMPTY, mpmc } from 'lockwright/channel';
import { struct, u32 } from 'lockwright/memory';
import { checkUnder, codeOf, mustBe } from '../../lock/test-models.ts';
import { allOf, flag, keeping } from '../test-programs.ts';

checkUnder({ js: 7, rc11: 7 }, 'a message arrives whole, whoever comes first', () => {
  const [sender, receiver] = mpmc<unknown>(1);
  return {
    threads: [keeping(sender, (it) => it.send(['x'])), keeping(receiver, (it) => JSON.stringify(it.receive()))],
    finally: ([, got]) => mustBe(got, '["x"]', 'what arrived'),
  };
});

checkUnder({ js: 419, rc11: 463 }, 'a slot is not written again before it was read', () => {
  const [sender, receiver] = mpmc(1, u32);
  const sendTwo = keeping(sender, (it) => {
    it.send(1);
    it.send(2);
  });
  return {
    threads: [sendTwo, keeping(receiver, (it) => [it.receive(), it.receive()])],
    finally: ([, got]) => mustBe(String(got), '1,2', 'what arrived'),
  };
});

checkUnder({ js: 438, rc11: 438 }, 'a value that throws while it is written is passed by: those behind it are received', () => {
  const [sender, receiver] = mpmc(2, struct({ id: u32 }));
  const isReceived = new Int32Array(new SharedArrayBuffer(4));
  const send = keeping(sender, (it) => {
    let looks = 0;
    const value = {
      get id(): number {
        if (++looks > 1) throw new RangeError('the second look');
        return 1;
      },
    };
    try {
      it.send(value);
    } catch {
      it.send({ id: 2 });
      Atomics.wait(isReceived, 0, 0); // it lives on, so that nobody else gives up what it has claimed
    }
  });
  const receive = keeping(receiver, (it) => {
    const { id } = it.receive();
    Atomics.store(isReceived, 0, 1);
    Atomics.notify(isReceived, 0);
    return id;
  });
  return { threads: [send, receive], finally: ([, got]) => mustBe(got, 2, 'what arrived') };
});

checkUnder({ js: 4458 }, 'of two senders, both are heard', () => {
  const [first, receiver] = mpmc(2, u32);
  const second = first.clone();
  return {
    threads: [
      keeping(first, (it) => it.send(1)),
      keeping(second, (it) => it.send(2)),
      keeping(receiver, (it) => it.receive() + it.receive()),
    ],
    finally: ([, , got]) => mustBe(got, 3, 'what arrived'),
  };
});

checkUnder({ js: 23036 }, 'a message goes to one of two receivers, and the other gets the next', () => {
  const [sender, first] = mpmc(2, u32);
  const second = first.clone();
  const sendTwo = keeping(sender, (it) => {
    it.send(1);
    it.send(2);
  });
  return {
    threads: [sendTwo, keeping(first, (it) => it.receive()), keeping(second, (it) => it.receive())],
    finally: ([, a, b]) => mustBe(a + b, 3, 'what arrived'),
  };
});

checkUnder({ js: 135, rc11: 135 }, 'what was sent before the sender is closed is received, and then no more can come', () => {
  const [sender, receiver] = mpmc(2, u32);
  const send = (): void => {
    sender.send(1);
    sender.close();
  };
  return { threads: [send, keeping(receiver, allOf)], finally: ([, got]) => mustBe(got, '1', 'what arrived') };
});

checkUnder({ js: 16 }, 'the channel is closed when the last of two senders is', () => {
  const [first, receiver] = mpmc(2, u32);
  const second = first.clone();
  return {
    threads: [() => first.close(), () => second.close(), keeping(receiver, (it) => codeOf(() => it.receive()))],
    finally: ([, , code]) => mustBe(code, 'CLOSED', 'what the receiver met'),
  };
});

checkUnder({ js: 1, rc11: 1 }, 'the channel stays open while there is a clone', () => {
  const [first, receiver] = mpmc(1, u32);
  const second = first.clone();
  return {
    threads: [() => first.close(), keeping(second, (it) => it.send(1))],
    finally: () => mustBe(receiver.receive(), 1, 'what arrived'),
  };
});

checkUnder({ js: 10, rc11: 10 }, 'a sender that waits for room is told that the receiver is gone, and has its value', () => {
  const [sender, receiver] = mpmc(1, u32);
  const sendTwo = keeping(sender, (it) => {
    try {
      for (const value of [1, 2]) it.send(value);
    } catch (error) {
      return (error as { value: unknown }).value;
    }
    return 'sent';
  });
  return {
    threads: [sendTwo, () => receiver.close()],
    finally: ([value]) => mustBe(value === 1 || value === 2, true, 'whether one was given back'),
  };
});

checkUnder({ js: 37, rc11: 37 }, 'a promise of a message is kept', () => {
  const [sender, receiver] = mpmc(1, u32);
  return {
    threads: [keeping(sender, (it) => it.send(7)), () => receiver.receiveAsync()],
    finally: ([, got]) => mustBe(got, 7, 'what arrived'),
  };
});

checkUnder(
  { js: 9511 },
  'of a sender that is killed, what it has sent is received once, and those behind it come on',
  () => {
    const [doomed, receiver] = mpmc(2, u32);
    const other = doomed.clone();
    const isThere = flag();
    const send = (): void => {
      void doomed.trySend(1);
      isThere.set();
    };
    return {
      threads: [send, keeping(other, (it) => it.send(2)), keeping(receiver, (it) => it.receive())],
      finally: ([, , got]) => mustBe(got === 1 || got === 2, true, 'whether a message arrived'),
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 9545 },
  'when the only sender is killed, the receiver gets what was sent and then the end',
  () => {
    const [sender, receiver] = mpmc(1, u32);
    const isThere = flag();
    const send = (): void => {
      sender.send(1);
      isThere.set();
      sender.send(2);
    };
    const receive = keeping(receiver, (it) => {
      isThere.assume();
      return allOf(it);
    });
    return {
      threads: [send, receive],
      finally: ([, got]) => mustBe(got === '1' || got === '1,2', true, `whether ${String(got)} is what was sent`),
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 57726 },
  'a receiver that is killed gives its slot back, and the other gets the next message',
  () => {
    const [sender, doomed] = mpmc(1, u32);
    const other = doomed.clone();
    const isThere = flag();
    const die = (): void => {
      isThere.set();
      void doomed.tryReceive();
    };
    const sendTwo = keeping(sender, (it) => {
      it.send(1);
      isThere.assume();
      it.send(2);
    });
    return {
      threads: [sendTwo, die, keeping(other, (it) => it.receive())],
      finally: ([, , got]) => mustBe(got === 1 || got === 2, true, 'whether a message arrived'),
    };
  },
  { kill: 1, killThreads: [1] },
);

checkUnder(
  { js: 197 },
  'a slot that was used again is left alone when the sender that had it dies late',
  () => {
    const [doomed, receiver] = mpmc(1, u32);
    const other = doomed.clone();
    return {
      threads: [() => void doomed.trySend(1), keeping(receiver, (it) => it.receiveFor(5))],
      finally: () => {
        while (receiver.core.poll() !== EMPTY); // what is there
        mustBe(other.trySend(9), true, 'whether there is room in a channel that is empty');
        mustBe(receiver.core.poll(), 9, 'what arrived');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);
