/** The channel without a limit in every execution, at the border of two pages: each message arrives once, in its sender's order, whoever dies; and pages are used again only when nobody needs them. */
import { EMPTY, unbounded, type Receiver, type Sender } from 'lockwright/channel';
import { u32 } from 'lockwright/memory';
import { checkUnder, codeOf, mustBe } from '../../lock/test-models.ts';
import { pageOf, slotInPages } from '../../memory/message-pages.ts';
import { STEP, STRIDE } from '../../memory/message-slots.ts';
import { allOf, flag, keeping } from '../test-programs.ts';

const PAGE = 64;

/** A channel that has had so many messages. */
function used(messages: number): [Sender<number>, Receiver<number>] {
  const [sender, receiver] = unbounded(u32);
  for (let i = 0; i < messages; i++) {
    sender.send(0);
    receiver.receive();
  }
  const ends: [Sender<number>, Receiver<number>] = [sender.clone(), receiver.clone()];
  sender.close();
  receiver.close();
  return ends;
}

/** Whether the first page is out of the table, or could be: a thread that dies while it takes it out leaves it there. */
function isFirstPageDone({ region, address }: Receiver<number>): boolean {
  const position = (PAGE - 1) * STEP;
  const stride = region.i32[(address + STRIDE) >>> 2]!;
  const slot = slotInPages(region, address, position, stride);
  return slot === 0 || region.ops.load32(pageOf(slot, position, stride), 'relaxed') === PAGE;
}

checkUnder({ js: 31, rc11: 31 }, 'a message arrives whole, whoever comes first', () => {
  const [sender, receiver] = unbounded<unknown>();
  return {
    threads: [keeping(sender, (it) => it.send(['x'])), keeping(receiver, (it) => JSON.stringify(it.receive()))],
    finally: ([, got]) => mustBe(got, '["x"]', 'what arrived'),
  };
});

checkUnder({ js: 1071 }, 'two messages arrive in their order across the border of two pages', () => {
  const [sender, receiver] = used(PAGE - 1);
  const sendTwo = keeping(sender, (it) => {
    it.send(1);
    it.send(2);
  });
  return {
    threads: [sendTwo, keeping(receiver, (it) => [it.receive(), it.receive()])],
    finally: ([, got]) => mustBe(String(got), '1,2', 'what arrived'),
  };
});

checkUnder({ js: 28 }, 'of two senders that both need a new page, both are heard', () => {
  const [first, receiver] = used(PAGE);
  const second = first.clone();
  return {
    threads: [keeping(first, (it) => it.send(1)), keeping(second, (it) => it.send(2))],
    finally: () => mustBe(receiver.receive() + receiver.receive(), 3, 'what arrived'),
  };
});

checkUnder({ js: 8 }, 'of two receivers at the end of a page, each gets one message, and the page is used again', () => {
  const [sender, first] = used(PAGE - 2);
  const second = first.clone();
  sender.send(1);
  sender.send(2);
  return {
    threads: [keeping(first, (it) => it.receive()), keeping(second, (it) => it.receive())],
    finally: ([a, b]) => {
      mustBe(a + b, 3, 'what arrived');
      sender.send(7);
      mustBe(first.core.poll(), 7, 'what arrived in the page that is used again');
    },
  };
});

checkUnder({ js: 22, rc11: 22 }, 'a page is written again only after all of it was read', () => {
  const [sender, first] = used(PAGE - 2);
  const second = first.clone();
  sender.send(1);
  sender.send(2);
  const receiveAndSend = (): unknown => {
    const got = second.receive();
    for (let i = 0; i < PAGE; i++) sender.send(7);
    second.moveAway();
    return got;
  };
  return {
    threads: [keeping(first, (it) => it.receive()), receiveAndSend],
    finally: ([a, b]) => mustBe(a + b, 3, 'what arrived'),
  };
});

checkUnder({ js: 524 }, 'what was sent before the sender is closed is received, and then no more can come', () => {
  const [sender, receiver] = unbounded(u32);
  const send = (): void => {
    sender.send(1);
    sender.close();
  };
  return { threads: [send, keeping(receiver, allOf)], finally: ([, got]) => mustBe(got, '1', 'what arrived') };
});

checkUnder({ js: 1, rc11: 1 }, 'a sender is told that the receiver is gone', () => {
  const [sender, receiver] = unbounded(u32);
  const isGone = flag();
  const go = (): void => {
    receiver.close();
    isGone.set();
  };
  const send = keeping(sender, (it) => {
    isGone.assume();
    return codeOf(() => it.send(1));
  });
  return { threads: [send, go], finally: ([code]) => mustBe(code, 'CLOSED', 'what the sender met') };
});

checkUnder(
  { js: 4014 },
  'of a sender that is killed while it makes a page, the receiver gets what was sent and then the end',
  () => {
    const [sender, receiver] = used(PAGE);
    const isThere = flag();
    const send = (): void => {
      sender.adopt('send');
      isThere.set();
      sender.send(1);
    };
    const receive = keeping(receiver, (it) => {
      isThere.assume();
      return allOf(it);
    });
    return {
      threads: [send, receive],
      finally: ([, got]) => mustBe(got === '' || got === '1', true, `whether ${String(got)} is what was sent`),
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 227 },
  'a receiver that is killed at the end of a page holds up nobody',
  () => {
    const [sender, doomed] = used(PAGE - 1);
    const other = doomed.clone();
    const isThere = flag();
    sender.send(1);
    sender.send(2);
    const die = (): void => {
      isThere.set();
      void doomed.tryReceive();
    };
    return {
      threads: [die, keeping(other, (it) => it.receive())],
      finally: ([, got]) => {
        mustBe(got === 1 || got === 2, true, 'whether a message arrived');
        mustBe(isFirstPageDone(other), true, 'whether all of the first page counts as received');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 215 },
  'a page that was used again is left alone when the sender of its last message dies late',
  () => {
    const [doomed, receiver] = used(PAGE - 1);
    const other = doomed.clone();
    const first = receiver.region.ops.load32(0, 'relaxed');
    return {
      threads: [() => void doomed.trySend(1), keeping(receiver, (it) => it.receiveFor(5))],
      finally: () => {
        mustBe(receiver.region.ops.load32(0, 'relaxed'), first, 'the first word of the heap');
        while (receiver.core.poll() !== EMPTY); // what is there
        other.send(9);
        mustBe(receiver.core.poll(), 9, 'what arrived');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);
