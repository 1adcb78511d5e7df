import type { Mutant } from './mutant.ts';

/** A fault of symmetry. It is found by comparing results, not as the error of a check, so it is in no set of those of the primitives. */
export type SymmetryMutant = Pick<Mutant, 'name' | 'file' | 'edits'>;

const SYMMETRY = 'src/check/engine/symmetry.ts';
const GRAPH = 'src/check/engine/graph.ts';

const one = (name: string, file: string, find: string, replace: string): SymmetryMutant => ({ name, file, edits: [{ find, replace }] });

/**
 * Not here are two that 40 programs of each series do not find, and that are thought to change nothing: ties without the location (the same function that read the same goes to the
 * same place), and a read-modify-write that may read what its twin reads (models drop that by themselves).
 */
export const symmetryMutants: readonly SymmetryMutant[] = [
  one('reads from different writes are the same', SYMMETRY, 'return graph.get(a, FROM) === graph.get(b, FROM);', 'return true;'),
  one('different choices are the same', SYMMETRY, 'return graph.get(a, VALUE) === graph.get(b, VALUE);', 'return true;'),
  one('two writes are the same', SYMMETRY, 'default:\n        return false;', 'default:\n        return true;'),
  one('an event does not depend on its twin', SYMMETRY, 'graph.dependOnTwin(event);', ''),
  one(
    'a read that got another source does not depend on its twin',
    GRAPH,
    'this.#dependOnBefore(this.row(event));\n    this.dependOnTwin(event);',
    'this.#dependOnBefore(this.row(event));',
  ),
  one('the write of a read-modify-write is left out', GRAPH, 'after !== f.PENDING_WRITE && after', 'after'),
  one('the enqueueing of a wait is left out', GRAPH, ' && after !== f.PENDING_ENQUEUE', ''),
  one('a twin may read what is older', SYMMETRY, 'return this.#isAfter(write, least);', 'return true;'),
  one('a twin may begin with what is older', SYMMETRY, 'if (this.mayRead(read, found[i]!)) found', 'found'),
  one('a twin may write before', SYMMETRY, 'if (found[i] === twin || this.#isAfter(found[i]!, twin)) found', 'found'),
  one('a twin may choose more', SYMMETRY, 'return this.#values.decode(graph.get(twin, VALUE)) as number;', 'return undefined;'),
  one('orders of twins that did the same count', SYMMETRY, 'if (isSame) same++;', ''),
];
