import { array } from './array.ts';
import { bytes } from './bytes.ts';
import { cachePadded } from './cache-padded.ts';
import type { AnyLayout, Recipe } from './layout.ts';
import { bool, f32, f64, i16, i32, i64, i8, u16, u32, u64, u8 } from './scalar.ts';
import { string } from './string.ts';
import { struct } from './struct.ts';

const SCALARS = { i8, u8, i16, u16, i32, u32, i64, u64, f32, f64, bool };

/** Layouts that were made from recipes here, by text: one recipe gives one layout per thread, so that its views stay one class. */
const made = new Map<string, AnyLayout>();

/**
 * A layout from the text of its recipe, for a thread that was handed something which has one. Some 50 µs for a new text, a map lookup after that.
 */
export function layoutFromRecipe(text: string): AnyLayout {
  let layout = made.get(text);
  if (layout === undefined) {
    layout = make(JSON.parse(text) as Recipe);
    made.set(text, layout);
  }
  return layout;
}

/** The text of a layout's recipe, for {@link layoutFromRecipe} in another thread. */
export function recipeText(layout: AnyLayout): string {
  return JSON.stringify(layout.recipe);
}

function make(recipe: Recipe): AnyLayout {
  if (typeof recipe === 'string') return SCALARS[recipe];
  switch (recipe[0]) {
    case 'bytes':
      return bytes(recipe[1]);
    case 'string':
      return string(recipe[1]);
    case 'array':
      return array(make(recipe[1]), recipe[2]);
    case 'cachePadded':
      return cachePadded(make(recipe[1]));
    case 'struct':
      return struct(Object.fromEntries(recipe[1].map(([name, field]) => [name, make(field)])));
  }
}
