//! Which key a record may have, as far as hellos, secrets and the key before it tell. Nothing is
//! proven here: a guess is right if the record opens.

use crate::model::{SecretSource, TlsSealed, TlsVersion};
use crate::tls::crypto::{Cipher, HandshakeKeys, Suite, keys, next_secret, traffic_key};
use crate::tls::hello::ServerHello;
use crate::tls::keyring::Master;
use crate::tls::opened::Hellos;
use crate::tls::record::SealedRecord;
use crate::tls::{Random, SecretLabel};

use super::{HANDSHAKE, NUMBERS, Opener, TLS13};

const TLS10: TlsVersion = TlsVersion(0x0301);

/// A key, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct TrialKey {
    pub(super) cipher: Cipher,
    /// The number of the next record.
    pub(super) number: u64,
    /// The nonce of the record before it.
    pub(super) counter: Option<u64>,
    pub(super) traffic: Option<Traffic>,
}

/// A secret of TLS 1.3.
#[derive(Clone)]
pub(super) struct Traffic {
    pub(super) suite: Suite,
    pub(super) secret: Vec<u8>,
    pub(super) epoch: Epoch,
}

/// What a secret of TLS 1.3 seals (RFC 8446 section 7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Epoch {
    /// What the client says before the server has answered: early data, or 0-RTT.
    Early,
    /// The end of the handshake.
    Handshake,
    /// All that comes behind it.
    Application,
}

/// A key that may be the right one.
pub(super) struct Guess {
    pub(super) key: TrialKey,
    /// How many numbers the record may have, from that of the key on.
    pub(super) numbers: u64,
    pub(super) source: SecretSource,
    pub(super) master: Option<Master>,
}

/// Why there are no guesses.
pub(super) enum Without {
    /// Hellos are missing that may come.
    Yet,
    /// There will be none.
    Ever(TlsSealed),
}

impl std::fmt::Debug for Traffic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Traffic({:?})", self.suite)
    }
}

impl Opener {
    /// The keys that the first record of a direction may have.
    pub(super) fn guesses(&self, side: usize, hellos: Hellos) -> Result<Vec<Guess>, Without> {
        let server = hellos.server.map(|(_, server)| server);
        if let Some(server) = server.filter(|server| server.version < TLS13) {
            return self.guesses_tls12(side, server, hellos);
        }
        let client = hellos.client.map(|(_, client)| client.random);
        let random = client.or(self.opened.random).ok_or(Without::Yet)?;
        if server.is_some_and(|server| Suite::find(server.cipher_suite).is_none()) {
            return Err(Without::Ever(TlsSealed::CipherSuite));
        }
        let mut guesses = Vec::new();
        if self.may_have_early_data(side, hellos) {
            let early = self.guesses_tls13(side, &random, Epoch::Early, hellos);
            match server {
                // whoever takes no session takes no early data either
                None if !early.is_empty() => return Err(Without::Yet),
                Some(server) if server.takes_psk => guesses.extend(early),
                _ => {}
            }
        }
        if !self.directions[side].finished {
            guesses.extend(self.guesses_tls13(side, &random, Epoch::Handshake, hellos));
        }
        guesses.extend(self.guesses_tls13(side, &random, Epoch::Application, hellos));
        match server {
            _ if !guesses.is_empty() => Ok(guesses),
            // it may be one of TLS 1.2
            None if self.suite.is_none() => Err(Without::Yet),
            _ => Err(Without::Ever(TlsSealed::NoSecret)),
        }
    }

    /// The client offers early data, and its handshake has not gone on since.
    fn may_have_early_data(&self, side: usize, hellos: Hellos) -> bool {
        let is_offered = hellos
            .client
            .is_some_and(|(client, hello)| client == side && hello.early_data);
        let direction = &self.directions[side];
        is_offered && !direction.early_data_over && !direction.finished
    }

