//! What the connections of a pass share: the secrets that were given, those that handshakes hand
//! on, and how much may be tried.
//!
//! Up to TLS 1.2 a session that goes on has the master secret of the one before (RFC 5246 appendix
//! F.1.4), so that a key log with the line of the control connection opens its data connections
//! too. The session is known by its id, or by the ticket that the server gave in clear and the
//! client shows again (RFC 5077). Since TLS 1.3 that is over: what a resumption starts from is in
//! no key log.
//!
//! Whatever is guessed costs: a number behind a gap, a secret for a connection whose beginning is
//! not there. All connections together may open so many bytes in vain, so that no capture makes
//! work without end, and the fewer the less there is to open: a small file that is damaged takes no
//! longer than others of its size.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;

use crate::limits::{self, Limits};
use crate::model::SecretSource;

use super::hello::{ClientHello, ServerHello};
use super::secrets::Secrets;
use super::{Random, SecretLabel};

/// Bytes that trying a record costs beside its own: the key has to be made.
const TRIAL: u64 = 64;

/// Bytes that a key costs that is made to be tried once: its secret is expanded twice, by four to
/// eight rounds of a digest each.
const KEY: u64 = 4096;

/// Parts of [`Limits::tls_trial`] that may be spent at once, that each secret adds to them, and that
/// each byte of sealed records does: a 32nd; as much as trying all numbers for a short record; and
/// as much as trying all numbers for that byte with one key.
const AT_ONCE: u64 = 1 << 5;
const OF_SECRET: u64 = 1 << 9;
const OF_BYTE: u64 = 1 << 18;

/// What names a session: a digest of its id or ticket, which are of any length.
type Name = [u8; 32];

/// A master secret.
#[derive(Clone)]
pub(super) struct Master {
    pub(super) bytes: Box<[u8]>,
    pub(super) source: SecretSource,
}

impl std::fmt::Debug for Master {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Master({:?})", self.source)
    }
}

/// The sessions that can go on. Nothing of it prints a secret.
#[derive(Clone, Default)]
pub struct Sessions {
    masters: HashMap<Name, Box<[u8]>, RandomState>,
    left_out: u64,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sessions({})", self.masters.len())
    }
}

/// What the connections of a pass share.
#[derive(Debug)]
pub struct Keyring {
    secrets: Arc<Secrets>,
    sessions: Mutex<Sessions>,
    /// What may be spent now, and what of [`Limits::tls_trial`] is still to be had for bytes.
    budget: AtomicU64,
    in_reserve: AtomicU64,
    of_byte: u64,
    /// Trials that it did not allow.
    refused: AtomicU64,
    /// Directions with more than [`Limits::tls_parked`], and gaps with more numbers than
    /// [`Limits::tls_resync`].
    overfull: AtomicU64,
    beyond: AtomicU64,
    parked: usize,
    resync: u64,
    most: usize,
}

impl Keyring {
    /// With these secrets, and what earlier handshakes have handed on; `None` where there are no
    /// secrets.
    pub fn new(secrets: &Arc<Secrets>, sessions: Sessions, limits: &Limits) -> Option<Arc<Self>> {
        if secrets.is_empty() {
            return None;
        }
        let most = limits.tls_trial;
        let of_secrets = secrets.traffic_secrets().count() as u64;
        let of_secrets = most.div_ceil(OF_SECRET).saturating_mul(of_secrets);
        let at_once = most.min((most / AT_ONCE).saturating_add(of_secrets));
        Some(Arc::new(Keyring {
            secrets: Arc::clone(secrets),
            sessions: Mutex::new(sessions),
            budget: AtomicU64::new(at_once),
            in_reserve: AtomicU64::new(most - at_once),
            of_byte: most.div_ceil(OF_BYTE),
            refused: AtomicU64::default(),
            overfull: AtomicU64::default(),
            beyond: AtomicU64::default(),
            parked: limits.tls_parked,
            resync: limits.tls_resync,
            most: limits.tls_sessions,
        }))
    }

    /// What was learned, for the next pass.
    pub fn take_sessions(&self) -> Sessions {
        std::mem::take(&mut self.lock())
    }

    /// The limits that were reached.
    pub fn limits_hit(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let left_out = std::mem::take(&mut self.lock().left_out);
        limits::hit([
            ("tls_trial", self.refused.load(Ordering::Relaxed)),
            ("tls_parked", self.overfull.load(Ordering::Relaxed)),
            ("tls_resync", self.beyond.load(Ordering::Relaxed)),
            ("tls_sessions", left_out),
        ])
    }

