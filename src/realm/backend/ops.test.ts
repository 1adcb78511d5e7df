/** Both back ends against a DataView: every operation, at every width, with values around every border. */
import { expect, test } from 'vitest';
import { HELD_BASE, HELD_CLAIM, HELD_DELTA, HELD_LIMIT, HELD_TOP } from '../block-words.ts';
import {
  CLAIM_AWAITED,
  CLAIM_CLOSED,
  CLAIM_LAST_OF_PAGE,
  CLAIM_NONE,
  CLAIM_NOT_LAST,
  CLAIM_QUIET,
  CLAIM_SLOW,
  CLAIM_VOID,
  COUNT_SLOW,
  COUNT_TAKEN,
  NOT_MADE,
  type Ops,
} from '../ops.ts';
import { CLOSED, FREE, PUBLISHED, TAKES, TOOK, VOID } from '../queue-words.ts';
import { hostRealm } from '../host.ts';
import { JsOps } from './js-ops.ts';
import { WasmOps } from './wasm-ops.ts';

const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
const bytes = new DataView(memory.buffer as unknown as SharedArrayBuffer);
const backEnds: Ops[] = [new JsOps(memory), new WasmOps(memory), new JsOps(new SharedArrayBuffer(64))];

/** The view of what `ops` works on. */
function viewOf(ops: Ops): DataView {
  return ops === backEnds[2] ? plain : bytes;
}
const plainBuffer = new SharedArrayBuffer(64);
backEnds[2] = new JsOps(plainBuffer);
const plain = new DataView(plainBuffer);

/** Aligned to every width; the bytes around it must stay as they are. */
const P = 24;
const AROUND = 0xa5;

type Binary = (old: bigint, value: bigint, bits: number) => bigint;
const signed = (n: bigint, bits: number): bigint => BigInt.asIntN(bits, n);
const unsigned = (n: bigint, bits: number): bigint => BigInt.asUintN(bits, n);
const greater = (a: bigint, b: bigint): boolean => a > b;

/** What each operation leaves in the word. */
const models: Record<string, Binary> = {
  store: (_, value) => value,
  exchange: (_, value) => value,
  add: (old, value) => old + value,
  sub: (old, value) => old - value,
  and: (old, value) => old & value,
  or: (old, value) => old | value,
  xor: (old, value) => old ^ value,
  nand: (old, value) => ~(old & value),
  maxS: (old, value, bits) => (greater(signed(value, bits), signed(old, bits)) ? value : old),
  minS: (old, value, bits) => (greater(signed(old, bits), signed(value, bits)) ? value : old),
  maxU: (old, value, bits) => (greater(unsigned(value, bits), unsigned(old, bits)) ? value : old),
  minU: (old, value, bits) => (greater(unsigned(old, bits), unsigned(value, bits)) ? value : old),
};

const WIDTHS = [8, 16, 32, 64] as const;
type Width = (typeof WIDTHS)[number];

/** Zero, one, the borders of the signed and the unsigned range, and bits of both kinds. */
function valuesOf(bits: Width): bigint[] {
  const top = 1n << BigInt(bits - 1);
  return [0n, 1n, 2n, top - 1n, top, -top, 2n * top - 1n, -1n, 0x5an, -0x5an];
}

function write(view: DataView, bits: Width, value: bigint): void {
  for (let n = 0; n < 64; n++) view.setUint8(n, AROUND);
  if (bits === 64) view.setBigUint64(P, unsigned(value, 64), true);
  else for (let byte = 0; byte < bits / 8; byte++) view.setUint8(P + byte, Number((unsigned(value, bits) >> BigInt(8 * byte)) & 255n));
}

function read(view: DataView, bits: Width): bigint {
  for (let n = 0; n < 64; n++)
    if ((n < P || n >= P + bits / 8) && view.getUint8(n) !== AROUND) throw new Error(`byte ${n} was overwritten`);
  let value = 0n;
  for (let byte = bits / 8 - 1; byte >= 0; byte--) value = (value << 8n) | BigInt(view.getUint8(P + byte));
  return value;
}

