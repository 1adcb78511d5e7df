import { changeShare } from '../../memory/share.ts';
import * as ownerWord from '../../memory/owner-word.ts';
import { giveShareSlowly } from '../../memory/share-at-once.ts';
import type { AsyncOptions } from '../owned-lock.ts';
import * as errors from '../lock-errors.ts';
import type { RwLock } from './rw-lock.ts';
import * as words from './rw-word.ts';
import { tryUpgrade, upgrade, upgradeAsync } from './upgrade.ts';

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const { READ_DELTA, READER, UPGRADABLE, UPGRADABLE_DELTA, UPGRADING, UPGRADING_DELTA, WRITE_DELTA, WRITER, WRITER_DIED } = words;
const { me } = ownerWord;

// No class above the three: V8 then never makes a guard that does not leave the function, which is worth 12 ns. And `value` is written out in each: JavaScriptCore puts five functions
// into each other and no more, and the layout's own would be the sixth.

/** @internal Gives the lock back if that was not done before. */
export function endRead(guard: ReadGuard<any, any>): void {
  if (!guard.live) return;
  guard.live = false;
  give(guard.lock, READ_DELTA, READ_DELTA);
}

/** @internal Gives the lock back if that was not done before. */
export function endWrite(guard: WriteGuard<any, any>): void {
  if (!guard.live) return;
  guard.live = false;
  give(guard.lock, WRITE_DELTA, WRITER_DIED);
}

/** Gives back what this thread has of the lock: adds `change` to the word, and drops the note of `delta`. */
function give(lock: RwLock<any, any>, change: number, delta: number): void {
  const found = lock.shares.giveShare(lock.address, change, delta, me.block!);
  if (found !== 0) giveSlowly(lock, found, change, delta);
}

function giveSlowly(lock: RwLock<any, any>, found: number, change: number, delta: number): void {
  if (!giveShareSlowly(lock, found, change, delta)) throw errors.staleGuard(lock, 'unlock');
}

/** The proof that this thread reads, among others that may. */
export class ReadGuard<V, W> {
  /** The handle that the lock was taken through. */
  readonly lock: RwLock<V, W>;
  /** @internal */
  live = true;

  /** @internal */
  constructor(lock: RwLock<V, W>) {
    this.lock = lock;
  }

  /** Whether the lock is still held by this guard. */
  get isLive(): boolean {
    return this.live;
  }

  /** The value: by copy for scalars and strings, else a live view, which is not to be written to. Undefined if the lock has none. */
  get value(): W {
    const { lock } = this;
    if (!this.live) throw errors.staleGuard(lock, 'read the value through');
    return lock.layout === undefined ? (undefined as W) : lock.layout.getUnchecked(lock.region, lock.valueAddress);
  }

  /**
   * Gives the lock back before the end of the scope.
   *
   * @throws {LockError} `STALE_GUARD` if that was done before
   */
  unlock(): void {
    this.end('unlock');
    give(this.lock, READ_DELTA, READ_DELTA);
  }

  /** What `using` calls: gives the lock back if that was not done before. */
  [Symbol.dispose](): void {
    if (this.live) this.unlock();
  }

  /** @internal Makes it stale. */
  end(tried: string): void {
    if (!this.live) throw errors.staleGuard(this.lock, tried);
    this.live = false;
  }
}

/** The proof that this thread reads, and is the only one that may go over to writing without letting a writer in between. */
export class UpgradableReadGuard<V, W> {
  /** The handle that the lock was taken through. */
  readonly lock: RwLock<V, W>;
  /** @internal */
  live = true;

  /** @internal */
  constructor(lock: RwLock<V, W>) {
    this.lock = lock;
  }

  /** Whether the lock is still held by this guard. */
  get isLive(): boolean {
    return this.live;
  }

  /** As that of {@link ReadGuard}. */
  get value(): W {
    const { lock } = this;
    if (!this.live) throw errors.staleGuard(lock, 'read the value through');
    return lock.layout === undefined ? (undefined as W) : lock.layout.getUnchecked(lock.region, lock.valueAddress);
  }

  /**
   * Goes over to writing: no new readers come in, and it waits until those who are there have gone. Nobody writes in between. This guard is stale then.
   *
   * @throws {CannotBlockError} if it would have to wait on a page's main thread: use {@link upgradeAsync}. This guard is as good as before then
   */
  upgrade(): WriteGuard<V, W> {
    upgrade(this, 'upgrade()', Infinity);
    return new WriteGuard(this.lock);
  }

  /** Goes over to writing if there are no other readers, else returns undefined, and this guard is as good as before. Never waits. */
  tryUpgrade(): WriteGuard<V, W> | undefined {
    return tryUpgrade(this) ? new WriteGuard(this.lock) : undefined;
  }

  /** As {@link upgrade}; gives up after `ms` milliseconds and returns undefined, and this guard is as good as before. */
  tryUpgradeFor(ms: number): WriteGuard<V, W> | undefined {
    errors.checkTimeout('UpgradableReadGuard.tryUpgradeFor', ms);
    return upgrade(this, 'tryUpgradeFor()', ms) ? new WriteGuard(this.lock) : undefined;
  }

