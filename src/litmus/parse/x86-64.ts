import { add, and, multiply, or, shiftLeft, shiftRight, truncate } from '../integers.ts';
import type { Expr } from '../program.ts';
import { apply, constant, registerExpr, type ThreadBuilder } from './builder.ts';
import type { TestBuilder } from './locations-builder.ts';
import { readColumns } from './columns.ts';
import { byList, type Dialect, fitWord } from './dialect.ts';
import type { Tokens } from './tokens.ts';
import { X86Machine, type Operand, type Width } from './x86-machine.ts';

const REGISTERS = ['rip', 'rax', 'rbx', 'rcx', 'rdx', 'rsi', 'rdi', 'rbp', 'rsp', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'];

/** A part of a register: so many bytes, from one on. */
interface Part {
  readonly name: string;
  readonly size: number;
  readonly from: number;
}

/** By their names: eax, ax, al and ah; sil; r8d, r8w, r8b. */
const PARTS = new Map<string, Part>();
const WHOLE = 8;
const WORD = 4;
/** Registers for vectors, of which tests load no more than the first eight bytes. */
const VECTORS = 16;
for (const name of REGISTERS) {
  PARTS.set(name, { name, size: WHOLE, from: 0 });
  const base = name.slice(1);
  const [letter] = base;
  const parts = /\d/.test(name) ? [`${name}d`, `${name}w`, `${name}b`] : [`e${base}`, base, base.endsWith('x') ? `${letter}l` : `${base}l`];
  for (const [i, part] of parts.entries()) PARTS.set(part, { name, size: WORD >> i, from: 0 });
  if (base.endsWith('x')) PARTS.set(`${letter}h`, { name, size: 1, from: 1 });
}
for (let i = 0; i < VECTORS; i++) PARTS.set(`xmm${i}`, { name: `xmm${i}`, size: WHOLE, from: 0 });
const registerOf = (name: string): string | undefined => PARTS.get(name.toLowerCase())?.name;

/** x86-64 in the order of AT&T: the target comes last. Costs one pass. */
export const x86_64: Dialect = {
  arch: 'X86_64',
  register: registerOf,
  compare: byList(REGISTERS),
  elementSize: WORD,
  fit: fitWord,
  program: (tokens, builder) => readColumns(tokens.start, builder, readInstruction),
};

const SUFFIX_SIZES: Readonly<Record<string, number>> = { b: 1, w: 2, l: 4, q: 8 };
const WITHOUT_SUFFIX = /^(?:mfence|lfence|sfence|nop|pause|ret|jmp|j[a-z]+|set[a-z]+|lock|clwb|movd|movabs)$/;
/** A move to a wider register: the size that it is from may be named, and the one that it is to. */
const WIDENING = /^mov([sz])(?:x|([bwl])([wlq])?|xd)$/;
/** From the lower half of the register for results to all of it. */
const WIDEN_ACCUMULATOR: Readonly<Record<string, readonly [from: string, to: string]>> = {
  cltq: ['eax', 'rax'], cdqe: ['eax', 'rax'], cwtl: ['ax', 'eax'], cwde: ['ax', 'eax'],
}; // prettier-ignore

/** Names whose last letter is no size. */
const UNSIZED = new Set(['sub', 'shl', 'sal', 'cmovl', 'cmovb']);

function readInstruction(tokens: Tokens, thread: ThreadBuilder, builder: TestBuilder): void {
  let at = tokens.start;
  let name = tokens.name('an instruction').toLowerCase();
  const locked = name === 'lock';
  if (locked) {
    tokens.accept(';');
    at = tokens.start;
    name = tokens.name('an instruction').toLowerCase();
  }
  const size = WITHOUT_SUFFIX.test(name) || name.length < 3 || UNSIZED.has(name) ? undefined : SUFFIX_SIZES[name.at(-1)!];
  const bare = (size === undefined ? name : name.slice(0, -1)).toUpperCase();
  const operands: SizedOperand[] = [];
  let machine = new X86Machine(thread, widthOf(WORD));
  if (machine.isJump(bare)) return machine.jump(bare, tokens.name('a label'));
  while (!tokens.atEnd) {
    operands.unshift(readOperand(tokens, thread, builder));
    if (!tokens.atEnd) tokens.expect(',');
  }
  const widening = WIDENING.exec(name);
  if (widening !== null && operands.length === 2) {
    const [target, source] = operands as [SizedOperand, SizedOperand];
    const from = widening[2] === undefined ? source.size : SUFFIX_SIZES[widening[2]];
    if (from !== undefined && new X86Machine(thread, widthOf(from)).moveWider(target, source, widening[1] === 's')) return;
  }
  const accumulator = WIDEN_ACCUMULATOR[name];
  if (accumulator !== undefined && operands.length === 0) {
    const [source, target] = accumulator.map((part) => readRegister(part, thread)!) as [SizedOperand, SizedOperand];
    new X86Machine(thread, widthOf(source.size!)).moveWider(target, source, true);
    return;
  }
  // A NOP of several bytes names an address, which it does not access.
  if (bare === 'NOP') return;
  // Without a letter at its end an instruction is as wide as the register that it names.
  const width = size ?? operands.find((operand) => operand.size !== undefined)?.size ?? WORD;
  machine = new X86Machine(thread, widthOf(width));
  machine.locked = locked;
  machine.accumulator = readRegister(ACCUMULATORS[width]!, thread);
  const fitted = operands.map((operand) => (operand.isNumber === true ? { value: truncated(operand.value!, width) } : operand));
  if (!machine.instruction(bare, fitted))
    throw tokens.fail(
      at,
      `found '${name}' with ${operands.length} operands, expected an instruction of x86-64 such as movl, xchgl or mfence`,
    );
}

interface SizedOperand extends Operand {
  /** How many bytes, of a register. */
  readonly size?: number;
  readonly isNumber?: boolean;
}

function readOperand(tokens: Tokens, thread: ThreadBuilder, builder: TestBuilder): SizedOperand {
  if (tokens.accept('$')) {
    if (tokens.kind === 'name') return { value: constant(builder.location(tokens.next())) };
    return { value: constant(tokens.value('a number')), isNumber: true };
  }
  if (tokens.accept('%')) {
    const at = tokens.start;
    const name = tokens.name('a register');
    // All segments begin at 0.
    if (SEGMENT.test(name) && tokens.accept(':')) return readOperand(tokens, thread, builder);
    const register = readRegister(name, thread);
    if (register === undefined) throw tokens.fail(at, `X86_64 has no register '${name}'`);
    return register;
  }
  if (tokens.accept('[')) {
    const address = readBase(tokens, thread, builder);
    tokens.expect(']');
    return { address };
  }
  const offset = tokens.kind === 'number' || tokens.is('-') ? tokens.value('an offset') : undefined;
  if (tokens.accept('(')) {
    let address = readBase(tokens, thread, builder);
    if (tokens.accept(',')) {
      const index = readBase(tokens, thread, builder);
      const scale = tokens.accept(',') ? tokens.integer('a scale: 1, 2, 4 or 8') : 1;
      address = apply(add, address, apply(multiply, index, constant(scale)));
    }
    tokens.expect(')');
    return { address: offset === undefined ? address : apply(add, address, constant(offset)) };
  }
  if (offset !== undefined) return { value: constant(offset), isNumber: true };
  const name = tokens.name("an operand: '$1', '%eax' or '(x)'");
  const register = readRegister(name, thread);
  if (register !== undefined) return register;
  if (tokens.accept('(')) {
    tokens.expect('%');
    tokens.name('rip');
    tokens.expect(')');
  }
  return { address: constant(builder.location(name)) };
}

function readBase(tokens: Tokens, thread: ThreadBuilder, builder: TestBuilder): Expr {
  const percent = tokens.accept('%');
  const at = tokens.start;
  const name = tokens.name('a location or a register');
  const register = readRegister(name, thread);
  if (register !== undefined) return register.value!;
  if (percent) throw tokens.fail(at, `X86_64 has no register '${name}'`);
  return constant(builder.location(name));
}

const SEGMENT = /^[c-gs]s$/i;
/** What a compare-and-exchange compares with, by how many bytes. */
const ACCUMULATORS: Readonly<Record<number, string>> = { 1: 'al', 2: 'ax', 4: 'eax', 8: 'rax' };

/** A register or a part of one, of which the other parts are kept, but that a write of four bytes puts zeros above them. */
function readRegister(name: string, thread: ThreadBuilder): (SizedOperand & { readonly register: number }) | undefined {
  const part = PARTS.get(name.toLowerCase());
  if (part === undefined) return undefined;
  const { size, from } = part;
  const register = thread.register(part.name);
  const whole = registerExpr(register);
  if (size === WHOLE) return { register, size, value: whole };
  if (size === WORD) return { register, size, value: truncated(whole, size), put: (value) => truncated(value, size) };
  const shift = from * BITS_PER_BYTE;
  const others = ~((2 ** (size * BITS_PER_BYTE) - 1) << shift);
  return {
    register,
    size,
    value: truncated(from === 0 ? whole : apply(shiftRight, whole, constant(shift)), size),
    put: (value) => apply((old, own) => or(and(old, others), shiftLeft(truncate(own, size), shift)), whole, value),
  };
}

const BITS_PER_BYTE = 8;
const truncated = (value: Expr, size: number): Expr =>
  value.kind === 'constant' ? constant(truncate(value.value, size)) : apply((whole) => truncate(whole, size), value, constant(0));

const widthOf = (size: number): Width => ({
  access: { tags: [], size, ...(size < WORD ? { decode: (value) => truncate(value, size) } : {}) },
  fit: (value) => truncate(value, size),
});