    /// The secrets.
    pub(super) fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Bytes of a direction that may wait for keys.
    pub(super) fn parked(&self) -> usize {
        self.parked
    }

    pub(super) fn overfull(&self) {
        self.overfull.fetch_add(1, Ordering::Relaxed);
    }

    /// Of so many numbers those that are tried.
    pub(super) fn numbers(&self, wanted: u64) -> u64 {
        if wanted > self.resync {
            self.beyond.fetch_add(1, Ordering::Relaxed);
        }
        wanted.min(self.resync)
    }

    /// So many bytes of sealed records came, for which more may be tried.
    pub(super) fn has_come(&self, bytes: usize) {
        let reserve = self.in_reserve.load(Ordering::Relaxed);
        let more = reserve.min(self.of_byte.saturating_mul(bytes as u64));
        self.in_reserve.store(reserve - more, Ordering::Relaxed);
        self.budget.fetch_add(more, Ordering::Relaxed);
    }

    /// Asks for the trial of a record of that length, of which each byte costs so much.
    pub(super) fn may_try(&self, len: usize, cost: u64) -> bool {
        self.may_spend((len as u64 + TRIAL) * cost)
    }

    /// The record opened: the trial was not in vain.
    pub(super) fn was_right(&self, len: usize, cost: u64) {
        let spent = (len as u64 + TRIAL) * cost;
        self.budget.fetch_add(spent, Ordering::Relaxed);
    }

    /// Asks for a key of one of many secrets.
    pub(super) fn may_make_key(&self) -> bool {
        self.may_spend(KEY)
    }

    fn may_spend(&self, cost: u64) -> bool {
        let left = self.budget.load(Ordering::Relaxed);
        if let Some(left) = left.checked_sub(cost) {
            self.budget.store(left, Ordering::Relaxed);
        } else {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        left >= cost
    }

    /// The master secrets that a handshake may have, the likeliest first.
    pub(super) fn masters(&self, client: &ClientHello, server: &ServerHello) -> Vec<Master> {
        let own = self
            .secrets
            .candidates(SecretLabel::ClientRandom, &client.random)
            .map(|(bytes, source)| Master {
                bytes: bytes.into(),
                source,
            });
        let mut masters: Vec<Master> = own.collect();
        let named = self.secrets.find_by_session_id(&server.session_id);
        masters.extend(named.map(|bytes| {
            Master {
                bytes: bytes.into(),
                source: self
                    .secrets
                    .session_source(&server.session_id)
                    .unwrap_or(SecretSource::KeyLog),
            }
        }));
        if masters.is_empty() {
            let goes_on = server.session_id == client.session_id;
            let by_id = goes_on.then(|| name(b"id", &server.session_id)).flatten();
            let by_ticket = client.ticket.as_deref().and_then(|t| name(b"ticket", t));
            let sessions = self.lock();
            let known = [by_id, by_ticket].into_iter().flatten();
            masters.extend(
                known
                    .filter_map(|name| sessions.masters.get(&name))
                    .map(|bytes| Master {
                        bytes: bytes.clone(),
                        source: SecretSource::Inherited,
                    }),
            );
        }
        masters
    }

    /// The secrets of TLS 1.3 of a connection: those of one side's label.
    pub(super) fn traffic(
        &self,
        label: SecretLabel,
        random: &Random,
    ) -> impl Iterator<Item = (&[u8], SecretSource)> {
        self.secrets.candidates(label, random)
    }

    /// A session has that master secret.
    pub(super) fn learn(&self, master: &[u8], session_id: &[u8], ticket: Option<&[u8]>) {
        let by_id = name(b"id", session_id);
        let by_ticket = ticket.and_then(|ticket| name(b"ticket", ticket));
        let mut sessions = self.lock();
        for name in [by_id, by_ticket].into_iter().flatten() {
            if sessions.masters.len() < self.most || sessions.masters.contains_key(&name) {
                sessions.masters.insert(name, master.into());
            } else {
                sessions.left_out += 1;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Sessions> {
        // whoever panicked has left nothing half done
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What names a session; `None` where there is nothing to name it.
fn name(kind: &[u8], bytes: &[u8]) -> Option<Name> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(kind).update(bytes);
    (!bytes.is_empty()).then(|| hasher.finalize().into())
}
