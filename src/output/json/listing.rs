//! What the listings of a session say of files.

use serde::Serialize;

use crate::model::{ListedFile, Listing, Transfer, TransferId};
use crate::text::names;

use super::{Wire, wire};

#[derive(Serialize)]
pub(super) struct ListingJson<'a> {
    transfer: TransferId,
    path: Option<Wire<'a>>,
    entries: Vec<EntryJson<'a>>,
    left_out: u64,
}

impl<'a> ListingJson<'a> {
    /// That of a transfer, where it was read.
    pub(super) fn of(transfer: &'a Transfer) -> Option<Self> {
        let Listing { entries, left_out } = &**transfer.listing.as_ref()?;
        Some(ListingJson {
            transfer: transfer.id,
            path: wire(transfer.path.as_ref()),
            entries: entries.iter().map(EntryJson::from).collect(),
            left_out: *left_out,
        })
    }
}

#[derive(Serialize)]
struct EntryJson<'a> {
    path: Wire<'a>,
    #[serde(rename = "type")]
    kind: &'static str,
    size: Option<u64>,
    modified: Option<Wire<'a>>,
    taken_by: Option<TransferId>,
}

impl<'a> From<&'a ListedFile> for EntryJson<'a> {
    fn from(file: &'a ListedFile) -> Self {
        let modified = file.modified.bytes();
        EntryJson {
            path: Wire(file.path.bytes()),
            kind: names::entry_kind(file.kind),
            size: file.size,
            modified: (!modified.is_empty()).then_some(Wire(modified)),
            taken_by: file.taken,
        }
    }
}
