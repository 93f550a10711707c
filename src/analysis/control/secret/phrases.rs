//! Many passwords with characters that are neither letters nor digits, looked for in one go.
//!
//! A guessing client makes many passwords known, and chooses what the server repeats. To compare
//! each of them with each place of a text costs the product of all lengths where they are alike. So
//! a text gets a hash of each of its beginnings, from which that of any part of it follows (Rabin
//! and Karp): a place costs one look-up for each length that a password has, whatever it holds.
//! Equal hashes are taken for equal texts: whoever contrives two gets one masked that is not a
//! password.

use std::collections::HashSet;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::words::{begins_alone, ends_alone};

/// Odd, and of many bits: of the multiplier of a hash modulo 2^64 no more is asked.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// Passwords, in lower case.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrases {
    hashes: HashSet<u64, RandomState>,
    lengths: Vec<Length>,
    /// The first and the last bytes that they have or had.
    ends: [ByteSet; 2],
}

/// A set of bytes; letters are those of both cases.
#[derive(Clone, Copy, Debug, Default)]
struct ByteSet([u64; 4]);

impl ByteSet {
    fn insert(&mut self, byte: u8) {
        let byte = usize::from(byte.to_ascii_lowercase());
        self.0[byte / 64] |= 1 << (byte % 64);
    }

    fn contains(self, byte: u8) -> bool {
        let byte = usize::from(byte.to_ascii_lowercase());
        self.0[byte / 64] >> (byte % 64) & 1 == 1
    }
}

/// A length that some of them have.
#[derive(Clone, Copy, Debug)]
struct Length {
    bytes: usize,
    /// What a hash is multiplied with as it gets so many bytes longer.
    power: u64,
    phrases: usize,
}

impl Phrases {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Takes one in that is new.
    pub(super) fn insert(&mut self, phrase: &[u8]) {
        if !self.hashes.insert(hash(phrase)) {
            return;
        }
        for (set, byte) in self.ends.iter_mut().zip([phrase.first(), phrase.last()]) {
            byte.inspect(|&&byte| set.insert(byte));
        }
        let bytes = phrase.len();
        match self.lengths.iter_mut().find(|length| length.bytes == bytes) {
            Some(length) => length.phrases += 1,
            None => self.lengths.push(Length {
                bytes,
                power: phrase
                    .iter()
                    .fold(1, |power: u64, _| power.wrapping_mul(FACTOR)),
                phrases: 1,
            }),
        }
    }

    /// Forgets one.
    pub(super) fn remove(&mut self, phrase: &[u8]) {
        if !self.hashes.remove(&hash(phrase)) {
            return;
        }
        for length in &mut self.lengths {
            length.phrases -= usize::from(length.bytes == phrase.len());
        }
        self.lengths.retain(|length| length.phrases > 0);
    }

    /// Where in a text some stand by themselves.
    pub(super) fn within(&self, text: &[u8]) -> Vec<Range<usize>> {
        let beginnings = beginnings(text);
        let mut found: Vec<Range<usize>> = Vec::new();
        for start in 0..text.len() {
            if self.ends[0].contains(text[start]) && begins_alone(text, start) {
                let end = self.longest_at(text, &beginnings, start);
                found.extend(end.map(|end| start..end));
            }
        }
        found
    }

    /// Where the longest one ends that stands at a place.
    fn longest_at(&self, text: &[u8], beginnings: &[u64], start: usize) -> Option<usize> {
        let mut longest = None;
        for &Length { bytes, power, .. } in &self.lengths {
            let end = start + bytes;
            if end > text.len() || longest.is_some_and(|longest| end <= longest) {
                continue;
            }
            if !self.ends[1].contains(text[end - 1]) || !ends_alone(text, end) {
                continue;
            }
            let part = beginnings[end].wrapping_sub(beginnings[start].wrapping_mul(power));
            if self.hashes.contains(&part) {
                longest = Some(end);
            }
        }
        longest
    }
}

fn hash(phrase: &[u8]) -> u64 {
    phrase.iter().fold(0, |hash, &byte| grown(hash, byte))
}

/// The hashes of no byte of a text, of its first one, of its first two, and so on.
fn beginnings(text: &[u8]) -> Vec<u64> {
    let mut hash = 0;
    let grow = text.iter().map(|&byte| {
        hash = grown(hash, byte);
        hash
    });
    std::iter::once(0).chain(grow).collect()
}

fn grown(hash: u64, byte: u8) -> u64 {
    let byte = u64::from(byte.to_ascii_lowercase()) + 1;
    hash.wrapping_mul(FACTOR).wrapping_add(byte)
}
