//! Properties of whole analyses: how TCP cut a session into segments does not count, and no bytes cause a panic.

use ftpscope::analysis::{Options, Unwatched, analyse, survey};
use ftpscope::capture::{Capture, Time};
use ftpscope::digest::Hash;
use ftpscope::limits::Limits;
use ftpscope::locale::{Catalogue, Language};
use ftpscope::output::timeline::{Frame, Measure, Ndjson, Table, Tsv};
use ftpscope::output::{Selection, Style, View, csv, json, table, verdict};
use ftpscope::record::Analysis;
use proptest::prelude::*;
use proptest::sample::Index;
use tempfile::NamedTempFile;

use crate::rebuilt::story::Story;
use crate::rebuilt::tcp::Side;
use crate::story::{Pcap, pcap_of};
use crate::support::{captures_in, read};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn open(bytes: &[u8]) -> (NamedTempFile, Capture) {
    let file = NamedTempFile::new().expect("a file can be made");
    std::fs::write(file.path(), bytes).expect("it can be written");
    let capture = Capture::open(&[file.path().to_owned()], &Limits::default()).expect("no standard input");
    (file, capture)
}

/// How one end cuts what it has to say: the sizes of its segments, over and over.
#[derive(Clone, Debug)]
struct Cut(Vec<usize>);

impl Cut {
    /// Sends bytes in segments of these sizes; the other end acknowledges some of them.
    fn send(&self, story: &mut Story, from: Side, bytes: &[u8], turn: &mut usize) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let size = self.0[*turn % self.0.len()].clamp(1, rest.len());
            let (part, behind) = rest.split_at(size);
            story.bytes(from, part);
            if turn.is_multiple_of(3) {
                story.ack(from.other());
            }
            (*turn, rest) = (*turn + 1, behind);
        }
    }
}

fn cuts() -> impl Strategy<Value = Cut> {
    proptest::collection::vec(prop_oneof![1..4_usize, 1..40_usize, Just(1400)], 1..6).prop_map(Cut)
}

/// A session of an upload and a download in both modes, cut as told.
fn session(client_cut: &Cut, server_cut: &Cut, data_cut: &Cut) -> Vec<u8> {
    let mut story = Story::ethernet();
    let mut turn = 0;
    let (client, server) = story.connection("192.0.2.7:40100", "198.51.100.7:21");
    story.handshake(client);
    let (ask, answer) =
        (|text: &str| format!("{text}\r\n").into_bytes(), |text: &str| format!("{text}\r\n").into_bytes());
    let mut exchange = |story: &mut Story, command: &str, reply: &str| {
        if !command.is_empty() {
            client_cut.send(story, client, &ask(command), &mut turn);
        }
        server_cut.send(story, server, &answer(reply), &mut turn);
    };
    exchange(&mut story, "", "220-Welcome\r\n 221 not the end\r\n220 ready");
    exchange(&mut story, "USER anna", "331 Password?");
    exchange(&mut story, "PASS lavender", "230 Welcome.");
    // 195 * 256 + 80 = 50000
    exchange(&mut story, "PASV", "227 Entering Passive Mode (198,51,100,7,195,80).");
    let (receiver, sender) = story.connection("192.0.2.7:40101", "198.51.100.7:50000");
    story.handshake(receiver);
    exchange(&mut story, "RETR a file.bin", "150 Here it comes.");
    let mut data_turn = 0;
    data_cut.send(&mut story, sender, &content(), &mut data_turn);
    story.close(sender);
    exchange(&mut story, "CWD /in", "226 Done.\r\n250 You are in /in.");
    // 156 * 256 + 166 = 40102
    exchange(&mut story, "PORT 192,0,2,7,156,166", "200 Thanks.");
    let (sender, receiver) = story.connection("198.51.100.7:20", "192.0.2.7:40102");
    exchange(&mut story, "STOR up.bin", "150 Send it.");
    story.handshake(sender);
    data_cut.send(&mut story, receiver, &content(), &mut data_turn);
    story.close(receiver);
    exchange(&mut story, "QUIT", "226 Got it.\r\n221 Goodbye.");
    story.close(server);
    pcap_of(&story)
}

fn content() -> Vec<u8> {
    (0..2000_u32).map(|number| (number * 7 % 251) as u8).collect()
}

