import { describe, expect, test } from 'vitest';
import { crowd, deadlock, race, storeBuffering } from '../check/report/test-traces.ts';
import type { Trace } from '../check/report/trace.ts';
import { HappensBefore } from './happens-before.ts';
import { edgesOf, type Relation } from './relations.ts';

/** The edges of a relation, as steps are numbered: `1 → 2`. */
const edges = (trace: Trace, relation: Relation, visible?: (id: number) => boolean) =>
  edgesOf(trace, visible)
    .filter((edge) => edge.relation === relation)
    .map(({ from, to }) => `${from + 1} → ${to + 1}`);

describe('the edges of a lost wake-up', () => {
  test('rf leads from a write to those who read it', () => {
    expect(edges(deadlock, 'rf')).toEqual(['1 → 2', '2 → 4']);
  });
  test('co leads from a write to the next of its word', () => {
    expect(edges(deadlock, 'co')).toEqual(['1 → 2', '2 → 5']);
  });
  test('fr leads from a read to what overwrote the value that it returned, and never to the write of its own step', () => {
    expect(edges(deadlock, 'fr')).toEqual(['4 → 5']);
  });
  test('sw is what the trace says', () => {
    expect(edges(deadlock, 'sw')).toEqual(['1 → 2']);
  });
});

test('of what a read of the initial value did not see, fr tells', () => {
  expect(edges(storeBuffering, 'fr')).toEqual(['3 → 2', '4 → 1']);
  expect(edges(storeBuffering, 'rf')).toEqual([]);
});

test('who is woken is synchronized with, and reads nothing', () => {
  const woken: Trace = {
    ...deadlock,
    steps: [...deadlock.steps, { id: 5, thread: 1, index: 2, kind: 'wake', call: 'Atomics.wait', word: 0, readsFrom: 2 }],
  };
  expect(edges(woken, 'sw')).toEqual(['1 → 2', '3 → 6']);
  expect(edges(woken, 'rf')).toEqual(['1 → 2', '2 → 4']);
});

test('what synchronizes within one thread is left to program order', () => {
  expect(edges({ ...deadlock, synchronizes: [[0, 2]] }, 'sw')).toEqual([]);
});

describe('happens-before', () => {
  test('is program order and synchronizes-with, one after the other', () => {
    const order = new HappensBefore(deadlock);
    const pairs = deadlock.steps.flatMap((a) =>
      deadlock.steps.flatMap((b) => (order.isBefore(a.id, b.id) ? [`${a.id + 1}${b.id + 1}`] : [])),
    );
    expect(pairs).toEqual(['12', '13', '14', '15', '24', '35']);
  });

  test('orders nothing in a race', () => {
    const order = new HappensBefore(race);
    expect([order.isBefore(0, 1), order.isBefore(1, 0), order.isBefore(0, 0)]).toEqual([false, false, false]);
  });

  const chain: Trace = {
    ...crowd(4),
    synchronizes: [
      [0, 1],
      [1, 2],
      [2, 3],
      [0, 3],
    ],
  };

  test('is drawn without what the other edges imply', () => {
    expect(edges(chain, 'hb')).toEqual(['1 → 2', '2 → 3', '3 → 4']);
  });

  test('leads past steps that are hidden', () => {
    expect(edges(chain, 'hb', (id) => id !== 1 && id !== 2)).toEqual(['1 → 4']);
  });

  test('is found also where what synchronizes is shown later', () => {
    const order = new HappensBefore({
      ...crowd(3),
      synchronizes: [
        [2, 1],
        [1, 0],
      ],
    });
    expect([order.isBefore(2, 0), order.isBefore(0, 2)]).toEqual([true, false]);
  });

  test('takes less than a second for some thousand steps', () => {
    const steps = Array.from(
      { length: 3000 },
      (_, id) => ({ id, thread: id % 3, index: Math.floor(id / 3), kind: 'fence', call: 'fence' }) as const,
    );
    const long: Trace = { ...crowd(3), steps, synchronizes: steps.slice(1).map(({ id }) => [id - 1, id] as const) };
    expect(edges(long, 'hb')).toHaveLength(2999);
  });
});
