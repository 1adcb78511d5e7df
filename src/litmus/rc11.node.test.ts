import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileModel, judge, parseTest } from './index.ts';

const model = readFileSync(new URL('../../litmus/models/rc11.cat', import.meta.url), 'utf8');
const compile = (text: string) => compileModel(text, 'rc11', () => undefined);
const rc11 = compile(model);

type Order = 'relaxed' | 'acquire' | 'release' | 'acq_rel' | 'seq_cst';
const store = (at: string, value: number, order: Order) => `atomic_store_explicit(${at}, ${value}, memory_order_${order});`;
const load = (to: string, at: string, order: Order) => `int ${to} = atomic_load_explicit(${at}, memory_order_${order});`;
const add = (to: string, at: string, order: Order) => `int ${to} = atomic_fetch_add_explicit(${at}, 1, memory_order_${order});`;
const fence = (order: Order) => `atomic_thread_fence(memory_order_${order});`;

/** Tests of the literature: the threads, what is asked, and what it is: found, never found, or of a program that is undefined. */
const TESTS: Readonly<Record<string, readonly [threads: readonly string[], exists: string, expected: 'yes' | 'no' | 'undefined']>> = {
  'SB+rlx': [
    [store('x', 1, 'relaxed') + load('r0', 'y', 'relaxed'), store('y', 1, 'relaxed') + load('r0', 'x', 'relaxed')],
    '0:r0=0 /\\ 1:r0=0', 'yes',
  ],
  'SB+ra': [
    [store('x', 1, 'release') + load('r0', 'y', 'acquire'), store('y', 1, 'release') + load('r0', 'x', 'acquire')],
    '0:r0=0 /\\ 1:r0=0', 'yes',
  ],
  'SB+sc': [
    [store('x', 1, 'seq_cst') + load('r0', 'y', 'seq_cst'), store('y', 1, 'seq_cst') + load('r0', 'x', 'seq_cst')],
    '0:r0=0 /\\ 1:r0=0', 'no',
  ],
  'SB+fences': [
    [
      store('x', 1, 'relaxed') + fence('seq_cst') + load('r0', 'y', 'relaxed'),
      store('y', 1, 'relaxed') + fence('seq_cst') + load('r0', 'x', 'relaxed'),
    ],
    '0:r0=0 /\\ 1:r0=0', 'no',
  ],
  'SB+fence+sc': [
    [
      store('x', 1, 'relaxed') + fence('seq_cst') + load('r0', 'y', 'relaxed'),
      store('y', 1, 'seq_cst') + load('r0', 'x', 'seq_cst'),
    ],
    '0:r0=0 /\\ 1:r0=0', 'no',
  ],
  'MP+rlx': [
    [store('x', 1, 'relaxed') + store('y', 1, 'relaxed'), load('r0', 'y', 'relaxed') + load('r1', 'x', 'relaxed')],
    '1:r0=1 /\\ 1:r1=0', 'yes',
  ],
  'MP+ra': [
    [store('x', 1, 'relaxed') + store('y', 1, 'release'), load('r0', 'y', 'acquire') + load('r1', 'x', 'relaxed')],
    '1:r0=1 /\\ 1:r1=0', 'no',
  ],
  'MP+fence+acq': [
    [store('x', 1, 'relaxed') + fence('release') + store('y', 1, 'relaxed'), load('r0', 'y', 'acquire') + load('r1', 'x', 'relaxed')],
    '1:r0=1 /\\ 1:r1=0', 'no',
  ],
  'MP+rel+fence': [
    [store('x', 1, 'relaxed') + store('y', 1, 'release'), load('r0', 'y', 'relaxed') + fence('acquire') + load('r1', 'x', 'relaxed')],
    '1:r0=1 /\\ 1:r1=0', 'no',
  ],
  'MP+sc': [
    [store('x', 1, 'relaxed') + store('y', 1, 'seq_cst'), load('r0', 'y', 'seq_cst') + load('r1', 'x', 'relaxed')],
    '1:r0=1 /\\ 1:r1=0', 'no',
  ],
  'MP+relseq-store': [
    [
      store('x', 1, 'relaxed') + store('y', 1, 'release') + store('y', 2, 'relaxed'),
      load('r0', 'y', 'acquire') + load('r1', 'x', 'relaxed'),
    ],
    '1:r0=2 /\\ 1:r1=0', 'no',
  ],
  'MP+relseq-rmw': [
    [
      store('x', 1, 'relaxed') + store('y', 1, 'release'),
      add('r0', 'y', 'relaxed'),
      load('r0', 'y', 'acquire') + load('r1', 'x', 'relaxed'),
    ],
    '2:r0=2 /\\ 2:r1=0', 'no',
  ],
  'MP+relseq-broken': [
    [
      store('x', 1, 'relaxed') + store('y', 1, 'release'),
      store('y', 2, 'relaxed'),
      load('r0', 'y', 'acquire') + load('r1', 'x', 'relaxed'),
    ],
    '2:r0=2 /\\ 2:r1=0', 'yes',
  ],
  'ISA2+rmw': [
    [
      store('x', 1, 'relaxed') + store('y', 1, 'release'),
      add('r0', 'y', 'acq_rel') + store('z', 1, 'release'),
      load('r0', 'z', 'acquire') + load('r1', 'x', 'relaxed'),
    ],
    '1:r0=1 /\\ 2:r0=1 /\\ 2:r1=0', 'no',
  ],
  'MP+rmw': [
    [store('x', 1, 'relaxed') + add('r0', 'y', 'acq_rel'), load('r0', 'y', 'acquire') + load('r1', 'x', 'relaxed')],
    '1:r0=1 /\\ 1:r1=0', 'no',
  ],
  'LB+rlx': [
    [load('r0', 'x', 'relaxed') + store('y', 1, 'relaxed'), load('r0', 'y', 'relaxed') + store('x', 1, 'relaxed')],
    '0:r0=1 /\\ 1:r0=1', 'no',
  ],
  '2+2W+sc': [
    [store('x', 1, 'seq_cst') + store('y', 2, 'seq_cst'), store('y', 1, 'seq_cst') + store('x', 2, 'seq_cst')],
    '[x]=1 /\\ [y]=1', 'no',
  ],
  'RWC+sc': [
    [
      store('x', 1, 'seq_cst'),
      load('r0', 'x', 'seq_cst') + load('r1', 'y', 'seq_cst'),
      store('y', 1, 'seq_cst') + load('r0', 'x', 'seq_cst'),
    ],
    '1:r0=1 /\\ 1:r1=0 /\\ 2:r0=0', 'no',
  ],
  'RWC+acq': [
    [
      store('x', 1, 'seq_cst'),
      load('r0', 'x', 'acquire') + load('r1', 'y', 'seq_cst'),
      store('y', 1, 'seq_cst') + load('r0', 'x', 'seq_cst'),
    ],
    '1:r0=1 /\\ 1:r1=0 /\\ 2:r0=0', 'yes',
  ],
  'W+RWC+ra': [
    [
      store('x', 1, 'seq_cst') + store('z', 1, 'release'),
      load('r0', 'z', 'acquire') + load('r1', 'y', 'seq_cst'),
      store('y', 1, 'seq_cst') + load('r0', 'x', 'seq_cst'),
    ],
    '1:r0=1 /\\ 1:r1=0 /\\ 2:r0=0', 'no',
  ],
  'IRIW+acq+sc': [
    [
      store('x', 1, 'seq_cst'),
      store('y', 1, 'seq_cst'),
      load('r0', 'x', 'acquire') + load('r1', 'y', 'seq_cst'),
      load('r0', 'y', 'acquire') + load('r1', 'x', 'seq_cst'),
    ],
    '2:r0=1 /\\ 2:r1=0 /\\ 3:r0=1 /\\ 3:r1=0', 'yes',
  ],
  'IRIW+fences': [
    [
      store('x', 1, 'relaxed'),
      store('y', 1, 'relaxed'),
      load('r0', 'x', 'relaxed') + fence('seq_cst') + load('r1', 'y', 'relaxed'),
      load('r0', 'y', 'relaxed') + fence('seq_cst') + load('r1', 'x', 'relaxed'),
    ],
    '2:r0=1 /\\ 2:r1=0 /\\ 3:r0=1 /\\ 3:r1=0', 'no',
  ],
  'two increments': [[add('r0', 'x', 'relaxed'), add('r0', 'x', 'relaxed')], '[x]=1', 'no'],
  'plain+rlx': [['*x = 1;' + store('y', 1, 'relaxed'), load('r0', 'y', 'relaxed') + 'if (r0) { int r1 = *x; }'], '1:r0=1', 'undefined'],
  'plain+ra': [['*x = 1;' + store('y', 1, 'release'), load('r0', 'y', 'acquire') + 'if (r0) { int r1 = *x; }'], '1:r0=1 /\\ 1:r1=0', 'no'],
  'plain writes': [['*x = 1;', '*x = 2;'], '[x]=1', 'undefined'],
  'plain reads': [['int r0 = *x;', 'int r0 = *x;'], '0:r0=1', 'no'],
  'plain beside atomic': [['*x = 1;', load('r0', 'x', 'seq_cst')], '1:r0=1', 'undefined'],
  'one plain write': [['*x = 1;', load('r0', 'y', 'relaxed')], '[x]=0', 'no'],
}; // prettier-ignore

