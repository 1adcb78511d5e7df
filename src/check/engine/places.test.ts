import { expect, test } from 'vitest';
import { knownPlace, stackOf } from './places.ts';

const at = (file: string) => ({ file, line: 1, column: 1 });
const LIBRARY = 'file:///app/node_modules/lockwright/';
const LOCK = at(`${LIBRARY}dist/lock/mutex/mutex.js`);
const MAPPED = at(`${LIBRARY}src/lock/mutex/mutex.ts`);
const USER = at('file:///app/queue.check.ts');

test('the place of a step is the user’s line, where the library itself did it', () => {
  expect(knownPlace([LOCK, MAPPED, USER, at('file:///app/other.ts')], LIBRARY)).toBe(USER);
  expect(knownPlace([USER, LOCK], LIBRARY)).toBe(USER);
});

test('where nothing but the library is on the stack, the place is there', () => {
  expect(knownPlace([LOCK, MAPPED], LIBRARY)).toBe(LOCK);
  expect(knownPlace([], LIBRARY)).toBeUndefined();
});

test('who works on the library sees its lines', () => {
  expect(knownPlace([MAPPED, USER], undefined)).toBe(MAPPED);
});

test('values without a readable stack have no places', () => {
  const throwing = {
    get stack(): string {
      throw new Error('from stack');
    },
  };
  for (const value of [undefined, null, 5, { stack: 5 }, throwing]) expect(stackOf(value)).toEqual([]);
});
