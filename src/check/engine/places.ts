import type { Place } from '../report/trace.ts';

/** Frames of the checker itself: reports are about the program. */
const OWN =
  /\/(?:src|dist)\/check\/(?:advice|engine|instrument|modules|properties|realm)\/|\/(?:src|dist)\/(?:check\/[\w-]+|cli\/check-work)\.[jt]s/;
/** Tests of the checker, whose programs are programs. */
const WITNESS = /\.(?:check|test)\.[jt]s$|\/test-[\w-]+\.ts$/;
const FRAMES = 40;

/** Where the built library lies, whose users want to see their own lines; undefined for its source, whose users are those who work on it. */
const LIBRARY = /^(.*\/)dist\/check\/engine\/places\.js/.exec(import.meta.url)?.[1];
/** Its files as they are, and as source maps call them. */
const FOLDERS = ['dist/', 'src/'];

/** The frame of a stack that a reader knows: the innermost one that is not in the library, if there is one. */
export function knownPlace(stack: readonly Place[], library = LIBRARY): Place | undefined {
  const isOfUser = ({ file }: Place) => !FOLDERS.some((folder) => file.startsWith(`${library}${folder}`));
  return (library === undefined ? undefined : stack.find(isOfUser)) ?? stack[0];
}

/** The stack of the code that runs now, without the checker's own frames, innermost first. Costs tens of microseconds: a microsecond or more for each of the innermost `frames`. */
export function currentStack(frames: number = FRAMES): Place[] {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = frames;
  const stack = stackOf(new Error('only for its stack'));
  Error.stackTraceLimit = before;
  return stack;
}

/** The stack of an error, as places. V8's and SpiderMonkey's formats. */
export function stackOf(error: unknown): Place[] {
  let text: unknown;
  try {
    text = (error as { stack?: unknown } | null)?.stack;
  } catch {
    // Whoever throws such a thing gets no places.
  }
  if (typeof text !== 'string') return [];
  return text.split('\n').flatMap((line) => placeOf(line) ?? []);
}

function placeOf(line: string): Place | undefined {
  const match = /^\s*at (?:(?:async )?(.*?) \()?((?:\w+:)?\/[^()]*):(\d+):(\d+)\)?$/.exec(line) ?? /^(.*?)@(.*):(\d+):(\d+)$/.exec(line);
  if (match === null) return undefined;
  const [, name, file, row, column] = match;
  if (OWN.test(file!) && !WITNESS.test(file!)) return undefined;
  const place = { file: file!, line: Number(row), column: Number(column) };
  return name === undefined || name === '' ? place : { ...place, function: name };
}
