//! What the records of a direction are, and what both sides show by them.

use crate::model::{At, TlsAlert, TlsRecord, TlsVersion};
use crate::tls::certificate;
use crate::tls::handshake::{self, CLIENT_HELLO, HandshakeMessage, SERVER_HELLO};
use crate::tls::hello::{ClientHello, ServerHello, encrypted_protocol};
use crate::tls::reader::Found;
use crate::tls::record::{ContentType, RecordHeader};

use super::direction::Arrival;
use super::{RENEGOTIATIONS, SEALED_ALERT, SHORTEST_FINISHED, TlsConnection};

impl TlsConnection {
    pub(super) fn found(&mut self, side: usize, found: Found, at: At) {
        let direction = &mut self.directions[side];
        match found {
            Found::Header(header) => {
                direction.cursor = direction.start + RecordHeader::SIZE as u64;
                self.record_version = Some(TlsVersion(header.version));
            }
            Found::Contents {
                header,
                offset,
                bytes,
            } => {
                direction.cursor += bytes.len() as u64;
                self.contents(Arrival { side, bytes, at }, header, offset);
            }
            Found::End(header) => {
                direction.records += 1;
                self.end_record(side, header, at);
                let direction = &mut self.directions[side];
                direction.start = direction.cursor;
                self.open_waiting();
            }
            Found::Torn => {
                direction.messages.forget();
                direction.body.clear();
                direction.torn = true;
            }
            Found::EndLost(header) => {
                direction.drop_record();
                direction.records += 1;
                direction.start += RecordHeader::SIZE as u64 + u64::from(header.length);
                direction.cipher_changed |= header.content == ContentType::ChangeCipherSpec;
                self.end_lost(side, header, at);
            }
            Found::Astray => {
                direction.drop_record();
                self.astray(side);
                let direction = &mut self.directions[side];
                // a change of cipher may be among what is lost
                direction.cipher_changed = true;
            }
            Found::Stray if self.seen.last() != Some(&TlsRecord::Continuation) => {
                self.seen.push(TlsRecord::Continuation);
            }
            Found::Stray => {}
        }
    }

    /// Looks at a piece of a record's contents.
    pub(super) fn contents(
        &mut self,
        Arrival { side, bytes, at }: Arrival,
        header: RecordHeader,
        offset: usize,
    ) {
        if self.is_to_be_opened(side, header) {
            self.directions[side].body.extend_from_slice(bytes);
            return;
        }
        let is_clear = self.is_handshake_clear(side);
        let direction = &mut self.directions[side];
        for (place, &byte) in direction.alert.iter_mut().skip(offset).zip(bytes) {
            *place = byte;
        }
        if header.content != ContentType::Handshake || direction.torn || !is_clear {
            return;
        }
        self.messages(side, bytes, at);
    }

    /// Takes the next bytes of a handshake.
    pub(super) fn messages(&mut self, side: usize, piece: &[u8], at: At) {
        let mut messages = std::mem::take(&mut self.directions[side].messages);
        messages.push(piece, self.cap, &mut |message| {
            let named = self.message(side, &message, at);
            self.directions[side].named.push(named);
        });
        self.directions[side].messages = messages;
    }

    pub(super) fn is_handshake_clear(&self, side: usize) -> bool {
        !self.directions[side].cipher_changed || self.is_tls13()
    }

    /// Takes note of a message.
    pub(super) fn message(&mut self, side: usize, message: &HandshakeMessage, at: At) -> TlsRecord {
        let body = message.body.as_deref().unwrap_or_default();
        match message.kind {
            CLIENT_HELLO => self.client_says(side, ClientHello::parse(body), at),
            SERVER_HELLO => {
                self.directions[side].evidence.hello = Some(at);
                if let Some(hello) = ServerHello::parse(body) {
                    let retry = hello.retry;
                    self.server = Some((side, hello));
                    self.may_open = true;
                    if retry {
                        return TlsRecord::HelloRetryRequest;
                    }
                }
            }
            handshake::CERTIFICATE => {
                self.full = true;
                let is_client = self.client() == Some(side);
                if is_client {
                    // nothing but lengths, which are 0 (RFC 5246 section 7.4.6, RFC 8446 section
                    // 4.4.2)
                    self.client_has_none = body.iter().all(|&byte| byte == 0);
                }
                if !is_client && self.certificate.is_none() {
                    self.certificate = certificate::parse(body, self.is_tls13());
                }
            }
            handshake::CERTIFICATE_REQUEST => {
                self.asks_client |= self.client() != Some(side);
            }
            handshake::ENCRYPTED_EXTENSIONS => {
                self.encrypted_protocol = encrypted_protocol(body);
            }
            handshake::SERVER_KEY_EXCHANGE | handshake::SERVER_HELLO_DONE => self.full = true,
            kind => self.keys_change(side, kind, body, at),
        }
        TlsRecord::Handshake(message.kind)
    }

