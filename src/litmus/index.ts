/** The litmus lab: reads litmus tests, and judges them by memory models that are written in the cat language. */
export { compileModel, type CompiledModel } from './cat/compile.ts';
export { judge, type Judgement } from './judge.ts';
export { LitmusError } from './litmus-error.ts';
export { parseTest } from './parse/test.ts';
export { textsOfNotation } from './parse/js-notation.ts';
export type { Arch, LitmusTest } from './program.ts';
