//! Small blocks from the C allocator: taken and given back one by one, and a thousand at a time. One operation is a malloc and its free.

use crate::measure::{timed, Workload};
use std::ffi::c_void;
use std::hint::black_box;
use std::time::Duration;

/// How many blocks are out at once in the workloads by the batch.
const BATCH: u64 = 1000;

pub fn workloads() -> Vec<Workload> {
    vec![
        Workload { name: "allocate-16", run: |n| pairs(n, 16) },
        Workload { name: "allocate-64", run: |n| pairs(n, 64) },
        Workload { name: "allocate-256", run: |n| pairs(n, 256) },
        Workload { name: "allocate-batch-16", run: |n| batches(n, 16) },
        Workload { name: "allocate-batch-64", run: |n| batches(n, 64) },
        Workload { name: "allocate-batch-256", run: |n| batches(n, 256) },
    ]
}

extern "C" {
    fn malloc(bytes: usize) -> *mut c_void;
    fn free(block: *mut c_void);
}

fn take(bytes: usize) -> *mut c_void {
    // The black boxes keep the compiler, which knows malloc and free, from removing the pair.
    // SAFETY: malloc may be called with any size; the result is checked.
    let block = black_box(unsafe { malloc(black_box(bytes)) });
    assert!(!block.is_null());
    block
}

fn give_back(block: *mut c_void) {
    // SAFETY: each block comes from `take`, once.
    unsafe { free(black_box(block)) };
}

fn pairs(n: u64, bytes: usize) -> Duration {
    timed(|| {
        for _ in 0..n {
            give_back(take(bytes));
        }
    })
}

fn batches(n: u64, bytes: usize) -> Duration {
    let mut blocks = Vec::with_capacity(BATCH as usize);
    let whole = n.div_ceil(BATCH);
    let took = timed(|| {
        for _ in 0..whole {
            for _ in 0..BATCH {
                blocks.push(take(bytes));
            }
            blocks.drain(..).for_each(give_back);
        }
    });
    // The time of n operations, although whole batches were run.
    took.mul_f64(n as f64 / (whole * BATCH) as f64)
}
