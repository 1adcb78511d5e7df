/** One at a time, no count is lost, and whoever comes later gets it later. */
import { AtomicPtr } from 'lockwright/atomic';
import { holds } from '../lib/claims.ts';
import { McsLock } from './05-mcs-lock.ts';
import { countTo, inTheirOrder, oneAtATime } from './lock-programs.ts';

const make = (): (() => McsLock) => {
  const last = new AtomicPtr(0);
  return () => new McsLock(last);
};

holds({ js: 6, rc11: 6 }, 'two threads count', countTo(make, 2, 1));
holds({ js: 78, rc11: 78 }, 'two threads count twice', countTo(make, 2, 2));
holds({ js: 66 }, 'three threads count', countTo(make, 3, 1));
holds({ js: 6, rc11: 6 }, 'one at a time', oneAtATime(make));
holds({ js: 1386 }, 'nobody is overtaken who has its place', inTheirOrder(make, 3));
