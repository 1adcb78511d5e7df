import { expect, test } from 'vitest';
import { array, bool, bytes, cachePadded, f64, string, struct, u32, u8 } from './index.ts';
import { layoutFromRecipe, recipeText } from './recipe.ts';

const layouts = [
  u8,
  bool,
  bytes(7),
  string(20),
  array(f64, 3),
  cachePadded(u32),
  struct({ id: u32, log: array(struct({ at: f64, text: string(9) }), 2), flag: bool }),
];

test('a layout made from a recipe has the name, size and alignment of the original', () => {
  for (const layout of layouts) {
    const copy = layoutFromRecipe(recipeText(layout));
    expect([copy.name, copy.byteLength, copy.alignment, copy.access]).toEqual([
      layout.name,
      layout.byteLength,
      layout.alignment,
      layout.access,
    ]);
  }
});

test('one recipe gives one layout', () => {
  const text = recipeText(struct({ a: u8, b: f64 }));
  expect(layoutFromRecipe(text)).toBe(layoutFromRecipe(text));
});
