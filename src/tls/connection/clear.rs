//! Clear text, up to where TLS begins.

use crate::tls::reader::{RecordReader, find_record};
use crate::tls::record::{BEGINNING, begins_handshake, begins_hello, begins_record, may_begin};

use super::direction::{Arrival, Phase, RecordPosition};
use super::{Begins, TlsConnection, TlsPiece};

/// Content type of a handshake.
const HANDSHAKE: u8 = 22;

impl TlsConnection {
    /// Clear text up to a place where TLS may begin.
    pub(super) fn clear(
        &mut self,
        arrival: Arrival,
        place: RecordPosition,
        out: &mut impl FnMut(usize, TlsPiece),
    ) -> usize {
        let Arrival { side, bytes, .. } = arrival;
        if self.may_begin_at(side, place) {
            if place == RecordPosition::BehindGap && self.enter_amid_records(arrival, out) {
                return 0;
            }
            if begins_hello(bytes) {
                // whatever is missing before it, no cipher was changed there
                self.directions[side].cipher_changed = false;
            }
            if may_begin(bytes[0]) {
                self.directions[side].phase = Phase::Probing {
                    bytes: [0; BEGINNING],
                    have: 0,
                };
                return 0;
            }
        }
        let used = self.speech(bytes);
        self.speak(arrival.up_to(used), out);
        used
    }

    fn may_begin_at(&self, side: usize, place: RecordPosition) -> bool {
        match (self.begins, place) {
            (_, RecordPosition::Inside) => false,
            (Begins::WithStream, RecordPosition::BehindGap) => {
                self.directions[side].fed == 0 || self.is_inside(1 - side)
            }
            (_, RecordPosition::Beginning)
            | (Begins::WithLine | Begins::Before, RecordPosition::BehindGap) => true,
        }
    }

    /// Behind a gap: true where these bytes begin within a record, or between two. A record that
    /// begins with them is read from there, any other is searched.
    fn enter_amid_records(
        &mut self,
        arrival: Arrival,
        out: &mut impl FnMut(usize, TlsPiece),
    ) -> bool {
        let Arrival { side, bytes, .. } = arrival;
        // a handshake that is read from its first byte on tells more
        if begins_handshake(bytes) {
            return false;
        }
        let record = find_record(bytes);
        if record.is_none() && self.begins != Begins::Before {
            return false;
        }
        let start = self.directions[side].fed;
        self.enter(arrival, (RecordReader::astray(), start), out);
        if record != Some(0) {
            self.begin_resync(side, true);
        }
        true
    }

    /// How many bytes are clear text, whatever they are.
    fn speech(&self, bytes: &[u8]) -> usize {
        if self.begins != Begins::WithLine {
            return bytes.len();
        }
        memchr::memchr_iter(b'\n', bytes)
            .map(|line_end| line_end + 1)
            .find(|&next| bytes.get(next).is_some_and(|&byte| may_begin(byte)))
            .unwrap_or(bytes.len())
    }

    pub(super) fn speak(
        &mut self,
        Arrival { side, bytes, at }: Arrival,
        out: &mut impl FnMut(usize, TlsPiece),
    ) {
        let at_line = self.begins == Begins::WithLine && bytes.ends_with(b"\n");
        let direction = &mut self.directions[side];
        direction.phase = Phase::Clear(if at_line {
            RecordPosition::Beginning
        } else {
            RecordPosition::Inside
        });
        // no handshake was lost before it
        direction.cipher_changed = false;
        direction.spoke = true;
        direction.evidence.clear.get_or_insert(at);
        out(side, TlsPiece::Clear(bytes));
    }

    /// Takes one more byte with which TLS may begin.
    pub(super) fn probe(
        &mut self,
        arrival: Arrival,
        (mut known, have): ([u8; BEGINNING], usize),
        out: &mut impl FnMut(usize, TlsPiece),
    ) {
        let Arrival { side, bytes, at } = arrival;
        known[have] = bytes[0];
        let have = have + 1;
        self.directions[side].phase = Phase::Probing { bytes: known, have };
        if have < BEGINNING {
            return;
        }
        if begins_record(&known) {
            // the last of these bytes is not yet counted
            let start = (self.directions[side].fed + 1).saturating_sub(BEGINNING as u64);
            if known[0] == HANDSHAKE {
                self.begins_anew(side);
            }
            let reader = self.enter(arrival, (RecordReader::between(), start), out);
            let bytes = &known;
            self.records(Arrival { side, bytes, at }, reader, out);
        } else {
            self.finish_text(side, at, out);
        }
    }
}
