//! Questions that a capture asks and its frames answer.
//!
//! Each kind of question is asked only where the records prove its answer: a port that was
//! announced, a connection whose SYN is there, a reply that was read. Nothing is taken from what a
//! learner could see otherwise, and nothing is guessed: a session of which too much is hidden is
//! asked about less.
//!
//! Of several options one is right. The others are wrong for the same capture, and look as if they
//! could be right: the two numbers of a port the wrong way round, the frame that asked for the
//! announcement, the code of another reply. An option is taken only if it differs from the right
//! one by what it means; two that read alike are made one by whoever writes them.
//!
//! No two questions of a sheet are answered by the same thing, as the port of an announcement is:
//! the one would read the answer out to whoever looks for that of the other.
//!
//! Which questions are chosen depends on a seed alone, so that a sheet can be printed again. The
//! kinds take turns, so that a short sheet asks of many things.

mod announcement;
mod data;
mod dialogue;
mod failure;
mod rng;

use std::collections::HashSet;

use crate::analysis::view::View;
use crate::model::{
    Analysis, Arg, Connection, ExpectedData, ExpectedDataId, Message, ReplyCode, Role, Session,
    SessionId, Transfer, TransferId,
};

use rng::Rng;

/// Transfers of a session that are asked about.
const TRANSFERS: usize = 64;
/// Questions of a kind among which is chosen, if no more are wanted.
const CHOICE: usize = 64;
/// Options of a question, the right one included.
const OPTIONS: usize = 4;

/// Codes that have words of their own, those left out that say no more than that all is well: they
/// are never quite wrong.
const TELLING: [u16; 49] = [
    110, 120, 125, 150, 212, 214, 215, 220, 221, 225, 226, 227, 228, 229, 230, 232, 234, 235, 257,
    331, 332, 334, 335, 336, 350, 421, 425, 426, 430, 434, 450, 451, 452, 500, 501, 502, 503, 504,
    521, 522, 530, 532, 533, 534, 550, 551, 552, 553, 554,
];

/// A code whose words say something.
fn is_telling(code: ReplyCode) -> bool {
    TELLING.contains(&code.get())
}

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuestionKind {
    /// To which port the data connection will go.
    Port,
    /// Who opens the data connection.
    Opener,
    /// Whether a transfer is active or passive.
    Mode,
    /// What a reply means.
    Reply,
    /// Which frame announces a port.
    Proof,
    /// What happens next.
    Next,
    /// In which order things happen.
    Order,
    /// Which two numbers stand for a port.
    Numbers,
    /// What Wireshark shows.
    Wireshark,
    /// Which frame shows the password to everybody.
    Password,
    /// Why a transfer failed.
    Failure,
}

impl QuestionKind {
    /// Every kind, in the order in which they take turns.
    pub const ALL: [QuestionKind; 11] = [
        QuestionKind::Failure,
        QuestionKind::Port,
        QuestionKind::Opener,
        QuestionKind::Mode,
        QuestionKind::Proof,
        QuestionKind::Next,
        QuestionKind::Order,
        QuestionKind::Reply,
        QuestionKind::Wireshark,
        QuestionKind::Numbers,
        QuestionKind::Password,
    ];

