//! Opening the records of a connection, both directions, with secrets that were given.
//!
//! Everything that a record needs is found here, and nothing of how it came: which key, and which
//! number. One key is proven by the tag of the first record that opens, never by a handshake alone:
//! a wrong line of a key log gives not a byte.
//!
//! # Up to TLS 1.2
//!
//! A side's keys hold from its `ChangeCipherSpec` on, and records are counted from 0 then. They are
//! made of the master secret and the randoms of the latest two hellos, so that both must have been
//! read; a renegotiation has hellos and a line of its own, which are read under the keys before. A
//! master secret comes from a line, from a session id or a ticket of an earlier connection (see
//! [`Keyring`]).
//!
//! # TLS 1.3
//!
//! A side's first key is that of its handshake secret (of the early secret, where the client sends
//! data with its hello and the server goes on with the session that it is for), the next that of
//! its traffic secret, from its `Finished` on; a `KeyUpdate` makes the one behind it. A key depends
//! on its secret and the suite alone. So the `ClientHello` suffices, which names the lines of a key
//! log: the suites whose secrets have the length of what is there are tried. Without a
//! `ClientHello` all traffic secrets are tried, with the numbers that a record may have; what opens
//! tells the connection.
//!
//! # Behind a gap
//!
//! Two things are not known, where the next record begins and what its number is. Whoever reads the
//! stream proposes places; [`Opener::find`] tries the numbers that so many lost bytes allow, with
//! the present key and with the next one. The nonce in a record of TLS 1.2 mostly counts on, so
//! that it tells the number at once.

mod guess;
mod lost;

use std::sync::Arc;

use crate::model::{SecretSource, TlsSealed, TlsVersion};

use super::SecretLabel;
use super::crypto::Suite;
use super::keyring::{Keyring, Master};
use super::opened::{Hellos, LostRecords, Opened, Opening, OpeningTry};

use guess::{Epoch, Guess, Traffic, TrialKey, Without};
use lost::{contents_before, contents_of};

const TLS13: TlsVersion = TlsVersion(0x0304);
/// Content type of application data.
const APPLICATION_DATA: u8 = 23;

/// Records of a direction that may fail one after another before nothing more is expected of it.
const PATIENCE: u32 = 64;
/// Records of a direction for which all secrets are tried.
const TRIALS: u32 = 24;
/// Numbers that are tried for a connection whose beginning is not in the capture.
const NUMBERS: u64 = 4096;
/// Numbers that a record of a handshake in TLS 1.3 may have.
const HANDSHAKE: u64 = 16;
/// The shortest record: a header, a byte and the shortest tag.
const SHORTEST: u64 = 5 + 1 + 8;

/// Opens the records of a connection.
#[derive(Debug)]
pub(super) struct Opener {
    ring: Arc<Keyring>,
    directions: [OpeningDirection; 2],
    /// The suite of TLS 1.3, where a trial told it.
    suite: Option<Suite>,
    /// The ticket that the server gave, and the master secret of the session that it is for, with
    /// its id.
    ticket: Option<Box<[u8]>>,
    session: Option<(Box<[u8]>, Master)>,
    opened: Opened,
}

/// One direction.
#[derive(Debug, Default)]
struct OpeningDirection {
    /// What opened the latest record.
    key: Option<TrialKey>,
    /// Nothing more opens.
    given_up: bool,
    /// The handshake of TLS 1.3 is over: what follows has application keys.
    finished: bool,
    /// Early data, if there was any, has come to its end.
    early_data_over: bool,
    /// Records since the cipher changed, none of which opened, and their bytes.
    missed: u64,
    missed_bytes: usize,
    /// How the latest of them ended.
    end: Vec<u8>,
    /// Records one after another that did not open.
    failed: u32,
    /// Records for which all secrets were tried.
    trials: u32,
    /// Bytes are missing since the latest record that opened.
    uncertain: bool,
    /// All secrets that there are are those of other connections.
    is_guess: bool,
    /// The key behind a `KeyUpdate`, where it was needed, and the secret of the one before.
    next: Option<(Vec<u8>, TrialKey)>,
    /// Records before any opened that were told as lost or sealed.
    told: u64,
    /// The first record that opened is the first of the contents: what stayed sealed before it was
    /// of the handshake, whose secrets the key log lacks.
    began_late: bool,
    /// Records of contents that came before the first one that opened, by its number, and of which
    /// nothing was told.
    untold: u64,
}

impl Opener {
    pub(super) fn new(ring: &Arc<Keyring>) -> Self {
        Opener {
            ring: Arc::clone(ring),
            directions: Default::default(),
            suite: None,
            ticket: None,
            session: None,
            opened: Opened::default(),
        }
    }

    /// What came of it so far.
    pub(super) fn opened(&self) -> &Opened {
        &self.opened
    }

