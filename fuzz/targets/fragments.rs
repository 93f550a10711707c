//! Fragments of IPv4 and IPv6 datagrams, in any order, with any overlap.
#![no_main]

use arbitrary::Arbitrary;
use ftpscope::capture::{Frame, LinkType, Time};
use ftpscope::decode::{DecodeOptions, Decoder};
use ftpscope_fuzz::small;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Fragment<'a> {
    six: bool,
    id: u8,
    offset: u8,
    more: bool,
    seconds: u8,
    bytes: &'a [u8],
}

const RAW: LinkType = LinkType(101);

fuzz_target!(|fragments: Vec<Fragment>| {
    let limits = small();
    let mut decoder = Decoder::new(
        &limits,
        DecodeOptions {
            verify_checksums: false,
        },
    );
    let mut time = 0;
    let mut total = 0;
    for (number, fragment) in (1..).zip(&fragments) {
        time += i64::from(fragment.seconds) * 1_000_000_000;
        total += fragment.bytes.len();
        let data = if fragment.six {
            ipv6(fragment)
        } else {
            ipv4(fragment)
        };
        let wire_len = data.len() as u32;
        let time = Time::from_nanos(time);
        let frame = Frame {
            number,
            time,
            link: RAW,
            data: &data,
            wire_len,
            file: 0,
            number_in_file: number,
        };
        if let Ok(segment) = decoder.decode(&frame) {
            assert!(segment.payload.len() <= total);
        }
    }
});

fn ipv4(fragment: &Fragment) -> Vec<u8> {
    let len = (20 + fragment.bytes.len()) as u16;
    let place = u16::from(fragment.offset) | u16::from(fragment.more) << 13;
    let mut data = vec![0x45, 0];
    data.extend(len.to_be_bytes());
    data.extend([0, fragment.id]);
    data.extend(place.to_be_bytes());
    data.extend([64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
    data.extend(fragment.bytes);
    data
}

fn ipv6(fragment: &Fragment) -> Vec<u8> {
    let len = (8 + fragment.bytes.len()) as u16;
    let place = u16::from(fragment.offset) << 3 | u16::from(fragment.more);
    let mut data = vec![0x60, 0, 0, 0];
    data.extend(len.to_be_bytes());
    data.extend([44, 64]);
    data.extend([0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    data.extend([0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
    data.extend([6, 0]);
    data.extend(place.to_be_bytes());
    data.extend([0, 0, 0, fragment.id]);
    data.extend(fragment.bytes);
    data
}
