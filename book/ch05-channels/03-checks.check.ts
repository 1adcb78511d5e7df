/** The message arrives once and whole, whatever is called, and how often. */
import { AtomicBool } from 'lockwright/atomic';
import { holds, mustBe } from '../lib/claims.ts';
import { Channel, run } from './03-checks.ts';
import { newMessage } from './message.ts';
import { onceOnly } from './once-only.ts';

holds({ js: 5, rc11: 5 }, 'the message arrives', () => mustBe(run('hi'), 'hi', 'what arrived'));

const newChannel = (): Channel => new Channel(newMessage(), new AtomicBool(false), new AtomicBool(false));

holds({ js: 12, rc11: 12 }, 'of two senders one sends, and of two receivers one at most receives', () => onceOnly(newChannel()));
