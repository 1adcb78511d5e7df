//! Atomic operations, all `SeqCst`, since that is what JavaScript has. Each result is used, so that none is optimised away.

use crate::measure::{timed, timed_on_threads, Workload};
use std::hint::black_box;
use std::sync::atomic::{AtomicI32, AtomicI64, Ordering::SeqCst};
use std::time::Duration;

pub fn workloads() -> Vec<Workload> {
    vec![
        Workload { name: "atomic-load", run: load },
        Workload { name: "atomic-store", run: store },
        Workload { name: "atomic-exchange", run: exchange },
        Workload { name: "atomic-compare-exchange", run: compare_exchange },
        Workload { name: "atomic-fetch-add", run: fetch_add },
        Workload { name: "atomic-fetch-add-64", run: fetch_add_64 },
        Workload { name: "atomic-fetch-add-two-threads", run: fetch_add_two_threads },
    ]
}

fn load(n: u64) -> Duration {
    let cell = black_box(AtomicI32::new(1));
    let mut sum = 0_i64;
    let took = timed(|| {
        for _ in 0..n {
            sum += i64::from(cell.load(SeqCst));
        }
    });
    assert_eq!(black_box(sum), n as i64);
    took
}

fn store(n: u64) -> Duration {
    let cell = black_box(AtomicI32::new(0));
    let took = timed(|| {
        for i in 0..n {
            cell.store(i as i32, SeqCst);
        }
    });
    assert_eq!(cell.load(SeqCst), (n - 1) as i32);
    took
}

fn exchange(n: u64) -> Duration {
    let cell = black_box(AtomicI32::new(-1));
    let mut sum = 0_i32;
    let took = timed(|| {
        for i in 0..n {
            sum = sum.wrapping_add(cell.swap(i as i32, SeqCst));
        }
    });
    black_box(sum);
    assert_eq!(cell.load(SeqCst), (n - 1) as i32);
    took
}

fn compare_exchange(n: u64) -> Duration {
    let cell = black_box(AtomicI32::new(0));
    let mut won = 0_u64;
    let took = timed(|| {
        for i in 0..n {
            won += u64::from(cell.compare_exchange(i as i32, (i as i32).wrapping_add(1), SeqCst, SeqCst).is_ok());
        }
    });
    assert_eq!(black_box(won), n);
    took
}

fn fetch_add(n: u64) -> Duration {
    let cell = black_box(AtomicI32::new(0));
    let mut sum = 0_i32;
    let took = timed(|| {
        for _ in 0..n {
            sum = sum.wrapping_add(cell.fetch_add(1, SeqCst));
        }
    });
    black_box(sum);
    assert_eq!(cell.load(SeqCst), n as i32);
    took
}

fn fetch_add_64(n: u64) -> Duration {
    let cell = black_box(AtomicI64::new(0));
    let mut sum = 0_i64;
    let took = timed(|| {
        for _ in 0..n {
            sum = sum.wrapping_add(cell.fetch_add(1, SeqCst));
        }
    });
    black_box(sum);
    assert_eq!(cell.load(SeqCst), n as i64);
    took
}

fn fetch_add_two_threads(n: u64) -> Duration {
    let cell = black_box(AtomicI32::new(0));
    let took = timed_on_threads(2, n, |share| {
        let mut sum = 0_i32;
        for _ in 0..share {
            sum = sum.wrapping_add(cell.fetch_add(1, SeqCst));
        }
        black_box(sum);
    });
    assert_eq!(cell.load(SeqCst), (n.div_ceil(2) * 2) as i32);
    took
}
