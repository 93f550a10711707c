use etherparse::{IpNumber, Ipv4HeaderSlice};
use proptest::prelude::*;

use super::*;
use crate::decode::ip::Fragment;

const SECOND: i64 = 1_000_000_000;
const HEADER: [u8; 20] = [
    0x45, 0, 0, 20, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
];

fn piece(id: u32, offset: u16, more: bool, payload: &[u8]) -> IpPacket<'_> {
    IpPacket {
        header: IpHeader::V4(Ipv4HeaderSlice::from_slice(&HEADER).unwrap()),
        protocol: IpNumber::TCP,
        payload,
        missing: 0,
        fragment: Some(Fragment { id, offset, more }),
        routed: false,
    }
}

fn defragmenter() -> Defragmenter {
    Defragmenter::new(&Limits::default())
}

/// The datagram that `packet` completes.
fn add(
    defragmenter: &mut Defragmenter,
    packet: &IpPacket<'_>,
    time: i64,
) -> Result<(Vec<u8>, usize), Skip> {
    let mut whole = Vec::new();
    let missing = defragmenter
        .join(packet, Time::from_nanos(time), &mut whole)?
        .missing;
    Ok((whole, missing))
}

#[test]
fn fragments_join_in_any_order() {
    let mut defragmenter = defragmenter();
    assert_eq!(
        add(&mut defragmenter, &piece(1, 16, false, b"end"), 0),
        Err(Skip::Fragment)
    );
    assert_eq!(
        add(&mut defragmenter, &piece(1, 8, true, b"BBBBBBBB"), 0),
        Err(Skip::Fragment)
    );
    let (whole, missing) = add(&mut defragmenter, &piece(1, 0, true, b"AAAAAAAA"), 0).unwrap();
    assert_eq!((&whole[..], missing), (&b"AAAAAAAABBBBBBBBend"[..], 0));
    assert_eq!(
        (
            defragmenter.incomplete(),
            defragmenter.cost,
            defragmenter.order.len(),
            defragmenter.overlaps
        ),
        (0, 0, 0, 0)
    );
}

#[test]
fn the_first_byte_wins_and_the_overlap_is_counted() {
    let mut defragmenter = defragmenter();
    add(
        &mut defragmenter,
        &piece(1, 0, true, b"AAAAAAAAAAAAAAAA"),
        0,
    )
    .unwrap_err();
    add(
        &mut defragmenter,
        &piece(1, 8, true, b"BBBBBBBBBBBBBBBB"),
        0,
    )
    .unwrap_err();
    let (whole, _) = add(&mut defragmenter, &piece(1, 24, false, b"end"), 0).unwrap();
    assert_eq!(
        (&whole[..], defragmenter.overlaps),
        (&b"AAAAAAAAAAAAAAAABBBBBBBBend"[..], 1)
    );
    assert!(defragmenter.differs);
    defragmenter.begin(2);
    assert!(!defragmenter.differs);
}

#[test]
fn a_repeat_is_no_overlap_before_or_after_joining() {
    let mut defragmenter = defragmenter();
    let (first, last) = (piece(1, 0, true, b"AAAAAAAA"), piece(1, 8, false, b"end"));
    add(&mut defragmenter, &first, 0).unwrap_err();
    add(&mut defragmenter, &first, 0).unwrap_err();
    add(&mut defragmenter, &last, 0).unwrap();
    assert_eq!(add(&mut defragmenter, &last, 1), Err(Skip::Fragment));
    assert_eq!((defragmenter.overlaps, defragmenter.incomplete()), (0, 0));
    // the number is used again
    add(&mut defragmenter, &first, 2).unwrap_err();
    add(&mut defragmenter, &last, 2).unwrap();
    add(&mut defragmenter, &last, 2 * SECOND).unwrap_err();
    add(&mut defragmenter, &first, 2 * SECOND).unwrap();
}

#[test]
fn fragments_that_contradict_are_malformed() {
    let mut defragmenter = defragmenter();
    for bad in [
        piece(1, 0, true, b"seven.."),
        piece(1, 0, true, b""),
        piece(1, 65_528, false, b"nine bytes"),
    ] {
        assert_eq!(add(&mut defragmenter, &bad, 0), Err(Skip::Malformed));
    }
    add(&mut defragmenter, &piece(2, 8, false, b"end"), 0).unwrap_err();
    assert_eq!(
        add(&mut defragmenter, &piece(2, 16, false, b"end"), 0),
        Err(Skip::Malformed)
    );
    assert_eq!(
        add(&mut defragmenter, &piece(2, 8, true, b"AAAAAAAA"), 0),
        Err(Skip::Malformed)
    );
    assert!(add(&mut defragmenter, &piece(2, 0, true, b"AAAAAAAA"), 0).is_ok());
}