function answer(name: string, compiled = rc11): string {
  const [threads, exists] = TESTS[name]!;
  const parameters = 'atomic_int* x, atomic_int* y, atomic_int* z';
  const code = threads.map((body, i) => `P${i} (${parameters}) { ${body} }`).join('\n');
  const { verdict, undefinedBehaviour } = judge(parseTest(`C ${name.replaceAll(' ', '-')}\n{}\n${code}\nexists (${exists})\n`), compiled);
  if (undefinedBehaviour) return 'undefined';
  return verdict === 'Ok' ? 'yes' : 'no';
}

test.for(Object.entries(TESTS))('%s', ([name, [, , expected]]) => {
  expect(answer(name)).toBe(expected);
});

/** Parts of the model, what is there instead in a mutant of it, and a test that tells the mutant from the model. */
const MUTANTS: readonly (readonly [part: string, instead: string, test: keyof typeof TESTS & string])[] = [
  ['undefined_unless empty race as data-race', '', 'plain+rlx'],
  ['irreflexive hb; eco? as coherence', '', 'MP+ra'],
  ['irreflexive hb; eco? as coherence', 'irreflexive hb; (rf | mo) as coherence', 'MP+ra'],
  ['acyclic psc-base | psc-fences as sc', '', 'SB+sc'],
  ['acyclic psc-base | psc-fences as sc', 'acyclic psc-base as sc', 'IRIW+fences'],
  ['acyclic psc-base | psc-fences as sc', 'acyclic psc-fences as sc', 'SB+sc'],
  ['acyclic sb | rf as no-thin-air', '', 'LB+rlx'],
  ['(sb & loc)?; ', '', 'MP+relseq-store'],
  ['(rf; [RMW])*', 'id', 'MP+relseq-rmw'],
  ['(sb & loc)?; [W & atomic]', 'loc?; [W & atomic]', 'MP+relseq-broken'],
  ['([F]; sb)?', 'id', 'MP+fence+acq'],
  ['(sb; [F])?', 'id', 'MP+rel+fence'],
  ['let releases = REL | ACQ_REL | SC', 'let releases = ACQ_REL | SC', 'MP+ra'],
  ['let releases = REL | ACQ_REL | SC', 'let releases = REL | SC', 'MP+rmw'],
  ['let releases = REL | ACQ_REL | SC', 'let releases = REL | ACQ_REL', 'MP+sc'],
  ['let acquires = ACQ | ACQ_REL | SC', 'let acquires = ACQ_REL | SC', 'MP+ra'],
  ['let acquires = ACQ | ACQ_REL | SC', 'let acquires = ACQ | SC', 'ISA2+rmw'],
  ['let acquires = ACQ | ACQ_REL | SC', 'let acquires = ACQ | ACQ_REL', 'MP+sc'],
  ['let scb = sb |', 'let scb =', 'SB+sc'],
  ['elsewhere; hb; elsewhere |', '', 'W+RWC+ra'],
  ['elsewhere; hb; elsewhere |', 'hb |', 'RWC+acq'],
  ['hb & loc |', '', 'RWC+sc'],
  ['| mo | rb\nlet psc', '| rb\nlet psc', '2+2W+sc'],
  ['| mo | rb\nlet psc', '| mo\nlet psc', 'SB+sc'],
  ['([SC] | fence; hb?); scb', '[SC]; scb', 'SB+fence+sc'],
  ['scb; ([SC] | hb?; fence)', 'scb; [SC]', 'SB+fence+sc'],
  ['hb | hb; eco; hb', 'hb', 'IRIW+fences'],
  ['IW * _ | _ * IW | ', '', 'one plain write'],
  [' | A * A', '', 'SB+rlx'],
  [' | hb | hb^-1)', ')', 'plain+ra'],
  ['(W * M | M * W)', '(M * M)', 'plain reads'],
  ['(W * M | M * W)', '(W * W)', 'plain beside atomic'],
];

test.for(MUTANTS)("without '%s', with '%s', the test %s has another answer", ([part, instead, name]) => {
  expect(model.split(part)).toHaveLength(2);
  expect(answer(name, compile(model.replace(part, instead)))).not.toBe(TESTS[name]![2]);
});

test('that read-modify-writes are of one step is in every candidate already: the two axioms that say so change nothing here', () => {
  const without = compile(model.replace(/^irreflexive \[RMW\].*\n/m, '').replace(/^empty \[RMW\].*\n/m, ''));
  expect(without.checks).toHaveLength(rc11.checks.length - 2);
  for (const name of Object.keys(TESTS)) expect(answer(name, without)).toBe(TESTS[name]![2]);
});
