/** What each listing of this chapter prints. */
import { lines, type Outputs } from '../lib/outputs.ts';

export const outputs: Outputs = {
  '01-stop-flag': lines('commands: help, stop', 'unknown command: jump', 'the worker has stopped'),
  '02-progress-reporting': /^(?:working: 1?\d of 20 done\n)+done!\n$/,
  '03-progress-reporting-unpark': /^(?:working: \d of 10 done\n)+done!\n$/,
  '04-lazy-init': lines('x: 123', 'x: 123'),
  '05-fetch-add': lines('before: 100', 'after: 123'),
  '06-progress-reporting-multiple-threads': /^(?:working: 1?\d of 20 done\n)+done!\n$/,
  '07-statistics':
    /^(?:working: 1?\d done, \d(?:\.\d+)? ms on average, [0-4] ms at most\n)+done: 16 done, 2.5 ms on average, 4 ms at most\n$/,
  '08-id-allocation': lines('id: 0', 'id: 1', 'id: 2', 'many ids later', 'id: 4294967295', 'id: 0'),
  '09-id-allocation-panic': lines('id: 0', 'id: 1', 'id: 2', 'id: 0', 'errors before an id was given again: 253'),
  '10-id-allocation-subtract-before-panic': lines('id: 0', 'id: 1', 'id: 2'),
  '11-increment-with-compare-exchange': lines(2),
  '12-id-allocation-without-overflow': lines('id: 0', 'id: 1', 'id: 2'),
  '13-lazy-one-time-init': lines('all the same: true'),
};
