/**
 * A thread that is killed before its n-th store, for each n: what a test with real threads meets once in a million runs, and the checker, which kills at atomic operations only, never.
 *
 * The victim runs in this thread, with a block of its own, on views and operations that count what they write. Before the n-th store they let nothing through any more, and the undertaker takes over. Not counted are the stores
 * that an engine cannot separate, since it ends a thread only where it calls or loops: see {@link AT_ONCE}.
 */
import { auditHeap } from '../memory/heap-audit.test-help.ts';
import { allocateAligned, heapRegion, heapStatistics } from '../memory/index.ts';
import type { Region } from '../memory/region.ts';
import { adoptBlock, BLOCK_BYTES, initialiseBlock } from '../memory/thread-block.ts';
import type { Ops } from '../realm/ops.ts';
import { current } from '../realm/realm.ts';
import { bury } from './undertaker.ts';

/** Functions whose stores follow what they did before with no call and no loop in between, as their comments say. */
const AT_ONCE: ReadonlySet<string> = new Set([
  'changeShare',
  'dropHeld',
  'dropNote',
  'dropPair',
  'exchangeByteAndForget',
  'exchangeShare',
  'exchangeWithNotes',
  'forgetWith',
  'giveInSteps',
  'giveShare',
  'noteWith',
  'takeNoting',
  'takeShare',
]);

const VIEWS = ['i8', 'u8', 'i16', 'u16', 'i32', 'u32', 'i64', 'u64', 'f32', 'f64'] as const;
const READS = /^(load|notify|wait|refresh)/;

class Killed extends Error {}

/** Counts stores, and lets through so many. */
class Fuse {
  #left: number;
  /** Where the store was that was not done; undefined while the thread lives. */
  diedAt: string | undefined;
  /** No engine would end the thread there. */
  isNowhere = false;
  /** Names of the functions that made the store before, innermost first. */
  #before: readonly string[] = [];

  constructor(left: number) {
    this.#left = left;
  }

  /** Whether stores count: while the victim runs. */
  isArmed = false;

  /** Called before each store. */
  step(): void {
    if (!this.isArmed) return;
    if (this.diedAt !== undefined) throw new Killed();
    if (this.#left-- > 1) return; // the places are dear
    const frames = callers();
    const names = frames.map(({ name }) => name);
    if (this.#left < 0) {
      this.isNowhere = AT_ONCE.has(names[0]!) && this.#before.includes(names[0]!);
      this.diedAt = frames.map(({ name, line }) => `    in ${name} (${line})`).join('\n');
      throw new Killed();
    }
    this.#before = names;
  }
}

interface Frame {
  readonly name: string;
  readonly line: string;
}

const FRAMES = 10;
const THIS_FILE = /kill\.test-help/;

/** The functions that are running, innermost first, but for those of this file. */
function callers(): Frame[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  // Of the test runner is one that looks up each place in source maps: milliseconds.
  Error.prepareStackTrace = (_, sites) =>
    sites
      .filter((site) => site.getFileName() !== null && !THIS_FILE.test(site.getFileName()!))
      .map((site) => ({ name: site.getFunctionName() ?? '', line: `${site.getFileName()}:${site.getLineNumber()}` }));
  try {
    return new Error('store').stack as unknown as Frame[];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

type View = Int32Array<SharedArrayBuffer>;

/** A view that asks the fuse before it changes anything. */
function fusedView(view: View, fuse: Fuse): View {
  return new Proxy(view, {
    set(target, key, value: number) {
      fuse.step();
      return Reflect.set(target, key, value, target);
    },
    get(target, key) {
      const found: unknown = Reflect.get(target, key, target);
      if (typeof found !== 'function') return found;
      if (key === 'subarray') return (...range: number[]) => fusedView(target.subarray(...range), fuse);
      return (...args: unknown[]) => {
        if (key === 'fill' || key === 'copyWithin' || key === 'set') fuse.step();
        return (found as (...args: unknown[]) => unknown).apply(target, args);
      };
    },
  });
}

function fusedOps(ops: Ops, fuse: Fuse): Ops {
  const methods = new Map<PropertyKey, unknown>();
  const methodOf = (key: PropertyKey, found: (...args: unknown[]) => unknown): unknown =>
    READS.test(String(key))
      ? found.bind(ops)
      : (...args: unknown[]) => {
          fuse.step();
          return found.apply(ops, args);
        };
  return new Proxy(ops, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key, target);
      if (typeof found !== 'function') return found;
      if (!methods.has(key)) methods.set(key, methodOf(key, found as (...args: unknown[]) => unknown));
      return methods.get(key);
    },
  });
}

