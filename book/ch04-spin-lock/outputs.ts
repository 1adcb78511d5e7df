/** What each listing of this chapter prints. */
import type { Outputs } from '../lib/outputs.ts';

export const outputs: Outputs = {
  '01-minimal': /^(?:1 2 2|2 1 2|2 2 1)\n$/,
  '02-unsafe': /^(?:1 2 2|2 1 2|2 2 1)\n$/,
  '03-guard': /^(?:1 2 2|2 1 2|2 2 1)\nError: this guard has ended: lock the spin lock again\n$/,
};
