import { registerHandle } from '../codec/index.ts';
import type { AnyLayout } from '../memory/layout/layout.ts';
import type { Core } from './core.ts';
import type { End } from './end.ts';
import { RingQueue } from './mpmc/ring-queue.ts';
import { Cell } from './oneshot/cell.ts';
import { OneshotSender } from './oneshot/oneshot-sender.ts';
import { Receiver } from './receiver.ts';
import { Meeting } from './rendezvous/meeting.ts';
import { Sender } from './sender.ts';
import { PagedQueue } from './unbounded/paged-queue.ts';
import { RingReceiving, RingSending } from './spsc/ring-ends.ts';

/** Ends of channels travel as the place of the channel and what it was made with. A thread that receives one without having loaded the channels loads this module. */
const moduleUrl = import.meta.url;

/** Makes what an end needs to know of a channel that is there. */
type Find = (capacity: number, layout: AnyLayout | undefined, address: number, receives: boolean) => Core;

const finders: Readonly<Record<string, Find>> = {
  oneshot: (_, layout, address) => new Cell(layout, address),
  mpmc: (capacity, layout, address) => new RingQueue(capacity, layout, address),
  rendezvous: (_, layout, address) => new Meeting(layout, address),
  unbounded: (_, layout, address) => new PagedQueue(layout, address),
  spsc: (capacity, layout, address, receives) => new (receives ? RingReceiving : RingSending)(capacity, layout, address),
};

for (const endClass of [Sender, Receiver, OneshotSender]) {
  registerHandle<End>({
    tag: `lockwright.${endClass.name}`,
    moduleUrl,
    class: endClass,
    write(end, writer) {
      end.adopt('send');
      writer.moves(
        () => end.moveAway(),
        () => end.takeBack(),
        end.notes,
      );
      const { kind, address, capacity, layout } = end.core;
      writer.string(kind);
      writer.u32(address);
      writer.f64(capacity);
      writer.value(layout);
    },
    read(reader) {
      const find = finders[reader.string()]!;
      const address = reader.u32();
      const capacity = reader.f64();
      return new endClass(find(capacity, reader.value() as AnyLayout | undefined, address, endClass === Receiver));
    },
    drop: (end) => end.close(),
  });
}
