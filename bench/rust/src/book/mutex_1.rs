//! The first mutex of the chapter: two states, and a call of the kernel at each unlock.

use crate::futex::{wait, wake_one};
use crate::raw_lock::RawLock;
use std::sync::atomic::{AtomicU32, Ordering::*};

const UNLOCKED: u32 = 0;
const LOCKED: u32 = 1;

#[derive(Default)]
pub struct Mutex1 {
    word: AtomicU32,
}

impl RawLock for Mutex1 {
    fn lock(&self) {
        while self.word.swap(LOCKED, Acquire) == LOCKED {
            wait(&self.word, LOCKED);
        }
    }

    fn unlock(&self) {
        self.word.store(UNLOCKED, Release);
        wake_one(&self.word);
    }
}
