//! The one place that starts threads.
//!
//! Nothing here is parallel unless somebody asked for it: [`Threads::enter`] says how many threads
//! the work inside it may use, and without it that is the calling thread alone. Two things are made
//! of them:
//!
//! - [`map`] and [`map_beside`] spread the items of a list over a pool, for work that is
//!   independent: rayon does it;
//! - a [`PipelineStage`] is a step of a pipeline: a thread of its own that takes jobs from a
//!   bounded queue and gives results in their order to another, for work that goes on while a
//!   capture is read.
//!
//! With one thread, without the feature `threads`, and where a system has no threads (wasm32), both
//! do the same work in place, and rayon is not called.

use std::cell::RefCell;
use std::panic;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

/// Items below which handing them out costs more than it saves.
const FEW: usize = 256;

/// How many threads work may use. Its pool starts with it; a clone is the same pool.
#[derive(Clone, Debug, Default)]
pub(crate) struct Threads(Option<Arc<Pool>>);

#[derive(Debug)]
struct Pool {
    count: usize,
    #[cfg(feature = "threads")]
    rayon: rayon::ThreadPool,
}

thread_local! {
    /// What the work on this thread may use.
    static CURRENT: RefCell<Threads> = const { RefCell::new(Threads(None)) };
}

impl Threads {
    /// So many threads, the calling one included; one where the system gives no more.
    #[cfg(feature = "threads")]
    pub(crate) fn new(count: usize) -> Self {
        if count < 2 || cfg!(target_family = "wasm") {
            return Threads(None);
        }
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(count)
            .thread_name(|_| "work".into())
            .build();
        Threads(pool.ok().map(|rayon| Arc::new(Pool { count, rayon })))
    }

    /// One thread: the feature `threads` is off.
    #[cfg(not(feature = "threads"))]
    pub(crate) fn new(_: usize) -> Self {
        Threads(None)
    }

    /// Does work that may use them.
    pub(crate) fn enter<T>(&self, work: impl FnOnce() -> T) -> T {
        let _left = Entered(CURRENT.replace(self.clone()));
        work()
    }
}

/// Goes back to what was there before, be it by a panic.
struct Entered(Threads);

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(std::mem::take(&mut self.0));
    }
}

/// How many threads the work on this one may use.
pub(crate) fn count() -> usize {
    CURRENT.with_borrow(|threads| threads.0.as_ref().map_or(1, |pool| pool.count))
}

/// What `make` makes of each item, in order.
pub(crate) fn map<I, R>(items: I, make: impl Fn(I::Item) -> R + Sync) -> Vec<R>
where
    I: ExactSizeIterator<Item: Send> + Send,
    R: Send,
{
    map_beside(items, make, || ()).0
}

/// What `make` makes of each item, in order, and what `other` gives, which is done at the same
/// time.
pub(crate) fn map_beside<I, R, S>(
    items: I,
    make: impl Fn(I::Item) -> R + Sync,
    other: impl FnOnce() -> S + Send,
) -> (Vec<R>, S)
where
    I: ExactSizeIterator<Item: Send> + Send,
    R: Send,
    S: Send,
{
    if items.len() >= FEW {
        return spread(items, make, other);
    }
    let given = other();
    (items.map(make).collect(), given)
}

/// The same for a list of any length: for items that are few and large.
#[cfg(feature = "threads")]
pub(crate) fn spread<I, R, S>(
    items: I,
    make: impl Fn(I::Item) -> R + Sync,
    other: impl FnOnce() -> S + Send,
) -> (Vec<R>, S)
where
    I: ExactSizeIterator<Item: Send> + Send,
    R: Send,
    S: Send,
{
    use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

    let Some(pool) = CURRENT.with_borrow(|threads| threads.0.clone()) else {
        let given = other();
        return (items.map(make).collect(), given);
    };
    let items: Vec<I::Item> = items.collect();
    let (given, all) = pool
        .rayon
        .join(other, || items.into_par_iter().map(&make).collect());
    (all, given)
}

