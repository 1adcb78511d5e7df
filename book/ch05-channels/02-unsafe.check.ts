/** The message arrives whole if the contract is kept; what breaks it is a data race. */
import { AtomicBool } from 'lockwright/atomic';
import { fails, holds, mustBe } from '../lib/claims.ts';
import { Channel, run } from './02-unsafe.ts';
import { newMessage } from './message.ts';

holds({ js: 5, rc11: 5 }, 'the message arrives', () => mustBe(run('hi'), 'hi', 'what arrived'));

fails({ js: 'dataRace', rc11: 'dataRace' }, 'to send twice is a data race', () => {
  const channel = new Channel(newMessage(), new AtomicBool(false));
  return { threads: [() => channel.send('a'), () => channel.send('b')] };
});

fails({ js: 'dataRace', rc11: 'dataRace' }, 'to receive before the message is ready is a data race', () => {
  const channel = new Channel(newMessage(), new AtomicBool(false));
  return { threads: [() => channel.send('a'), () => channel.receive()] };
});
