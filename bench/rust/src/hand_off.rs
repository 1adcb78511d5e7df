//! Passing the turn from thread to thread: park and unpark, a condition variable, and a whole thread's life.

use crate::book::{AnyCondvar, Condvar1, Condvar2, Mutex2};
use crate::measure::{timed, Workload};
use crate::raw_lock::RawLock;
use std::cell::UnsafeCell;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

pub fn workloads() -> Vec<Workload> {
    vec![
        Workload { name: "park-unpark", run: park_unpark },
        Workload { name: "condvar-ping-pong", run: condvar_ping_pong },
        Workload { name: "condvar-notify", run: condvar_notify },
        Workload { name: "book-condvar-1-ping-pong", run: book_ping_pong::<Condvar1> },
        Workload { name: "book-condvar-2-ping-pong", run: book_ping_pong::<Condvar2> },
        Workload { name: "book-condvar-1-notify", run: book_notify::<Condvar1> },
        Workload { name: "book-condvar-2-notify", run: book_notify::<Condvar2> },
        Workload { name: "spawn-join", run: spawn_join },
    ]
}

/// `n` round trips: the count is odd while it is the other thread's turn, even while it is ours.
fn park_unpark(n: u64) -> Duration {
    let turns = AtomicU64::new(0);
    let here = thread::current();
    let wait_while_parity = |parity: u64| {
        while turns.load(SeqCst) % 2 == parity {
            thread::park();
        }
    };
    let took = thread::scope(|scope| {
        let (turns, here, wait_while_parity) = (&turns, &here, &wait_while_parity);
        let other = scope.spawn(move || {
            for _ in 0..n {
                wait_while_parity(0);
                turns.fetch_add(1, SeqCst);
                here.unpark();
            }
        });
        timed(|| {
            for _ in 0..n {
                turns.fetch_add(1, SeqCst);
                other.thread().unpark();
                wait_while_parity(1);
            }
        })
    });
    assert_eq!(turns.load(SeqCst), 2 * n);
    took
}

/// The same by a mutex, a condition variable and a count under the mutex.
fn condvar_ping_pong(n: u64) -> Duration {
    let turns = Mutex::new(0_u64);
    let changed = Condvar::new();
    let took = ping_pong(n, |parity: u64| {
        let mut count = turns.lock().unwrap();
        while *count % 2 != parity {
            count = changed.wait(count).unwrap();
        }
        *count += 1;
        drop(count);
        changed.notify_one();
    });
    assert_eq!(*turns.lock().unwrap(), 2 * n);
    took
}

fn book_ping_pong<C: AnyCondvar>(n: u64) -> Duration {
    let turns = Turns::default();
    let changed = C::default();
    let took = ping_pong(n, |parity: u64| {
        turns.mutex.lock();
        while *turns.count_while_locked() % 2 != parity {
            changed.wait(&turns.mutex);
        }
        *turns.count_while_locked() += 1;
        turns.mutex.unlock();
        changed.notify_one();
    });
    assert_eq!(turns.count.into_inner(), 2 * n);
    took
}

#[derive(Default)]
struct Turns {
    mutex: Mutex2,
    count: UnsafeCell<u64>,
}

// SAFETY: the count is reached only under the mutex.
unsafe impl Sync for Turns {}

impl Turns {
    #[allow(clippy::mut_from_ref)]
    fn count_while_locked(&self) -> &mut u64 {
        // SAFETY: called only by who has the mutex, and used at once.
        unsafe { &mut *self.count.get() }
    }
}

/// Calls it with 0 here and with 1 in another thread, `n` times each.
fn ping_pong(n: u64, take_turn_at_parity: impl Fn(u64) + Sync) -> Duration {
    thread::scope(|scope| {
        let take_turn_at_parity = &take_turn_at_parity;
        let other = scope.spawn(move || (0..n).for_each(|_| take_turn_at_parity(1)));
        timed(|| {
            (0..n).for_each(|_| take_turn_at_parity(0));
            other.join().unwrap();
        })
    })
}

/// A notification that nobody waits for.
fn condvar_notify(n: u64) -> Duration {
    let changed = black_box(Condvar::new());
    timed(|| {
        for _ in 0..n {
            black_box(&changed).notify_one();
        }
    })
}

fn book_notify<C: AnyCondvar>(n: u64) -> Duration {
    let changed = C::default();
    let changed = black_box(&changed);
    timed(|| {
        for _ in 0..n {
            changed.notify_one();
        }
    })
}

/// A thread that returns at once, from before the spawn to after the join.
fn spawn_join(n: u64) -> Duration {
    let mut sum = 0;
    let took = timed(|| {
        for i in 0..n {
            sum += thread::spawn(move || black_box(i)).join().unwrap();
        }
    });
    assert_eq!(sum, n * (n - 1) / 2);
    took
}
