import { addressOf } from '../addresses.ts';
import type { PlacedEvent } from '../enumerate/execution.ts';
import { NO_READS } from '../enumerate/reads.ts';
import type { Domains } from './domains.ts';
import { readOf, type JsEvent } from './events.ts';
import type { JsTrace } from './traces.ts';
import type { JsPlace } from './program.ts';

/** An event with its thread: -1 for what is there at first, the number of threads for what is read at the end. */
export interface JsPlaced extends PlacedEvent {
  readonly js: JsEvent;
}

/** Bytes that one read takes together from one write. */
export interface Unit {
  readonly read: number;
  readonly block: number;
  readonly bytes: readonly number[];
  /** Whether it is of a cell of which all accesses have one range, and none tears. */
  readonly isWhole: boolean;
  /** All writes to these bytes. */
  readonly writes: readonly number[];
}

/** One choice of a trace for each thread, as events and the units of bytes that reads take from writes. Costs the square of the events. */
export class JsExecution {
  readonly events: readonly JsPlaced[];
  readonly units: readonly Unit[];
  /** For each thread the number of its first event. */
  readonly offsets: readonly number[];
  readonly threads: number;

  constructor(traces: readonly JsTrace[], final: readonly JsPlace[], domains: Domains, isMonotone: boolean) {
    const ends = final.map(finalRead);
    const segments = segmentsOf([...traces.flatMap(({ events }) => events), ...ends]);
    const events: JsPlaced[] = segments.map((segment) => placed(initialWrite(segment, domains), -1));
    const offsets: number[] = [];
    for (const [thread, trace] of traces.entries()) {
      offsets.push(events.length);
      for (const event of trace.events) events.push(placed(event, thread));
    }
    offsets.push(events.length);
    for (const event of ends) events.push(placed(event, traces.length));
    this.events = events;
    this.offsets = offsets;
    this.threads = traces.length;
    const units = segments.map((segment) => this.#unitsOf(segment, domains, isMonotone));
    // Cells that are read as a whole come first: they have fewer sources, and more is known once these are chosen.
    this.units = [...units.filter(isOfWhole), ...units.filter((ofSegment) => !isOfWhole(ofSegment))].flat();
  }

  /** Whether one event comes before another in every execution: the first writes, the order of each thread, the reads at the end. */
  isBefore(a: number, b: number): boolean {
    const [ofA, ofB] = [this.events[a]!.thread, this.events[b]!.thread];
    if (ofA === ofB) return ofA !== -1 && a < b;
    return ofA === -1 || ofB === this.threads;
  }

  /** Who may supply the bytes of a unit: as far as the order of each thread tells, it is not overwritten before the read. */
  sources({ read, bytes, writes }: Unit): readonly number[] {
    const reader = this.events[read]!.js;
    return writes.filter((write) => {
      if (write === read || this.isBefore(read, write)) return false;
      const { from, written } = this.events[write]!.js;
      if (reader.read !== undefined && bytes.some((byte) => written![byte - from] !== reader.read![byte - reader.from])) return false;
      return !writes.some((other) => this.isBefore(write, other) && this.isBefore(other, read));
    });
  }

  /**
   * A segment's bytes are read one by one, but those that no write changes go with another of the segment: what comes from fewer writes is
   * allowed if the model is monotone. If it is not, as ECMAScript 2017 is not for reads through `Atomics`, one of them goes its own way there, so
   * that what is read comes from one write more if that helps.
   * Where only `Atomics` access a cell, a read takes all bytes from one write: it comes after that in happens-before, and bytes from before it
   * would be overwritten ones.
   */
  #unitsOf(segment: Segment, domains: Domains, isMonotone: boolean): readonly Unit[] {
    const { block, from, to } = segment;
    const covers = ({ js }: JsPlaced): boolean => js.block === block && js.from <= from && to <= js.to;
    const numbers = [...this.events.keys()];
    const writes = numbers.filter((i) => this.events[i]!.isWrite && covers(this.events[i]!));
    const reads = numbers.filter((i) => this.events[i]!.isRead && covers(this.events[i]!));
    const all = Array.from({ length: to - from }, (_, i) => from + i);
    const accesses = this.events.filter(({ js }) => js.place !== undefined && js.block === block && js.from < to && from < js.to);
    const isWhole = accesses.every(({ js }) => js.from === from && js.to === to && (js.place!.atomic || !js.place!.tears));
    // What is read at the end comes after all writes, and so is as good as through Atomics.
    const isAtomic = isWhole && accesses.every(({ js, thread }) => js.place!.atomic || thread === this.threads);
    if (isAtomic) return reads.map((read) => ({ read, block, bytes: all, isWhole, writes }));
    const constant = all.filter((byte) => domains.isConstant(block, byte));
    const changing = all.filter((byte) => !constant.includes(byte));
    return reads.flatMap((read) => {
      const alone = isMonotone || !this.events[read]!.js.place!.atomic ? [] : constant.slice(0, 1);
      const together = constant.slice(alone.length);
      const [first, ...others] = changing;
      const groups = [first === undefined ? together : [first, ...together], ...others.map((byte) => [byte]), alone];
      return groups.filter(({ length }) => length > 0).map((bytes) => ({ read, block, bytes, isWhole, writes }));
    });
  }
}

