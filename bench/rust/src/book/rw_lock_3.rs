//! The third reader-writer lock of the chapter: a writer that waits makes the word odd, which keeps new readers out.

use super::AnyRwLock;
use crate::futex::{wait, wake_all, wake_one};
use std::sync::atomic::{AtomicU32, Ordering::*};

const UNLOCKED: u32 = 0;
const WRITER_WAITS: u32 = 1;
const READER: u32 = 2;
const WRITING: u32 = u32::MAX;

#[derive(Default)]
pub struct RwLock3 {
    /// Twice as many as read, and `WRITER_WAITS` if a writer does; or `WRITING`, which is odd as well.
    word: AtomicU32,
    writer_wakes: AtomicU32,
}

impl AnyRwLock for RwLock3 {
    fn read(&self) {
        let mut found = self.word.load(Relaxed);
        loop {
            if found % READER == WRITER_WAITS {
                wait(&self.word, found);
                found = self.word.load(Relaxed);
                continue;
            }
            assert!(found < WRITING - 1 - READER, "too many readers");
            match self.word.compare_exchange_weak(found, found + READER, Acquire, Relaxed) {
                Ok(_) => return,
                Err(other) => found = other,
            }
        }
    }

    fn end_read(&self) {
        if self.word.fetch_sub(READER, Release) == READER + WRITER_WAITS {
            self.writer_wakes.fetch_add(1, Release);
            wake_one(&self.writer_wakes);
        }
    }

    fn write(&self) {
        let mut found = self.word.load(Relaxed);
        loop {
            if found <= WRITER_WAITS {
                match self.word.compare_exchange(found, WRITING, Acquire, Relaxed) {
                    Ok(_) => return,
                    Err(other) => found = other,
                }
                continue;
            }
            if found % READER != WRITER_WAITS {
                if let Err(other) = self.word.compare_exchange(found, found + WRITER_WAITS, Relaxed, Relaxed) {
                    found = other;
                    continue;
                }
            }
            let count = self.writer_wakes.load(Acquire);
            found = self.word.load(Relaxed);
            // Only if whoever unlocks it will know of us. Even means that a reader got it in between, who does not.
            if found >= READER && found % READER == WRITER_WAITS {
                wait(&self.writer_wakes, count);
                found = self.word.load(Relaxed);
            }
        }
    }

    fn end_write(&self) {
        self.word.store(UNLOCKED, Release);
        self.writer_wakes.fetch_add(1, Release);
        wake_one(&self.writer_wakes);
        wake_all(&self.word);
    }
}
