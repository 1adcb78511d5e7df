/**
 * A long run of one of the collections without a lock with many threads that are killed at random and replaced. Says what is wrong, and ends with exit code 1 if anything is: a value that comes out twice or was never put in, one
 * that changed or is torn, a block that is freed twice, memory that is not given back. Run it with `npm run soak:shared -- [kind] [seconds] [threads]`.
 */
import { AtomicU32 } from '../../src/atomic/index.ts';
import { OwnerDiedError } from '../../src/lock/index.ts';
import { heapStatistics, struct, u32 } from '../../src/memory/index.ts';
import { HarrisList, HashMap, MsQueue, RcuCell, SharedError, TreiberStack, WorkStealingDeque } from '../../src/shared/index.ts';
import { type JoinHandle, spawn } from '../../src/thread/index.ts';
import { killAndReplace, random, soakKinds } from './kill-and-replace.ts';

type Structure = TreiberStack<number> | MsQueue<number> | WorkStealingDeque<number> | Table | RcuCell<Pair>;
type Table = HashMap<number, Pair> | HarrisList<number, Pair>;
interface Pair {
  readonly a: number;
  readonly b: number;
}

const PAIR = struct({ a: u32, b: u32 });
/** Each value is put in once: that many there are. */
const VALUES = 2 ** 24;
const KEYS = 64;
const DEQUE_CAPACITY = 64;
/** What a thread may be about to put in, take out or free when it is killed: two full bags, and a node. */
const MOST_LOST_BYTES = 8192;
/** The place of the thread whose the deque is. */
const OWNER = 0;

const makers: Readonly<Record<string, () => Structure>> = {
  TreiberStack: () => new TreiberStack(u32),
  MsQueue: () => new MsQueue(u32),
  WorkStealingDeque: () => new WorkStealingDeque(u32, DEQUE_CAPACITY),
  HashMap: () => new HashMap(u32, PAIR),
  HarrisList: () => new HarrisList(u32, PAIR),
  RcuCell: () => new RcuCell(PAIR, { a: 0, b: 0 }),
};

/** What all threads of a run have. */
class Shared {
  readonly rounds: AtomicU32;
  readonly isOver: AtomicU32;
  readonly next: AtomicU32;
  /** 1 for each value that came out. */
  readonly taken: Uint8Array<SharedArrayBuffer>;

  constructor(
    words: readonly AtomicU32[] = Array.from({ length: 3 }, () => new AtomicU32(0)),
    taken = new Uint8Array(new SharedArrayBuffer(VALUES)),
  ) {
    [this.rounds, this.isOver, this.next] = words as [AtomicU32, AtomicU32, AtomicU32];
    this.taken = taken;
  }

  get words(): AtomicU32[] {
    return [this.rounds, this.isOver, this.next];
  }

  /** The next value that nobody has put in. */
  fresh(): number | undefined {
    const value = this.next.fetchAdd(1);
    return value < VALUES ? value : undefined;
  }

  take(value: number | undefined): void {
    if (value === undefined) return;
    if (value >= this.next.load()) throw new Error(`${value} came out, which was not put in`);
    if (Atomics.exchange(this.taken, value, 1) !== 0) throw new Error(`${value} came out a second time`);
  }
}

function useBag(put: (value: number) => unknown, take: () => number | undefined, shared: Shared): void {
  const value = random(2) === 0 ? shared.fresh() : undefined;
  if (value !== undefined) put(value);
  if (random(2) === 0) shared.take(take());
}

function useDeque(deque: WorkStealingDeque<number>, place: number, shared: Shared): void {
  if (place !== OWNER) return shared.take(deque.steal());
  try {
    useBag(
      (value) => deque.push(value),
      () => deque.pop(),
      shared,
    );
  } catch (error) {
    // The owner before, which was killed, may not be buried yet.
    if (!(error instanceof SharedError && error.code === 'NOT_OWNER') && !(error instanceof OwnerDiedError)) throw error;
    deque.adopt();
  }
}

function useTable(table: Table, shared: Shared): void {
  const key = random(KEYS);
  const way = random(4);
  if (way === 0) {
    const n = shared.fresh();
    if (n !== undefined) table.set(key, { a: key, b: n ^ key });
  } else {
    const found = way === 1 ? table.delete(key) : table.get(key);
    if (found !== undefined && found.a !== key) throw new Error(`${found.a} was found under ${key}`);
    if (way === 1) shared.take(found && found.b ^ key);
  }
}

function useCell(cell: RcuCell<Pair>): void {
  if (random(2) === 0) cell.update(({ a, b }) => ({ a: a + 1, b: b + 1 }));
  const { a, b } = cell.read();
  if (a !== b) throw new Error(`a torn value: ${a} and ${b}`);
}

function use(structure: Structure, place: number, shared: Shared): void {
  if (structure instanceof TreiberStack)
    useBag(
      (value) => structure.push(value),
      () => structure.pop(),
      shared,
    );
  else if (structure instanceof MsQueue)
    useBag(
      (value) => structure.enqueue(value),
      () => structure.dequeue(),
      shared,
    );
  else if (structure instanceof WorkStealingDeque) useDeque(structure, place, shared);
  else if (structure instanceof RcuCell) useCell(structure);
  else useTable(structure, shared);
}

export function work(structure: Structure, place: number, taken: Uint8Array<SharedArrayBuffer>, ...words: AtomicU32[]): void {
  const shared = new Shared(words, taken);
  while (shared.isOver.load() === 0) {
    use(structure, place, shared);
    shared.rounds.fetchAdd(1);
  }
}

async function soak(kind: string, threads: number, seconds: number): Promise<string[]> {
  const before = heapStatistics().usedBytes;
  const structure = makers[kind]!();
  const shared = new Shared();
  const start = (place: number): JoinHandle<void> => spawn(import.meta, work, structure, place, shared.taken, ...shared.words);
  const { faults, kills } = await killAndReplace(start, shared, { threads, seconds });
  structure.free();
  for (const word of shared.words) word.free();
  const left = heapStatistics().usedBytes - before;
  console.log(`  ${left} bytes are left, ${(left / kills).toFixed(0)} for each that was killed`);
  if (left > (kills + threads) * MOST_LOST_BYTES) faults.push(`${left} bytes were not given back`);
  return faults;
}

if (import.meta.main) {
  const [kind, seconds = '20', threads = '4'] = process.argv.slice(2);
  await soakKinds(kind === undefined ? Object.keys(makers) : [kind], (each) => soak(each, Number(threads), Number(seconds)));
}
