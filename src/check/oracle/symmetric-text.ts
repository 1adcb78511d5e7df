import type { Program } from '../result.ts';
import type { DataProgram, Operand, Statement } from './program.ts';
import { registerCount } from './program.ts';

/** What `finally` throws if a location holds a value in the end. */
export interface Judge {
  readonly at: number;
  readonly not: number;
}

class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/**
 * Compiles a program of equal threads to JavaScript, with a `finally` that reads memory. Costs a compilation for each; locks, fences and choices are not known here.
 *
 * With a `finally`, twins are only such if the text of a function shows that it changes nothing but memory: an interpreter does not.
 */
export function compileTwins(program: DataProgram, sameAs: readonly number[], { at, not }: Judge): () => Program {
  const lines = program.threads.flatMap((thread, t) => (sameAs.indexOf(sameAs[t]!) === t ? [functionOf(thread, t)] : []));
  const code = [
    `'use strict'; return () => { const m = new Int32Array(new SharedArrayBuffer(${program.initial.length * Int32Array.BYTES_PER_ELEMENT}));`,
    ...program.initial.map((value, i) => `m[${i}] = ${value};`),
    ...lines,
    `return { threads: [${sameAs.map((same) => `t${sameAs.indexOf(same)}`).join(', ')}],`,
    `finally: () => { if (Atomics.load(m, ${at}) === ${not}) throw new AssertionError('it holds ${not} in the end'); } }; };`,
  ];
  return new Function('AssertionError', code.join('\n'))(AssertionError) as () => Program;
}

function functionOf(thread: readonly Statement[], t: number): string {
  const registers = Array.from({ length: registerCount(thread) }, (_, r) => `r${r}`);
  const declared = ['skip', ...registers].map((name) => `${name} = 0`).join(', ');
  const body = thread.map((s) => `if (skip > 0) { skip = skip - 1; } else { ${statementOf(s)} }`);
  return [`const t${t} = () => { let ${declared};`, ...body, `return ${["''", ...registers].join(" + ' ' + ")}; };`].join('\n');
}

const operandOf = (value: Operand): string => (typeof value === 'number' ? String(value) : `(r${value.register} + ${value.plus})`);

function statementOf(s: Statement): string {
  switch (s.op) {
    case 'load':
      return `r${s.to} = Atomics.load(m, ${s.at});`;
    case 'store':
      return `Atomics.store(m, ${s.at}, ${operandOf(s.value)});`;
    case 'rmw':
      return `r${s.to} = Atomics.${s.how}(m, ${s.at}, ${operandOf(s.value)});`;
    case 'cas':
      return `r${s.to} = Atomics.compareExchange(m, ${s.at}, ${operandOf(s.expected)}, ${operandOf(s.value)});`;
    case 'if':
      return `if (r${s.register} !== ${s.is}) { skip = ${s.count}; }`;
    case 'await':
      return `while (Atomics.load(m, ${s.at}) !== ${s.is}) {}`;
    case 'await-cas':
      return `while (Atomics.compareExchange(m, ${s.at}, ${s.expected}, ${s.value}) !== ${s.expected}) {}`;
    case 'notify':
      return `r${s.to} = Atomics.notify(m, ${s.at}, ${s.count});`;
    default:
      throw new Error(`${s.op}: this statement is not compiled; expected accesses, branches, loops and notify`);
  }
}
