/** What each listing of this chapter prints. */
import { lines, type Outputs } from '../lib/outputs.ts';

export const outputs: Outputs = {
  '01-relaxed': /^x: (?:0, y: 0|10, y: 0|10, y: 20)\n$/,
  '02-spawn-join': /^seen: [12]\n$/,
  '03-total-modification-order': /^(?:0 )*(?:5 )*(?:15 )*(?:0|5|15)\n$/,
  '04-total-modification-order-2': /^(?:0 )*(?:(?:5 )*|(?:10 )*)(?:15 )*(?:0|5|10|15)\n$/,
  '05-out-of-thin-air': lines('x: 0, y: 0'),
  '06-release-acquire': /^(?:waiting\.\.\.\n)*123\n$/,
  '07-release-acquire-plain': /^(?:waiting\.\.\.\n)*123\n$/,
  '08-lock': /^!{1,20}\n$/,
  '09-lazy-init-box': lines('the same address: true', 'areas: 12 and 12'),
  '10-seqcst': /^marks: [01]\n$/,
  '11-fence': /^(?:data \d = 123\n){0,10}done!\n$/,
};
