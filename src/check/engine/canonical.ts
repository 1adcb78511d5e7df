/**
 * The canonical text of an execution graph: two executions are the same exactly if their texts are. The oracles and the engine both fill the plain data below, and compare what
 * comes out. Costs a sort and a few strings an event: for tests only.
 *
 * An operation of a thread is one event, however many the engine needs for it:
 *
 * | kind      | is                                                        | read                  | written | from                                        |
 * | --------- | --------------------------------------------------------- | --------------------- | ------- | ------------------------------------------- |
 * | `load`    | a plain or atomic read; a compare-exchange that failed    | value                 |         | the write read                              |
 * | `store`   | a plain or atomic write                                   |                       | value   |                                             |
 * | `rmw`     | a read-modify-write; a compare-exchange that succeeded    | value                 | value   | the write read                              |
 * | `wait`    | the comparison of `Atomics.wait`, and going to sleep      | value of the word     |         | the write read                              |
 * | `timeout` | a sleeper leaves because its time is over                 |                       |         |                                             |
 * | `notify`  | `Atomics.notify`                                          | how many it woke      |         | if it woke none: who changed the list last  |
 * | `lock`    | a `Lock` is taken                                         |                       |         | the `unlock` before                         |
 * | `unlock`  | a `Lock` is left                                          |                       |         |                                             |
 * | `choose`  | `choose(n)`                                               | what was chosen       |         |                                             |
 *
 * Nothing else is an event: fences, `assume`, starts and ends, a `wait`'s return and the failed rounds of a spin loop are left out. Besides the events there are two orders for a
 * word: `writes`, all its `store`s and `rmw`s; and `sleepers`, everything that changed the list of who sleeps on it: each `wait` that went to sleep, each `notify` that woke
 * somebody, each `timeout`. Locks have neither.
 */
export type CanonicalKind = 'load' | 'store' | 'rmw' | 'wait' | 'timeout' | 'notify' | 'lock' | 'unlock' | 'choose';

/** The operation of a thread that has this index (or has it between its `index` and its `lastIndex`). */
export interface EventRef {
  readonly thread: number;
  readonly index: number;
}

export interface CanonicalEvent extends EventRef {
  /** Indices only order the events of a thread and name them in references: gaps are free, since they are numbered anew. */
  readonly index: number;
  /** Of an operation that has several indices, the last: a reference may give any of them. */
  readonly lastIndex?: number;
  readonly kind: CanonicalKind;
  /** The name of the word or lock: any name, since they are named anew in the order in which they appear. `waiters` have the name of their word. */
  readonly location?: string;
  /** As text, so that 1 and 1n are the same. */
  readonly read?: number | bigint | string;
  readonly written?: number | bigint | string;
  /** Null: the initial value, or a list or lock that nobody touched before. */
  readonly from?: EventRef | null;
}

export interface CanonicalGraph {
  /** In any order. */
  readonly events: readonly CanonicalEvent[];
  /** Location to its writes, first to last, without the initial one. Locations without any may be absent. */
  readonly writes: ReadonlyMap<string, readonly EventRef[]>;
  /** Location to the changes of the list of its sleepers, first to last. Absent where nobody slept. */
  readonly sleepers: ReadonlyMap<string, readonly EventRef[]>;
}

const READS: ReadonlySet<CanonicalKind> = new Set(['load', 'rmw', 'wait', 'notify', 'lock']);

/**
 * One line per thread and one per order, such as
 *
 *     0: store a =1; load b 0<init
 *     1: rmw b 0=1<init; notify a 1
 *     a: 0.0 | 0.2 1.1
 *
 * In a line of a location the writes come first, then, after a bar, the changes of its sleepers.
 */
export function canonicalGraph(graph: CanonicalGraph): string {
  const threads = byThread(graph.events);
  const name = namer(threads);
  const ref = referrer(threads);
  const lines = [...threads].map(([thread, events]) => `${thread}: ${events.map((event) => eventText(event, name, ref)).join('; ')}`);
  const locations = new Set([...graph.writes.keys(), ...graph.sleepers.keys()]);
  const orders = [...locations].flatMap((location) => {
    const writes = (graph.writes.get(location) ?? []).map(ref).join(' ');
    const sleepers = (graph.sleepers.get(location) ?? []).map(ref).join(' ');
    return writes === '' && sleepers === '' ? [] : [`${name(location)}: ${writes}${sleepers === '' ? '' : ` | ${sleepers}`}`];
  });
  return [...lines, ...orders.toSorted()].join('\n');
}

function eventText(event: CanonicalEvent, name: (location: string) => string, ref: (to: EventRef) => string): string {
  const where = event.location === undefined ? '' : ` ${name(event.location)}`;
  const written = event.written === undefined ? '' : `=${event.written}`;
  // A notify that woke somebody has its place in the order of the sleepers.
  const reads = READS.has(event.kind) && !(event.kind === 'notify' && String(event.read) !== '0');
  const from = reads ? `<${event.from === undefined || event.from === null ? 'init' : ref(event.from)}` : '';
  return `${event.kind}${where}${event.read === undefined && written === '' ? '' : ' '}${event.read ?? ''}${written}${from}`;
}

/** Events of each thread in their order, threads in theirs. */
function byThread(events: readonly CanonicalEvent[]): ReadonlyMap<number, readonly CanonicalEvent[]> {
  const sorted = events.toSorted((a, b) => a.thread - b.thread || a.index - b.index);
  return Map.groupBy(sorted, (event) => event.thread);
}

/** Locations are `a`, `b`, … in the order in which they appear. */
function namer(threads: ReadonlyMap<number, readonly CanonicalEvent[]>): (location: string) => string {
  const names = new Map<string, string>();
  for (const events of threads.values()) {
    for (const { location } of events) if (location !== undefined && !names.has(location)) names.set(location, letters(names.size));
  }
  return (location) => names.get(location) ?? `?${location}`;
}

const LETTERS = 26;
const letters = (n: number): string => (n < LETTERS ? '' : letters(Math.floor(n / LETTERS) - 1)) + String.fromCodePoint(97 + (n % LETTERS));

function referrer(threads: ReadonlyMap<number, readonly CanonicalEvent[]>): (to: EventRef) => string {
  return ({ thread, index }) => {
    const found = (threads.get(thread) ?? []).findIndex((event) => event.index <= index && index <= (event.lastIndex ?? event.index));
    return found === -1 ? `?${thread}.${index}` : `${thread}.${found}`;
  };
}
