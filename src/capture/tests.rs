//! The capture layer as its callers see it, over files on disk.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use proptest::prelude::*;
use tempfile::TempDir;

use super::testing::{ByteOrder, block, enhanced, interface, pcap, section};
use super::*;
use crate::limits::Limits;
use crate::model::{CaptureSummary, Compression, Container, Fault};

/// What the tests look at of a frame.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    second: i64,
    byte: u8,
    file: u32,
    number_in_file: u64,
}

fn write(files: &[(&str, Vec<u8>)]) -> (TempDir, Vec<PathBuf>) {
    let directory = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|(name, _)| directory.path().join(name))
        .collect();
    for (path, (_, bytes)) in paths.iter().zip(files) {
        fs::write(path, bytes).unwrap();
    }
    (directory, paths)
}

fn pass(capture: &Capture) -> (Vec<Seen>, Vec<CaptureSummary>) {
    let mut frames = capture.frames();
    let mut seen = Vec::new();
    while let Some(frame) = frames.next() {
        assert_eq!(frame.number, seen.len() as u64 + 1);
        let byte = frame.data.first().copied().unwrap_or_default();
        let second = frame.time.as_nanos() / 1_000_000_000;
        seen.push(Seen {
            second,
            byte,
            file: frame.file,
            number_in_file: frame.number_in_file,
        });
    }
    assert!(frames.next().is_none());
    (seen, frames.finish())
}

fn read(files: &[(&str, Vec<u8>)]) -> (Vec<Seen>, Vec<CaptureSummary>) {
    let (_directory, paths) = write(files);
    pass(&Capture::open(&paths, &Limits::default()).unwrap())
}

fn read_one(bytes: Vec<u8>) -> (Vec<Seen>, CaptureSummary) {
    let (seen, mut summaries) = read(&[("one", bytes)]);
    (seen, summaries.remove(0))
}

fn told(fault: &Fault) -> (&str, bool) {
    (&fault.message, fault.fatal)
}

fn fault(bytes: Vec<u8>) -> Fault {
    read_one(bytes).1.fault.expect("a fault")
}

fn bytes_of(seen: &[Seen]) -> Vec<u8> {
    seen.iter().map(|seen| seen.byte).collect()
}

#[test]
fn one_file_and_its_summary() {
    let (directory, paths) = write(&[("one", pcap(&[(5, b'a'), (4, b'b')]))]);
    let capture = Capture::open(&paths, &Limits::default()).unwrap();
    assert_eq!(capture.bytes(), 24 + 2 * 17);
    for _ in 0..2 {
        let (seen, summaries) = pass(&capture);
        let expected = [
            Seen {
                second: 5,
                byte: b'a',
                file: 0,
                number_in_file: 1,
            },
            Seen {
                second: 4,
                byte: b'b',
                file: 0,
                number_in_file: 2,
            },
        ];
        assert_eq!(seen, expected);
        let summary = &summaries[0];
        assert_eq!(summary.container, Some(Container::Pcap));
        assert_eq!((summary.frames, summary.bytes), (2, 2));
        assert_eq!(summary.first_time, Some(Time::from_nanos(5_000_000_000)));
        assert_eq!(summary.last_time, Some(Time::from_nanos(4_000_000_000)));
        assert_eq!(summary.link_types, [LinkType(1)]);
        assert_eq!(
            (summary.nanoseconds, summary.truncated, &summary.fault),
            (false, false, &None)
        );
    }
    let mut frames = capture.frames();
    assert_eq!(frames.position(), 0);
    while frames.next().is_some() {}
    assert_eq!(frames.position(), capture.bytes());
    drop(directory);
}

#[test]
fn files_are_merged_by_their_heads_and_never_sorted() {
    let (seen, summaries) = read(&[
        ("late", pcap(&[(10, b'x'), (12, b'y')])),
        ("unsorted", pcap(&[(9, b'1'), (30, b'2'), (1, b'3')])),
        ("same", pcap(&[(10, b'p'), (12, b'q'), (40, b'r')])),
        ("none", pcap(&[])),
    ]);
    assert_eq!(bytes_of(&seen), b"1xpyq23r");
    assert_eq!(
        seen[2],
        Seen {
            second: 10,
            byte: b'p',
            file: 2,
            number_in_file: 1
        }
    );
    let frames: Vec<u64> = summaries.iter().map(|summary| summary.frames).collect();
    assert_eq!(frames, [2, 3, 3, 0]);
    assert_eq!(summaries[3].fault, None);
}

