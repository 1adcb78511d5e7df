//! A counting semaphore: one word with the permits, one with the number of sleepers. No order among those who wait, and nothing to survive a thread's end.

use crate::futex::{wait, wake_one};
use crate::raw_lock::RawLock;
use std::sync::atomic::{AtomicU32, Ordering};

pub struct Semaphore {
    permits: AtomicU32,
    sleepers: AtomicU32,
}

impl Semaphore {
    pub fn new(permits: u32) -> Self {
        Self { permits: AtomicU32::new(permits), sleepers: AtomicU32::new(0) }
    }

    pub fn acquire(&self) {
        let mut permits = self.permits.load(Ordering::Relaxed);
        loop {
            if permits == 0 {
                self.sleepers.fetch_add(1, Ordering::SeqCst);
                wait(&self.permits, 0);
                self.sleepers.fetch_sub(1, Ordering::Relaxed);
                permits = self.permits.load(Ordering::Relaxed);
                continue;
            }
            // Acquire pairs with the addition in `release`.
            match self.permits.compare_exchange_weak(permits, permits - 1, Ordering::Acquire, Ordering::Relaxed) {
                Ok(_) => return,
                Err(found) => permits = found,
            }
        }
    }

    pub fn release(&self) {
        // SeqCst here, and there: either this sees the sleeper, or its wait sees the permit.
        self.permits.fetch_add(1, Ordering::SeqCst);
        if self.sleepers.load(Ordering::SeqCst) > 0 {
            wake_one(&self.permits);
        }
    }
}

/// Of one permit.
impl Default for Semaphore {
    fn default() -> Self {
        Self::new(1)
    }
}

impl RawLock for Semaphore {
    fn lock(&self) {
        self.acquire();
    }

    fn unlock(&self) {
        self.release();
    }
}
