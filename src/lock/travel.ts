import { registerPlacedHandle } from '../codec/index.ts';
import type { AnyLayout } from '../memory/layout/layout.ts';
import type { Region } from '../memory/region.ts';
import { Condvar } from './condvar/condvar.ts';
import { Mutex } from './mutex/mutex.ts';
import { SpinLock } from './spin-lock/spin-lock.ts';

/** Locks travel as their place and the layout of their value. A thread that receives one without having loaded the locks loads this module. */
const moduleUrl = import.meta.url;

interface PlacedLock {
  readonly region: Region;
  readonly address: number;
  readonly layout: AnyLayout | undefined;
}

const place = (lock: PlacedLock): PlacedLock => lock;
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
  place: (condvar) => condvar,
  at: (region, address) => Condvar.at(region, address),
});
