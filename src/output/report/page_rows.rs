//! The rows of a page as they are kept, and as its script reads them: what repeats is said once and
//! named by its number.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::net::IpAddr;

use foldhash::fast::RandomState;
use serde::Serialize;

use crate::model::{Endpoint, SessionId};

use super::values::{CodedLayer, CodedTexts, LayerValue};

/// Bytes of the content of a file that a frame keeps where the page would be too large.
const CONTENT: usize = 32;

/// The rows as the page's script reads them.
#[derive(Debug, Default, Serialize)]
pub(super) struct PageRows {
    /// Addresses and ports that rows name.
    pub(super) endpoints: NumberedValues<Endpoint>,
    /// Notes in each language.
    pub(super) notes: NumberedValues<Vec<String>>,
    /// Titles and fields of layers.
    pub(super) shapes: NumberedValues<Shape>,
    /// Values of fields that the bytes do not tell.
    #[serde(skip)]
    pub(super) texts: NumberedValues<String>,
    #[serde(skip)]
    pub(super) list: Vec<PageRow>,
    /// First frames of the connections that rows belong to.
    #[serde(skip)]
    pub(super) connections: HashSet<u64>,
    /// Of data connections, by their first frames, the runs of rows in which nothing happens but
    /// data and acknowledgments.
    #[serde(skip)]
    pub(super) runs: HashMap<u64, FoldedRun, RandomState>,
}

/// Rows of a data connection that follow each other and are alike.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FoldedRun {
    /// How many of them have rows of their own.
    pub(super) shown: usize,
    /// The place of the last one.
    pub(super) at: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct PageRow {
    pub(super) number: u64,
    pub(super) time: String,
    pub(super) source: usize,
    pub(super) destination: usize,
    pub(super) protocol: &'static str,
    pub(super) length: u32,
    pub(super) info: String,
    pub(super) note: usize,
    pub(super) sessions: Vec<SessionId>,
    pub(super) connection: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sender: Option<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) data: bool,
    #[serde(skip)]
    pub(super) layers: Vec<PageLayer>,
    /// What followed and is like it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) folded: Option<Folded>,
    /// How many bytes of its beginning are in the page.
    pub(super) bytes: usize,
    /// And these.
    #[serde(skip)]
    pub(super) kept: Vec<u8>,
    /// How many were captured.
    pub(super) captured: usize,
    /// Parts of them that nobody should read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) masked: Vec<(usize, usize)>,
}

/// The shape of a layer, its place in the frame, and its values: summary first, then the fields.
pub(super) type PageLayer = (usize, usize, usize, Vec<LayerValue>);

/// A row as the script reads it.
#[derive(Serialize)]
pub(super) struct CodedRow<'r> {
    #[serde(flatten)]
    pub(super) row: &'r PageRow,
    pub(super) layers: Vec<CodedLayer<'r>>,
}

/// Rows that are folded into the one before them: the middle of a transfer, where nothing happens
/// but more of it.
#[derive(Debug, Serialize)]
pub(super) struct Folded {
    pub(super) rows: u64,
    /// Of payload.
    pub(super) bytes: u64,
    /// The last of their frames.
    pub(super) last: u64,
}

/// What layers of one kind have in common: a title, and the names and places of their fields.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub(super) struct Shape {
    pub(super) title: &'static str,
    pub(super) fields: Vec<(&'static str, usize, usize)>,
}

/// Values by their numbers.
#[derive(Debug)]
pub(super) struct NumberedValues<T> {
    pub(super) values: Vec<T>,
    pub(super) numbers: HashMap<T, usize>,
}

impl<T> Default for NumberedValues<T> {
    fn default() -> Self {
        NumberedValues {
            values: Vec::new(),
            numbers: HashMap::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> NumberedValues<T> {
    /// The number of a value, which is kept once.
    pub(super) fn number(&mut self, value: T) -> usize {
        if let Some(&number) = self.numbers.get(&value) {
            return number;
        }
        self.values.push(value.clone());
        self.numbers.insert(value, self.values.len() - 1);
        self.values.len() - 1
    }
}

impl<T: Serialize> Serialize for NumberedValues<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.values.serialize(serializer)
    }
}

impl PageRows {
    /// True where a frame has a row.
    pub(super) fn has(&self, frame: u64) -> bool {
        self.list
            .binary_search_by_key(&frame, |row| row.number)
            .is_ok()
    }

    /// The addresses that rows show.
    pub(super) fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.endpoints.values.iter().map(Endpoint::ip)
    }

    /// True where a row belongs to the connection that begins with this frame.
    pub(super) fn names(&self, connection: u64) -> bool {
        self.connections.contains(&connection)
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The rows for the script.
    pub(super) fn coded(&self) -> Vec<CodedRow<'_>> {
        let mut texts = CodedTexts::default();
        let coded = self.list.iter().map(|row| CodedRow {
            row,
            layers: row
                .layers
                .iter()
                .map(|(shape, from, to, values)| {
                    let values = values.iter();
                    let values = values.map(|&value| texts.code(value, &self.texts.values));
                    (*shape, *from, *to, values.collect())
                })
                .collect(),
        });
        coded.collect()
    }

    /// The bytes of all rows, one behind the other.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let bytes = self.list.iter().flat_map(|row| &row.kept);
        bytes.copied().collect()
    }

    /// Bytes of files, all but those that each frame's content begins with, leave the page; gives
    /// how many frames have fewer now.
    pub(super) fn shorten(&mut self) -> u64 {
        let mut shortened = 0;
        for row in self.list.iter_mut().filter(|row| row.data) {
            let content = row.layers.last().map_or(0, |&(_, from, ..)| from);
            let room = content + CONTENT;
            if content > 0 && row.kept.len() > room {
                row.kept.truncate(room);
                row.bytes = room;
                row.masked.retain(|&(from, _)| from < room);
                shortened += 1;
            }
        }
        shortened
    }
}
