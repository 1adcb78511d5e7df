//! A lock that the thread that holds it may lock again: a mutex, its owner, and how often that has it. The design of the standard library's, which is not stable yet.

use crate::book::Mutex3;
use crate::raw_lock::RawLock;
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

#[derive(Default)]
pub struct ReentrantLock {
    mutex: Mutex3,
    /// The owner's name, 0 if nobody has it.
    owner: AtomicUsize,
    /// Only the owner's.
    depth: Cell<u32>,
}

// SAFETY: the depth is reached only by the thread that has the mutex.
unsafe impl Sync for ReentrantLock {}

thread_local! {
    static NAME: u8 = const { 0 };
}

/// A name of this thread that no other has meanwhile: an address of its own.
fn me() -> usize {
    NAME.with(|name| name as *const u8 as usize)
}

impl RawLock for ReentrantLock {
    fn lock(&self) {
        let me = me();
        // Relaxed: only this thread writes its own name there, and takes it away.
        if self.owner.load(Relaxed) == me {
            self.depth.set(self.depth.get().checked_add(1).expect("locked too often"));
            return;
        }
        self.mutex.lock();
        self.owner.store(me, Relaxed);
        self.depth.set(1);
    }

    fn unlock(&self) {
        let depth = self.depth.get() - 1;
        self.depth.set(depth);
        if depth == 0 {
            self.owner.store(0, Relaxed);
            self.mutex.unlock();
        }
    }
}
