import type { Ordering } from '../../realm/ordering.ts';
import { currentStack } from '../engine/places.ts';
import type { AccessOrder } from '../machine.ts';
import type { Place } from '../report/trace.ts';
import type { OrderedKind } from './lattice.ts';

/** A place in the source at which an order is declared; where none is written it is `seqCst`. */
export interface Site {
  readonly place: Place;
  readonly kind: OrderedKind;
  readonly declared: Ordering;
}

/** Which order an operation is judged by instead of its own. */
export type Override = (site: Site) => Ordering;

const ROOT = import.meta.url.slice(0, import.meta.url.lastIndexOf('/check/') + 1);
const FILE = /^file:\/\/(?=\/)/;
/** Where this package lies: of what is built also as source maps call it; and as a path, which Vitest has in stacks where others have a URL. */
const ROOTS = (ROOT.endsWith('/dist/') ? [ROOT, ROOT.replace(/dist\/$/, 'src/')] : [ROOT]).flatMap((root) =>
  FILE.test(root) ? [root, decodeURI(root.replace(FILE, ''))] : [root],
);
/** What only hands orders on to the machine: the place is that of who calls it. */
const HANDS_ON = ROOTS.flatMap((root) => [`${root}atomic/`, `${root}realm/`]);
const WITNESS = /\.(?:check|test)\.[jt]s$/;

/** Finds the places at which orders are declared, and puts others in their stead. Costs tens of microseconds for each operation that is new to the exploration. */
export class OrderSites {
  readonly #sites = new Map<string, Site>();
  readonly #isOurs: (file: string) => boolean;
  /** Those that were come across since it was last emptied. */
  readonly seen = new Set<Site>();
  override: Override = ({ declared }) => declared;

  /** `isOurs`: whether the orders of a file are to be judged. */
  constructor(isOurs: (file: string) => boolean) {
    this.#isOurs = isOurs;
  }

  /** The order of an operation of the code that runs now. */
  readonly orderOf = (kind: OrderedKind, declared: AccessOrder): AccessOrder => {
    if (declared === 'plain') return declared;
    const place = placeOfCaller();
    if (place === undefined || !this.#isOurs(place.file)) return declared;
    const site = this.#siteAt(place, kind, declared);
    this.seen.add(site);
    return this.override(site);
  };

  #siteAt(place: Place, kind: OrderedKind, declared: Ordering): Site {
    const key = `${place.file}:${place.line}:${place.column} ${kind} ${declared}`;
    let site = this.#sites.get(key);
    if (site === undefined) this.#sites.set(key, (site = { place, kind, declared }));
    return site;
  }
}

/** So few are between most operations and who declares their order. Each frame more takes time, and several times as much under Vitest, which looks up its place in a source map. */
const NEAR_FRAMES = 10;

function placeOfCaller(): Place | undefined {
  return currentStack(NEAR_FRAMES).find(declares) ?? currentStack().find(declares);
}

function declares({ file }: Place): boolean {
  return WITNESS.test(file) || !HANDS_ON.some((folder) => file.startsWith(folder));
}

const isForeign = (file: string): boolean => file.includes('/node_modules/') || ROOTS.some((root) => file.startsWith(root));

/** Whether a file belongs to what the checks in `files` are about: not to a package that they use, nor to this one unless they do. */
export function belongsTo(files: readonly string[]): (file: string) => boolean {
  const foreignToo = files.some(isForeign);
  return (file) => foreignToo || !isForeign(file);
}
