import { emptyRelation } from '../bits.ts';
import { NO_READS } from '../enumerate/reads.ts';
import type { PlacedEvent, Skeleton } from '../enumerate/execution.ts';

/** The sets and relations that a skeleton gives, before it is said who reads from whom. Costs the square of the events. */

const isAccess = (event: PlacedEvent): boolean => event.isRead || event.isWrite;
const SETS: Readonly<Record<string, (event: PlacedEvent) => boolean>> = {
  _: () => true,
  R: ({ isRead }) => isRead,
  W: ({ isWrite }) => isWrite,
  M: isAccess,
  Exp: isAccess,
  F: (event) => !isAccess(event),
  I: ({ thread }) => thread === -1,
  IW: ({ thread }) => thread === -1,
  RMW: ({ isRead, isWrite }) => isRead && isWrite,
  NA: ({ tags }) => !tags.includes('A'),
};

/** Whether both events are of one thread; as in herd those that are there at first are of one, too. */
const inside = (a: PlacedEvent, b: PlacedEvent): boolean => a.thread === b.thread;

/** Whether both events are of one machine instruction, carried out once. */
const isOneInstance = (a: PlacedEvent, b: PlacedEvent): boolean => inside(a, b) && a.instance !== -1 && a.instance === b.instance;

export function relationOf(skeleton: Skeleton, name: string): Int32Array {
  switch (name) {
    case 'po':
      // As in herd what one instruction does is not in it.
      return skeleton.relation((a, b, i, j) => skeleton.isBefore(i, j) && !isOneInstance(a, b));
    case 'id':
      return skeleton.relation((_a, _b, i, j) => i === j);
    case 'loc':
      return skeleton.relation((a, b) => isAccess(a) && isAccess(b) && a.address === b.address);
    case 'int':
      return skeleton.relation((a, b) => inside(a, b));
    case 'ext':
      return skeleton.relation((a, b) => !inside(a, b));
    case 'addr':
      return skeleton.dependency(({ addr }) => addr);
    case 'data':
      return skeleton.dependency(({ data, isWrite }) => (isWrite ? data : NO_READS));
    case 'ctrl':
      return skeleton.dependency(({ ctrl }) => ctrl);
    case 'pick-addr':
      return skeleton.dependency(({ pickAddr }) => pickAddr);
    case 'pick-data':
      return skeleton.dependency(({ pickData, isWrite }) => (isWrite ? pickData : NO_READS));
    case 'pick-ctrl':
      return skeleton.dependency(({ pickCtrl }) => pickCtrl);
    case 'rmw':
      return skeleton.relation((_a, b, i) => b.rmwOf !== -1 && skeleton.indexIn(b.thread, b.rmwOf) === i);
    case 'amo':
      return skeleton.relation((_a, b, i) => b.amo && skeleton.indexIn(b.thread, b.rmwOf) === i);
    case 'si':
    case 'sm':
      return skeleton.relation((a, b, i, j) => i === j || (a.isWhole && b.isWhole && isOneInstance(a, b)));
    case 'same-instance':
      return skeleton.relation((a, b, i, j) => i === j || isOneInstance(a, b));
    default:
      return emptyRelation(skeleton.size);
  }
}

/** The members of a set that the language of models names. */
export const setOf = (skeleton: Skeleton, name: string): Int32Array => skeleton.set(SETS[name] ?? ((event) => event.tags.includes(name)));
