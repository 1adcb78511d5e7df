//! The first reader-writer lock of the chapter: one word with the number of readers. A writer sleeps on it, and is woken by every change.

use super::AnyRwLock;
use crate::futex::{wait, wake_all, wake_one};
use std::sync::atomic::{AtomicU32, Ordering::*};

const UNLOCKED: u32 = 0;
const WRITING: u32 = u32::MAX;

#[derive(Default)]
pub struct RwLock1 {
    /// How many read, or `WRITING`.
    word: AtomicU32,
}

impl AnyRwLock for RwLock1 {
    fn read(&self) {
        read(&self.word);
    }

    fn end_read(&self) {
        if self.word.fetch_sub(1, Release) == 1 {
            wake_one(&self.word);
        }
    }

    fn write(&self) {
        while let Err(found) = self.word.compare_exchange(UNLOCKED, WRITING, Acquire, Relaxed) {
            wait(&self.word, found);
        }
    }

    fn end_write(&self) {
        self.word.store(UNLOCKED, Release);
        wake_all(&self.word);
    }
}

/// One more reader, as soon as nobody writes.
pub fn read(word: &AtomicU32) {
    let mut found = word.load(Relaxed);
    loop {
        if found == WRITING {
            wait(word, WRITING);
            found = word.load(Relaxed);
            continue;
        }
        assert!(found < WRITING - 1, "too many readers");
        match word.compare_exchange_weak(found, found + 1, Acquire, Relaxed) {
            Ok(_) => return,
            Err(other) => found = other,
        }
    }
}
