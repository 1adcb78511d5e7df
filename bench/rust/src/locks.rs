//! Locks around a counter: taken by one thread alone, and by two that do nothing else.

use crate::futex_mutex::FutexMutex;
use crate::measure::{timed, timed_on_two_threads, Workload};
use crate::spin_lock::SpinLock;
use std::hint::black_box;
use std::sync::Mutex;
use std::time::Duration;

pub fn workloads() -> Vec<Workload> {
    vec![
        Workload { name: "mutex", run: |n| alone(n, &Mutex::new(0)) },
        Workload { name: "mutex-two-threads", run: |n| by_two(n, &Mutex::new(0)) },
        Workload { name: "futex-mutex", run: |n| alone(n, &FutexMutex::new(0)) },
        Workload { name: "futex-mutex-two-threads", run: |n| by_two(n, &FutexMutex::new(0)) },
        Workload { name: "spin-lock", run: |n| alone(n, &SpinLock::new(0)) },
        Workload { name: "spin-lock-two-threads", run: |n| by_two(n, &SpinLock::new(0)) },
    ]
}

trait Counter: Sync {
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

impl Counter for FutexMutex<u64> {
    fn increment(&self) -> u64 {
        self.with(|count| {
            *count += 1;
            *count
        })
    }
}

impl Counter for SpinLock<u64> {
    fn increment(&self) -> u64 {
        self.with(|count| {
            *count += 1;
            *count
        })
    }
}

fn alone(n: u64, counter: &impl Counter) -> Duration {
    let counter = black_box(counter);
    let took = timed(|| {
        for _ in 0..n {
            black_box(counter.increment());
        }
    });
    assert_eq!(counter.increment(), n + 1);
    took
}

fn by_two(n: u64, counter: &impl Counter) -> Duration {
    let counter = black_box(counter);
    let took = timed_on_two_threads(n, |share| {
        for _ in 0..share {
            black_box(counter.increment());
        }
    });
    assert_eq!(counter.increment(), n.div_ceil(2) * 2 + 1);
    took
}
