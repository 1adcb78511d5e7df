/** What `run` throws; undefined if nothing. For tests of misuse. */
export function errorOf(run: () => unknown): any {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
