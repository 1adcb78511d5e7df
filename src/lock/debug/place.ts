/** Where the user's code called: the first place on the stack that is outside of this package. Costs some µs, most of them for the stack itself. */

const withoutScheme = (url: string): string => url.replace(/^file:\/\//, '');

/** Of this module, as the stack names it: where the engine follows source maps that is not where the module was loaded from. In a bundle, where all modules are one, nothing is cut off, and everything is inside. */
const PATH_IN_PACKAGE = /lock\/debug\/[^/]*$/;
/** `at name (URL:line:column)` of V8, `name@URL:line:column` of the others. */
const FRAME = /([^\s(@]+):(\d+):(\d+)\)?$/;
/** What V8 calls the text of a function that was sent to a thread, and the lines that `new Function` puts before it. */
const SENT_TEXT = '<anonymous>';
const LINES_BEFORE = 2;
const HOST_MODULE = /^node:/;
const FUNCTION_NAME = /^\s*at (?:async )?([^\s(]+) \(/;

export function callerPlace(): string {
  let ownFolder: string | undefined;
  for (const line of (new Error().stack ?? '').split('\n')) {
    const [, url, row, column] = FRAME.exec(line) ?? [];
    if (url === undefined) continue;
    if (url === SENT_TEXT) {
      const name = FUNCTION_NAME.exec(line)?.[1] ?? 'a function';
      return `line ${Number(row) - LINES_BEFORE} of ${name === 'eval' ? 'a function' : name}, sent as text`;
    }
    const file = withoutScheme(url);
    ownFolder ??= file.replace(PATH_IN_PACKAGE, ''); // the first frame is of this function
    if (!file.startsWith(ownFolder) && !HOST_MODULE.test(file)) return `${file}:${row}:${column}`;
  }
  return 'an unknown place';
}
