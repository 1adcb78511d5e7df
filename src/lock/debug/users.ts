import type { Named } from '../lock-errors.ts';
import { lockRow, snapshot } from './records.ts';

/** Who has a lock or waits for it, for the error of who frees it meanwhile: `thread 3 waits for it (permits) at app.ts:12:5`. */
export function usersOf(lock: Named): string[] {
  const row = lockRow(lock);
  if (row === 0) return [];
  const { holds, waits } = snapshot();
  const of = (held: { readonly lock: number }): boolean => held.lock === row;
  return [
    ...holds.filter(of).map(({ thread, mode, place }) => `thread ${thread} has it (${mode}), taken at ${place}`),
    ...waits.filter(of).map(({ thread, mode, place }) => `thread ${thread} waits for it (${mode}) at ${place}`),
  ];
}
