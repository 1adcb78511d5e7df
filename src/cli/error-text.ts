import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Frames further down rarely tell more. */
const MOST_FRAMES = 3;

/** What was thrown, and where, without the frames of Node. */
export function errorText(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `threw ${String(thrown)}`;
  // The message says what to do; where it was thrown is of no use.
  if (thrown.name === 'UnusableProgramError' || thrown.name === 'NotInstrumentableError') return thrown.message;
  const stack = thrown.stack ?? '';
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line) && !line.includes('node:') && !line.includes('/cli/check-work'));
  // Errors of syntax come with the line in which they were found, above their message.
  const excerpt = thrown instanceof SyntaxError ? stack.slice(0, Math.max(0, stack.indexOf('SyntaxError'))).trimEnd() : '';
  return [`${thrown.name}: ${thrown.message}`, ...(excerpt === '' ? [] : [excerpt]), ...frames.slice(0, MOST_FRAMES)]
    .map(shortenPaths)
    .join('\n');
}

function shortenPaths(line: string): string {
  return line.replace(/file:\/\/[^\s):]+/g, (url) => relative(process.cwd(), fileURLToPath(url)) || url);
}
