/** What each listing of this chapter prints. */
import { lines, type Outputs } from '../lib/outputs.ts';

export const outputs: Outputs = {
  '01-basic': lines('the other thread saw 42; drops: 0', 'drops: 1'),
  '02-weak': lines('while there is an Arc: 42', 'afterwards: undefined; drops: 1'),
  '03-optimized': lines('while there is an Arc: 43', 'to be changed: false', 'afterwards: undefined; drops: 1'),
};
