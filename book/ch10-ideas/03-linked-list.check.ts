/** What threads do at the same time has an order in which a set would have given the same answers, and nothing is lost. */
import { AtomicPtr } from 'lockwright/atomic';
import { linearizable, type Program } from 'lockwright/check';
import { fails, holds } from '../lib/claims.ts';
import { List } from './03-linked-list.ts';

type Values = readonly number[];

const specification = {
  initial: [] as Values,
  calls: {
    insert: (set: Values, value: number): [Values, boolean] => (set.includes(value) ? [set, false] : [[...set, value].toSorted(), true]),
    remove: (set: Values, value: number): [Values, boolean] => [set.filter((one) => one !== value), set.includes(value)],
    has: (set: Values, value: number): [Values, boolean] => [set, set.includes(value)],
    toArray: (set: Values): [Values, Values] => [set, set],
  },
};

type Called = Pick<List, 'insert' | 'remove' | 'has' | 'toArray'>;

/** Threads that call a list which begins with these values. */
const calling =
  (values: Values, realTime: boolean, ...calls: readonly ((list: Called) => unknown)[]) =>
  (): Program => {
    const history = linearizable(specification, { realTime });
    const list = history.of(new List(new AtomicPtr(0)));
    for (const value of values) list.insert(value);
    return {
      threads: calls.map((call) => () => call(list)),
      finally: () => {
        list.toArray();
        history.judge();
      },
    };
  };

const insert =
  (value: number) =>
  (list: Called): boolean =>
    list.insert(value);
const remove =
  (value: number) =>
  (list: Called): boolean =>
    list.remove(value);

holds({ js: 5, rc11: 5 }, 'two insert beside each other', calling([2], true, insert(1), insert(3)));
holds({ js: 6, rc11: 6 }, 'two insert the same', calling([], true, insert(1), insert(1)));
holds({ js: 13, rc11: 13 }, 'one inserts behind what the other removes', calling([1, 3], true, remove(1), insert(2)));
holds({ js: 10, rc11: 10 }, 'two remove neighbours', calling([1, 2], true, remove(1), remove(2)));
holds({ js: 20, rc11: 20 }, 'two remove the same', calling([1], true, remove(1), remove(1)));
holds(
  { js: 16, rc11: 16 },
  'one looks for what the other removes and inserts again',
  calling(
    [1],
    false,
    (list) => [list.has(1), list.has(1)].join(),
    (list) => [list.remove(1), list.insert(1)].join(),
  ),
);
holds({ js: 6, rc11: 6 }, 'two insert behind the same', calling([1], true, insert(2), insert(3)));
holds(
  { js: 111, rc11: 111 },
  'one inserts behind what another removes, and all look for it',
  calling(
    [1],
    false,
    insert(2),
    (list) => [list.remove(1), list.has(2)].join(),
    (list) => list.has(2),
  ),
);
holds(
  { js: 24, rc11: 24 },
  'who finds what it looks for may have it from a third thread, which took a removed node out',
  calling(
    [1],
    false,
    (list) => [list.insert(2), list.remove(1)].join(),
    (list) => list.has(2),
    (list) => list.has(2),
  ),
);
holds(
  { js: 11, rc11: 11 },
  'one removes what another inserts before',
  calling([2], false, (list) => [list.remove(2), list.has(2)].join(), insert(1)),
);
holds(
  { js: 10, rc11: 10 },
  'one goes through the list while another inserts at its end, then at its beginning',
  calling(
    [2],
    true,
    (list) => [list.insert(3), list.insert(1)].join(),
    (list) => list.toArray(),
  ),
);
fails(
  { js: 'assertion' },
  'to go through the list takes no snapshot: it may see the later of two, and not the earlier',
  calling(
    [2],
    true,
    (list) => [list.insert(1), list.insert(3)].join(),
    (list) => list.toArray(),
  ),
);
