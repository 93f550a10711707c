//! What each side of a connection sent, counted, and in which order, in the letters of Zeek's
//! `conn.log`.
//!
//! The letters: `s` SYN, `h` SYN with ACK, `a` an ACK alone, `d` payload, `f` FIN, `r` RST, `i` FIN
//! and RST at once, `q` SYN with FIN or RST, `t` payload once more, `w` a window of zero, `g` bytes
//! that are missing. Those of the opener are written in upper case. `a`, `d`, `i` and `q` stand
//! once for each side; `s`, `h`, `f` and `r` again where the sequence number is another one; of
//! `t`, `w` and `g` the first, the tenth, the hundredth and so on, as Zeek does it. A `^` stands in
//! front where the first segment came from the responder, a SYN with ACK for one: the capture
//! begins in the middle, and who opened the connection is known by other signs. Zeek's `c`, a wrong
//! checksum, is not written: a segment with one is dropped where checksums are verified, and else
//! nobody looks. Its `x`, a connection given up while it goes on, does not happen here. There is
//! room for 32 letters: a connection that has more of them says nothing new by them.

use crate::decode::{Flags, Segment};
use crate::model::SentCounts;

use super::key::Side;
use super::stream::Arrival;

/// Letters that are kept.
const MOST: usize = 32;
/// Marks the letters of [`Side::High`].
const HIGH: u8 = 0x80;
/// Bytes of a TCP header without options.
const TCP_HEADER: u64 = 20;

/// The counts and letters of a connection.
#[derive(Clone, Debug, Default)]
pub struct History {
    letters: [u8; MOST],
    len: u8,
    /// Who sent the first segment.
    first: Option<Side>,
    sides: [SideHistory; 2],
}

/// What is remembered of one side.
#[derive(Clone, Copy, Debug, Default)]
struct SideHistory {
    sent: SentCounts,
    /// Letters that stand already, by [`letter_bit`].
    seen: u16,
    /// Sequence numbers of the last SYN, FIN and RST that have a letter.
    last: [u32; 3],
    /// Segments that brought payload once more, that had a window of zero, and gaps.
    repeats: u32,
    closed_windows: u32,
    gaps: u32,
}

impl History {
    /// Takes a segment that `sender` sent, and what its stream made of it.
    pub fn segment(&mut self, segment: &Segment, sender: Side, arrival: &Arrival) {
        self.first.get_or_insert(sender);
        let side = &mut self.sides[sender.index()];
        side.sent.frames += 1;
        side.sent.ip_bytes += u64::from(segment.ip_header)
            + TCP_HEADER
            + segment.options.len() as u64
            + u64::from(segment.len());
        side.sent.flags |= segment.flags.0 as u8;
        // a packet that the capture holds once more happened once
        if segment.copy_of.is_some() {
            return;
        }
        self.flags(segment, sender);
        if arrival.repeated > 0 && arrival.new == 0 {
            self.count(b't', sender, |side| &mut side.repeats);
        }
        if segment.window == 0 && !segment.flags.rst() {
            self.count(b'w', sender, |side| &mut side.closed_windows);
        }
    }

    /// Bytes of `sender` are missing.
    pub fn gap(&mut self, sender: Side) {
        self.count(b'g', sender, |side| &mut side.gaps);
    }

    /// What a side sent.
    pub fn sent(&self, side: Side) -> SentCounts {
        self.sides[side.index()].sent
    }

    /// The letters, in upper case those of the opener; `^` in front where the other side was seen
    /// first.
    pub fn letters(&self, opener: Side) -> Box<str> {
        let is_flipped = self.first.is_some_and(|first| first != opener);
        let mut letters = self.letters;
        let letters = &mut letters[..usize::from(self.len)];
        for letter in &mut *letters {
            let is_openers = (*letter & HIGH != 0) == (opener == Side::High);
            *letter &= !HIGH;
            if is_openers {
                letter.make_ascii_uppercase();
            }
        }
        // all of them are ASCII
        let letters = str::from_utf8(letters).unwrap_or_default();
        if is_flipped {
            format!("^{letters}").into()
        } else {
            letters.into()
        }
    }

    fn flags(&mut self, segment: &Segment, sender: Side) {
        let flags = segment.flags;
        match (flags.syn(), flags.fin(), flags.rst()) {
            (false, true, true) => self.once(b'i', sender),
            (true, true, _) | (true, _, true) => self.once(b'q', sender),
            (true, false, false) if flags.ack() => self.numbered(b'h', sender, 0, segment.seq),
            (true, false, false) => self.numbered(b's', sender, 0, segment.seq),
            (false, true, false) => {
                // counted from the end of what the segment carries: a FIN that comes again may
                // carry less
                let end = segment.seq.wrapping_add(segment.len());
                self.numbered(b'f', sender, 1, end);
            }
            (false, false, true) => self.numbered(b'r', sender, 2, segment.seq),
            (false, false, false) if !segment.is_empty() => self.once(b'd', sender),
            (false, false, false) if flags.any(Flags::ACK) => self.once(b'a', sender),
            (false, false, false) => {}
        }
    }

