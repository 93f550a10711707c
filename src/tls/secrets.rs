//! The secrets that open TLS, from key logs and from the captures themselves.
//!
//! A secret is found by the random of the `ClientHello`, which no other connection has. Where logs
//! of several programs or machines say different things of one connection nobody can tell which is
//! right but the first record that opens: all of them are kept, a few, in the order in which they
//! were read.
//!
//! Secrets reach no output: no type here prints more than how many there are, and no error tells
//! what a line holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, BufRead, Write};

use super::Random;
use super::key_log::{
    KeyLogLine, LINE_SHARE, LineFault, Numbered, SecretLabel, TextLines, TlsSecret, TlsSessionId,
};
use crate::limits::Limits;
use crate::model::{Message, SecretSource};

/// Different secrets of one label and one connection that are kept. More of them were made to waste
/// time.
const CANDIDATES: u8 = 4;

/// Secrets of TLS connections. Nothing of it prints them.
#[derive(Clone, Default)]
pub struct Secrets {
    connections: BTreeMap<SecretKey, KnownSecret>,
    /// Those of application data of TLS 1.3 among them, which are looked through for connections
    /// that nothing names.
    traffic: BTreeSet<SecretKey>,
    sessions: BTreeMap<TlsSessionId, KnownSecret>,
    tally: KeyLogTally,
}

/// A connection, what of it, and which of those that differ.
type SecretKey = (Random, SecretLabel, u8);

fn is_traffic(label: SecretLabel) -> bool {
    matches!(
        label,
        SecretLabel::ClientTraffic | SecretLabel::ServerTraffic
    )
}

/// A secret, and how it became known.
#[derive(Clone, Copy)]
struct KnownSecret {
    secret: TlsSecret,
    source: SecretSource,
}

/// What the lines of key logs are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyLogTally {
    /// Texts that were read.
    pub texts: u64,
    /// Secrets that were kept.
    pub entries: u64,
    /// Lines that say once more what is known.
    pub repeated: u64,
    /// Lines whose label is not wanted, and those that say yet another thing of a connection.
    pub ignored: u64,
    /// Lines that make no sense.
    pub malformed: u64,
    /// The first of these: its number, from 1, and what is wrong with it.
    pub first_malformed: Option<(u64, LineFault)>,
    /// Malformed lines that no line feed ends: a program was writing when the log was copied. They
    /// are told nowhere.
    pub unfinished: u64,
    /// Malformed lines that begin with a label of a key log.
    labelled: u64,
    /// Secrets, and stretches of text, that were left out because of a limit.
    pub left_out: u64,
}

impl KeyLogTally {
    /// Something stands in the text, and nothing of it is a line of a key log.
    fn is_foreign(&self) -> bool {
        let of_key_log =
            self.entries + self.repeated + self.ignored + self.left_out + self.labelled;
        of_key_log == 0 && self.first_malformed.is_some()
    }

    fn malformed(&mut self, found: &Numbered, fault: LineFault) {
        if found.is_open {
            self.unfinished += 1;
        } else {
            self.malformed += 1;
        }
        let is_foreign = matches!(
            fault,
            LineFault::Label | LineFault::Pem | LineFault::TooLong
        );
        self.labelled += u64::from(!is_foreign);
        self.first_malformed.get_or_insert((found.number, fault));
    }

    /// Adds up.
    pub fn add(&mut self, other: &KeyLogTally) {
        self.texts += other.texts;
        self.entries += other.entries;
        self.repeated += other.repeated;
        self.ignored += other.ignored;
        self.malformed += other.malformed;
        self.unfinished += other.unfinished;
        self.labelled += other.labelled;
        self.first_malformed = self.first_malformed.or(other.first_malformed);
        self.left_out += other.left_out;
    }
}

/// Why a text cannot be read as a key log.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyLogError {
    /// Reading failed.
    #[error("{0}")]
    Read(#[from] io::Error),
    /// No line is one of a key log.
    #[error("no key log: line {line}: {fault}")]
    Foreign {
        /// The first line that is none, from 1.
        line: u64,
        /// What is wrong with it.
        fault: LineFault,
    },
}

