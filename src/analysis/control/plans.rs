//! Dialogues that are complete become sessions; where there are many, on a core of their own.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::Planned;
use super::candidate::Control;
use super::secret::Words;
use crate::limits::Limits;
use crate::model::At;
use crate::tcp::{ConnectionKey, Side};
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
    pub(super) ending: Ending,
    /// The latest segment of the capture by then.
    pub(super) now: At,
}

/// How a dialogue ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// The capture ended first.
    Open,
    /// Both its sides ended, or a RST did.
    Over,
    /// A SYN opened another connection with its ports, or seemed to.
    Reopened,
}

/// The sessions so far, in the order in which their dialogues were complete.
#[derive(Debug)]
pub(super) struct Plans {
    /// Makes them, until a stage does.
    maker: Maker,
    made: Vec<Planned>,
    /// Dialogues to hand over.
    batch: Vec<Spoken>,
    stage: Option<Stage<Vec<Spoken>, (), Vec<Planned>>>,
    /// Whether there is a stage has been asked.
    asked: bool,
}

/// Makes sessions of dialogues.
#[derive(Clone, Debug)]
struct Maker {
    limits: Limits,
    show_passwords: bool,
    /// The passwords of connections whose ports were opened again. Anybody can send a SYN that seems to open them: what
    /// follows is the same dialogue then, in which the server may repeat a password that was sent before.
    left: HashMap<ConnectionKey, Words, RandomState>,
}

impl Maker {
    fn make(&mut self, spoken: Spoken) -> Planned {
        let key = spoken.control.key();
        let words = self.left.remove(&key).unwrap_or_default();
        let ending = spoken.ending;
        let session = spoken.control.into_session(
            spoken.client,
            (ending != Ending::Open, spoken.now),
            &self.limits,
            words,
            self.show_passwords,
        );
        if ending == Ending::Reopened && !session.secrets.words.is_empty() {
            self.left.insert(key, session.secrets.words.clone());
        }
        session
    }
}

impl Plans {
    pub(super) fn new(limits: &Limits, show_passwords: bool) -> Self {
        Plans {
            maker: Maker {
                limits: *limits,
                show_passwords,
                left: HashMap::default(),
            },
            made: Vec::new(),
            batch: Vec::new(),
            stage: None,
            asked: false,
        }
    }

    pub(super) fn add(&mut self, spoken: Spoken) {
        if !self.asked && self.made.len() >= FEW {
            self.asked = true;
            self.stage = start(self.maker.clone());
        }
        let Some(stage) = &self.stage else {
            return self.made.push(self.maker.make(spoken));
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

fn start(mut maker: Maker) -> Option<Stage<Vec<Spoken>, (), Vec<Planned>>> {
    Stage::start("dialogues", WAITING, move |batches, _| {
        batches
            .into_iter()
            .flatten()
            .map(|spoken: Spoken| maker.make(spoken))
            .collect()
    })
}
