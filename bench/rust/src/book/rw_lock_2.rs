//! The second reader-writer lock of the chapter: writers sleep on a count of their own, which only unlocking changes.

use super::rw_lock_1::read;
use super::AnyRwLock;
use crate::futex::{wait, wake_all, wake_one};
use std::sync::atomic::{AtomicU32, Ordering::*};

const UNLOCKED: u32 = 0;
const WRITING: u32 = u32::MAX;

#[derive(Default)]
pub struct RwLock2 {
    /// How many read, or `WRITING`.
    word: AtomicU32,
    /// Goes up when a writer may go on.
    writer_wakes: AtomicU32,
}

impl AnyRwLock for RwLock2 {
    fn read(&self) {
        read(&self.word);
    }

    fn end_read(&self) {
        if self.word.fetch_sub(1, Release) == 1 {
            self.writer_wakes.fetch_add(1, Release);
            wake_one(&self.writer_wakes);
        }
    }

    fn write(&self) {
        while self.word.compare_exchange(UNLOCKED, WRITING, Acquire, Relaxed).is_err() {
            let count = self.writer_wakes.load(Acquire);
            // Looked at after the count, which may have gone up before.
            if self.word.load(Relaxed) != UNLOCKED {
                wait(&self.writer_wakes, count);
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
