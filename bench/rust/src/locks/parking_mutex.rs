//! A mutex of one byte. Who waits is parked in a table of queues, by the address of the byte: the design of WebKit's `WTF::Lock`.

use super::parking_lot::{park, unpark_one};
use crate::raw_lock::RawLock;
use std::sync::atomic::{AtomicU8, Ordering};

const LOCKED: u8 = 1;
/// Threads may be parked. Set while the mutex is locked; changed with the lock of the queue by who unlocks.
const PARKED: u8 = 2;
/// Looks at the byte this often before parking: the guess that the other locks make.
const SPINS: u32 = 100;

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
                // Who unlocks changes the byte with the lock of the queue, so whoever is in the queue is found.
                park(self.key(), || self.byte.load(Ordering::Relaxed) == LOCKED | PARKED);
            }
        }
    }

    #[cold]
    fn unlock_and_wake(&self) {
        unpark_one(self.key(), |more| self.byte.store(if more { PARKED } else { 0 }, Ordering::Release));
    }
}
