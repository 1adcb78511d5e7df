/** The channel between two threads in every execution: each message arrives once, whole, in its order, and nobody is left asleep. */
import { spsc } from 'lockwright/channel';
import { struct, u32 } from 'lockwright/memory';
import { Arc } from 'lockwright/shared';
import { checkUnder, codeOf, mustBe } from '../../lock/test-models.ts';
import { flag, keeping } from '../test-programs.ts';

checkUnder({ js: 5, rc11: 5 }, 'a message arrives whole, whoever comes first', () => {
  const [sender, receiver] = spsc(1, struct({ a: u32, b: u32 }));
  return {
    threads: [keeping(sender, (it) => it.send({ a: 1, b: 2 })), keeping(receiver, (it) => it.receive())],
    finally: ([, got]) => mustBe(JSON.stringify(got), '{"a":1,"b":2}', 'what arrived'),
  };
});

checkUnder({ js: 468, rc11: 516 }, 'a slot is not written again before it was read', () => {
  const [sender, receiver] = spsc(1, u32);
  const sendTwo = keeping(sender, (it) => {
    it.send(1);
    it.send(2);
  });
  return {
    threads: [sendTwo, keeping(receiver, (it) => [it.receive(), it.receive()])],
    finally: ([, got]) => mustBe(String(got), '1,2', 'what arrived'),
  };
});

checkUnder({ js: 1297 }, 'messages that are sent together arrive in their order', () => {
  const [sender, receiver] = spsc(2, u32);
  return {
    threads: [keeping(sender, (it) => it.sendMany([1, 2, 3])), keeping(receiver, (it) => [it.receive(), it.receive(), it.receive()])],
    finally: ([, got]) => mustBe(String(got), '1,2,3', 'what arrived'),
  };
});

checkUnder({ js: 11668 }, 'messages that are received together arrive in their order, and their slots are not written again before', () => {
  const [sender, receiver] = spsc(2, u32);
  const receiveFour = keeping(receiver, (it) => [...it.receiveMany(2), ...it.receiveMany(2)]);
  return {
    threads: [keeping(sender, (it) => it.sendMany([1, 2, 3, 4])), receiveFour],
    finally: ([, got]) => mustBe('1,2,3,4'.startsWith(String(got)), true, 'whether what arrived is what was sent'),
  };
});

checkUnder({ js: 2, rc11: 2 }, 'an array is published whole and in its order: who receives has all of it or nothing', () => {
  const [sender, receiver] = spsc(4, u32);
  const into = new Uint32Array(3);
  const receive = keeping(receiver, (it) => String([it.tryReceiveInto(into), ...into]));
  return {
    threads: [keeping(sender, (it) => it.sendMany(Uint32Array.of(1, 2, 3))), receive],
    finally: ([, got]) => mustBe(['0,0,0,0', '3,1,2,3'].includes(String(got)), true, 'whether all or nothing arrived'),
  };
});

checkUnder({ js: 5, rc11: 5 }, 'a long array, which is copied by the engine, arrives whole', () => {
  const [sender, receiver] = spsc(64, u32);
  const sent = Uint32Array.from({ length: 33 }, (_, i) => i + 1);
  const into = new Uint32Array(40);
  const receive = keeping(receiver, (it) => it.receiveInto(into));
  return {
    threads: [keeping(sender, (it) => it.sendMany(sent)), receive],
    finally: ([, got]) => mustBe(`${got}: ${into}`, `33: ${[...sent, 0, 0, 0, 0, 0, 0, 0]}`, 'what arrived'),
  };
});

checkUnder(
  { js: 43789 },
  'arrays arrive in their order where the ring comes round, and their slots are not written again before they were read',
  () => {
    const [sender, receiver] = spsc(3, u32);
    const sendFive = keeping(sender, (it) => {
      it.sendMany(Uint32Array.of(1, 2, 3));
      it.sendMany(Uint32Array.of(4, 5));
    });
    const receiveFive = keeping(receiver, (it) => {
      const got: number[] = [];
      const into = new Uint32Array(3);
      while (got.length < 5) got.push(...into.subarray(0, it.receiveInto(into)));
      return got;
    });
    return { threads: [sendFive, receiveFive], finally: ([, got]) => mustBe(String(got), '1,2,3,4,5', 'what arrived') };
  },
);