    /// A handshake begins anew.
    pub(super) fn renegotiates(&mut self) {
        self.opened.renegotiations += 1;
    }

    /// Bytes of a direction that may wait for keys.
    pub(super) fn room(&self) -> usize {
        self.ring.parked()
    }

    /// More than that would have to wait.
    pub(super) fn overfull(&self) {
        self.ring.overfull();
    }

    /// So many bytes of sealed records came.
    pub(super) fn has_come(&self, bytes: usize) {
        self.ring.has_come(bytes);
    }

    /// A key of that direction was proven, or is to be proven by its next record.
    pub(super) fn is_open(&self, side: usize) -> bool {
        self.directions[side].key.is_some() || self.directions[side].finished
    }

    /// There are secrets for what follows in that direction.
    pub(super) fn can_guess(&self, side: usize, hellos: Hellos) -> bool {
        !self.directions[side].given_up && self.guesses(side, hellos).is_ok()
    }

    /// Nothing tells the secret of what follows in that direction, so that all can be tried.
    pub(super) fn can_try(&self, side: usize, hellos: Hellos) -> bool {
        let direction = &self.directions[side];
        let is_known = hellos.client.is_some() || self.opened.random.is_some();
        !direction.given_up
            && direction.key.is_none()
            && !is_known
            && self.ring.secrets().traffic_secrets().next().is_some()
    }

    /// The suite of TLS 1.3, where no hello told it but the record that opened.
    pub(super) fn found_suite(&self) -> Option<u16> {
        self.suite.map(|suite| suite.number)
    }

    /// What follows in that direction has other keys (up to TLS 1.2).
    pub(super) fn cipher_changes(&mut self, side: usize) {
        let trials = self.directions[side].trials;
        self.directions[side] = OpeningDirection {
            trials,
            ..OpeningDirection::default()
        };
    }

    /// The server gave a ticket: what the message holds.
    pub(super) fn ticket(&mut self, body: &[u8]) {
        // a lifetime of 4 bytes and the length come first (RFC 5077 section 3.3)
        self.ticket = body.get(6..).map(Into::into);
        self.learn();
    }

    /// The side has finished its handshake.
    pub(super) fn finished(&mut self, side: usize) {
        let direction = &mut self.directions[side];
        let in_handshake = direction
            .key
            .as_ref()
            .is_some_and(TrialKey::is_of_handshake);
        if in_handshake {
            *direction = OpeningDirection {
                finished: true,
                ..OpeningDirection::default()
            };
        }
    }

    /// Early data has come to its end: what follows has the key of the handshake.
    pub(super) fn early_data_ends(&mut self, side: usize) {
        let direction = &mut self.directions[side];
        let is_early = direction
            .key
            .as_ref()
            .is_some_and(TrialKey::is_of_early_data);
        if is_early {
            *direction = OpeningDirection {
                early_data_over: true,
                uncertain: direction.uncertain,
                ..OpeningDirection::default()
            };
        }
    }

    /// The side changes its key.
    pub(super) fn key_update(&mut self, side: usize) {
        self.opened.key_updates += 1;
        if let Some(key) = &mut self.directions[side].key
            && let Some(next) = key.traffic.as_ref().and_then(Traffic::next)
        {
            *key = next;
        }
    }

    /// Opens a record into `plain`.
    pub(super) fn open(&mut self, attempt: OpeningTry, plain: &mut Vec<u8>) -> Opening {
        let side = attempt.side;
        plain.clear();
        let opening = if self.directions[side].given_up {
            Opening::Sealed
        } else if self.directions[side].key.is_some() {
            self.go_on(attempt, plain)
        } else {
            self.begin(attempt, plain)
        };
        match opening {
            Opening::Plain(kind) => self.count(side, kind),
            Opening::Sealed => self.stays_sealed(attempt),
            Opening::Wait | Opening::Again => {}
        }
        opening
    }

    /// Tries all secrets for a record that would have to wait. True where one opens it: then what
    /// waits can be opened.
    pub(super) fn probe(&mut self, attempt: OpeningTry) -> bool {
        self.can_try(attempt.side, attempt.hellos)
            && self.try_all(attempt, &mut Vec::new()) == Opening::Again
    }

    /// No hello will come: what waits is sealed.
    pub(super) fn give_up(&mut self, side: usize) {
        if self.directions[side].key.is_none() {
            self.directions[side].given_up = true;
            self.opened.reason.get_or_insert(TlsSealed::NoHandshake);
        }
    }

    /// The next record of a direction may have another number than the one that is due.
    pub(super) fn mark_uncertain(&mut self, side: usize) {
        self.directions[side].uncertain = true;
    }

