/** The message arrives once and whole, and the receiver is never left parked. */
import { spawn } from 'lockwright/thread';
import { holds, mustBe } from '../lib/claims.ts';
import { newParts, Receiver, run } from './07-blocking.ts';

holds({ js: 5, rc11: 5 }, 'the message arrives', () => mustBe(run('hi'), 'hi', 'what arrived'));

holds({ js: 1, rc11: 1 }, 'another thread cannot receive', () => {
  const receiver = new Receiver(newParts());
  const refused = spawn(() => {
    try {
      receiver.receive();
      return false;
    } catch {
      return true;
    }
  }).join();
  mustBe(refused, true, 'whether it was refused');
});
