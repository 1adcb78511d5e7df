/** How often an end looks before it sleeps. Runs in Node and in a page. */
import { expect, test } from 'vitest';
import '../memory/index.ts'; // brings the realm of real threads
import { looksBeforeSleep } from '../memory/looks-before-sleep.ts';
import { Patience } from './patience.ts';

const SHORT = looksBeforeSleep();

/** What a wait that is in vain begins with: whether its look is a long one. */
function inVain(patience: Patience, ms = Infinity): boolean {
  const isLong = patience.looks(ms) > SHORT;
  patience.gaveUp();
  return isLong;
}

/** How many of so many waits in vain begin with a long look. */
function longOf(patience: Patience, waits: number): number {
  return Array.from({ length: waits }, () => inVain(patience)).filter(Boolean).length;
}

test.skipIf(SHORT === 0)('the first looks are short, and after four waits in vain one is long', () => {
  const patience = new Patience();
  expect(longOf(patience, 4)).toBe(0);
  expect([patience.looks(Infinity) > SHORT, longOf(patience, 1)]).toEqual([true, 1]);
});

test.skipIf(SHORT === 0)('long looks in vain become rare, but never stop', () => {
  const patience = new Patience();
  expect(longOf(patience, 1000)).toBeLessThan(25);
  expect(longOf(patience, 65)).toBe(1);
});

test.skipIf(SHORT === 0)('while long looks find something all are long, and after that it is tried soon again', () => {
  const patience = new Patience();
  longOf(patience, 1000);
  while (!(patience.looks(Infinity) > SHORT)) patience.gaveUp();
  for (let i = 0; i < 10; i++) {
    patience.found();
    expect(patience.looks(Infinity)).toBeGreaterThan(SHORT);
  }
  patience.gaveUp();
  expect([inVain(patience), inVain(patience)]).toEqual([false, true]);
});

test('what a short look finds says nothing of long ones', () => {
  const patience = new Patience();
  longOf(patience, 1000);
  expect(patience.looks(0)).toBe(SHORT);
  patience.found();
  expect(longOf(patience, 65)).toBeLessThanOrEqual(1);
});

test('a wait of less than a millisecond has no long look', () => {
  const patience = new Patience();
  longOf(patience, 4);
  expect([patience.looks(0), patience.looks(0.9)]).toEqual([SHORT, SHORT]);
});