    /// A letter that stands once for each side.
    fn once(&mut self, letter: u8, sender: Side) {
        let seen = &mut self.sides[sender.index()].seen;
        if *seen & letter_bit(letter) == 0 {
            *seen |= letter_bit(letter);
            self.push(letter, sender);
        }
    }

    /// A letter that stands again where its number is another one.
    fn numbered(&mut self, letter: u8, sender: Side, kind: usize, number: u32) {
        let side = &mut self.sides[sender.index()];
        let is_new = side.seen & letter_bit(letter) == 0 || side.last[kind] != number;
        side.seen |= letter_bit(letter);
        side.last[kind] = number;
        if is_new {
            self.push(letter, sender);
        }
    }

    /// A letter that stands for the first time, the tenth, the hundredth.
    fn count(&mut self, letter: u8, sender: Side, counter: fn(&mut SideHistory) -> &mut u32) {
        let counter = counter(&mut self.sides[sender.index()]);
        *counter = counter.saturating_add(1);
        let is_power_of_ten = 10_u32.pow(counter.ilog10()) == *counter;
        if is_power_of_ten {
            self.push(letter, sender);
        }
    }

    fn push(&mut self, letter: u8, sender: Side) {
        if let Some(place) = self.letters.get_mut(usize::from(self.len)) {
            let mark = if sender == Side::High { HIGH } else { 0 };
            *place = letter | mark;
            self.len += 1;
        }
    }
}

fn letter_bit(letter: u8) -> u16 {
    match letter {
        b's' => 1,
        b'h' => 2,
        b'a' => 4,
        b'd' => 8,
        b'f' => 16,
        b'r' => 32,
        b'i' => 64,
        _ => 128,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tcp::testing::*;

    /// The letters of segments, each with its sender; what brings nothing new is marked.
    fn letters(segments: &[(Side, Segment<'static>, bool)]) -> String {
        let mut history = History::default();
        for (sender, segment, again) in segments {
            let arrival = Arrival {
                repeated: u64::from(*again),
                ..Arrival::default()
            };
            history.segment(segment, *sender, &arrival);
        }
        history.letters(Side::Low).into()
    }

    fn sent(flags: u16, seq: u32, payload: &'static [u8]) -> Segment<'static> {
        Segment {
            flags: Flags(flags),
            window: 100,
            ..segment(0, seq, 0, payload)
        }
    }

    #[test]
    fn a_whole_connection_is_told_in_zeeks_letters() {
        use Side::{High, Low};
        let story = [
            (Low, sent(Flags::SYN, 1, b""), false),
            (Low, sent(Flags::SYN, 1, b""), false),
            (High, sent(Flags::SYN | Flags::ACK, 5, b""), false),
            (Low, sent(Flags::ACK, 2, b""), false),
            (High, sent(Flags::ACK, 6, b"220"), false),
            (Low, sent(Flags::ACK, 2, b""), false),
            (High, sent(Flags::ACK, 6, b"220"), true),
            (Low, sent(Flags::ACK, 2, b"QUIT"), false),
            (High, sent(Flags::ACK, 9, b""), false),
            (Low, sent(Flags::FIN | Flags::ACK, 6, b""), false),
            (High, sent(Flags::FIN | Flags::ACK, 9, b""), false),
            (High, sent(Flags::RST, 10, b""), false),
        ];
        assert_eq!(letters(&story), "ShAdtDaFfr");
    }

    #[test]
    fn a_connection_whose_responder_is_seen_first_is_marked() {
        use Side::{High, Low};
        let story = [
            (High, sent(Flags::SYN | Flags::ACK, 5, b""), false),
            (Low, sent(Flags::ACK, 2, b""), false),
            (High, sent(Flags::ACK, 6, b"220"), false),
        ];
        assert_eq!(letters(&story), "^hAd");
    }

    #[test]
    fn what_comes_often_has_a_letter_for_each_power_of_ten() {
        let again = (Side::Low, sent(Flags::ACK, 1, b"x"), true);
        assert_eq!(letters(&vec![again; 120]), "DTTT");
        let odd = [Flags::SYN | Flags::RST, Flags::FIN | Flags::RST];
        let odd = odd.map(|flags| (Side::Low, sent(flags, 1, b""), false));
        assert_eq!(letters(&odd), "QI");
    }

    #[test]
    fn many_letters_take_no_more_room() {
        let resets: Vec<_> = (0..1000)
            .map(|number| (Side::Low, sent(Flags::RST, number, b""), false))
            .collect();
        assert_eq!(letters(&resets).len(), MOST);
    }
}
