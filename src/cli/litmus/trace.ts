import { TRACE_VERSION, type Step, type Trace, type Word } from '../../check/report/trace.ts';
import { causeOf, does, type Explanation, type LitmusTest, wordsOf } from '../../litmus/index.ts';

/** What the viewer is told of the size of a word: litmus tests speak of locations, not of bytes. */
const BYTES = 4;

/** An explained execution in the trace format, for the viewer. Costs its size. */
export function traceOf(test: LitmusTest, model: string, explanation: Explanation): Trace {
  const { events, rf, co, edges, axiom, kind, state } = explanation;
  const file = `${test.name}.litmus`;
  const order = inOrder(explanation);
  const ids = new Map(order.map((event, id) => [event, id]));
  const names = [...new Set(events.flatMap(({ location }) => (location === '' ? [] : [location])))];
  const words = names.map((name, i): Word => ({ name, buffer: 0, offset: i * BYTES, bytes: BYTES, initial: initialOf(explanation, name) }));
  const counts = new Map<number, number>();
  const steps = order.map((i, id): Step => {
    const { thread, kind: what, location, read, written, source, place } = events[i]!;
    const index = counts.get(thread) ?? 0;
    counts.set(thread, index + 1);
    const from = rf.find(([, to]) => to === i)?.[0];
    const before = co.find(([, to]) => to === i)?.[0];
    return {
      id,
      thread,
      index,
      kind: what === 'read-write' ? 'rmw' : what,
      call: `${events[i]!.letter}: ${source === '' ? does(events[i]!) : source}`,
      ...(location === '' ? {} : { word: names.indexOf(location) }),
      ...(read === undefined ? {} : { read, readsFrom: from === undefined ? -1 : (ids.get(from) ?? -1) }),
      ...(written === undefined ? {} : { written, follows: before === undefined ? -1 : (ids.get(before) ?? -1) }),
      ...(isSaidBySource(events[i]!) ? {} : { note: `(${does(events[i]!)})` }),
      ...(place === undefined ? {} : { place: { file, ...place } }),
    };
  });
  const threads = [...new Set(order.map((i) => events[i]!.thread))].toSorted((a, b) => a - b);
  const lines = wordsOf(explanation)
    .filter((line) => /^ {2}(?:\d|[A-Z])/.test(line))
    .map((line) => line.trim());
  const isWrong = kind === 'forbidden' || kind === 'undefined';
  const said = axiom === undefined ? '' : `‘${axiom.name}’ (${axiom.test} ${axiom.text})`;
  return {
    version: TRACE_VERSION,
    check: `${test.name}: ${state}`,
    model,
    threads: threads.map((thread) => ({ thread, name: `thread ${thread}`, state: 'finished' })),
    words,
    steps,
    synchronizes: [],
    outcome: { state, verdict: isWrong ? kind : 'allowed', ...(axiom === undefined ? {} : { axiom: axiom.name }) },
    sources: {
      [file]: Object.fromEntries(
        test.text
          .trimEnd()
          .split('\n')
          .map((line, i) => [i + 1, line]),
      ),
    },
    ...(isWrong
      ? {
          error: {
            kind: kind === 'undefined' ? 'undefined' : 'forbidden',
            message: [
              kind === 'undefined'
                ? `Undefined behaviour: this execution, with ${state.replace(/;$/, '')}, has a ${causeOf(axiom!.name)}, so the program may do anything`
                : `It is forbidden by ${said}:`,
              ...lines,
            ].join('\n'),
            steps: [...new Set(edges.flatMap(({ from, to }) => [from, to]))].flatMap((event) => ids.get(event) ?? []),
            threads,
          },
        }
      : {}),
  };
}

/** Whether the instruction and the value that was read, which stands beside it, say it all. */
function isSaidBySource({ source, kind, location }: Explanation['events'][number]): boolean {
  if (source === '' || kind === 'fence') return true;
  return kind === 'read' && source.split(/[^\w.]+/).includes(location);
}

const initialOf = ({ events }: Explanation, location: string): string =>
  events.find((event) => event.thread === -1 && event.location === location)?.written ?? '0';

/** The events of threads, each after those before it in its thread, and reads after their writes where that can be. */
function inOrder({ events, rf }: Explanation): readonly number[] {
  const left = events.flatMap(({ thread }, i) => (thread === -1 ? [] : [i]));
  const placed: number[] = [];
  while (left.length > 0) {
    const isFirst = (i: number): boolean => left.every((j) => j >= i || events[j]!.thread !== events[i]!.thread);
    const isFed = (i: number): boolean => rf.every(([from, to]) => to !== i || from === i || !left.includes(from));
    const next = left.find((i) => isFirst(i) && isFed(i)) ?? left.find(isFirst)!;
    left.splice(left.indexOf(next), 1);
    placed.push(next);
  }
  return placed;
}
