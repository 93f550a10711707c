//! Segments of one direction of a connection, in any order, with any overlap.
#![no_main]

use arbitrary::Arbitrary;
use ftpscope::capture::Time;
use ftpscope::decode::{Flags, Segment};
use ftpscope::model::At;
use ftpscope::tcp::{Stream, StreamItem};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
enum Step<'a> {
    Segment {
        ahead: i16,
        flags: u8,
        cut: u8,
        payload: &'a [u8],
    },
    PeerAck {
        ahead: i32,
    },
}

fuzz_target!(|input: (u32, u16, bool, Vec<Step>)| {
    let (isn, cap, peer_ended, steps) = input;
    let mut stream = Stream::default();
    let (mut end, mut lost, mut sent) = (0_u64, 0_u64, 0_u64);
    let mut follow = |item: StreamItem| match item {
        StreamItem::Bytes { offset, bytes, .. } => {
            assert_eq!(offset, end, "bytes in order, each once");
            end += bytes.len() as u64;
        }
        StreamItem::Gap { offset, len, .. } => {
            assert_eq!(offset, end, "gaps in order");
            assert!(len > 0);
            end += len;
            lost += len;
        }
    };
    for (frame, step) in (1..).zip(&steps) {
        match *step {
            Step::PeerAck { ahead } => {
                stream.peer_ack(isn.wrapping_add_signed(ahead), At::default())
            }
            Step::Segment {
                ahead,
                flags,
                cut,
                payload,
            } => {
                sent += payload.len() as u64;
                let segment = Segment {
                    frame,
                    time: Time::from_nanos(frame as i64),
                    src: ([10, 0, 0, 1], 21).into(),
                    dst: ([10, 0, 0, 2], 4000).into(),
                    seq: isn.wrapping_add_signed(i32::from(ahead)),
                    ack: 0,
                    flags: Flags(u16::from(flags)),
                    window: 1000,
                    urgent: 0,
                    header: &[],
                    options: &[],
                    payload,
                    cut: u32::from(cut),
                    hop_limit: 64,
                    ip_id: 0,
                    ip_header: 20,
                    wire_len: 0,
                    fragments: &[],
                    fragments_differ: false,
                    copy_of: None,
                };
                stream.segment(&segment, usize::from(cap), &mut follow);
                assert!(
                    stream.held_memory() <= usize::from(cap) + (64 << 10),
                    "what is held back is bounded"
                );
            }
        }
    }
    stream.finish(peer_ended, &mut follow);
    assert_eq!(stream.lost(), lost);
    assert!(end - lost <= sent, "nothing is made up");
    let placed: u64 = stream.gaps().iter().map(|(_, len)| len).sum();
    assert!(placed <= lost && (placed == lost || stream.gaps_left_out() > 0));
});
