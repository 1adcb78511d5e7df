//! Queues of our own in a ring, with nothing but std: from one thread to one other, and between any number of threads. Nobody sleeps: who has to wait looks again.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicU32, Ordering};

#[repr(align(128))]
#[derive(Default)]
struct Padded(AtomicU32);

/// A ring between one sender and one receiver. Each publishes its count by a release store, and keeps what it last saw of the other's.
pub struct SpscRing {
    tail: Padded,
    head: Padded,
    slots: Box<[UnsafeCell<u32>]>,
}

// SAFETY: a slot is written by the one sender only while it is free, and read by the one receiver only while it is full: the counts tell which.
unsafe impl Sync for SpscRing {}

impl SpscRing {
    /// `capacity` is a power of two.
    pub fn new(capacity: usize) -> Self {
        assert!(capacity.is_power_of_two());
        Self { tail: Padded::default(), head: Padded::default(), slots: (0..capacity).map(|_| UnsafeCell::new(0)).collect() }
    }

    /// One of each is to be used at a time.
    pub fn ends(&self) -> (Sending<'_>, Receiving<'_>) {
        (Sending { ring: self, count: 0, head: 0 }, Receiving { ring: self, count: 0, tail: 0 })
    }

    fn slot(&self, count: u32) -> *mut u32 {
        self.slots[count as usize & (self.slots.len() - 1)].get()
    }
}

pub struct Sending<'a> {
    ring: &'a SpscRing,
    count: u32,
    head: u32,
}

impl Sending<'_> {
    /// Puts in as many as there is room for; returns how many.
    pub fn send(&mut self, values: &[u32]) -> usize {
        let capacity = self.ring.slots.len() as u32;
        if self.count.wrapping_sub(self.head) + values.len() as u32 > capacity {
            self.head = self.ring.head.0.load(Ordering::Acquire);
        }
        let room = (capacity - self.count.wrapping_sub(self.head)) as usize;
        let sent = room.min(values.len());
        if sent == 0 {
            return 0;
        }
        for value in &values[..sent] {
            // SAFETY: the slot is free, and ours until the count is published.
            unsafe { *self.ring.slot(self.count) = *value };
            self.count = self.count.wrapping_add(1);
        }
        self.ring.tail.0.store(self.count, Ordering::Release);
        sent
    }
}

pub struct Receiving<'a> {
    ring: &'a SpscRing,
    count: u32,
    tail: u32,
}

impl Receiving<'_> {
    /// Takes out as many as there are, and as fit; returns how many.
    pub fn receive(&mut self, values: &mut [u32]) -> usize {
        if self.count == self.tail {
            self.tail = self.ring.tail.0.load(Ordering::Acquire);
        }
        let received = (self.tail.wrapping_sub(self.count) as usize).min(values.len());
        if received == 0 {
            return 0;
        }
        for value in &mut values[..received] {
            // SAFETY: the slot is full, and ours until the count is published.
            *value = unsafe { *self.ring.slot(self.count) };
            self.count = self.count.wrapping_add(1);
        }
        self.ring.head.0.store(self.count, Ordering::Release);
        received
    }
}

struct Slot {
    /// The position whose message may be put in; one more when it is there.
    stamp: AtomicU32,
    value: UnsafeCell<u32>,
}

/// A bounded queue between any number of senders and receivers: who exchanges a count has its slot, and the slot's stamp says when it is full and when it is free.
pub struct ArrayQueue {
    tail: Padded,
    head: Padded,
    slots: Box<[Slot]>,
}

// SAFETY: a slot is reached by who claimed its position only, after its stamp has said so.
unsafe impl Sync for ArrayQueue {}

impl ArrayQueue {
    /// `capacity` is a power of two.
    pub fn new(capacity: u32) -> Self {
        assert!(capacity.is_power_of_two());
        let slots = (0..capacity).map(|i| Slot { stamp: AtomicU32::new(i), value: UnsafeCell::new(0) }).collect();
        Self { tail: Padded::default(), head: Padded::default(), slots }
    }

    fn slot(&self, position: u32) -> &Slot {
        &self.slots[position as usize & (self.slots.len() - 1)]
    }

    /// Claims a position whose slot has the stamp, `ahead` of the position; none if the slot has another.
    fn claim(&self, end: &AtomicU32, ahead: u32) -> Option<u32> {
        let mut position = end.load(Ordering::Relaxed);
        loop {
            let stamp = self.slot(position).stamp.load(Ordering::Acquire);
            if stamp == position.wrapping_add(ahead) {
                match end.compare_exchange_weak(position, position.wrapping_add(1), Ordering::Relaxed, Ordering::Relaxed) {
                    Ok(_) => return Some(position),
                    Err(found) => position = found,
                }
            } else {
                let found = end.load(Ordering::Relaxed);
                if found == position {
                    return None;
                }
                position = found;
            }
        }
    }

    /// Whether there was room.
    pub fn send(&self, value: u32) -> bool {
        let Some(position) = self.claim(&self.tail.0, 0) else { return false };
        let slot = self.slot(position);
        // SAFETY: claimed.
        unsafe { *slot.value.get() = value };
        slot.stamp.store(position.wrapping_add(1), Ordering::Release);
        true
    }

    pub fn receive(&self) -> Option<u32> {
        let position = self.claim(&self.head.0, 1)?;
        let slot = self.slot(position);
        // SAFETY: claimed.
        let value = unsafe { *slot.value.get() };
        slot.stamp.store(position.wrapping_add(self.slots.len() as u32), Ordering::Release);
        Some(value)
    }
}
