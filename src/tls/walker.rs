//! Walks the records of a TLS connection, both directions, in the order of the capture.
//!
//! A record is told when its last byte has come, as Wireshark does; messages of the handshake are named until a side
//! changes its cipher, after which only their number can be seen.

use crate::model::{TlsFacts, TlsRecord, TlsRow, TlsVersion};

use super::handshake::{CLIENT_HELLO, Message, Messages, SERVER_HELLO};
use super::header::{Content, RecordHeader, begins_record, is_content};
use super::hello::{ClientHello, ServerHello};

/// TLS 1.3: changes of cipher are for show (RFC 8446 appendix D.4), what is encrypted looks like data.
const TLS13: TlsVersion = TlsVersion(0x0304);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// No TLS here, or not yet.
    #[default]
    Outside,
    /// The header of a record, as far as it has come.
    Header {
        bytes: [u8; RecordHeader::SIZE],
        have: usize,
    },
    /// Inside a record.
    Body { header: RecordHeader, left: usize },
    /// It is not known where the next record begins.
    Adrift,
}

const BETWEEN: State = State::Header {
    bytes: [0; RecordHeader::SIZE],
    have: 0,
};

/// One direction.
#[derive(Debug, Default)]
struct Direction {
    state: State,
    messages: Messages,
    /// Completed messages of the record that is being read.
    named: Vec<TlsRecord>,
    /// First bytes of the record, enough for an alert.
    start: [u8; 2],
    /// The cipher was changed, or may have been where the capture has a gap.
    cipher_changed: bool,
    /// Bytes of the record that is being read are not in the capture: where its messages begin is not known.
    torn: bool,
    /// Something of the present frame was TLS; and the frame began inside a record.
    touched: Option<bool>,
}

/// The records of a TLS connection.
#[derive(Debug)]
pub struct Walker {
    directions: [Direction; 2],
    facts: TlsFacts,
    /// Version of the latest record, which is all there is until a server has chosen one.
    record_version: Option<TlsVersion>,
    seen: Vec<TlsRecord>,
    /// Longest hello that is kept.
    cap: usize,
    found: bool,
    /// The direction of the first `ClientHello`.
    asked: Option<usize>,
}

impl Walker {
    /// A walker that keeps hellos up to `cap` bytes.
    pub fn new(cap: usize) -> Self {
        Walker {
            directions: [Direction::default(), Direction::default()],
            facts: TlsFacts::default(),
            record_version: None,
            seen: Vec::new(),
            cap,
            found: false,
            asked: None,
        }
    }

    /// A record was found.
    pub fn is_tls(&self) -> bool {
        self.found
    }

    /// Hellos that were not read because they are longer than the cap.
    pub fn hellos_too_long(&self) -> u64 {
        self.directions
            .iter()
            .map(|direction| direction.messages.too_long())
            .sum()
    }

    /// The direction that is the TLS client: the `ClientHello` came from there.
    pub fn client(&self) -> Option<usize> {
        self.asked
    }

    /// What the hellos agree on.
    pub fn facts(&self) -> &TlsFacts {
        &self.facts
    }

    /// Both hellos have been read: there is nothing more to learn, only rows to name.
    pub fn knows_all(&self) -> bool {
        self.facts.cipher_suite.is_some()
    }

    /// True if TLS has begun in that direction and has not ended.
    pub fn is_inside(&self, side: usize) -> bool {
        self.directions[side].state != State::Outside
    }

    /// The direction is clear again.
    pub fn leave(&mut self, side: usize) {
        self.directions[side] = Direction::default();
    }

    /// A new frame begins.
    pub fn begin_frame(&mut self) {
        self.seen.clear();
        self.directions.iter_mut().for_each(|d| d.touched = None);
    }

    /// What the present frame completed in that direction; `None` where it held no TLS.
    pub fn row(&self, side: usize) -> Option<TlsRow> {
        let continues = self.directions[side].touched?;
        let version = self.facts.version.or(self.record_version);
        Some(TlsRow {
            version,
            records: self.seen.clone(),
            continues,
        })
    }

    /// The row of a frame whose bytes wait for others.
    pub fn waiting_row(&self) -> TlsRow {
        TlsRow {
            version: self.facts.version.or(self.record_version),
            records: Vec::new(),
            continues: true,
        }
    }

