import { expect, test } from 'vitest';
import { commandOf, SHORTCUTS } from './keys.ts';

const press = (key: string, more: object = {}, target = 'DIV') =>
  commandOf({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...more }, target);

test('no two shortcuts have a key in common', () => {
  const keys = SHORTCUTS.flatMap((shortcut) => shortcut.keys);
  expect(new Set(keys).size).toBe(keys.length);
});

test('arrows step, and jump to the next thread switch with Shift', () => {
  expect(press('ArrowRight')).toEqual({ move: 'next' });
  expect(press('ArrowRight', { shiftKey: true })).toEqual({ move: 'nextSwitch' });
  expect(press('S', { shiftKey: true })).toEqual({ move: 'previousSwitch' });
});

test('keys that belong to the browser, or to the element that has the focus, are left to them', () => {
  for (const modifier of ['ctrlKey', 'altKey', 'metaKey']) expect(press('c', { [modifier]: true })).toBeUndefined();
  for (const target of ['INPUT', 'SELECT', 'TEXTAREA']) expect(press('ArrowRight', {}, target)).toBeUndefined();
  expect(press(' ', {}, 'BUTTON')).toBeUndefined();
  expect(press(' ')).toEqual({ run: 'play' });
  expect(press('Tab')).toBeUndefined();
});
