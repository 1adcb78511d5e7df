/**
 * Counts the words of every text file below a folder, with threads that share one table.
 *
 *     npm start            the project itself, with its installed dependencies
 *     npm start -- DIR     any folder
 */
import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { AtomicU32 } from 'lockwright/atomic';
import { availableParallelism, current, parkTimeout, scope } from 'lockwright/thread';
import { countFiles, readText, type Skipped, type Work } from './count-files.ts';
import { findTextFiles, type FoundFile } from './find-files.ts';
import { ProgressBar } from './progress.ts';
import { freeTable, newWordTable, readTable } from './word-table.ts';
import { countWords, type Counts } from './words.ts';

const TOP_WORDS = 10;
/** Look at the counters at least this often, even if no thread reports. */
const LOOK_EVERY_MS = 200;

interface Run {
  readonly counts: Counts;
  readonly skipped: readonly Skipped[];
  readonly seconds: number;
}

function countWithThreads(files: readonly FoundFile[], threads: number): Run {
  const started = performance.now();
  const table = newWordTable();
  const work: Work = {
    paths: files.map((file) => file.path),
    next: new AtomicU32(0),
    filesDone: new AtomicU32(0),
    kilobytesDone: new AtomicU32(0),
    table,
    watcher: current(),
  };
  const bar = new ProgressBar(`${threads} thread${threads === 1 ? ' ' : 's'}`, files.length);
  const skipped = scope((s) => {
    const module = new URL('./count-files.ts', import.meta.url);
    const handles = Array.from({ length: threads }, () => s.spawn(module, countFiles, work));
    // Each thread unparks us after each file. Should one die, it never reports its file: then look at the handles.
    while (work.filesDone.load() < files.length && !handles.every((handle) => handle.isFinished)) {
      parkTimeout(LOOK_EVERY_MS);
      bar.update(work.filesDone.load(), work.kilobytesDone.load());
    }
    return handles.flatMap((handle) => handle.join());
  });
  const seconds = (performance.now() - started) / 1000;
  bar.clear();
  const counts = readTable(table);
  freeTable(table);
  for (const atomic of [work.next, work.filesDone, work.kilobytesDone]) atomic.free();
  return { counts, skipped, seconds };
}

/** The same without threads and without shared memory, to check the table against. */
function countAlone(files: readonly FoundFile[]): Run {
  const started = performance.now();
  const bar = new ProgressBar('no threads', files.length);
  const counts: Counts = new Map();
  const skipped: Skipped[] = [];
  let kilobytes = 0;
  files.forEach(({ path, bytes }, index) => {
    const text = readText(path);
    if (typeof text === 'string') countWords(text, counts);
    else skipped.push({ path, why: text.why });
    kilobytes += bytes / 1024;
    bar.update(index + 1, kilobytes);
  });
  bar.clear();
  return { counts, skipped, seconds: (performance.now() - started) / 1000 };
}

/** Where two counts differ; empty if they are the same. */
function differences(found: Counts, expected: Counts): string[] {
  const words = new Set([...found.keys(), ...expected.keys()]);
  return [...words]
    .filter((word) => found.get(word) !== expected.get(word))
    .map((word) => `'${word}': ${found.get(word) ?? 0}, should be ${expected.get(word) ?? 0}`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

function printTop(counts: Counts): void {
  console.log(`\nThe most frequent words of ${counts.size.toLocaleString('en')}:\n`);
  const top = [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, TOP_WORDS);
  for (const [word, count] of top) console.log(`  ${count.toLocaleString('en').padStart(11)}  ${word}`);
}

const directory = resolve(process.argv[2] ?? '.');
if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory())
  fail(`${directory} is not a folder. Give the folder to count: npm start -- DIR`);

const files = findTextFiles(directory, (path, error) => console.error(`skipped: ${path} (${error.message})`));
if (files.length === 0) fail(`No text file (.md, .ts, .js, .json) below ${directory}.`);
const megabytes = files.reduce((sum, file) => sum + file.bytes, 0) / 2 ** 20;
console.log(`Counting the words of ${files.length.toLocaleString('en')} files (${megabytes.toFixed(1)} MB) below ${directory}`);

const alone = countAlone(files);
for (const { path, why } of alone.skipped) console.log(`  skipped: ${relative(directory, path)} ${why}`);

const processors = availableParallelism();
const threadCounts = [...new Set([1, 2, processors, 2 * processors])].toSorted((a, b) => a - b);
console.log(`\n  threads   seconds    MB/s   speed-up   table`);
console.log(`  none    ${alone.seconds.toFixed(2).padStart(9)} ${(megabytes / alone.seconds).toFixed(0).padStart(7)}`);
let wrong = 0;
let one = 0;
let counts = alone.counts;
for (const threads of threadCounts) {
  const run = countWithThreads(files, threads);
  if (threads === 1) one = run.seconds;
  const found = differences(run.counts, alone.counts);
  wrong += found.length;
  counts = run.counts;
  const verdict = found.length === 0 ? '✓ the same, word for word' : `✗ ${found.length} words differ: ${found.slice(0, 3).join('; ')}`;
  const speedUp = `${(one / run.seconds).toFixed(2)} ×`;
  console.log(
    `  ${String(threads).padEnd(7)} ${run.seconds.toFixed(2).padStart(9)} ${(megabytes / run.seconds).toFixed(0).padStart(7)} ${speedUp.padStart(10)}   ${verdict}`,
  );
}
printTop(counts);
if (wrong > 0) process.exitCode = 1;
