//! A spin lock: one word, taken by an exchange, waited for with plain loads of it.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicU32, Ordering};

pub struct SpinLock<T> {
    /// 0: free. 1: held; only the holder stores 0.
    word: AtomicU32,
    value: UnsafeCell<T>,
}

// SAFETY: the value is reached only between `lock` and `unlock`, by the one thread that won the word.
unsafe impl<T: Send> Sync for SpinLock<T> {}

impl<T> SpinLock<T> {
    pub fn new(value: T) -> Self {
        Self { word: AtomicU32::new(0), value: UnsafeCell::new(value) }
    }

    pub fn with<R>(&self, body: impl FnOnce(&mut T) -> R) -> R {
        // Acquire pairs with the release store below: what the last holder wrote is seen.
        while self.word.swap(1, Ordering::Acquire) != 0 {
            while self.word.load(Ordering::Relaxed) != 0 {
                std::hint::spin_loop();
            }
        }
        // SAFETY: the word is ours.
        let result = body(unsafe { &mut *self.value.get() });
        self.word.store(0, Ordering::Release);
        result
    }
}
