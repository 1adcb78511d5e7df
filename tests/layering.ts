/** The rule of the floors: which room of src/ may refer to what. Costs one parse of each file. */
import { dirname, join, normalize } from 'node:path/posix';
import { findReferences, type Reference, walkModule } from '../scripts/lib/references.ts';

/** From the ground up: a room imports only from itself and from rooms to its left. */
export const floors: readonly string[] = ['realm', 'memory', 'atomic', 'codec', 'thread', 'lock', 'shared', 'channel'];
/** Rooms beside the floors, with what of the library they may use: a checked run replaces all but the realm; the lab runs tests on threads. */
export const annexes: ReadonlyMap<string, readonly string[]> = new Map([
  ['check', ['realm']],
  ['litmus', ['realm', 'thread']],
]);
/** The viewer shows traces, and needs nothing but them: no part of the engine goes into its page. */
const VIEWER = 'view';
const REPORTS = 'src/check/report/';
/** The command line stands above everything. */
const top = 'cli';

/** The command line may say which version it is. */
const MANIFEST = 'package.json';
/** And it has the models and tests of the litmus lab, which are data beside the source. */
const LITMUS_DATA = new Set(['litmus/models/', 'litmus/tests/']);

/** What a worker runs: nothing imports it, so it stands on top of the library as the command line does. */
const WORKER_FILE = 'src/thread/host/worker-main.ts';
const PARSER_FILE = 'src/realm/parser.ts';
const HOST_FOLDERS = ['src/realm/', 'src/thread/host/', 'src/check/modules/', 'src/cli/'];
/** Tests, checks and benches stand beside the code and may reach up, for instance to start threads. */
const WITNESS = /\.(?:test|check|bench)\.ts$|\/test-[^/]*\.ts$|\.test-[^/]*\.ts$/;

/** What is wrong with the file at `path` (from the root of the repository, with slashes), in sentences. */
export function violations(path: string, code: string): readonly string[] {
  const room = roomOf(path);
  if (room === undefined || !isKnown(room)) return [`${path}: there is no floor for it; name its folder in tests/layering.ts`];
  const found = findReferences(code, 'ts').flatMap((reference) => wrongReference(path, room, reference) ?? []);
  return WITNESS.test(path) || mayKnowTheHost(path) ? found : [...found, ...hostMentions(path, code)];
}

function wrongReference(path: string, room: string, { specifier }: Reference): string | undefined {
  const witness = WITNESS.test(path);
  if (!specifier.startsWith('.')) return wrongPackage(path, room, specifier, witness);
  const target = normalize(join(dirname(path), specifier));
  if ((target === MANIFEST || LITMUS_DATA.has(target)) && room === top) return undefined;
  if (!target.startsWith('src/'))
    return witness ? undefined : `${path} refers to ${target}: nothing in src/ may refer to what lies outside of it`;
  const other = roomOf(target);
  if (witness || other === room || room === top || path === WORKER_FILE) return undefined;
  if (room === VIEWER)
    return target.startsWith(REPORTS)
      ? undefined
      : `${path} refers to ${target}: ${VIEWER}/ may use only ${REPORTS}, which is about traces`;
  const usable = annexes.get(room);
  if (usable !== undefined) {
    return usable.includes(other ?? '')
      ? undefined
      : `${path} refers to ${target}: ${room}/ may use only ${usable.map((one) => `${one}/`).join(', ')}`;
  }
  const below = other !== undefined && floors.includes(other) && floors.indexOf(other) < floors.indexOf(room);
  return below ? undefined : `${path} refers to ${target}: ${other}/ is not below ${room}/`;
}

function wrongPackage(path: string, room: string, specifier: string, witness: boolean): string | undefined {
  if (witness || room === top || path === PARSER_FILE) return undefined;
  // Modules of Node are judged by hostMentions.
  if (specifier.startsWith('node:')) return undefined;
  return `${path} imports the package '${specifier}': src/ has no dependency at run time, except in src/cli/ and ${PARSER_FILE}`;
}

function hostMentions(path: string, code: string): readonly string[] {
  const found = new Set<string>();
  walkModule(code, 'ts', (node) => {
    if (node.type === 'Identifier' && node['name'] === 'process') found.add('process');
    if (node.type === 'Literal' && typeof node['value'] === 'string' && node['value'].startsWith('node:')) found.add(node['value']);
  });
  return [...found].map((what) => `${path} mentions ${what}: only src/realm/, src/thread/host/ and src/check/modules/ know the host`);
}

const mayKnowTheHost = (path: string): boolean => HOST_FOLDERS.some((folder) => path.startsWith(folder));

function roomOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

const isKnown = (room: string): boolean => floors.includes(room) || annexes.has(room) || room === VIEWER || room === top;