#[test]
fn a_cut_fragment_leaves_the_rest_missing() {
    let mut defragmenter = defragmenter();
    let cut = IpPacket {
        missing: 4,
        ..piece(1, 0, true, b"AAAA")
    };
    add(&mut defragmenter, &cut, 0).unwrap_err();
    assert_eq!(
        add(&mut defragmenter, &piece(1, 8, false, b"end"), 0),
        Ok((b"AAAA".to_vec(), 7))
    );
}

#[test]
fn datagrams_wait_so_long_and_so_many_and_no_more() {
    let limits = Limits {
        fragment_datagrams: 2,
        ..Limits::default()
    };
    let mut defragmenter = Defragmenter::new(&limits);
    for id in 0..3 {
        add(&mut defragmenter, &piece(id, 0, true, b"AAAAAAAA"), 0).unwrap_err();
    }
    assert_eq!(
        (defragmenter.over_number, defragmenter.incomplete()),
        (1, 2)
    );
    add(
        &mut defragmenter,
        &piece(2, 8, false, b"end"),
        limits.fragment_age,
    )
    .unwrap();
    add(
        &mut defragmenter,
        &piece(1, 8, false, b"end"),
        limits.fragment_age + 1,
    )
    .unwrap_err();
    assert_eq!(defragmenter.incomplete(), 2);

    let mut defragmenter = Defragmenter::new(&Limits {
        fragment_bytes: 1000,
        ..Limits::default()
    });
    add(&mut defragmenter, &piece(1, 0, true, &[0; 800]), 0).unwrap_err();
    add(&mut defragmenter, &piece(2, 0, true, &[0; 800]), 0).unwrap_err();
    assert!(defragmenter.over_bytes >= 1 && defragmenter.cost <= 1000);
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Cell {
    #[default]
    Empty,
    Cut,
    Held(u8),
}

/// The obviously right defragmenter: one cell a byte.
#[derive(Default)]
struct Model {
    cells: Vec<Cell>,
    total: Option<usize>,
}

impl Model {
    fn add(
        &mut self,
        start: usize,
        bytes: &[u8],
        missing: usize,
        more: bool,
    ) -> Result<Option<(Vec<u8>, usize)>, Skip> {
        let end = start + bytes.len() + missing;
        let beyond = if more {
            self.total.is_some_and(|total| end > total)
        } else {
            self.total
                .map_or(end < self.cells.len(), |total| end != total)
        };
        if end == start || (more && !(end - start).is_multiple_of(8)) || beyond {
            return Err(Skip::Malformed);
        }
        self.total = if more { self.total } else { Some(end) };
        self.cells.resize(self.cells.len().max(end), Cell::Empty);
        for at in start..end {
            if self.cells[at] == Cell::Empty {
                self.cells[at] = bytes
                    .get(at - start)
                    .map_or(Cell::Cut, |&byte| Cell::Held(byte));
            }
        }
        let whole = self.total == Some(self.cells.len()) && !self.cells.contains(&Cell::Empty);
        Ok(whole.then(|| {
            let byte = |cell: &Cell| {
                if let Cell::Held(byte) = *cell {
                    Some(byte)
                } else {
                    None
                }
            };
            let held: Vec<u8> = self.cells.iter().map_while(byte).collect();
            let missing = self.cells.len() - held.len();
            (held, missing)
        }))
    }
}

proptest! {
    #[test]
    fn joins_as_the_model_does(
        pieces in prop::collection::vec((0..8u16, 0..4usize, 0..3usize, any::<u8>(), 0..12usize), 1..24)
    ) {
        let (mut defragmenter, mut model) = (defragmenter(), Model::default());
        for (start, units, tail, fill, missing) in pieces {
            let (start, more) = (start * 8, tail > 0);
            let length = units * 8 + if more { 0 } else { usize::from(fill % 8) };
            let bytes: Vec<u8> = (0..length).map(|at| fill.wrapping_add(at as u8)).collect();
            let missing = missing.min(length);
            let packet = IpPacket { missing, ..piece(1, start, more, &bytes[..length - missing]) };
            let expected = model.add(start.into(), &bytes[..length - missing], missing, more);
            let found = add(&mut defragmenter, &packet, 0);
            match expected {
                Err(skip) => prop_assert_eq!(found, Err(skip)),
                Ok(None) => prop_assert_eq!(found, Err(Skip::Fragment)),
                Ok(Some(whole)) => {
                    prop_assert_eq!(found, Ok(whole));
                    prop_assert_eq!(defragmenter.cost, 0);
                    break;
                }
            }
        }
    }
}
