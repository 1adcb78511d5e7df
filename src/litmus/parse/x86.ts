import { add, signExtend } from '../integers.ts';
import type { Expr } from '../program.ts';
import { apply, constant, registerExpr, type ThreadBuilder } from './builder.ts';
import type { TestBuilder } from './locations-builder.ts';
import { readColumns } from './columns.ts';
import { byList, type Dialect } from './dialect.ts';
import type { Tokens } from './tokens.ts';
import { X86Machine, type Operand, type Width } from './x86-machine.ts';

const REGISTERS = ['EAX', 'EBX', 'ECX', 'EDX', 'ESI', 'EDI', 'EBP', 'ESP', 'EIP'];
const registerOf = (name: string): string | undefined => (REGISTERS.includes(name.toUpperCase()) ? name.toUpperCase() : undefined);

/** How many bytes registers have, and locations. */
const SIZE = 4;

/** 32-bit x86 in Intel's order: the target comes first. Costs one pass. */
export const x86: Dialect = {
  arch: 'X86',
  register: registerOf,
  compare: byList(REGISTERS),
  elementSize: SIZE,
  wordSize: SIZE,
  fit: (value) => signExtend(value, SIZE),
  program: (tokens, builder) => readColumns(tokens.start, builder, readInstruction),
};

/** Moves of other sizes are read, and are as those of words: in this language all locations are words. */
const SIZED_MOVE = /^MOV[BWLQT]$/;
const WORD: Width = { access: { tags: [], size: SIZE }, fit: (value) => signExtend(value, SIZE) };

function readInstruction(tokens: Tokens, thread: ThreadBuilder, builder: TestBuilder): void {
  const machine = new X86Machine(thread, WORD);
  let at = tokens.start;
  let name = tokens.name('an instruction').toUpperCase();
  if (name === 'LOCK') {
    machine.locked = true;
    tokens.accept(';');
    at = tokens.start;
    name = tokens.name('an instruction').toUpperCase();
  }
  const operands: Operand[] = [];
  if (machine.isJump(name)) {
    machine.jump(name, tokens.name('a label'));
    return;
  }
  while (!tokens.atEnd) {
    operands.push(readOperand(tokens, thread, builder));
    if (!tokens.atEnd) tokens.expect(',');
  }
  if (!machine.instruction(name.replace(SIZED_MOVE, 'MOV'), operands))
    throw tokens.fail(at, `found '${name}' with ${operands.length} operands, expected an instruction of x86 such as MOV, XCHG or MFENCE`);
}

function readOperand(tokens: Tokens, thread: ThreadBuilder, builder: TestBuilder): Operand {
  if (tokens.accept('$')) {
    if (tokens.kind === 'name') return { value: constant(builder.location(tokens.next())) };
    return { value: readNumber(tokens) };
  }
  if (tokens.kind === 'number' || tokens.is('-')) return { value: readNumber(tokens) };
  const isBracket = tokens.accept('[');
  if (isBracket || tokens.accept('(')) {
    const address = readAddress(tokens, thread, builder);
    tokens.expect(isBracket ? ']' : ')');
    return { address };
  }
  const isNamed = tokens.accept('%');
  const name = tokens.name("an operand: a register, '[x]' or a number");
  const register = registerOf(name) ?? (isNamed ? `%${name}` : undefined);
  if (register !== undefined) return { register: thread.register(register), value: registerExpr(thread.register(register)) };
  return { address: constant(builder.location(name)) };
}

const readNumber = (tokens: Tokens): Expr => constant(WORD.fit(tokens.value('a number')));

function readAddress(tokens: Tokens, thread: ThreadBuilder, builder: TestBuilder): Expr {
  const isNamed = tokens.accept('%');
  const name = tokens.name('a location or a register');
  const register = registerOf(name) ?? (isNamed ? `%${name}` : undefined);
  let address: Expr = register === undefined ? constant(builder.location(name)) : registerExpr(thread.register(register));
  while (tokens.accept('+')) {
    const more = tokens.kind === 'number' ? constant(tokens.integer('an offset')) : readAddress(tokens, thread, builder);
    address = apply(add, address, more);
  }
  return address;
}
