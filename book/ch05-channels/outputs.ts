/** What each listing of this chapter prints. */
import { lines, type Outputs } from '../lib/outputs.ts';

const hello = lines('hello world!');

export const outputs: Outputs = {
  '01-simple': lines('1 2 3'),
  '02-unsafe': hello,
  '03-checks': lines('hello world!', 'Error: there is no message: wait until isReady(), and receive once'),
  '04-single-atomic': hello,
  '05-types': hello,
  '06-borrowing': lines('hello world!', 'and again'),
  '07-blocking': hello,
};
