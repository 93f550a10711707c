//! What the capture layer hands on: one captured frame, borrowed from the reader's buffer.

/// A point in capture time: nanoseconds since 1970-01-01T00:00:00Z. Nobody in this crate reads the wall clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

impl Time {
    /// Nanoseconds from `earlier` to `self`; negative where the capture's clock ran backwards.
    pub fn since(self, earlier: Time) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A link type as registered for pcap and pcapng (LINKTYPE_*), without the FCS bits of the classic header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkType(pub u16);

impl LinkType {
    /// For a link that a capture format knows and the LINKTYPE registry does not; no registered value is this one.
    pub const UNREGISTERED: LinkType = LinkType(u16::MAX);
}

/// One captured frame. The bytes live in the reader's buffer until the next frame is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Number in the merged capture, from 1, as Wireshark's `No.`
    pub number: u64,
    /// When it was captured.
    pub time: Time,
    /// What the bytes begin with.
    pub link: LinkType,
    /// The captured bytes; fewer than `wire_len` where the snap length cut the frame.
    pub data: &'a [u8],
    /// Bytes that were on the wire.
    pub wire_len: u32,
    /// Index of the file in the capture's list of files.
    pub file: u32,
    /// Number within that file, from 1.
    pub number_in_file: u64,
}
