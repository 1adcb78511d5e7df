//! An MCS lock: each thread waits on a node of its own, and whoever leaves tells the next one. It sleeps there if it has to wait for long.

use crate::futex::{wait, wake_one};
use crate::raw_lock::RawLock;
use std::cell::{Cell, UnsafeCell};
use std::hint::spin_loop;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

const SPINS: u32 = 100;

/// It is the turn of the thread whose node it is; it is not; it is not, and the thread sleeps.
const TURN: u32 = 0;
const WAITING: u32 = 1;
const ASLEEP: u32 = 2;

#[repr(align(128))]
#[derive(Default)]
struct Node {
    word: AtomicU32,
    next: AtomicPtr<Node>,
}

thread_local! {
    /// This thread's node, between two locks; null until it has one. One lock at a time, which is all that is measured here.
    static SPARE: Cell<*mut Node> = const { Cell::new(null_mut()) };
}

#[derive(Default)]
pub struct McsLock {
    tail: AtomicPtr<Node>,
    /// The holder's.
    mine: UnsafeCell<*mut Node>,
}

// SAFETY: `mine` is reached only by the thread that has the lock; nodes are shared by their atomic fields only.
unsafe impl Send for McsLock {}
unsafe impl Sync for McsLock {}

impl RawLock for McsLock {
    fn lock(&self) {
        let mut node = SPARE.take();
        if node.is_null() {
            node = Box::into_raw(Box::default());
        }
        // SAFETY: nodes live as long as the program; only their atomic fields are touched.
        let own = unsafe { &*node };
        own.word.store(WAITING, Ordering::Relaxed);
        own.next.store(null_mut(), Ordering::Relaxed);
        let before = self.tail.swap(node, Ordering::AcqRel);
        if !before.is_null() {
            // Release: who leaves sees the node as it is.
            unsafe { &*before }.next.store(node, Ordering::Release);
            wait_for_turn(own);
        }
        // SAFETY: the lock is ours.
        unsafe { *self.mine.get() = node };
    }

    fn unlock(&self) {
        // SAFETY: the lock is ours.
        let node = unsafe { *self.mine.get() };
        let own = unsafe { &*node };
        SPARE.set(node);
        if own.next.load(Ordering::Acquire).is_null() {
            if self.tail.compare_exchange(node, null_mut(), Ordering::Release, Ordering::Relaxed).is_ok() {
                return;
            }
            // Somebody has come, and is about to say so.
            while own.next.load(Ordering::Acquire).is_null() {
                spin_loop();
            }
        }
        let next = unsafe { &*own.next.load(Ordering::Acquire) };
        // Release pairs with the acquire of who waits.
        if next.word.swap(TURN, Ordering::Release) == ASLEEP {
            wake_one(&next.word);
        }
    }
}

fn wait_for_turn(node: &Node) {
    for _ in 0..SPINS {
        if node.word.load(Ordering::Acquire) == TURN {
            return;
        }
        spin_loop();
    }
    if node.word.compare_exchange(WAITING, ASLEEP, Ordering::Acquire, Ordering::Acquire).is_err() {
        return;
    }
    while node.word.load(Ordering::Acquire) != TURN {
        wait(&node.word, ASLEEP);
    }
}
