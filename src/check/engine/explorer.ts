import { ExplorerRevisits } from './explorer-revisits.ts';
import * as f from './fields.ts';
import * as steps from './steps.ts';
import * as t from './trie.ts';

const { AFTER, ASLEEP, FLAGS, FROM, KIND, NODE, NO_EVENT, READ, REMOVAL, STUCK } = f;
const { LOCK } = t;
const { DROP, NEEDS, STAYS } = steps;

/**
 * Explores all executions of a program, each once, in memory that grows with the length of one: the algorithm TruSt of Kokologiannakis, Marmanis, Gladstein and Vafeiadis, *Truly
 * Stateless, Optimal Dynamic Partial Order Reduction* (POPL 2022).
 *
 * Threads go on from left to right. A read has a branch for each write that it may read from; a write has one for each place in the order of writes, and one for each read that was
 * there before it and could read from it (a revisit): that takes back all that was added after the read and that the write does not depend on. A revisit is made only if what it takes
 * back had been added as a run would that always takes the latest; among the executions that lead to the same revisit exactly one is like that.
 *
 * One object, in layers by inheritance, since a step must not cost more than a call: `explorer-graph.ts`, `explorer-marks.ts`, `explorer-writes.ts`, `explorer-reads.ts`,
 * `explorer-steps.ts`, `explorer-revisits.ts`, and this one.
 */
export class Explorer extends ExplorerRevisits {
  /** Explores until there is nothing left, or `stopped`. Can be called again after it was interrupted between two executions. */
  *explore(): Generator<void, void, void> {
    do {
      for (;;) {
        this.needs = undefined;
        const isExecution = this.#execute();
        if (this.needs === undefined) this.alternatives.done();
        // Where the graph is tells what to do next, so it can simply be asked again.
        if (this.needs === undefined) {
          if (isExecution) yield;
          break;
        }
        yield;
      }
    } while (!this.stopped && this.#next());
  }

  /** Runs the threads on from where the graph is. Returns whether that gave an execution. */
  #execute(): boolean {
    scan: for (;;) {
      this.mustRescan = false;
      for (let thread = 0; thread < this.threads; thread++) {
        for (;;) {
          const came = this.step(thread);
          if (this.stopped) return true;
          if (came === DROP || came === NEEDS) return false;
          if (this.mustRescan) continue scan;
          if (came === STAYS) break;
        }
      }
      break;
    }
    let complete = true;
    for (let thread = 0; thread < this.threads; thread++) {
      if (!this.exists(thread)) continue;
      const node = this.nodeOf(thread);
      if (this.hasEnded(thread, node)) continue;
      complete = false;
      if (this.#isToldByAnother(thread)) return false;
    }
    if (this.alternatives.isAnothers()) return false;
    if (!this.host.onExecution(complete)) this.stopped = true;
    return true;
  }

  /** Takes what is to be tried next until something is consistent; false if nothing is left. */
  #next(): boolean {
    const { alternatives } = this;
    while (alternatives.take()) {
      if (this.apply(alternatives.kind, alternatives.event, alternatives.other) !== DROP) return true;
      alternatives.done();
      if (this.stopped) return true;
    }
    return false;
  }

  /** A thread that waits for a word to change which has changed: another execution has it read that. */
  #isToldByAnother(thread: number): boolean {
    if (this.host.isToBeEnded(thread)) return true;
    const { graph } = this;
    const last = graph.lastOf(thread);
    if (last === NO_EVENT) return false;
    const after = graph.get(last, AFTER);
    const kind = graph.get(last, KIND);
    if (after === STUCK && (graph.get(last, FLAGS) & REMOVAL) !== 0) return true;
    if (after === ASLEEP) return this.trie.b[graph.get(last, NODE)] === 1; // a timed wait that is not woken: its time would be over
    if (after === STUCK && kind === READ && this.trie.kind[graph.get(last, NODE)] === LOCK)
      return graph.coNext(graph.get(last, FROM)) !== NO_EVENT;
    return false;
  }
}
