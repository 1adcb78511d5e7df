/** The channel between two threads in every execution: each message arrives once, whole, in its order, and nobody is left asleep. */
import { assume } from 'lockwright/check';
import { spsc } from 'lockwright/channel';
import { struct, u32 } from 'lockwright/memory';
import { RECEIVER_OWNER, SENDER_OWNER } from './ring.ts';
import { checkUnder, codeOf, mustBe } from '../../lock/test-models.ts';

checkUnder({ js: 19, rc11: 37 }, 'a message arrives whole, whoever comes first', () => {
  const [sender, receiver] = spsc(1, struct({ a: u32, b: u32 }));
  return {
    threads: [() => sender.send({ a: 1, b: 2 }), () => receiver.receive()],
    finally: ([, got]) => mustBe(JSON.stringify(got), '{"a":1,"b":2}', 'what arrived'),
  };
});

checkUnder({ js: 1043, rc11: 3692 }, 'a slot is not written again before it was read', () => {
  const [sender, receiver] = spsc(1, u32);
  const sendTwo = (): void => {
    sender.send(1);
    sender.send(2);
  };
  return {
    threads: [sendTwo, () => [receiver.receive(), receiver.receive()]],
    finally: ([, got]) => mustBe(String(got), '1,2', 'what arrived'),
  };
});

checkUnder({ js: 3969 }, 'messages that are sent together arrive in their order', () => {
  const [sender, receiver] = spsc(2, u32);
  return {
    threads: [() => sender.sendMany([1, 2, 3]), () => [receiver.receive(), receiver.receive(), receiver.receive()]],
    finally: ([, got]) => mustBe(String(got), '1,2,3', 'what arrived'),
  };
});

checkUnder({ js: 64, rc11: 110 }, 'what was sent before the sender is closed is received, and then no more can come', () => {
  const [sender, receiver] = spsc(2, u32);
  const send = (): void => {
    sender.send(1);
    sender.close();
  };
  return { threads: [send, () => [...receiver]], finally: ([, got]) => mustBe(String(got), '1', 'what arrived') };
});

checkUnder({ js: 19, rc11: 37 }, 'a value of any kind arrives, and one that was encoded too', () => {
  const [sender, receiver] = spsc<unknown>(2);
  return {
    threads: [() => sender.sendMany([undefined, ['x']]), () => JSON.stringify([receiver.receive(), receiver.receive()])],
    finally: ([, got]) => mustBe(got, '[null,["x"]]', 'what arrived'),
  };
});

checkUnder({ js: 6, rc11: 7 }, 'a sender that waits for room is told that the receiver is gone', () => {
  const [sender, receiver] = spsc(1, u32);
  const sendTwo = (): unknown =>
    codeOf(() => {
      sender.send(1);
      sender.send(2);
    });
  return { threads: [sendTwo, () => receiver.close()], finally: ([code]) => mustBe(code, 'CLOSED', 'what the sender met') };
});

checkUnder({ js: 47, rc11: 74 }, 'a promise of a message is kept', () => {
  const [sender, receiver] = spsc(1, u32);
  return {
    threads: [() => sender.send(7), () => receiver.receiveAsync()],
    finally: ([, got]) => mustBe(got, 7, 'what arrived'),
  };
});

checkUnder(
  { js: 243, rc11: 640 },
  'a sender that waits for room is told when the thread of the receiver is killed',
  () => {
    const [sender, receiver] = spsc(1, u32);
    const sendTwo = (): unknown => {
      sender.send(1);
      const { region, address } = receiver.ring;
      assume(region.ops.load32(address + RECEIVER_OWNER, 'relaxed') !== 0); // the end is its thread's from here on
      return codeOf(() => sender.send(2));
    };
    return {
      threads: [sendTwo, () => void receiver.receive()],
      finally: ([code]) => mustBe(['CLOSED', 'nothing was thrown'].includes(String(code)), true, 'whether it ended as it should'),
    };
  },
  { kill: 1, killThreads: [1] },
);

checkUnder(
  { js: 2162, rc11: 6724 },
  'who waits without a limit is told of the death of the other thread',
  () => {
    const [sender, receiver] = spsc(1, u32);
    const send = (): void => {
      sender.send(1);
      sender.send(2);
    };
    const receive = (): unknown => {
      const { region, address } = sender.ring;
      assume(region.ops.load32(address + SENDER_OWNER, 'relaxed') !== 0); // the end is its thread's from here on
      return codeOf(() => [receiver.receive(), receiver.receive()]);
    };
    return {
      threads: [send, receive],
      finally: ([, code]) => mustBe(['CLOSED', 'nothing was thrown'].includes(String(code)), true, 'whether it ended as it should'),
    };
  },
  { kill: 1, killThreads: [0] },
);
