import { heapRegion } from '../memory/heap.ts';
import { regionOf, type Region } from '../memory/region.ts';
import type { SharedMemory } from '../realm/realm.ts';
import { registerHandle } from './handles.ts';

const IN_HEAP = 0;
const ELSEWHERE = 1;

/** How handles travel that are no more than a place in shared memory. */
export interface PlacedHandleCodec<H extends object, Extra = undefined> {
  readonly tag: string;
  readonly moduleUrl: string;
  /** Where the handle's words lie. */
  place(handle: H): { readonly region: Region; readonly address: number };
  /** What else `at` needs, such as the layout of what a mutex guards. Any value that can travel. Write it before `at`, for the compiler's sake. */
  extra?(handle: H): Extra;
  /** A handle for words that are initialised already. */
  at(region: Region, address: number, extra: Extra): H;
}

/**
 * Lets handles travel that consist of a place in shared memory: in the heap as one number, elsewhere as a number and the memory itself,
 * which goes by message. See `registerHandle`.
 */
export function registerPlacedHandle<H extends object, Extra = undefined>(
  handleClass: abstract new (...args: never[]) => H,
  codec: PlacedHandleCodec<H, Extra>,
): void {
  registerHandle<H>({
    tag: codec.tag,
    moduleUrl: codec.moduleUrl,
    class: handleClass,
    write(handle, writer) {
      const { region, address } = codec.place(handle);
      if (region === heapRegion()) {
        writer.u32(IN_HEAP);
      } else {
        writer.u32(ELSEWHERE);
        writer.external(region.memory);
      }
      writer.u32(address);
      if (codec.extra !== undefined) writer.value(codec.extra(handle));
    },
    read(reader) {
      const region = reader.u32() === IN_HEAP ? heapRegion() : regionOf(reader.external() as SharedMemory);
      const address = reader.u32();
      return codec.at(region, address, (codec.extra === undefined ? undefined : reader.value()) as Extra);
    },
  });
}
