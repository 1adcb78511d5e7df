import type { Choice, Trace } from '../check/report/trace.ts';

/** A part of the tree of executions: what was chosen to get here, and what was chosen next. */
export interface Branch {
  /** Undefined at the root. */
  readonly choice: Choice | undefined;
  readonly branches: readonly Branch[];
  /** Where the path ends: the place of the execution in the list. */
  readonly execution: number | undefined;
}

interface Growing {
  choice: Choice | undefined;
  readonly next: Map<string, Growing>;
  execution: number | undefined;
}

/** The executions as a tree: those whose exploration began with the same choices share these. Only where it parts there is a branch. Costs a walk over all paths. */
export function treeOf(traces: readonly Trace[]): Branch {
  const root: Growing = { choice: undefined, next: new Map(), execution: undefined };
  for (const [execution, { path = [] }] of traces.entries()) {
    let at = root;
    for (const choice of [...path, END]) {
      const key = `${choice.thread} ${choice.index} ${choice.text}`;
      let next = at.next.get(key);
      if (next === undefined) at.next.set(key, (next = { choice, next: new Map(), execution: undefined }));
      at = next;
    }
    at.execution = execution;
  }
  return shortened(root, undefined);
}

/** Where an execution ends that is the beginning of another: threads of it were stopped. */
const END: Choice = { thread: -1, index: 0, text: 'no more steps' };

/** Without what has one way on only. */
function shortened(from: Growing, choice: Choice | undefined): Branch {
  let at = from;
  while (at.next.size === 1) for (const only of at.next.values()) at = only;
  return { choice, execution: at.execution, branches: [...at.next.values()].map((next) => shortened(next, next.choice)) };
}
