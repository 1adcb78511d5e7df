/** Each message arrives, one after the other through the same memory; the ends of an older split refuse. */
import { holds, mustBe } from '../lib/claims.ts';
import { newParts, Receiver, run, Sender, split } from './06-borrowing.ts';

holds({ js: 5, rc11: 5 }, 'a message arrives', () => mustBe(String(run(['hi'])), 'hi', 'what arrived'));

holds({ js: 28, rc11: 28 }, 'a second message goes through the same memory', () => mustBe(String(run(['a', 'b'])), 'a,b', 'what arrived'));

holds({ js: 1, rc11: 1 }, 'a new split drops the message, and ends both ends', () => {
  const parts = newParts();
  const first = split(parts);
  const sender: { send(text: string): void } = new Sender(parts, first);
  sender.send('a');
  const second = split(parts);
  let refused = 0;
  for (const use of [() => sender.send('b'), () => void new Receiver(parts, first).receive()]) {
    try {
      use();
    } catch {
      refused++;
    }
  }
  mustBe(refused, 2, 'how many ends refused');
  mustBe(new Receiver(parts, second).isReady(), false, 'whether there is a message');
});
