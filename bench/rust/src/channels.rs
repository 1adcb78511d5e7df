//! Messages of a `u32` from one thread to another: our own rings, and the channels of std. One operation is a message.

use crate::measure::{timed, timed_pair, Workload};
use crate::rings::{ArrayQueue, SpscRing};
use std::cell::UnsafeCell;
use std::hint::{black_box, spin_loop};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{mpsc, Arc};
use std::thread;
use std::time::Duration;

/// The same as in `bench/workloads`.
const CAPACITY: u32 = 4096;
const BATCH: usize = 64;

/// So many looks before the thread lets others have the processor.
const LOOKS: u32 = 1000;

pub fn workloads() -> Vec<Workload> {
    vec![
        Workload { name: "spsc", run: spsc::<1> },
        Workload { name: "spsc-batch", run: spsc::<BATCH> },
        Workload { name: "spsc-one-thread", run: spsc_one_thread },
        Workload { name: "mpmc", run: mpmc },
        Workload { name: "mpmc-one-thread", run: mpmc_one_thread },
        Workload { name: "oneshot", run: oneshot },
        Workload { name: "std-channel", run: std_channel },
        Workload { name: "std-channel-one-thread", run: std_channel_one_thread },
        Workload { name: "std-sync-channel", run: |n| std_sync_channel(n, CAPACITY as usize) },
        Workload { name: "std-rendezvous", run: |n| std_sync_channel(n, 0) },
    ]
}

/// Looks until it is there.
fn until<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let mut looks = 0;
    loop {
        if let Some(found) = look() {
            return found;
        }
        looks += 1;
        if looks % LOOKS == 0 {
            thread::yield_now();
        } else {
            spin_loop();
        }
    }
}

fn sum_to(n: u64) -> u64 {
    (0..n).map(|i| u64::from(i as u32)).sum()
}

/// Sends 0, 1, 2, … here and receives them there; the receiver is told how many are left, and returns how many it took and their sum.
fn between(n: u64, mut send: impl FnMut(u64), mut receive: impl FnMut(u64) -> (u64, u64) + Send) -> Duration {
    let mut sum = 0u64;
    let took = timed_pair(
        || (0..n).for_each(&mut send),
        || {
            let mut left = n;
            while left > 0 {
                let (count, part) = receive(left);
                left -= count;
                sum += part;
            }
        },
    );
    assert_eq!(sum, sum_to(n));
    took
}

fn spsc<const SIZE: usize>(n: u64) -> Duration {
    let ring = SpscRing::new(CAPACITY as usize);
    let (mut sending, mut receiving) = ring.ends();
    let mut values = [0u32; SIZE];
    let mut received = [0u32; SIZE];
    let send = |i: u64| {
        let at = i as usize % SIZE;
        values[at] = i as u32;
        if at + 1 < SIZE && i + 1 < n {
            return;
        }
        let mut sent = 0;
        while sent <= at {
            sent += until(|| Some(sending.send(&values[sent..=at])).filter(|&sent| sent > 0));
        }
    };
    between(n, send, |_| {
        let count = until(|| Some(receiving.receive(&mut received)).filter(|&count| count > 0));
        (count as u64, received[..count].iter().map(|&value| u64::from(value)).sum())
    })
}

fn spsc_one_thread(n: u64) -> Duration {
    let ring = SpscRing::new(CAPACITY as usize);
    let (mut sending, mut receiving) = ring.ends();
    let mut sum = 0;
    let took = timed(|| {
        for i in 0..n {
            black_box(&mut sending).send(&[i as u32]);
            let mut value = [0];
            black_box(&mut receiving).receive(&mut value);
            sum += u64::from(value[0]);
        }
    });
    assert_eq!(sum, sum_to(n));
    took
}

fn mpmc(n: u64) -> Duration {
    let queue = ArrayQueue::new(CAPACITY);
    let send = |i: u64| until(|| queue.send(i as u32).then_some(()));
    between(n, send, |_| (1, u64::from(until(|| queue.receive()))))
}

fn mpmc_one_thread(n: u64) -> Duration {
    let queue = ArrayQueue::new(CAPACITY);
    let mut sum = 0;
    let took = timed(|| {
        for i in 0..n {
            black_box(&queue).send(i as u32);
            sum += u64::from(black_box(&queue).receive().unwrap());
        }
    });
    assert_eq!(sum, sum_to(n));
    took
}

#[derive(Default)]
struct OneShot {
    is_sent: AtomicBool,
    value: UnsafeCell<u32>,
}

// SAFETY: the value is written before the flag is set, and read after it was seen.
unsafe impl Sync for OneShot {}

/// A channel for one message, from its making to its end, in one thread.
fn oneshot(n: u64) -> Duration {
    let mut sum = 0;
    let took = timed(|| {
        for i in 0..n {
            let sender = black_box(Arc::new(OneShot::default()));
            let receiver = sender.clone();
            // SAFETY: there is one sender.
            unsafe { *sender.value.get() = i as u32 };
            sender.is_sent.store(true, Ordering::Release);
            drop(black_box(sender));
            assert!(receiver.is_sent.load(Ordering::Acquire));
            // SAFETY: it was sent.
            sum += u64::from(unsafe { *receiver.value.get() });
            drop(black_box(receiver));
        }
    });
    assert_eq!(sum, sum_to(n));
    took
}

fn std_channel(n: u64) -> Duration {
    let (sender, receiver) = mpsc::channel();
    between(n, |i| sender.send(i as u32).unwrap(), move |_| (1, u64::from(receiver.recv().unwrap())))
}

fn std_channel_one_thread(n: u64) -> Duration {
    let (sender, receiver) = mpsc::channel();
    let mut sum = 0;
    let took = timed(|| {
        for i in 0..n {
            black_box(&sender).send(i as u32).unwrap();
            sum += u64::from(black_box(&receiver).recv().unwrap());
        }
    });
    assert_eq!(sum, sum_to(n));
    took
}

fn std_sync_channel(n: u64, capacity: usize) -> Duration {
    let (sender, receiver) = mpsc::sync_channel(capacity);
    between(n, |i| sender.send(i as u32).unwrap(), move |_| (1, u64::from(receiver.recv().unwrap())))
}
