//! A mutex of one byte. Who waits is parked in a table of queues, by the address of the byte: the design of WebKit's `WTF::Lock`, on `std::thread::park`.

use crate::raw_lock::RawLock;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, Thread};

const LOCKED: u8 = 1;
/// Threads may be parked. Set while the mutex is locked; changed with the lock of the queue by who unlocks.
const PARKED: u8 = 2;
/// Looks at the byte this often before parking: the guess that the other locks make.
const SPINS: u32 = 100;
const BUCKETS: usize = 64;

struct Sleeper {
    key: usize,
    thread: Thread,
    woken: Arc<AtomicBool>,
}

type Queue = Mutex<VecDeque<Sleeper>>;

static TABLE: [Queue; BUCKETS] = [const { Mutex::new(VecDeque::new()) }; BUCKETS];

#[derive(Default)]
pub struct ParkingMutex {
    byte: AtomicU8,
}

impl RawLock for ParkingMutex {
    fn lock(&self) {
        // Acquire pairs with the release in `unlock`.
        if self.byte.compare_exchange(0, LOCKED, Ordering::Acquire, Ordering::Relaxed).is_err() {
            self.lock_contended();
        }
    }

    fn unlock(&self) {
        if self.byte.compare_exchange(LOCKED, 0, Ordering::Release, Ordering::Relaxed).is_err() {
            self.unlock_and_wake();
        }
    }
}

impl ParkingMutex {
    fn key(&self) -> usize {
        &self.byte as *const AtomicU8 as usize
    }

    fn queue(&self) -> &'static Queue {
        &TABLE[self.key() / 16 % BUCKETS]
    }

    #[cold]
    fn lock_contended(&self) {
        let mut spins = 0;
        loop {
            let byte = self.byte.load(Ordering::Relaxed);
            if byte & LOCKED == 0 {
                if self.byte.compare_exchange_weak(byte, byte | LOCKED, Ordering::Acquire, Ordering::Relaxed).is_ok() {
                    return;
                }
            } else if byte & PARKED == 0 && spins < SPINS {
                spins += 1;
                std::hint::spin_loop();
            } else if byte & PARKED != 0
                || self.byte.compare_exchange_weak(byte, byte | PARKED, Ordering::Relaxed, Ordering::Relaxed).is_ok()
            {
                self.park();
            }
        }
    }

    fn park(&self) {
        let woken = Arc::new(AtomicBool::new(false));
        {
            let mut queue = self.queue().lock().unwrap();
            // Who unlocks changes the byte with this lock, so whoever is in the queue is found.
            if self.byte.load(Ordering::Relaxed) != LOCKED | PARKED {
                return;
            }
            queue.push_back(Sleeper { key: self.key(), thread: thread::current(), woken: woken.clone() });
        }
        while !woken.load(Ordering::Acquire) {
            thread::park();
        }
    }

    #[cold]
    fn unlock_and_wake(&self) {
        let mut queue = self.queue().lock().unwrap();
        let key = self.key();
        let first = queue.iter().position(|sleeper| sleeper.key == key).and_then(|at| queue.remove(at));
        let more = queue.iter().any(|sleeper| sleeper.key == key);
        self.byte.store(if more { PARKED } else { 0 }, Ordering::Release);
        drop(queue);
        if let Some(Sleeper { thread, woken, .. }) = first {
            woken.store(true, Ordering::Release);
            thread.unpark();
        }
    }
}
