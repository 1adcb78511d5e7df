/** One at a time, no count is lost, and whoever comes later gets it later. */
import { AtomicU32 } from 'lockwright/atomic';
import { holds } from '../lib/claims.ts';
import { TicketLock } from './04-ticket-lock.ts';
import { countTo, inTheirOrder, oneAtATime } from './lock-programs.ts';

const make = (): (() => TicketLock) => {
  const words = [new AtomicU32(0), new AtomicU32(0)] as const;
  return () => new TicketLock(...words);
};

holds({ js: 2, rc11: 2 }, 'two threads count', countTo(make, 2, 1));
holds({ js: 6, rc11: 6 }, 'two threads count twice', countTo(make, 2, 2));
holds({ js: 6 }, 'three threads count', countTo(make, 3, 1));
holds({ js: 2, rc11: 2 }, 'one at a time', oneAtATime(make));
holds({ js: 135 }, 'nobody is overtaken who has its place', inTheirOrder(make, 3));
