import type { AnyLayout } from '../memory/layout/layout.ts';
import type { Core } from './core.ts';
import { RingQueue } from './mpmc/ring-queue.ts';
import type { Kind } from './new-channel.ts';
import { Cell } from './oneshot/cell.ts';
import { Meeting } from './rendezvous/meeting.ts';
import { RingReceiving, RingSending } from './spsc/ring-ends.ts';
import { PagedQueue } from './unbounded/paged-queue.ts';

/** Makes what an end needs to know of a channel that is there. */
type Find = (capacity: number, layout: AnyLayout | undefined, address: number, receives: boolean) => Core;

export const finders: Readonly<Record<Kind, Find>> = {
  oneshot: (_, layout, address) => new Cell(layout, address),
  mpmc: (capacity, layout, address) => new RingQueue(capacity, layout, address),
  rendezvous: (_, layout, address) => new Meeting(layout, address),
  unbounded: (_, layout, address) => new PagedQueue(layout, address),
  spsc: (capacity, layout, address, receives) => new (receives ? RingReceiving : RingSending)(capacity, layout, address),
};
