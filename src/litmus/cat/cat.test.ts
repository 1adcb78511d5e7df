import { describe, expect, test } from 'vitest';
import { judge, parseTest } from '../index.ts';
import { compileModel } from './compile.ts';

const SB = parseTest(`X86 SB
{ x=0; y=0; }
 P0          | P1          ;
 MOV [x],$1  | MOV [y],$1  ;
 MFENCE      | MFENCE      ;
 MOV EAX,[y] | MOV EAX,[x] ;
exists (0:EAX=0 /\\ 1:EAX=0)
`);
const TWO_WRITES = parseTest(`X86 2W
{ x=0; }
 P0          | P1          ;
 MOV [x],$1  | MOV [x],$2  ;
exists ([x]=1)
`);
const READS = parseTest(`X86 CoRR
{ x=0; }
 P0          | P1          ;
 MOV [x],$1  | MOV EAX,[x] ;
             | MOV EBX,[x] ;
exists (1:EAX=1 /\\ 1:EBX=0)
`);
const FILES: Readonly<Record<string, string>> = {
  'sc-axiom.cat': 'sc axiom\nacyclic po | rf | co | fr as sc',
  'half.cat': 'let used = po\nlet unused = not-known & po',
  'again.cat': 'include "again.cat"',
};
const modelOf = (text: string) => compileModel(text, 'm.cat', (name) => FILES[name]);
const states = (text: string, of = SB): number => judge(of, modelOf(text)).states.length;

/** After the name of the model, which comes first. */
function addLine(text: string, line: string): string {
  const name = /^(?:C RC11|RISCV ".*"|".*" with\w+)\n/.exec(text)?.[0] ?? '';
  return name + line + text.slice(name.length);
}

