import type { Explanation, ShownEvent } from './explain.ts';
import type { Edge } from './why.ts';

/** An explanation in sentences, one for each line. Costs nothing. */
export function wordsOf(explanation: Explanation): readonly string[] {
  const { kind, state, axiom, candidates } = explanation;
  const often = candidates > 1 ? `, in each of ${candidates} candidate executions. The one that is easiest to explain` : '';
  switch (kind) {
    case 'impossible':
      return [state];
    case 'allowed':
      return [`${state} is allowed, for instance so:`, ...eventLines(explanation), ...witnessLines(explanation)];
    case 'undefined':
      return [
        `Undefined behaviour: some execution that is allowed has a ${causeOf(axiom!.name)}, so the program may do anything:`,
        ...eventLines(explanation),
        ...pairLines(explanation),
      ];
    default:
      return [
        `${state} is forbidden by ‘${axiom!.name}’ (${axiom!.test} ${axiom!.text})${often}:`,
        ...eventLines(explanation),
        ...edgeLines(explanation),
      ];
  }
}

/** What a check of a model for what is undefined is called in a sentence: `data-race` is a data race. */
export const causeOf = (name: string): string => name.replaceAll('-', ' ');

const eventLines = ({ events }: Explanation): readonly string[] =>
  events
    .filter(({ thread, isShown }) => isShown && thread !== -1)
    .map((event) => `  ${event.letter}: ${whoOf(event)} ${does(event)}${event.source === '' ? '' : `   ${event.source}`}`);

function whoOf({ thread, source }: ShownEvent): string {
  return thread === -1 ? 'at first' : source === '' || thread >= 0 ? `thread ${thread}` : 'the end';
}

/** What an event does: `writes x=1`. */
export function does({ kind, location, read, written, source }: ShownEvent): string {
  switch (kind) {
    case 'read':
      return `reads ${location}=${read}`;
    case 'write':
      return `writes ${location}=${written}`;
    case 'read-write':
      return `reads ${location}=${read} and writes ${written} at once`;
    default:
      return source === '' ? 'has a fence' : 'has the fence';
  }
}

function witnessLines({ events, rf, co }: Explanation): readonly string[] {
  const reads = rf.map(([from, to]) => {
    const { thread, letter } = events[from]!;
    return `  ${events[to]!.letter} reads what ${thread === -1 ? 'was there at first' : `${letter} wrote`}`;
  });
  const orders = co.flatMap(([from, to]) =>
    events[from]!.thread === -1 ? [] : [`  ${events[to]!.letter} overwrites ${events[from]!.letter}`],
  );
  return [...reads, ...orders];
}

function edgeLines({ events, edges, axiom }: Explanation): readonly string[] {
  if (edges.length === 0) return ['  There is nothing that it asks for.'];
  const steps = withFences(events, edges);
  const lines = steps.map((step, i) => `  ${i + 1}. ${sentence(events, step)}`);
  const [first, last] = [steps[0]!, steps.at(-1)!];
  if (last.to === first.from && steps.length > 1) {
    lines[lines.length - 1] +=
      `, although ${name(events, last.to)} comes before ${name(events, last.from)} by ${steps.length === 2 ? 'step 1' : `steps 1 to ${steps.length - 1}`}`;
  }
  if (axiom!.test === 'empty') lines.push(`  The axiom allows no such way from ${name(events, first.from)} to ${name(events, last.to)}.`);
  else lines.push('  That is a cycle: each of them would have to come before itself.');
  return lines;
}

function pairLines({ events, edges }: Explanation): readonly string[] {
  const [a, b] = [edges[0]!.from, edges.at(-1)!.to];
  return [`  Nothing puts ${name(events, a)} and ${name(events, b)} in an order, which access the same location.`];
}

interface Step extends Edge {
  /** A fence between the two. */
  readonly fence: number | undefined;
}

/** Two steps of program order with a fence between them are one. */
function withFences(events: readonly ShownEvent[], edges: readonly Edge[]): readonly Step[] {
  const steps: Step[] = [];
  for (const edge of edges) {
    const before = steps.at(-1);
    if (before?.relation === 'po' && edge.relation === 'po' && events[edge.from]!.kind === 'fence')
      steps.splice(-1, 1, { ...edge, from: before.from, name: edge.name ?? before.name, fence: edge.from });
    else steps.push({ ...edge, fence: undefined });
  }
  return steps;
}

const name = (events: readonly ShownEvent[], i: number): string => events[i]!.letter || `what was in ${events[i]!.location} at first`;

const DEPENDENCIES: Readonly<Record<string, (a: string, b: string) => string>> = {
  addr: (a, b) => `where ${b} goes depends on what ${a} reads`,
  data: (a, b) => `what ${b} writes depends on what ${a} reads`,
  ctrl: (a, b) => `whether ${b} happens depends on what ${a} reads`,
  'pick-addr': (a, b) => `where ${b} goes is chosen by what ${a} reads`,
  'pick-data': (a, b) => `what ${b} writes is chosen by what ${a} reads`,
  'pick-ctrl': (a, b) => `whether ${b} happens is chosen by what ${a} reads`,
  rmw: (a, b) => `${a} and ${b} are the two halves of one read-modify-write`,
  amo: (a, b) => `${a} and ${b} are the two halves of one atomic instruction`,
  si: (a, b) => `${a} and ${b} are the two words of one access`,
  asw: (a, b) => `${b} is done when the thread of ${a} has ended`,
  critical: (a, b) => `${a} leaves the list of waiters before ${b} enters it`,
};

/** An edge as a sentence without its end. */
function sentence(events: readonly ShownEvent[], { from, to, relation, name: called, fence }: Step): string {
  const [a, b] = [events[from]!, events[to]!];
  const [x, y] = [name(events, from), name(events, to)];
  const by = called === undefined || called === relation ? '' : ` (${called})`;
  switch (relation) {
    case 'po':
      return `thread ${a.thread} does ${x} before ${y}${fence === undefined ? '' : `, with the fence ${events[fence]!.letter} between them`}${by}`;
    case 'rf':
      if (a.thread === -1) return `${y} reads what was in ${b.location} at first${by}`;
      return `thread ${b.thread} reads ${b.location}=${b.read} (${y}) from ${whose(a, b)} write ${x}${by}`;
    case 'fr':
      return `thread ${a.thread} reads ${a.location}=${a.read} (${x}) before ${whose(b, a)} write of ${b.written} (${y})${by}`;
    case 'co':
      return `${x} writes ${a.location} before ${whose(b, a)} write ${y}${by}`;
    default:
      return (DEPENDENCIES[relation]?.(x, y) ?? `${x} comes before ${y} by ‘${relation}’`) + by;
  }
}

const whose = (event: ShownEvent, other: ShownEvent): string => (event.thread === other.thread ? 'its own' : `thread ${event.thread}'s`);
