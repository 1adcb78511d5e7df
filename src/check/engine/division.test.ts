import { expect, test } from 'vitest';
import { Places } from './division.ts';

const READ_FROM = 0;

function nameOf(event: number, write: number): number[] {
  const places = new Places();
  places.note(0);
  places.enter(0, READ_FROM, event, write);
  return [places.depth, places.high, places.low];
}

test('a branch has one name for all explorers, whatever the number that each has given to its location', () => {
  expect(nameOf(32, -9)).toEqual(nameOf(32, -8));
});

test('branches that differ in the event or in the write have other names', () => {
  const names = [nameOf(32, -8), nameOf(31, -8), nameOf(32, 0), nameOf(32, 1), nameOf(32, 31)].map(String);
  expect(new Set(names).size).toBe(names.length);
});
