/** Each of the three words is right in the end; a reader may find them between two changes, and then they do not fit together. */
import { hasOutcomes, holds, mustBe } from '../lib/claims.ts';
import { newStatistics, note, type Numbers, read } from './07-statistics.ts';

const text = ({ done, total, longest }: Numbers): string => `${done}/${total}/${longest}`;

/** What a reader may come between. */
const inOrder = ['0/0/0', '0/0/6', '1/0/0', '1/0/6', '1/6/0', '1/6/6'];
/** Relaxed operations may even show the time of an item that is not counted yet. */
const outOfOrder = ['0/6/0', '0/6/6'];

hasOutcomes({ sc: inOrder, js: inOrder, rc11: [...inOrder, ...outOfOrder] }, 'what a reader sees of one item of 6 ms', () => {
  const statistics = newStatistics();
  return { threads: [() => note(statistics, 6), () => read(statistics)], outcome: ([, seen]) => text(seen) };
});

holds({ sc: 8, js: 8, rc11: 8 }, 'two items', () => {
  const statistics = newStatistics();
  return {
    threads: [() => note(statistics, 2), () => note(statistics, 4)],
    finally: () => mustBe(text(read(statistics)), '2/6/4', 'the statistics'),
  };
});
