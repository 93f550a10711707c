//! What came of TLS on a connection: the one place that decides it, for control connections in the
//! control pass, for data connections in the data pass.
//!
//! The first that fits:
//!
//! | evidence | state |
//! |---|---|
//! | an alert that ends what both sides have finished, before either sends application data: since TLS 1.3 the server judges the client's certificate that late | failed, by the alert |
//! | both sides finished their handshake, or send application data | established |
//! | one side speaks TLS, and the other answers in clear text | mismatch |
//! | a fatal alert in clear, or the client's alert in the place of its `Finished` | failed, by the alert |
//! | a direction lacks bytes or is not in the capture, or no hello is | established where a side finished, else unknown |
//! | RST or FIN of the side whose turn it was | failed, by that (an alert that was only a warning is named) |
//! | RST or FIN of the other side: it waited for [`PATIENCE`] | failed, the side whose turn it was is silent |
//! | the same at once | failed, by the side that closed |
//! | nothing, and the capture goes on for [`SILENCE`] | failed, silent |
//! | nothing else | unknown |
//!
//! Whose turn it is: not of the side that spoke TLS last.

use crate::model::{
    At, Close, Decrypted, Endpoint, TlsAlert, TlsFacts, TlsFailure, TlsFailureReason, TlsMismatch,
    TlsOpening, TlsSealed, TlsState, TlsVersion,
};
use crate::tcp::{Side, TcpConnection};
use crate::tls::{Evidence, TlsConnection};

/// A side that closes sooner was not waiting for the other, in nanoseconds.
const PATIENCE: i64 = 1_000_000_000;
/// A handshake that rests for so long comes to nothing: clients give up after 10 to 60 seconds. In
/// nanoseconds.
const SILENCE: i64 = 10_000_000_000;

/// Clear text in answer to TLS.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clash {
    /// The side that speaks TLS.
    pub(super) tls: Side,
    /// The clear text.
    pub(super) clear: At,
}

/// What is known of the TLS of a connection; `None` where there is none. `now`: the latest moment
/// of the capture.
pub(super) fn facts(
    tls: &TlsConnection,
    tcp: &TcpConnection,
    clash: Option<Clash>,
    now: At,
) -> Option<TlsFacts> {
    let first = Side::BOTH
        .into_iter()
        .filter_map(|side| tls.evidence(side.index()).first)
        .min_by_key(|at| at.frame)?;
    let server = tls.server_hello();
    let found = tls.found_suite();
    Some(TlsFacts {
        first,
        client: client(tls).map(|side| tcp.key.endpoint(side)),
        client_randoms: tls.client_randoms().to_vec(),
        version: server
            .map(|hello| hello.version)
            .or(found.map(|_| TlsVersion(0x0304))),
        cipher_suite: server.map(|hello| hello.cipher_suite).or(found),
        server_name: tls
            .client_hello()
            .and_then(|hello| hello.server_name.clone()),
        protocol: tls.protocol().cloned(),
        certificate: tls.certificate().cloned().map(Box::new),
        lacks_client_certificate: tls.lacks_client_certificate(),
        ja3: tls.client_hello().and_then(|hello| hello.ja3.clone()),
        ja4: tls.client_hello().and_then(|hello| hello.ja4.clone()),
        resumed: tls.is_resumed(),
        has_data: Side::BOTH
            .into_iter()
            .any(|side| tls.evidence(side.index()).has_data()),
        state: JudgedConnection { tls, tcp, now }.state(clash),
        opening: opening(tls, tcp),
    })
}

/// What came of opening it. Without secrets nothing did: what stands in the way is told, as far as
/// that can be seen.
fn opening(tls: &TlsConnection, tcp: &TcpConnection) -> TlsOpening {
    let opened = tls.opened().copied().unwrap_or_default();
    let records: u64 = opened.records.iter().sum();
    let lost_records: u64 = opened.lost.iter().sum();
    let sealed_records = tls.sealed_records();
    let whole = sealed_records + lost_records == 0;
    let decrypted = match (records > 0, whole) {
        (false, _) => Decrypted::No,
        (true, false) => Decrypted::Partly,
        (true, true) => Decrypted::Yes,
    };
    let in_sight = tls.server_hello().and_then(|server| {
        if server.version < TlsVersion(0x0301) {
            Some(TlsSealed::Version)
        } else if server.compression != 0 {
            Some(TlsSealed::Compression)
        } else {
            None
        }
    });
    let reason = opened.reason.or(in_sight).unwrap_or(TlsSealed::NoSecret);
    let client = client(tls).unwrap_or(tcp.opener);
    TlsOpening {
        decrypted,
        reason: (!whole).then_some(reason),
        secret_from: opened.source.filter(|_| records > 0),
        records: tls.records_seen(),
        sealed_records,
        lost_records,
        key_updates: opened.key_updates,
        renegotiations: opened.renegotiations,
        close_notify: [client, client.other()].map(|side| tls.close_notify(side.index()).is_some()),
    }
}

/// The side that sent the `ClientHello`.
fn client(tls: &TlsConnection) -> Option<Side> {
    let place = tls.client()?;
    Side::BOTH.into_iter().find(|side| side.index() == place)
}

