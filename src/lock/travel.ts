import { registerHandle, registerPlacedHandle } from '../codec/index.ts';
import type { AnyLayout } from '../memory/layout/layout.ts';
import type { Region } from '../memory/region.ts';
import { Condvar } from './condvar/condvar.ts';
import { NotSendableError } from '../realm/errors.ts';
import { Guard } from './guard.ts';
import { Mutex } from './mutex/mutex.ts';
import { SpinLock } from './spin-lock/spin-lock.ts';

/** Locks travel as their place and the layout of their value. A thread that receives one without having loaded the locks loads this module. */
const moduleUrl = import.meta.url;

interface PlacedLock {
  readonly region: Region;
  readonly address: number;
  readonly layout: AnyLayout | undefined;
}

/** @throws {NotSendableError} `NOT_SENDABLE` for a lock whose memory was given back: its address is 0 */
function place<T extends { readonly address: number }>(lock: T): T {
  if (lock.address !== 0) return lock;
  throw new NotSendableError(
    'NOT_SENDABLE',
    `${lock.constructor.name}: its memory was freed through this handle, so there is nothing to send`,
  );
}

const extra = (lock: PlacedLock): AnyLayout | undefined => lock.layout;

registerPlacedHandle(Mutex<any, any>, {
  tag: 'lockwright.Mutex',
  moduleUrl,
  place,
  extra,
  at: (region, address, layout) => Mutex.at(region, address, layout),
});

registerPlacedHandle(SpinLock<any, any>, {
  tag: 'lockwright.SpinLock',
  moduleUrl,
  place,
  extra,
  at: (region, address, layout) => SpinLock.at(region, address, layout),
});

registerPlacedHandle(Condvar, {
  tag: 'lockwright.Condvar',
  moduleUrl,
  place,
  at: (region, address) => Condvar.at(region, address),
});

registerHandle<Guard<unknown, unknown>>({
  tag: 'lockwright.Guard',
  moduleUrl,
  class: Guard,
  write(guard) {
    const { kind } = guard.lock;
    throw new NotSendableError('NOT_SENDABLE', `a guard belongs to the thread that locked: send the ${kind}, and lock it there`);
  },
  read() {
    throw new NotSendableError('NOT_SENDABLE', 'a guard was found in a message, where none can be');
  },
});
