//! A spin lock: one word, taken by an exchange, waited for with plain loads of it.

use crate::raw_lock::RawLock;
use std::sync::atomic::{AtomicU32, Ordering};

#[derive(Default)]
pub struct SpinLock {
    /// 0: free. 1: held; only the holder stores 0.
    word: AtomicU32,
}

impl RawLock for SpinLock {
    fn lock(&self) {
        // Acquire pairs with the release store below: what the last holder wrote is seen.
        while self.word.swap(1, Ordering::Acquire) != 0 {
            while self.word.load(Ordering::Relaxed) != 0 {
                std::hint::spin_loop();
            }
        }
    }

    fn unlock(&self) {
        self.word.store(0, Ordering::Release);
    }
}
