//! What is done once: asked for after it is done, by far the most frequent case.

use crate::measure::{timed, Workload};
use std::hint::black_box;
use std::sync::{LazyLock, Once, OnceLock};
use std::time::Duration;

pub fn workloads() -> Vec<Workload> {
    vec![
        Workload { name: "once-call", run: call },
        Workload { name: "once-lock-get", run: get },
        Workload { name: "lazy-lock-get", run: lazy_get },
    ]
}

fn call(n: u64) -> Duration {
    let once = Once::new();
    let once = black_box(&once);
    let mut calls = 0;
    let took = timed(|| {
        for _ in 0..n {
            once.call_once(|| calls += 1);
        }
    });
    assert_eq!(calls, 1);
    took
}

fn get(n: u64) -> Duration {
    let cell = OnceLock::from(1_u64);
    sum_of(n, || *black_box(&cell).get().unwrap())
}

fn lazy_get(n: u64) -> Duration {
    static LAZY: LazyLock<u64> = LazyLock::new(|| black_box(1));
    sum_of(n, || **black_box(&LAZY))
}

fn sum_of(n: u64, get: impl Fn() -> u64) -> Duration {
    let mut sum = 0;
    let took = timed(|| {
        for _ in 0..n {
            sum += get();
        }
    });
    assert_eq!(black_box(sum), n);
    took
}