    /// Its name in documents.
    pub fn name(self) -> &'static str {
        match self {
            QuestionKind::Port => "port",
            QuestionKind::Opener => "opener",
            QuestionKind::Mode => "mode",
            QuestionKind::Reply => "reply",
            QuestionKind::Proof => "proof",
            QuestionKind::Next => "next",
            QuestionKind::Order => "order",
            QuestionKind::Numbers => "numbers",
            QuestionKind::Wireshark => "wireshark",
            QuestionKind::Password => "password",
            QuestionKind::Failure => "failure",
        }
    }

    /// How hard it is: 1 for a first lesson, 3 for whoever has worked with captures.
    pub fn level(self) -> u8 {
        match self {
            QuestionKind::Opener
            | QuestionKind::Mode
            | QuestionKind::Reply
            | QuestionKind::Password => 1,
            QuestionKind::Port | QuestionKind::Proof | QuestionKind::Next | QuestionKind::Order => {
                2
            }
            QuestionKind::Numbers | QuestionKind::Wireshark | QuestionKind::Failure => 3,
        }
    }
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What it is about.
    pub kind: QuestionKind,
    /// The session that it asks of.
    pub session: SessionId,
    /// The announcement that it asks of.
    pub offer: Option<ExpectedDataId>,
    /// The transfer that it asks of.
    pub transfer: Option<TransferId>,
    /// What is asked.
    pub asked: Message,
    /// What can be answered. They differ.
    pub options: Vec<Message>,
    /// Which of them is right.
    pub right: usize,
    /// Why.
    pub because: Message,
    /// The frames that prove it, ascending.
    pub frames: Vec<u64>,
    /// Where the rule stands, as `RFC 959 4.1.2`.
    pub basis: &'static str,
}

/// Which questions are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuizParams {
    /// How many at most.
    pub count: usize,
    /// Other seeds choose others.
    pub seed: u64,
    /// The hardest: 1 to 3.
    pub level: u8,
}

/// A question in the making: the right option first.
struct QuestionDraft {
    kind: QuestionKind,
    offer: Option<ExpectedDataId>,
    transfer: Option<TransferId>,
    gives: Vec<Answer>,
    asked: Message,
    options: Vec<Message>,
    because: Message,
    frames: Vec<u64>,
    basis: &'static str,
}

/// What a question with its options gives away: another one that does, too, is not asked beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Answer {
    /// The port of a data connection, whoever announced it.
    Port(u16),
    /// Who opens the data connection of a transfer. Numbers of transfers are those of the capture.
    Opener(TransferId),
    /// The meaning of a code.
    Reply(ReplyCode),
    /// Where the password is.
    Password,
}

/// A question that may be chosen.
struct Candidate {
    question: Question,
    gives: Vec<Answer>,
}

/// A session, and what its questions need.
struct QuizScene<'a> {
    analysis: &'a Analysis,
    session: &'a Session,
}

impl<'a> QuizScene<'a> {
    /// The announcement of a transfer, where its connection used that and no other.
    fn announced(&self, transfer: &Transfer) -> Option<&'a ExpectedData> {
        let offer = self.offer(transfer)?;
        (offer.connection == transfer.connection).then_some(offer)
    }

    fn offer(&self, transfer: &Transfer) -> Option<&'a ExpectedData> {
        let wanted = transfer.offer?;
        self.session.offers.iter().find(|offer| offer.id == wanted)
    }

    /// Who opened a connection, where its first frame in the capture is the SYN and both ends
    /// belong to the session.
    fn opener(&self, connection: &Connection) -> Option<Role> {
        // what was recorded in two directions one after the other may begin with the answer
        let is_seen = connection.opener_known && connection.history.starts_with('S');
        let role = |end| connection.role_in(self.session.id, end);
        let (from, to) = (role(connection.opener), role(connection.listener));
        let is_own = matches!(
            (from, to),
            (Role::Client, Role::Server) | (Role::Server, Role::Client)
        );
        (is_seen && is_own).then_some(from)
    }

    fn transfers(&self) -> impl Iterator<Item = &'a Transfer> {
        self.session.transfers.iter().take(TRANSFERS)
    }

    fn drafts(&self, rng: &mut Rng) -> Vec<QuestionDraft> {
        let mut drafts = Vec::new();
        announcement::ask(self, &mut drafts);
        data::ask(self, rng, &mut drafts);
        dialogue::ask(self, rng, &mut drafts);
        failure::ask(self, &mut drafts);
        drafts
    }
}

/// The questions that are wanted of the chosen sessions, the easy ones first.
pub fn questions(view: &View<'_>, wanted: QuizParams) -> Vec<Question> {
    let mut rng = Rng::new(wanted.seed);
    let mut kinds = gather(view, wanted, &mut rng);
    for kind in &mut kinds {
        rng.shuffle(kind);
    }
    // where one announcement is all there is, another seed asks another thing about it
    kinds[1..].rotate_left(rng.below(QuestionKind::ALL.len() - 1));
    let mut chosen = choose(kinds, wanted.count);
    chosen.sort_by_key(|question| (question.kind.level(), question.session, question.kind));
    chosen
}

