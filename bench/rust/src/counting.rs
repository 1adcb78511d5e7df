//! Waiting for others: the standard library's barrier, and a latch and a wait group of one word on the futex, which it does not have.

use crate::futex::{wait, wake_all};
use crate::measure::{timed, timed_on_threads, Workload};
use std::hint::black_box;
use std::sync::atomic::{AtomicU32, Ordering::*};
use std::sync::Barrier;
use std::time::Duration;

pub fn workloads() -> Vec<Workload> {
    vec![
        Workload { name: "barrier", run: |n| meet(1, n) },
        Workload { name: "barrier-two-threads", run: |n| meet(2, n) },
        Workload { name: "latch-count-down", run: count_down },
        Workload { name: "latch-wait", run: wait_at_open_latch },
        Workload { name: "wait-group", run: add_and_done },
    ]
}

/// One operation is a whole round, so each thread does all `n`.
fn meet(threads: u64, n: u64) -> Duration {
    let barrier = Barrier::new(threads as usize);
    let barrier = black_box(&barrier);
    timed_on_threads(threads, n * threads, |_| {
        for _ in 0..n {
            barrier.wait();
        }
    })
}

/// Counts down; who waits sleeps until it is 0.
struct Latch {
    left: AtomicU32,
}

impl Latch {
    fn count_down(&self) {
        // Release pairs with the acquire of who finds it open.
        if self.left.fetch_sub(1, Release) == 1 {
            wake_all(&self.left);
        }
    }

    fn wait(&self) {
        loop {
            let left = self.left.load(Acquire);
            if left == 0 {
                return;
            }
            wait(&self.left, left);
        }
    }
}

fn count_down(n: u64) -> Duration {
    let latch = Latch { left: AtomicU32::new(n as u32) };
    let latch = black_box(&latch);
    let took = timed(|| (0..n).for_each(|_| latch.count_down()));
    latch.wait();
    took
}

fn wait_at_open_latch(n: u64) -> Duration {
    let latch = Latch { left: AtomicU32::new(0) };
    let latch = black_box(&latch);
    timed(|| (0..n).for_each(|_| latch.wait()))
}

/// Something else is still to be done, so nobody is woken.
fn add_and_done(n: u64) -> Duration {
    let group = Latch { left: AtomicU32::new(1) };
    let group = black_box(&group);
    let took = timed(|| {
        for _ in 0..n {
            group.left.fetch_add(1, Relaxed);
            group.count_down();
        }
    });
    assert_eq!(group.left.load(Relaxed), 1);
    took
}
