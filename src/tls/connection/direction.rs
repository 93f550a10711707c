//! What is known of one direction.

use std::collections::VecDeque;

use crate::model::{At, TlsRecord};
use crate::tls::evidence::Evidence;
use crate::tls::handshake::HandshakeMessages;
use crate::tls::reader::RecordReader;
use crate::tls::record::BEGINNING;

use super::opened::OpenedRecord;
use super::resync::RecordSearch;

/// Where one direction stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Phase {
    Clear(RecordPosition),
    /// Bytes with which TLS may begin.
    Probing {
        bytes: [u8; BEGINNING],
        have: usize,
    },
    Tls(RecordReader),
    /// In TLS, behind a gap: the next record is looked for.
    Searching,
}

/// Bytes of a direction, and the frame that brought them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival<'b> {
    pub(super) side: usize,
    pub(super) bytes: &'b [u8],
    pub(super) at: At,
}

impl Arrival<'_> {
    /// The first of them.
    pub(super) fn up_to(self, len: usize) -> Self {
        Arrival {
            bytes: &self.bytes[..len],
            ..self
        }
    }
}

/// Where in clear text the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecordPosition {
    /// Where TLS may begin.
    Beginning,
    /// Where it may not.
    Inside,
    /// What comes before it is not in the capture.
    BehindGap,
}

/// One direction.
#[derive(Debug)]
pub(super) struct TlsDirection {
    pub(super) phase: Phase,
    pub(super) messages: HandshakeMessages,
    /// Completed messages of the record that is being read.
    pub(super) named: Vec<TlsRecord>,
    /// First bytes of the record, enough for an alert.
    pub(super) alert: [u8; 2],
    /// The cipher was changed, or may have been where the capture has a gap.
    pub(super) cipher_changed: bool,
    /// Bytes of the record that is being read are not in the capture: where its messages begin is
    /// not known.
    pub(super) torn: bool,
    /// Something of the present frame was TLS; and the frame began inside a record.
    pub(super) touched: Option<bool>,
    /// Something of the present frame was clear text.
    pub(super) spoke: bool,
    pub(super) evidence: Evidence,
    /// Records whose end was seen, or is missing; and those among them that stay sealed.
    pub(super) records: u64,
    pub(super) sealed: u64,
    /// Bytes that were given so far, those counted that are missing.
    pub(super) fed: u64,
    /// Where the present record begins, and how far it was read.
    pub(super) start: u64,
    pub(super) cursor: u64,
    /// Its contents, where they may be opened; of a torn one what came last.
    pub(super) body: Vec<u8>,
    /// Records that wait for a hello.
    pub(super) waiting: VecDeque<OpenedRecord>,
    /// Bytes of those.
    pub(super) waiting_bytes: usize,
    pub(super) resync: Option<Box<RecordSearch>>,
    /// Bytes are missing before the next record, and nobody knows how many records.
    pub(super) behind_gap: bool,
    /// Where the first bytes of a cipher stand that cannot be opened for what is missing, as long
    /// as nothing opened.
    pub(super) unopened: Option<u64>,
    /// Records that stayed sealed, as long as none has opened.
    pub(super) locked: Vec<At>,
    /// The direction was ended by `close_notify`.
    pub(super) close_notify: Option<At>,
    /// What records hold that the present frame completed: of application data so many bytes, and
    /// of a control channel the text.
    pub(super) plain: u64,
    pub(super) text: Vec<u8>,
}

impl TlsDirection {
    pub(super) fn new(place: RecordPosition) -> Self {
        TlsDirection {
            phase: Phase::Clear(place),
            messages: HandshakeMessages::default(),
            named: Vec::new(),
            alert: [0; 2],
            cipher_changed: false,
            torn: false,
            touched: None,
            spoke: false,
            evidence: Evidence::default(),
            records: 0,
            sealed: 0,
            fed: 0,
            start: 0,
            cursor: 0,
            body: Vec::new(),
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            resync: None,
            behind_gap: false,
            unopened: None,
            locked: Vec::new(),
            close_notify: None,
            plain: 0,
            text: Vec::new(),
        }
    }

    pub(super) fn is_tls(&self) -> bool {
        matches!(self.phase, Phase::Tls(_) | Phase::Searching)
    }

    /// The record that is being read names nothing more.
    pub(super) fn drop_record(&mut self) {
        self.messages.forget();
        self.named.clear();
        self.body.clear();
        self.torn = false;
    }
}
