import { describe, expect, test } from 'vitest';
import { compileModel, parseTest } from '../index.ts';
import { explain, type Explanation } from './explain.ts';
import { svgOf } from './svg.ts';
import { wordsOf } from './words.ts';

const SB = parseTest(`X86 SB
{ x=0; y=0; }
 P0          | P1          ;
 MOV [x],$1  | MOV [y],$1  ;
 MOV EAX,[y] | MOV EAX,[x] ;
exists (0:EAX=0 /\\ 1:EAX=0)
`);
const FENCED = parseTest(`X86 SB+mfences
{ x=0; y=0; }
 P0          | P1          ;
 MOV [x],$1  | MOV [y],$1  ;
 MFENCE      | MFENCE      ;
 MOV EAX,[y] | MOV EAX,[x] ;
exists (0:EAX=0 /\\ 1:EAX=0)
`);
const READS = parseTest(`X86 CoRR
{ x=0; }
 P0         | P1          ;
 MOV [x],$1 | MOV EAX,[x] ;
            | MOV EBX,[x] ;
exists (1:EAX=1 /\\ 1:EBX=0)
`);
const ADDRESSES = parseTest(`AArch64 MP+rel+addr
{ 0:X10=x; 0:X11=y; 1:X10=x; 1:X11=y; }
 P0            | P1                   ;
 MOV W2,#1     | LDR W0,[X11]         ;
 STR W2,[X10]  | EOR W2,W0,W0         ;
 STLR W2,[X11] | LDR W1,[X10,W2,SXTW] ;
exists (1:X0=1 /\\ 1:X1=0)
`);
const RACE = parseTest(`C race
{ int x=0; }
P0 (int* x) { *x = 1; }
P1 (int* x) { int r0 = *x; }
exists (1:r0=1)
`);
const ATOMICS = parseTest(`JS SB+atomics
{ }
 P0                      | P1                      ;
 Atomics.store(x, 0, 1)  | Atomics.store(y, 0, 1)  ;
 r0 = Atomics.load(y, 0) | r0 = Atomics.load(x, 0) ;
exists (0:r0=0 /\\ 1:r0=0)
`);
const model = (text: string) => compileModel(text, 'm.cat', () => undefined);
const words = (of: Parameters<typeof explain>[0], text: string, all = false) => explain(of, model(text), all).flatMap(wordsOf);
const relations = ({ edges }: Explanation) => edges.map(({ relation }) => relation).join(' ');

describe('a forbidden outcome', () => {
  test('is explained by its axiom and the cycle, step by step', () => {
    expect(words(SB, 'acyclic po | rf | co | fr as sc')).toEqual([
      '0:EAX=0; 1:EAX=0; is forbidden by ‘sc’ (acyclic po | rf | co | fr):',
      '  a: thread 0 writes x=1   MOV [x],$1',
      '  b: thread 0 reads y=0   MOV EAX,[y]',
      '  c: thread 1 writes y=1   MOV [y],$1',
      '  d: thread 1 reads x=0   MOV EAX,[x]',
      '  1. thread 0 does a before b',
      "  2. thread 0 reads y=0 (b) before thread 1's write of 1 (c)",
      '  3. thread 1 does c before d',
      "  4. thread 1 reads x=0 (d) before thread 0's write of 1 (a), although a comes before d by steps 1 to 3",
      '  That is a cycle: each of them would have to come before itself.',
    ]);
  });

  test('names what the model calls a step, and a fence that it goes through', () => {
    const text = 'include "cos.cat"\nlet fenced = po; [MFENCE]; po\nlet ghb = fenced | rfe | fr | co\nacyclic ghb as tso';
    expect(words(FENCED, text)).toContain('  1. thread 0 does a before c, with the fence b between them (fenced)');
  });

  test('is followed through recursion, closures and compositions', () => {
    const [one] = explain(SB, model('include "cos.cat"\nlet rec ob = po | fr | ob; ob\nirreflexive ob as external'));
    expect(one).toMatchObject({ kind: 'forbidden', axiom: { name: 'external', test: 'irreflexive', text: 'ob' } });
    expect(relations(one!)).toBe('po fr po fr');
    const [other] = explain(SB, model('include "cos.cat"\nirreflexive (po; (rf^-1; co) \\ id)+ as external'));
    expect(relations(other!)).toBe('po fr po fr');
    const [third] = explain(SB, model('include "cos.cat"\nlet rec a = po | b; a and b = fr | a; b\nacyclic a | b as mutual'));
    expect(relations(third!)).toBe('po fr po fr');
  });

  test('of an axiom that something is empty has the way from one end to the other', () => {
    const lines = words(SB, 'include "cos.cat"\nempty [R]; fr; [W]; po; [R] as none');
    expect(lines).toContain("  1. thread 0 reads y=0 (b) before thread 1's write of 1 (c)");
    expect(lines.at(-1)).toBe('  The axiom allows no such way from b to d.');
  });

  test('that no coherent execution has is explained all the same', () => {
    expect(words(READS, 'include "cos.cat"\nacyclic po-loc | rf | co | fr as uniproc')[0]).toContain('is forbidden by ‘uniproc’');
    const lines = words(READS, 'include "cos.cat"\nempty 0');
    expect(lines[0]).toBe('1:EAX=1; 1:EBX=0; is forbidden by ‘coherence’ (acyclic po-loc | rf | co | fr):');
    expect(lines).toContain('  2. thread 1 does b before c');
  });

  test('may hang on a dependency', () => {
    const lines = words(ADDRESSES, 'include "cos.cat"\nacyclic addr | po; [L] | rfe | fre as external');
    expect(lines).toContain('  3. where d goes depends on what c reads');
  });

  test('in JavaScript is told with the places of its words', () => {
    const text = 'let hb = (po | IW * (M \\ IW) & overlap)+\nwith tot from generate_orders(W, hb)\nacyclic hb | tot | fr-along(tot) as sc';
    const lines = words(ATOMICS, text);
    expect(lines[0]).toBe('0:r0=0; 1:r0=0; is forbidden by ‘sc’ (acyclic hb | tot | fr-along(tot)):');
    expect(lines).toContain("  2. thread 0 reads y[0]=0 (b) before thread 1's write of 1 (c)");
  });
});