  /** As {@link upgrade}, without blocking. If `signal` is aborted, this guard is as good as before. */
  async upgradeAsync(options?: AsyncOptions): Promise<WriteGuard<V, W>> {
    await upgradeAsync(this, 'upgradeAsync', Infinity, options);
    return new WriteGuard(this.lock);
  }

  /** As {@link upgradeAsync}, for at most `ms` milliseconds: resolves to undefined if that was not enough, and this guard is as good as before. */
  async tryUpgradeForAsync(ms: number, options?: AsyncOptions): Promise<WriteGuard<V, W> | undefined> {
    return (await upgradeAsync(this, 'tryUpgradeForAsync', ms, options)) ? new WriteGuard(this.lock) : undefined;
  }

  /** Goes over to reading as others do. This guard is stale then. Never waits. */
  downgrade(): ReadGuard<V, W> {
    this.end('downgrade');
    const { region, address } = this.lock;
    changeShare(region, address, READER - UPGRADABLE, UPGRADABLE_DELTA, READ_DELTA, 'release');
    return new ReadGuard(this.lock);
  }

  /**
   * Gives the lock back before the end of the scope.
   *
   * @throws {LockError} `STALE_GUARD` if that was done before
   */
  unlock(): void {
    this.end('unlock');
    give(this.lock, UPGRADABLE_DELTA, UPGRADABLE_DELTA);
  }

  /** What `using` calls: gives the lock back if that was not done before. */
  [Symbol.dispose](): void {
    if (this.live) this.unlock();
  }

  /** @internal Makes it stale. */
  end(tried: string): void {
    if (!this.live) throw errors.staleGuard(this.lock, tried);
    this.live = false;
  }

  /** @internal From here on no new readers come in. */
  beginUpgrade(): void {
    this.end('upgrade');
    const { region, address } = this.lock;
    changeShare(region, address, UPGRADING, UPGRADABLE_DELTA, UPGRADING_DELTA, 'relaxed');
  }

  /** @internal Everything is as before the upgrade was tried. */
  giveUpUpgrade(): void {
    const { region, address } = this.lock;
    changeShare(region, address, -UPGRADING, UPGRADING_DELTA, UPGRADABLE_DELTA, 'relaxed');
    this.live = true;
  }
}

/** The proof that this thread has the lock alone. */
export class WriteGuard<V, W> {
  /** The handle that the lock was taken through. */
  readonly lock: RwLock<V, W>;
  /** @internal */
  live = true;

  /** @internal */
  constructor(lock: RwLock<V, W>) {
    this.lock = lock;
  }

  /** Whether the lock is still held by this guard. */
  get isLive(): boolean {
    return this.live;
  }

  /** The value: by copy for scalars and strings, else a live view. Undefined if the lock has none. */
  get value(): W {
    const { lock } = this;
    if (!this.live) throw errors.staleGuard(lock, 'read the value through');
    return lock.layout === undefined ? (undefined as W) : lock.layout.getUnchecked(lock.region, lock.valueAddress);
  }

  /**
   * Writes all of the value.
   *
   * @throws {LockError} `STALE_GUARD`, or `NO_LAYOUT` if the lock has no value
   */
  set value(value: V | W) {
    const { lock } = this;
    if (!this.live) throw errors.staleGuard(lock, 'write the value through');
    if (lock.layout === undefined) throw errors.noLayout(`guard.value of a ${lock.kind}`);
    lock.layout.setUnchecked(lock.region, lock.valueAddress, value);
  }

  /** Goes over to reading: readers come in, and no writer in between. This guard is stale then. Never waits. */
  downgrade(): ReadGuard<V, W> {
    this.#become('downgrade', READER, READ_DELTA);
    return new ReadGuard(this.lock);
  }

  /** As {@link downgrade}, to a reader that may go over to writing again. */
  downgradeToUpgradable(): UpgradableReadGuard<V, W> {
    this.#become('downgrade', UPGRADABLE, UPGRADABLE_DELTA);
    return new UpgradableReadGuard(this.lock);
  }

  #become(tried: string, share: number, delta: number): void {
    this.end(tried);
    const { region, address } = this.lock;
    // release: what was written is there for those who read beside this thread from here on
    changeShare(region, address, share - WRITER, WRITER_DIED, delta, 'release');
  }

  /**
   * Gives the lock back before the end of the scope.
   *
   * @throws {LockError} `STALE_GUARD` if that was done before
   */
  unlock(): void {
    this.end('unlock');
    give(this.lock, WRITE_DELTA, WRITER_DIED);
  }

  /** What `using` calls: gives the lock back if that was not done before. */
  [Symbol.dispose](): void {
    if (this.live) this.unlock();
  }

  /** @internal Makes it stale. */
  end(tried: string): void {
    if (!this.live) throw errors.staleGuard(this.lock, tried);
    this.live = false;
  }
}
