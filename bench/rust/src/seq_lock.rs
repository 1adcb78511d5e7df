//! A sequence lock around a number: readers copy it, and again if it was being written; writers exclude each other.

use std::sync::atomic::{fence, AtomicU32, AtomicU64, Ordering};
use std::sync::Mutex;

#[derive(Default)]
pub struct SeqLock {
    writers: Mutex<()>,
    /// Odd while the number is being written.
    sequence: AtomicU32,
    number: AtomicU64,
}

impl SeqLock {
    pub fn read(&self) -> u64 {
        loop {
            // Acquire pairs with the last store of a writer: the number is at least as new.
            let before = self.sequence.load(Ordering::Acquire);
            if before % 2 == 0 {
                let number = self.number.load(Ordering::Relaxed);
                // Pairs with the fence of a writer: if the number is newer, so is the sequence.
                fence(Ordering::Acquire);
                if self.sequence.load(Ordering::Relaxed) == before {
                    return number;
                }
            }
            std::hint::spin_loop();
        }
    }

    pub fn add(&self, amount: u64) {
        let _writing = self.writers.lock().unwrap();
        let before = self.sequence.load(Ordering::Relaxed);
        self.sequence.store(before.wrapping_add(1), Ordering::Relaxed);
        fence(Ordering::Release);
        self.number.store(self.number.load(Ordering::Relaxed) + amount, Ordering::Relaxed);
        self.sequence.store(before.wrapping_add(2), Ordering::Release);
    }
}
