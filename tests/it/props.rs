//! Properties of whole analyses: how TCP cut a session into segments does not count, and a cut file
//! only lacks what was cut.

use ftpscope::analysis::Analyzer;
use ftpscope::capture::Capture;
use ftpscope::digest::Hash;
use ftpscope::limits::Limits;
use proptest::prelude::*;
use tempfile::NamedTempFile;

use crate::rebuilt::story::Story;
use crate::rebuilt::tcp::Side;
use crate::story::pcap_of;
use crate::support::{is_thorough, read};

pub(crate) fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

pub(crate) fn open(bytes: &[u8]) -> (NamedTempFile, Capture) {
    let file = NamedTempFile::new().expect("a file can be made");
    std::fs::write(file.path(), bytes).expect("it can be written");
    let capture =
        Capture::open(&[file.path().to_owned()], &Limits::default()).expect("no standard input");
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
    let (ask, answer) = (
        |text: &str| format!("{text}\r\n").into_bytes(),
        |text: &str| format!("{text}\r\n").into_bytes(),
    );
    let mut exchange = |story: &mut Story, command: &str, reply: &str| {
        if !command.is_empty() {
            client_cut.send(story, client, &ask(command), &mut turn);
        }
        server_cut.send(story, server, &answer(reply), &mut turn);
    };
    exchange(
        &mut story,
        "",
        "220-Welcome\r\n 221 not the end\r\n220 ready",
    );
    exchange(&mut story, "USER anna", "331 Password?");
    exchange(&mut story, "PASS lavender", "230 Welcome.");
    // 195 * 256 + 80 = 50000
    exchange(
        &mut story,
        "PASV",
        "227 Entering Passive Mode (198,51,100,7,195,80).",
    );
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
    (0..2000_u32)
        .map(|number| (number * 7 % 251) as u8)
        .collect()
}

/// What must not depend on the cuts: everything but frames, times and counts of segments.
fn essence(bytes: &[u8]) -> String {
    let (_file, capture) = open(bytes);
    let analysis = Analyzer::new().hash(Hash::Sha256).analyse(&capture);
    let sessions = analysis.sessions.iter().map(|session| {
        let commands: Vec<_> = session
            .commands
            .iter()
            .map(|command| {
                let replies: Vec<_> = command
                    .replies
                    .iter()
                    .map(|reply| (reply.code, &reply.text))
                    .collect();
                (&command.line, &command.verb, command.argument(), replies)
            })
            .collect();
        let offers: Vec<_> = session
            .offers
            .iter()
            .map(|o| {
                (
                    o.id,
                    o.method,
                    o.ip,
                    o.port,
                    o.accepted,
                    o.outcome,
                    o.connection,
                    o.matched_by,
                )
            })
            .collect();
        let transfers: Vec<_> = session
            .transfers
            .iter()
            .map(|t| {
                let end = (
                    t.is_complete(),
                    &t.digests,
                    t.reply_code,
                    t.outcome,
                    t.lost_bytes,
                );
                (
                    t.verb,
                    &t.argument,
                    &t.path,
                    t.mode,
                    t.method,
                    t.offer,
                    t.connection,
                    t.bytes,
                    end,
                )
            })
            .collect();
        let unasked: Vec<_> = session
            .unasked
            .iter()
            .map(|reply| (reply.code, &reply.text))
            .collect();
        let who = (
            &session.banner,
            &session.user,
            &session.password,
            session.login,
            session.mode,
        );
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

#[test]
fn a_cut_of_any_container_only_ever_takes_away() {
    // in thorough tests at every byte; a step that no length of a record has as a divisor comes by
    // all of their parts
    let every = if is_thorough() { 1 } else { 11 };
    for (path, step) in [
        ("samples/mixed.pcapng", every),
        // lz4 gives nothing of a block that is not whole, and here there is but one
        ("tests/captures/27a_compressed_vsftpd.pcap.gz", 61),
        ("tests/captures/27a_compressed_vsftpd.pcap.lz4", 61),
        ("tests/captures/27a_compressed_vsftpd.pcap.zst", 61),
    ] {
        let bytes = read(path);
        let mut frames = 0;
        for cut in (1..bytes.len()).step_by(step).chain([bytes.len()]) {
            let (_file, capture) = open(&bytes[..cut]);
            let analysis = Analyzer::new().analyse(&capture);
            let summary = &analysis.captures[0];
            assert!(
                summary.frames >= frames,
                "{path} cut at {cut}: {} frames, {frames} before",
                summary.frames
            );
            let warned = summary.fault.as_ref().is_some_and(|fault| !fault.fatal);
            assert!(
                summary.frames == 0 || summary.truncated == warned,
                "{path} cut at {cut}: {:?}",
                summary.fault
            );
            frames = summary.frames;
        }
        assert!(frames > 0, "{path}");
    }
}
