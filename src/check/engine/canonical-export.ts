import { canonicalGraph, type CanonicalEvent, type EventRef } from './canonical.ts';
import type { Exploration } from './exploration.ts';
import * as f from './fields.ts';
import * as t from './trie.ts';

const { CHOICE, FLAGS, FROM, HEAD, INDEX, KIND, LOC, NODE, NO_EVENT, READ, REMOVAL, THREAD, UREAD, UWRITE, VALUE } = f;

/** The graph of the execution that was just completed, as the oracle writes it. For tests. */
export function canonicalText(x: Exploration): string {
  const { graph, trie, values, locations } = x;
  const ref = (e: number): EventRef | null => (e < 0 ? null : { thread: graph.get(e, THREAD), index: graph.get(e, INDEX) });
  const text = (word: number): string => String(values.decode(word));
  const name = (loc: number): string => locations.all[loc]!.name;
  /** The name of the word that a list of sleepers belongs to. */
  const wordOf = (list: number): string => {
    const { buffer, offset, name: own } = locations.all[list]!;
    return locations.all.find((other) => other.kind === 'word' && other.buffer === buffer && other.offset === offset)?.name ?? own;
  };
  const events: CanonicalEvent[] = [];
  const writes = new Map<string, EventRef[]>();
  const sleepers = new Map<string, EventRef[]>();
  for (let e = 0; e < graph.size; e++) {
    const node = graph.get(e, NODE);
    const kind = graph.get(e, KIND);
    const flags = graph.get(e, FLAGS);
    const loc = graph.get(e, LOC);
    const at = { thread: graph.get(e, THREAD), index: graph.get(e, INDEX) };
    switch (trie.kind[node]) {
      case t.LOAD:
        events.push({ ...at, kind: 'load', location: name(loc), read: text(graph.get(e, VALUE)), from: ref(graph.get(e, FROM)) });
        break;
      case t.STORE:
        if (kind === UREAD) break; // a store of a part of a location
        events.push({ ...at, kind: 'store', location: name(loc), written: text(graph.get(e, VALUE)) });
        break;
      case t.RMW:
      case t.CAS:
        if (kind === UWRITE) break;
        events.push(
          kind === READ
            ? { ...at, kind: 'load', location: name(loc), read: text(graph.get(e, VALUE)), from: ref(graph.get(e, FROM)) }
            : {
                ...at,
                lastIndex: at.index + 1,
                kind: 'rmw',
                location: name(loc),
                read: text(graph.get(e, VALUE)),
                written: text(writtenBy(x, e)),
                from: ref(graph.get(e, FROM)),
              },
        );
        break;
      case t.WAIT: {
        const word = name(trie.loc[node]!);
        if ((flags & HEAD) !== 0)
          events.push({
            ...at,
            lastIndex: at.index + (graph.get(e, f.AFTER) === f.PENDING_ENQUEUE ? 2 : 0),
            kind: 'wait',
            location: word,
            read: text(graph.get(e, VALUE)),
            from: ref(graph.get(e, FROM)),
          });
        if ((flags & REMOVAL) !== 0 && kind === UREAD) events.push({ ...at, lastIndex: at.index + 1, kind: 'timeout', location: word });
        break;
      }
      case t.NOTIFY:
        if (kind === UWRITE) break;
        events.push({
          ...at,
          lastIndex: at.index + (kind === UREAD ? 1 : 0),
          kind: 'notify',
          location: wordOf(trie.loc[node]!),
          read: Math.min(values.decodeList(graph.get(e, VALUE)).length, trie.a[node]!),
          from: ref(graph.get(e, FROM)),
        });
        break;
      case t.LOCK:
        if (kind === UREAD)
          events.push({ ...at, lastIndex: at.index + 1, kind: 'lock', location: name(loc), from: ref(graph.get(e, FROM)) });
        break;
      case t.UNLOCK:
        events.push({ ...at, kind: 'unlock', location: name(loc) });
        break;
      case t.CHOOSE:
        if (kind === CHOICE) events.push({ ...at, kind: 'choose', read: text(graph.get(e, VALUE)) });
        break;
      default:
    }
  }
  for (const [loc, location] of locations.all.entries()) {
    const list: EventRef[] = [];
    for (let w = graph.coNext((graph.latest(loc), ~loc)); w !== NO_EVENT; w = graph.coNext(w)) list.push(ref(w)!);
    if (location.kind === 'word' && list.length > 0) writes.set(location.name, list);
    if (location.kind === 'waiters' && list.length > 0) sleepers.set(wordOf(loc), list);
  }
  return canonicalGraph({ events, writes, sleepers });
}

function writtenBy({ graph }: Exploration, read: number): number {
  const write = graph.coNext(graph.get(read, FROM));
  return graph.get(write, VALUE);
}
