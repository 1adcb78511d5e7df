//! The Rust side of the benchmarks. It runs named workloads and prints one JSON line for each:
//!
//! ```text
//! lockwright-bench-rust mutex spin-lock --samples 9 --target-ms 25
//! {"name":"mutex","nsPerOp":[12.61,12.58, …]}
//! ```
//!
//! `--serve NAME` takes one sample whenever a line arrives on standard input, so that the harness can take turns with others.

mod allocator;
mod atomics;
mod book;
mod channels;
mod collections;
mod counting;
mod futex;
mod hand_off;
mod locks;
mod measure;
mod once;
mod parking;
mod raw_lock;
mod rings;
mod rw_locks;
mod seq_lock;
mod shared;

use measure::{Sampler, Workload};
use std::io::{BufRead, Write};
use std::process::ExitCode;
use std::time::Duration;

const DEFAULT_SAMPLES: usize = 9;
const DEFAULT_TARGET_MS: u64 = 25;
const DEFAULT_WARM_UP_MS: u64 = 100;
const DEFAULT_WITHIN_MS: u64 = 1000;

struct Options {
    names: Vec<String>,
    serve: bool,
    list: bool,
    samples: usize,
    target: Duration,
    warm_up: Duration,
    /// So many operations a sample, or as many as fit into `within`, and not as many as take `target`.
    count: Option<u64>,
    within: Duration,
}

fn main() -> ExitCode {
    match parse(std::env::args().skip(1)).and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("lockwright-bench-rust: {message}");
            ExitCode::FAILURE
        }
    }
}

fn all() -> Vec<Workload> {
    let mut all = Vec::new();
    all.extend(atomics::workloads());
    all.extend(locks::workloads());
    all.extend(rw_locks::workloads());
    all.extend(counting::workloads());
    all.extend(once::workloads());
    all.extend(hand_off::workloads());
    all.extend(parking::workloads());
    all.extend(allocator::workloads());
    all.extend(shared::workloads());
    all.extend(collections::workloads());
    all.extend(channels::workloads());
    all
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        names: Vec::new(),
        serve: false,
        list: false,
        samples: DEFAULT_SAMPLES,
        target: Duration::from_millis(DEFAULT_TARGET_MS),
        warm_up: Duration::from_millis(DEFAULT_WARM_UP_MS),
        count: None,
        within: Duration::from_millis(DEFAULT_WITHIN_MS),
    };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--list" => options.list = true,
            "--serve" => options.serve = true,
            "--samples" => options.samples = number(&argument, arguments.next())? as usize,
            "--target-ms" => options.target = Duration::from_millis(number(&argument, arguments.next())?),
            "--warm-up-ms" => options.warm_up = Duration::from_millis(number(&argument, arguments.next())?),
            "--count" => options.count = Some(number(&argument, arguments.next())?),
            "--within-ms" => options.within = Duration::from_millis(number(&argument, arguments.next())?),
            flag if flag.starts_with('-') => {
                let known = "--list, --serve, --samples N, --target-ms N, --warm-up-ms N, --count N, --within-ms N";
                return Err(format!("unknown flag {flag}; known are {known}"));
            }
            _ => options.names.push(argument),
        }
    }
    Ok(options)
}

fn number(flag: &str, value: Option<String>) -> Result<u64, String> {
    let text = value.ok_or_else(|| format!("{flag} needs a number"))?;
    match text.parse() {
        Ok(0) | Err(_) => Err(format!("{flag} needs a whole number above 0, but got {text}")),
        Ok(number) => Ok(number),
    }
}

fn run(options: &Options) -> Result<(), String> {
    let all = all();
    if options.list {
        all.iter().for_each(|workload| println!("{}", workload.name));
        return Ok(());
    }
    let chosen = choose(&all, &options.names)?;
    if options.serve {
        return match chosen.as_slice() {
            [one] => serve(one, options),
            many => Err(format!("--serve takes exactly one workload, but got {}", many.len())),
        };
    }
    for workload in chosen {
        let sampler = sampler(workload, options);
        let samples: Vec<String> = (0..options.samples).map(|_| format!("{:.4}", sampler.sample())).collect();
        println!("{{\"name\":\"{}\",\"nsPerOp\":[{}]}}", workload.name, samples.join(","));
    }
    Ok(())
}

fn sampler<'a>(workload: &'a Workload, options: &Options) -> Sampler<'a> {
    let sampler = Sampler::warmed_up(workload, options.target, options.warm_up);
    match options.count {
        Some(count) => sampler.with_count(count, options.within),
        None => sampler,
    }
}

fn choose<'a>(all: &'a [Workload], names: &[String]) -> Result<Vec<&'a Workload>, String> {
    if names.is_empty() {
        return Ok(all.iter().collect());
    }
    let find = |name: &String| {
        all.iter().find(|workload| workload.name == name).ok_or_else(|| format!("unknown workload {name}; --list prints the known ones"))
    };
    names.iter().map(find).collect()
}

/// Says that it is ready, then answers each line on standard input with one sample, until the input ends.
fn serve(workload: &Workload, options: &Options) -> Result<(), String> {
    let sampler = sampler(workload, options);
    let mut out = std::io::stdout();
    let mut say =
        |line: String| -> Result<(), String> { writeln!(out, "{line}").and_then(|()| out.flush()).map_err(|error| error.to_string()) };
    say(format!("{{\"ready\":true,\"iterations\":{}}}", sampler.iterations))?;
    for line in std::io::stdin().lock().lines() {
        line.map_err(|error| error.to_string())?;
        say(format!("{{\"nsPerOp\":{:.4}}}", sampler.sample()))?;
    }
    Ok(())
}
