import type { AccessOrder } from '../machine.ts';
import type { DataProgram, DataRmw, Operand, Statement } from './program.ts';

/** What random programs are made of. Weights are relative; what is absent does not occur. */
export interface Mix {
  readonly threads: readonly [least: number, most: number];
  readonly locations: readonly [least: number, most: number];
  /** Statements of all threads together. */
  readonly statements: readonly [least: number, most: number];
  /** Orders of loads, stores and the rest are drawn from these, as far as they may have them. */
  readonly orders: readonly AccessOrder[];
  readonly weights: Readonly<Partial<Record<Exclude<Statement['op'], 'unlock'> | 'timed-wait', number>>>;
}

/** Numbers from 0 up to below n, always the same for a seed: mulberry32, by Tommy Ettinger. */
export type Random = (n: number) => number;

export function seeded(seed: number): Random {
  let state = seed | 0;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  };
}

const REGISTERS = 2;
/** Values are few, so that comparisons succeed often. */
const VALUES = 3;
const RMWS: readonly DataRmw[] = ['add', 'add', 'sub', 'and', 'or', 'xor', 'exchange'];
const FENCES = ['acquire', 'release', 'acqRel', 'seqCst'] as const;

const LOAD_ORDERS: ReadonlySet<AccessOrder> = new Set(['plain', 'relaxed', 'acquire', 'seqCst']);
const STORE_ORDERS: ReadonlySet<AccessOrder> = new Set(['plain', 'relaxed', 'release', 'seqCst']);

export function randomProgram(random: Random, mix: Mix): DataProgram {
  const between = ([least, most]: readonly [number, number]): number => least + random(most - least + 1);
  const locations = between(mix.locations);
  const threads: Statement[][] = Array.from({ length: between(mix.threads) }, () => []);
  const maker = statementMaker(random, mix, locations);
  const total = between(mix.statements);
  for (let i = 0; i < total; i++) {
    // Each has a statement before any has many.
    const thread = i < threads.length ? i : random(threads.length);
    threads[thread]!.push(maker());
  }
  const usesLocks = (mix.weights.lock ?? 0) > 0;
  const initial = Array.from({ length: locations }, () => (random(4) === 0 ? 1 : 0));
  return { initial, locks: usesLocks ? 2 : 0, threads: threads.map((thread) => withUnlocks(random, thread)) };
}

/** Puts an `unlock` somewhere after most `lock`s; the others are held to the end. */
function withUnlocks(random: Random, thread: readonly Statement[]): Statement[] {
  const result = [...thread];
  for (const statement of thread) {
    if (statement.op !== 'lock' || random(8) === 0) continue;
    const after = result.indexOf(statement) + 1;
    result.splice(after + random(result.length - after + 1), 0, { op: 'unlock', lock: statement.lock });
  }
  return result;
}

function statementMaker(random: Random, mix: Mix, locations: number): () => Statement {
  const pick = <T>(from: readonly T[]): T => from[random(from.length)]!;
  const bag = Object.entries(mix.weights).flatMap(([op, weight]) => Array.from({ length: weight }, () => op));
  const atomic = mix.orders.filter((order) => order !== 'plain');
  const loadOrders = mix.orders.filter((order) => LOAD_ORDERS.has(order));
  const storeOrders = mix.orders.filter((order) => STORE_ORDERS.has(order));
  const spinOrders = loadOrders.filter((order) => order !== 'plain');
  const register = (): number => random(REGISTERS);
  const at = (): number => random(locations);
  const value = (): number => random(VALUES);
  const operand = (): Operand => (random(3) === 0 ? { register: register(), plus: random(2) } : value());

  return () => {
    const op = pick(bag) as keyof Mix['weights'];
    switch (op) {
      case 'load':
        return { op, to: register(), at: at(), order: pick(loadOrders) };
      case 'store':
        return { op, at: at(), value: operand(), order: pick(storeOrders) };
      case 'rmw':
        return { op, to: register(), at: at(), how: pick(RMWS), value: operand(), order: pick(atomic) as Exclude<AccessOrder, 'plain'> };
      case 'cas':
        return { op, to: register(), at: at(), expected: operand(), value: operand(), order: pick(atomic) };
      case 'fence':
        return { op, order: pick(FENCES) };
      case 'assume':
        return { op, register: register(), is: value() };
      case 'if':
        return { op, register: register(), is: value(), count: 1 + random(2) };
      case 'choose':
        return { op, to: register(), of: 2 };
      case 'await':
        return { op, at: at(), is: value(), order: pick(spinOrders) };
      case 'await-cas':
        // Of different values: an exchange for the same value would be a loop without effect that ends.
        return random(2) === 0
          ? { op, at: at(), expected: 0, value: 1, order: pick(atomic) }
          : { op, at: at(), expected: 1, value: random(2) * 2, order: pick(atomic) };
      case 'lock':
        return { op, lock: random(2) };
      case 'wait':
        return { op, to: register(), at: at(), expected: random(2), timed: false };
      case 'timed-wait':
        return { op: 'wait', to: register(), at: at(), expected: random(2), timed: true };
      case 'notify':
        return { op, to: register(), at: at(), count: 1 + random(2) };
    }
  };
}