#[test]
fn formats_and_precisions_mix() {
    let order = ByteOrder::Big;
    let nano = testing::option(order, 9, &[9]);
    let ng = [
        section(order),
        interface(order, 113, 0, &nano),
        enhanced(order, 0, 5_000_000_001, 1, b"n"),
    ]
    .concat();
    let (seen, summaries) = read(&[("a", pcap(&[(5, b'm'), (6, b'o')])), ("b", ng)]);
    assert_eq!(bytes_of(&seen), b"mno");
    assert_eq!(summaries[1].container, Some(Container::PcapNg));
    assert!(summaries[1].nanoseconds && !summaries[0].nanoseconds);
    assert_eq!(summaries[1].link_types, [LinkType(113)]);
}

#[test]
fn files_that_are_no_capture_do_not_stop_the_others() {
    let (directory, mut paths) = write(&[
        ("empty", vec![]),
        ("text", b"Hello, world".to_vec()),
        ("good", pcap(&[(1, b'g')])),
        ("short", b"\xd4\xc3\xb2\xa1\x02".to_vec()),
    ]);
    paths.extend([
        directory.path().to_owned(),
        directory.path().join("none"),
        paths[2].clone(),
    ]);
    let (seen, summaries) = pass(&Capture::open(&paths, &Limits::default()).unwrap());
    assert_eq!(bytes_of(&seen), b"g");
    let messages: Vec<String> = summaries
        .iter()
        .map(|summary| {
            summary
                .fault
                .as_ref()
                .map_or(String::new(), |fault| fault.message.clone())
        })
        .collect();
    let expected = [
        "is empty (0 bytes); expected a pcap, pcapng, snoop, NetMon or ERF capture",
        "does not start like a capture (first bytes 48 65 6c 6c 6f 2c 20 77); expected pcap, pcapng, snoop, NetMon or ERF, plain or \
         compressed with gzip, zstd, lz4, xz or bzip2",
        "",
        "ends within its pcap header (5 of 24 bytes); nothing of it can be read",
        "is a directory; name the capture files in it",
        "no such file; expected the name of a capture file, or - for standard input",
    ];
    assert_eq!(messages[..6], expected);
    assert!(
        messages[6].starts_with("is the same file as "),
        "{}",
        messages[6]
    );
    assert!(
        summaries
            .iter()
            .filter_map(|summary| summary.fault.as_ref())
            .all(|fault| fault.fatal)
    );
}

#[test]
fn a_cut_last_record_is_a_warning_and_damage_is_not() {
    let mut file = pcap(&[(1, b'a'), (2, b'b')]);
    file.truncate(file.len() - 1);
    let (seen, summary) = read_one(file.clone());
    assert_eq!(bytes_of(&seen), b"a");
    let expected = "ends within the record at offset 41: 16 of 17 bytes are there; everything before it was read";
    assert_eq!(summary.fault.as_ref().map(told), Some((expected, false)));
    assert!(summary.truncated);

    file[41 + 8..41 + 12].fill(0xff);
    let (seen, summary) = read_one(file);
    assert_eq!(bytes_of(&seen), b"a");
    let expected = "record at offset 41 claims 4294967295 bytes; expected at most 16777216; everything before it was read";
    assert_eq!(summary.fault.as_ref().map(told), Some((expected, true)));
    assert!(!summary.truncated);
}

#[test]
fn a_record_larger_than_the_buffer_grows_it() {
    let mut file = pcap(&[(1, b'a')]);
    let large: Vec<u8> = (0..3_000_000_u32).map(|index| index as u8).collect();
    testing::pcap_record(&mut file, ByteOrder::Little, (2, 0), 3_000_000, &large, 0);
    file.extend_from_slice(&pcap(&[(3, b'c')])[24..]);
    let (_directory, paths) = write(&[("large", file)]);
    let mut frames = Capture::open(&paths, &Limits::default()).unwrap().frames();
    assert_eq!(frames.next().unwrap().data, b"a");
    assert_eq!(frames.next().unwrap().data, large);
    assert_eq!(frames.next().unwrap().data, b"c");
    assert!(frames.next().is_none());
}

#[test]
fn a_pcapng_without_whole_section_header_is_unreadable() {
    let mut file = section(ByteOrder::Big);
    file.truncate(20);
    let expected = "ends within its pcapng header (20 of 28 bytes); nothing of it can be read";
    assert_eq!(told(&fault(file.clone())), (expected, true));
    file.truncate(4);
    assert!(fault(file).message.contains("(4 of 12 bytes)"));
}

#[test]
fn a_file_that_changes_between_passes_is_a_fault() {
    let (_directory, paths) = write(&[
        ("one", pcap(&[(1, b'a'), (2, b'b')])),
        ("two", pcap(&[(3, b'c')])),
    ]);
    let capture = Capture::open(&paths, &Limits::default()).unwrap();
    fs::write(&paths[0], pcap(&[(1, b'a')])).unwrap();
    let (seen, summaries) = pass(&capture);
    assert_eq!(bytes_of(&seen), b"ac");
    assert_eq!(
        summaries[0].fault.as_ref().unwrap().message,
        "shrank from 58 to 41 bytes while being read; expected it to stay as it was, so read a copy"
    );
    fs::remove_file(&paths[0]).unwrap();
    let (seen, summaries) = pass(&capture);
    assert_eq!(bytes_of(&seen), b"c");
    assert!(
        summaries[0]
            .fault
            .as_ref()
            .unwrap()
            .message
            .starts_with("no such file")
    );
}