impl KeyLogError {
    /// The same for a catalogue.
    pub(crate) fn message(&self) -> Message {
        match self {
            KeyLogError::Read(cause) => Message::new("line-unread", [("cause", cause.into())]),
            KeyLogError::Foreign { line, fault } => Message::new(
                "line-at",
                [("line", (*line).into()), ("fault", fault.message().into())],
            ),
        }
    }
}

impl Secrets {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a key log (RFC 9850) to the end and keeps what of it is of use. Lines of any other
    /// kind are counted. At most [`Limits::key_log_entries`] secrets are kept, those of earlier
    /// texts counted in.
    ///
    /// # Errors
    /// Where reading fails, and where no line is one of a key log. What was read before that is
    /// kept.
    pub fn read(
        &mut self,
        text: impl BufRead,
        source: SecretSource,
        limits: &Limits,
    ) -> Result<KeyLogTally, KeyLogError> {
        let (tally, end) = self.lines(text, source, limits);
        end?;
        match tally.first_malformed.filter(|_| tally.is_foreign()) {
            Some((line, fault)) => Err(KeyLogError::Foreign { line, fault }),
            None => Ok(tally),
        }
    }

    /// Reads the text of a key log, whatever it is.
    pub fn read_text(&mut self, text: &[u8], source: SecretSource, limits: &Limits) -> KeyLogTally {
        self.lines(text, source, limits).0
    }

