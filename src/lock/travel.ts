import { registerHandle, registerPlacedHandle } from '../codec/index.ts';
import type { Handle } from '../memory/handle.ts';
import { heapRegion } from '../memory/heap.ts';
import type { AnyLayout } from '../memory/layout/layout.ts';
import type { Region } from '../memory/region.ts';
import { reviveFunction } from '../thread/function/revive.ts';
import { shippableText } from '../thread/function/shippable-text.ts';
import { Barrier } from './barrier/barrier.ts';
import { ClhLock } from './clh-lock/clh-lock.ts';
import { Condvar } from './condvar/condvar.ts';
import { NotSendableError } from '../realm/errors.ts';
import { Guard } from './guard.ts';
import { Latch } from './latch/latch.ts';
import { LazyLock } from './lazy-lock/lazy-lock.ts';
import { McsLock } from './mcs-lock/mcs-lock.ts';
import { Mutex } from './mutex/mutex.ts';
import { Once } from './once/once.ts';
import { OnceLock } from './once-lock/once-lock.ts';
import { ReentrantLock } from './reentrant-lock/reentrant-lock.ts';
import { ReadGuard, UpgradableReadGuard, WriteGuard } from './rw-lock/rw-guards.ts';
import { RwLock } from './rw-lock/rw-lock.ts';
import { Permits } from './semaphore/permits.ts';
import { DraftGuard } from './seq-lock/draft-guard.ts';
import { SeqLock } from './seq-lock/seq-lock.ts';
import { ParkingGuard } from './parking-mutex/parking-guard.ts';
import { ParkingMutex } from './parking-mutex/parking-mutex.ts';
import { ParkingLot } from './parking-lot/parking-lot.ts';
import { Semaphore } from './semaphore/semaphore.ts';
import { SpinLock } from './spin-lock/spin-lock.ts';
import { TicketLock } from './ticket-lock/ticket-lock.ts';
import { WaitGroup } from './wait-group/wait-group.ts';

/** Locks travel as their place and the layout of their value. A thread that receives one without having loaded the locks loads this module. */
const moduleUrl = import.meta.url;

interface LazyParts {
  readonly layout: AnyLayout;
  readonly text: string;
}

/** The class of a lock with a value: all of them travel alike. */
interface LockClass {
  new (...args: never[]): PlacedLock;
  at(region: Region, byteOffset: number, layout: AnyLayout | undefined): PlacedLock;
}

interface PlacedLock extends Handle {
  readonly region: Region;
  readonly address: number;
  readonly layout: AnyLayout | undefined;
}

/** @throws {NotSendableError} `NOT_SENDABLE` for a lock whose memory was given back: its address is 0, in the heap; elsewhere that is an address as any other */
function place<T extends { readonly region: Region; readonly address: number }>(lock: T): T {
  if (lock.address !== 0 || lock.region !== heapRegion()) return lock;
  throw new NotSendableError(
    'NOT_SENDABLE',
    `${lock.constructor.name}: its memory was freed through this handle, so there is nothing to send`,
  );
}

for (const [name, lockClass] of Object.entries<LockClass>({ Mutex, SpinLock, ReentrantLock, TicketLock, ClhLock, McsLock, RwLock })) {
  registerPlacedHandle(lockClass, {
    tag: `lockwright.${name}`,
    moduleUrl,
    place,
    extra: ({ layout }) => layout,
    at: (region, address, layout) => lockClass.at(region, address, layout),
  });
}

registerPlacedHandle(SeqLock<any, any>, {
  tag: 'lockwright.SeqLock',
  moduleUrl,
  place,
  extra: ({ layout }: SeqLock<any, any>): AnyLayout => layout!,
  at: (region, address, layout) => SeqLock.at(region, address, layout),
});

registerPlacedHandle(Condvar, {
  tag: 'lockwright.Condvar',
  moduleUrl,
  place,
  at: (region, address) => Condvar.at(region, address),
});

registerPlacedHandle(Once, {
  tag: 'lockwright.Once',
  moduleUrl,
  place,
  at: (region, address) => Once.at(region, address),
});

