//! Segments between a few hosts, most of them lines of a dialogue: both passes, without the file round them.
#![no_main]

use std::sync::Arc;

use arbitrary::Arbitrary;
use ftpscope::analysis::control::ControlPass;
use ftpscope::analysis::data::{ContentScope, DataPass, DataPassOptions};
use ftpscope::analysis::observer::Observer;
use ftpscope::capture::{Frame, LinkType, Time};
use ftpscope::decode::{Flags, Segment};
use ftpscope::digest::Hash;
use ftpscope_fuzz::small;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Step<'a> {
    /// ContentScope of the few endpoints talk.
    talk: u8,
    back: bool,
    /// How far the sequence number departs from what is expected.
    slip: i8,
    flags: Option<u8>,
    word: Word<'a>,
}

#[derive(Arbitrary, Debug)]
enum Word<'a> {
    Nothing,
    Known(u8),
    Raw(&'a [u8]),
}

/// Client and server endpoints; ports 1025 and 1026 are what the words below announce.
const TALKS: [((u8, u16), (u8, u16)); 8] = [
    ((1, 40_000), (2, 21)),
    ((1, 40_001), (2, 21)),
    ((1, 40_002), (2, 1025)),
    ((2, 20), (1, 1026)),
    ((1, 40_003), (2, 1025)),
    ((3, 40_004), (2, 21)),
    ((2, 20), (1, 40_000)),
    ((1, 40_005), (2, 2121)),
];

const WORDS: [&[u8]; 40] = [
    b"220 ready\r\n",
    b"USER a\r\n",
    b"331 pw\r\n",
    b"PASS b\r\n",
    b"230 in\r\n",
    b"PASV\r\n",
    b"227 Entering (10,0,0,2,4,1)\r\n",
    b"PORT 10,0,0,1,4,2\r\n",
    b"200 ok\r\n",
    b"RETR f\r\n",
    b"150 go\r\n",
    b"226 done\r\n",
    b"STOR g\r\n",
    b"LIST\r\n",
    b"EPSV\r\n",
    b"229 (|||1025|)\r\n",
    b"EPRT |1|10.0.0.1|1026|\r\n",
    b"425 no\r\n",
    b"426 cut\r\n",
    b"550 no\r\n",
    b"ABOR\r\n",
    b"REST 5\r\n",
    b"350 ok\r\n",
    b"MODE B\r\n",
    b"MODE Z\r\n",
    b"TYPE I\r\n",
    b"AUTH TLS\r\n",
    b"234 ok\r\n",
    b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03",
    b"\x17\x03\x03\x00\x02ab",
    b"QUIT\r\n",
    b"221 bye\r\n",
    b"REIN\r\n",
    b"421 off\r\n",
    b"CCC\r\n",
    b"227-a\r\n",
    b"SIZE f\r\n",
    b"213 3\r\n",
    b"\xff\xf4\xff\xf2",
    b"\x40\x00\x03abc",
];

struct Listener;

impl Observer for Listener {}

fuzz_target!(|steps: Vec<Step>| {
    let limits = small();
    let mut next = [[1000_u32; 2]; TALKS.len()];
    let segments: Vec<Segment> = (1..)
        .zip(&steps)
        .map(|(number, step)| segment(number, step, &mut next))
        .collect();
    let mut pass = ControlPass::new(&limits, &[2121], false, None);
    segments
        .iter()
        .for_each(|segment| pass.segment(&mut segment.clone()));
    let plan = Arc::new(pass.finish());
    for rows in [false, true] {
        let options = DataPassOptions {
            hash: Hash::None.into(),
            show_passwords: false,
            rows,
            contents: ContentScope::All,
            listings: true,
        };
        let mut data_pass = DataPass::new(
            Arc::clone(&plan),
            &limits,
            options,
            &Arc::default(),
            &Arc::default(),
        );
        for segment in &segments {
            let (number, data) = (segment.frame, segment.payload);
            let wire_len = data.len() as u32;
            let link = LinkType(101);
            let frame = Frame {
                number,
                time: segment.time,
                link,
                data,
                wire_len,
                file: 0,
                number_in_file: number,
            };
            data_pass
                .segment(&mut segment.clone(), &frame, &mut Listener)
                .expect("it listens to anything");
        }
        data_pass
            .end(&mut Listener)
            .expect("it listens to anything");
        let analysis = data_pass.records();
        for transfer in analysis
            .sessions
            .iter()
            .flat_map(|session| &session.transfers)
        {
            assert!(
                !transfer.is_complete() || transfer.lost_bytes == 0,
                "complete with a gap: {transfer:?}"
            );
        }
    }
});

fn segment<'a>(number: u64, step: &Step<'a>, next: &mut [[u32; 2]; TALKS.len()]) -> Segment<'a> {
    let talk = usize::from(step.talk) % TALKS.len();
    let (client, server) = TALKS[talk];
    let (src, dst) = if step.back {
        (server, client)
    } else {
        (client, server)
    };
    let endpoint = |(host, port): (u8, u16)| ([10, 0, 0, host], port).into();
    let payload = match step.word {
        Word::Nothing => b"",
        Word::Known(word) => WORDS[usize::from(word) % WORDS.len()],
        Word::Raw(bytes) => bytes,
    };
    let flags = Flags(step.flags.map_or(Flags::ACK, u16::from));
    let (mine, theirs) = (usize::from(step.back), usize::from(!step.back));
    let seq = next[talk][mine].wrapping_add_signed(i32::from(step.slip));
    let ack = next[talk][theirs];
    let len = payload.len() as u32 + u32::from(flags.syn()) + u32::from(flags.fin());
    next[talk][mine] = seq.wrapping_add(len);
    Segment {
        frame: number,
        time: Time::from_nanos(number as i64 * 1_000_000),
        src: endpoint(src),
        dst: endpoint(dst),
        seq,
        ack,
        flags,
        window: 1000,
        urgent: 0,
        header: &[],
        options: &[],
        payload,
        cut: 0,
        hop_limit: 64,
        ip_id: 0,
        ip_header: 20,
        wire_len: 0,
        fragments: &[],
        fragments_differ: false,
        copy_of: None,
    }
}
