import type { Access, Expr, Value } from '../program.ts';
import { apply, constant, registerExpr, type TestBuilder, type ThreadBuilder } from './builder.ts';
import { readColumns } from './columns.ts';
import { byList, type Dialect } from './dialect.ts';
import type { Tokens } from './tokens.ts';
import { X86Machine, type Operand } from './x86-machine.ts';

const REGISTERS = ['rax', 'rbx', 'rcx', 'rdx', 'rsi', 'rdi', 'rbp', 'rsp', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'];
/** The names of parts of registers: eax, ax, al; sil; r8d, r8w, r8b. */
const PARTS = new Map<string, string>();
for (const name of REGISTERS) {
  PARTS.set(name, name);
  const numbered = /\d/.test(name);
  const base = name.slice(1);
  const parts = numbered ? [`${name}d`, `${name}w`, `${name}b`] : [`e${base}`, base, base.endsWith('x') ? `${base[0]}l` : `${base}l`];
  for (const part of parts) PARTS.set(part, name);
}
const registerOf = (name: string): string | undefined => PARTS.get(name.toLowerCase());

/** x86-64 in the order of AT&T: the target comes last. Costs one pass. */
export const x86_64: Dialect = {
  arch: 'X86_64',
  register: registerOf,
  compare: byList(REGISTERS),
  elementSize: 4,
  program: (tokens, builder) => readColumns(tokens.start, builder, readInstruction),
};

const SUFFIX_SIZES: Readonly<Record<string, number>> = { b: 1, w: 2, l: 4, q: 8 };
const WITHOUT_SUFFIX = /^(?:mfence|lfence|sfence|nop|pause|ret|jmp|j[a-z]+|set[a-z]+|lock)$/;

/** Names whose last letter is no size. */
const WHOLE = new Set(['sub', 'cmovl', 'cmovb']);

function readInstruction(tokens: Tokens, thread: ThreadBuilder, builder: TestBuilder): void {
  let at = tokens.start;
  let name = tokens.name('an instruction').toLowerCase();
  const locked = name === 'lock';
  if (locked) {
    tokens.accept(';');
    at = tokens.start;
    name = tokens.name('an instruction').toLowerCase();
  }
  const size = WITHOUT_SUFFIX.test(name) || name.length < 3 || WHOLE.has(name) ? undefined : SUFFIX_SIZES[name.at(-1)!];
  const access: Access = { tags: [], size: size ?? 4 };
  const machine = new X86Machine(thread, access);
  machine.locked = locked;
  machine.accumulator = 'rax';
  const bare = (size === undefined ? name : name.slice(0, -1)).toUpperCase();
  if (machine.isJump(bare)) return machine.jump(bare, tokens.name('a label'));
  const operands: Operand[] = [];
  while (!tokens.atEnd) {
    operands.unshift(readOperand(tokens, thread, builder));
    if (!tokens.atEnd) tokens.expect(',');
  }
  if (!machine.instruction(bare, operands))
    throw tokens.fail(
      at,
      `found '${name}' with ${operands.length} operands, expected an instruction of x86-64 such as movl, xchgl or mfence`,
    );
}

function readOperand(tokens: Tokens, thread: ThreadBuilder, builder: TestBuilder): Operand {
  if (tokens.accept('$')) {
    if (tokens.kind === 'name') return { value: constant(builder.location(tokens.next())) };
    return { value: constant(tokens.integer('a number')) };
  }
  if (tokens.accept('%')) return readRegister(tokens, thread);
  if (tokens.accept('[')) {
    const address = readBase(tokens, thread, builder);
    tokens.expect(']');
    return { address };
  }
  const offset = tokens.kind === 'number' || tokens.is('-') ? tokens.integer('an offset') : undefined;
  if (tokens.accept('(')) {
    let address = readBase(tokens, thread, builder);
    if (tokens.accept(',')) {
      const index = readBase(tokens, thread, builder);
      const scale = tokens.accept(',') ? tokens.integer('a scale: 1, 2, 4 or 8') : 1;
      address = apply(sum, address, apply(product, index, constant(scale)));
    }
    tokens.expect(')');
    return { address: offset === undefined ? address : apply(sum, address, constant(offset)) };
  }
  if (offset !== undefined) throw tokens.error("'(' after an offset");
  const name = tokens.name("an operand: '$1', '%eax' or '(x)'");
  if (tokens.accept('(')) {
    tokens.expect('%');
    tokens.name('rip');
    tokens.expect(')');
  }
  return { address: constant(builder.location(name)) };
}

function readBase(tokens: Tokens, thread: ThreadBuilder, builder: TestBuilder): Expr {
  if (tokens.accept('%')) return readRegister(tokens, thread).value!;
  return constant(builder.location(tokens.name('a location or a register')));
}

function readRegister(tokens: Tokens, thread: ThreadBuilder): Operand {
  const at = tokens.start;
  const name = tokens.name('a register');
  const register = registerOf(name);
  if (register === undefined) throw tokens.fail(at, `X86_64 has no register '${name}'`);
  const number = thread.register(register);
  return { register: number, value: registerExpr(number) };
}

const sum = (a: Value, b: Value): Value => a + b;
const product = (a: Value, b: Value): Value => a * b;
