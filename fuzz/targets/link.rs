//! Any bytes as a frame of any supported link type.
#![no_main]

use ftpscope::capture::{Frame, LinkType, Time};
use ftpscope::decode::{DecodeOptions, Decoder, supported};
use ftpscope::limits::Limits;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, bool, &[u8])| {
    let (link, verify_checksums, data) = input;
    let links: Vec<LinkType> = supported().map(|(link, _)| link).collect();
    let link = links[usize::from(link) % links.len()];
    let mut decoder = Decoder::new(&Limits::default(), DecodeOptions { verify_checksums });
    let wire_len = data.len() as u32;
    let frame = Frame {
        number: 1,
        time: Time::from_nanos(0),
        link,
        data,
        wire_len,
        file: 0,
        number_in_file: 1,
    };
    if let Ok(segment) = decoder.decode(&frame) {
        assert!(segment.payload.len() + segment.options.len() <= data.len());
    }
});
