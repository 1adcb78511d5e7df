import { time } from '../../../bench/harness/quick.ts';
import { u32 } from '../../memory/index.ts';
import { oneshot } from './oneshot.ts';

/** What a channel for one message costs in one thread, from its making to its end. Run it with `node src/channel/oneshot/oneshot.bench.ts`, or with bun. */
let total = 0;

time(
  'oneshot(u32): made, used and closed',
  (steps) => {
    for (let i = 0; i < steps; i++) {
      const [sender, receiver] = oneshot(u32);
      sender.send(i);
      total += receiver.receive();
      receiver.close();
    }
  },
  'oneshot',
);

console.log(`${total} was received`);
