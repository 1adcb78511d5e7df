/** The worker stops in every execution. */
import { AtomicBool } from 'lockwright/atomic';
import { fails, holds } from '../lib/claims.ts';
import { workUntil } from './01-stop-flag.ts';

holds({ sc: 1, js: 1, rc11: 1 }, 'the flag is seen', () => {
  const stop = new AtomicBool(false);
  return { threads: [() => workUntil(stop), () => stop.store(true, 'relaxed')] };
});

fails({ js: 'livelock', rc11: 'livelock' }, 'nobody sets it', () => {
  const stop = new AtomicBool(false);
  return { threads: [() => workUntil(stop), () => stop.store(false, 'relaxed')] };
});
