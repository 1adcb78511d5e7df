//! The second mutex of the chapter: a third state says that somebody may wait, so that an unlock that nobody waits for calls no kernel.

use crate::futex::{wait, wake_one};
use crate::raw_lock::RawLock;
use std::sync::atomic::{AtomicU32, Ordering::*};

pub const UNLOCKED: u32 = 0;
pub const LOCKED: u32 = 1;
pub const CONTENDED: u32 = 2;

#[derive(Default)]
pub struct Mutex2 {
    word: AtomicU32,
}

impl RawLock for Mutex2 {
    fn lock(&self) {
        if self.word.compare_exchange(UNLOCKED, LOCKED, Acquire, Relaxed).is_err() {
            lock_asleep(&self.word);
        }
    }

    fn unlock(&self) {
        unlock(&self.word);
    }
}

/// Takes the word as one that others may wait for too: who has slept cannot know.
pub fn lock_asleep(word: &AtomicU32) {
    while word.swap(CONTENDED, Acquire) != UNLOCKED {
        wait(word, CONTENDED);
    }
}

pub fn unlock(word: &AtomicU32) {
    if word.swap(UNLOCKED, Release) == CONTENDED {
        wake_one(word);
    }
}