    /// So many bytes are missing that it is not known where the next record begins. True where it
    /// can be looked for.
    pub(super) fn astray(&mut self, side: usize) -> bool {
        self.opened.reason.get_or_insert(TlsSealed::Lost);
        let direction = &mut self.directions[side];
        direction.uncertain = true;
        if let Some(key) = &direction.key
            && key.cipher.needs_every_byte()
        {
            direction.key = None;
            direction.given_up = true;
            self.opened.lost[side] += 1;
        }
        !direction.given_up
    }

    /// Tries whether a record stands so many bytes behind the last one whose end is known. `end`:
    /// the bytes right before it.
    pub(super) fn find(
        &mut self,
        attempt: OpeningTry,
        (before, end): (u64, &[u8]),
        plain: &mut Vec<u8>,
    ) -> Option<(u8, LostRecords)> {
        let OpeningTry {
            side,
            record,
            hellos,
        } = attempt;
        plain.clear();
        // any bytes may look like a header: each that does costs a trial with both keys, until one
        // is right
        let key = self.directions[side].key.as_ref();
        let trial = (
            record.body.len(),
            2 * key.map_or(1, |key| key.cipher.cost()),
        );
        if !self.ring.may_try(trial.0, trial.1) {
            return None;
        }
        let mut most = self.ring.numbers(before / SHORTEST + 1);
        let is_new = self.directions[side].key.is_none();
        if is_new && !hellos.from_beginning {
            most = most.max(NUMBERS);
            if self.can_try(side, hellos) {
                // what opens it is the present key from then on, with the right number
                self.try_all(attempt, plain);
            }
        }
        let present = self.directions[side].key.clone();
        let may_be_first = is_new || present.as_ref().is_some_and(TrialKey::is_of_handshake);
        let in_handshake = hellos.from_beginning && may_be_first;
        let present = present.map(|key| Guess::of(key, SecretSource::KeyLog));
        let following = self.following(side, hellos);
        for (place, mut guess) in present.into_iter().chain(following).enumerate() {
            let behind_change = is_new || place > 0;
            let first = guess.key.number;
            guess.numbers = most;
            guess.key.cipher.advance(0, end);
            let Some((kind, number)) = self.try_guess(&guess, record, plain) else {
                continue;
            };
            // how many records came before a change of keys nobody knows
            let records = number - first + u64::from(behind_change && before > 0);
            let of_contents = if in_handshake {
                contents_before(&guess.key, number)
            } else {
                records
            };
            let lost = contents_of(&guess.key.cipher, of_contents, before);
            self.ring.was_right(trial.0, trial.1);
            self.opened.lost[side] += records;
            self.take(guess, number, attempt);
            self.count(side, kind);
            return Some((kind, lost));
        }
        None
    }

    fn count(&mut self, side: usize, kind: u8) {
        self.opened.records[side] += 1;
        self.opened.data[side] += u64::from(kind == APPLICATION_DATA);
        let direction = &mut self.directions[side];
        (direction.failed, direction.uncertain) = (0, false);
    }

    fn stays_sealed(&mut self, attempt: OpeningTry) {
        let OpeningTry {
            side,
            record,
            hellos,
        } = attempt;
        let early = hellos
            .client
            .is_some_and(|(client, hello)| client == side && hello.early_data);
        self.opened.sealed[side] += 1;
        let direction = &mut self.directions[side];
        let reason = if direction.uncertain || direction.key.is_some() {
            TlsSealed::Lost
        } else if early || direction.is_guess {
            // what it is sealed with is none of the secrets that are of use
            TlsSealed::NoSecret
        } else {
            TlsSealed::BadSecret
        };
        self.opened.reason.get_or_insert(reason);
        direction.failed += 1;
        if direction.key.is_none() {
            direction.told += 1;
            direction.miss(record.body.len(), record.body);
        }
        if direction.failed > PATIENCE {
            direction.key = None;
            direction.given_up = true;
        }
    }

    /// The present key, or the one behind it.
    fn go_on(&mut self, attempt: OpeningTry, plain: &mut Vec<u8>) -> Opening {
        let OpeningTry {
            side,
            record,
            hellos,
        } = attempt;
        let direction = &mut self.directions[side];
        if let Some(key) = &mut direction.key {
            if let Some(kind) = key.cipher.open(record, key.number, plain) {
                key.proven(key.number, record);
                return Opening::Plain(kind);
            }
            key.skip(record.body.len(), record.body);
        }
        let is_early = direction
            .key
            .as_ref()
            .is_some_and(TrialKey::is_of_early_data);
        if direction.uncertain || is_early {
            // what is lost may have changed the key, and a server that takes no early data is told
            // no end of it
            let mut guesses = self.following(side, hellos);
            for guess in &mut guesses {
                guess.numbers = HANDSHAKE;
            }
            return self.first_right(guesses, attempt, plain);
        }
        Opening::Sealed
    }

