/** The channel that keeps nothing in every execution: each message goes from one hand to one other, whole, whoever gives up or dies; and nobody is left asleep. */
import { EMPTY, rendezvous } from 'lockwright/channel';
import { u32 } from 'lockwright/memory';
import { checkUnder, codeOf, mustBe } from '../../lock/test-models.ts';
import { CELL, IDLE, stateOf } from '../../memory/rendezvous-word.ts';
import { allOf, flag, keeping } from '../test-programs.ts';

checkUnder({ js: 309, rc11: 432 }, 'a message arrives whole, whoever comes first', () => {
  const [sender, receiver] = rendezvous<unknown>();
  return {
    threads: [keeping(sender, (it) => it.send(['x'])), keeping(receiver, (it) => JSON.stringify(it.receive()))],
    finally: ([, got]) => mustBe(got, '["x"]', 'what arrived'),
  };
});

checkUnder({ js: 34, rc11: 36 }, 'a sender that tries has sent if it says so, and not otherwise', () => {
  const [sender, receiver] = rendezvous(u32);
  return {
    threads: [keeping(sender, (it) => it.trySend(1)), keeping(receiver, (it) => it.receiveFor(5))],
    finally: ([sent, got]) => mustBe(got, sent ? 1 : EMPTY, 'what arrived'),
  };
});

checkUnder({ js: 19, rc11: 19 }, 'a sender that gives up has sent if it says so, and not otherwise', () => {
  const [sender, receiver] = rendezvous(u32);
  return {
    threads: [keeping(sender, (it) => it.sendFor(1, 5)), keeping(receiver, (it) => it.tryReceive())],
    finally: ([sent, got]) => mustBe(got, sent ? 1 : EMPTY, 'what arrived'),
  };
});

checkUnder({ js: 6073 }, 'the cell is not written again before it was read', () => {
  const [sender, receiver] = rendezvous(u32);
  const tryTwo = keeping(sender, (it) => [it.trySend(1), it.trySend(2)]);
  return {
    threads: [tryTwo, keeping(receiver, (it) => [it.receiveFor(5), it.receiveFor(5)])],
    finally: ([sent, got]) => {
      const expected = [1, 2].filter((value) => sent[value - 1]);
      mustBe(String(got.filter((value: unknown) => value !== EMPTY)), String(expected), 'what arrived');
    },
  };
});

checkUnder({ js: 1376 }, 'of two senders that try, one has sent at most, if a receiver is there for one message', () => {
  const [first, receiver] = rendezvous(u32);
  const second = first.clone();
  return {
    threads: [keeping(first, (it) => it.trySend(1)), keeping(second, (it) => it.trySend(2)), keeping(receiver, (it) => it.receiveFor(5))],
    finally: ([a, b, got]) => mustBe(got, a ? 1 : b ? 2 : EMPTY, 'what arrived'),
  };
});

checkUnder({ js: 10400 }, 'what was sent before the sender is closed is received, and then no more can come', () => {
  const [sender, receiver] = rendezvous(u32);
  const send = (): void => {
    sender.send(1);
    sender.close();
  };
  return { threads: [send, keeping(receiver, allOf)], finally: ([, got]) => mustBe(got, '1', 'what arrived') };
});

checkUnder({ js: 7, rc11: 9 }, 'a sender that waits is told that the receiver is gone', () => {
  const [sender, receiver] = rendezvous(u32);
  return {
    threads: [keeping(sender, (it) => codeOf(() => it.send(1))), () => receiver.close()],
    finally: ([code]) => mustBe(code, 'CLOSED', 'what the sender met'),
  };
});

checkUnder(
  { js: 10 },
  'a sender that is killed leaves no offer behind',
  () => {
    const [doomed, receiver] = rendezvous(u32);
    const other = doomed.clone();
    return {
      threads: [() => void doomed.sendFor(1, 5)],
      finally: () => {
        mustBe(receiver.tryReceive(), EMPTY, 'what is there to be received');
        mustBe(stateOf(other.region.ops.load32(other.address + CELL, 'relaxed')), IDLE, 'the state of the cell');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 8 },
  'a receiver that is killed leaves no request behind',
  () => {
    const [sender, doomed] = rendezvous(u32);
    doomed.clone();
    return {
      threads: [() => void doomed.receiveFor(5)],
      finally: () => mustBe(sender.trySend(1), false, 'whether there is somebody to take it'),
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 224 },
  'who waits is told when the thread of the sender is killed, or has its message',
  () => {
    const [sender, receiver] = rendezvous(u32);
    const isThere = flag();
    const die = (): void => {
      sender.adopt('send');
      isThere.set();
      sender.trySend(1);
    };
    const receive = keeping(receiver, (it) => {
      isThere.assume();
      return codeOf(() => it.receive());
    });
    return {
      threads: [die, receive],
      finally: ([, code]) => mustBe(['CLOSED', 'nothing was thrown'].includes(String(code)), true, 'whether it ended as it should'),
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 9900 },
  'a sender is told when the thread of the receiver is killed, or has sent',
  () => {
    const [sender, receiver] = rendezvous(u32);
    const isThere = flag();
    const die = (): void => {
      receiver.adopt('receive');
      isThere.set();
      receiver.receive();
    };
    const send = keeping(sender, (it) => {
      isThere.assume();
      return codeOf(() => it.send(1));
    });
    return {
      threads: [send, die],
      finally: ([code]) => mustBe(['CLOSED', 'nothing was thrown'].includes(String(code)), true, 'whether it ended as it should'),
    };
  },
  { kill: 1, killThreads: [1] },
);
