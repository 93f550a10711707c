//! Dialogues that are complete become sessions; where there are many, on a core of their own.

use super::Planned;
use super::candidate::Control;
use crate::limits::Limits;
use crate::model::At;
use crate::tcp::Side;
use crate::threads::Stage;

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
    show_passwords: bool,
    made: Vec<Planned>,
    /// Dialogues to hand over.
    batch: Vec<Spoken>,
    stage: Option<Stage<Vec<Spoken>, (), Vec<Planned>>>,
    /// Whether there is a stage has been asked.
    asked: bool,
}

impl Spoken {
    fn into_session(self, limits: &Limits, show_passwords: bool) -> Planned {
        self.control
            .into_session(self.client, self.ended, self.now, limits, show_passwords)
    }
}

impl Plans {
    pub(super) fn new(limits: &Limits, show_passwords: bool) -> Self {
        Plans {
            limits: *limits,
            show_passwords,
            made: Vec::new(),
            batch: Vec::new(),
            stage: None,
            asked: false,
        }
    }

    pub(super) fn add(&mut self, spoken: Spoken) {
        if !self.asked && self.made.len() >= FEW {
            self.asked = true;
            self.stage = start(&self.limits, self.show_passwords);
        }
        let Some(stage) = &self.stage else {
            return self
                .made
                .push(spoken.into_session(&self.limits, self.show_passwords));
        };
        self.batch.push(spoken);
        if self.batch.len() >= BATCH {
            // whoever does not take it has panicked, which shows when it is waited for
            stage.give(std::mem::take(&mut self.batch));
        }
    }

    /// The sessions.
    pub(super) fn finish(mut self) -> Vec<Planned> {
        if let Some(stage) = self.stage {
            stage.give(self.batch);
            self.made.extend(stage.join());
        }
        self.made
    }
}

fn start(limits: &Limits, show_passwords: bool) -> Option<Stage<Vec<Spoken>, (), Vec<Planned>>> {
    let limits = *limits;
    Stage::start("dialogues", WAITING, move |batches, _| {
        batches
            .into_iter()
            .flatten()
            .map(|spoken: Spoken| spoken.into_session(&limits, show_passwords))
            .collect()
    })
}
