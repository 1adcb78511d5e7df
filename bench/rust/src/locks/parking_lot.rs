//! A table of queues of sleeping threads, by address: the design of WebKit's `WTF::ParkingLot`, on `std::thread::park`.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, Thread};

const BUCKETS: usize = 64;
/// Addresses of one block of the allocator fall into one bucket.
const BLOCK_BYTES: usize = 16;

struct Sleeper {
    key: usize,
    thread: Thread,
    woken: Arc<AtomicBool>,
}

type Queue = Mutex<VecDeque<Sleeper>>;

static TABLE: [Queue; BUCKETS] = [const { Mutex::new(VecDeque::new()) }; BUCKETS];

fn queue_of(key: usize) -> &'static Queue {
    &TABLE[key / BLOCK_BYTES % BUCKETS]
}

/// Sleeps until the key is unparked, if `validate` says so while nobody can unpark. Returns whether it slept.
pub fn park(key: usize, validate: impl FnOnce() -> bool) -> bool {
    let woken = {
        let mut queue = queue_of(key).lock().unwrap();
        if !validate() {
            return false;
        }
        let woken = Arc::new(AtomicBool::new(false));
        queue.push_back(Sleeper { key, thread: thread::current(), woken: woken.clone() });
        woken
    };
    while !woken.load(Ordering::Acquire) {
        thread::park();
    }
    true
}

/// Wakes the thread that is parked longest for the key. Calls `decide` with whether more of them are parked, while nobody can park.
pub fn unpark_one(key: usize, decide: impl FnOnce(bool)) -> bool {
    let mut queue = queue_of(key).lock().unwrap();
    let first = queue.iter().position(|sleeper| sleeper.key == key).and_then(|at| queue.remove(at));
    decide(queue.iter().any(|sleeper| sleeper.key == key));
    drop(queue);
    match first {
        Some(Sleeper { thread, woken, .. }) => {
            woken.store(true, Ordering::Release);
            thread.unpark();
            true
        }
        None => false,
    }
}
