/**
 * A large value is made when it is first asked for, and its address put in place by `compareExchange`. Who comes second frees its own and
 * takes the winner's, whose bytes it must see: `release` when it is put in place, `acquire` whenever it is got.
 */
import { AtomicPtr } from 'lockwright/atomic';
import { allocate, free, heapRegion, struct, u32 } from 'lockwright/memory';
import { scope } from 'lockwright/thread';

const NULL = 0;
const Data = struct({ width: u32, height: u32 });

function generateData(): number {
  const address = allocate(Data.byteLength);
  const data = Data.get(heapRegion(), address);
  data.width = 3;
  data.height = 4;
  return address;
}

export function getData(pointer: AtomicPtr): number {
  const known = pointer.load('acquire');
  if (known !== NULL) return known;
  const made = generateData();
  const found = pointer.compareExchange(NULL, made, 'release', 'acquire');
  if (found === NULL) return made;
  free(made);
  return found;
}

export function area(address: number): number {
  const { width, height } = Data.get(heapRegion(), address);
  return width * height;
}

export function addressAndArea(pointer: AtomicPtr): readonly [address: number, area: number] {
  const address = getData(pointer);
  return [address, area(address)];
}

if (import.meta.main) {
  const pointer = new AtomicPtr(NULL);
  const seen = scope((s) => [1, 2].map(() => s.spawn(import.meta, addressAndArea, pointer)).map((handle) => handle.join()));
  console.log(`the same address: ${seen[0]![0] === seen[1]![0]}`);
  console.log(`areas: ${seen.map(([, one]) => one).join(' and ')}`);
  free(pointer.load());
}
