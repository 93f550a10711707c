//! Dialogues that are complete become sessions; where there are many, on a core of their own.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use super::Planned;
use super::candidate::Control;
use crate::limits::Limits;
use crate::model::At;
use crate::tcp::Side;
use crate::threads;

/// Sessions that are made before another core is asked.
const FEW: usize = 256;
/// Dialogues that are handed over at once.
const BATCH: usize = 32;
/// Batches that may wait.
const WAITING: usize = 4;

/// A dialogue that is complete.
#[derive(Debug)]
pub(super) struct Spoken {
    pub(super) control: Box<Control>,
    /// The side that sends commands.
    pub(super) client: Side,
    /// Its end is in the capture.
    pub(super) ended: bool,
    /// The latest segment of the capture by then.
    pub(super) now: At,
}

/// The sessions so far, in the order in which their dialogues were complete.
#[derive(Debug)]
pub(super) struct Plans {
    limits: Limits,
    made: Vec<Planned>,
    /// Dialogues to hand over.
    batch: Vec<Spoken>,
    worker: Option<Worker>,
}

#[derive(Debug)]
struct Worker {
    batches: SyncSender<Vec<Spoken>>,
    thread: JoinHandle<Vec<Planned>>,
}

impl Spoken {
    fn into_session(self, limits: &Limits) -> Planned {
        self.control
            .into_session(self.client, self.ended, self.now, limits)
    }
}

impl Plans {
    pub(super) fn new(limits: Limits) -> Self {
        Plans {
            limits,
            made: Vec::new(),
            batch: Vec::new(),
            worker: None,
        }
    }

    pub(super) fn add(&mut self, spoken: Spoken) {
        if self.worker.is_none() && self.made.len() >= FEW && threads::count() > 1 {
            self.worker = hire(self.limits).ok();
        }
        let Some(worker) = &self.worker else {
            return self.made.push(spoken.into_session(&self.limits));
        };
        self.batch.push(spoken);
        if self.batch.len() >= BATCH {
            // whoever does not take it has panicked, which shows when it is waited for
            let _ = worker.batches.send(std::mem::take(&mut self.batch));
        }
    }

    /// The sessions.
    pub(super) fn finish(mut self) -> Vec<Planned> {
        if let Some(Worker { batches, thread }) = self.worker {
            let _ = batches.send(self.batch);
            drop(batches);
            let later = thread
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            self.made.extend(later);
        }
        self.made
    }
}

fn hire(limits: Limits) -> std::io::Result<Worker> {
    let (batches, received) = sync_channel::<Vec<Spoken>>(WAITING);
    let thread = thread::Builder::new()
        .name("dialogues".into())
        .spawn(move || {
            received
                .into_iter()
                .flatten()
                .map(|spoken| spoken.into_session(&limits))
                .collect()
        })?;
    Ok(Worker { batches, thread })
}
