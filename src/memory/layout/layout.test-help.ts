// eslint-disable-next-line import/no-unassigned-import -- installs the realm, which a region needs
import '../../realm/index.ts';
import { type Region, regionOf } from '../region.ts';
import { withoutCodeGeneration } from './code-generation.ts';

/** Both ways in which accessors are made; each test of views runs in both. */
export const modes: readonly { mode: string; make: <T>(layout: () => T) => T }[] = [
  { mode: 'generated code', make: (layout) => layout() },
  { mode: 'closures', make: withoutCodeGeneration },
];

/** The size of a {@link freshRegion}. */
export const REGION_BYTES = 4096;

/** A region of its own for one test, all zero. */
export function freshRegion(): Region {
  return regionOf(new SharedArrayBuffer(REGION_BYTES));
}
