/** The channel for one message in every execution: it arrives whole, or the receiver learns that none will. */
import { oneshot } from 'lockwright/channel';
import { struct, u32 } from 'lockwright/memory';
import { Arc } from 'lockwright/shared';
import { checkUnder, codeOf, mustBe } from '../../lock/test-models.ts';
import { flag, keeping } from '../test-programs.ts';

checkUnder({ js: 13, rc11: 13 }, 'the message arrives whole, whoever comes first', () => {
  const [sender, receiver] = oneshot(struct({ a: u32, b: u32 }));
  return {
    threads: [() => sender.send({ a: 1, b: 2 }), keeping(receiver, (it) => it.receive())],
    finally: ([, got]) => mustBe(JSON.stringify(got), '{"a":1,"b":2}', 'what arrived'),
  };
});

checkUnder({ js: 66, rc11: 66 }, 'both ends go, in any order, and the memory is given back once', () => {
  const [sender, receiver] = oneshot<unknown>();
  const receive = (): unknown => {
    const got = receiver.tryReceive();
    receiver.close();
    return got;
  };
  return { threads: [() => codeOf(() => sender.send(['x'])), receive], finally: () => {} };
});

checkUnder({ js: 24, rc11: 24 }, 'an Arc that is sent while the receiver goes is the sender’s again, or ends with the channel', () => {
  const arc = new Arc(u32, 7);
  const weak = arc.downgrade();
  const [sender, receiver] = oneshot<Arc<number>>();
  const send = (): unknown => {
    try {
      return void sender.send(arc);
    } catch (error) {
      const { value } = error as { value: Arc<number> };
      const kept = value.value;
      value.dispose();
      return kept;
    }
  };
  return {
    threads: [send, () => receiver.close()],
    finally: ([kept]) => {
      mustBe(kept === undefined || kept === 7, true, `whether ${String(kept)} was in it`);
      mustBe(weak.strongCount, 0, 'how many have it in the end');
    },
  };
});

checkUnder({ js: 7, rc11: 7 }, 'a receiver that waits is told that the sender was disposed of', () => {
  const [sender, receiver] = oneshot(u32);
  return {
    threads: [() => sender.close(), keeping(receiver, (it) => codeOf(() => it.receive()))],
    finally: ([, code]) => mustBe(code, 'CLOSED', 'what the receiver met'),
  };
});

checkUnder({ js: 1, rc11: 1 }, 'nothing is said to be sent once the receiver is gone', () => {
  const [sender, receiver] = oneshot(u32);
  const isGone = flag();
  const send = (): unknown => {
    isGone.assume();
    return codeOf(() => sender.send(1));
  };
  const go = (): void => {
    receiver.close();
    isGone.set();
  };
  return { threads: [send, go], finally: ([code]) => mustBe(code, 'CLOSED', 'what the sender met') };
});

checkUnder({ js: 84, rc11: 84 }, 'a message that was received is not given back', () => {
  const [sender, receiver] = oneshot(u32);
  const look = (): unknown => {
    const got = receiver.tryReceive();
    if (got === 1)
      mustBe(
        codeOf(() => receiver.tryReceive()),
        'CLOSED',
        'what comes after the message',
      );
    receiver.close();
    return got;
  };
  return {
    threads: [() => codeOf(() => sender.send(1)), look],
    finally: ([code, got]) => mustBe(got === 1 && code === 'CLOSED', false, 'whether it was received and given back'),
  };
});

checkUnder(
  { js: 204, rc11: 205 },
  'the receiver is told when the thread of the sender is killed, or has its message',
  () => {
    const [sender, receiver] = oneshot(u32);
    const isThere = flag();
    const send = (): void => {
      sender.adopt('send');
      isThere.set();
      sender.send(1);
    };
    const receive = keeping(receiver, (it) => {
      isThere.assume();
      return codeOf(() => it.receive());
    });
    return {
      threads: [send, receive],
      finally: ([, code]) => mustBe(['CLOSED', 'nothing was thrown'].includes(String(code)), true, 'whether it ended as it should'),
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 258, rc11: 258 },
  'a receiver that goes while the sender is killed gives the memory back once, and after the undertaker',
  () => {
    const [sender, receiver] = oneshot(u32);
    return { threads: [() => codeOf(() => sender.send(1)), () => receiver.close()], finally: () => {} };
  },
  { kill: 1, killThreads: [0] },
);
