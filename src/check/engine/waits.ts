/** Wait results, as the values of its edges. */
export const OK = 0;
export const NOT_EQUAL = 1;
export const TIMED_OUT = 2;

/** What a turn of the event loop can be: one of so many promises is settled, by a notification or, if its bit of `timed` is set, because its time is over. */
export function optionsOf(promises: number, timed: number): { index: number; timesOut: boolean }[] {
  const options: { index: number; timesOut: boolean }[] = [];
  for (let index = 0; index < promises; index++) {
    options.push({ index, timesOut: false });
    if ((timed & (1 << index)) !== 0) options.push({ index, timesOut: true });
  }
  return options;
}
