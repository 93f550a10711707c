//! What each stage costs, on a capture of each kind (about 16 MB, in the page cache).
//!
//! ```text
//! cargo bench --bench stages
//! ```
//!
//! A stage includes those before it, because a stage alone has nothing to work on; `baseline` is
//! one pass of the slice parser of pcap-file, etherparse's lax slicing and one update of a hash map
//! a segment.

#[path = "../examples/baseline/pass.rs"]
mod pass;
#[path = "../examples/make_capture/traffic/mod.rs"]
#[allow(
    dead_code,
    reason = "the captures that questions are asked of are none to measure with"
)]
mod traffic;

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::sync::LazyLock;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use foldhash::fast::RandomState;
use ftpscope::analysis::Analyzer;
use ftpscope::capture::{Capture, Frame};
use ftpscope::decode::{DecodeOptions, Decoder, Segment};
use ftpscope::digest::{Hash, Hashes};
use ftpscope::ftp::LineSplitter;
use ftpscope::limits::Limits;
use ftpscope::model::At;
use ftpscope::output::Subject;
use ftpscope::output::json::Json;
use ftpscope::output::runner::{self, Request};
use ftpscope::tcp::{ConnectionKey, TcpConnection};
use traffic::Kind;

const KINDS: [&str; 3] = ["bulk", "needle", "chatty"];
const SIZE: u64 = 16_000_000;

fn main() {
    divan::main();
}

/// A capture of a kind, written once.
struct Sample {
    path: PathBuf,
    bytes: u64,
}

static SAMPLES: LazyLock<(tempfile::TempDir, Vec<Sample>)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder for files can be made");
    let samples = KINDS.map(|kind| {
        let path = folder.path().join(kind);
        let file = BufWriter::new(File::create(&path).expect("a file can be made"));
        let written = traffic::write(Kind::named(kind).expect("a kind"), SIZE, file)
            .expect("the file can be written");
        Sample {
            path,
            bytes: written.bytes,
        }
    });
    (folder, samples.into())
});

fn sample(kind: &str) -> &'static Sample {
    let place = KINDS.iter().position(|k| *k == kind).expect("a kind");
    &SAMPLES.1[place]
}

fn capture(kind: &str) -> Capture {
    Capture::open(&[sample(kind).path.clone()], &Limits::default())
        .expect("the capture can be read")
}

fn bench<T>(bencher: Bencher, kind: &str, run: impl Fn() -> T + Sync) {
    bencher
        .counter(BytesCount::new(sample(kind).bytes))
        .bench(run);
}

fn each_frame(capture: &Capture, mut take: impl FnMut(&Frame)) {
    let mut frames = capture.frames();
    while let Some(frame) = frames.next() {
        take(&frame);
    }
}

fn each_segment(capture: &Capture, mut take: impl FnMut(&Segment)) {
    let mut decoder = Decoder::new(&Limits::default(), DecodeOptions::default());
    each_frame(capture, |frame| {
        if let Ok(segment) = decoder.decode(frame) {
            take(&segment);
        }
    });
}

#[divan::bench(args = KINDS)]
fn baseline(bencher: Bencher, kind: &str) {
    let open = || File::open(&sample(kind).path).expect("the capture can be read");
    bench(bencher, kind, || {
        pass::parse(open()).expect("it is a capture")
    });
}

#[divan::bench(args = KINDS)]
fn walk(bencher: Bencher, kind: &str) {
    let open = || File::open(&sample(kind).path).expect("the capture can be read");
    bench(bencher, kind, || {
        pass::walk(open()).expect("it is a capture")
    });
}

#[divan::bench(args = KINDS)]
fn records(bencher: Bencher, kind: &str) {
    let capture = capture(kind);
    bench(bencher, kind, || {
        each_frame(&capture, |frame| _ = black_box(frame.data.len()));
    });
}

#[divan::bench(args = KINDS)]
fn decode(bencher: Bencher, kind: &str) {
    let capture = capture(kind);
    bench(bencher, kind, || {
        each_segment(&capture, |segment| _ = black_box(segment.seq));
    });
}

#[divan::bench(args = KINDS)]
fn streams(bencher: Bencher, kind: &str) {
    let capture = capture(kind);
    bench(bencher, kind, || {
        let mut connections: HashMap<ConnectionKey, TcpConnection, RandomState> =
            HashMap::default();
        let cap = Limits::default().held_data;
        each_segment(&capture, |segment| {
            let (key, sender) = ConnectionKey::of(segment);
            let connection = connections
                .entry(key)
                .or_insert_with(|| TcpConnection::new(segment));
            connection.segment(segment, sender, cap, &mut |_, item| _ = black_box(item));
        });
        connections.len()
    });
}

/// The line splitter alone, over a control channel as long as a capture.
#[divan::bench]
fn control_lines(bencher: Bencher) {
    let dialogue =
        b"227 Entering Passive Mode (192,168,0,1,78,52).\r\n150 Opening data connection\r\n"
            .repeat(10_000);
    bencher.counter(BytesCount::of_slice(&dialogue)).bench(|| {
        let mut splitter = LineSplitter::new(&Limits::default());
        let mut lines = 0;
        for bytes in dialogue.chunks(1448) {
            splitter.push(bytes, At::default(), &mut |_| lines += 1);
        }
        black_box(lines)
    });
}

#[divan::bench(args = KINDS)]
fn pass_1(bencher: Bencher, kind: &str) {
    let capture = capture(kind);
    bench(bencher, kind, || {
        Analyzer::new().control_pass(&capture).plan().sessions.len()
    });
}

#[divan::bench(args = KINDS)]
fn pass_2(bencher: Bencher, kind: &str) {
    let plane = Analyzer::new().control_pass(&capture(kind));
    bencher
        .counter(BytesCount::new(sample(kind).bytes))
        .bench_local(|| black_box(plane.analysis().sessions.len()));
}

#[divan::bench(args = KINDS)]
fn whole(bencher: Bencher, kind: &str) {
    bench(bencher, kind, || write_document(kind, Hash::None.into()));
}

#[divan::bench(args = KINDS)]
fn whole_with_sha256(bencher: Bencher, kind: &str) {
    bench(bencher, kind, || write_document(kind, Hash::Sha256.into()));
}

fn write_document(kind: &str, hash: Hashes) {
    let request = Request {
        hash,
        ..Request::default()
    };
    let mut out = io::sink();
    let analyzer = Analyzer::new().hash(hash).threads(2);
    let plane = analyzer.control_pass(&capture(kind));
    let mut document = Json::new(&mut out, Subject::Sessions);
    let ran = runner::run(&plane, &request, &mut [&mut document]).expect("no pass fails");
    ran.written.expect("nothing is written anywhere");
}
