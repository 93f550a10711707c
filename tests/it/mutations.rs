//! Captures damaged at random: nothing panics, hangs, or is called complete that is not.

use std::env;

use ftpscope::limits::Limits;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;

use crate::everything::print_all;
use crate::props::{config, open};
use crate::story::Pcap;
use crate::support::{captures_in, is_thorough, read};

/// Damage to a file.
#[derive(Clone, Debug)]
enum Damage {
    /// Another byte somewhere.
    Flip(Index, u8),
    /// The end is missing.
    Cut(Index),
    /// Two records change places.
    Swap(Index, Index),
    /// A record is missing.
    Drop(Index),
    /// A record comes twice.
    Repeat(Index, Index),
    /// A payload that somebody made up.
    Overwrite(Index, Vec<u8>),
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let bytes = proptest::collection::vec(any::<u8>(), 1..30);
    let line = proptest::sample::select(vec![
        "227 (1,2,3,4,5,6)\r\n",
        "PORT 1,2,3,4,5,6\r\n",
        "229 (|||1|)\r\n",
        "\r\n\r\n",
        "ABOR\r\n",
        "150-\r\n",
        "AUTH TLS\r\n234 \r\n\x16\x03\x01",
    ]);
    let text = line.prop_map(|line| line.as_bytes().to_vec());
    let one = prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        1 => any::<Index>().prop_map(Damage::Cut),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(one, other)| Damage::Swap(one, other)),
        2 => any::<Index>().prop_map(Damage::Drop),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Repeat(from, to)),
        2 => (any::<Index>(), prop_oneof![bytes, text]).prop_map(|(at, bytes)| Damage::Overwrite(at, bytes)),
    ];
    proptest::collection::vec(one, 1..8)
}

/// Damages a file: its records first, then its bytes.
fn damaged(bytes: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut file = bytes.to_vec();
    if bytes.starts_with(&[0xd4, 0xc3, 0xb2, 0xa1]) {
        let mut pcap = Pcap::parse(bytes);
        for damage in damages {
            rearrange(&mut pcap.records, damage);
        }
        file = pcap.file(&pcap.records);
    }
    for damage in damages {
        match damage {
            Damage::Flip(at, byte) => *at.get_mut(&mut file) = *byte,
            Damage::Cut(at) => file.truncate(at.index(file.len()).max(24)),
            Damage::Overwrite(at, new) => {
                let at = at.index(file.len());
                file.iter_mut()
                    .skip(at)
                    .zip(new)
                    .for_each(|(old, &new)| *old = new);
            }
            _ => {}
        }
    }
    file
}

fn rearrange(records: &mut Vec<Vec<u8>>, damage: &Damage) {
    let count = records.len();
    match damage {
        Damage::Swap(one, other) => records.swap(one.index(count), other.index(count)),
        Damage::Drop(at) if count > 1 => drop(records.remove(at.index(count))),
        Damage::Repeat(from, to) => {
            records.insert(to.index(count), records[from.index(count)].clone());
        }
        _ => {}
    }
}

/// Captures that are damaged in a run: so many, or as many as the environment asks for.
fn cases() -> u32 {
    let few = if is_thorough() { 100 } else { 30 };
    env::var("FTPSCOPE_MUTATIONS").ok().map_or(few, |cases| {
        cases.parse().expect("FTPSCOPE_MUTATIONS is a number")
    })
}

/// The same damages in every run, so that a check of a change tells of that change; others with a
/// wish in the environment.
fn seed() -> RngSeed {
    let wish = env::var("FTPSCOPE_MUTATIONS_SEED").ok();
    RngSeed::Fixed(wish.map_or(1, |seed| {
        seed.parse().expect("FTPSCOPE_MUTATIONS_SEED is a number")
    }))
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: seed(), ..config(cases()) })]

    #[test]
    fn a_damaged_capture_is_printed_without_a_panic(sample in any::<Index>(), damages in damages()) {
        let (_file, capture) = open(&damaged(&sources()[sample.index(sources().len())], &damages));
        print_all(&capture, &Limits::default());
    }
}

/// The samples and the smaller ones of the other captures.
fn sources() -> Vec<Vec<u8>> {
    thread_local! {
        static SOURCES: Vec<Vec<u8>> = {
            let paths = captures_in("samples").into_iter().chain(captures_in("tests/captures"));
            paths.map(read).filter(|bytes| bytes.len() < 8000).collect()
        };
    }
    SOURCES.with(Clone::clone)
}
