//! How a workload is timed: warmed up, sized so that a sample takes about the target time, and run again for each sample.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

/// A workload by name. `run(n)` does `n` operations, checks its own result, and returns how long they took.
pub struct Workload {
    pub name: &'static str,
    pub run: fn(u64) -> Duration,
}

/// By how much the count may grow from one trial run to the next.
const MOST_GROWTH: f64 = 10.0;

pub struct Sampler<'a> {
    workload: &'a Workload,
    pub iterations: u64,
}

impl<'a> Sampler<'a> {
    /// Runs the workload for at least `warm_up`, and finds the count of operations that takes about `target`.
    pub fn warmed_up(workload: &'a Workload, target: Duration, warm_up: Duration) -> Self {
        let begin = Instant::now();
        let mut iterations: u64 = 1;
        loop {
            let took = (workload.run)(iterations).max(Duration::from_nanos(1));
            let factor = target.as_secs_f64() / took.as_secs_f64();
            let sized = (0.5..=2.0).contains(&factor);
            if (sized || iterations == 1 && factor < 1.0) && begin.elapsed() >= warm_up {
                return Self { workload, iterations };
            }
            iterations = ((iterations as f64 * factor.min(MOST_GROWTH)) as u64).max(1);
        }
    }

    /// As many operations a sample as `count` says, or as fit into `within`. Grows towards it: what a run of few takes may be the start of its threads.
    pub fn with_count(self, count: u64, within: Duration) -> Self {
        let mut n = self.iterations.min(count);
        loop {
            let factor = within.as_secs_f64() / (self.workload.run)(n).as_secs_f64();
            if factor < 2.0 || n == count {
                return Self { iterations: ((n as f64 * factor.min(1.0)) as u64).max(1), ..self };
            }
            n = count.min((n as f64 * factor.min(MOST_GROWTH)) as u64);
        }
    }

    /// One sample: nanoseconds per operation.
    pub fn sample(&self) -> f64 {
        (self.workload.run)(self.iterations).as_nanos() as f64 / self.iterations as f64
    }
}

/// Times `body` on this thread.
pub fn timed(body: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    body();
    begin.elapsed()
}

/// Runs `body(share)` on so many threads that start together, each with its share of `n` (rounded up). The time is from when the first of them
/// begins until the last is done; divided by `n`, that is wall time per operation of all of them.
pub fn timed_on_threads(threads: u64, n: u64, body: impl Fn(u64) + Sync) -> Duration {
    let share = n.div_ceil(threads);
    if threads == 1 {
        return timed(|| body(share));
    }
    let arrived = AtomicU64::new(0);
    let at_work = || at_work(&arrived, threads, || body(share));
    let times: Vec<_> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(at_work)).collect();
        let mine = at_work();
        others.into_iter().map(|other| other.join().unwrap()).chain([mine]).collect()
    });
    span_of(&times)
}

/// Runs one here and the other in another thread; they start together. The time is from when the first of them begins until both are done.
pub fn timed_pair(here: impl FnOnce(), there: impl FnOnce() + Send) -> Duration {
    let arrived = AtomicU64::new(0);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| at_work(&arrived, 2, there));
        let mine = at_work(&arrived, 2, here);
        span_of(&[mine, other.join().unwrap()])
    })
}

/// Waits for the others, then does the work. Says when it began and ended: any may be kept from the processor after they have met.
fn at_work(arrived: &AtomicU64, threads: u64, work: impl FnOnce()) -> (Instant, Instant) {
    arrived.fetch_add(1, SeqCst);
    while arrived.load(SeqCst) < threads {
        std::thread::yield_now();
    }
    let begin = Instant::now();
    work();
    (begin, Instant::now())
}

fn span_of(times: &[(Instant, Instant)]) -> Duration {
    let begin = times.iter().map(|time| time.0).min().unwrap();
    let end = times.iter().map(|time| time.1).max().unwrap();
    end - begin
}