/** The contract of ops.ts: 8 and 16 bits zero-extended, 32 bits signed, 64 bits a signed BigInt. */
function asResult(value: bigint, bits: Width): number | bigint {
  if (bits === 64) return signed(value, 64);
  return Number(bits === 32 ? signed(value, 32) : unsigned(value, bits));
}

function asOperand(value: bigint, bits: Width): number | bigint {
  return bits === 64 ? value : Number(value);
}

type Method = (p: number, ...values: (number | bigint)[]) => number | bigint | undefined;

function call(ops: Ops, name: string, ...values: (number | bigint)[]): number | bigint | undefined {
  return (ops[name as keyof Ops] as unknown as Method).call(ops, P, ...values);
}

const cases = WIDTHS.flatMap((bits) => Object.keys(models).map((name) => [name + bits, name, bits] as const));

test.each(cases)('%s does what a DataView does, on each back end, and returns what was there', (method, name, bits) => {
  for (const ops of backEnds) {
    for (const old of valuesOf(bits)) {
      for (const value of valuesOf(bits)) {
        write(viewOf(ops), bits, old);
        const found = call(ops, method, asOperand(value, bits));
        if (name !== 'store') expect(found).toBe(asResult(old, bits));
        expect(read(viewOf(ops), bits)).toBe(unsigned(models[name]!(unsigned(old, bits), unsigned(value, bits), bits), bits));
      }
    }
  }
});

test.each(WIDTHS)('load and compare-and-exchange of %i bits', (bits) => {
  for (const ops of backEnds) {
    for (const old of valuesOf(bits)) {
      write(viewOf(ops), bits, old);
      expect(call(ops, `load${bits}`)).toBe(asResult(old, bits));
      for (const expected of valuesOf(bits)) {
        write(viewOf(ops), bits, old);
        expect(call(ops, `cas${bits}`, asOperand(expected, bits), asOperand(0x33n, bits))).toBe(asResult(old, bits));
        const equal = unsigned(expected, bits) === unsigned(old, bits);
        expect(read(viewOf(ops), bits)).toBe(equal ? 0x33n : unsigned(old, bits));
      }
    }
  }
});

const floats = [0, -0, 1, -1.5, 1e308, Number.MIN_VALUE, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];

test('64-bit floats: load, store, exchange, add, max, min and compare-and-exchange by Object.is', () => {
  for (const ops of backEnds) {
    for (const old of floats) {
      for (const value of floats) {
        for (const [method, left] of [
          ['exchangeF64', value],
          ['addF64', old + value],
          ['maxF64', Math.max(old, value)],
          ['minF64', Math.min(old, value)],
        ] as const) {
          ops.storeF64(P, old);
          expect(call(ops, method, value)).toBe(old);
          expect(ops.loadF64(P)).toBe(left);
          expect(viewOf(ops).getFloat64(P, true)).toBe(left);
        }
        ops.storeF64(P, old);
        expect(ops.casF64(P, value, 7)).toBe(old);
        expect(ops.loadF64(P)).toBe(Object.is(old, value) ? 7 : old);
      }
    }
  }
});

