import { expect, test } from 'vitest';
import { clean, columns, cut, pad, paint, widthOf, wrap } from './text.ts';

test('text is broken between words, and words that are too long are broken too', () => {
  expect(wrap('a load of x[0]', 8)).toEqual(['a load', 'of x[0]']);
  expect(wrap('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k']);
  expect(wrap('', 4)).toEqual(['']);
});

test('what does not fit ends in an ellipsis', () => {
  expect(cut('Atomics.load', 8)).toBe('Atomics…');
  expect(cut('Atomics.load', 12)).toBe('Atomics.load');
});

test('colours take no columns', () => {
  const red = paint(true).red('wrong');
  expect(widthOf(red)).toBe(5);
  expect(pad(red, 7)).toBe(`${red}  `);
  expect(paint(false).red('wrong')).toBe('wrong');
});

test('columns are aligned', () => {
  expect(
    columns([
      ['a', 'b'],
      ['long', 'c'],
    ]),
  ).toEqual(['a     b', 'long  c']);
});

test('text is made one line without control characters', () => {
  expect(clean('\x1b[31m a\n\tb\x07 ')).toBe('a b');
});
