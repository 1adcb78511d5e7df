/**
 * Makes the other seven classes of atomic integers from src/atomic/atomic-i32.ts, the one that is written by hand. Run after each change of it.
 *
 * Each class has a text of its own because V8 compiles a method once, whoever calls it: in one text for several classes, `fetchUpdate` took two to
 * four times as long as soon as a program used more than one of them. A test holds that the files agree with what this makes.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../src/atomic/', import.meta.url);
const NOTE = '// Made from atomic-i32.ts by scripts/build-atomics.ts: change that one, and run `npm run atomics`.\n';

interface Kind {
  readonly bits: 8 | 16 | 32 | 64;
  readonly signed: boolean;
}

export const derivedKinds: readonly Kind[] = [
  { bits: 8, signed: true },
  { bits: 8, signed: false },
  { bits: 16, signed: true },
  { bits: 16, signed: false },
  { bits: 32, signed: false },
  { bits: 64, signed: true },
  { bits: 64, signed: false },
];

const letter = (kind: Kind): string => (kind.signed ? 'I' : 'U');
export const fileOf = (kind: Kind): URL => new URL(`atomic-${letter(kind).toLowerCase()}${kind.bits}.ts`, folder);
export const sourceText = (): string => readFileSync(new URL('atomic-i32.ts', folder), 'utf8');

/** The text of the class for `kind`, made from that of AtomicI32. */
export function derive(source: string, kind: Kind): string {
  const { bits, signed } = kind;
  const name = `Atomic${letter(kind)}${bits}`;
  const rules: [from: RegExp, to: string][] = [
    [/AtomicI32/g, name],
    [/(?<=this\.#ops\.\w+|region\.ops\.store)32/g, String(bits)],
    [/(?<=(?:max|min))S/g, signed ? 'S' : 'U'],
    [/BYTES = 4/, `BYTES = ${bits / 8}`],
    [/LEAST = .*;/, `LEAST = ${least(kind)};`],
    [/MOST = .*;/, `MOST = ${most(kind)};`],
    [/(?<=valueOf = \(word: number\): number => )word/, bits === 64 && signed ? 'word' : wrapped('word', kind)],
    [/(?<=isValue = .* && )\(value \| 0\)(?= === value;)/, bits < 32 && !signed ? `(${wrapped('value', kind)})` : wrapped('value', kind)],
    [/A signed 32-bit integer, atomic\./, `${signed ? 'A ' : 'An un'}signed ${bits}-bit integer, atomic.`],
    ...(bits === 64 ? toBigInt : []),
  ];
  return rules.reduce((text, [from, to]) => replaceOrFail(text, from, to), NOTE + source);
}

/** All numbers become BigInts but those that are lengths and addresses. */
const toBigInt: [from: RegExp, to: string][] = [
  [/(?<=isOperand = .*) && .*(?=;)/, ''],
  [/(?<!(?:byteLength|alignment|byteOffset|address\(\)|#p): )\bnumber\b/g, 'bigint'],
  [/(?<=initial: bigint = |new Atomic\w+\()0/g, '0n'],
  [/badInteger/g, 'badBigInt'],
  [/checkOperand/g, 'checkBigOperand'],
  [/(?<= atomic)\. (?=See)/, ': a BigInt to JavaScript, which takes 1 to 5 ns more where one has to be made. '],
];

function least({ bits, signed }: Kind): string {
  if (!signed) return bits === 64 ? '0n' : '0';
  return bits === 64 ? '-(2n ** 63n)' : `-(2 ** ${bits - 1})`;
}

function most({ bits, signed }: Kind): string {
  const exponent = signed ? bits - 1 : bits;
  return bits === 64 ? `2n ** ${exponent}n - 1n` : `2 ** ${exponent} - 1`;
}

/** The expression for the low bits of `x` as a value of the type. */
function wrapped(x: string, { bits, signed }: Kind): string {
  if (bits === 64) return `BigInt.as${signed ? 'Int' : 'Uint'}N(64, ${x})`;
  if (!signed) return bits === 32 ? `${x} >>> 0` : `${x} & ${2 ** bits - 1}`;
  return `(${x} << ${32 - bits}) >> ${32 - bits}`;
}

/** A rule that changes nothing has lost its place in the source. */
function replaceOrFail(text: string, from: RegExp, to: string): string {
  if (text.search(from) < 0) throw new Error(`build-atomics: nothing in atomic-i32.ts matches ${from}`);
  return text.replace(from, to);
}

if (import.meta.main) {
  const source = sourceText();
  for (const kind of derivedKinds) writeFileSync(fileOf(kind), derive(source, kind));
  console.log(`wrote ${derivedKinds.length} classes; now run oxfmt on src/atomic`);
}
