/** What each listing of this chapter prints. */
import { lines, type Outputs } from '../lib/outputs.ts';

const counting = (callsAlone: number): RegExp => lines(`alone: ${callsAlone} calls of wakeOne for 5000 unlocks`, 'counted: 25000');
const readingAndWriting = lines('added: 2000 2000', 'always equal: true');

export const outputs: Outputs = {
  '01-mutex-1': counting(5000),
  '02-mutex-2': counting(0),
  '03-mutex-3': counting(0),
  '04-condvar-1': lines('value: 123', 'a notification for nobody calls wakeOne: true'),
  '05-condvar-2': lines('value: 123', 'a notification for nobody calls wakeOne: false'),
  '06-rwlock-1': readingAndWriting,
  '07-rwlock-2': readingAndWriting,
  '08-rwlock-3': readingAndWriting,
};