#[test]
fn an_unfinished_pass_tells_what_it_read() {
    let (_directory, paths) = write(&[
        ("one", pcap(&[(1, b'a'), (2, b'b'), (9, b'c')])),
        ("two", pcap(&[(3, b'c')])),
    ]);
    let mut frames = Capture::open(&paths, &Limits::default()).unwrap().frames();
    frames.next();
    assert_eq!(frames.finish()[0].frames, 1);
}

/// Long enough, and varied enough, for several blocks in every compression.
fn long() -> Vec<u8> {
    let mut file = pcap(&[]);
    let mut state = 1_u32;
    for second in 0..4000 {
        let data: Vec<u8> = (0..200)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 28) as u8
            })
            .collect();
        testing::pcap_record(&mut file, ByteOrder::Little, (second, 0), 200, &data, 0);
    }
    file
}

fn compress(kind: Compression, bytes: &[u8]) -> Vec<u8> {
    match kind {
        Compression::Gzip => {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        Compression::Zstd => {
            ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
        }
        Compression::Lz4 => {
            let blocks =
                lz4_flex::frame::FrameInfo::new().block_size(lz4_flex::frame::BlockSize::Max64KB);
            let mut encoder = lz4_flex::frame::FrameEncoder::with_frame_info(blocks, Vec::new());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        Compression::Xz => {
            let options = lzma_rust2::XzOptions::with_preset(0);
            let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        Compression::Bzip2 => {
            let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
    }
}

const ALL: [Compression; 5] = [
    Compression::Gzip,
    Compression::Zstd,
    Compression::Lz4,
    Compression::Xz,
    Compression::Bzip2,
];

#[test]
fn compressed_captures_read_like_plain_ones() {
    let plain = long();
    let (expected, summary) = read_one(plain.clone());
    for kind in ALL {
        let (seen, packed) = read_one(compress(kind, &plain));
        assert_eq!(seen, expected, "{kind:?}");
        assert_eq!(packed.compression, Some(kind));
        assert_eq!(
            (packed.frames, packed.bytes, &packed.fault),
            (summary.frames, summary.bytes, &None),
            "{kind:?}"
        );
    }
}

#[test]
fn members_follow_one_another() {
    let plain = long();
    let (expected, _) = read_one(plain.clone());
    let (first, second) = plain.split_at(100_001);
    for kind in ALL {
        let skippable: &[u8] = match kind {
            Compression::Zstd | Compression::Lz4 => &[0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3],
            _ => &[],
        };
        let file = [
            &compress(kind, first)[..],
            skippable,
            &compress(kind, second),
            &[0; 8],
        ]
        .concat();
        let (seen, summary) = read_one(file);
        assert_eq!(summary.fault, None, "{kind:?}");
        assert_eq!(seen, expected, "{kind:?}");
    }
}

#[test]
fn cut_compressed_data_is_a_warning() {
    let plain = long();
    for kind in ALL {
        let packed = compress(kind, &plain);
        let mut counts = Vec::new();
        for cut in [
            packed.len() - 1,
            packed.len() - 9,
            packed.len() * 3 / 4,
            packed.len() / 2,
        ] {
            let (seen, summary) = read_one(packed[..cut].to_vec());
            let fault = summary.fault.expect("a fault");
            assert!(!fault.fatal && summary.truncated, "{kind:?} {fault:?}");
            let expected = format!("data ({cut} bytes); what was whole before the cut was read");
            assert!(fault.message.ends_with(&expected), "{fault:?}");
            counts.push(seen.len());
        }
        assert!(
            counts[0] > 3000 && counts[3] > 900 && counts[3] < 2100,
            "{kind:?} {counts:?}"
        );
    }
}

#[test]
fn damaged_compressed_data_gives_what_comes_before() {
    let plain = long();
    let (expected, _) = read_one(plain.clone());
    for kind in ALL {
        let mut packed = compress(kind, &plain);
        let middle = packed.len() / 2;
        packed[middle..middle + 40].fill(0xff);
        let (seen, summary) = read_one(packed);
        let fault = summary.fault.expect("a fault");
        assert!(fault.fatal, "{kind:?} {fault:?}");
        assert!(!fault.message.contains('\n'), "{fault:?}");
        // zstd does not notice damage to literals before it compares the checksum of the frame.
        assert!(
            seen.len() > 900 && (seen.len() < 4000 || kind == Compression::Zstd),
            "{kind:?} {}",
            seen.len()
        );
        assert_eq!(seen[..900], expected[..900], "{kind:?}");
    }
}

#[test]
fn what_follows_a_member_is_judged() {
    for kind in ALL {
        let packed = compress(kind, &pcap(&[(1, b'a')]));
        let (seen, summary) = read_one([&packed[..], b"garbage"].concat());
        assert_eq!(bytes_of(&seen), b"a");
        let fault = summary.fault.expect("a fault");
        assert!(
            fault.fatal && fault.message.contains("expected another"),
            "{kind:?} {fault:?}"
        );
    }
}

#[test]
fn a_cut_within_a_later_member_is_a_warning() {
    for kind in ALL {
        let packed = compress(kind, &pcap(&[(1, b'a')]));
        for cut in 1..packed.len().min(20) {
            let (seen, summary) = read_one([&packed[..], &packed[..cut]].concat());
            assert_eq!(bytes_of(&seen), b"a");
            let expected = format!(
                "data ({} bytes); what was whole before the cut was read",
                packed.len() + cut
            );
            let fault = summary.fault.expect("a fault");
            assert!(
                !fault.fatal && fault.message.ends_with(&expected),
                "{kind:?} {cut} {fault:?}"
            );
        }
    }
}

#[test]
fn compressed_data_cut_before_the_capture_begins_is_unreadable() {
    for kind in ALL {
        let mut packed = compress(kind, &pcap(&[(1, b'a')]));
        packed.truncate(8);
        let (_, summary) = read_one(packed);
        let fault = summary.fault.expect("a fault");
        assert!(fault.fatal && summary.truncated, "{kind:?} {fault:?}");
    }
}

#[test]
fn a_pass_can_go_to_another_thread() {
    fn sendable<T: Send>() {}
    sendable::<Frames>();
    sendable::<Capture>();
}

#[test]
fn compressed_text_is_no_capture() {
    let packed = compress(Compression::Gzip, b"Hello");
    assert_eq!(
        fault(packed).message,
        "holds gzip data that does not start like a capture (first bytes 48 65 6c 6c 6f); \
         expected pcap, pcapng, snoop, NetMon or ERF inside"
    );
    assert!(
        fault(compress(Compression::Xz, b""))
            .message
            .contains("(first bytes none)")
    );
}

#[test]
fn places_in_compressed_captures_are_those_of_the_capture() {
    let mut file = pcap(&[(1, b'a')]);
    file[24 + 8..24 + 12].fill(0xff);
    let message = fault(compress(Compression::Lz4, &file)).message;
    assert!(
        message.starts_with("record at offset 24 of the decompressed data claims"),
        "{message}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_bytes_panic(kind in 0..9_usize, rest in proptest::collection::vec(any::<u8>(), 0..200)) {
        let magics: [&[u8]; 9] = [
            &[0xd4, 0xc3, 0xb2, 0xa1], &[0x0a, 0x0d, 0x0d, 0x0a], b"snoop\0\0\0\0\0\0\x02", &[0x1f, 0x8b, 8],
            &[0x28, 0xb5, 0x2f, 0xfd], &[0x04, 0x22, 0x4d, 0x18], &[0xfd, b'7', b'z', b'X', b'Z', 0],
            b"BZh91AY&SY", &[],
        ];
        read_one([magics[kind], &rest].concat());
    }

    #[test]
    fn no_change_to_a_compressed_capture_panics(kind in 0..5_usize, at in any::<u16>(), byte in any::<u8>()) {
        let plain = [section(ByteOrder::Little), interface(ByteOrder::Little, 1, 0, &[]), block(ByteOrder::Little, 99, &[7; 2000])];
        let mut packed = compress(ALL[kind], &plain.concat());
        let at = usize::from(at) % packed.len();
        packed[at] = byte;
        read_one(packed);
    }
}

#[test]
fn a_reader_is_a_capture_too_and_its_faults_are_those_of_a_file() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the line is dead"))
        }
    }
    let open = |input: Input| Capture::open(input, &Limits::default()).expect("one input");
    let fault = |capture: Capture| {
        let mut frames = capture.frames();
        while frames.next().is_some() {}
        let summary = frames.finish().remove(0);
        (summary.path, summary.fault.expect("a fault").message)
    };
    let (name, message) = fault(open(Input::reader(Broken).named("line")));
    assert!(
        name == "line" && message.contains("the line is dead"),
        "{message}"
    );
    assert!(
        fault(open(Input::reader(&b"no capture"[..])))
            .1
            .contains("does not start like a capture")
    );
    assert!(fault(open(Input::reader(&b""[..]))).1.contains("is empty"));
}