test('a count is taken if it allows it, and given back, with a note in the list of what the thread holds', () => {
  const KIND = 4;
  const AFTER = 6;
  for (const ops of backEnds.slice(0, 2)) {
    const me = 1024;
    const list = me + 128;
    const note = (at: number): number[] => [ops.load32(list + at), ops.load32(list + at + 4)];
    for (const [word, value] of [
      [HELD_BASE, list],
      [HELD_TOP, list],
      [HELD_LIMIT, list + 16],
    ] as const)
      ops.store32(me + word * 4, value);
    const top = (): number => ops.load32(me + HELD_TOP * 4) - list;
    ops.store32(P, 9);
    expect([ops.takeCount(P, 10, 20, 5, KIND, me), ops.takeCount(P, 1, 9, 5, KIND, me), top()]).toEqual([9, 9, 0]);
    expect([ops.takeCount(P, 9, 10, 5, KIND, me), ops.load32(P), top(), note(0)]).toEqual([COUNT_TAKEN, 14, 8, [P, KIND]]);
    ops.takeCount(P, 1, 100, 5, KIND, me);
    expect([ops.takeCount(P, 1, 100, 5, KIND, me), ops.load32(P)]).toEqual([COUNT_SLOW, 19]); // the list is full
    expect([ops.giveCount(P, 5, 1, KIND + 1, AFTER, me), ops.giveCount(P + 4, 5, 1, KIND, AFTER, me)]).toEqual([COUNT_SLOW, COUNT_SLOW]);
    expect([ops.giveCount(P, 5, 14, KIND, AFTER, me), ops.load32(P), top()]).toEqual([19, 14, 8]);
    expect([ops.giveCount(P, 5, 10, KIND, AFTER, me), ops.load32(P), top(), note(0)]).toEqual([14, 9, 8, [P, AFTER]]);
    ops.store32(me + HELD_TOP * 4, list);
    expect(ops.giveCount(P, 5, 1, KIND, AFTER, me)).toBe(COUNT_SLOW); // nothing is noted
  }
});

test('what is published is there, and the bell is told as it is', () => {
  for (const ops of backEnds) {
    ops.store32(P + 4, 9);
    expect([ops.publish32(P, -7, P + 4), ops.load32(P), ops.load32(P + 4)]).toEqual([9, -7, 9]);
    expect(ops.publish32(P, 5, P)).toBe(5); // the look comes after the store
  }
});

/** A thread's block with room for two claims, and what is noted there. */
function blockOf(ops: Ops): { me: number; top(): number; claim(at: number): number[] } {
  const me = 1024;
  const list = me + 128;
  for (const [word, value] of [
    [HELD_BASE, list],
    [HELD_TOP, list],
    [HELD_LIMIT, list + 32],
  ] as const)
    ops.store32(me + word * 4, value);
  return {
    me,
    top: () => ops.load32(me + HELD_TOP * 4) - list,
    claim: (at) => [0, 4, 8, 12].map((word) => ops.load32(list + at + word)),
  };
}

test('a position in a ring is claimed if its slot has the stamp, with a note, and what is published drops the note where nobody waits', () => {
  const [HEAD, BELL, FIRST, STRIDE] = [P, P + 8, 2048, 8];
  for (const ops of backEnds.slice(0, 2)) {
    const { me, top, claim } = blockOf(ops);
    // Three slots, so positions are 0, 4, 8, and then 16, 20, 24.
    const take = (bits: number): number => ops.claimInRing(HEAD, FIRST, STRIDE, 16, 12, bits, me);
    const publish = (slot: number, noted: number, change: number): number => ops.publishClaimed(slot, noted, change, BELL, HEAD, me);
    ops.store32(HEAD, 8);
    ops.store32(BELL, 16);
    ops.store32(FIRST + 16, 8);
    expect([take(PUBLISHED), top()]).toEqual([CLAIM_NONE, 0]);
    expect([take(FREE), ops.load32(HEAD), top(), claim(0)]).toEqual([FIRST + 16, 16, 16, [8, HELD_DELTA, HEAD, HELD_CLAIM]]);
    expect([publish(FIRST + 16, 8, PUBLISHED), ops.load32(FIRST + 16), top()]).toEqual([CLAIM_QUIET, 8 | PUBLISHED, 0]);

    ops.store32(HEAD, 8);
    expect([take(FREE), take(PUBLISHED), claim(0)[0]]).toEqual([CLAIM_NONE, FIRST + 16, 8 | TAKES]);
    ops.store32(BELL, 1);
    expect([publish(FIRST + 16, 8, 16), publish(FIRST + 16, 8 | TAKES, 16), ops.load32(FIRST + 16), top()]).toEqual([
      CLAIM_NOT_LAST,
      CLAIM_AWAITED,
      24,
      16,
    ]);

    ops.store32(FIRST, 16 | VOID);
    expect([take(FREE), ops.load32(HEAD), top()]).toEqual([CLAIM_NONE, 16, 16]);
    expect([take(PUBLISHED), ops.load32(HEAD), top(), ops.lastClaim(me)]).toEqual([FIRST | CLAIM_VOID, 20, 32, 16 | TAKES]);
    ops.store32(me + HELD_TOP * 4, me + 128 + 16);
    ops.store32(HEAD, 16);
    ops.store32(FIRST, 16);
    expect([take(FREE), top(), ops.lastClaim(me)]).toEqual([FIRST, 32, 16]);
    expect([take(FREE), ops.load32(HEAD)]).toEqual([CLAIM_SLOW, 20]); // the list is full
    ops.store32(me + HELD_TOP * 4, me + 128);
    expect(publish(FIRST, 16, PUBLISHED)).toBe(CLAIM_NOT_LAST); // nothing is noted
    ops.store32(HEAD, 20 | CLOSED);
    expect([take(FREE), ops.load32(HEAD), top()]).toEqual([CLAIM_CLOSED, 20 | CLOSED, 0]);
  }
});

