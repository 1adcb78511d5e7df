/** What a smoke program reports with: `check` prints one TAP line, and a false one makes the exit code 1. Costs a line of output. */

let count = 0;

export function check(sentence: string, holds: boolean): void {
  count += 1;
  console.log(`${holds ? 'ok' : 'not ok'} ${count} - ${sentence}`);
  if (!holds) process.exitCode = 1;
}