/// A connection that is judged.
#[derive(Clone, Copy)]
struct JudgedConnection<'a> {
    tls: &'a TlsConnection,
    tcp: &'a TcpConnection,
    now: At,
}

impl<'a> JudgedConnection<'a> {
    fn state(self, clash: Option<Clash>) -> TlsState {
        if self.all(|evidence| evidence.finished.is_some()) {
            return self
                .late_alert()
                .map_or(TlsState::Established, TlsState::Failed);
        }
        if let Some(Clash { tls, clear }) = clash {
            return TlsState::Mismatch(TlsMismatch {
                by: self.by(tls.other()),
                clear,
                tls: self.of(tls).first.unwrap_or(clear),
            });
        }
        if let Some(failure) = self.alert().filter(|_| !self.was_never_begun()) {
            return TlsState::Failed(failure);
        }
        if self.is_partial() {
            return if self.any(|evidence| evidence.finished.is_some()) {
                TlsState::Established
            } else {
                TlsState::Unknown
            };
        }
        self.end().map_or(TlsState::Unknown, TlsState::Failed)
    }

    fn of(self, side: Side) -> &'a Evidence {
        self.tls.evidence(side.index())
    }

    fn all(self, what: impl Fn(&Evidence) -> bool) -> bool {
        Side::BOTH.into_iter().all(|side| what(self.of(side)))
    }

    fn any(self, what: impl Fn(&Evidence) -> bool) -> bool {
        Side::BOTH.into_iter().any(|side| what(self.of(side)))
    }

    fn failure(self, by: Side, reason: TlsFailureReason, at: At) -> TlsFailure {
        TlsFailure {
            reason,
            by: self.by(by),
            at,
        }
    }

    fn by(self, side: Side) -> Endpoint {
        self.tcp.key.endpoint(side)
    }

    /// The alert that is all that follows the handshake. One that nobody can read may be the end of
    /// a data connection without a byte; a server has no reason to end a control channel before its
    /// first command.
    fn late_alert(self) -> Option<TlsFailure> {
        if self.is_partial() || self.any(Evidence::has_data) {
            return None;
        }
        let sealed = |side: Side| {
            let evidence = self.of(side);
            let at = evidence.late_alert.filter(|_| self.tls.is_dialogue())?;
            Some((TlsFailureReason::SealedAlert, at))
        };
        Side::BOTH.into_iter().find_map(|side| {
            let (reason, at) = self.of(side).fatal.map(alert).or_else(|| sealed(side))?;
            Some(self.failure(side, reason, at))
        })
    }

    fn alert(self) -> Option<TlsFailure> {
        Side::BOTH
            .into_iter()
            .filter_map(|side| {
                let evidence = self.of(side);
                // behind a loss it may be the `close_notify` at the end
                let sealed = evidence
                    .sealed_alert
                    .filter(|_| evidence.finished.is_none() && !evidence.lost)
                    .map(|at| (TlsFailureReason::SealedAlert, at));
                let (reason, at) = evidence.fatal.map(alert).or(sealed)?;
                Some(self.failure(side, reason, at))
            })
            .min_by_key(|failure| failure.at.frame)
    }

    /// One side closed before it said anything: the alert of the other one, which waited for a
    /// `ClientHello`, tells no more.
    fn was_never_begun(self) -> bool {
        let closer = self.tcp.closed().map(|(closer, _)| closer);
        self.all(|evidence| evidence.hello.is_none())
            && !self.any(|evidence| evidence.lost)
            && closer.is_some_and(|closer| self.tcp.bytes[closer.index()] == 0)
    }

    /// The capture does not show all of the handshake.
    fn is_partial(self) -> bool {
        self.any(|evidence| evidence.lost)
            || Side::BOTH.into_iter().any(|side| {
                let initial = self.tcp.initial_numbers()[side.index()];
                self.tcp.bytes[side.index()] == 0 && initial.is_none()
            })
            || self.all(|evidence| evidence.hello.is_none())
    }

    /// How it ended, without a fatal alert.
    fn end(self) -> Option<TlsFailure> {
        let (speaker, last) = Side::BOTH
            .into_iter()
            .filter_map(|side| Some((side, self.of(side).last?)))
            .max_by_key(|(_, at)| at.frame)?;
        let owes = speaker.other();
        let Some((closer, at)) = self.tcp.closed() else {
            let silent = self.now.time.since(last.time) >= SILENCE;
            return silent.then(|| self.failure(owes, TlsFailureReason::Silent, self.tcp.last));
        };
        if closer == speaker && at.time.since(last.time) >= PATIENCE {
            return Some(self.failure(owes, TlsFailureReason::Silent, at));
        }
        let warned = Side::BOTH
            .into_iter()
            .find_map(|side| Some((side, self.of(side).warning?)));
        if let Some((side, warning)) = warned {
            let (reason, at) = alert(warning);
            return Some(self.failure(side, reason, at));
        }
        let reason = match self.tcp.close() {
            Close::Reset => TlsFailureReason::Reset,
            Close::Fin | Close::Open => TlsFailureReason::Closed,
        };
        Some(self.failure(closer, reason, at))
    }
}

fn alert((alert, at): (TlsAlert, At)) -> (TlsFailureReason, At) {
    (TlsFailureReason::Alert(alert), at)
}
