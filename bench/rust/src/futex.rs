//! The Linux futex, called without the libc crate: what `Atomics.wait` and `Atomics.notify` are in Rust.

use std::ffi::{c_int, c_long};
use std::ptr::null;
use std::sync::atomic::AtomicU32;

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
pub fn wait(word: &AtomicU32, expected: u32) {
    // SAFETY: the word outlives the call, and the kernel only compares it.
    unsafe { syscall(SYS_FUTEX, word.as_ptr(), FUTEX_WAIT_PRIVATE, expected, null::<()>()) };
}

pub fn wake_one(word: &AtomicU32) {
    wake(word, 1);
}

pub fn wake_all(word: &AtomicU32) {
    wake(word, c_int::MAX);
}

fn wake(word: &AtomicU32, most: c_int) {
    // SAFETY: the kernel uses the address only to find sleepers.
    unsafe { syscall(SYS_FUTEX, word.as_ptr(), FUTEX_WAKE_PRIVATE, most) };
}