    pub(super) fn client_says(&mut self, side: usize, hello: Option<ClientHello>, at: At) {
        self.directions[side].evidence.hello.get_or_insert(at);
        self.renegotiates();
        self.full = false;
        let mut hello = hello.unwrap_or_default();
        if self.randoms.len() < RENEGOTIATIONS && self.randoms.last() != Some(&hello.random) {
            self.randoms.push(hello.random);
        }
        if let Some((_, before)) = self.client.take() {
            hello.server_name = before.server_name.or(hello.server_name);
            hello.ja3 = before.ja3.or(hello.ja3);
            hello.ja4 = before.ja4.or(hello.ja4);
        }
        self.client = Some((side, hello));
        self.may_open = true;
    }

    pub(super) fn end_record(&mut self, side: usize, header: RecordHeader, at: At) {
        if self.is_to_be_opened(side, header) {
            return self.open_record(side, header, at);
        }
        let named = self.closed_record(side, header, at);
        let is_sealed = named.is_some_and(|record| {
            matches!(
                record,
                TlsRecord::EncryptedAlert
                    | TlsRecord::EncryptedHandshake
                    | TlsRecord::ApplicationData
            )
        });
        self.directions[side].sealed += u64::from(is_sealed);
        self.seen.extend(named);
    }

    /// What a record is as far as that can be seen from outside; a handshake in clear has named its
    /// messages.
    pub(super) fn closed_record(
        &mut self,
        side: usize,
        header: RecordHeader,
        at: At,
    ) -> Option<TlsRecord> {
        let is_clear = self.is_handshake_clear(side);
        let direction = &mut self.directions[side];
        let torn = std::mem::take(&mut direction.torn);
        Some(match header.content {
            ContentType::ChangeCipherSpec => {
                self.cipher_changes(side);
                TlsRecord::ChangeCipherSpec
            }
            ContentType::Alert if header.length == 2 && torn => TlsRecord::Continuation,
            ContentType::Alert if header.length == 2 => {
                let [level, description] = direction.alert;
                self.alert(side, level, TlsAlert(description), at);
                TlsRecord::Alert { level, description }
            }
            ContentType::Alert => TlsRecord::EncryptedAlert,
            ContentType::ApplicationData => {
                self.application_data(side, header.length, at);
                TlsRecord::ApplicationData
            }
            ContentType::Heartbeat => TlsRecord::Heartbeat,
            ContentType::Ssl2Hello => {
                self.client_says(side, None, at);
                TlsRecord::Handshake(CLIENT_HELLO)
            }
            ContentType::Handshake if is_clear && torn && direction.named.is_empty() => {
                TlsRecord::Continuation
            }
            ContentType::Handshake if is_clear => {
                self.seen.append(&mut direction.named);
                return None;
            }
            ContentType::Handshake => {
                direction.evidence.finished.get_or_insert(at);
                TlsRecord::EncryptedHandshake
            }
        })
    }

    /// Since TLS 1.3 every alert is fatal but for those that announce the end (RFC 8446 section 6).
    pub(super) fn alert(&mut self, side: usize, level: u8, alert: TlsAlert, at: At) {
        const FATAL: u8 = 2;
        const USER_CANCELED: TlsAlert = TlsAlert(90);
        const CLOSE_NOTIFY: TlsAlert = TlsAlert(0);
        let ends = matches!(alert, CLOSE_NOTIFY | USER_CANCELED);
        let is_fatal = level == FATAL || (self.is_tls13() && !ends);
        let direction = &mut self.directions[side];
        if alert == CLOSE_NOTIFY {
            direction.close_notify.get_or_insert(at);
        }
        let evidence = &mut direction.evidence;
        if is_fatal {
            evidence.fatal.get_or_insert((alert, at));
        } else if alert != CLOSE_NOTIFY {
            evidence.warning = Some((alert, at));
        }
    }

    pub(super) fn application_data(&mut self, side: usize, length: u16, at: At) {
        let is_client = self.client() == Some(side);
        let other = &self.directions[1 - side].evidence;
        let handshake_over = other.finished.is_some();
        let is_first_word = handshake_over && other.data == 0;
        let is_tls13 = self.is_tls13();
        let evidence = &mut self.directions[side].evidence;
        if !is_tls13 {
            evidence.finished.get_or_insert(at);
            evidence.data += 1;
        } else if !is_client {
            evidence.finished.get_or_insert(at);
            if handshake_over && length != SEALED_ALERT {
                evidence.late_record(length);
            } else if is_first_word {
                evidence.late_alert.get_or_insert(at);
            }
        } else if evidence.finished.is_some() {
            evidence.data += u64::from(length != SEALED_ALERT);
        } else if length >= SHORTEST_FINISHED {
            evidence.finished = Some(at);
        } else {
            evidence.sealed_alert.get_or_insert(at);
        }
    }
}