    fn guesses_tls12(
        &self,
        side: usize,
        server: &ServerHello,
        hellos: Hellos,
    ) -> Result<Vec<Guess>, Without> {
        if server.version < TLS10 {
            return Err(Without::Ever(TlsSealed::Version));
        }
        if server.compression != 0 {
            return Err(Without::Ever(TlsSealed::Compression));
        }
        let suite =
            Suite::find(server.cipher_suite).ok_or(Without::Ever(TlsSealed::CipherSuite))?;
        let (client_side, client) = hellos.client.ok_or(Without::Yet)?;
        let handshake = HandshakeKeys {
            version: server.version,
            suite,
            randoms: [&client.random, &server.random],
            encrypt_then_mac: server.encrypt_then_mac,
        };
        let direction = &self.directions[side];
        let numbers = if direction.uncertain {
            direction.missed.max(HANDSHAKE)
        } else {
            direction.missed
        };
        let masters = self.ring.masters(client, server);
        if masters.is_empty() {
            return Err(Without::Ever(TlsSealed::NoSecret));
        }
        let guess = |master: Master| {
            let [of_client, of_server] = keys(&handshake, &master.bytes);
            let cipher = if client_side == side {
                of_client
            } else {
                of_server
            };
            let mut key = TrialKey::new(cipher, None);
            if direction.missed > 0 {
                key.cipher.advance(direction.missed_bytes, &direction.end);
            }
            if key.cipher.needs_every_byte() {
                key.number = direction.missed;
            }
            Guess {
                numbers: numbers - key.number,
                source: master.source,
                master: Some(master),
                key,
            }
        };
        Ok(masters.into_iter().map(guess).collect())
    }

    /// The keys of TLS 1.3 of a side, those of its handshake or those behind it.
    fn guesses_tls13(
        &self,
        side: usize,
        random: &Random,
        epoch: Epoch,
        hellos: Hellos,
    ) -> Vec<Guess> {
        let client = hellos.client.map(|(side, _)| side);
        let server = hellos.server.map(|(side, _)| 1 - side);
        let Some(client) = client.or(server).or(self.opened.client) else {
            return Vec::new();
        };
        let label = label(client == side, epoch);
        let missed = self.directions[side].missed;
        let numbers = match (hellos.from_beginning, epoch) {
            (_, Epoch::Application) if self.directions[side].uncertain => NUMBERS,
            _ if self.directions[side].finished => missed,
            (true, _) => missed.max(HANDSHAKE),
            (false, Epoch::Early | Epoch::Handshake) => HANDSHAKE,
            (false, Epoch::Application) => NUMBERS,
        };
        let mut guesses = Vec::new();
        for (secret, source) in self.ring.traffic(label, random) {
            for suite in self.suites(secret.len(), hellos) {
                guesses.extend(TrialKey::of_secret(suite, secret, epoch).map(|key| Guess {
                    key,
                    numbers,
                    source,
                    master: None,
                }));
            }
        }
        guesses
    }

    /// The suites of TLS 1.3 that a secret of that length may be for.
    pub(super) fn suites(&self, len: usize, hellos: Hellos) -> impl Iterator<Item = Suite> + use<> {
        let chosen = hellos
            .server
            .and_then(|(_, server)| Suite::find(server.cipher_suite))
            .or(self.suite);
        Suite::of_secret(len).filter(move |suite| chosen.is_none_or(|chosen| chosen == *suite))
    }

    /// The keys that may follow the present one: behind what is lost a side may have changed it.
    pub(super) fn following(&mut self, side: usize, hellos: Hellos) -> Vec<Guess> {
        let Some(key) = &self.directions[side].key else {
            return self.guesses(side, hellos).unwrap_or_default();
        };
        match &key.traffic {
            Some(traffic) if traffic.epoch == Epoch::Early => {
                self.early_data_ends(side);
                self.guesses(side, hellos).unwrap_or_default()
            }
            Some(traffic) if traffic.epoch == Epoch::Handshake => {
                let client = hellos.client.map(|(_, client)| client.random);
                client
                    .or(self.opened.random)
                    .map(|random| self.guesses_tls13(side, &random, Epoch::Application, hellos))
                    .unwrap_or_default()
            }
            Some(_) => self
                .behind_update(side)
                .map(|key| Guess::of(key, SecretSource::KeyLog))
                .into_iter()
                .collect(),
            None => Vec::new(),
        }
    }

