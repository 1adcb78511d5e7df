/** Waiting for one of several channels in every execution: one thing is done, nothing is lost, and nobody is left asleep. */
import { mpmc, oneshot, rendezvous, select, selectAsync, spsc } from 'lockwright/channel';
import { u32 } from 'lockwright/memory';
import { checkUnder, mustBe } from '../lock/test-models.ts';
import { flag, keeping } from './test-programs.ts';

checkUnder({ js: 6, rc11: 6 }, 'of two channels, the one that a message comes in is received from', () => {
  const [sender, receiver] = spsc(1, u32);
  const [silent, other] = mpmc(1, u32);
  silent.clone();
  const choose = (): unknown => {
    const done = select([{ receive: other }, { receive: receiver }]);
    receiver.moveAway();
    other.moveAway();
    return JSON.stringify(done);
  };
  return {
    threads: [keeping(sender, (it) => it.send(7)), choose],
    finally: ([, done]) => mustBe(done, '{"index":1,"outcome":"received","value":7}', 'what was done'),
  };
});

checkUnder({ js: 37 }, 'of two messages in two channels, one is received and the other stays', () => {
  const [a, fromA] = mpmc(1, u32);
  const [b, fromB] = mpmc(1, u32);
  const choose = (): unknown => {
    const done = select([{ receive: fromA }, { receive: fromB }]);
    const left = [fromA, fromB].map((it) => it.receiveFor(5));
    fromA.moveAway();
    fromB.moveAway();
    return [done?.index, ...left];
  };
  const send = (): void => {
    a.send(1);
    a.moveAway();
  };
  b.send(2);
  return {
    threads: [send, choose],
    finally: ([, [index, x, y]]) =>
      mustBe(index === 0 ? y : index === 1 ? x === 1 || typeof x === 'symbol' : 'nothing', index === 0 ? 2 : true, 'what is left'),
  };
});

checkUnder({ js: 6, rc11: 6 }, 'a select that waits for room sends when there is some', () => {
  const [sender, receiver] = mpmc(1, u32);
  sender.send(1);
  const choose = (): unknown => {
    const done = select([{ send: sender, value: 2 }]);
    return done?.outcome;
  };
  return {
    threads: [choose, keeping(receiver, (it) => it.receive())],
    finally: ([outcome]) => {
      mustBe(outcome, 'sent', 'what was done');
      mustBe(receiver.core.poll(), 2, 'what is in the channel');
    },
  };
});

checkUnder({ js: 800 }, 'a select meets who waits in a rendezvous, or is met there', () => {
  const [sender, receiver] = rendezvous(u32);
  const [silent, other] = oneshot(u32);
  void silent;
  const choose = (): unknown => {
    const done = select([{ receive: other }, { receive: receiver }]);
    receiver.moveAway();
    other.moveAway();
    return JSON.stringify(done);
  };
  return {
    threads: [keeping(sender, (it) => it.send(7)), choose],
    finally: ([, done]) => mustBe(done, '{"index":1,"outcome":"received","value":7}', 'what was done'),
  };
});

checkUnder({ js: 32 }, 'a promise of one of two is kept', () => {
  const [sender, receiver] = spsc(1, u32);
  const [silent, other] = oneshot(u32);
  void silent;
  return {
    threads: [keeping(sender, (it) => it.send(7)), () => selectAsync([{ receive: other }, { receive: receiver }])],
    finally: ([, done]) => mustBe(JSON.stringify(done), '{"index":1,"outcome":"received","value":7}', 'what was done'),
  };
});

checkUnder(
  { js: 25 },
  'a select is told when the thread of the only sender is killed',
  () => {
    const [sender, receiver] = mpmc(1, u32);
    const isThere = flag();
    const die = (): void => {
      sender.adopt('send');
      isThere.set();
    };
    const choose = (): unknown => {
      isThere.assume();
      const done = select([{ receive: receiver }]);
      receiver.moveAway();
      return done?.outcome;
    };
    return {
      threads: [die, choose],
      finally: ([, outcome]) => mustBe(outcome, 'closed', 'what was done'),
    };
  },
  { kill: 1, killThreads: [0] },
);
