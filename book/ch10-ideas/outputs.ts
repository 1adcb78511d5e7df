/** What each listing of this chapter prints. */
import { lines, type Outputs } from '../lib/outputs.ts';

const counted = lines('counted: 400');

export const outputs: Outputs = {
  '01-semaphore': lines('the sum of 1 to 100: 5050'),
  '02-rcu': lines('always the same: true true', 'updates: 100'),
  '03-linked-list': lines('3 4 7 8'),
  '04-ticket-lock': counted,
  '05-mcs-lock': counted,
  '06-clh-lock': counted,
  '07-parking-lot': lines('-400 400'),
  '08-sequence-lock': lines('always the same: true; the last: 1000 1000'),
};