describe('a check that holds in all executions of store buffering, and its contrary', () => {
  test.for([
    ['sets', 'empty R & W', 'empty R | W'],
    ['the empty relation', 'empty 0', '~empty 0'],
    ['the empty set', 'empty {}', '~empty {}'],
    ['all events', 'empty _ \\ (R | W | F)', 'empty _ \\ (R | W)'],
    ['complements', 'empty ~_', 'empty ~R'],
    ['complements of relations', 'empty ~po & po', 'empty ~po'],
    ['products', 'empty (W * R) \\ (_ * R)', 'empty W * R'],
    ['identities', 'empty [R] \\ id', 'empty [R]'],
    ['an arrow backwards, with a blank', 'empty (po^ -1) & po', 'empty po^-1'],
    ['closures', 'empty po+ \\ po', 'empty po*'],
    ['an option', 'irreflexive po? \\ id', 'irreflexive po?'],
    ['a star that is a product, and one that is a closure', 'empty (R*R) \\ (R*_)', 'empty (po*) \\ po'],
    ['the order of operators: union is the weakest', 'empty po & (W * R) \\ po | 0; po', 'empty po | po \\ po'],
    ['difference before composition', 'empty po \\ po; po', 'empty (po \\ 0); po'],
    ['difference from the left', 'empty po \\ po \\ po', 'empty po \\ (po \\ po)'],
    ['domains and ranges', 'empty range(po) & IW', 'empty domain(po)'],
    ['names with signs in them', "let a.b-c' = po\nempty a.b-c' \\ po", 'let _RMW = W\nempty _RMW'],
    ['notes in notes, and to the end of the line', '(* a (* b *) c *) # d\nempty {} // e', 'empty W // {}\n'],
    ['several definitions at once', 'let a = po and b = rf\nempty a \\ po | b \\ rf', 'let a = po and b = W\nempty b'],
    ['definitions in an expression', 'empty let a = po in a \\ po', 'empty let a = po in a'],
    ['several values at once', 'let (a, b) = (po, rf)\nempty a \\ po | b \\ rf', 'let a, b = (po, rf)\nempty a | b'],
    ['relations by recursion', 'let rec a = po | a; po\nempty a \\ po', 'let rec a = po | b; po and b = a\nempty a'],
    ['sets by recursion', 'let rec s = IW | range([s]; ext)\nempty _ \\ s', 'let rec s = W | s\nempty s'],
    [
      'recursion with a condition',
      'let rec a = po | a; a when acyclic a\nempty a \\ po',
      'let rec a = po | a^-1 when irreflexive a; a\nempty 0',
    ],
    ['functions of one argument', 'let f r = r \\ r\nempty f po', 'let f(r) = r\nempty f(po)'],
    ['functions of several arguments', 'let f(a, b) = a \\ b\nempty f(po, po)', 'let f(a, b) = a | b\nempty f(0, po)'],
    ['functions whose argument does not count', 'let f _ = 0\nempty f po', 'let f(_, a) = a\nempty f(0, po)'],
    ['functions without a name', 'empty (let f = fun r -> r \\ po in f po)', 'let f = fun (a, b) -> a | b\nempty f(po, 0)'],
    ['functions that give functions', 'let f a = fun b -> a \\ b\nempty f po po', 'let f a = fun b -> a | b\nempty f po 0'],
    [
      'functions as arguments',
      'let twice f = fun a -> f (f a)\nlet none a = a \\ a\nempty twice none po',
      'let on f = f po\nempty on (fun r -> r)',
    ],
    [
      'functions know what was known where they were made',
      'let a = 0\nlet f b = a\nlet a = po\nempty f W',
      'let a = po\nlet f b = a\nlet a = 0\nempty f W',
    ],
    [
      'tags',
      "enum e = 'a || 'b\nlet f t = match t with 'a -> 0 || 'b -> po end\nempty f 'a",
      "enum e = 'a || 'b\nlet f t = match t with || 'a -> 0 || _ -> po end\nempty f 'b",
    ],
    ['all tags of a kind', "enum e = 'a || 'b\nempty e \\ {'a, 'b}", "enum e = 'a || 'b\nempty e \\ {'a}"],
    ['a condition on tags', "empty if 'a = 'a then 0 else po", "empty if 'a in {'b, 'c} then 0 else po"],
    ['a condition on relations', 'empty if po = po | po then 0 else po', 'empty if po = rf then 0 else po'],
    ['a condition on subsets', 'empty if R & W subset R then 0 else po', 'empty if R subset W then 0 else po'],
    [
      'conditions on how herd is called',
      'empty if "vmsa" && not "mixed" || ("x" && "y") then po else 0',
      'empty if not ("vmsa" || "memtag") then po else 0',
    ],
    ['statements under a condition', 'if "vmsa" empty po else empty 0 end', 'if not "vmsa" then empty po end'],
    ['statements for a tag', "match 'a with || 'a -> empty 0 || _ -> empty po end", "match 'b with 'a -> empty 0 || _ -> empty po end"],
    ['what may not be known', 'empty try not-known with 0', 'empty try po with 0'],
    [
      'a match on the members of a set',
      'let rec f S = match S with || {} -> 0 || e ++ S -> f S end\nempty f R',
      'let rec f S = match S with e ++ S -> po | f S || {} -> 0 end\nempty f R',
    ],
    [
      'members put together again',
      'let rec f S = match S with {} -> {} || e ++ S -> e ++ f S end\nempty R \\ f R',
      'let rec f S = match S with {} -> {} || e ++ S -> f S end\nempty R \\ f R',
    ],
    [
      'a match on the pairs of a relation',
      'let rec f r = match r with {} -> 0 || p ++ r -> (p ++ 0)^-1 | f r end\nempty f po \\ po^-1',
      'let rec f r = match r with {} -> 0 || p ++ r -> (p ++ 0)^-1 | f r end\nempty f po & po^-1',
    ],
    [
      'sets of sets',
      'let f S = match S with {} -> 0 || s ++ S -> s * s end\nempty f {R} \\ (R * R)',
      'let f S = match S with {} -> 0 || s ++ S -> s * s end\nempty f (R ++ {})',
    ],
    [
      'the classes of locations',
      'let rec f S = match S with {} -> 0 || s ++ S -> s * s | f S end\nempty f (classes-loc M) \\ loc',
      'let rec f S = match S with {} -> 0 || s ++ S -> s * s | f S end\nempty f (partition M)',
    ],
    [
      'a function for each member',
      'let rec sum S = match S with {} -> 0 || r ++ S -> r | sum S end\nempty sum (map (fun s -> s * s) (classes-loc M)) \\ loc',
      'let rec sum S = match S with {} -> 0 || r ++ S -> r | sum S end\nempty sum (map (fun s -> s * s) (classes-loc M))',
    ],
    [
      'unions, intersections and differences of sets of sets',
      'let f S = match S with {} -> 0 || s ++ S -> po end\nempty f (({R} | {W}) \\ {R} \\ {W})',
      'let f S = match S with {} -> 0 || s ++ S -> po end\nempty f ({R} & ({R} | {W}))',
    ],
    [
      'functions by recursion through each other',
      'let rec f S = match S with {} -> 0 || e ++ S -> g S end and g S = match S with {} -> po || e ++ S -> f S end\nempty f (R | W \\ IW)',
      'let rec f S = match S with {} -> 0 || e ++ S -> g S end and g S = match S with {} -> po || e ++ S -> f S end\nempty g R',
    ],
    ['for all values of a set', 'forall s in classes-loc M do empty (s * s) \\ loc end', 'forall s in classes-loc M do empty s end'],
    [
      'for all tags',
      "forall t in {'a, 'b} do empty match t with 'a -> 0 || 'b -> 0 end end",
      "forall t in {'a, 'b} do empty match t with 'a -> 0 || 'b -> po end end",
    ],
    ['procedures', 'procedure p(a, b) = empty a \\ b end\ncall p(po, po)', 'procedure p a = empty a end\ncall p po'],
    [
      'procedures that call others',
      'procedure p(a) = empty a \\ po end procedure q(a) = call p(a) end\ncall q(po) as name',
      'procedure p(a) = empty a end procedure q(a) = call p(a) end\ncall q(po)',
    ],
    ['what is shown', 'show po, rf\nshow po & rf as both\nunshow co\nempty 0', 'show rf as reads\nempty po'],
    [
      'lines of other tools',
      "catdep\ninstructions R[{'a}]\ndefault R[{'a}]\ndebug po\nempty 0",
      "enum e = 'a\ninstructions F[e]\nempty po",
    ],
    ['a name of two words', 'C RC11\nempty 0', 'RISCV "partial order"\nempty po'],
    ['options after the name', '"orders" withoutco\nempty 0', '"orders" withco\nempty po'],
    ['included files', 'include "sc-axiom.cat"\nempty 0', 'include "sc-axiom.cat"\nempty po'],
    ['what included files define and cannot', 'include "half.cat"\nempty used \\ po', 'include "half.cat"\nempty used'],
    [
      'what herd has in its library',
      'call inclusion(po, po)\ncall subseteq(R, M)\nempty toid(R) \\ id\nempty imply(po, po) & (~po & po)',
      'call total(po, R)',
    ],
    ['begin and end as brackets', 'empty begin po \\ po end', 'empty begin po end'],
    ['flags and assertions are no axioms', 'flag ~empty po as found\nassert empty R & W\nempty 0', 'flag empty po as found\nempty po'],
  ] as const)('%s', ([, holds, fails]) => {
    const sound = 'include "cos.cat"\n';
    expect(states(holds.includes('include "sc') ? holds : addLine(holds, sound))).toBe(holds.includes('include "sc') ? 3 : 4);
    expect(states(addLine(fails, sound))).toBe(0);
  });
});

