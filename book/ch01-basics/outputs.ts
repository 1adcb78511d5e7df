/** What each listing of this chapter prints. */
import { anyOrder, lines, type Outputs } from '../lib/outputs.ts';

export const outputs: Outputs = {
  '01-hello': /^(?:hello from thread \d+\n)*hello from the main thread\n(?:hello from thread \d+\n)*$/,
  '02-hello-join': anyOrder('hello from the main thread', 'hello from thread 1', 'hello from thread 2'),
  '03-spawn-closure': lines(1, 2, 3, 'left behind: 0'),
  '04-scoped-threads': anyOrder('sum: 6', 1, 2, 3),
  '05-sharing': lines('two names in one thread: 2', 'copied into another:     1', 'shared with another:     2'),
  '06-cell': lines('1 2 3 1'),
  '07-refcell': lines('1 2 3 1', 'Error: already borrowed: end that borrow first'),
  '08-mutex': lines(1000),
  '09-sleep-before-unlock': lines(1000, 'asleep at the same time: 1'),
  '10-unlock-before-sleep': /^1000\nasleep at the same time: (?:[1-9]|10)\n$/,
  '11-thread-parking': lines('item: 0', 'item: 1', 'item: 2', 'item: 3'),
  '12-condvar': lines('item: 0', 'item: 1', 'item: 2', 'item: 3'),
};
