import { compileModel, judge, parseTest } from '../index.ts';

const coherent = compileModel('"only coherence"\ninclude "cos.cat"\nempty rmw & (fre; coe)\n', 'coherent', () => undefined);

/** The final states of a test, by a model that asks for little more than coherence. Costs a judgement. */
export const coherentStates = (text: string): readonly string[] => judge(parseTest(text), coherent).states;

/** Whether the condition of a test holds, by that model. Costs a judgement. */
export const coherentVerdict = (text: string): string => judge(parseTest(text), coherent).verdict;

/** What a thread of AArch64 may leave in what is observed. Costs a judgement. */
export const registersAfter = (code: string, observed: string, initial = 'x=5; y=6; 0:X0=x; 0:X1=1; 0:X2=2; 0:X3=3;'): readonly string[] =>
  coherentStates(`AArch64 T\n{ ${initial} }\n P0 ;\n ${code} ;\nlocations [${observed}]\n`);
