import { registerPlacedHandle } from '../codec/placed-handles.ts';
import type { AnyLayout } from '../memory/layout/layout.ts';
import { heapRegion } from '../memory/heap.ts';
import type { Region } from '../memory/region.ts';
import { freed, type Named } from '../lock/lock-errors.ts';
import { HarrisList } from './harris-list/harris-list.ts';
import { HashMap } from './hash-map/hash-map.ts';
import { MsQueue } from './ms-queue/ms-queue.ts';
import { RcuCell } from './rcu-cell/rcu-cell.ts';
import { TreiberStack } from './treiber-stack/treiber-stack.ts';
import { WorkStealingDeque } from './work-stealing-deque/work-stealing-deque.ts';

/** Structures travel as their place and the layout of their values. A thread that receives one without having loaded them loads this module. */
const moduleUrl = import.meta.url;

interface Structure extends Named {
  readonly region: Region;
  readonly layout: AnyLayout;
}

interface StructureClass {
  new (...args: never[]): Structure;
  at(region: Region, byteOffset: number, layout: AnyLayout): Structure;
}

/** @throws {LockError} `FREED` for one whose memory was given back: its address is 0, in the heap */
function place<T extends Named>(structure: T): T {
  if (structure.address === 0 && structure.region === heapRegion()) throw freed(structure);
  return structure;
}

for (const [name, structureClass] of Object.entries<StructureClass>({ MsQueue, RcuCell, TreiberStack })) {
  registerPlacedHandle(structureClass, {
    tag: `lockwright.${name}`,
    moduleUrl,
    place,
    extra: ({ layout }) => layout,
    at: (region, address, layout) => structureClass.at(region, address, layout),
  });
}

interface PlacedMap extends Named {
  readonly region: Region;
  readonly keys: AnyLayout;
  readonly layout: AnyLayout;
}

interface MapClass {
  new (...args: never[]): PlacedMap;
  at(region: Region, byteOffset: number, keys: AnyLayout, values: AnyLayout): PlacedMap;
}

for (const [name, mapClass] of Object.entries<MapClass>({ HarrisList, HashMap })) {
  registerPlacedHandle(mapClass, {
    tag: `lockwright.${name}`,
    moduleUrl,
    place,
    extra: ({ keys, layout }): readonly AnyLayout[] => [keys, layout],
    at: (region, address, [keys, layout]: readonly AnyLayout[]) => mapClass.at(region, address, keys!, layout!),
  });
}

interface DequeParts {
  readonly layout: AnyLayout;
  readonly capacity: number;
}

registerPlacedHandle(WorkStealingDeque<any, any>, {
  tag: 'lockwright.WorkStealingDeque',
  moduleUrl,
  place,
  extra: ({ layout, capacity }): DequeParts => ({ layout, capacity }),
  at: (region, address, { layout, capacity }: DequeParts) => WorkStealingDeque.at(region, address, layout, capacity),
});
