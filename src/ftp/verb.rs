//! Verbs: what each does to a session, and which replies may answer it.

use super::VERBS;
use crate::model::{Command, Direction, Method, ReplyClass, ReplyCode};

/// What a verb does to a session, where it does anything that a reader of the session must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// USER: begins a login; allowed at any time.
    User,
    /// PASS.
    Pass,
    /// ACCT.
    Acct,
    /// HOST (RFC 7151): which server of several is meant.
    Host,
    /// REIN: back to before USER, the connection stays.
    Reinitialise,
    /// QUIT: a running transfer is finished first.
    Quit,
    /// CWD: the argument is the new directory.
    Cwd,
    /// CDUP.
    Cdup,
    /// MKD: the 257 names the directory.
    MakeDirectory,
    /// RMD.
    RemoveDirectory,
    /// PWD: the 257 names the directory.
    PrintDirectory,
    /// DELE.
    Delete,
    /// RNFR.
    RenameFrom,
    /// RNTO.
    RenameTo,
    /// PORT, EPRT, LPRT: the client announces where it listens.
    Announce(Method),
    /// PASV, EPSV, LPSV and relatives: the client asks where the server listens.
    AskAnnounce(Method),
    /// TYPE.
    Type,
    /// STRU.
    Structure,
    /// MODE.
    TransferMode,
    /// A transfer over a data connection.
    Transfer(TransferKind),
    /// REST: offset of the next transfer.
    Rest,
    /// RANG: range of the next transfer.
    Range,
    /// ALLO.
    Allocate,
    /// ABOR.
    Abort,
    /// SIZE.
    Size,
    /// MDTM.
    ModifyTime,
    /// MLST: facts of one file, on the control connection.
    Facts,
    /// HASH and its forerunners.
    Digest,
    /// STAT: allowed during a transfer.
    Status,
    /// SYST.
    System,
    /// HELP.
    Help,
    /// FEAT.
    Features,
    /// OPTS.
    Options,
    /// LANG.
    Language,
    /// NOOP.
    Noop,
    /// SITE.
    Site,
    /// AUTH: asks for TLS or another mechanism.
    Auth,
    /// ADAT: a token of that mechanism.
    SecurityData,
    /// PBSZ.
    Pbsz,
    /// PROT: whether data connections are protected.
    Prot,
    /// CCC: the control connection goes back to clear text.
    ClearCommandChannel,
    /// MIC, CONF, ENC: another command, protected.
    Protected,
    /// Nothing that a session keeps.
    Other,
}

/// Which transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferKind {
    /// RETR.
    Retr,
    /// STOR.
    Stor,
    /// STOU: the server chooses the name and tells it in a reply.
    Stou,
    /// APPE.
    Appe,
    /// LIST.
    List,
    /// NLST.
    Nlst,
    /// MLSD.
    Mlsd,
}

impl TransferKind {
    /// Which way the bytes go.
    pub fn direction(self) -> Direction {
        match self {
            TransferKind::Retr => Direction::Download,
            TransferKind::Stor | TransferKind::Stou | TransferKind::Appe => Direction::Upload,
            TransferKind::List | TransferKind::Nlst | TransferKind::Mlsd => Direction::Listing,
        }
    }
}

/// Whether a verb takes an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentRule {
    /// It takes none.
    None,
    /// It makes no sense without.
    Required,
    /// Either.
    Optional,
}

/// Codes that answer a verb by its specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replies {
    /// 1yz codes, after which the command stays open.
    pub preliminary: &'static [u16],
    /// Codes that close it. The generic 421, 500 to 504 and 530 may always come and stand here only
    /// where the specification gives them a meaning of their own.
    pub last: &'static [u16],
}

/// A row of [`VERBS`].
#[derive(Debug, PartialEq, Eq)]
pub struct Verb {
    /// Upper case.
    pub name: &'static str,
    /// Where it is specified: a document, and the section where it is long.
    pub source: &'static str,
    /// What it does.
    pub effect: Effect,
    /// Whether it takes an argument.
    pub argument: ArgumentRule,
    /// What answers it.
    pub replies: Replies,
}

/// How well a code fits a command. Servers leave replies out and send extra ones, so the oldest
/// open command that a code is [`Expected`](Answer::Expected) for gets it, else the oldest it is
/// [`Plausible`](Answer::Plausible) for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// No server answers this command so.
    Impossible,
    /// Servers do, though no specification says so.
    Plausible,
    /// By the specification.
    Expected,
}

impl Verb {
    /// Can a reply of `code` answer this verb? `after_preliminary`: a 1yz reply has already been
    /// given to it.
    pub fn can_answer(&self, code: ReplyCode, after_preliminary: bool) -> Answer {
        if code == ReplyCode::SERVICE_CLOSING {
            return Answer::Expected;
        }
        if self.lists(code) {
            return self.grade_listed(code, after_preliminary);
        }
        match code.class() {
            ReplyClass::Preliminary => self.grade_preliminary(code, after_preliminary),
            ReplyClass::Completion => self.grade_completion(code),
            ReplyClass::Intermediate => self.grade_intermediate(code, after_preliminary),
            ReplyClass::Transient | ReplyClass::Permanent => {
                self.grade_refusal(code, after_preliminary)
            }
            ReplyClass::Protected => Answer::Plausible,
        }
    }