/// Takes one of each kind in turn, none of which gives away what another one asks. Every dialogue is
/// full of replies, and a sheet of nothing else would teach codes alone.
fn choose(mut kinds: Vec<Vec<Candidate>>, count: usize) -> Vec<Question> {
    let most_replies = count.div_ceil(3);
    let mut chosen: Vec<Question> = Vec::new();
    let mut given: HashSet<Answer> = HashSet::new();
    while kinds.iter().any(|kind| !kind.is_empty()) {
        for kind in &mut kinds {
            if chosen.len() == count {
                return chosen;
            }
            let are_replies = |q: &&Question| q.kind == QuestionKind::Reply;
            let has_room = chosen.iter().filter(are_replies).count() < most_replies;
            while let Some(Candidate { question, gives }) = kind.pop() {
                let is_welcome = question.kind != QuestionKind::Reply || has_room;
                if is_welcome && gives.iter().all(|answer| !given.contains(answer)) {
                    given.extend(gives);
                    chosen.push(question);
                    break;
                }
            }
        }
    }
    chosen
}

/// The questions of each kind, as many as a choice needs.
fn gather(view: &View<'_>, wanted: QuizParams, rng: &mut Rng) -> Vec<Vec<Candidate>> {
    let most = wanted.count.max(CHOICE);
    let mut kinds: Vec<Vec<Candidate>> = QuestionKind::ALL.iter().map(|_| Vec::new()).collect();
    for session in view.sessions() {
        let scene = QuizScene {
            analysis: view.analysis,
            session,
        };
        for draft in scene.drafts(rng) {
            let place = QuestionKind::ALL
                .iter()
                .position(|&kind| kind == draft.kind);
            let of_kind = &mut kinds[place.unwrap_or_default()];
            if draft.kind.level() <= wanted.level && of_kind.len() < most {
                of_kind.extend(draft.finish(session.id, rng));
            }
        }
        if kinds.iter().all(|kind| kind.len() >= most) {
            break;
        }
    }
    kinds
}

impl QuestionDraft {
    /// Puts the options in an order that tells nothing; none where there are too few.
    fn finish(mut self, session: SessionId, rng: &mut Rng) -> Option<Candidate> {
        let mut options: Vec<Message> = Vec::new();
        for option in self.options.drain(..) {
            if options.len() < OPTIONS && !options.contains(&option) {
                options.push(option);
            }
        }
        if options.len() < 3 {
            return None;
        }
        let right = options.first().cloned()?;
        rng.shuffle(&mut options);
        self.frames.sort_unstable();
        self.frames.dedup();
        let question = Question {
            kind: self.kind,
            session,
            offer: self.offer,
            transfer: self.transfer,
            asked: self.asked,
            right: options.iter().position(|option| *option == right)?,
            options,
            because: self.because,
            frames: self.frames,
            basis: self.basis,
        };
        Some(Candidate {
            question,
            gives: self.gives,
        })
    }
}

/// A message with its values.
fn say<const N: usize>(id: &'static str, args: [(&'static str, Arg); N]) -> Message {
    Message {
        id,
        args: args.into(),
    }
}

/// `4, 5, 6`
fn listed(frames: &[u64]) -> Arg {
    let frames: Vec<String> = frames.iter().map(u64::to_string).collect();
    Arg::Name(frames.join(", "))
}

/// A number that is a name.
fn name(number: impl std::fmt::Display) -> Arg {
    Arg::Name(number.to_string())
}

/// A frame as an option.
fn frame(number: u64) -> Message {
    say("quiz-frame", [("frame", name(number))])
}

/// Anything else that needs no words.
fn value(value: impl std::fmt::Display) -> Message {
    say("quiz-value", [("value", name(value))])
}
