import type { HandleReader, HandleWriter } from '../../codec/index.ts';
import { MOST_STRONG, MOST_WEAK } from '../../memory/counted.ts';
import * as handles from '../../memory/handle.ts';
import { Handle, MOVE } from '../../memory/handle.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import * as forgotten from '../forgotten.ts';
import { gone, tooMany } from '../shared-error.ts';
import type { Share } from './share.ts';

// V8 folds a module's own constants into the code, but loads an imported one at each use, and keeps every object that is at hand there.
const { markHandle } = handles;
const { forgetHandle, madeHandle } = forgotten;

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
    this.have(share);
  }

  private have(share: S): void {
    this.address = share.address;
    this.share = share;
    madeHandle(this, share);
  }

  /** A handle for the same, in this thread or another. */
  protected abstract make(share: S): this;
  protected abstract arriving(address: number, layout: AnyLayout | undefined): S;

  /** @internal What it has, or an error. */
  live(call: string): S {
    const { share } = this;
    if (share !== undefined && share.isLive) return share;
    return this.refuse(call);
  }

  private refuse(call: string): never {
    throw gone(this, call, this.share !== undefined ? 'ended' : this.isMoved === true ? 'moved' : 'disposed');
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
    this.have(share);
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
    share.leave();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/**
 * Returns what makes a handle of a class, by a plain function: V8 asks of each object that the constructor of a derived class has made whether it is one, and so has to make it: one that is disposed of where it was made costs
 * 3 ns more then. The function writes the fields itself, since JavaScriptCore leaves room in the object for those that it sees there: 8 ns.
 */
export function makerOf<S extends Share, R extends Reference<S>>(handleClass: { readonly prototype: R }): (share: S) => R {
  function Made(this: R, share: S): void {
    markHandle(this);
    this.address = share.address;
    this.share = share;
    madeHandle(this, share);
  }
  Made.prototype = handleClass.prototype;
  const construct = Made as unknown as new (share: S) => R;
  return (share) => new construct(share);
}

/** Reads what {@link Reference.write} wrote: where the value is, and its layout. */
export function readReference(reader: HandleReader): [address: number, layout: AnyLayout | undefined] {
  return [reader.u32(), reader.value() as AnyLayout | undefined];
}
