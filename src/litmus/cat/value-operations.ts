import { emptyRelation, emptySet, fillSet, membersOf, pairsOf, product, put, putPair, take, takePair } from '../bits.ts';
import { LitmusError } from '../litmus-error.ts';
import { type CatValue, describe, type Source, type Step } from './model.ts';
import { classesOf } from './orders.ts';
import { isEmpty, keyOf, setOf } from './values.ts';

/** What an interpreter needs to know of the execution that is judged. */
export interface World {
  /** How many events there are. */
  readonly size: number;
  set(name: string): Int32Array;
  relation(name: string): Int32Array;
  valueOf(step: Step): CatValue;
  frAlong(order: Int32Array): Int32Array;
  linearisations(set: Int32Array, before: Int32Array): Iterable<CatValue>;
}

const EMPTY: CatValue = { kind: 'empty' };

/** What the run of a model does with values: sets of events and of anything else, and relations. Costs their size. */
export class ValueOperations {
  protected readonly world: World;
  /** What is computed now, for errors. */
  protected source: Source;

  constructor(world: World, source: Source) {
    this.world = world;
    this.source = source;
  }

  protected fail(at: number, message: string): LitmusError {
    return new LitmusError(this.source.file, this.source.text, at, message);
  }

  protected get all(): Int32Array {
    return fillSet(emptySet(this.world.size), this.world.size);
  }

  /** All events as the set that they are. */
  protected plain(value: CatValue): CatValue {
    return value.kind === 'universe' ? set(this.all) : value;
  }

  protected literal(items: readonly CatValue[]): CatValue {
    if (!items.every((item) => item.kind === 'event')) return setOf(items);
    const members = emptySet(this.world.size);
    for (const { number } of items) put(members, number);
    return set(members);
  }

  /** The first member of a set, and the others; undefined for an empty one. */
  protected takeApart(value: CatValue, at: number): readonly [CatValue, CatValue] | undefined {
    if (value.kind === 'empty' || isEmpty(value)) return undefined;
    if (value.kind === 'values') return [value.items[0]!, { kind: 'values', items: value.items.slice(1) }];
    if (value.kind === 'set') {
      const [number] = membersOf(value.members);
      const others = value.members.slice();
      take(others, number!);
      return [{ kind: 'event', number: number! }, set(others)];
    }
    if (value.kind !== 'relation') throw this.fail(at, `found ${describe(value)}, expected a set`);
    const n = this.world.size;
    const [from, to] = pairsOf(value.rows, n)[0]!;
    const others = value.rows.slice();
    takePair(others, from, to, n);
    return [{ kind: 'pair', from, to }, relation(others)];
  }

  protected classes(members: Int32Array, same: Int32Array): CatValue {
    return { kind: 'values', items: classesOf(members, same, this.world.size).map(set) };
  }

  protected members(value: CatValue, at: number): Int32Array {
    if (value.kind === 'set') return value.members;
    if (value.kind === 'universe') return this.all;
    if (isEmpty(value)) return emptySet(this.world.size);
    throw this.fail(at, `found ${describe(value)}, expected a set of events`);
  }

  protected rows(value: CatValue, at: number): Int32Array {
    if (value.kind === 'relation') return value.rows;
    if (value.kind === 'universe') return this.product(this.all, this.all);
    if (value.kind !== 'pair' && !isEmpty(value)) throw this.fail(at, `found ${describe(value)}, expected a relation`);
    const rows = emptyRelation(this.world.size);
    if (value.kind === 'pair') putPair(rows, value.from, value.to, this.world.size);
    return rows;
  }

  protected product(a: Int32Array, b: Int32Array): Int32Array {
    return product(emptyRelation(this.world.size), a, b, this.world.size);
  }

  protected add(value: CatValue, to: CatValue, at: number): CatValue {
    if (value.kind === 'event' && (to.kind === 'set' || isEmpty(to))) return this.combine('union', value, to, at);
    if (value.kind === 'pair' && (to.kind === 'relation' || isEmpty(to))) return relation(join(this.rows(to, at), this.rows(value, at)));
    if (isEmpty(to)) return { kind: 'values', items: [value] };
    if (to.kind !== 'values') throw this.fail(at, `found ${describe(to)} after '++', expected a set of values`);
    return setOf([...to.items, value]);
  }

  protected combine(kind: 'union' | 'inter' | 'diff', first: CatValue, second: CatValue, at: number): CatValue {
    const [a, b] = [this.lifted(first), this.lifted(second)];
    const kinds = [a.kind, b.kind];
    if (kinds.includes('values')) {
      const [left, right] = [this.items(a, at), this.items(b, at)];
      const keys = new Set(right.map(keyOf));
      if (kind === 'union') return setOf([...left, ...right]);
      return setOf(left.filter((item) => keys.has(keyOf(item)) === (kind === 'inter')));
    }
    if (kinds.includes('relation') || kinds.includes('pair')) {
      const [left, right] = [this.rows(a, at), this.rows(b, at)];
      return relation(combined(kind, left, right));
    }
    if (a.kind === 'empty' && b.kind === 'empty') return EMPTY;
    return set(combined(kind, this.members(a, at), this.members(b, at)));
  }

  /** A tag, an event or a pair as the set of it alone. */
  protected lifted(value: CatValue): CatValue {
    if (value.kind === 'tag') return { kind: 'values', items: [value] };
    return value.kind === 'event' ? this.literal([value]) : value;
  }

  protected items(value: CatValue, at: number): readonly CatValue[] {
    if (value.kind === 'values') return value.items;
    if (isEmpty(value)) return [];
    throw this.fail(at, `found ${describe(value)} beside a set of values, expected a set of values`);
  }
}

export const set = (members: Int32Array): CatValue => ({ kind: 'set', members });
export const relation = (rows: Int32Array): CatValue => ({ kind: 'relation', rows });
export const join = (a: Int32Array, b: Int32Array): Int32Array => combined('union', a, b);
const combined = (kind: 'union' | 'inter' | 'diff', a: Int32Array, b: Int32Array): Int32Array =>
  a.map((word, w) => (kind === 'union' ? word | b[w]! : kind === 'inter' ? word & b[w]! : word & ~b[w]!));
