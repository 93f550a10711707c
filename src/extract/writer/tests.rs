use super::*;
use crate::digest::Hasher;
use crate::extract::plan::plan;
use crate::extract::sum::Sum;
use crate::extract::testing::{TransferSpec, analysis};

/// A writer of which nothing is spooled, before a pass that makes no digests.
fn new_writer<'a>(
    plan: &'a Plan,
    analysis: &'a Analysis,
    options: &'a ExtractOptions,
    target: Target,
) -> Writer<'a> {
    let job = ExtractJob {
        plan,
        analysis,
        options,
    };
    Writer::new(job, target, None, ByteSource::Pass).expect("a writer")
}

/// Extracts one transfer, of which a pass tells this; gives what was written, and its bytes.
fn written(
    told: TransferSpec,
    seen: TransferSpec,
    contents: &[Content],
    options: &ExtractOptions,
) -> (Written, Vec<u8>) {
    let contents: Vec<_> = contents.iter().map(|&content| (0, content)).collect();
    joined(&[told], &[seen], &contents, options)
}

/// The same for the first file of several transfers; each content with the part that it is of.
fn joined(
    told: &[TransferSpec],
    seen: &[TransferSpec],
    contents: &[(usize, Content)],
    options: &ExtractOptions,
) -> (Written, Vec<u8>) {
    let (planned, seen) = (analysis(told), analysis(seen));
    // what the writer limits is what the plan did not know of
    let plan = plan(
        &planned,
        &(1..=told.len() as u32).collect(),
        &ExtractOptions::default(),
    );
    let folder = tempfile::tempdir().expect("a folder");
    let target = Target::open(folder.path(), false).expect("a target");
    let mut writer = new_writer(&plan, &planned, options, target);
    for &(part, content) in contents {
        writer
            .content(&plan.files[0].parts[part].place, content)
            .expect("it is written");
    }
    let (extracted, _target) = writer.finish(&planned, &seen).expect("it is finished");
    let bytes = std::fs::read(folder.path().join(&extracted.files[0].output)).expect("the file");
    (extracted.files[0].clone(), bytes)
}

const FILE: TransferSpec = TransferSpec {
    bytes: 3,
    ..TransferSpec::DEFAULT
};

#[test]
fn a_capture_that_changed_gives_no_complete_file() {
    let options = ExtractOptions::default();
    let (file, bytes) = written(FILE, FILE, &[Content::Wire(b"abc")], &options);
    assert_eq!(
        (file.output.as_str(), bytes.as_slice()),
        ("session-1/download/a", &b"abc"[..])
    );
    for (seen, content) in [
        (FILE, &b"ab"[..]),
        (TransferSpec { bytes: 4, ..FILE }, b"abc"),
        (
            TransferSpec {
                complete: false,
                ..FILE
            },
            b"abc",
        ),
    ] {
        let (file, bytes) = written(FILE, seen, &[Content::Wire(content)], &options);
        assert_eq!(
            (file.output.as_str(), bytes.as_slice()),
            ("session-1/download/a.partial", content)
        );
        assert_eq!(file.faults, [ExtractFault::CaptureChanged]);
    }
}

#[test]
fn no_more_zeros_are_written_than_the_cap_allows() {
    let mut options = ExtractOptions {
        fill: true,
        ..ExtractOptions::default()
    };
    options.limits.filled = 2;
    let told = TransferSpec {
        lost: 5,
        complete: false,
        ..FILE
    };
    let contents = [
        Content::Wire(b"abc"),
        Content::Missing(2),
        Content::Missing(3),
    ];
    let (file, bytes) = written(told, told, &contents, &options);
    assert_eq!((file.filled, bytes.as_slice()), (2, &b"abc\0\0"[..]));
    assert!(file.faults.contains(&ExtractFault::FillLimit));
}

/// A file that is broken off, and taken up again two bytes before that.
const PARTS: [TransferSpec; 2] = [
    TransferSpec {
        bytes: 4,
        frames: (1, 2),
        complete: false,
        ..TransferSpec::DEFAULT
    },
    TransferSpec {
        offset: 2,
        bytes: 4,
        frames: (3, 4),
        ..TransferSpec::DEFAULT
    },
];

#[test]
fn gaps_of_joined_files_are_filled_and_counted_also_at_the_end() {
    let parts = [
        PARTS[0],
        TransferSpec {
            bytes: 3,
            lost: 2,
            complete: false,
            ..PARTS[1]
        },
    ];
    let contents = [
        (0, Content::Wire(b"abcd")),
        (1, Content::Wire(b"cde")),
        (1, Content::Missing(2)),
    ];
    let extracted = |options: &ExtractOptions| joined(&parts, &parts, &contents, options);
    let (file, bytes) = extracted(&ExtractOptions::default());
    assert_eq!(
        (file.missing.as_slice(), file.filled, bytes.as_slice()),
        (&[(5, 2)][..], 0, &b"abcde"[..])
    );
    let filling = ExtractOptions {
        fill: true,
        hash: crate::digest::Hash::Md5.into(),
        ..ExtractOptions::default()
    };
    let (file, bytes) = extracted(&filling);
    assert_eq!(
        (file.missing.as_slice(), file.filled, bytes.as_slice()),
        (&[(5, 2)][..], 2, &b"abcde\0\0"[..])
    );
    let mut whole = Hasher::new(filling.hash);
    whole.update(&bytes);
    assert_eq!(file.digests, whole.finish());
    for (most, max, fault) in [
        (4, Some(9), ExtractFault::MaxTotalSize),
        (3, None, ExtractFault::FillLimit),
    ] {
        let mut capped = ExtractOptions {
            max_total_size: max,
            ..filling.clone()
        };
        capped.limits.filled = most;
        let parts = [
            TransferSpec {
                lost: 2,
                bytes: 2,
                ..PARTS[0]
            },
            TransferSpec {
                offset: 4,
                lost: 2,
                ..PARTS[1]
            },
        ];
        let contents = [
            (0, Content::Wire(b"ab")),
            (0, Content::Missing(2)),
            (1, Content::Wire(b"efgh")),
            (1, Content::Missing(2)),
        ];
        let (file, bytes) = joined(&parts, &parts, &contents, &capped);
        assert_eq!(
            (file.filled, bytes.as_slice()),
            (0, &b"abefgh"[..]),
            "{fault:?}"
        );
        assert_eq!(file.missing, [(2, 2), (8, 2)]);
        assert!(file.faults.contains(&fault), "{:?}", file.faults);
    }
}

