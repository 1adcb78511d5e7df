//! The third mutex of the chapter: looks a hundred times before it sleeps. It is what a JavaScript mutex on `Atomics.wait` is in Rust, too.

use super::mutex_2::{lock_asleep, unlock, LOCKED, UNLOCKED};
use crate::raw_lock::RawLock;
use std::sync::atomic::{AtomicU32, Ordering::*};

/// The book's guess, and that of the JavaScript mutexes.
const SPINS: u32 = 100;

#[derive(Default)]
pub struct Mutex3 {
    word: AtomicU32,
}

impl RawLock for Mutex3 {
    fn lock(&self) {
        if self.word.compare_exchange(UNLOCKED, LOCKED, Acquire, Relaxed).is_err() {
            lock_contended(&self.word);
        }
    }

    fn unlock(&self) {
        unlock(&self.word);
    }
}

#[cold]
fn lock_contended(word: &AtomicU32) {
    let mut spins = 0;
    // Not while it is contended: others sleep already.
    while word.load(Relaxed) == LOCKED && spins < SPINS {
        spins += 1;
        std::hint::spin_loop();
    }
    if word.compare_exchange(UNLOCKED, LOCKED, Acquire, Relaxed).is_err() {
        lock_asleep(word);
    }
}