registerPlacedHandle(OnceLock<any, any>, {
  tag: 'lockwright.OnceLock',
  moduleUrl,
  place,
  extra: ({ layout }: OnceLock<any, any>): AnyLayout => layout,
  at: (region, address, layout) => OnceLock.at(region, address, layout),
});

registerPlacedHandle(LazyLock<any, any>, {
  tag: 'lockwright.LazyLock',
  moduleUrl,
  place,
  // Layouts have a form that travels, functions only their text.
  extra: ({ layout, initialise }: LazyLock<any, any>): LazyParts => ({ layout, text: shippableText(initialise) }),
  at: (region, address, { layout, text }) => LazyLock.at(region, address, layout, reviveFunction(text)),
});

registerPlacedHandle(Semaphore, {
  tag: 'lockwright.Semaphore',
  moduleUrl,
  place,
  at: (region, address) => Semaphore.at(region, address),
});

registerPlacedHandle(ParkingLot, {
  tag: 'lockwright.ParkingLot',
  moduleUrl,
  place,
  at: (region, address) => ParkingLot.at(region, address),
});

registerPlacedHandle(ParkingMutex, {
  tag: 'lockwright.ParkingMutex',
  moduleUrl,
  place,
  extra: ({ lot }: ParkingMutex): number => lot.address,
  at: (region, address, lot) => ParkingMutex.at(region, address, ParkingLot.at(region, lot)),
});

for (const guardClass of [ReadGuard<any, any>, UpgradableReadGuard<any, any>, WriteGuard<any, any>]) {
  registerHandle<ReadGuard<any, any> | UpgradableReadGuard<any, any> | WriteGuard<any, any>>({
    tag: `lockwright.${guardClass.name}`,
    moduleUrl,
    class: guardClass,
    write() {
      throw new NotSendableError('NOT_SENDABLE', 'a guard belongs to the thread that took the lock: send the RwLock, and take it there');
    },
    read() {
      throw new NotSendableError('NOT_SENDABLE', 'a guard was found in a message, where none can be');
    },
  });
}

registerHandle<Permits>({
  tag: 'lockwright.Permits',
  moduleUrl,
  class: Permits,
  write() {
    throw new NotSendableError(
      'NOT_SENDABLE',
      'permits belong to the thread that acquired them: send the Semaphore, and acquire them there',
    );
  },
  read() {
    throw new NotSendableError('NOT_SENDABLE', 'permits were found in a message, where none can be');
  },
});

registerPlacedHandle(Latch, {
  tag: 'lockwright.Latch',
  moduleUrl,
  place,
  extra: ({ count }: Latch): number => count,
  at: (region, address, count) => Latch.at(region, address, count),
});

registerPlacedHandle(WaitGroup, {
  tag: 'lockwright.WaitGroup',
  moduleUrl,
  place,
  at: (region, address) => WaitGroup.at(region, address),
});

registerPlacedHandle(Barrier, {
  tag: 'lockwright.Barrier',
  moduleUrl,
  place,
  extra: ({ parties }: Barrier): number => parties,
  at: (region, address, parties) => Barrier.at(region, address, parties),
});

for (const guardClass of [Guard<unknown, unknown>, DraftGuard<unknown, unknown>]) {
  registerHandle<Guard<unknown, unknown>>({
    tag: `lockwright.${guardClass.name}`,
    moduleUrl,
    class: guardClass,
    write(guard) {
      const { kind } = guard.lock;
      throw new NotSendableError('NOT_SENDABLE', `a guard belongs to the thread that locked: send the ${kind}, and lock it there`);
    },
    read() {
      throw new NotSendableError('NOT_SENDABLE', 'a guard was found in a message, where none can be');
    },
  });
}

registerHandle<ParkingGuard>({
  tag: 'lockwright.ParkingGuard',
  moduleUrl,
  class: ParkingGuard,
  write() {
    throw new NotSendableError('NOT_SENDABLE', 'a guard belongs to the thread that locked: send the ParkingMutex, and lock it there');
  },
  read() {
    throw new NotSendableError('NOT_SENDABLE', 'a guard was found in a message, where none can be');
  },
});
