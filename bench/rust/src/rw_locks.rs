//! Reader-writer locks, and a sequence lock, around a number: read by one thread or by four, written by one, and one write in ten by four.

use crate::book::{AnyRwLock, RwLock1, RwLock2, RwLock3};
use crate::measure::{timed_on_threads, Workload};
use crate::seq_lock::SeqLock;
use std::cell::UnsafeCell;
use std::hint::black_box;
use std::sync::RwLock;
use std::time::Duration;

/// One operation in so many writes, where some do.
const WRITE_EVERY: u64 = 10;

macro_rules! reading_and_writing {
    ($name:literal, $table:ty) => {
        [
            Workload { name: concat!($name, "-read"), run: |n| read::<$table>(1, n) },
            Workload { name: concat!($name, "-read-four-threads"), run: |n| read::<$table>(4, n) },
            Workload { name: concat!($name, "-mixed-four-threads"), run: |n| mix::<$table>(4, n) },
        ]
    };
}

pub fn workloads() -> Vec<Workload> {
    let mut all: Vec<Workload> = [
        reading_and_writing!("rw-lock", RwLock<u64>),
        reading_and_writing!("seq-lock", SeqLock),
        reading_and_writing!("book-rw-lock-1", Under<RwLock1>),
        reading_and_writing!("book-rw-lock-2", Under<RwLock2>),
        reading_and_writing!("book-rw-lock-3", Under<RwLock3>),
    ]
    .into_iter()
    .flatten()
    .collect();
    all.push(Workload { name: "seq-lock-write", run: write::<SeqLock> });
    all.push(Workload { name: "book-rw-lock-1-write", run: write::<Under<RwLock1>> });
    all.push(Workload { name: "book-rw-lock-2-write", run: write::<Under<RwLock2>> });
    all.push(Workload { name: "book-rw-lock-3-write", run: write::<Under<RwLock3>> });
    all
}

trait Number: Default + Sync {
    fn get(&self) -> u64;
    fn increment(&self);
}

impl Number for RwLock<u64> {
    fn get(&self) -> u64 {
        *self.read().unwrap()
    }

    fn increment(&self) {
        *self.write().unwrap() += 1;
    }
}

impl Number for SeqLock {
    fn get(&self) -> u64 {
        self.read()
    }

    fn increment(&self) {
        self.add(1);
    }
}

#[derive(Default)]
struct Under<L> {
    lock: L,
    number: UnsafeCell<u64>,
}

// SAFETY: the number is written only by who has the lock for writing, and read only by who has it.
unsafe impl<L: AnyRwLock> Sync for Under<L> {}

impl<L: AnyRwLock> Number for Under<L> {
    fn get(&self) -> u64 {
        self.lock.read();
        // SAFETY: the lock is ours for reading.
        let found = unsafe { *self.number.get() };
        self.lock.end_read();
        found
    }

    fn increment(&self) {
        self.lock.write();
        // SAFETY: the lock is ours alone.
        unsafe { *self.number.get() += 1 };
        self.lock.end_write();
    }
}

fn read<T: Number>(threads: u64, n: u64) -> Duration {
    let table = T::default();
    let table = black_box(&table);
    timed_on_threads(threads, n, |share| {
        let sum: u64 = (0..share).map(|_| black_box(table.get())).sum();
        assert_eq!(sum, 0);
    })
}

fn write<T: Number>(n: u64) -> Duration {
    let table = T::default();
    let table = black_box(&table);
    let took = timed_on_threads(1, n, |share| (0..share).for_each(|_| table.increment()));
    assert_eq!(table.get(), n);
    took
}

fn mix<T: Number>(threads: u64, n: u64) -> Duration {
    let table = T::default();
    let table = black_box(&table);
    let took = timed_on_threads(threads, n, |share| {
        for i in 0..share {
            if i % WRITE_EVERY == 0 {
                table.increment();
            } else {
                black_box(table.get());
            }
        }
    });
    assert_eq!(table.get(), n.div_ceil(threads).div_ceil(WRITE_EVERY) * threads);
    took
}