describe('a model that chooses', () => {
  test('orders of writes for each location allow what orders that are given allow', () => {
    const own = 'with o from generate_orders(W, co0)\nlet after = (rf^-1; o) \\ id\nacyclic po | rf | o | after';
    expect(judge(SB, modelOf(`include "cross.cat"\n${own}`)).states).toEqual(judge(SB, modelOf('acyclic po | rf | co | fr')).states);
  });

  test('an order of all writes is one of those that contain what is given', () => {
    expect(states('with o from linearisations(W, co0 | W * W & po)\nempty o \\ (W * W) | (co0 \\ o)')).toBe(4);
    expect(states('with o from linearisations(W \\ IW, 0)\nempty o')).toBe(0);
  });

  test('what has a cycle has no order but itself, as in herd', () => {
    expect(states('with o from linearisations(W, loc & (W * W))\nacyclic o')).toBe(0);
  });

  test('an execution is allowed if one choice is', () => {
    expect(states('with r from {po, 0}\nempty r')).toBe(4);
    expect(states('with r from {po, po | rf}\nempty r')).toBe(0);
  });

  test('choices in choices are tried together, and checks before them once', () => {
    expect(states('empty 0\nwith a from {po, 0}\nempty a\nwith b from {a, po}\nempty b')).toBe(4);
    expect(states('with a from {po, 0}\nwith b from {a \\ po, po}\nempty b\n~empty a')).toBe(4);
  });

  test('nothing to choose from forbids everything', () => {
    expect(states('with a from {}\nempty 0')).toBe(0);
  });

  test('the last write of each location is last in the order that the model makes', () => {
    expect(judge(TWO_WRITES, modelOf('with o from generate_orders(W, co0)\nacyclic o')).states).toEqual(['[x]=1;', '[x]=2;']);
    expect(
      judge(TWO_WRITES, modelOf('with o from generate_orders(W, co0 | (_ * _) & (ext \\ (IW * _)) & (FW * _))\nempty 0')).states,
    ).toEqual([]);
  });

  test('a set of values to choose from may be computed', () => {
    const choose = 'let rec both S = match S with {} -> {} || s ++ S -> (s * s) ++ both S end\nwith r from both (classes-loc R)\nempty r';
    expect(states(choose)).toBe(0);
    expect(states(`${choose} \\ loc`)).toBe(4);
  });
});

