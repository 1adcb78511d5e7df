import { type HeldRow, lockName, type Snapshot, snapshot } from './records.ts';

/** Who has a lock, and where it took it. */
export interface Holder {
  readonly thread: number;
  readonly lock: string;
  readonly mode: string;
  readonly place: string;
  readonly forMs: number;
}

/** A thread that waits, where, and for whom. */
export interface Waiter extends Holder {
  /** `blocked` as long as it takes, `timed`, or a `promise`, whose thread does other things meanwhile. */
  readonly waiting: string;
  /** Who must give the lock back first. Of a semaphore: who has permits, any of whom may do, and others as well. */
  readonly heldBy: readonly Holder[];
}

/** One step of a circle: `waiter` waits for a lock that `holder`, the next one's thread, has. */
export interface Step {
  readonly waiter: HeldRow;
  readonly holder: HeldRow;
}

/** Whether one that has the lock in this mode keeps another out. */
function keepsOut(holder: HeldRow, waiter: HeldRow): boolean {
  if (holder.lock !== waiter.lock) return false;
  if (holder.mode === 'exclusive' || waiter.mode === 'exclusive') return true;
  return holder.mode === waiter.mode && holder.mode !== 'reading';
}

/** Which threads wait now, where, for which lock, and who holds it. A moment's picture of all threads; enters the table once. */
export function waitForGraph(): Waiter[] {
  const { holds, waits } = snapshot();
  return waits.map((waiter) => ({
    ...described(waiter),
    waiting: waiter.waiting,
    heldBy: holds.filter((holder) => keepsOut(holder, waiter)).map(described),
  }));
}

function described({ thread, lock, mode, place, forMs }: HeldRow): Holder {
  return { thread, lock: lockName(lock), mode, place, forMs };
}

/** The graph as text, a paragraph for each waiter. */
export function waitForText(graph: readonly Waiter[] = waitForGraph()): string {
  if (graph.length === 0) return 'No thread waits for a lock.';
  return graph.map(waiterText).join('\n');
}

function waiterText({ thread, lock, mode, waiting, place, forMs, heldBy }: Waiter): string {
  const holders = heldBy.map((holder) => `\n    held (${holder.mode}) by thread ${holder.thread}, taken at ${holder.place}`);
  return `thread ${thread} waits for ${lock} (${mode}, ${waiting}, ${forMs} ms) at ${place}${holders.join('')}`;
}

/** The graph in the language of Graphviz: an arrow from each thread that waits to those it waits for, dashed where it may not have to. */
export function waitForDot(graph: readonly Waiter[] = waitForGraph()): string {
  const arrows = graph.flatMap((waiter) =>
    waiter.heldBy.map((holder) => {
      const style = waiter.mode === 'permits' ? ', style=dashed' : '';
      return `  "thread ${waiter.thread}" -> "thread ${holder.thread}" [label=${JSON.stringify(waiter.lock)}${style}];`;
    }),
  );
  return ['digraph waits {', ...arrows, '}'].join('\n');
}

/**
 * A circle that goes through the wait in row `first`; undefined if there is none. With `onlyCertain`, only through waits that nothing else can end: no timed ones, promises, or semaphores,
 * to which any thread may add permits.
 */
export function circleFrom(first: number, onlyCertain: boolean, { holds, waits }: Snapshot = snapshot()): Step[] | undefined {
  const start = waits.find(({ row }) => row === first);
  const usable = waits.filter(({ waiting, mode }) => mode !== 'notice' && (!onlyCertain || (waiting === 'blocked' && mode !== 'permits')));
  if (start === undefined || !usable.includes(start)) return undefined;
  const seen = new Set<HeldRow>();
  const search = (waiter: HeldRow): Step[] | undefined => {
    seen.add(waiter);
    for (const holder of holds) {
      if (!keepsOut(holder, waiter) || holder.thread === waiter.thread) continue;
      if (holder.thread === start.thread) return [{ waiter, holder }];
      for (const next of usable) {
        if (next.thread !== holder.thread || seen.has(next)) continue;
        const rest = search(next);
        if (rest !== undefined) return [{ waiter, holder }, ...rest];
      }
    }
    return undefined;
  };
  return search(start);
}

/** A circle in sentences. */
export function circleText(circle: readonly Step[]): string {
  const lines = circle.map(
    ({ waiter, holder }) =>
      `  thread ${waiter.thread} waits for ${lockName(waiter.lock)} (${waiter.mode}) at ${waiter.place}\n` +
      `    which thread ${holder.thread} holds (${holder.mode}), taken at ${holder.place}`,
  );
  return lines.join('\n');
}
