/** What the listing of this chapter prints. */
import { lines, type Outputs } from '../lib/outputs.ts';

export const outputs: Outputs = { '01-futex': lines('waiting...', 'done!') };