    /// The key behind a `KeyUpdate`. It is made once: behind a gap it is asked for at every place
    /// that looks like a header.
    fn behind_update(&mut self, side: usize) -> Option<TrialKey> {
        let direction = &mut self.directions[side];
        let traffic = direction.key.as_ref()?.traffic.as_ref()?;
        let known = direction.next.as_ref();
        if known.is_none_or(|(secret, _)| *secret != traffic.secret) {
            direction.next = Some((traffic.secret.clone(), traffic.next()?));
        }
        direction.next.as_ref().map(|(_, key)| key.clone())
    }

    /// The record, with the numbers that it may have.
    pub(super) fn try_guess(
        &self,
        guess: &Guess,
        record: SealedRecord,
        plain: &mut Vec<u8>,
    ) -> Option<(u8, u64)> {
        let Guess { key, numbers, .. } = guess;
        let told = key
            .counter
            .zip(key.cipher.counter(record.body))
            .and_then(|(last, now)| now.checked_sub(last)?.checked_sub(1))
            .filter(|ahead| ahead <= numbers);
        for ahead in told.into_iter().chain(0..=*numbers) {
            let number = key.number.checked_add(ahead)?;
            if ahead > 0 && !self.ring.may_try(record.body.len(), key.cipher.cost()) {
                return None;
            }
            if let Some(kind) = key.cipher.open(record, number, plain) {
                return Some((kind, number));
            }
        }
        None
    }
}

impl TrialKey {
    fn new(cipher: Cipher, traffic: Option<Traffic>) -> Self {
        TrialKey {
            cipher,
            number: 0,
            counter: None,
            traffic,
        }
    }

    /// The key of a secret of TLS 1.3.
    pub(super) fn of_secret(suite: Suite, secret: &[u8], epoch: Epoch) -> Option<Self> {
        let traffic = Traffic {
            suite,
            secret: secret.to_vec(),
            epoch,
        };
        Some(TrialKey::new(traffic_key(suite, secret)?, Some(traffic)))
    }

    /// It is the one of early data.
    pub(super) fn is_of_early_data(&self) -> bool {
        self.traffic
            .as_ref()
            .is_some_and(|traffic| traffic.epoch == Epoch::Early)
    }

    /// It is one of TLS 1.3 that what follows the handshake does not have.
    pub(super) fn is_of_handshake(&self) -> bool {
        self.traffic
            .as_ref()
            .is_some_and(|traffic| traffic.epoch == Epoch::Handshake)
    }

    /// A record opened with that number.
    pub(super) fn proven(&mut self, number: u64, record: SealedRecord) {
        self.number = number + 1;
        self.counter = self.cipher.counter(record.body);
        self.cipher.advance(record.body.len(), record.body);
    }

    /// A record that does not open is passed over.
    pub(super) fn skip(&mut self, len: usize, end: &[u8]) {
        self.number += 1;
        self.counter = None;
        self.cipher.advance(len, end);
    }
}

impl Traffic {
    /// The key behind a `KeyUpdate`.
    pub(super) fn next(&self) -> Option<TrialKey> {
        let secret = next_secret(self.suite, &self.secret);
        TrialKey::of_secret(self.suite, &secret, Epoch::Application)
    }
}

impl Guess {
    pub(super) fn of(key: TrialKey, source: SecretSource) -> Self {
        Guess {
            key,
            numbers: 0,
            source,
            master: None,
        }
    }
}

fn label(of_client: bool, epoch: Epoch) -> SecretLabel {
    match (of_client, epoch) {
        // a server has none
        (_, Epoch::Early) => SecretLabel::ClientEarly,
        (true, Epoch::Handshake) => SecretLabel::ClientHandshake,
        (true, Epoch::Application) => SecretLabel::ClientTraffic,
        (false, Epoch::Handshake) => SecretLabel::ServerHandshake,
        (false, Epoch::Application) => SecretLabel::ServerTraffic,
    }
}