    /// A specification says what answers it: not so for SITE, for what is inside a protected
    /// command, and for most extensions.
    pub fn is_specified(&self) -> bool {
        use Effect::{Other, Protected, SecurityData, Site};
        !matches!(self.effect, Other | Protected | SecurityData | Site)
    }

    /// A reply that says "done" or "go on" in a code that no specification has for this verb,
    /// though the command got it. Servers say 200, 202 and 250 for one another, PASV is answered by
    /// 229 (python/cpython#127478), and a refusal is a refusal, whichever code it has.
    pub fn is_answered_wrongly(&self, code: ReplyCode) -> bool {
        let says_done = matches!(
            code,
            ReplyCode::OKAY | ReplyCode::SUPERFLUOUS | ReplyCode::FILE_ACTION_OKAY
        );
        let goes_on = code.is_completion() || code.is_intermediate();
        let extended = self.name == "PASV" && code == ReplyCode::EXTENDED_PASSIVE;
        let informs = is_information(code) && self.asks_for_information();
        self.is_specified() && goes_on && !(says_done || self.lists(code) || extended || informs)
    }

    fn lists(&self, code: ReplyCode) -> bool {
        self.replies.last.contains(&code.get())
    }

    /// Its reply may come before that of a transfer that is still running: STAT (RFC 959 section
    /// 4.1.3), and NOOP, which clients send to keep the connection alive. Such an answer says
    /// nothing about the transfer.
    pub fn overtakes_transfer(&self) -> bool {
        matches!(self.effect, Effect::Status | Effect::Noop)
    }

    /// Key of its words in the catalogue.
    pub fn message_id(&self) -> String {
        let mut id = String::from("verb-");
        id.extend(self.name.chars().map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        }));
        id
    }

    /// RFC 959 section 4.2: at most one 1yz a command; only the restart marker 110 may come more
    /// than once.
    fn grade_preliminary(&self, code: ReplyCode, after_preliminary: bool) -> Answer {
        let transfers = self.replies.preliminary.contains(&150);
        match code.get() {
            110..=119 if after_preliminary && transfers => Answer::Expected,
            _ if after_preliminary => Answer::Impossible,
            number if self.replies.preliminary.contains(&number) => Answer::Expected,
            // what takes long is announced by some servers: a checksum, a listing on the control
            // connection
            _ if self.asks_for_information() || self.effect == Effect::Protected => {
                Answer::Plausible
            }
            _ => Answer::Impossible,
        }
    }

    fn grade_listed(&self, code: ReplyCode, after_preliminary: bool) -> Answer {
        let skipped_preliminary = matches!(self.effect, Effect::Transfer(_))
            && code.is_completion()
            && !after_preliminary;
        if skipped_preliminary {
            Answer::Plausible
        } else {
            Answer::Expected
        }
    }

    /// 2yz codes that the verb's row does not name.
    fn grade_completion(&self, code: ReplyCode) -> Answer {
        use Effect::{AskAnnounce, PrintDirectory, Quit, Transfer};
        let plausible = match (code.get(), self.effect) {
            (_, Effect::Protected) => true,
            _ if is_information(code) => self.asks_for_information(),
            // these need what only their own code brings
            (200 | 202 | 250, effect) => !matches!(effect, AskAnnounce(_) | PrintDirectory),
            // python/cpython#127478: 229 for PASV; SPSV is answered by either
            // Pure-FTPd up to 1.0.51 says 227 where it means 221 (jedisct1/pure-ftpd#175)
            (227, Quit) => true,
            (227..=229, effect) => matches!(effect, AskAnnounce(_)),
            (225, effect) => matches!(effect, Transfer(_)),
            // some servers close with the words of a transfer
            (226, effect) => matches!(effect, Transfer(_) | Quit),
            // these mean one thing, and the verbs that they answer list them
            (215 | 220 | 221 | 230..=232 | 234 | 235 | 257, _) => false,
            _ => true,
        };
        if plausible {
            Answer::Plausible
        } else {
            Answer::Impossible
        }
    }

    /// 3yz codes that the verb's row does not name.
    fn grade_intermediate(&self, code: ReplyCode, after_preliminary: bool) -> Answer {
        use Effect::{Acct, Auth, Other, Pass, Protected, SecurityData, Site, User};
        let plausible = match code.get() {
            _ if after_preliminary => false,
            331 | 332 => matches!(self.effect, User | Pass | Acct | Protected),
            334..=336 => matches!(self.effect, User | Pass | Auth | SecurityData | Protected),
            350 => matches!(self.effect, Site | Protected | Other),
            _ => true,
        };
        if plausible {
            Answer::Plausible
        } else {
            Answer::Impossible
        }
    }

    /// 4yz and 5yz codes that the verb's row does not name.
    fn grade_refusal(&self, code: ReplyCode, after_preliminary: bool) -> Answer {
        match code.get() {
            426 if !matches!(self.effect, Effect::Abort | Effect::Protected) => Answer::Impossible,
            500..=504 | 530 if !after_preliminary => Answer::Expected,
            450 | 451 | 550 | 553 if self.argument != ArgumentRule::None => Answer::Expected,
            _ => Answer::Plausible,
        }
    }

    fn asks_for_information(&self) -> bool {
        use Effect::{
            Digest, Facts, Features, Help, Language, ModifyTime, Options, Other, Site, Size,
            Status, System,
        };
        matches!(
            self.effect,
            Digest
                | Facts
                | Features
                | Help
                | Language
                | ModifyTime
                | Options
                | Other
                | Site
                | Size
                | Status
                | System
        )
    }
}

