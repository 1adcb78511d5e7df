import { type AnyLayout, Layout, layoutFromRecipe, recipeText } from '../memory/layout/index.ts';
import { registerHandle } from './handles.ts';

/** Layouts travel as what they are made from, so that whatever has one (a mutex and the value in it) can be used where it arrives. */
registerHandle<AnyLayout>({
  tag: 'lockwright.Layout',
  moduleUrl: import.meta.url,
  class: Layout,
  write: (layout, writer) => writer.string(recipeText(layout)),
  read: (reader) => layoutFromRecipe(reader.string()),
});