describe('an allowed outcome', () => {
  test('has a witness', () => {
    expect(words(SB, 'include "cos.cat"\nempty 0')).toEqual([
      '0:EAX=0; 1:EAX=0; is allowed, for instance so:',
      '  a: thread 0 writes x=1   MOV [x],$1',
      '  b: thread 0 reads y=0   MOV EAX,[y]',
      '  c: thread 1 writes y=1   MOV [y],$1',
      '  d: thread 1 reads x=0   MOV EAX,[x]',
      '  d reads what was there at first',
      '  b reads what was there at first',
    ]);
  });

  test('is explained with all others on request', () => {
    const kinds = explain(SB, model('acyclic po | rf | co | fr as sc'), true).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['allowed', 'allowed', 'allowed', 'forbidden']);
  });
});

test('an outcome that no execution has is said to be none', () => {
  const never = parseTest(SB.text.replace('0:EAX=0', '0:EAX=7'));
  expect(words(never, 'include "cos.cat"\nempty 0')).toEqual(['No execution has an outcome that the condition names, whatever the model.']);
  const always = parseTest(SB.text.replace(/exists.*/, 'forall (0:EAX=0 \\/ 0:EAX=1)'));
  expect(words(always, 'include "cos.cat"\nempty 0')).toEqual(['Every outcome is as the condition says.']);
});

test('of an undefined program the two accesses are told that race', () => {
  const race = 'include "cos.cat"\nundefined_unless empty ((W * M | M * W) & loc & ext) \\ (IW * _ | _ * IW) as data-race';
  expect(explain(RACE, model(race)).map(({ kind }) => kind)[0]).toBe('undefined');
  const lines = words(RACE, race);
  expect(lines).toContain('Undefined behaviour: some execution that is allowed has a data race, so the program may do anything:');
  expect(lines).toContain('  Nothing puts a and b in an order, which access the same location.');
});

describe('a picture', () => {
  const [one] = explain(FENCED, model('acyclic po | rf | co | fr as sc'));

  test('has a box for each event, an arrow for each step, and says in words what it shows', () => {
    const svg = svgOf(one!, 'SB <mfences>');
    expect(svg).toContain('aria-label="SB &lt;mfences&gt;: 0:EAX=0; 1:EAX=0; forbidden by sc"');
    expect(svg.match(/<g class="event/g)).toHaveLength(8);
    expect(svg.match(/class="edge \w+ part"/g)).toHaveLength(one!.edges.length);
    expect(svg).toContain('>a: writes x=1</text>');
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});
