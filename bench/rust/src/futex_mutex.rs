//! A mutex of three states on the Linux futex, called without the libc crate: what a JavaScript mutex on `Atomics.wait` is in Rust.

use std::cell::UnsafeCell;
use std::ffi::{c_int, c_long};
use std::ptr::null;
use std::sync::atomic::{AtomicU32, Ordering};

const FREE: u32 = 0;
const HELD: u32 = 1;
const HELD_WITH_WAITERS: u32 = 2;

/// Looks at the word this often before sleeping. A guess, the same as the JavaScript mutexes make.
const SPINS: u32 = 100;

pub struct FutexMutex<T> {
    /// `FREE`, `HELD`, or `HELD_WITH_WAITERS`: someone sleeps or is about to, so the holder must wake one.
    word: AtomicU32,
    value: UnsafeCell<T>,
}

// SAFETY: the value is reached only between `lock` and `unlock`, by the one thread that won the word.
unsafe impl<T: Send> Sync for FutexMutex<T> {}

impl<T> FutexMutex<T> {
    pub fn new(value: T) -> Self {
        Self { word: AtomicU32::new(FREE), value: UnsafeCell::new(value) }
    }

    pub fn with<R>(&self, body: impl FnOnce(&mut T) -> R) -> R {
        // Acquire pairs with the release exchange below: what the last holder wrote is seen.
        if self.word.compare_exchange(FREE, HELD, Ordering::Acquire, Ordering::Relaxed).is_err() {
            self.lock_contended();
        }
        // SAFETY: the word is ours.
        let result = body(unsafe { &mut *self.value.get() });
        if self.word.swap(FREE, Ordering::Release) == HELD_WITH_WAITERS {
            wake_one(&self.word);
        }
        result
    }

    #[cold]
    fn lock_contended(&self) {
        let mut spins = 0;
        while self.word.load(Ordering::Relaxed) == HELD && spins < SPINS {
            spins += 1;
            std::hint::spin_loop();
        }
        if self.word.compare_exchange(FREE, HELD, Ordering::Acquire, Ordering::Relaxed).is_ok() {
            return;
        }
        while self.word.swap(HELD_WITH_WAITERS, Ordering::Acquire) != FREE {
            wait(&self.word, HELD_WITH_WAITERS);
        }
    }
}

#[cfg(target_arch = "x86_64")]
const SYS_FUTEX: c_long = 202;
#[cfg(target_arch = "aarch64")]
const SYS_FUTEX: c_long = 98;
/// `FUTEX_WAIT` and `FUTEX_WAKE` of `linux/futex.h`, each with `FUTEX_PRIVATE_FLAG`: this process only.
const FUTEX_WAIT_PRIVATE: c_int = 128;
const FUTEX_WAKE_PRIVATE: c_int = 1 | 128;

extern "C" {
    fn syscall(number: c_long, ...) -> c_long;
}

/// Sleeps while the word holds `expected`. May return early; the caller looks again.
fn wait(word: &AtomicU32, expected: u32) {
    // SAFETY: the word outlives the call, and the kernel only compares it.
    unsafe { syscall(SYS_FUTEX, word.as_ptr(), FUTEX_WAIT_PRIVATE, expected, null::<()>()) };
}

fn wake_one(word: &AtomicU32) {
    // SAFETY: the kernel uses the address only to find sleepers.
    unsafe { syscall(SYS_FUTEX, word.as_ptr(), FUTEX_WAKE_PRIVATE, 1 as c_int) };
}
