//! Captures → outcomes, several at a time; what is printed comes in the order of the arguments.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::thread;

use crate::analysis::view::{Selection, View};
use crate::analysis::{self, Options, Unwatched, Watcher};
use crate::capture::{Capture, CaptureError};
use crate::check::report::Judged;
use crate::check::{Expectations, judge};
use crate::cli::Failure;
use crate::cli::progress::Progress;
use crate::cli::stderr::{Listed, Messages};
use crate::digest::Hash;
use crate::model::Analysis;
use crate::text::escape;

use super::args::CheckArgs;

/// Files that are one capture, and what it alone is held against.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) captures: Vec<PathBuf>,
    pub(super) expectations: Option<PathBuf>,
}

impl Job {
    pub(super) fn new(captures: Vec<PathBuf>) -> Self {
        Job {
            captures,
            expectations: None,
        }
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
    messages: &Messages,
) -> Result<Vec<Judged>, Failure> {
    let tasks: Vec<Task> = jobs.iter().map(task).collect();
    let bench = Bench {
        shared,
        options: args.common.options(Hash::None),
        selection: args.common.selection(),
    };
    let mut judged = Vec::new();
    let mut take = |done: Done| {
        let (capture, analysis) = done.map_err(Failure::Usage)?;
        messages.filters(&analysis, &bench.selection, Listed::Sessions);
        messages.faults(&analysis);
        judged.push(capture);
        Ok(())
    };
    match &tasks[..] {
        [task] => take(bench.judge(task, |bytes| {
            Box::new(Progress::new(bytes, args.common.quiet))
        }))?,
        tasks => in_parallel(
            tasks.len(),
            |number| bench.judge(&tasks[number], |_| Box::new(Unwatched)),
            take,
        )?,
    }
    Ok(judged)
}

/// Reads the expectations of a job.
fn task(job: &Job) -> Task<'_> {
    let mut own = Expectations::default();
    let read = job
        .expectations
        .as_ref()
        .map_or(Ok(()), |path| super::read(&mut own, path));
    let own = read
        .map(|()| own)
        .map_err(|()| "its expectations cannot be understood".to_owned());
    Task {
        captures: &job.captures,
        own,
    }
}

/// Analyses, in number and for each thread, that wait for an earlier one; each is as large as its capture made it.
const EARLY: usize = 2;

/// Hands on what `work` makes of so many tasks, in their order.
fn in_parallel<T: Send>(
    count: usize,
    work: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(count);
    let (next, window) = (AtomicUsize::new(0), Window::new(threads * EARLY));
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, next, window, work) = (sender.clone(), &next, &window, &work);
            scope.spawn(move || {
                let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
                for number in numbers.take_while(|&number| number < count) {
                    window.wait_for(number);
                    if sender.send((number, work(number))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let (mut early, mut due) = (BTreeMap::new(), 0);
        let mut done = Ok(());
        'all: for (number, made) in &receiver {
            early.insert(number, made);
            while let Some(made) = early.remove(&due) {
                done = take(made);
                if done.is_err() {
                    break 'all;
                }
                due += 1;
                window.move_to(due);
            }
        }
        // nobody waits for what is not asked for any more
        drop(receiver);
        window.move_to(count);
        done
    })
}

/// How far a thread may be ahead of what was handed on.
struct Window {
    size: usize,
    due: Mutex<usize>,
    moved: Condvar,
}

impl Window {
    fn new(size: usize) -> Self {
        Window {
            size,
            due: Mutex::default(),
            moved: Condvar::new(),
        }
    }

    fn wait_for(&self, number: usize) {
        let due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .moved
            .wait_while(due, |due| number >= due.saturating_add(self.size));
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    fn move_to(&self, due: usize) {
        *self.due.lock().unwrap_or_else(PoisonError::into_inner) = due;
        self.moved.notify_all();
    }
}

impl Bench<'_> {
    fn judge(&self, task: &Task, watcher: impl FnOnce(u64) -> Box<dyn Watcher>) -> Done {
        let files: Vec<String> = task
            .captures
            .iter()
            .map(|path| path.to_string_lossy().into_owned())
            .collect();
        let title = escape::text(files.join(" ").as_bytes());
        let own = match &task.own {
            Ok(own) => own,
            Err(why) => {
                let judged = Judged {
                    title,
                    files,
                    error: Some(why.clone()),
                    ..Judged::default()
                };
                return Ok((judged, Analysis::default()));
            }
        };
        let mut options = self.options.clone();
        let digest = self.shared.need_digest() || own.need_digest();
        options.hash = if digest { Hash::Sha256 } else { Hash::None };
        let capture = Capture::open(task.captures, &options.limits)?;
        let watcher = watcher(capture.bytes());
        let analysis = analysis::survey(&capture, &options, watcher.as_ref()).replay();
        let view = View {
            analysis: &analysis,
            selection: &self.selection,
            show_passwords: false,
        };
        let fatal = analysis
            .captures
            .iter()
            .filter_map(|c| c.fault.as_ref())
            .find(|fault| fault.fatal);
        let error = fatal.map(|fault| fault.message.clone());
        let mut outcomes = Vec::new();
        // of nothing at all, nothing can be said
        if error.is_none() || analysis.captures.iter().any(|capture| capture.frames > 0) {
            outcomes.extend(judge(&view, self.shared));
            outcomes.extend(judge(&view, own));
        }
        let captures = if files.len() > 1 {
            analysis.captures.clone()
        } else {
            Vec::new()
        };
        Ok((
            Judged {
                title,
                files,
                captures,
                outcomes,
                error,
            },
            analysis,
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn nobody_runs_far_ahead_of_the_slowest_and_the_order_is_kept() {
        let (made, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |number| {
            if number == 0 {
                // the others have all the time that they need to run away
                thread::sleep(Duration::from_millis(200));
            }
            made.fetch_add(1, Ordering::SeqCst);
            number
        };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let take = |number| {
            assert_eq!(number, taken.fetch_add(1, Ordering::SeqCst));
            let waiting = made.load(Ordering::SeqCst) - number;
            assert!(waiting <= threads * EARLY + 1, "{waiting} wait");
            Ok(())
        };
        assert!(in_parallel(500, work, take).is_ok());
        assert_eq!(taken.into_inner(), 500);
    }

    #[test]
    fn a_failure_ends_it_for_all() {
        let made = AtomicUsize::new(0);
        let work = |_| made.fetch_add(1, Ordering::SeqCst);
        let failed = in_parallel(500, work, |_| {
            Err(Failure::Output(std::io::ErrorKind::Other.into()))
        });
        assert!(failed.is_err());
        let most = thread::available_parallelism().map_or(1, usize::from) * (EARLY + 1);
        assert!(made.into_inner() <= most, "the rest is left alone");
    }
}