test('positions go round through all numbers of 32 bits, the negative ones too', () => {
  const [HEAD, BELL, SLOT] = [P, P + 8, 2048];
  for (const ops of backEnds.slice(0, 2)) {
    const { me } = blockOf(ops);
    ops.store32(BELL, 0);
    for (const [position, next] of [
      [2 ** 31 - 4, -(2 ** 31)],
      [-(2 ** 31), 4 - 2 ** 31],
      [-4, 0],
    ] as const) {
      ops.store32(HEAD, position);
      ops.store32(SLOT, position);
      expect([ops.claimInRing(HEAD, SLOT, 8, 4, 4, FREE, me), ops.load32(HEAD)]).toEqual([SLOT, next]); // of one slot
      expect([ops.publishClaimed(SLOT, position, 4, BELL, HEAD, me), ops.load32(SLOT)]).toEqual([CLAIM_QUIET, next]);
    }
  }
});

test('a position in a page is claimed where the page is, and the last message of a page is told', () => {
  const [HEAD, BELL, ROOT, TABLE, PAGE] = [P, P + 8, 4096, 8192, 12288];
  const [STRIDE, FIRST, SLOTS] = [8, 16, 64];
  for (const ops of backEnds.slice(0, 2)) {
    const { me, top, claim } = blockOf(ops);
    const take = (bits: number, made = NOT_MADE): number => ops.claimInPages(HEAD, ROOT, STRIDE, FIRST, bits, made, me);
    const count = (noted: number): number => ops.countClaimed(PAGE, SLOTS, noted, BELL, HEAD, me);
    const position = (1 << 18) | (3 << 8) | (5 << 2); // of the second table the fourth page, of that the sixth message
    const slot = PAGE + FIRST + 5 * STRIDE;
    for (const [address, value] of [
      [ROOT + 4, 0],
      [TABLE + 12, 0],
      [slot, 0],
      [PAGE, SLOTS - 2],
      [BELL, 16],
      [HEAD, position],
    ] as const)
      ops.store32(address, value);
    expect([take(FREE), take(PUBLISHED)]).toEqual([CLAIM_SLOW, CLAIM_NONE]); // no table
    ops.store32(ROOT + 4, TABLE);
    expect([take(FREE), take(PUBLISHED)]).toEqual([CLAIM_SLOW, CLAIM_NONE]); // no page
    ops.store32(TABLE + 12, PAGE);
    expect([take(PUBLISHED), ops.load32(HEAD), top()]).toEqual([CLAIM_NONE, position, 0]);
    ops.store32(slot, position | VOID);
    expect([take(PUBLISHED), ops.load32(HEAD), top(), ops.lastClaim(me)]).toEqual([slot | CLAIM_VOID, position + 4, 16, position | TAKES]);
    ops.store32(me + HELD_TOP * 4, me + 128);
    ops.store32(HEAD, position);
    expect([take(FREE), ops.load32(HEAD), claim(0)]).toEqual([slot, position + 4, [position, HELD_DELTA, HEAD, HELD_CLAIM]]);
    expect(ops.publishClaimed(slot, position, PUBLISHED, BELL, HEAD, me)).toBe(CLAIM_QUIET);

    ops.store32(HEAD, position);
    expect([take(PUBLISHED), claim(0)[0]]).toEqual([slot, position | TAKES]);
    expect([count(position), count(position | TAKES), ops.load32(PAGE), top()]).toEqual([CLAIM_NOT_LAST, CLAIM_QUIET, SLOTS - 1, 0]);
    ops.store32(HEAD, position);
    take(PUBLISHED);
    expect([count(position | TAKES), top(), claim(0)[0]]).toEqual([CLAIM_LAST_OF_PAGE, 16, position | TAKES | TOOK]);
    ops.store32(me + HELD_TOP * 4, me + 128);
    for (const [address, value] of [
      [HEAD, position],
      [PAGE, 0],
      [BELL, 2],
    ] as const)
      ops.store32(address, value);
    take(PUBLISHED);
    expect([count(position | TAKES), top(), claim(0)[0]]).toEqual([CLAIM_AWAITED, 16, position | TAKES | TOOK]);

    const first = position & ~255;
    ops.store32(HEAD, first);
    expect([take(FREE), take(FREE, first + 4)]).toEqual([CLAIM_SLOW, CLAIM_SLOW]); // the first of a page
    ops.store32(me + HELD_TOP * 4, me + 128);
    expect([take(FREE, first), ops.load32(HEAD)]).toEqual([PAGE + FIRST, first + 4]);
    ops.store32(HEAD, position | CLOSED);
    expect(take(FREE)).toBe(CLAIM_CLOSED);
  }
});