impl Verb {
    /// True if its argument may name a user, a host, a file or a program: it does unless it is a
    /// keyword, a number or an address.
    pub(crate) fn names_something(&self) -> bool {
        !matches!(
            self.effect,
            Effect::Abort
                | Effect::Acct
                | Effect::Allocate
                | Effect::Announce(_)
                | Effect::AskAnnounce(_)
                | Effect::Auth
                | Effect::ClearCommandChannel
                | Effect::Features
                | Effect::Help
                | Effect::Language
                | Effect::Noop
                | Effect::Options
                | Effect::Pass
                | Effect::Pbsz
                | Effect::Prot
                | Effect::Protected
                | Effect::Quit
                | Effect::Range
                | Effect::Reinitialise
                | Effect::Rest
                | Effect::SecurityData
                | Effect::Structure
                | Effect::System
                | Effect::TransferMode
                | Effect::Type
        )
    }
}

/// The row of a verb, in any case.
pub fn find(name: &[u8]) -> Option<&'static Verb> {
    position(name).map(|row| &VERBS[row])
}

impl Command {
    /// What is known of its verb.
    pub fn known(&self) -> Option<&'static Verb> {
        self.row.and_then(|row| VERBS.get(usize::from(row)))
    }

    /// What it does; `Effect::Other` for an unknown verb.
    pub fn effect(&self) -> Effect {
        self.known().map_or(Effect::Other, |verb| verb.effect)
    }
}

/// The place of a verb in [`VERBS`]. This runs once for every line of every connection that might
/// be FTP, so names are compared as numbers, and looked up in a table that the compiler has made.
pub(crate) fn position(name: &[u8]) -> Option<usize> {
    if name.len() > LONGEST_VERB {
        return None;
    }
    let mut upper = [0; 8];
    upper[..name.len()].copy_from_slice(name);
    upper.make_ascii_uppercase();
    let number = u64::from_be_bytes(upper);
    let mut slot = slot_of(number);
    let row = loop {
        let row = usize::from(ROWS[slot]?);
        if NAMES[row] == number {
            break row;
        }
        slot = (slot + 1) % SLOTS;
    };
    // a NUL would read like the end of the name
    (VERBS[row].name.len() == name.len()).then_some(row)
}

/// The names of [`VERBS`], in its order, as numbers.
static NAMES: [u64; VERBS.len()] = {
    let mut names = [0; VERBS.len()];
    let mut row = 0;
    while row < names.len() {
        let name = VERBS[row].name.as_bytes();
        let (mut number, mut place) = (0, 0);
        while place < size_of::<u64>() {
            number = number << 8
                | if place < name.len() {
                    name[place] as u64
                } else {
                    0
                };
            place += 1;
        }
        names[row] = number;
        row += 1;
    }
    names
};

/// Places for rows: a power of two, and several for each, so that most names are found at the first
/// place, and most others come upon an empty one there.
const SLOTS: usize = 512;

/// Where the row of a name stands, or behind it, where that place is taken (Fibonacci hashing).
const fn slot_of(number: u64) -> usize {
    (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - SLOTS.ilog2())) as usize
}

/// The rows of [`VERBS`] by their names.
static ROWS: [Option<u8>; SLOTS] = {
    assert!(VERBS.len() <= SLOTS / 2 && VERBS.len() <= u8::MAX as usize);
    let mut rows = [None; SLOTS];
    let mut row = 0;
    while row < VERBS.len() {
        let mut slot = slot_of(NAMES[row]);
        while rows[slot].is_some() {
            slot = (slot + 1) % SLOTS;
        }
        rows[slot] = Some(row as u8);
        row += 1;
    }
    rows
};

/// Bytes of the longest name in [`VERBS`].
const LONGEST_VERB: usize = 7;

/// [`Verb::can_answer`] for a verb that may be unknown: such a one is likely refused and may be
/// answered by anything.
pub fn grade(verb: Option<&Verb>, code: ReplyCode, after_preliminary: bool) -> Answer {
    match (verb, code.get()) {
        (Some(verb), _) => verb.can_answer(code, after_preliminary),
        (None, 421 | 500..=504 | 530) => Answer::Expected,
        (None, 100..=199) if after_preliminary => Answer::Impossible,
        (None, _) => Answer::Plausible,
    }
}

/// 211 to 214 tell something, whatever was asked.
fn is_information(code: ReplyCode) -> bool {
    matches!(code.get(), 211..=214)
}

#[cfg(test)]
mod tests;