/** Has the heap's views ask the fuse; returns what ends that. */
function fuseViews(heap: Region, fuse: Fuse): () => void {
  const fields = heap as unknown as Record<string, unknown>;
  const { onViews } = heap;
  const fuseAll = (): void => {
    for (const name of VIEWS) fields[name] = fusedView(fields[name] as View, fuse);
    onViews?.();
  };
  heap.onViews = fuseAll;
  fuseAll();
  return () => {
    heap.onViews = onViews;
    heap.byteLength = 0; // so that all views are made anew
    heap.refresh();
  };
}

/** One thread that is killed. */
export interface Life<World> {
  /** What there is when it begins, made by the survivor, which gives it back in `after`; may not touch what outlives this death outside of the heap. */
  readonly before?: () => World;
  /** What the thread does before it can be killed. */
  readonly begin?: (world: World) => void;
  /** What it does from then on. */
  readonly run: (world: World) => void;
  /** What must hold after the burial; by the survivor, who gives everything back. `isDead`: false if the thread came to the end of `run`, and then ended. */
  readonly after?: (world: World, isDead: boolean) => void;
  /** What a death may cost; nothing of what is not named. */
  readonly cost: Partial<Cost>;
}

/** What is lost to the heap for good. */
export interface Cost {
  /** Bytes that are in use, and nobody knows of. */
  readonly bytes: number;
  /** Small blocks that are free and in no list. */
  readonly blocks: number;
  /** Pages of large blocks without a beginning. */
  readonly pages: number;
}

function costOf(): Cost & { readonly faults: readonly string[] } {
  const { faults, lostBlocks, lostPages } = auditHeap();
  return { bytes: heapStatistics().usedBytes, blocks: lostBlocks, pages: lostPages, faults };
}

/**
 * Runs a life, and kills it at each store in turn. After each the heap must be sound, and what it lost be within bounds; then all is as before. Returns how many deaths that were.
 *
 * @throws the error of what does not hold, with the death that led to it
 */
export function killAtEachStore<World>(life: Life<World>): number {
  const heap = heapRegion();
  const survivor = current.block;
  const block = allocateAligned(BLOCK_BYTES, BLOCK_BYTES);
  const memory = heap.u8.slice();
  let deaths = 0;
  for (let n = 0; ; n++) {
    const fuse = new Fuse(n);
    try {
      if (killOnce(life, block, survivor, fuse)) return deaths;
      if (!fuse.isNowhere) deaths++;
    } catch (error) {
      throw new Error(`killed before store ${n},\n${fuse.diedAt ?? 'at its end'}:\n${String(error)}`, { cause: error });
    } finally {
      heap.u8.fill(0).set(memory);
    }
  }
}

/** Returns whether the thread came to the end of `run`. */
function killOnce<World>(life: Life<World>, block: number, survivor: number, fuse: Fuse): boolean {
  const heap = heapRegion();
  const { ops } = heap;
  const atFirst = costOf();
  // From the beginning: locks keep the operations of their memory.
  const setOps = (now: Ops): Ops => ((heap as { ops: Ops }).ops = now);
  setOps(fusedOps(ops, fuse));
  let isFree = false;
  try {
    const world = life.before?.() as World;
    initialiseBlock(heap.i32, block, 1);
    asVictim(life, world, block, survivor, fuse);
    if (fuse.isNowhere) return false;
    bury(
      block,
      () => undefined,
      () => {},
      () => (isFree = true),
    );
    life.after?.(world, fuse.diedAt !== undefined);
  } finally {
    setOps(ops);
  }
  if (!isFree) throw new Error('the block of the thread is never used again');
  judge(atFirst, costOf(), life.cost);
  return fuse.diedAt === undefined;
}

function asVictim<World>(life: Life<World>, world: World, block: number, survivor: number, fuse: Fuse): void {
  const heap = heapRegion();
  adoptBlock(heap.i32, block);
  life.begin?.(world);
  const unfuse = fuseViews(heap, fuse);
  adoptBlock(heap.i32, block);
  try {
    fuse.isArmed = true;
    life.run(world);
  } catch (error) {
    if (fuse.diedAt === undefined) throw error;
  } finally {
    fuse.isArmed = false;
    unfuse();
    adoptBlock(heap.i32, survivor);
  }
}

function judge(before: Cost, now: Cost & { readonly faults: readonly string[] }, cost: Partial<Cost>): void {
  if (now.faults.length > 0) throw new Error(now.faults.join('\n'));
  for (const what of ['bytes', 'blocks', 'pages'] as const) {
    const lost = now[what] - before[what];
    const most = cost[what] ?? 0;
    if (lost > most) throw new Error(`${lost} ${what} are lost, and ${most} may be`);
  }
}
