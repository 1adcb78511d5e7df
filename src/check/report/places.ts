import { clean } from './text.ts';
import type { Place, Trace } from './trace.ts';

/** The text of a line of a file; undefined where it cannot be read. */
export type SourceLine = (file: string, line: number) => string | undefined;

export const fileName = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

/** `mutex.ts:41`: as short as a lane needs it. */
export function shortPlace({ file, line }: Place): string {
  return `${fileName(file)}:${line}`;
}

/** `src/lock/mutex.ts:41:12`: what terminals and editors open. */
export function wholePlace({ file, line, column }: Place, base?: string): string {
  return `${wholePath(file, base)}:${line}:${column}`;
}

/** The path of a file, from the folder `base` if it lies there. */
export function wholePath(file: string, base = ''): string {
  const path = pathOf(file);
  const folder = pathOf(base).replace(/\/?$/, '/');
  return base !== '' && path.startsWith(folder) ? path.slice(folder.length) : path;
}

/** The line of source of a place, without its indentation. */
export function sourceOf(trace: Trace, place: Place, sourceLine: SourceLine | undefined): string {
  return rawSource(trace, place, sourceLine).trim();
}

/** With its indentation. What the trace itself remembers comes first: the file may have changed since. */
export function rawSource(trace: Trace, place: Place, sourceLine: SourceLine | undefined): string {
  const text = trace.sources?.[place.file]?.[place.line] ?? sourceLine?.(place.file, place.line) ?? '';
  const [indentation] = /^[ \t]*/.exec(text)!;
  return indentation.replaceAll('\t', '  ') + clean(text);
}

function pathOf(file: string): string {
  if (!file.startsWith('file://')) return file;
  try {
    return decodeURIComponent(new URL(file).pathname);
  } catch {
    return file;
  }
}
