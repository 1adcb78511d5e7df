//! The second condition variable of the chapter: it counts those who wait, so that a notification for nobody is one load.

use super::condvar_1::Condvar1;
use super::AnyCondvar;
use crate::raw_lock::RawLock;
use std::sync::atomic::{AtomicU32, Ordering::*};

#[derive(Default)]
pub struct Condvar2 {
    inner: Condvar1,
    waiting: AtomicU32,
}

impl AnyCondvar for Condvar2 {
    fn wait(&self, mutex: &impl RawLock) {
        self.waiting.fetch_add(1, Relaxed);
        self.inner.wait(mutex);
        self.waiting.fetch_sub(1, Relaxed);
    }

    fn notify_one(&self) {
        if self.waiting.load(Relaxed) > 0 {
            self.inner.notify_one();
        }
    }
}
