/** Names of words that are known from the source, which only some hosts can read. */
import { expect, test } from 'vitest';
import { bounded, counted, words } from './test-explore.ts';

test('a word may race by the name that reports have for it', async () => {
  const asked: string[] = [];
  const result = await bounded(
    () => {
      const data = words();
      return {
        threads: [
          () => {
            data[1] = 1;
          },
          () => data[1],
        ],
      };
    },
    {
      allowRace: (word) => {
        asked.push(word);
        return word === 'data[1]';
      },
    },
  );
  expect(asked).toEqual(['sab1[1]', 'data[1]']);
  expect(counted(result)).toEqual({ '- 0': 1, '- 1': 1 });
});