checkUnder({ js: 308, rc11: 402 }, 'what was sent before the sender is closed is received, and then no more can come', () => {
  const [sender, receiver] = spsc(2, u32);
  const send = (): void => {
    sender.send(1);
    sender.close();
  };
  return { threads: [send, () => [...receiver]], finally: ([, got]) => mustBe(String(got), '1', 'what arrived') };
});

checkUnder({ js: 5, rc11: 5 }, 'a value of any kind arrives, and one that was encoded too', () => {
  const [sender, receiver] = spsc<unknown>(2);
  return {
    threads: [
      keeping(sender, (it) => it.sendMany([undefined, ['x']])),
      keeping(receiver, (it) => JSON.stringify([it.receive(), it.receive()])),
    ],
    finally: ([, got]) => mustBe(got, '[null,["x"]]', 'what arrived'),
  };
});

checkUnder({ js: 20, rc11: 21 }, 'a sender that waits for room is told that the receiver is gone', () => {
  const [sender, receiver] = spsc(1, u32);
  const sendTwo = (): unknown =>
    codeOf(() => {
      sender.send(1);
      sender.send(2);
    });
  return { threads: [sendTwo, () => receiver.close()], finally: ([code]) => mustBe(code, 'CLOSED', 'what the sender met') };
});

checkUnder({ js: 16, rc11: 16 }, 'a promise of a message is kept', () => {
  const [sender, receiver] = spsc(1, u32);
  return {
    threads: [keeping(sender, (it) => it.send(7)), () => receiver.receiveAsync()],
    finally: ([, got]) => mustBe(got, 7, 'what arrived'),
  };
});

checkUnder(
  { js: 3760 },
  'a sender that waits for room is told when the thread of the receiver is killed',
  () => {
    const [sender, receiver] = spsc(1, u32);
    const isThere = flag();
    const sendTwo = (): unknown => {
      sender.send(1);
      isThere.assume(); // the end is its thread's from here on
      return codeOf(() => sender.send(2));
    };
    const receiveOne = (): void => {
      void receiver.isClosed;
      isThere.set();
      receiver.receive();
    };
    return {
      threads: [sendTwo, receiveOne],
      finally: ([code]) => mustBe(['CLOSED', 'nothing was thrown'].includes(String(code)), true, 'whether it ended as it should'),
    };
  },
  { kill: 1, killThreads: [1] },
);

checkUnder(
  { js: 3746 },
  'who waits without a limit is told of the death of the other thread',
  () => {
    const [sender, receiver] = spsc(1, u32);
    const isThere = flag();
    const send = (): void => {
      sender.trySend(1);
      isThere.set();
      sender.send(2);
    };
    const receive = (): unknown => {
      isThere.assume(); // the end is its thread's from here on
      return codeOf(() => [receiver.receive(), receiver.receive()]);
    };
    return {
      threads: [send, receive],
      finally: ([, code]) => mustBe(['CLOSED', 'nothing was thrown'].includes(String(code)), true, 'whether it ended as it should'),
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 1, rc11: 1 },
  'what a killed sender has sent and nobody received ends with the ring, which the receiver gives back',
  () => {
    const arc = new Arc(u32, 7);
    const weak = arc.downgrade();
    const [sender, receiver] = spsc<Arc<number>>(1);
    const hasSent = flag();
    const send = (): void => {
      sender.send(arc);
      hasSent.set();
    };
    return {
      threads: [send, () => hasSent.assume()],
      finally: () => {
        receiver.close();
        mustBe(weak.strongCount, 0, 'how many have it in the end');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);
