//! What happened, step by step.

use crate::model::{At, Message, TransferId};

/// What a step is about. Its title is the message `topic-*` of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// The control connection opens.
    Control,
    /// What the capture does not show.
    Capture,
    /// The server's first words.
    Greeting,
    /// Login.
    Login,
    /// Encryption.
    Tls,
    /// Commands that move no data.
    Commands,
    /// A data endpoint is announced.
    Announcement,
    /// A data connection opens, or does not.
    Opening,
    /// Both connections at once.
    Overlap,
    /// The command that moves data, and the answer.
    Request,
    /// The answer to that command, where the data connection opens before it.
    Start,
    /// The bytes.
    Data,
    /// A data connection closes.
    Closing,
    /// What the server says of the transfer.
    Result,
    /// A transfer like an earlier one, or several.
    Again,
    /// ABOR.
    Abort,
    /// What the server says by itself.
    Unasked,
    /// QUIT.
    Quit,
    /// The control connection ends.
    End,
    /// A point of the summary.
    Summary,
}

impl Topic {
    /// Every topic.
    pub const ALL: &'static [Topic] = &[
        Topic::Control,
        Topic::Capture,
        Topic::Greeting,
        Topic::Login,
        Topic::Tls,
        Topic::Commands,
        Topic::Announcement,
        Topic::Opening,
        Topic::Overlap,
        Topic::Request,
        Topic::Start,
        Topic::Data,
        Topic::Closing,
        Topic::Result,
        Topic::Again,
        Topic::Abort,
        Topic::Unasked,
        Topic::Quit,
        Topic::End,
        Topic::Summary,
    ];

    /// The key of its title in the catalogue.
    pub fn message_id(self) -> &'static str {
        match self {
            Topic::Control => "topic-control",
            Topic::Capture => "topic-capture",
            Topic::Greeting => "topic-greeting",
            Topic::Login => "topic-login",
            Topic::Tls => "topic-tls",
            Topic::Commands => "topic-commands",
            Topic::Announcement => "topic-announcement",
            Topic::Opening => "topic-opening",
            Topic::Overlap => "topic-overlap",
            Topic::Request => "topic-request",
            Topic::Start => "topic-start",
            Topic::Data => "topic-data",
            Topic::Closing => "topic-closing",
            Topic::Result => "topic-result",
            Topic::Again => "topic-again",
            Topic::Abort => "topic-abort",
            Topic::Unasked => "topic-unasked",
            Topic::Quit => "topic-quit",
            Topic::End => "topic-end",
            Topic::Summary => "topic-summary",
        }
    }
}

/// How much of a step is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// What happened.
    Short,
    /// Also why it is so, where the rules stand, and a question that a learner has.
    #[default]
    Full,
}

/// What a learner asks at a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearnerQuestion {
    /// The question.
    pub asked: Message,
    /// Its answer.
    pub answer: Message,
}

/// Sentences that teach: they say why something is so, and are left out of a short explanation.
const BACKGROUND: &[&str] = &[
    "explain-announce-own",
    "explain-close-other",
    "explain-close-sender-why",
    "explain-control-why",
    "explain-data-again",
    "explain-data-late",
    "explain-greeting-why",
    "explain-open-why",
    "explain-port-client",
    "explain-request-pieces",
    "explain-request-typed",
    "explain-tls-hides",
    "sum-control",
    "sum-data-client",
    "sum-data-server",
    "sum-firewall-active",
    "sum-firewall-fxp",
    "sum-firewall-mixed",
    "sum-firewall-passive",
    "sum-firewall-tls",
    "sum-nat-address",
    "sum-nat-epsv",
    "sum-port-other",
    "sum-port-unused",
    "sum-port-used",
];

/// A step of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it is about.
    pub topic: Topic,
    /// Where it begins.
    pub at: At,
    /// The frames that it speaks of, ascending.
    pub frames: Vec<u64>,
    /// The transfer that it belongs to.
    pub transfer: Option<TransferId>,
    /// What happened, sentence by sentence: keys of the catalogue and their values.
    pub sentences: Vec<Message>,
    /// Where the rules stand, as `RFC 959 4.1.2`.
    pub basis: Vec<&'static str>,
    /// What a learner asks here, unless an earlier step has answered it.
    pub question: Option<LearnerQuestion>,
}

impl Step {
    /// The sentences that a level has.
    pub fn told(&self, level: Level) -> impl Iterator<Item = &Message> {
        self.sentences
            .iter()
            .filter(move |said| level == Level::Full || !BACKGROUND.contains(&said.id))
    }
}
