//! What a parking lot adds to a sleep and a wake-up, and passing the turn by it.

use crate::locks::parking_lot::{park, unpark_one};
use crate::measure::{timed, Workload};
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

pub fn workloads() -> Vec<Workload> {
    vec![
        Workload { name: "parking-lot-park-invalid", run: park_invalid },
        Workload { name: "parking-lot-unpark-nobody", run: unpark_nobody },
        Workload { name: "parking-lot-ping-pong", run: ping_pong },
    ]
}

fn park_invalid(n: u64) -> Duration {
    let word = AtomicU64::new(0);
    let key = &word as *const AtomicU64 as usize;
    let mut slept = 0;
    let took = timed(|| {
        for _ in 0..n {
            slept += u64::from(park(black_box(key), || black_box(false)));
        }
    });
    assert_eq!(slept, 0);
    took
}

fn unpark_nobody(n: u64) -> Duration {
    let word = AtomicU64::new(0);
    let key = &word as *const AtomicU64 as usize;
    let mut woken = 0;
    let took = timed(|| {
        for _ in 0..n {
            woken += u64::from(unpark_one(black_box(key), |_| ()));
        }
    });
    assert_eq!(woken, 0);
    took
}

/// `n` round trips: each parks until the count has its parity, adds 1 and unparks the other.
fn ping_pong(n: u64) -> Duration {
    let turns = AtomicU64::new(0);
    let key = &turns as *const AtomicU64 as usize;
    let take_turn = |parity: u64| {
        while turns.load(SeqCst) % 2 != parity {
            park(key, || turns.load(SeqCst) % 2 != parity);
        }
        turns.fetch_add(1, SeqCst);
        unpark_one(key, |_| ());
    };
    let took = thread::scope(|scope| {
        let take_turn = &take_turn;
        let other = scope.spawn(move || (0..n).for_each(|_| take_turn(1)));
        timed(|| {
            (0..n).for_each(|_| take_turn(0));
            other.join().unwrap();
        })
    });
    assert_eq!(turns.load(SeqCst), 2 * n);
    took
}
