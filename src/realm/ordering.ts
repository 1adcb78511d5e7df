/**
 * The memory orderings that code can *declare*, as Rust and C++ name them.
 *
 * JavaScript has only `seqCst` atomics, so every operation runs as that, which is never weaker than what was declared. The
 * checker can judge a program by its declared orders, and so tell whether it would be right where only those hold.
 */
export type Ordering = 'relaxed' | 'acquire' | 'release' | 'acqRel' | 'seqCst';

/** What a load may declare. A load publishes nothing, so it has no release half. */
export type LoadOrdering = 'relaxed' | 'acquire' | 'seqCst';

/** What a store may declare. A store learns nothing, so it has no acquire half. */
export type StoreOrdering = 'relaxed' | 'release' | 'seqCst';

/** What a fence may declare: a relaxed fence would be no fence. */
export type FenceOrdering = 'acquire' | 'release' | 'acqRel' | 'seqCst';
