import type { HandleReader, HandleWriter } from '../../codec/index.ts';
import { MOST_STRONG, MOST_WEAK } from '../../memory/counted.ts';
import { Handle, MOVE } from '../../memory/handle.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import { forgetHandle, madeHandle } from '../forgotten.ts';
import { gone, tooMany } from '../shared-error.ts';
import type { Share } from './share.ts';

/** What `Arc` and `Weak` have in common: a handle of a share, until it is disposed of or sent away. Costs two comparisons for each use. */
export abstract class Reference<S extends Share> extends Handle {
  abstract readonly kind: 'Arc' | 'Weak';
  /** The byte offset of the counts in the heap. */
  declare address: number;
  /** @internal Undefined when this handle has nothing any more. */
  declare share: S | undefined;
  /** Whether that is because it was sent away. Not set before: one field less for those that are made and disposed of. */
  declare private isMoved?: true;

  constructor(share: S) {
    super();
    this.address = share.address;
    this.share = share;
    madeHandle(this, share);
  }

  /** @internal A handle for the same, in this thread or another. */
  protected abstract make(share: S): this;
  protected abstract arriving(address: number, layout: AnyLayout | undefined): S;

  /** @internal What it has, or an error. */
  live(call: string): S {
    const { share } = this;
    if (share !== undefined && share.isLive) return share;
    throw gone(this, call, share !== undefined ? 'ended' : this.isMoved === true ? 'moved' : 'disposed');
  }

  /** @internal As {@link live}, if one more may have it. */
  private roomy(): S {
    const share = this.live('send');
    if (!share.hasRoom()) throw tooMany(this, 'send', this.kind === 'Arc' ? MOST_STRONG : MOST_WEAK);
    return share;
  }

  /** Has another share from now on. The caller leaves the one before. */
  protected replace(share: S): void {
    forgetHandle(this);
    this.address = share.address;
    this.share = share;
    madeHandle(this, share);
  }

  /** Whether both are of one value. */
  ptrEq(other: Reference<Share>): boolean {
    return this.live('ptrEq()').address === other.live('ptrEq()').address;
  }

  /** @internal */
  write(writer: HandleWriter): void {
    const share = this.roomy();
    writer.u32(share.address);
    writer.value(share.layout);
    writer.moves(
      () => this.moveAway(share),
      () => this.takeBack(share),
      [[share.address, share.kind]],
    );
  }

  /** Has again what it had, since the message that it was in was not sent. */
  private takeBack({ address, layout }: S): void {
    delete this.isMoved;
    this.replace(this.arriving(address, layout).arrive() as S);
  }

  /** @internal */
  override [MOVE](): this {
    const share = this.roomy();
    this.moveAway(share);
    return this.make(this.arriving(share.address, share.layout).onItsWay() as S);
  }

  private moveAway(share: S): void {
    this.share = undefined;
    this.isMoved = true;
    forgetHandle(this);
    share.moveAway();
  }

  /** Gives up what this handle has; the last of all ends the value, or gives the memory back. Nothing happens the second time. What the end of a `using` block calls. */
  dispose(): void {
    const { share } = this;
    if (share === undefined) return;
    this.share = undefined;
    forgetHandle(this);
    share.turn++;
    share.leave();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** Reads what {@link Reference.write} wrote: where the value is, and its layout. */
export function readReference(reader: HandleReader): [address: number, layout: AnyLayout | undefined] {
  return [reader.u32(), reader.value() as AnyLayout | undefined];
}
