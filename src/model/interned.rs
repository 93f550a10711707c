//! Names of the program that stand in records as `&'static str`: how parts of an analysis hold
//! them.
//!
//! Where a part is read, a name becomes that of this program again. Names are few (verbs, tunnels,
//! digests, media types); whoever makes a part up by hand gets no more memory by them than [`MOST`]
//! names of [`LONGEST`] bytes.

use std::collections::HashSet;
use std::io;
use std::sync::{Mutex, PoisonError};

use borsh::{BorshDeserialize, BorshSerialize};

/// Different names that a process takes, in number.
const MOST: usize = 4096;
/// Longest name, in bytes.
const LONGEST: usize = 128;

static NAMES: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);

/// A name that lives as long as the program; `None` where it cannot be one of the program's.
pub(crate) fn name(text: &str) -> Option<&'static str> {
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let names = names.get_or_insert_default();
    if let Some(known) = names.get(text) {
        return Some(known);
    }
    if names.len() >= MOST || text.len() > LONGEST {
        return None;
    }
    let kept: &'static str = String::leak(text.to_owned());
    names.insert(kept);
    Some(kept)
}

fn known(text: &str) -> io::Result<&'static str> {
    name(text).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a name that is none"))
}

pub(super) fn write_one(name: &&'static str, out: &mut impl io::Write) -> io::Result<()> {
    (*name).serialize(out)
}

pub(super) fn read_one(from: &mut impl io::Read) -> io::Result<&'static str> {
    known(&String::deserialize_reader(from)?)
}

#[expect(clippy::ref_option_ref, reason = "as borsh asks")]
pub(super) fn write_option(
    name: &Option<&'static str>,
    out: &mut impl io::Write,
) -> io::Result<()> {
    name.serialize(out)
}

pub(super) fn read_option(from: &mut impl io::Read) -> io::Result<Option<&'static str>> {
    let name = Option::<String>::deserialize_reader(from)?;
    name.as_deref().map(known).transpose()
}

pub(super) fn write_list(names: &Vec<&'static str>, out: &mut impl io::Write) -> io::Result<()> {
    names.serialize(out)
}

pub(super) fn read_list(from: &mut impl io::Read) -> io::Result<Vec<&'static str>> {
    let names = Vec::<String>::deserialize_reader(from)?;
    names.iter().map(|name| known(name)).collect()
}