    fn lines(
        &mut self,
        text: impl BufRead,
        source: SecretSource,
        limits: &Limits,
    ) -> (KeyLogTally, io::Result<()>) {
        let most = (limits.key_log_entries as u64).saturating_mul(LINE_SHARE);
        let mut tally = KeyLogTally {
            texts: 1,
            ..KeyLogTally::default()
        };
        let mut lines = TextLines::new(text);
        let mut bytes = 0_u64;
        let result = loop {
            match lines.next() {
                Ok(Some(_)) if bytes > most => {
                    tally.left_out += 1;
                    break Ok(());
                }
                Ok(Some(found)) => {
                    bytes += found.line.len() as u64 + 1;
                    match self.checked(KeyLogLine::parse(found.line), found.is_open) {
                        KeyLogLine::Malformed(fault) => tally.malformed(&found, fault),
                        line => self.take(line, source, limits, &mut tally),
                    }
                }
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        self.tally.add(&tally);
        (tally, result)
    }

    /// True where nothing can be opened.
    pub fn is_empty(&self) -> bool {
        self.connections.is_empty() && self.sessions.is_empty()
    }

    /// What the lines were that these are from, those of all texts together.
    pub fn tally(&self) -> &KeyLogTally {
        &self.tally
    }

    /// The secret of a connection, by the random of its `ClientHello`: the first that was read.
    pub fn find(&self, label: SecretLabel, client_random: &Random) -> Option<&[u8]> {
        self.candidates(label, client_random)
            .next()
            .map(|(secret, _)| secret)
    }

    /// All that is said of one secret of a connection, where logs differ: the first that was read
    /// comes first.
    pub fn candidates(
        &self,
        label: SecretLabel,
        client_random: &Random,
    ) -> impl Iterator<Item = (&[u8], SecretSource)> {
        let place = (*client_random, label);
        self.connections
            .range((place.0, place.1, 0)..(place.0, place.1, CANDIDATES))
            .map(|(_, known)| (known.secret.bytes(), known.source))
    }

    /// The master secret of a session up to TLS 1.2, by its session id.
    pub fn find_by_session_id(&self, session_id: &[u8]) -> Option<&[u8]> {
        self.known_session(session_id)
            .map(|known| known.secret.bytes())
    }

    /// How the master secret of a session became known.
    pub fn session_source(&self, session_id: &[u8]) -> Option<SecretSource> {
        self.known_session(session_id).map(|known| known.source)
    }

    /// True where something is known of the connection whose `ClientHello` has the random.
    pub fn knows(&self, client_random: &Random) -> bool {
        self.of_connection(client_random).next().is_some()
    }

    /// How many secrets are known of that connection.
    pub fn count(&self, client_random: &Random) -> u64 {
        self.of_connection(client_random).count() as u64
    }

    /// The secrets of application data of TLS 1.3, each with its connection, in an order that
    /// depends on them alone: for connections whose beginning is not in the capture.
    pub fn traffic_secrets(&self) -> impl Iterator<Item = (SecretLabel, &Random, &[u8])> {
        self.traffic.iter().map(|place| {
            let (random, label, _) = place;
            (*label, random, self.connections[place].secret.bytes())
        })
    }

    /// Takes in those of another.
    pub fn merge(&mut self, other: &Secrets, limits: &Limits) {
        let mut tally = KeyLogTally {
            entries: 0,
            ..other.tally
        };
        for ((random, label, _), known) in &other.connections {
            let line = KeyLogLine::Secret(*label, *random, known.secret);
            self.take(line, known.source, limits, &mut tally);
        }
        for (id, known) in &other.sessions {
            let line = KeyLogLine::Session(*id, known.secret);
            self.take(line, known.source, limits, &mut tally);
        }
        self.tally.add(&tally);
    }

    /// Writes those of some connections as a key log: the one thing that makes secrets out of this
    /// again, for captures that are to keep theirs.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_key_log(&self, of: &BTreeSet<Random>, out: &mut impl Write) -> io::Result<()> {
        for random in of {
            for ((_, label, _), known) in self.of_connection(random) {
                write!(out, "{} ", label.name())?;
                write_digits(random, out)?;
                out.write_all(b" ")?;
                write_digits(known.secret.bytes(), out)?;
                out.write_all(b"\n")?;
            }
        }
        Ok(())
    }

    fn known_session(&self, session_id: &[u8]) -> Option<&KnownSecret> {
        self.sessions.get(&TlsSessionId::new(session_id)?)
    }

    fn of_connection(&self, random: &Random) -> impl Iterator<Item = (&SecretKey, &KnownSecret)> {
        let (first, last) = (
            SecretLabel::ALL[0],
            SecretLabel::ALL[SecretLabel::ALL.len() - 1],
        );
        self.connections
            .range((*random, first, 0)..(*random, last, CANDIDATES))
    }

    /// A line that may be cut is none where other secrets of its connection are longer.
    fn checked(&self, line: KeyLogLine, is_open: bool) -> KeyLogLine {
        match line {
            KeyLogLine::Secret(label, random, secret)
                if is_open && label != SecretLabel::ClientRandom =>
            {
                let is_shorter = self.of_connection(&random).any(|((_, label, _), known)| {
                    // that of early data is of the session that is to go on, which may not
                    !matches!(label, SecretLabel::ClientRandom | SecretLabel::ClientEarly)
                        && known.secret.bytes().len() > secret.bytes().len()
                });
                if is_shorter {
                    KeyLogLine::Malformed(LineFault::Cut)
                } else {
                    line
                }
            }
            line => line,
        }
    }

    fn take(
        &mut self,
        line: KeyLogLine,
        source: SecretSource,
        limits: &Limits,
        tally: &mut KeyLogTally,
    ) {
        match line {
            KeyLogLine::Blank | KeyLogLine::Malformed(_) => {}
            KeyLogLine::Ignored => tally.ignored += 1,
            KeyLogLine::Secret(label, random, secret) => {
                let mut same = self
                    .connections
                    .range((random, label, 0)..(random, label, CANDIDATES));
                let is_known = same.clone().any(|(_, known)| known.secret == secret);
                let others = same.by_ref().count();
                if is_known {
                    tally.repeated += 1;
                } else if others == usize::from(CANDIDATES) {
                    tally.ignored += 1;
                } else if self.is_full(limits) {
                    tally.left_out += 1;
                } else {
                    let place = (random, label, others as u8);
                    self.connections
                        .insert(place, KnownSecret { secret, source });
                    if is_traffic(label) {
                        self.traffic.insert(place);
                    }
                    tally.entries += 1;
                }
            }
            KeyLogLine::Session(id, secret) => {
                if self.sessions.contains_key(&id) {
                    tally.repeated += 1;
                } else if self.is_full(limits) {
                    tally.left_out += 1;
                } else {
                    self.sessions.insert(id, KnownSecret { secret, source });
                    tally.entries += 1;
                }
            }
        }
    }

    fn is_full(&self, limits: &Limits) -> bool {
        self.connections.len() + self.sessions.len() >= limits.key_log_entries
    }
}

fn write_digits(bytes: &[u8], out: &mut impl Write) -> io::Result<()> {
    bytes.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets")
            .field("connections", &self.connections.len())
            .field("sessions", &self.sessions.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
