//! The first condition variable of the chapter: a count that goes up with each notification, and a call of the kernel each time.

use super::AnyCondvar;
use crate::futex::{wait, wake_one};
use crate::raw_lock::RawLock;
use std::sync::atomic::{AtomicU32, Ordering::*};

#[derive(Default)]
pub struct Condvar1 {
    count: AtomicU32,
}

impl AnyCondvar for Condvar1 {
    fn wait(&self, mutex: &impl RawLock) {
        let count = self.count.load(Relaxed); // under the mutex, which orders it before any notification to come
        mutex.unlock();
        wait(&self.count, count);
        mutex.lock();
    }

    fn notify_one(&self) {
        self.count.fetch_add(1, Relaxed);
        wake_one(&self.count);
    }
}
