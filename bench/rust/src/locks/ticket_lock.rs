//! A ticket lock: threads get it in the order in which they came. Who is not next for long sleeps on the word that says whose turn it is.

use crate::futex::{wait, wake_all};
use crate::raw_lock::RawLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Looks at the word this often before sleeping: the guess that the other locks make.
const SPINS: u32 = 100;

#[derive(Default)]
pub struct TicketLock {
    next: AtomicU32,
    turn: AtomicU32,
    /// How many sleep or are about to.
    sleepers: AtomicU32,
}

impl RawLock for TicketLock {
    fn lock(&self) {
        let mine = self.next.fetch_add(1, Ordering::Relaxed);
        for _ in 0..SPINS {
            // Acquire pairs with the addition in `unlock`.
            if self.turn.load(Ordering::Acquire) == mine {
                return;
            }
            std::hint::spin_loop();
        }
        self.sleep_until(mine);
    }

    fn unlock(&self) {
        // SeqCst here, and there: either this sees the sleeper, or the sleeper sees the turn.
        self.turn.fetch_add(1, Ordering::SeqCst);
        if self.sleepers.load(Ordering::SeqCst) > 0 {
            wake_all(&self.turn);
        }
    }
}

impl TicketLock {
    #[cold]
    fn sleep_until(&self, mine: u32) {
        self.sleepers.fetch_add(1, Ordering::SeqCst);
        loop {
            let turn = self.turn.load(Ordering::SeqCst);
            if turn == mine {
                break;
            }
            wait(&self.turn, turn);
        }
        self.sleepers.fetch_sub(1, Ordering::Relaxed);
    }
}
