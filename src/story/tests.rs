//! Stories of the samples: their arrows, folded and not, and their steps.

use crate::analysis::{Analyzer, Wanted};
use crate::capture::Capture;
use crate::limits::Limits;

use super::*;

/// The stories of a sample.
fn stories(sample: &str, detail: Detail, limits: Limits) -> Vec<Story> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(sample);
    let capture = Capture::open(&[path], &limits).expect("the sample is there");
    let mut log = FrameLog::new(None, detail, &limits);
    let analysis = Analyzer::new()
        .limits(limits)
        .control_pass(&capture)
        .data_pass(Wanted::ROWS, &mut log)
        .expect("a log never fails");
    let told = |s| {
        Story::tell(
            &analysis,
            s,
            &log,
            StoryOptions {
                detail,
                show_passwords: false,
            },
        )
    };
    analysis.sessions.iter().map(told).collect()
}

fn story(sample: &str, detail: Detail) -> Story {
    stories(sample, detail, Limits::default()).remove(0)
}

/// `112 C>S Command`, where lanes tell control from data.
fn arrows(story: &Story) -> Vec<String> {
    let letter = |party| match party {
        Participant::Client => "C",
        Participant::Server => "S",
        Participant::Other => "O",
    };
    let kind = |kind: &MessageKind| {
        let text = format!("{kind:?}");
        text.split([' ', '{']).next().unwrap_or_default().to_owned()
    };
    let lane = |lane| match lane {
        ArrowLane::Control => "",
        ArrowLane::OtherControl(_) => " other",
        ArrowLane::Data(_) => " data",
    };
    let messages = story.messages.iter();
    messages
        .map(|m| {
            let (from, to, lane) = (letter(m.from), letter(m.to), lane(m.lane));
            format!(
                "{}-{} {from}{}{to}{lane} {}",
                m.first.frame,
                m.last.frame,
                if m.both_ways { "=" } else { ">" },
                kind(&m.kind)
            )
        })
        .collect()
}

#[test]
fn the_data_connection_opens_while_the_dialogue_goes_on() {
    let story = story("active.pcap", Detail::Messages);
    let from_port: Vec<String> = arrows(&story)
        .into_iter()
        .skip_while(|a| !a.starts_with("112"))
        .take(12)
        .collect();
    let expected = [
        "112-112 C>S Command",
        "114-114 S>C data Syn",
        "115-115 C>S data SynAck",
        "116-116 S>C Reply",
        "117-117 S>C data Ack",
        "119-119 C>S Command",
        "121-121 S>C Reply",
        "123-123 S>C data Data",
        "125-125 S>C data Fin",
        "127-127 S>C Reply",
        "129-129 C>S data Fin",
        "144-144 C>S Command",
    ];
    assert_eq!(from_port, expected);
}

#[test]
fn a_typed_line_is_one_arrow_where_it_ends() {
    let story = story("passive.pcap", Detail::Messages);
    let typed = story
        .messages
        .iter()
        .find(|m| matches!(&m.kind, MessageKind::Command { line, .. } if line.bytes() == b"pasv"));
    let typed = typed.expect("the command is drawn");
    assert_eq!(
        (
            typed.first.frame,
            typed.last.frame,
            typed.frames,
            typed.at().frame
        ),
        (56, 64, 5, 64)
    );
    let pass = story.messages.iter().find_map(|m| match &m.kind {
        MessageKind::Command { verb, line } if verb.bytes() == b"PASS" => Some(line.clone()),
        _ => None,
    });
    assert_eq!(
        pass.expect("the command is drawn").bytes(),
        b"pass ********"
    );
}

#[test]
fn every_frame_is_drawn_where_that_is_asked_for() {
    let story = story("passive.pcap", Detail::Frames);
    let letters = story
        .messages
        .iter()
        .filter(|m| matches!(m.kind, MessageKind::Piece { .. }))
        .count();
    // user anonymous, pass 1, pasv, retr hehe.txt and quit but their last segments
    assert_eq!(letters, 14 + 6 + 4 + 13 + 4);
    assert!(
        story
            .messages
            .iter()
            .any(|m| m.kind == MessageKind::Acknowledgment)
    );
    let masked = story
        .messages
        .iter()
        .any(|m| matches!(&m.kind, MessageKind::Piece { text, .. } if text.bytes() == b"********"));
    assert!(masked, "the password is masked in its own segment too");
}

#[test]
fn steps_fold_handshakes_exchanges_and_closes() {
    let expected = [
        "1-3 C=S Handshake",
        "4-4 S>C Reply",
        "6-63 C=S Exchange",
        "112-112 C>S Command",
        "114-117 S=C data Handshake",
        "116-116 S>C Reply",
        "119-119 C>S Command",
        "121-121 S>C Reply",
        "123-123 S>C data Data",
        "125-129 S=C data Close",
        "127-127 S>C Reply",
        "144-146 C=S Exchange",
        "148-150 S=C Close",
    ];
    assert_eq!(arrows(&story("active.pcap", Detail::Steps)), expected);
}

