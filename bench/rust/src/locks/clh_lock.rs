//! A CLH lock: each thread watches the node of the one before it, and sleeps there if it has to wait for long. A node goes over to the thread that watched it.

use crate::futex::{wait, wake_one};
use crate::raw_lock::RawLock;
use std::cell::{Cell, UnsafeCell};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

const SPINS: u32 = 100;

/// The thread that put it into the queue has left; has not; has not, and the next one sleeps.
const DONE: u32 = 0;
const BUSY: u32 = 1;
const WATCHED: u32 = 2;

#[repr(align(128))]
#[derive(Default)]
struct Node {
    word: AtomicU32,
}

thread_local! {
    /// The node that this thread puts in next; null until it has one. One lock at a time, which is all that is measured here.
    static SPARE: Cell<*mut Node> = const { Cell::new(null_mut()) };
}

pub struct ClhLock {
    tail: AtomicPtr<Node>,
    /// Of the holder: its node, and the one that it watched.
    mine: UnsafeCell<(*mut Node, *mut Node)>,
}

// SAFETY: `mine` is reached only by the thread that has the lock; nodes are shared by their atomic word only.
unsafe impl Send for ClhLock {}
unsafe impl Sync for ClhLock {}

impl Default for ClhLock {
    fn default() -> Self {
        Self { tail: AtomicPtr::new(Box::into_raw(Box::default())), mine: UnsafeCell::new((null_mut(), null_mut())) }
    }
}

impl RawLock for ClhLock {
    fn lock(&self) {
        let mut node = SPARE.take();
        if node.is_null() {
            node = Box::into_raw(Box::default());
        }
        // SAFETY: nodes live as long as the program; only their atomic word is touched.
        unsafe { &*node }.word.store(BUSY, Ordering::Relaxed);
        // Release: who watches the node sees it busy. Acquire: so does this thread with the one before.
        let before = self.tail.swap(node, Ordering::AcqRel);
        wait_for(unsafe { &*before });
        // SAFETY: the lock is ours.
        unsafe { *self.mine.get() = (node, before) };
    }

    fn unlock(&self) {
        // SAFETY: the lock is ours; the node before is nobody else's any more.
        let (node, before) = unsafe { *self.mine.get() };
        SPARE.set(before);
        let word = &unsafe { &*node }.word;
        // Release pairs with the acquire of who watches.
        if word.swap(DONE, Ordering::Release) == WATCHED {
            wake_one(word);
        }
    }
}

fn wait_for(node: &Node) {
    for _ in 0..SPINS {
        if node.word.load(Ordering::Acquire) == DONE {
            return;
        }
        std::hint::spin_loop();
    }
    if node.word.compare_exchange(BUSY, WATCHED, Ordering::Acquire, Ordering::Acquire).is_err() {
        return;
    }
    while node.word.load(Ordering::Acquire) != DONE {
        wait(&node.word, WATCHED);
    }
}
