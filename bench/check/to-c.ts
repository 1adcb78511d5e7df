import { parseMc } from '../../scripts/lib/mc-language.ts';
import type { Cell, Expression, McOrder, McSource, McStatement, ParsedThread } from '../../scripts/lib/mc-syntax.ts';

const ORDERS: Readonly<Record<Exclude<McOrder, 'na'>, string>> = {
  rlx: 'memory_order_relaxed',
  acq: 'memory_order_acquire',
  rel: 'memory_order_release',
  acqrel: 'memory_order_acq_rel',
  sc: 'memory_order_seq_cst',
};
/** Of a compare-exchange that fails. */
const FAILURES: Readonly<Record<Exclude<McOrder, 'na'>, string>> = {
  ...ORDERS,
  rel: ORDERS.rlx,
  acqrel: ORDERS.acq,
};

const HEADER = `#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

void __VERIFIER_assume(int);
`;

/** The C of a program of the little language, for GenMC. Locations are atomic; plain accesses go through a pointer to an ordinary `int`. */
export function toC(source: McSource): string {
  const { threads, final } = parseMc(source);
  const params = Object.entries(source.params ?? {}).map(([name, value]) => `#define p_${name} ${value}`);
  const locations = Object.entries(source.init).map(([name, initial]) =>
    typeof initial === 'number'
      ? `atomic_int l_${name} = ${initial};`
      : `atomic_int l_${name}[${initial.length}] = { ${initial.join(', ')} };`,
  );
  const mutexes = source.mutexes ?? [];
  const functions = threads.map((thread) => `void *t_${thread.name}(void *argument)\n{\n${prologue}${bodyOf(thread)}\nreturn NULL;\n}`);
  const all = threads.flatMap(({ name, count }) => Array.from({ length: count }, (_, me) => ({ name, me })));
  const main = [
    'int main(void)\n{',
    `pthread_t threads[${all.length}];`,
    ...mutexes.map((name) => `pthread_mutex_init(&m_${name}, NULL);`),
    ...all.map(({ name, me }, i) => `pthread_create(&threads[${i}], NULL, t_${name}, (void *)(intptr_t)${me});`),
    ...all.map((_, i) => `pthread_join(threads[${i}], NULL);`),
    ...(final === undefined ? [] : [bodyOf(final)]),
    'return 0;\n}',
  ];
  const globals = [...params, ...locations, ...mutexes.map((name) => `pthread_mutex_t m_${name};`)];
  return [HEADER, ...globals, '', ...functions, ...main, ''].join('\n');
}

const prologue = 'int p_me = (int)(intptr_t)argument;\n(void)p_me;\n';

function bodyOf({ statements, registers }: ParsedThread): string {
  const declared = registers.map((name) => `int r_${name} = 0; (void)r_${name};`);
  return [...declared, ...statements.map(statementOf)].join('\n');
}

const blockOf = (statements: readonly McStatement[]): string => statements.map(statementOf).join('\n');

function statementOf(s: McStatement): string {
  switch (s.is) {
    case 'load':
      return assigned(s.to, s.order === 'na' ? plain(s.cell) : `atomic_load_explicit(&${place(s.cell)}, ${ORDERS[s.order]})`);
    case 'store':
      return s.order === 'na'
        ? `${plain(s.cell)} = ${valueOf(s.value)};`
        : `atomic_store_explicit(&${place(s.cell)}, ${valueOf(s.value)}, ${ORDERS[s.order]});`;
    case 'cas': {
      const order = atomic(s.order);
      const exchange = `atomic_compare_exchange_strong_explicit(&${place(s.cell)}, &expected, ${valueOf(s.value)}, ${ORDERS[order]}, ${FAILURES[order]})`;
      // C leaves the old value in `expected`, whether that succeeds or fails.
      return `{ int expected = ${valueOf(s.expected)}; ${exchange}; ${s.to === undefined ? '' : `r_${s.to} = expected;`} }`;
    }
    case 'faa':
    case 'xchg': {
      const what = s.is === 'faa' ? 'atomic_fetch_add_explicit' : 'atomic_exchange_explicit';
      return assigned(s.to, `${what}(&${place(s.cell)}, ${valueOf(s.value)}, ${ORDERS[atomic(s.order)]})`);
    }
    case 'fence':
      return `atomic_thread_fence(${ORDERS[atomic(s.order)]});`;
    case 'assume':
      return `__VERIFIER_assume(${valueOf(s.condition)});`;
    case 'assert':
      return `assert(${valueOf(s.condition)});`;
    case 'lock':
    case 'unlock':
      return `pthread_mutex_${s.is}(&m_${s.mutex});`;
    case 'set':
      return assigned(s.to, valueOf(s.value));
    case 'if':
      return `if (${valueOf(s.condition)}) {\n${blockOf(s.body)}\n} else {\n${blockOf(s.otherwise)}\n}`;
    case 'for': {
      const r = `r_${s.register}`;
      return `for (${r} = ${valueOf(s.from)}; ${r} < ${valueOf(s.below)}; ${r}++) {\n${blockOf(s.body)}\n}`;
    }
    case 'spin':
      return `do {\n${blockOf(s.body)}\n} while (!${valueOf(s.until)});`;
    case 'break':
      return 'break;';
    case 'return':
      return 'return NULL;';
  }
}

function atomic(order: McOrder): Exclude<McOrder, 'na'> {
  if (order === 'na') throw new Error('a read-modify-write or a fence cannot be plain');
  return order;
}

const assigned = (to: string | undefined, value: string): string => (to === undefined ? `(void)${value};` : `r_${to} = ${value};`);
const place = ({ name, index }: Cell): string => `l_${name}${index === undefined ? '' : `[${valueOf(index)}]`}`;
const plain = (cell: Cell): string => `*(int *)&${place(cell)}`;

function valueOf(e: Expression): string {
  switch (e.is) {
    case 'number':
      return String(e.value);
    case 'register':
      return `r_${e.name}`;
    case 'constant':
      return `p_${e.name}`;
    case 'unary':
      return `(${e.operator}${valueOf(e.of)})`;
    case 'binary':
      return `(${valueOf(e.left)} ${e.operator} ${valueOf(e.right)})`;
  }
}
