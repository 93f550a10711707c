//! What went over a connection in numbers, and how it came to an end, in the words that other tools
//! have for it.

use super::{Connection, Handshake};

/// What one end of a connection sent.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SentCounts {
    /// Frames, the capture's copies of them included.
    pub frames: u64,
    /// Bytes of their innermost IP packets on the wire, headers included (of IPv6 without extension
    /// headers).
    pub ip_bytes: u64,
    /// The lower eight control bits of its TCP headers (RFC 9293 section 3.1), each set if it ever
    /// was.
    pub flags: u8,
}

impl SentCounts {
    const FIN: u8 = 0x01;
    const SYN: u8 = 0x02;
    const RST: u8 = 0x04;

    /// One of them was a FIN.
    pub(crate) fn fin(&self) -> bool {
        self.flags & SentCounts::FIN != 0
    }

    /// One of them was a RST.
    pub(crate) fn rst(&self) -> bool {
        self.flags & SentCounts::RST != 0
    }

    /// One of them was a SYN, with ACK or without.
    pub fn syn(&self) -> bool {
        self.flags & SentCounts::SYN != 0
    }
}

/// What stands between the frame and the innermost IP packet.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encapsulation {
    /// Numbers of virtual LANs (IEEE 802.1Q), the outermost first.
    pub vlans: Vec<u16>,
    /// Names of tunnels and of other tags, the outermost first.
    #[cfg_attr(
        feature = "archive",
        borsh(
            serialize_with = "super::interned::write_list",
            deserialize_with = "super::interned::read_list"
        )
    )]
    pub tunnels: Vec<&'static str>,
}

/// How a connection went, as Zeek's `conn_state` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConnState {
    /// A SYN, and no answer.
    S0,
    /// Opened, and not closed.
    S1,
    /// Opened, and closed by both ends.
    Sf,
    /// A SYN, answered by RST.
    Rej,
    /// Opened, and closed by the opener alone.
    S2,
    /// Opened, and closed by the listener alone.
    S3,
    /// Opened, and reset by the opener.
    Rsto,
    /// Opened, and reset by the listener.
    Rstr,
    /// A SYN, then a RST of the opener, and no answer of the listener between them.
    Rstos0,
    /// A RST of the listener; no SYN of the opener was seen.
    Rstrh,
    /// A SYN, then a FIN of the opener, and no answer of the listener.
    Sh,
    /// A FIN of the listener; no SYN of the opener was seen.
    Shr,
    /// None of these: the capture has a part of it.
    Oth,
}

impl ConnState {
    /// As Zeek writes it.
    pub fn name(self) -> &'static str {
        match self {
            ConnState::S0 => "S0",
            ConnState::S1 => "S1",
            ConnState::Sf => "SF",
            ConnState::Rej => "REJ",
            ConnState::S2 => "S2",
            ConnState::S3 => "S3",
            ConnState::Rsto => "RSTO",
            ConnState::Rstr => "RSTR",
            ConnState::Rstos0 => "RSTOS0",
            ConnState::Rstrh => "RSTRH",
            ConnState::Sh => "SH",
            ConnState::Shr => "SHR",
            ConnState::Oth => "OTH",
        }
    }
}

impl Connection {
    /// How it went, in Zeek's word for it. A RST behind the FINs of both ends changes nothing, as
    /// some systems send it to forget the connection at once.
    pub fn conn_state(&self) -> ConnState {
        let [by_opener, by_listener] = &self.flows;
        let [asked, answered] = [self.sent_by[0].syn(), self.sent_by[1].syn()];
        let closed = [by_opener.fin, by_listener.fin];
        let [reset, refused] = [by_opener, by_listener].map(|flow| {
            flow.reset
                .is_some_and(|reset| !closed.iter().all(|fin| fin.is_some_and(|at| at < reset.at)))
        });
        let nothing_sent = self.sent == [0, 0];
        match (closed[0].is_some(), closed[1].is_some()) {
            _ if refused && asked && !answered && nothing_sent => ConnState::Rej,
            _ if refused && !asked => ConnState::Rstrh,
            _ if refused => ConnState::Rstr,
            _ if reset && !answered => ConnState::Rstos0,
            _ if reset => ConnState::Rsto,
            (true, true) => ConnState::Sf,
            (true, false) if !answered => ConnState::Sh,
            (true, false) => ConnState::S2,
            (false, true) if !asked => ConnState::Shr,
            (false, true) => ConnState::S3,
            (false, false) if asked && self.sent_by[1].frames == 0 => ConnState::S0,
            (false, false) if self.handshake == Handshake::Complete => ConnState::S1,
            (false, false) => ConnState::Oth,
        }
    }

    /// Nanoseconds from its first frame to its last.
    pub fn duration(&self) -> i64 {
        self.last.time.since(self.first.time)
    }
}