#[test]
fn only_new_bytes_count_to_the_limits_and_zeros_do() {
    let contents = [(0, Content::Wire(b"abcd")), (1, Content::Wire(b"cdef"))];
    for (max, expected, faults) in [
        (6, &b"abcdef"[..], &[][..]),
        (5, b"abcde", &[ExtractFault::MaxTotalSize]),
    ] {
        let options = ExtractOptions {
            max_total_size: Some(max),
            ..ExtractOptions::default()
        };
        let (file, bytes) = joined(&PARTS, &PARTS, &contents, &options);
        assert_eq!(
            (bytes.as_slice(), file.faults.as_slice()),
            (expected, faults)
        );
    }
    let options = ExtractOptions {
        fill: true,
        max_total_size: Some(6),
        ..ExtractOptions::default()
    };
    let told = TransferSpec {
        bytes: 4,
        lost: 3,
        complete: false,
        ..FILE
    };
    let contents = [
        Content::Wire(b"abc"),
        Content::Missing(3),
        Content::Wire(b"d"),
    ];
    let (file, bytes) = written(told, told, &contents, &options);
    assert_eq!((file.filled, bytes.as_slice()), (3, &b"abc\0\0\0"[..]));
    assert!(file.faults.contains(&ExtractFault::MaxTotalSize));
}

#[test]
fn a_file_holds_the_state_of_its_digest_only_between_its_first_byte_and_its_last() {
    let options = ExtractOptions {
        hash: crate::digest::Hash::Blake3.into(),
        ..ExtractOptions::default()
    };
    let told = analysis(&[
        FILE,
        TransferSpec {
            path: "/b",
            frames: (3, 4),
            ..FILE
        },
    ]);
    let plan = plan(&told, &[1, 2].into(), &options);
    let folder = tempfile::tempdir().expect("a folder");
    let target = Target::open(folder.path(), false).expect("a target");
    let mut writer = new_writer(&plan, &told, &options, target);
    let running = |writer: &Writer| {
        let sums = writer
            .files
            .iter()
            .map(|file| matches!(file.sum, Sum::Running(_)));
        sums.collect::<Vec<_>>()
    };
    assert_eq!(running(&writer), [false, false]);
    let place = plan.files[0].parts[0].place;
    writer
        .content(&place, Content::Wire(b"ab"))
        .expect("it is written");
    assert_eq!(running(&writer), [true, false]);
    writer
        .content(&place, Content::Wire(b"c"))
        .expect("it is written");
    writer.content(&place, Content::End).expect("it is ended");
    assert_eq!(running(&writer), [false, false]);
    // and a capture that has more than it had
    writer
        .content(&place, Content::Wire(b"d"))
        .expect("it is written");
    let (extracted, _target) = writer.finish(&told, &told).expect("it is finished");
    let mut whole = Hasher::new(options.hash);
    whole.update(b"abcd");
    assert_eq!(extracted.files[0].digests, whole.finish());
}

#[test]
fn what_decodes_to_more_than_is_allowed_is_cut() {
    let options = ExtractOptions {
        max_file_size: Some(4),
        ..ExtractOptions::default()
    };
    let told = TransferSpec {
        wrapped: true,
        ..FILE
    };
    let (file, bytes) = written(
        told,
        told,
        &[Content::Decoded(b"abcdef"), Content::Wire(b"xyz")],
        &options,
    );
    assert_eq!((file.bytes, bytes.as_slice()), (4, &b"abcd"[..]));
    assert_eq!(
        file.faults,
        [ExtractFault::Undecodable, ExtractFault::MaxFileSize]
    );
}

#[test]
fn the_records_of_a_text_are_its_lines() {
    let told = TransferSpec {
        wrapped: true,
        ..FILE
    };
    let contents = [
        Content::Decoded(b"one"),
        Content::EndOfRecord,
        Content::Decoded(b"two"),
        Content::EndOfRecord,
        Content::Wire(b"xyz"),
    ];
    let (file, bytes) = written(told, told, &contents, &ExtractOptions::default());
    assert_eq!((file.records, &bytes[..]), (2, &b"one\r\ntwo\r\n"[..]));
}

#[test]
fn the_type_of_a_file_is_told_by_its_first_bytes() {
    let told = |bytes: &[u8]| {
        let told = TransferSpec {
            bytes: bytes.len() as u64,
            ..FILE
        };
        written(
            told,
            told,
            &[Content::Wire(bytes)],
            &ExtractOptions::default(),
        )
        .0
        .media_type
    };
    assert_eq!(told(b""), None);
    assert_eq!(told("báo\r\n".as_bytes()), Some("text/plain"));
    assert_eq!(told(b"\x89PNG\r\n\x1a\n"), Some("image/png"));
    assert_eq!(told(b"\xff\x00\x01"), Some("application/octet-stream"));
}
