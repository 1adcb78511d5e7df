/**
 * What a memory model must answer for the exploration. All events are already in the graph; a model keeps clocks in their rows.
 *
 * The exploration relies on three properties that SC, TSO and RC11 have: what is consistent stays so without its last events, every thread can go on by reading the latest write and by
 * writing last, and nothing depends on itself through program order and reads-from.
 */
export interface Model {
  /** Integers that it keeps in each event's row. */
  readonly columns: number;
  /** The length of the trail, for undoing. */
  readonly trailLength: number;
  /** A new event, before it has a source or a place. */
  begin(event: number): void;
  /** The writes that `read` may read from, latest first, into `found`; returns how many. The first is always consistent. */
  sources(read: number, found: Int32Array): number;
  /** The writes that `write` may be placed behind, latest first. The first is always consistent. */
  places(write: number, found: Int32Array): number;
  /** `read` now reads from its source. False if that is inconsistent. */
  addRead(read: number): boolean;
  /** `write` is now in its place. False if that is inconsistent. */
  addWrite(write: number): boolean;
  /** A wake-up after the write of the notification. */
  addMark(mark: number, after: number): void;
  /** A fence, a choice. False if it is inconsistent. */
  addOther(event: number): boolean;
  /** Undoes everything since the trail had that length. */
  undo(trail: number): void;
  /** A new frame: computes the clocks of its events anew, but for `write` and `read`, which are added afterwards. */
  rebuild(read: number, write: number): void;
  /** Whether `read` may read from `write`, which lies where it lies. For a revisit. */
  mayRead(read: number, write: number): boolean;
  /** Whether `earlier` happens before `later`: by synchronization, for data races. */
  happensBefore(earlier: number, later: number): boolean;
  /** Whether `earlier` must come before `later` where the execution is told as one sequence. */
  comesBefore(earlier: number, later: number): boolean;
  /** A number that grows along the order of events: sorting by it gives an order in which they can have happened. */
  rank(event: number): number;
}
