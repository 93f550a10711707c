//! Dialogues that are complete become sessions; where there are many, on a core of their own.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use super::Planned;
use super::control::Control;
use crate::cores;
use crate::limits::Limits;
use crate::tcp::Side;

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
}

/// The sessions so far, in the order in which their dialogues were complete.
#[derive(Debug)]
pub(super) struct Plans {
    limits: Limits,
    made: Made,
    /// Dialogues to hand over.
    batch: Vec<Spoken>,
    worker: Option<Worker>,
}

#[derive(Debug)]
struct Worker {
    batches: SyncSender<Vec<Spoken>>,
    thread: JoinHandle<Made>,
}

#[derive(Debug, Default)]
struct Made {
    sessions: Vec<Planned>,
    /// Lines that found no room.
    dropped: u64,
}

impl Made {
    fn add(&mut self, spoken: Spoken, limits: &Limits) {
        let (planned, dropped) = spoken.control.into_session(spoken.client, spoken.ended, limits);
        self.sessions.push(planned);
        self.dropped += dropped;
    }
}

impl Plans {
    pub(super) fn new(limits: Limits) -> Self {
        Plans { limits, made: Made::default(), batch: Vec::new(), worker: None }
    }

    pub(super) fn add(&mut self, spoken: Spoken) {
        if self.worker.is_none() && self.made.sessions.len() >= FEW && cores::count() > 1 {
            self.worker = hire(self.limits).ok();
        }
        let Some(worker) = &self.worker else { return self.made.add(spoken, &self.limits) };
        self.batch.push(spoken);
        if self.batch.len() >= BATCH {
            // whoever does not take it has panicked, which shows when it is waited for
            let _ = worker.batches.send(std::mem::take(&mut self.batch));
        }
    }

    /// The sessions, and how many lines found no room.
    pub(super) fn finish(mut self) -> (Vec<Planned>, u64) {
        if let Some(Worker { batches, thread }) = self.worker {
            let _ = batches.send(self.batch);
            drop(batches);
            let later = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            self.made.sessions.extend(later.sessions);
            self.made.dropped += later.dropped;
        }
        (self.made.sessions, self.made.dropped)
    }
}

fn hire(limits: Limits) -> std::io::Result<Worker> {
    let (batches, received) = sync_channel::<Vec<Spoken>>(WAITING);
    let thread = thread::Builder::new().name("dialogues".into()).spawn(move || {
        let mut made = Made::default();
        received.into_iter().flatten().for_each(|spoken| made.add(spoken, &limits));
        made
    })?;
    Ok(Worker { batches, thread })
}