#[test]
fn a_server_to_server_transfer_has_three_lifelines_and_both_dialogues() {
    let story = story("fxp.pcap", Detail::Messages);
    let parties: Vec<Participant> = story.lifelines.iter().map(|line| line.party).collect();
    assert_eq!(
        parties,
        [Participant::Client, Participant::Server, Participant::Other]
    );
    let arrows = arrows(&story);
    assert!(
        arrows.contains(&"27-27 S>O data Syn".to_owned()),
        "{arrows:#?}"
    );
    assert!(
        arrows.contains(&"22-22 O>C other Reply".to_owned()),
        "{arrows:#?}"
    );
}

#[test]
fn unanswered_tries_are_one_arrow_that_counts_them() {
    let story = story("firewall-active.pcap", Detail::Messages);
    let tried = story
        .messages
        .iter()
        .find(|m| matches!(m.lane, ArrowLane::Data(_)))
        .expect("it is drawn");
    assert_eq!(
        tried.kind,
        MessageKind::Syn {
            times: 6,
            answered: false
        }
    );
}

#[test]
fn arrows_beyond_the_cap_are_counted() {
    let limits = Limits {
        story_arrows: 10,
        ..Limits::default()
    };
    let story = stories("active.pcap", Detail::Messages, limits).remove(0);
    assert_eq!(story.messages.len(), 10);
    let all = self::story("active.pcap", Detail::Messages);
    assert_eq!(story.left_out, all.messages.len() as u64 - 10);
    assert_eq!(all.left_out, 0);
}

#[test]
fn without_room_for_frames_the_steps_are_told_all_the_same() {
    let limits = Limits {
        story_connections: 0,
        ..Limits::default()
    };
    let story = stories("active.pcap", Detail::Messages, limits).remove(0);
    assert!(story.steps.iter().any(|step| step.topic == Topic::Opening));
}

#[test]
fn steps_need_no_arrows() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/passive.pcap");
    let limits = Limits {
        story_arrows: 20,
        ..Limits::default()
    };
    let capture = Capture::open(&[path], &limits).expect("the sample is there");
    let mut log = FrameLog::of_steps(None, &limits);
    let analysis = Analyzer::new()
        .limits(limits)
        .control_pass(&capture)
        .data_pass(Wanted::ROWS, &mut log)
        .expect("a log never fails");
    let told = Story::tell(
        &analysis,
        &analysis.sessions[0],
        &log,
        StoryOptions::default(),
    );
    assert_eq!(told.steps, story("passive.pcap", Detail::Messages).steps);
    assert_eq!((told.left_out, log.limits_hit()), (0, Vec::new()));
}

/// The keys of what a story says.
fn said(story: &Story) -> Vec<&'static str> {
    story
        .steps
        .iter()
        .chain(&story.summary)
        .flat_map(|step| &step.sentences)
        .map(|s| s.id)
        .collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a row for each kind of session")]
