//! Locks around a counter: taken by one thread alone, by two and by four that do nothing else.

mod clh_lock;
mod mcs_lock;
pub mod parking_lot;
mod parking_mutex;
mod reentrant_lock;
mod semaphore;
mod spin_lock;
mod ticket_lock;

use semaphore::Semaphore;

use crate::book::{Mutex1, Mutex2, Mutex3};
use crate::measure::{timed, timed_on_threads, Workload};
use crate::raw_lock::{Counted, RawLock};
use clh_lock::ClhLock;
use mcs_lock::McsLock;
use parking_mutex::ParkingMutex;
use reentrant_lock::ReentrantLock;
use spin_lock::SpinLock;
use std::hint::black_box;
use std::sync::{Mutex, RwLock};
use std::time::Duration;
use ticket_lock::TicketLock;

/// The workloads of one kind of lock.
macro_rules! counting {
    ($name:literal, $counter:ty) => {
        [
            Workload { name: $name, run: |n| count::<$counter>(1, n) },
            Workload { name: concat!($name, "-two-threads"), run: |n| count::<$counter>(2, n) },
            Workload { name: concat!($name, "-four-threads"), run: |n| count::<$counter>(4, n) },
        ]
    };
}

pub fn workloads() -> Vec<Workload> {
    [
        counting!("mutex", Mutex<u64>),
        counting!("book-mutex-1", Counted<Mutex1>),
        counting!("book-mutex-2", Counted<Mutex2>),
        counting!("book-mutex-3", Counted<Mutex3>),
        counting!("spin-lock", Counted<SpinLock>),
        counting!("ticket-lock", Counted<TicketLock>),
        counting!("clh-lock", Counted<ClhLock>),
        counting!("mcs-lock", Counted<McsLock>),
        counting!("parking-mutex", Counted<ParkingMutex>),
        counting!("reentrant-lock", Counted<ReentrantLock>),
        counting!("semaphore", Counted<Semaphore>),
        counting!("rw-lock-write", RwLock<u64>),
    ]
    .into_iter()
    .flatten()
    .chain([Workload { name: "reentrant-lock-again", run: again }])
    .collect()
}

trait Counter: Default + Sync {
    /// Takes the lock, adds 1, gives the lock back; returns the count.
    fn increment(&self) -> u64;
}

impl Counter for Mutex<u64> {
    fn increment(&self) -> u64 {
        let mut count = self.lock().unwrap();
        *count += 1;
        *count
    }
}

impl Counter for RwLock<u64> {
    fn increment(&self) -> u64 {
        let mut count = self.write().unwrap();
        *count += 1;
        *count
    }
}

impl<L: RawLock> Counter for Counted<L> {
    fn increment(&self) -> u64 {
        self.increment()
    }
}

fn count<C: Counter>(threads: u64, n: u64) -> Duration {
    let counter = C::default();
    let counter = black_box(&counter);
    let took = timed_on_threads(threads, n, |share| {
        for _ in 0..share {
            black_box(counter.increment());
        }
    });
    assert_eq!(counter.increment(), n.div_ceil(threads) * threads + 1);
    took
}

/// The same by a thread that has the lock already.
fn again(n: u64) -> Duration {
    let counter = Counted::<ReentrantLock>::default();
    counter.lock.lock();
    let counter = black_box(&counter);
    let took = timed(|| {
        for _ in 0..n {
            black_box(counter.increment());
        }
    });
    assert_eq!(counter.increment(), n + 1);
    counter.lock.unlock();
    took
}
