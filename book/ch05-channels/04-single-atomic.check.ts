/** The message arrives once and whole, whatever is called, and how often. */
import { AtomicU8 } from 'lockwright/atomic';
import { holds, mustBe } from '../lib/claims.ts';
import { Channel, run } from './04-single-atomic.ts';
import { newMessage } from './message.ts';
import { onceOnly } from './once-only.ts';

holds({ js: 9, rc11: 9 }, 'the message arrives', () => mustBe(run('hi'), 'hi', 'what arrived'));

const newChannel = (): Channel => new Channel(newMessage(), new AtomicU8(0));

holds({ js: 52, rc11: 52 }, 'of two senders one sends, and of two receivers one at most receives', () => onceOnly(newChannel()));