fn strange_sessions_get_their_own_sentences() {
    for (sample, sentences) in [
        (
            "firewall-active.pcap",
            &[
                "explain-open-unanswered",
                "explain-start-425",
                "sum-firewall-blocked",
            ][..],
        ),
        (
            "bounce.pcap",
            &[
                "explain-announce-rejected",
                "explain-open-refused",
                "explain-open-third",
            ],
        ),
        (
            "fxp.pcap",
            &[
                "explain-announce-fxp",
                "explain-open-fxp",
                "sum-data-fxp",
                "sum-firewall-fxp",
            ],
        ),
        (
            "nat-227.pcap",
            &[
                "explain-announce-elsewhere",
                "explain-open-nat",
                "sum-nat-seen",
            ],
        ),
        (
            "ftps-explicit.pcap",
            &[
                "explain-auth-accepted",
                "explain-tls-hides",
                "explain-data-encrypted",
            ],
        ),
        (
            "default-port.pcap",
            &["explain-announce-default", "explain-port-usual"],
        ),
        (
            "refused-login.pcap",
            &["explain-login-refused", "sum-data-none"],
        ),
        (
            "abor.pcap",
            &[
                "explain-abort",
                "explain-close-plain",
                "explain-result-aborted",
            ],
        ),
        ("epsv-ipv6.pcap", &["explain-announce-epsv", "sum-nat-epsv"]),
        (
            "eprt-ipv4.pcap",
            &["explain-announce-eprt", "explain-mode-active"],
        ),
        ("data-before-227.pcap", &["explain-overlap-early-syn"]),
        ("resume.pcap", &["explain-request-offset"]),
        (
            "../tests/captures/t22_midstream.pcap",
            &[
                "explain-control-missing",
                "explain-announce-unseen",
                "sum-control-unseen",
            ],
        ),
        (
            "../tests/captures/24e_starts_mid_transfer_proftpd.pcap",
            &["explain-open-unseen", "sum-data-unseen"],
        ),
        (
            "../tests/captures/20f_oneway_to_client_vsftpd_c2s.pcap",
            &[
                "explain-one-way-client",
                "explain-data-unseen",
                "explain-close-half",
                "explain-control-partial",
            ],
        ),
        (
            "../tests/captures/20f_oneway_to_client_vsftpd_s2c.pcap",
            &["explain-one-way-server"],
        ),
        (
            "../tests/captures/t15_active_ephemeral_b.pcap",
            &["explain-port-other", "sum-port-other"],
        ),
        (
            "../tests/captures/t23_pasv_reuse_theft.pcap",
            &["explain-open-stranger", "sum-data-other"],
        ),
        (
            "../tests/captures/12e_active_refused_proftpd.pcap",
            &["explain-open-refused", "sum-firewall-refused"],
        ),
        (
            "../tests/captures/t42_mode_b_b.pcap",
            &["explain-close-framed", "explain-data-decoded"],
        ),
        (
            "../tests/captures/14a_implicit_ftps990_vsftpd_curl.pcap",
            &["explain-tls-implicit", "sum-firewall-tls"],
        ),
        (
            "../tests/captures/13e_ftps_ccc_proftpd_ftplib.pcap",
            &["explain-tls-ends"],
        ),
        (
            "../tests/captures/t17_auth_refused.pcap",
            &["explain-auth-refused"],
        ),
        (
            "../tests/captures/t41_lf_lprt_b.pcap",
            &["explain-announce-lprt", "explain-arithmetic"],
        ),
        (
            "../tests/captures/10j_control_killed_proftpd_ftplib.pcap",
            &["explain-end-reset"],
        ),
    ] {
        let said = said(&story(sample, Detail::Messages));
        for sentence in sentences {
            assert!(
                said.contains(sentence),
                "{sample} does not say {sentence}: {said:#?}"
            );
        }
    }
}

#[test]
fn steps_are_in_order_and_name_frames_of_their_own() {
    for sample in [
        "active.pcap",
        "passive.pcap",
        "mixed.pcapng",
        "multiline-pipelined.pcap",
    ] {
        let story = story(sample, Detail::Messages);
        let frames: Vec<u64> = story.steps.iter().map(|step| step.at.frame).collect();
        assert!(frames.is_sorted(), "{sample}: {frames:?}");
        for step in &story.steps {
            assert!(
                !step.sentences.is_empty() && !step.frames.is_empty() && step.frames.is_sorted(),
                "{step:?}"
            );
        }
    }
}

#[test]
fn each_byte_counts_once_and_copies_are_told() {
    let story = story("retransmission.pcap", Detail::Steps);
    let data: Vec<&MessageKind> = story
        .messages
        .iter()
        .map(|m| &m.kind)
        .filter(|k| matches!(k, MessageKind::Data { .. }))
        .collect();
    assert_eq!(
        data,
        [&MessageKind::Data {
            bytes: 10_428,
            segments: 8,
            again: 2,
            encrypted: false
        }]
    );
    let ids: Vec<&str> = story
        .steps
        .iter()
        .flat_map(|step| &step.sentences)
        .map(|said| said.id)
        .collect();
    for id in [
        "explain-data-again",
        "explain-data-late",
        "explain-result-mended",
    ] {
        assert!(ids.contains(&id), "{id}: {ids:?}");
    }
}

#[test]
fn commands_that_were_explained_are_not_counted_as_further_ones() {
    let stories = [
        "mixed.pcapng",
        "two-active.pcap",
        "retransmission.pcap",
        "multiline-pipelined.pcap",
    ]
    .map(|sample| stories(sample, Detail::Steps, Limits::default()));
    let steps = stories
        .iter()
        .flatten()
        .flat_map(|story| &story.steps)
        .flat_map(|step| &step.sentences);
    for said in steps.filter(|said| said.id == "explain-commands-again") {
        let arg = |wanted: &str| {
            said.args
                .iter()
                .find(|(name, _)| *name == wanted)
                .map(|(_, arg)| format!("{arg:?}"))
        };
        let digits = |text: String| {
            text.split(|c: char| !c.is_ascii_digit())
                .filter_map(|n| n.parse::<u64>().ok())
                .sum()
        };
        let counted: [u64; 2] = ["count", "verbs"].map(|name| arg(name).map_or(0, digits));
        assert_eq!(counted[0], counted[1], "{said:?}");
    }
}
