/** The litmus lab: reads litmus tests, judges them by memory models that are written in the cat language, and explains what these allow. */
export { compileModel, type CompiledModel } from './cat/compile.ts';
export { explain, type Explanation, type ShownEvent } from './explain/explain.ts';
export { svgOf } from './explain/svg.ts';
export type { Edge } from './explain/why.ts';
export { causeOf, does, wordsOf } from './explain/words.ts';
export { judge, type Judgement } from './judge.ts';
export { LitmusError } from './litmus-error.ts';
export { textsOfNotation } from './parse/js-notation.ts';
export { parseTest } from './parse/test.ts';
export type { Arch, LitmusTest } from './program.ts';
export type { Seen } from './run/histogram.ts';
export { type Run, type RunOptions, runTest, type SeenAndJudged } from './run/run.ts';
export type { Suspect } from './run/suspect.ts';
export { CannotRun } from './run/cannot-run.ts';
