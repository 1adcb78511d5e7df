/**
 * The memory model of ECMAScript word for word, for tests: every byte of every read may come from any write, what is there at first is one
 * write for each byte, and the total order of all events is searched for event by event. Costs far more than the lab.
 */

export interface OracleOp {
  readonly kind: 'W' | 'R' | 'X' | 'ADD' | 'CAS';
  readonly atomic: boolean;
  readonly tears: boolean;
  readonly size: number;
  readonly offset: number;
  /** What is written, or added, or by a compare-exchange expected; it then writes one more. */
  readonly value: number;
}

interface Event {
  readonly thread: number;
  readonly from: number;
  readonly to: number;
  readonly op: OracleOp | undefined;
  readonly isRead: boolean;
  readonly isSc: boolean;
  readonly noTear: boolean;
  readonly position: number;
}

const BASE = 256;

/** The values that the reads of each thread may return, one text for each outcome: `0:1,2;1:0`. */
export function oracle(threads: readonly (readonly OracleOp[])[], edition: 'now' | '2017'): readonly string[] {
  const size = Math.max(...threads.flat().map(({ offset, size: bytes }) => offset + bytes));
  const events: Event[] = Array.from({ length: size }, (_, byte) => ({
    thread: -1, from: byte, to: byte + 1, op: undefined, isRead: false, isSc: false, noTear: true, position: 0,
  })); // prettier-ignore
  for (const [thread, ops] of threads.entries()) {
    for (const [position, op] of ops.entries()) {
      const isSc = op.atomic;
      events.push({
        thread,
        from: op.offset,
        to: op.offset + op.size,
        op,
        isRead: op.kind !== 'W',
        isSc,
        noTear: isSc || !op.tears,
        position,
      });
    }
  }
  const numbers = [...events.keys()];
  const bytes = numbers.filter((r) => events[r]!.isRead).flatMap((r) => Array.from({ length: events[r]!.to - events[r]!.from }, (_, i) => [r, events[r]!.from + i] as const)); // prettier-ignore
  const found = new Set<string>();
  const source = new Map<string, number>();
  const readsFrom = (w: number, r: number): boolean => bytes.some(([read, byte]) => read === r && source.get(`${r} ${byte}`) === w);
  const equal = (a: number, b: number): boolean => events[a]!.from === events[b]!.from && events[a]!.to === events[b]!.to;
  const overlap = (a: number, b: number): boolean => events[a]!.from < events[b]!.to && events[b]!.from < events[a]!.to;
  const onlyInitial = (r: number): boolean =>
    bytes.every(([read, byte]) => read !== r || events[source.get(`${r} ${byte}`)!]!.op === undefined);
  const sw = (w: number, r: number): boolean => {
    if (!readsFrom(w, r) || !events[r]!.isSc) return false;
    if (events[w]!.isSc) return equal(w, r);
    return edition === '2017' && events[w]!.op === undefined && onlyInitial(r);
  };
  choose(0);
  return [...found].toSorted();

  function choose(k: number): void {
    const next = bytes[k];
    if (next === undefined) {
      const values = valuesOf();
      if (values === undefined) return;
      const text = outcome(values);
      if (!found.has(text) && isValid(values)) found.add(text);
      return;
    }
    const [read, byte] = next;
    for (const write of numbers) {
      if (write === read || events[write]!.op?.kind === 'R' || byte < events[write]!.from || byte >= events[write]!.to) continue;
      source.set(`${read} ${byte}`, write);
      choose(k + 1);
    }
  }

  /** What each read returns; undefined where values hang on each other in a circle, or a write that does not happen is read. */
  function valuesOf(): ReadonlyMap<number, number> | undefined {
    const values = new Map<number, number>();
    const under = new Set<number>();
    const read = (r: number): number | undefined => {
      const known = values.get(r);
      if (known !== undefined) return known;
      if (under.has(r)) return undefined;
      under.add(r);
      let value = 0;
      const { from, to } = events[r]!;
      for (let byte = to - 1; byte >= from; byte--) {
        const w = source.get(`${r} ${byte}`)!;
        const writes = written(w);
        if (writes === undefined) return undefined;
        value = value * BASE + (Math.floor(writes / BASE ** (byte - events[w]!.from)) % BASE);
      }
      values.set(r, value);
      return value;
    };
    const written = (w: number): number | undefined => {
      const { op } = events[w]!;
      if (op === undefined) return 0;
      if (op.kind === 'W' || op.kind === 'X') return op.value;
      const old = read(w);
      if (old === undefined) return undefined;
      if (op.kind === 'CAS') return old === op.value ? op.value + 1 : undefined;
      return (old + op.value) % BASE ** op.size;
    };
    for (const r of numbers) if (events[r]!.isRead && read(r) === undefined) return undefined;
    return values;
  }

  function outcome(values: ReadonlyMap<number, number>): string {
    return threads.map((_, thread) => `${thread}:${numbers.filter((r) => events[r]!.thread === thread && events[r]!.isRead).map((r) => values.get(r)!).join(',')}`).join(';'); // prettier-ignore
  }

  function isValid(values: ReadonlyMap<number, number>): boolean {
    const isWrite = (i: number): boolean => {
      const { op } = events[i]!;
      return op?.kind !== 'R' && (op?.kind !== 'CAS' || values.get(i) === op.value);
    };
    const hb = numbers.map((a) => numbers.map((b) => a !== b && (sw(a, b) || before(a, b) || (events[a]!.op === undefined && events[b]!.op !== undefined && overlap(a, b))))); // prettier-ignore
    for (const k of numbers) for (const a of numbers) if (hb[a]![k]) for (const b of numbers) hb[a]![b] ||= hb[k]![b]!;
    if (numbers.some((a) => hb[a]![a])) return false;
    for (const [r, byte] of bytes) {
      const w = source.get(`${r} ${byte}`)!;
      if (hb[r]![w]) return false;
      if (numbers.some((v) => isWrite(v) && events[v]!.from <= byte && byte < events[v]!.to && hb[w]![v] && hb[v]![r])) return false;
    }
    for (const r of numbers) {
      if (!events[r]!.isRead || !events[r]!.noTear) continue;
      if (numbers.filter((w) => w !== r && isWrite(w) && readsFrom(w, r) && events[w]!.noTear && equal(w, r)).length > 1) return false;
    }
    // No V may come between W and R.
    const triples: (readonly [w: number, v: number, r: number])[] = [];
    for (const r of numbers) {
      for (const w of numbers) {
        if (!events[r]!.isRead || !readsFrom(w, r)) continue;
        for (const v of numbers) {
          if (v === w || v === r || !isWrite(v)) continue;
          if (edition === '2017') {
            if (sw(w, r) && equal(v, r)) triples.push([w, v, r]);
            continue;
          }
          if (!events[v]!.isSc) continue;
          const first = sw(w, r) && equal(v, r);
          const second = hb[w]![r]! && hb[v]![r]! && events[w]!.isSc && equal(w, v);
          const third = hb[w]![r]! && hb[w]![v]! && events[r]!.isSc && equal(v, r);
          if (first || second || third) triples.push([w, v, r]);
        }
      }
    }
    const place = new Map<number, number>();
    return extend();

    function extend(): boolean {
      if (place.size === events.length) return true;
      for (const next of numbers) {
        if (place.has(next) || numbers.some((a) => hb[a]![next] && !place.has(a))) continue;
        place.set(next, place.size);
        const broken = triples.some(([w, v, r]) => r === next && place.has(v) && place.has(w) && place.get(w)! < place.get(v)!);
        if (!broken && extend()) return true;
        place.delete(next);
      }
      return false;
    }
  }

  function before(a: number, b: number): boolean {
    return events[a]!.thread === events[b]!.thread && events[a]!.op !== undefined && events[a]!.position < events[b]!.position;
  }
}