test('notify tells how many it woke, waitAsync what became of the wait', async () => {
  for (const ops of backEnds) {
    ops.store32(P, 5);
    expect(ops.notify(P, Infinity)).toBe(0);
    expect(ops.waitAsync32(P, 4, Infinity)).toEqual({ async: false, value: 'not-equal' });
    const waits = [1, 2, 3].map(() => ops.waitAsync32(P, 5, Infinity));
    expect(ops.notify(P, 1)).toBe(1);
    expect(ops.notify(P, Infinity)).toBe(2);
    for (const wait of waits) expect(await wait.value).toBe('ok');
    ops.store64(P, 5n);
    const wait = ops.waitAsync64(P, 5n, 1);
    expect(await wait.value).toBe('timed-out');
    expect(ops.waitAsync64(P, 4n, 1)).toEqual({ async: false, value: 'not-equal' });
  }
});

test('a blocking wait ends by its limit or at once, and throws where the agent may not block', () => {
  for (const ops of backEnds) {
    ops.store64(P, 5n);
    if (hostRealm.canBlock()) {
      expect(ops.wait32(P, 4, Infinity)).toBe('not-equal');
      expect(ops.wait32(P, 5, 1)).toBe('timed-out');
      expect(ops.wait64(P, 4n, Infinity)).toBe('not-equal');
      expect(ops.wait64(P, 5n, 1)).toBe('timed-out');
    } else {
      expect(() => ops.wait32(P, 5, 1)).toThrow(TypeError);
      expect(() => ops.wait64(P, 5n, 1)).toThrow(TypeError);
    }
  }
});

test('after the memory grew and refresh was called, the new bytes are within reach', () => {
  const growing = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
  const both: Ops[] = [new JsOps(growing), new WasmOps(growing)];
  growing.grow(1);
  const beyond = 65_536 + 8;
  for (const ops of both) {
    ops.refresh();
    ops.store32(beyond, 42);
    expect(ops.load32(beyond)).toBe(42);
    expect(ops.waitAsync32(beyond, 41, 1)).toEqual({ async: false, value: 'not-equal' });
  }
});
