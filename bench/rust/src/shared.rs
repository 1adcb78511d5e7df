//! `std::sync::Arc` and `Weak`, by one thread. One operation is to have one more, and to have it no more.

use crate::measure::{timed, Workload};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

const VALUE: u32 = 7;

pub fn workloads() -> Vec<Workload> {
    vec![
        Workload { name: "arc-clone-drop", run: clones },
        Workload { name: "weak-upgrade-drop", run: upgrades },
        Workload { name: "arc-new-drop", run: new_ones },
    ]
}

/// `n` times a value that `get` gives, and that ends at once.
fn sum(n: u64, mut get: impl FnMut() -> Arc<u32>) -> Duration {
    let mut sum = 0u64;
    let took = timed(|| {
        for _ in 0..n {
            // Twice: so that neither the beginning nor the end can be removed together with the other.
            let arc = black_box(get());
            sum += u64::from(*arc);
            drop(black_box(arc));
        }
    });
    assert_eq!(sum, n * u64::from(VALUE));
    took
}

fn clones(n: u64) -> Duration {
    let arc = Arc::new(VALUE);
    let took = sum(n, || black_box(&arc).clone());
    assert_eq!(Arc::strong_count(&arc), 1);
    took
}

fn upgrades(n: u64) -> Duration {
    let arc = Arc::new(VALUE);
    let weak = Arc::downgrade(&arc);
    let took = sum(n, || black_box(&weak).upgrade().unwrap());
    assert_eq!(Arc::strong_count(&arc), 1);
    took
}

fn new_ones(n: u64) -> Duration {
    sum(n, || Arc::new(VALUE))
}
