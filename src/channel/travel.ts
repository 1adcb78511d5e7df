import { registerHandle } from '../codec/index.ts';
import type { AnyLayout } from '../memory/layout/layout.ts';
import './abandoned.ts';
import type { End } from './end.ts';
import { finders } from './find.ts';
import type { Kind } from './new-channel.ts';
import { OneshotSender } from './oneshot/oneshot-sender.ts';
import { Receiver } from './receiver.ts';
import { Sender } from './sender.ts';

/** Ends of channels travel as the place of the channel and what it was made with. A thread that receives one without having loaded the channels loads this module. */
const moduleUrl = import.meta.url;

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
      const find = finders[reader.string() as Kind];
      const address = reader.u32();
      const capacity = reader.f64();
      return new endClass(find(capacity, reader.value() as AnyLayout | undefined, address, endClass === Receiver));
    },
    drop: (end) => end.close(),
  });
}