/// What must not depend on the cuts: everything but frames, times and counts of segments.
fn essence(bytes: &[u8]) -> String {
    let (_file, capture) = open(bytes);
    let analysis = analyse(&capture, &Options { hash: Hash::Sha256, ..Options::default() });
    let sessions = analysis.sessions.iter().map(|session| {
        let commands: Vec<_> = session
            .commands
            .iter()
            .map(|command| {
                let replies: Vec<_> = command.replies.iter().map(|reply| (reply.code, &reply.text)).collect();
                (&command.line, &command.verb, command.argument(), replies)
            })
            .collect();
        let offers: Vec<_> = session
            .offers
            .iter()
            .map(|o| (o.id, o.method, o.ip, o.port, o.accepted, o.outcome, o.connection, o.matched_by))
            .collect();
        let transfers: Vec<_> = session
            .transfers
            .iter()
            .map(|t| {
                let end = (t.complete, &t.digests, t.reply_code, t.outcome, t.lost_bytes);
                (t.verb, &t.argument, &t.path, t.mode, t.method, t.offer, t.connection, t.bytes, end)
            })
            .collect();
        let unasked: Vec<_> = session.unasked.iter().map(|reply| (reply.code, &reply.text)).collect();
        let who = (&session.banner, &session.user, &session.password, session.login, session.mode);
        format!("{who:?} {commands:#?} {offers:#?} {transfers:#?} {unasked:?}")
    });
    sessions.collect()
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn how_a_session_was_cut_into_segments_does_not_count(client in cuts(), server in cuts(), data in cuts()) {
        let whole = Cut(vec![usize::MAX]);
        let data_whole = Cut(vec![1400]);
        let expected = essence(&session(&whole, &whole, &data_whole));
        prop_assert!(expected.contains("up.bin") && expected.matches("Completed").count() == 2, "{}", expected);
        prop_assert_eq!(essence(&session(&client, &server, &data)), expected);
    }
}

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
                file.iter_mut().skip(at).zip(new).for_each(|(old, &new)| *old = new);
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
        Damage::Repeat(from, to) => records.insert(to.index(count), records[from.index(count)].clone()),
        _ => {}
    }
}

/// Everything that the program can print of a capture.
fn print_all(bytes: &[u8]) -> (Analysis, Vec<u8>) {
    let (_file, capture) = open(bytes);
    let options = Options { hash: Hash::Sha256, control_ports: vec![2121], ..Options::default() };
    let surveyed = survey(&capture, &options, &Unwatched);
    let mut out = Vec::new();
    let catalogue = || Catalogue::new(Language::En);
    let selection = Selection::default();
    let frame = Frame::new(Time(0), false, &selection, surveyed.plan());
    surveyed.replay_rows(&mut Tsv::new(&mut out, frame.clone(), catalogue()).expect("a vector")).expect("a vector");
    surveyed.replay_rows(&mut Ndjson::new(&mut out, frame.clone(), catalogue())).expect("a vector");
    let words = catalogue();
    let mut measure = Measure::new(frame.clone(), &words);
    let analysis = surveyed.replay_rows(&mut measure).expect("it writes nothing");
    let style = Style { width: Some(100), color: true };
    let mut rows = Table::new(&mut out, frame, &words, style, measure.widths());
    rows.begin().expect("a vector");
    surveyed.replay_rows(&mut rows).expect("a vector");
    rows.finish().expect("a vector");
    let view = View { analysis: &analysis, selection: &selection, show_passwords: false };
    verdict::write(&mut out, &view, &words, style).expect("a vector");
    for print in [
        json::write_document,
        json::write_sessions,
        json::write_transfers,
        json::write_transfer_document,
        csv::write_sessions,
        csv::write_transfers,
    ] {
        print(&mut out, &view).expect("a vector");
    }
    table::write_sessions(&mut out, &view, style).expect("a vector");
    table::write_transfers(&mut out, &view, style).expect("a vector");
    (analysis, out)
}

proptest! {
    #![proptest_config(config(1800))]

    #[test]
    fn a_damaged_capture_is_printed_without_a_panic(sample in any::<Index>(), damages in damages()) {
        let (analysis, out) = print_all(&damaged(&sources()[sample.index(sources().len())], &damages));
        prop_assert!(std::str::from_utf8(&out).is_ok());
        for transfer in analysis.sessions.iter().flat_map(|session| &session.transfers) {
            prop_assert!(!transfer.complete || transfer.lost_bytes == 0);
            // without one, they are a command and its reply, whose frames may have changed places
            prop_assert!(transfer.connection.is_none() || transfer.start <= transfer.end);
        }
    }
}

#[test]
fn a_cut_of_any_container_only_ever_takes_away() {
    for (path, step) in [
        ("samples/mixed.pcapng", 1),
        // lz4 gives nothing of a block that is not whole, and here there is but one
        ("tests/captures/27a_compressed_vsftpd.pcap.gz", 61),
        ("tests/captures/27a_compressed_vsftpd.pcap.lz4", 61),
        ("tests/captures/27a_compressed_vsftpd.pcap.zst", 61),
    ] {
        let bytes = read(path);
        let mut frames = 0;
        for cut in (1..bytes.len()).step_by(step).chain([bytes.len()]) {
            let (_file, capture) = open(&bytes[..cut]);
            let analysis = analyse(&capture, &Options::default());
            let summary = &analysis.captures[0];
            assert!(summary.frames >= frames, "{path} cut at {cut}: {} frames, {frames} before", summary.frames);
            let warned = summary.fault.as_ref().is_some_and(|fault| !fault.fatal);
            assert!(summary.frames == 0 || summary.truncated == warned, "{path} cut at {cut}: {:?}", summary.fault);
            frames = summary.frames;
        }
        assert!(frames > 0, "{path}");
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
