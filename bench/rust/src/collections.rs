//! What std has for what our collections without a lock do: its own collections under a lock. By one thread, so that the lock is always free.

use crate::measure::{timed, Workload};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hint::black_box;
use std::sync::{Mutex, RwLock};
use std::time::Duration;

const MAP_KEYS: u32 = 1000;
const LIST_KEYS: u32 = 64;

pub fn workloads() -> Vec<Workload> {
    vec![
        Workload { name: "stack-push-pop", run: stack },
        Workload { name: "queue-enqueue-dequeue", run: queue },
        Workload { name: "map-get", run: map_get },
        Workload { name: "map-replace", run: map_replace },
        Workload { name: "map-set-delete", run: map_set_delete },
        Workload { name: "list-get", run: list_get },
        Workload { name: "list-set-delete", run: list_set_delete },
        Workload { name: "cell-read", run: cell_read },
        Workload { name: "cell-write", run: cell_write },
    ]
}

/// `n` times the number of the step goes in, and a number comes out: all of them, in the end.
fn sum(n: u64, mut there_and_back: impl FnMut(u32) -> u32) -> Duration {
    let mut sum = 0u64;
    let took = timed(|| {
        for i in 0..n {
            sum += u64::from(black_box(there_and_back(black_box(i as u32))));
        }
    });
    assert_eq!(sum, (0..n).map(|i| u64::from(i as u32)).sum::<u64>());
    took
}

fn stack(n: u64) -> Duration {
    let stack = Mutex::new(Vec::new());
    sum(n, |i| {
        stack.lock().unwrap().push(i);
        stack.lock().unwrap().pop().unwrap()
    })
}

fn queue(n: u64) -> Duration {
    let queue = Mutex::new(VecDeque::new());
    sum(n, |i| {
        queue.lock().unwrap().push_back(i);
        queue.lock().unwrap().pop_front().unwrap()
    })
}

fn map_get(n: u64) -> Duration {
    let map = RwLock::new((0..MAP_KEYS).map(|key| (key, key)).collect::<HashMap<u32, u32>>());
    sum(n, |i| i - i % MAP_KEYS + map.read().unwrap()[&(i % MAP_KEYS)])
}

fn map_replace(n: u64) -> Duration {
    let map = RwLock::new((0..MAP_KEYS).map(|key| (key, key)).collect::<HashMap<u32, u32>>());
    sum(n, |i| {
        let key = i % MAP_KEYS;
        i - key + map.write().unwrap().insert(key, key).unwrap()
    })
}

fn map_set_delete(n: u64) -> Duration {
    let map = RwLock::new((0..MAP_KEYS).map(|key| (key, key)).collect::<HashMap<u32, u32>>());
    sum(n, |i| {
        let key = MAP_KEYS + i % MAP_KEYS;
        map.write().unwrap().insert(key, i);
        map.write().unwrap().remove(&key).unwrap()
    })
}

fn list_get(n: u64) -> Duration {
    let list = RwLock::new((0..LIST_KEYS).map(|key| (key, key)).collect::<BTreeMap<u32, u32>>());
    sum(n, |i| i - i % LIST_KEYS + list.read().unwrap()[&(i % LIST_KEYS)])
}

fn list_set_delete(n: u64) -> Duration {
    let list = RwLock::new((0..LIST_KEYS).map(|key| (2 * key, key)).collect::<BTreeMap<u32, u32>>());
    sum(n, |i| {
        let key = 2 * (i % LIST_KEYS) + 1;
        list.write().unwrap().insert(key, i);
        list.write().unwrap().remove(&key).unwrap()
    })
}

fn cell_read(n: u64) -> Duration {
    let cell = RwLock::new(0u32);
    sum(n, |i| i + *cell.read().unwrap())
}

fn cell_write(n: u64) -> Duration {
    let cell = RwLock::new(0u32);
    sum(n, |i| std::mem::replace(&mut *cell.write().unwrap(), i).max(i))
}