    /// The next bytes of a direction. Outside TLS they count if they begin with a record.
    pub fn bytes(&mut self, side: usize, mut bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let state = &mut self.directions[side].state;
        if matches!(state, State::Outside | State::Adrift) {
            if !begins_record(bytes) {
                if *state == State::Adrift {
                    self.directions[side].touched.get_or_insert(false);
                    self.seen.push(TlsRecord::Continuation);
                } else {
                    // Clear text: no handshake was lost before it.
                    self.directions[side].cipher_changed = false;
                }
                return;
            }
            *state = BETWEEN;
        }
        let direction = &mut self.directions[side];
        let between = direction.state == BETWEEN;
        if between && !is_content(bytes[0]) {
            return self.leave(side);
        }
        self.found = true;
        direction.touched.get_or_insert(!between);
        while !bytes.is_empty() {
            let used = self.step(side, bytes);
            bytes = &bytes[used..];
        }
    }

    /// Bytes of a direction that are not in the capture.
    pub fn gap(&mut self, side: usize, len: u64) {
        let direction = &mut self.directions[side];
        direction.messages.forget();
        direction.state = match (direction.state, usize::try_from(len)) {
            (State::Body { header, left }, Ok(len)) if len < left => {
                direction.torn = true;
                State::Body {
                    header,
                    left: left - len,
                }
            }
            (state, len) => {
                direction.named.clear();
                direction.torn = false;
                match (state, len) {
                    (State::Body { header, left }, Ok(len)) if len == left => {
                        direction.cipher_changed |= header.content == Content::ChangeCipherSpec;
                        BETWEEN
                    }
                    // A change of cipher may be among what is lost.
                    (state, _) => {
                        direction.cipher_changed = true;
                        if state == State::Outside {
                            State::Outside
                        } else {
                            State::Adrift
                        }
                    }
                }
            }
        };
    }

    fn step(&mut self, side: usize, bytes: &[u8]) -> usize {
        match self.directions[side].state {
            // CCC (RFC 4217 section 12.3): after a record something that is no record.
            State::Header { have: 0, .. } if !is_content(bytes[0]) => {
                self.directions[side].state = State::Outside;
                bytes.len()
            }
            State::Header {
                bytes: mut header,
                mut have,
            } => {
                header[have] = bytes[0];
                have += 1;
                self.directions[side].state = match RecordHeader::parse(&header) {
                    _ if have < RecordHeader::SIZE => State::Header {
                        bytes: header,
                        have,
                    },
                    Some(header) => self.begin_record(header),
                    None => {
                        self.seen.push(TlsRecord::Continuation);
                        self.directions[side].cipher_changed = true;
                        State::Adrift
                    }
                };
                1
            }
            State::Body { header, left } => {
                let taken = left.min(bytes.len());
                self.contents(side, header, left, &bytes[..taken]);
                self.directions[side].state = State::Body {
                    header,
                    left: left - taken,
                };
                if taken == left {
                    self.end_record(side, header);
                    self.directions[side].state = BETWEEN;
                }
                taken
            }
            State::Outside | State::Adrift => bytes.len(),
        }
    }

    fn begin_record(&mut self, header: RecordHeader) -> State {
        self.record_version = Some(TlsVersion(header.version));
        State::Body {
            header,
            left: usize::from(header.length),
        }
    }

    /// Looks at a piece of a record's contents.
    fn contents(&mut self, side: usize, header: RecordHeader, left: usize, piece: &[u8]) {
        let direction = &mut self.directions[side];
        let offset = usize::from(header.length) - left;
        for (place, &byte) in direction.start.iter_mut().skip(offset).zip(piece) {
            *place = byte;
        }
        let is_clear = !direction.cipher_changed || self.facts.version == Some(TLS13);
        if header.content != Content::Handshake || direction.torn || !is_clear {
            return;
        }
        let (facts, named, asked) = (&mut self.facts, &mut direction.named, &mut self.asked);
        direction.messages.push(piece, self.cap, &mut |message| {
            if message.kind == CLIENT_HELLO {
                asked.get_or_insert(side);
            }
            named.push(name(&message, facts));
        });
    }