describe('coherence', () => {
  test('is not assumed of a model that does not ask for it', () => {
    expect(states('empty 0', READS)).toBe(4);
    expect(states('include "cos.cat"\nempty 0', READS)).toBe(3);
    expect(states('acyclic po-loc | rf | co | fr', READS)).toBe(3);
    expect(states('acyclic rf | co | fr', READS)).toBe(4);
  });
});

test('flags of an execution are told by their names', () => {
  expect(modelOf('flag ~empty po as some-order').checks).toMatchObject([{ role: 'flag', name: 'some-order' }]);
});

test('an assertion that does not hold is an error of the model', () => {
  expect(() => states('assert empty po as nothing')).toThrow("the assertion 'nothing' of the model m.cat does not hold");
});

describe('errors tell line, column, what was found and what was expected', () => {
  test.for([
    ['let a = po\nlet = rf', "2:5: found '=', expected a name"],
    ['let a = po |', '1:13: found the end, expected a set or a relation'],
    ['let f(a = po', "1:9: found '=', expected ','"],
    ['acyclic po as 1', "1:15: found '1', expected the name of the check"],
    ['acyclic (po', "1:12: found the end, expected ')'"],
    ['acyclic po rf', '1:9: found a relation before an argument, expected a function'],
    ['acyclic po )', "1:12: found ')', expected a statement"],
    ['include po', "1:9: found 'po', expected the name of a file in quotes"],
    ['include "none.cat"', "1:1: cannot find the file 'none.cat'"],
    ['include "again.cat"', "again.cat:1:1: 'again.cat' is included by what it includes"],
    ['(* (* *)', "1:1: found a note without an end, expected '*)'"],
    ['empty R | po', '1:9: found a set and a relation, expected two sets or two relations'],
    ['empty not-known', "1:7: there is no set, relation or function 'not-known'"],
    ['empty [po]', '1:8: found a relation, expected a set'],
    ['empty R; R', '1:7: found a set, expected a relation'],
    ['acyclic R', '1:9: found a set, expected a relation'],
    ['let f(a, b) = a\nempty f(po)', '2:9: found a relation, expected 2 values in brackets'],
    ['let f(a) = a\nempty f', '2:7: found a function, expected a set or a relation'],
    ['call p(po)', "1:1: there is no procedure 'p'"],
    ['procedure p(a) = empty a', '1:25: found the end, expected a statement'],
    ['procedure rec p(a) = call p(a) end\ncall p(po)', "1:22: the procedure 'p' calls itself without an end"],
    ["empty match 'a with 'b -> po end", "1:7: there is no clause for the tag 'a"],
    ["empty match po with 'b -> po end", '1:13: found a relation, expected a tag'],
    ['empty match R with e ++ S -> po end', "1:7: found a match that lacks a clause, expected one for '{}' and one such as 'e ++ S'"],
    ['empty match R with {} -> po || a | b ++ c -> po end', "1:34: found '|' in a clause, expected '++'"],
    ['empty if po then po else po', "1:13: found 'then', expected '=', 'subset' or 'in'"],
    ['empty if "vmsa" && po then po else po', "1:20: found 'po', expected a condition in quotes"],
    ['let rec (a, b) = po', "1:9: found a pattern after 'let rec', expected a name"],
    ['with a po', "1:8: found 'po', expected 'from'"],
    ['forall a in po empty a end', "1:16: found 'empty', expected 'do'"],
    ['enum e = a', "1:10: found 'a', expected a tag, such as 'rel"],
    ['match po with _ -> empty po end', '1:7: found no tag, expected one: statements can be chosen by tags only'],
  ] as const)('%s', ([text, message]) => {
    expect(() => modelOf(text)).toThrow(message);
  });

  test.for([
    ['empty (let rec f S = match S with {} -> 0 || e ++ S -> f e end in f R)', '1:28: found an event, expected a set'],
    ['let rec f S = match S with {} -> po || e ++ S -> e end\nempty (f R); po', '2:8: found an event, expected a relation'],
    ['let rec f a = if a = 0 then f a else f 0\nempty f po', 'more than 1100 calls in each other'],
    ['with r from {R, M}\nacyclic r', 'found a set, expected a relation'],
    ['empty R ++ W', "found a set after '++', expected a set of values"],
  ] as const)('in the run: %s', ([text, message]) => {
    expect(() => states(text)).toThrow(message);
  });
});
