//! What a lock without a value has, and a count that it protects.

use std::cell::UnsafeCell;

/// A lock that one thread holds at a time.
pub trait RawLock: Default + Send + Sync {
    fn lock(&self);
    /// Only for the thread that holds it.
    fn unlock(&self);
}

/// A count under a lock.
#[derive(Default)]
pub struct Counted<L> {
    pub lock: L,
    count: UnsafeCell<u64>,
}

// SAFETY: the count is reached only between `lock` and `unlock`, by the one thread that has the lock.
unsafe impl<L: RawLock> Sync for Counted<L> {}

impl<L: RawLock> Counted<L> {
    /// Adds 1 under the lock; returns the count.
    pub fn increment(&self) -> u64 {
        self.lock.lock();
        // SAFETY: the lock is ours.
        let count = unsafe { &mut *self.count.get() };
        *count += 1;
        let found = *count;
        self.lock.unlock();
        found
    }
}