/// The same for a list of any length.
#[cfg(not(feature = "threads"))]
pub(crate) fn spread<I: Iterator, R, S>(
    items: I,
    make: impl Fn(I::Item) -> R,
    other: impl FnOnce() -> S,
) -> (Vec<R>, S) {
    let given = other();
    (items.map(make).collect(), given)
}

/// Starts a thread that works beside this one; `None` where only one may be used, or the system
/// gives no other.
pub(crate) fn start<R: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> R + Send + 'static,
) -> Option<JoinHandle<R>> {
    if count() < 2 {
        return None;
    }
    Builder::new().name(name.into()).spawn(work).ok()
}

/// A step of a pipeline on a thread of its own. Both of its queues are bounded. When it is dropped,
/// its work ends with the job that it is at.
#[derive(Debug)]
pub(crate) struct PipelineStage<I, O, R> {
    jobs: SyncSender<I>,
    made: Receiver<O>,
    thread: JoinHandle<R>,
}

impl<I: Send + 'static, O: Send + 'static, R: Send + 'static> PipelineStage<I, O, R> {
    /// Starts `work`, with room for `waiting` jobs and as many results; `None` where only one
    /// thread may be used, or the system gives no other: the work is to be done in place then.
    pub(crate) fn start(
        name: &str,
        waiting: usize,
        work: impl FnOnce(Receiver<I>, SyncSender<O>) -> R + Send + 'static,
    ) -> Option<Self> {
        let (jobs, received) = sync_channel(waiting);
        let (results, made) = sync_channel(waiting);
        let thread = start(name, move || work(received, results))?;
        Some(PipelineStage { jobs, made, thread })
    }

    /// Gives it a job, when there is room for it; false where it has ended, which
    /// [`PipelineStage::join`] tells the reason of.
    pub(crate) fn give(&self, job: I) -> bool {
        self.jobs.send(job).is_ok()
    }

    /// Its next result, where there is one already.
    pub(crate) fn try_take(&self) -> Option<O> {
        self.made.try_recv().ok()
    }

    /// Waits for its end, after the last job; a panic goes on from here.
    pub(crate) fn join(self) -> R {
        let PipelineStage { jobs, made, thread } = self;
        drop((jobs, made));
        thread
            .join()
            .unwrap_or_else(|panic| panic::resume_unwind(panic))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubled(count: usize) {
        let items: Vec<usize> = (0..count).collect();
        let twice: Vec<usize> = items.iter().map(|i| i * 2).collect();
        assert_eq!(
            map_beside(items.iter(), |i| i * 2, || "beside"),
            (twice, "beside")
        );
    }

    #[test]
    fn every_item_is_made_once_and_in_order() {
        for threads in [1, 2, 3] {
            Threads::new(threads).enter(|| [0, 1, 63, 255, 256, 1001].map(doubled));
        }
    }

    #[test]
    fn one_thread_is_all_there_is_unless_more_are_asked_for() {
        assert_eq!(count(), 1);
        assert!(PipelineStage::<(), (), ()>::start("none", 1, |_, _| ()).is_none());
        let asked = Threads::new(2);
        asked.enter(|| {
            assert_eq!(count(), if cfg!(feature = "threads") { 2 } else { 1 });
            Threads::new(1).enter(|| assert_eq!(count(), 1));
        });
        assert_eq!(count(), 1);
    }

    #[test]
    #[cfg(feature = "threads")]
    fn jobs_are_done_in_order_and_the_end_is_waited_for() {
        let stage = Threads::new(2).enter(|| {
            PipelineStage::start("test", 2, |jobs: Receiver<u32>, results| {
                jobs.iter()
                    .inspect(|&job| results.send(job * 2).expect("it is taken"))
                    .sum::<u32>()
            })
        });
        let stage = stage.expect("a thread");
        for job in 0..100 {
            assert!(stage.give(job));
            assert_eq!(stage.made.recv(), Ok(job * 2));
        }
        assert_eq!(stage.join(), 4950);
    }
}
