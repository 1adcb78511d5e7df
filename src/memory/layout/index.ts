/** Layouts: how typed values lie in shared memory, and views of them at the cost of plain objects. */
export { array, ArrayLayout } from './array.ts';
export { ArrayView } from './array-view.ts';
export { bytes, type BytesLayout } from './bytes.ts';
export { CACHE_LINE_BYTES, cachePadded } from './cache-padded.ts';
export { type AnyLayout, Layout, type ValueOf, type ViewOf } from './layout.ts';
export { MAX_BYTE_LENGTH } from './limits.ts';
export { bool, f32, f64, i16, i32, i64, i8, ScalarLayout, u16, u32, u64, u8 } from './scalar.ts';
export { string, type StringLayout } from './string.ts';
export { type Fields, struct, StructLayout, type StructValue, type StructView } from './struct.ts';
export type { StructField } from './struct-fields.ts';
export { layoutFromRecipe, recipeText } from './recipe.ts';
