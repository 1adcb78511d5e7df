//! The designs of the book's chapter 9, written anew.

mod condvar_1;
mod condvar_2;
mod mutex_1;
mod mutex_2;
mod mutex_3;
mod rw_lock_1;
mod rw_lock_2;
mod rw_lock_3;

pub use condvar_1::Condvar1;
pub use condvar_2::Condvar2;
pub use mutex_1::Mutex1;
pub use mutex_2::Mutex2;
pub use mutex_3::Mutex3;
pub use rw_lock_1::RwLock1;
pub use rw_lock_2::RwLock2;
pub use rw_lock_3::RwLock3;

use crate::raw_lock::RawLock;

pub trait AnyCondvar: Default + Sync {
    /// Unlocks, waits, and locks again.
    fn wait(&self, mutex: &impl RawLock);
    fn notify_one(&self);
}

pub trait AnyRwLock: Default + Sync {
    fn read(&self);
    fn end_read(&self);
    fn write(&self);
    fn end_write(&self);
}
