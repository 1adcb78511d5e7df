import { nextStep, nextSwitch, previousStep, previousSwitch } from '../check/report/moves.ts';
import type { Trace } from '../check/report/trace.ts';
import type { Relation } from './relations.ts';

/** What is looked at, and how: everything on the screen is a function of this. */
export interface ViewState {
  readonly trace: Trace;
  /** How many steps have been taken: the selected one is the last of them. */
  readonly cursor: number;
  /** Threads that are left out. */
  readonly hidden: ReadonlySet<number>;
  /** Only steps that touch this word are shown; undefined: all. */
  readonly word: number | undefined;
  readonly relations: ReadonlySet<Relation>;
  readonly playing: boolean;
}

/** A part of the screen: made once for a trace, and told of each new state. */
export interface Panel {
  readonly element: HTMLElement;
  show(state: ViewState): void;
}

/** What panels may ask for. */
export interface Actions {
  change(changes: Partial<ViewState>): void;
  /** Moves by a name of `MOVES`. */
  move(name: Move): void;
  /** Shows a step, by its id, and what is around it. */
  select(id: number): void;
  /** Tells the reader something that has no other place. */
  say(text: string): void;
}

/** The relations that are drawn at first; of a litmus test all that axioms are about. */
const FIRST_RELATIONS: readonly Relation[] = ['rf', 'sw'];
const FIRST_OF_LITMUS: readonly Relation[] = ['rf', 'co', 'fr'];

export function firstState(trace: Trace): ViewState {
  return {
    trace,
    cursor: Math.min(1, trace.steps.length),
    hidden: new Set(),
    word: undefined,
    relations: new Set(trace.outcome === undefined ? FIRST_RELATIONS : FIRST_OF_LITMUS),
    playing: false,
  };
}

/** Whether a step is shown. */
export function isVisible({ trace, hidden, word }: ViewState, id: number): boolean {
  const step = trace.steps[id];
  return step !== undefined && !hidden.has(step.thread) && (word === undefined || step.word === word);
}

export const MOVES = {
  next: nextStep,
  previous: previousStep,
  nextSwitch,
  previousSwitch,
  first: () => 0,
  last: ({ steps }: Trace) => steps.length,
} as const satisfies Record<string, (trace: Trace, count: number, visible: (id: number) => boolean) => number>;

export type Move = keyof typeof MOVES;

/** Where a move leads. */
export function moved(state: ViewState, move: Move): number {
  return MOVES[move](state.trace, state.cursor, (id) => isVisible(state, id));
}

/** All threads of the trace, also those that did nothing. */
export function threadsOf({ threads, steps }: Trace): number[] {
  return [...new Set([...threads.map(({ thread }) => thread), ...steps.map(({ thread }) => thread)])].toSorted((a, b) => a - b);
}