    fn end_record(&mut self, side: usize, header: RecordHeader) {
        let direction = &mut self.directions[side];
        let torn = std::mem::take(&mut direction.torn);
        let record = match header.content {
            Content::ChangeCipherSpec => {
                direction.cipher_changed = true;
                direction.messages.forget();
                TlsRecord::ChangeCipherSpec
            }
            Content::Alert if header.length == 2 && torn => TlsRecord::Continuation,
            Content::Alert if header.length == 2 => TlsRecord::Alert {
                level: direction.start[0],
                description: direction.start[1],
            },
            Content::Alert => TlsRecord::EncryptedAlert,
            Content::ApplicationData => TlsRecord::ApplicationData,
            Content::Heartbeat => TlsRecord::Heartbeat,
            Content::Handshake => {
                let is_clear = !direction.cipher_changed || self.facts.version == Some(TLS13);
                if is_clear && torn && direction.named.is_empty() {
                    self.seen.push(TlsRecord::Continuation);
                    return;
                }
                if is_clear {
                    self.seen.append(&mut direction.named);
                    return;
                }
                TlsRecord::EncryptedHandshake
            }
        };
        self.seen.push(record);
    }
}

/// Notes what a hello tells.
fn name(message: &Message, facts: &mut TlsFacts) -> TlsRecord {
    let body = message.body.as_deref().unwrap_or_default();
    match message.kind {
        CLIENT_HELLO => {
            if let Some(hello) = ClientHello::parse(body) {
                facts.server_name = facts.server_name.take().or(hello.server_name);
            }
        }
        SERVER_HELLO => {
            if let Some(hello) = ServerHello::parse(body) {
                facts.version = Some(hello.version);
                facts.cipher_suite = Some(hello.cipher_suite);
                if hello.retry {
                    return TlsRecord::HelloRetryRequest;
                }
            }
        }
        _ => {}
    }
    TlsRecord::Handshake(message.kind)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CAP: usize = 1 << 16;

    fn record(content: u8, body: &[u8]) -> Vec<u8> {
        let mut record = vec![content, 3, 3];
        record.extend((body.len() as u16).to_be_bytes());
        record.extend(body);
        record
    }

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let mut message = (body.len() as u32).to_be_bytes().to_vec();
        message[0] = kind;
        message.extend(body);
        message
    }

    fn server_hello() -> Vec<u8> {
        let mut body = vec![3, 3];
        body.extend([9; 32]);
        body.extend([0, 0xc0, 0x30, 0]);
        message(SERVER_HELLO, &body)
    }

    /// What chunks of one direction come to, frame by frame.
    fn walk(walker: &mut Walker, side: usize, chunks: &[&[u8]]) -> Vec<Option<TlsRow>> {
        let take = |chunk: &&[u8]| {
            walker.begin_frame();
            walker.bytes(side, chunk);
            walker.row(side)
        };
        chunks.iter().map(take).collect()
    }

    fn records(rows: Vec<Option<TlsRow>>) -> Vec<TlsRecord> {
        rows.into_iter()
            .flatten()
            .flat_map(|row| row.records)
            .collect()
    }

    #[test]
    fn a_flight_is_named_until_the_cipher_changes() {
        let mut wire = record(22, &[server_hello(), message(11, b"certificate")].concat());
        wire.extend(record(20, &[1]));
        wire.extend(record(22, &[0x5a; 40]));
        wire.extend(record(21, &[0; 26]));
        wire.extend(record(21, &[2, 40]));
        let mut walker = Walker::new(CAP);
        let rows = walk(&mut walker, 1, &[&wire]);
        assert_eq!(rows[0].as_ref().unwrap().version, Some(TlsVersion(0x0303)));
        assert_eq!(
            records(rows),
            [
                TlsRecord::Handshake(2),
                TlsRecord::Handshake(11),
                TlsRecord::ChangeCipherSpec,
                TlsRecord::EncryptedHandshake,
                TlsRecord::EncryptedAlert,
                TlsRecord::Alert {
                    level: 2,
                    description: 40
                },
            ]
        );
        assert_eq!(walker.facts().cipher_suite, Some(0xc030));
    }

    #[test]
    fn a_record_is_told_where_it_ends() {
        let wire = record(23, &[7; 100]);
        let mut walker = Walker::new(CAP);
        let rows = walk(
            &mut walker,
            0,
            &[
                &wire[..20],
                &wire[20..50],
                &[&wire[50..], &wire[..3]].concat(),
            ],
        );
        let told: Vec<(usize, bool)> = rows
            .iter()
            .flatten()
            .map(|row| (row.records.len(), row.continues))
            .collect();
        assert_eq!(told, [(0, false), (0, true), (1, true)]);
    }

    #[test]
    fn text_after_a_record_ends_it_all() {
        let mut walker = Walker::new(CAP);
        let rows = walk(
            &mut walker,
            0,
            &[
                b"AUTH TLS\r\n",
                &record(23, &[7; 9]),
                b"PWD\r\n",
                &record(23, &[7; 9]),
            ],
        );
        let told: Vec<bool> = rows.iter().map(Option::is_some).collect();
        assert_eq!(told, [false, true, false, true]);
    }

    #[test]
    fn a_gap_inside_a_record_hides_nothing_else() {
        let mut walker = Walker::new(CAP);
        let wire = record(23, &[7; 100]);
        walk(&mut walker, 0, &[&wire[..50]]);
        walker.gap(0, 55);
        assert_eq!(
            records(walk(&mut walker, 0, &[&wire])),
            [TlsRecord::ApplicationData]
        );
        walker.gap(0, 5);
        assert_eq!(
            records(walk(&mut walker, 0, &[&wire[10..]])),
            [TlsRecord::Continuation]
        );
        assert_eq!(
            records(walk(&mut walker, 0, &[&wire])),
            [TlsRecord::ApplicationData]
        );
    }

    #[test]
    fn a_gap_at_the_end_of_a_record_ends_it() {
        let mut walker = Walker::new(CAP);
        let wire = record(22, &[server_hello(), message(11, b"certificate")].concat());
        walk(&mut walker, 0, &[&wire[..wire.len() - 5]]);
        walker.gap(0, 5);
        assert_eq!(
            records(walk(&mut walker, 0, &[&record(22, &message(14, b""))])),
            [TlsRecord::Handshake(14)]
        );
        walk(&mut walker, 0, &[&record(20, &[1])[..5]]);
        walker.gap(0, 1);
        assert_eq!(
            records(walk(&mut walker, 0, &[&record(22, &[0; 40])])),
            [TlsRecord::EncryptedHandshake]
        );
    }

    #[test]
    fn a_gap_that_may_hide_a_change_of_cipher_hides_the_handshake() {
        let hello = record(22, &server_hello());
        let unlike = {
            let mut body = vec![3, 1];
            body.extend([9; 32]);
            body.extend([0, 0, 5, 0]);
            record(22, &message(SERVER_HELLO, &body))
        };
        for begun in [&hello[..], &hello[..20], b""] {
            let mut walker = Walker::new(CAP);
            walk(&mut walker, 1, &[begun]);
            walker.gap(1, 100);
            let facts = walker.facts().clone();
            assert_eq!(
                records(walk(&mut walker, 1, &[&unlike])),
                [TlsRecord::EncryptedHandshake]
            );
            assert_eq!(walker.facts(), &facts);
        }
        let mut walker = Walker::new(CAP);
        walker.gap(1, 100);
        assert_eq!(
            records(walk(&mut walker, 1, &[b"234 go", &hello])),
            [TlsRecord::Handshake(2)]
        );
        assert_eq!(walker.facts().cipher_suite, Some(0xc030));
    }

    #[test]
    fn a_torn_record_names_nothing() {
        let mut walker = Walker::new(CAP);
        let certificate = record(22, &message(11, &[server_hello(), server_hello()].concat()));
        walk(&mut walker, 1, &[&certificate[..9]]);
        walker.gap(1, server_hello().len() as u64);
        let rest = &certificate[9 + server_hello().len()..];
        assert_eq!(
            records(walk(&mut walker, 1, &[rest])),
            [TlsRecord::Continuation]
        );
        assert_eq!(walker.facts().version, None);
    }

    proptest! {
        #[test]
        fn chunks_and_hostile_bytes_make_no_difference(
            noise in prop::collection::vec(any::<u8>(), 0..120),
            cut in 3usize..200,
        ) {
            let hello = record(22, &[server_hello(), message(4, &noise)].concat());
            let wire = [hello, record(20, &[1]), record(22, &[&[1][..], &noise].concat())].concat();
            let cut = cut.min(wire.len());
            let (mut whole, mut parts) = (Walker::new(CAP), Walker::new(CAP));
            let expected = records(walk(&mut whole, 0, &[&wire]));
            prop_assert_eq!(records(walk(&mut parts, 0, &[&wire[..cut], &wire[cut..]])), expected);
            prop_assert_eq!(whole.facts(), parts.facts());
            walk(&mut parts, 0, &[&noise]);
            let mut hostile = Walker::new(CAP);
            walk(&mut hostile, 1, &[&[&[22, 3, 1][..], &noise].concat()]);
        }
    }
}
