//! Control channels that are complete become sessions; where there are many, on a core of their
//! own.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::Planned;
use super::candidate::Control;
use super::secret::{Passwords, share};
use crate::limits::Limits;
use crate::model::At;
use crate::tcp::{ConnectionKey, Side};
use crate::threads::PipelineStage;

/// Sessions that are made before another core is asked.
const FEW: usize = 256;
/// Control channels that are handed over at once.
const BATCH: usize = 32;
/// Batches that may wait.
const WAITING: usize = 4;

/// A control channel that is complete.
#[derive(Debug)]
pub(super) struct FinishedDialogue {
    pub(super) control: Box<Control>,
    /// The side that sends commands.
    pub(super) client: Side,
    pub(super) ending: DialogueEnd,
    /// The latest segment of the capture by then.
    pub(super) now: At,
}

/// How a control channel ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DialogueEnd {
    /// The capture ended first.
    Open,
    /// Both its sides ended, or a RST did.
    Over,
    /// A SYN opened another connection with its ports, or seemed to.
    Reopened,
}

/// The sessions so far, in the order in which their control channels were complete.
#[derive(Debug)]
pub(super) struct Plans {
    /// Makes them, until a stage does.
    maker: Maker,
    made: Vec<Planned>,
    /// Control channels to hand over.
    batch: Vec<FinishedDialogue>,
    stage: Option<PipelineStage<Vec<FinishedDialogue>, (), Vec<Planned>>>,
    /// Whether there is a stage has been asked.
    asked: bool,
    /// Nobody asks for sessions.
    makes_none: bool,
}

/// Makes sessions of control channels.
#[derive(Clone, Debug)]
struct Maker {
    limits: Limits,
    show_passwords: bool,
    /// The passwords of connections whose ports were opened again. Anybody can send a SYN that
    /// seems to open them: what follows is the same control channel then, in which the server may
    /// repeat a password that was sent before.
    left: HashMap<ConnectionKey, Passwords, RandomState>,
}

impl Maker {
    fn make(&mut self, spoken: FinishedDialogue) -> Planned {
        let key = spoken.control.key();
        let words = self.left.remove(&key).unwrap_or_default();
        let ending = spoken.ending;
        let session = spoken.control.into_session(
            spoken.client,
            (ending != DialogueEnd::Open, spoken.now),
            &self.limits,
            words,
            self.show_passwords,
        );
        if ending == DialogueEnd::Reopened && !session.secrets.words.is_empty() {
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
            makes_none: false,
        }
    }

    /// Makes no sessions from here on.
    pub(super) fn make_none(&mut self) {
        self.makes_none = true;
    }

    pub(super) fn add(&mut self, spoken: FinishedDialogue) {
        if self.makes_none {
            return;
        }
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
        if !self.maker.show_passwords {
            share(&mut self.made);
        }
        self.made
    }
}

fn start(mut maker: Maker) -> Option<PipelineStage<Vec<FinishedDialogue>, (), Vec<Planned>>> {
    PipelineStage::start("dialogues", WAITING, move |batches, _| {
        batches
            .into_iter()
            .flatten()
            .map(|spoken: FinishedDialogue| maker.make(spoken))
            .collect()
    })
}
