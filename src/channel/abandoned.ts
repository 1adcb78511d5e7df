import { takeAbandoned } from '../memory/channel-words.ts';
import { heapRegion } from '../memory/heap.ts';
import { freePages } from '../memory/message-pages.ts';
import { finders } from './find.ts';
import { beforeNew, estateOf, freeChannel } from './new-channel.ts';

/**
 * Frees the channels whose last handle a dead thread had, with what was in them: its undertaker cannot do that, since it may not wait for the heap and cannot read messages. Called before a channel is made; costs a look where
 * there is none.
 */
function freeAbandoned(): void {
  for (let channel = takeAbandoned(); channel !== 0;) {
    const region = heapRegion();
    region.check(channel, 4, 4, 'channel');
    const next = region.i32[channel >>> 2]!;
    const { kind, capacity, hasAnyValues } = estateOf(channel);
    if (hasAnyValues) {
      finders[kind](capacity, undefined, channel, true).free();
    } else {
      // What lies in the layout's own bytes has nothing elsewhere.
      if (kind === 'unbounded') freePages(region, channel);
      freeChannel(region, channel);
    }
    channel = next;
  }
}

beforeNew.freeAbandoned = freeAbandoned;
