//! Captures → outcomes, several at a time; what is printed comes in the order of the arguments.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use crate::analysis::{self, Options, Unwatched, Watcher};
use crate::capture::{Capture, CaptureError};
use crate::check::{Expectations, judge};
use crate::cli::Failure;
use crate::cli::progress::Progress;
use crate::cli::report::Reporter;
use crate::digest::Hash;
use crate::escape;
use crate::output::check::Judged;
use crate::record::Analysis;
use crate::view::{Selection, View};

use super::args::CheckArgs;

/// Files that are one capture, and what it alone is held against.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) captures: Vec<PathBuf>,
    pub(super) expectations: Option<PathBuf>,
}

impl Job {
    pub(super) fn new(captures: Vec<PathBuf>) -> Self {
        Job { captures, expectations: None }
    }
}

/// What a thread works with.
struct Bench<'a> {
    /// What all captures are held against.
    shared: &'a Expectations,
    options: Options,
    selection: Selection,
}

/// A job whose expectations are read; a message where they cannot be understood.
struct Task<'a> {
    captures: &'a [PathBuf],
    own: Result<Expectations, String>,
}

type Done = Result<(Judged, Analysis), CaptureError>;

/// Judges every job, on as many threads as there are processors.
pub(super) fn judge_all(
    jobs: &[Job],
    shared: &Expectations,
    args: &CheckArgs,
    reporter: &Reporter,
) -> Result<Vec<Judged>, Failure> {
    let tasks: Vec<Task> = jobs.iter().map(task).collect();
    let bench = Bench { shared, options: args.common.options(Hash::None), selection: args.common.selection() };
    let mut judged = Vec::new();
    let mut take = |done: Done| {
        let (capture, analysis) = done.map_err(Failure::Usage)?;
        reporter.filters(&analysis, &bench.selection, false);
        reporter.faults(&analysis);
        judged.push(capture);
        Ok(())
    };
    match &tasks[..] {
        [task] => take(bench.judge(task, |bytes| Box::new(Progress::new(bytes, args.common.quiet))))?,
        tasks => in_parallel(tasks, &bench, take)?,
    }
    Ok(judged)
}

/// Reads the expectations of a job.
fn task(job: &Job) -> Task<'_> {
    let mut own = Expectations::default();
    let read = job.expectations.as_ref().map_or(Ok(()), |path| super::read(&mut own, path));
    let own = read.map(|()| own).map_err(|()| "its expectations cannot be understood".to_owned());
    Task { captures: &job.captures, own }
}

/// Hands on what is done in the order of the tasks.
fn in_parallel(
    tasks: &[Task],
    bench: &Bench,
    mut take: impl FnMut(Done) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(tasks.len());
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
                for number in numbers.take_while(|&number| number < tasks.len()) {
                    let done = bench.judge(&tasks[number], |_| Box::new(Unwatched));
                    if sender.send((number, done)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let (mut early, mut due) = (BTreeMap::new(), 0);
        for (number, done) in receiver {
            early.insert(number, done);
            while let Some(done) = early.remove(&due) {
                take(done)?;
                due += 1;
            }
        }
        Ok(())
    })
}

impl Bench<'_> {
    fn judge(&self, task: &Task, watcher: impl FnOnce(u64) -> Box<dyn Watcher>) -> Done {
        let files: Vec<String> = task.captures.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        let title = escape::text(files.join(" ").as_bytes());
        let own = match &task.own {
            Ok(own) => own,
            Err(why) => {
                let judged = Judged { title, files, error: Some(why.clone()), outcomes: Vec::new() };
                return Ok((judged, Analysis::default()));
            }
        };
        let mut options = self.options.clone();
        let digest = self.shared.need_digest() || own.need_digest();
        options.hash = if digest { Hash::Sha256 } else { Hash::None };
        let capture = Capture::open(task.captures, &options.limits)?;
        let watcher = watcher(capture.bytes());
        let analysis = analysis::survey(&capture, &options, watcher.as_ref()).replay();
        let view = View { analysis: &analysis, selection: &self.selection, show_passwords: false };
        let fatal = analysis.captures.iter().filter_map(|c| c.fault.as_ref()).find(|fault| fault.fatal);
        let error = fatal.map(|fault| fault.message.clone());
        let mut outcomes = Vec::new();
        // of nothing at all, nothing can be said
        if error.is_none() || analysis.captures.iter().any(|capture| capture.frames > 0) {
            outcomes.extend(judge(&view, self.shared));
            outcomes.extend(judge(&view, own));
        }
        Ok((Judged { title, files, outcomes, error }, analysis))
    }
}