    /// The first record of a direction under its cipher.
    fn begin(&mut self, attempt: OpeningTry, plain: &mut Vec<u8>) -> Opening {
        let OpeningTry { side, hellos, .. } = attempt;
        let guesses = match self.guesses(side, hellos) {
            Ok(guesses) => guesses,
            Err(Without::Ever(reason)) => {
                self.directions[side].given_up = true;
                self.opened.reason.get_or_insert(reason);
                return Opening::Sealed;
            }
            Err(Without::Yet) if hellos.client.is_none() => {
                return self.try_all(attempt, plain);
            }
            Err(Without::Yet) => return Opening::Wait,
        };
        // the server may have made a new session all the same
        let mut sources = guesses.iter().map(|guess| guess.source);
        self.directions[side].is_guess = sources.all(|source| source == SecretSource::Inherited);
        self.first_right(guesses, attempt, plain)
    }

    /// Opens a record with the first of some guesses that does.
    fn first_right(
        &mut self,
        guesses: Vec<Guess>,
        attempt: OpeningTry,
        plain: &mut Vec<u8>,
    ) -> Opening {
        for guess in guesses {
            if let Some((kind, number)) = self.try_guess(&guess, attempt.record, plain) {
                self.take(guess, number, attempt);
                return Opening::Plain(kind);
            }
        }
        Opening::Sealed
    }

    /// A guess was right.
    fn take(&mut self, guess: Guess, number: u64, attempt: OpeningTry) {
        let OpeningTry {
            side,
            record,
            hellos,
        } = attempt;
        let Guess {
            mut key,
            source,
            master,
            ..
        } = guess;
        key.proven(number, record);
        if key.traffic.is_some() && hellos.server.is_none() {
            self.suite = key.traffic.as_ref().map(|traffic| traffic.suite);
        }
        let direction = &mut self.directions[side];
        if direction.key.is_none() && hellos.from_beginning {
            direction.untold = contents_before(&key, number).saturating_sub(direction.told);
            let is_of_contents = key
                .traffic
                .as_ref()
                .is_some_and(|keys| keys.epoch == Epoch::Application);
            if is_of_contents && number == 0 {
                self.opened.sealed[side] = 0;
                direction.began_late = true;
                self.opened
                    .reason
                    .take_if(|reason| *reason == TlsSealed::BadSecret);
            }
        }
        (direction.missed, direction.missed_bytes, direction.told) = (0, 0, 0);
        direction.key = Some(key);
        self.opened.source.get_or_insert(source);
        if let (Some(master), Some((_, server))) = (master, hellos.server) {
            self.session = Some((server.session_id.as_slice().into(), master));
            self.learn();
        }
    }

    /// Other connections may go on with the session.
    fn learn(&self) {
        if let Some((id, master)) = &self.session {
            self.ring.learn(&master.bytes, id, self.ticket.as_deref());
        }
    }

    /// Tries all secrets for a record of a connection whose `ClientHello` is not there.
    fn try_all(&mut self, attempt: OpeningTry, plain: &mut Vec<u8>) -> Opening {
        let OpeningTry {
            side,
            record,
            hellos,
        } = attempt;
        let direction = &mut self.directions[side];
        let is_older = hellos
            .server
            .is_some_and(|(_, server)| server.version < TLS13);
        direction.trials += 1;
        if direction.trials > TRIALS || record.kind != APPLICATION_DATA || is_older {
            return Opening::Wait;
        }
        let is_client = hellos.server.map(|(server, _)| server != side);
        let numbers = if hellos.from_beginning {
            HANDSHAKE
        } else {
            NUMBERS
        };
        let ring = Arc::clone(&self.ring);
        for (label, random, secret) in ring.secrets().traffic_secrets() {
            let of_client = label == SecretLabel::ClientTraffic;
            if is_client.is_some_and(|is_client| is_client != of_client) {
                continue;
            }
            for suite in self.suites(secret.len(), hellos) {
                if !ring.may_make_key() {
                    return Opening::Wait;
                }
                let Some(key) = TrialKey::of_secret(suite, secret, Epoch::Application) else {
                    continue;
                };
                let mut guess = Guess::of(key, SecretSource::Trial);
                guess.numbers = numbers;
                let Some((_, number)) = self.try_guess(&guess, record, plain) else {
                    continue;
                };
                plain.clear();
                self.suite = Some(suite);
                self.opened.random = Some(*random);
                self.opened.client = Some(if of_client { side } else { 1 - side });
                self.opened.source.get_or_insert(SecretSource::Trial);
                if let Some(first) = number.checked_sub(hellos.waiting)
                    && !hellos.from_beginning
                {
                    guess.key.number = first;
                    self.directions[side].key = Some(guess.key);
                }
                return Opening::Again;
            }
        }
        Opening::Wait
    }
}
