//! The table of capture formats.

use super::format::FormatEntry;
use super::{erf, netmon, pcap, pcapng, snoop};
#[cfg(feature = "archive")]
use crate::model::Container;

/// Every format, recognised by its first bytes. A new one is one file and one line here. One
/// without a magic comes last.
pub(super) const FORMATS: [FormatEntry; 5] = [
    pcap::ENTRY,
    pcapng::ENTRY,
    snoop::ENTRY,
    netmon::ENTRY,
    erf::ENTRY,
];

/// The names of the capture formats that can be read, as people write them.
pub fn formats() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|entry| entry.name)
}

/// What their files are.
#[cfg(feature = "archive")]
pub(crate) fn containers() -> impl Iterator<Item = Container> {
    FORMATS.iter().map(|entry| entry.container)
}

/// `pcap, pcapng or snoop`
pub(super) fn names() -> String {
    listed(FORMATS.iter().map(|entry| entry.name))
}

/// `a, b or c`
pub(super) fn listed(names: impl ExactSizeIterator<Item = &'static str>) -> String {
    let last = names.len().saturating_sub(1);
    let mut text = String::new();
    for (index, name) in names.enumerate() {
        text.push_str(match index {
            0 => "",
            _ if index == last => " or ",
            _ => ", ",
        });
        text.push_str(name);
    }
    text
}