const isOfWhole = ([unit]: readonly Unit[]): boolean => unit?.isWhole === true;

interface Segment {
  readonly block: number;
  readonly from: number;
  readonly to: number;
}

/** The largest ranges of bytes that all accesses touch as a whole, or not at all. */
function segmentsOf(events: readonly JsEvent[]): readonly Segment[] {
  const accesses = events.filter(({ place }) => place !== undefined);
  const segments: Segment[] = [];
  for (const block of new Set(accesses.map((event) => event.block))) {
    const here = accesses.filter((event) => event.block === block);
    const edges = [...new Set(here.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b);
    for (const [i, from] of edges.slice(0, -1).entries()) {
      const to = edges[i + 1]!;
      if (here.some((event) => event.from <= from && to <= event.to)) segments.push({ block, from, to });
    }
  }
  return segments;
}

const NOTHING: JsEvent = {
  isRead: false, isWrite: false, block: -1, from: 0, to: 0, read: undefined, written: undefined, place: undefined, section: undefined, tags: [],
  instruction: -1,
}; // prettier-ignore

function initialWrite({ block, from, to }: Segment, domains: Domains): JsEvent {
  const written = Array.from({ length: to - from }, (_, i) => domains.initial(block, from + i));
  return { ...NOTHING, isWrite: true, block, from, to, written, tags: ['NoTear'] };
}

function finalRead(place: JsPlace): JsEvent {
  const from = place.offset + place.scale * Number((place.index as { readonly value: number }).value);
  const tags = place.tears ? ['UN'] : ['UN', 'NoTear'];
  return { ...NOTHING, isRead: true, block: place.block, from, to: from + place.element.size, place, tags };
}

function placed(js: JsEvent, thread: number): JsPlaced {
  const numberOf = (bytes: readonly number[] | undefined): number =>
    bytes === undefined || js.place === undefined ? 0 : Number(readOf(js, bytes));
  return {
    js, thread, isRead: js.isRead, isWrite: js.isWrite, address: js.block === -1 ? 0 : addressOf(js.block, js.from), read: numberOf(js.read),
    written: numberOf(js.written), tags: js.tags, instruction: js.instruction, addr: NO_READS, data: NO_READS, ctrl: NO_READS,
    pickAddr: NO_READS, pickData: NO_READS, pickCtrl: NO_READS, rmwOf: -1, amo: false, instance: -1, isWhole: false,
    unsequenced: NO_READS,
  }; // prettier-ignore
}
