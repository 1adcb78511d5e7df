/** One at a time, no count is lost, and whoever comes later gets it later. */
import { AtomicPtr } from 'lockwright/atomic';
import { holds } from '../lib/claims.ts';
import { ClhLock, newNode } from './06-clh-lock.ts';
import { countTo, inTheirOrder, oneAtATime } from './lock-programs.ts';

const make = (): (() => ClhLock) => {
  const last = new AtomicPtr(newNode());
  return () => new ClhLock(last);
};

holds({ js: 2, rc11: 2 }, 'two threads count', countTo(make, 2, 1));
holds({ js: 6, rc11: 6 }, 'two threads count twice', countTo(make, 2, 2));
holds({ js: 6 }, 'three threads count', countTo(make, 3, 1));
holds({ js: 2, rc11: 2 }, 'one at a time', oneAtATime(make));
holds({ js: 135 }, 'nobody is overtaken who has its place', inTheirOrder(make, 3));
