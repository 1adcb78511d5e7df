/** The message arrives once and whole; an end that was used up refuses. */
import { holds, mustBe } from '../lib/claims.ts';
import { newParts, Receiver, run, Sender } from './05-types.ts';

holds({ js: 5, rc11: 5 }, 'the message arrives', () => mustBe(run('hi'), 'hi', 'what arrived'));

function refuses(call: () => void): boolean {
  try {
    call();
    return false;
  } catch {
    return true;
  }
}

holds({ js: 3, rc11: 3 }, 'each end is good for once, and a message can be received early or not at all', () => {
  const parts = newParts();
  const sendTwice = (): boolean => {
    const anyhow: { send(text: string): void } = new Sender(parts);
    anyhow.send('a');
    return refuses(() => anyhow.send('b'));
  };
  const receiveTwice = (): string => {
    const receiver = new Receiver(parts);
    let got = '';
    for (let i = 0; i < 2; i++) refuses(() => (got += receiver.receive()));
    return got;
  };
  return {
    threads: [sendTwice, receiveTwice],
    finally: ([refused, got]) => {
      mustBe(refused, true, 'whether the second message was refused');
      mustBe(got === 'a' || got === '', true, `whether '${String(got)}' is right`);
    },
  };
});
