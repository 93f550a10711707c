//! Sessions as the control pass leaves them, and connections that come to their offers.

use super::*;
use crate::analysis::control::{ChannelEvent, ChannelLine, Hidden, SecretPlaces, converse};
use crate::limits::Limits;
use crate::model::At;
use crate::tcp::{ConnectionKey, Side};

const CLIENT: &str = "10.0.0.1:40000";
const SERVER: &str = "10.0.0.2:21";

fn at(frame: u64) -> At {
    At {
        frame,
        ..At::default()
    }
}

fn endpoint(text: &str) -> SocketAddr {
    text.parse().expect("an endpoint")
}

/// A session from its dialogue: each line is `frame C|S text`; it begins at the first and ends at
/// the last of them.
fn session(client: &str, server: &str, dialogue: &str) -> Planned {
    let mut heard = [Vec::new(), Vec::new()];
    let mut frames = Vec::new();
    for line in dialogue.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let mut words = line.splitn(3, ' ');
        let frame = words.next().and_then(|w| w.parse().ok()).expect("a frame");
        let side = usize::from(words.next() == Some("S"));
        let text = words.next().unwrap_or_default().into();
        let (begin, end) = (at(frame), at(frame));
        let line = ChannelLine {
            text,
            begin,
            end,
            stream_end: u64::MAX,
            ..ChannelLine::default()
        };
        heard[side].push(ChannelEvent::Line(line));
        frames.push(frame);
    }
    let [commands, replies] = heard;
    let (client, server) = (endpoint(client), endpoint(server));
    let key = ConnectionKey::new(client, server);
    Planned {
        key,
        client: key.side(client),
        first: at(frames[0]),
        last: at(frames[frames.len() - 1]),
        made_up_numbers: false,
        from_beginning: true,
        ended: true,
        tls: None,
        secrets: SecretPlaces::default(),
        draft: converse(&commands, &replies, true, &Limits::default()),
    }
}

fn plan(mut sessions: Vec<Planned>) -> ControlPlan {
    sessions.sort_by_key(|s| s.first.frame);
    ControlPlan {
        sessions,
        ..ControlPlan::default()
    }
}

struct Capture<'p> {
    plan: &'p ControlPlan,
    matching: Matching,
    connections: usize,
}

impl<'p> Capture<'p> {
    fn of(plan: &'p ControlPlan) -> Self {
        Capture {
            plan,
            matching: Matching::new(plan),
            connections: 0,
        }
    }

    /// A SYN that nobody has answered yet.
    fn tries(&mut self, frame: u64, opener: &str, listener: &str) -> Vec<Match> {
        let beginning = ConnectionStart {
            opener: endpoint(opener),
            listener: endpoint(listener),
            certain: true,
            frame,
        };
        let found = self.matching.find(self.plan, &beginning);
        for matched in &found {
            self.matching
                .record(matched, self.connections, beginning.frame);
        }
        self.connections += 1;
        found
    }

    /// A connection that comes about: session, offer and transfer of each match.
    fn opens(
        &mut self,
        frame: u64,
        opener: &str,
        listener: &str,
    ) -> Vec<(usize, OfferRef, Option<usize>)> {
        let found = self.tries(frame, opener, listener);
        for matched in &found {
            self.matching.confirm(matched, self.connections - 1);
        }
        found
            .iter()
            .map(|c| (c.session, c.offer, c.transfer))
            .collect()
    }
}

fn announced(
    session: usize,
    offer: usize,
    transfer: usize,
) -> Vec<(usize, OfferRef, Option<usize>)> {
    vec![(session, OfferRef::Announced(offer), Some(transfer))]
}

const PASSIVE: &str =
    "1 C PASV\n2 S 227 (10,0,0,2,100,1)\n10 C RETR a\n11 S 150 x\n20 S 226 y\n40 C QUIT";

#[test]
fn the_strength_of_a_match_is_told() {
    let plan = plan(vec![session(CLIENT, SERVER, PASSIVE)]);
    for (opener, listener, matched_by, expected) in [
        ("10.0.0.1:5", "10.0.0.2:25601", MatchedBy::Exact, true),
        ("10.0.0.9:5", "10.0.0.2:25601", MatchedBy::Exact, false),
        ("10.0.0.1:5", "10.0.0.7:25601", MatchedBy::Port, true),
    ] {
        let found = Capture::of(&plan).tries(5, opener, listener);
        assert_eq!(found.len(), 1, "{opener} {listener}");
        assert_eq!(
            (found[0].matched_by, found[0].fit.expected, found[0].mode),
            (matched_by, expected, Some(Mode::Passive))
        );
    }
    assert!(
        Capture::of(&plan)
            .tries(5, "10.0.0.9:5", "10.0.0.7:25601")
            .is_empty()
    );
    assert!(
        Capture::of(&plan)
            .tries(41, "10.0.0.1:5", "10.0.0.2:25601")
            .is_empty(),
        "the session is over"
    );
}

#[test]
fn behind_nat_the_peers_address_counts() {
    let foreign = PASSIVE.replace("10,0,0,2", "192,168,1,1");
    let plan = plan(vec![session(CLIENT, SERVER, &foreign)]);
    let found = Capture::of(&plan).tries(5, "10.0.0.1:5", "10.0.0.2:25601");
    assert_eq!(found[0].matched_by, MatchedBy::Peer);
}

#[test]
fn a_connection_may_come_before_its_announcement() {
    let dialogue = "1 C NOOP\n2 S 200 ok\n10 C PASV\n11 S 227 (10,0,0,2,100,1)\n12 C RETR a\n13 S 150 x\n20 S 226 y";
    let plan = plan(vec![session(CLIENT, SERVER, dialogue)]);
    assert_eq!(
        Capture::of(&plan).opens(5, "10.0.0.1:5", "10.0.0.2:25601"),
        announced(0, 0, 0)
    );
}

/// One port for all of a server's transfers, and the capture begins in the middle of it.
#[test]
fn what_was_announced_unseen_is_not_taken_for_early() {
    let dialogue = "5 C RETR a\n6 S 150 x\n8 S 226 y\n10 C EPSV\n11 S 229 (|||25601|)\n14 C RETR b\n15 S 150 x\n20 S 226 y";
    let mut session = session(CLIENT, SERVER, dialogue);
    session.from_beginning = false;
    session.draft.hidden = vec![Hidden {
        from: None,
        to: Some(at(10)),
        tls: false,
    }];
    let plan = plan(vec![session]);
    let mut capture = Capture::of(&plan);
    assert_eq!(
        capture.opens(6, "10.0.0.1:5000", "10.0.0.2:25601"),
        [(0, OfferRef::Unknown, Some(0))]
    );
    assert_eq!(
        capture.opens(12, "10.0.0.1:5001", "10.0.0.2:25601"),
        announced(0, 0, 1)
    );
}

#[test]
fn an_early_connection_gives_way_to_one_in_time() {
    let dialogue = "1 C NOOP\n2 S 200 ok\n10 C PASV\n11 S 227 (10,0,0,2,100,1)\n14 C RETR a\n15 S 150 x\n20 S 226 y";
    let plan = plan(vec![session(CLIENT, SERVER, dialogue)]);
    let mut capture = Capture::of(&plan);
    assert_eq!(
        capture.opens(5, "10.0.0.1:5", "10.0.0.2:25601"),
        announced(0, 0, 0)
    );
    assert_eq!(
        capture.opens(12, "10.0.0.1:6", "10.0.0.2:25601"),
        announced(0, 0, 0)
    );
    let later = capture.opens(16, "10.0.0.1:7", "10.0.0.2:25601");
    assert_eq!(
        later,
        [(0, OfferRef::Announced(0), None)],
        "and that one stays"
    );
}

#[test]
fn a_control_connection_whose_end_is_missing_does_not_end_its_offers() {
    let mut session = session(CLIENT, SERVER, "1 C PASV\n2 S 227 (10,0,0,2,100,1)");
    session.ended = false;
    let plan = plan(vec![session]);
    let found = Capture::of(&plan).opens(9, "10.0.0.1:5", "10.0.0.2:25601");
    assert_eq!(found, [(0, OfferRef::Announced(0), None)]);
}

#[test]
fn one_port_serves_a_whole_session() {
    let round = |f: u64| {
        format!(
            "{} C PASV\n{} S 227 (10,0,0,2,100,1)\n{} C RETR a\n{} S 150 x\n{} S 226 y\n",
            f,
            f + 1,
            f + 4,
            f + 5,
            f + 8
        )
    };
    let dialogue: String = (0..5).map(|i| round(1 + 10 * i)).collect();
    let plan = plan(vec![session(CLIENT, SERVER, &dialogue)]);
    let mut capture = Capture::of(&plan);
    for i in 0..5 {
        let found = capture.opens(3 + 10 * i as u64, "10.0.0.1:5", "10.0.0.2:25601");
        assert_eq!(found, announced(0, i, i));
    }
}

/// A capture may have the 226 before the connection; one that begins before the next command is not
/// of that.
#[test]
fn a_late_connection_is_that_of_the_transfer_before() {
    let dialogue = "1 C PORT 10,0,0,1,100,1\n2 S 200 ok\n3 C RETR a\n4 S 150 x\n5 S 226 y\n\
                    20 C RETR b\n21 S 425 none\n30 C RETR c\n31 S 150 x\n35 S 226 y";
    let plan = plan(vec![session(CLIENT, SERVER, dialogue)]);
    let mut capture = Capture::of(&plan);
    assert_eq!(
        capture.opens(6, "10.0.0.2:20", "10.0.0.1:25601"),
        announced(0, 0, 0)
    );
    assert_eq!(
        capture.opens(25, "10.0.0.2:20", "10.0.0.1:25601"),
        announced(0, 0, 2)
    );
}

#[test]
fn pipelined_offers_at_one_port_are_taken_in_order() {
    let dialogue = "1 C PASV\n1 C RETR a\n1 C PASV\n1 C RETR b\n2 S 227 (10,0,0,2,100,1)\n4 S 150 x\n5 S 226 y\n\
                    6 S 227 (10,0,0,2,100,1)\n8 S 150 x\n9 S 226 y";
    let plan = plan(vec![session(CLIENT, SERVER, dialogue)]);
    let mut capture = Capture::of(&plan);
    assert_eq!(
        capture.opens(3, "10.0.0.1:5", "10.0.0.2:25601"),
        announced(0, 0, 0)
    );
    assert_eq!(
        capture.opens(7, "10.0.0.1:6", "10.0.0.2:25601"),
        announced(0, 1, 1)
    );
}

#[test]
fn clients_behind_one_address_are_told_apart_by_time() {
    let dialogue = |f: u64| {
        format!(
            "{} C PASV\n{} S 227 (10,0,0,2,100,1)\n{} C RETR a\n30 S 150 x\n40 S 226 y",
            f,
            f + 1,
            f + 6
        )
    };
    let plan = plan(vec![
        session("10.0.0.1:40000", SERVER, &dialogue(1)),
        session("10.0.0.1:40001", SERVER, &dialogue(3)),
        session("10.0.0.8:40001", SERVER, &dialogue(4)),
    ]);
    let mut capture = Capture::of(&plan);
    assert_eq!(
        capture.opens(7, "10.0.0.8:5", "10.0.0.2:25601"),
        announced(2, 0, 0)
    );
    assert_eq!(
        capture.opens(8, "10.0.0.1:5", "10.0.0.2:25601"),
        announced(0, 0, 0)
    );
    assert_eq!(
        capture.opens(9, "10.0.0.1:6", "10.0.0.2:25601"),
        announced(1, 0, 0)
    );
}

#[test]
fn a_second_try_takes_over() {
    let plan = plan(vec![session(CLIENT, SERVER, PASSIVE)]);
    let mut capture = Capture::of(&plan);
    let refused = capture.tries(4, "10.0.0.1:5", "10.0.0.2:25601");
    capture.matching.release(&refused[0], 0);
    assert_eq!(
        capture.tries(5, "10.0.0.1:6", "10.0.0.2:25601")[0].transfer,
        Some(0),
        "after a refusal"
    );
    assert_eq!(
        capture.opens(6, "10.0.0.1:7", "10.0.0.2:25601"),
        announced(0, 0, 0)
    );
    capture.matching.release(&refused[0], 0);
    assert_eq!(
        capture.tries(7, "10.0.0.1:8", "10.0.0.2:25601")[0].transfer,
        None,
        "the RST again undoes nothing"
    );
}

#[test]
fn who_should_connect_takes_over_from_a_stranger() {
    let plan = plan(vec![session(CLIENT, SERVER, PASSIVE)]);
    let mut capture = Capture::of(&plan);
    assert_eq!(
        capture.opens(4, "10.0.0.9:5", "10.0.0.2:25601"),
        announced(0, 0, 0)
    );
    assert_eq!(
        capture.opens(5, "10.0.0.1:5", "10.0.0.2:25601"),
        announced(0, 0, 0)
    );
    assert_eq!(
        capture.opens(6, "10.0.0.9:6", "10.0.0.2:25601"),
        [(0, OfferRef::Announced(0), None)]
    );
}

#[test]
fn a_server_to_server_transfer_joins_two_sessions() {
    let source = "1 C PORT 10,0,0,3,100,1\n2 S 200 ok\n10 C RETR a\n11 S 150 x\n20 S 226 y";
    let target = "3 C PASV\n4 S 227 (10,0,0,3,100,1)\n9 C STOR a\n12 S 150 x\n21 S 226 y";
    let plan = plan(vec![
        session(CLIENT, SERVER, source),
        session("10.0.0.1:40001", "10.0.0.3:21", target),
    ]);
    let found = Capture::of(&plan).tries(10, "10.0.0.2:20", "10.0.0.3:25601");
    let modes: Vec<_> = found
        .iter()
        .map(|c| (c.session, c.mode, c.transfer))
        .collect();
    assert_eq!(
        modes,
        [
            (1, Some(Mode::Passive), Some(0)),
            (0, Some(Mode::Active), Some(0))
        ]
    );
}

/// A server that is short of ports lets one client wait; the port that it gets in the end was
/// another's before.
#[test]
fn an_endpoint_that_is_not_announced_yet_is_the_second_choice() {
    let waits = "1 C EPSV\n20 S 229 (|||25601|)\n22 C RETR a\n23 S 150 x\n29 S 226 y";
    let served = "5 C PASV\n6 S 227 (10,0,0,2,100,1)\n8 C RETR b\n9 S 150 x\n14 S 226 y\n40 C QUIT";
    let plan = plan(vec![
        session(CLIENT, SERVER, waits),
        session("10.0.0.1:40001", SERVER, served),
    ]);
    let mut capture = Capture::of(&plan);
    assert_eq!(
        capture.opens(7, "10.0.0.1:5000", "10.0.0.2:25601"),
        announced(1, 0, 0)
    );
    // recorded a frame before its 229: the other has had its connection
    assert_eq!(
        capture.opens(19, "10.0.0.1:5001", "10.0.0.2:25601"),
        announced(0, 0, 0)
    );
}

#[test]
fn the_default_data_port_needs_a_session_that_is_there() {
    let dialogue = |f: u64| format!("{} C RETR a\n{} S 150 x\n{} S 226 y", f, f + 1, f + 5);
    let plan = plan(vec![
        session(CLIENT, SERVER, &dialogue(1)),
        session(CLIENT, SERVER, &dialogue(21)),
    ]);
    let mut capture = Capture::of(&plan);
    assert_eq!(
        capture.opens(22, "10.0.0.2:20", CLIENT),
        [(1, OfferRef::Default, Some(0))]
    );
    assert!(
        capture.opens(23, "10.0.0.2:2020", CLIENT).is_empty(),
        "the transfer has its connection"
    );
}

/// inetutils ftpd gives up its privileges, and with them port 20.
#[test]
fn a_server_may_connect_to_the_clients_control_port_from_any_port() {
    let plan = plan(vec![session(
        CLIENT,
        SERVER,
        "1 C RETR a\n2 S 150 x\n6 S 226 y",
    )]);
    let found = Capture::of(&plan).tries(2, "10.0.0.2:35285", CLIENT);
    let matches: Vec<_> = found
        .iter()
        .map(|c| (c.offer, c.transfer, c.matched_by, c.mode))
        .collect();
    assert_eq!(
        matches,
        [(
            OfferRef::Default,
            Some(0),
            MatchedBy::Peer,
            Some(Mode::Active)
        )]
    );
    assert!(
        Capture::of(&plan)
            .tries(2, "10.0.0.3:35285", CLIENT)
            .is_empty(),
        "another host"
    );
    assert!(
        Capture::of(&plan)
            .tries(2, "10.0.0.2:80", CLIENT)
            .is_empty(),
        "another service"
    );
    let (opener, listener) = (endpoint("10.0.0.2:35285"), endpoint(CLIENT));
    let unseen = ConnectionStart {
        opener,
        listener,
        certain: false,
        frame: 2,
    };
    assert!(
        Matching::new(&plan).find(&plan, &unseen).is_empty(),
        "who opened it is not known"
    );
}

#[test]
fn what_is_hidden_is_inferred_from_hosts_time_and_ports() {
    let plan = plan(vec![session(
        CLIENT,
        SERVER,
        "1 C PASV\n3 C RETR a\n4 S 150 x\n8 S 226 y",
    )]);
    let found = Capture::of(&plan).tries(2, "10.0.0.1:5000", "10.0.0.2:30000");
    let [matched] = found[..] else {
        panic!("one match")
    };
    assert_eq!(
        (matched.offer, matched.transfer, matched.mode),
        (OfferRef::Unknown, Some(0), Some(Mode::Passive))
    );
    for listener in ["10.0.0.2:22", "10.0.0.2:443", SERVER] {
        assert!(
            Capture::of(&plan)
                .tries(2, "10.0.0.1:5000", listener)
                .is_empty(),
            "{listener}"
        );
    }
}

/// Behind TLS the rhythm of the control channels tells which of two sessions a connection belongs
/// to.
#[test]
fn who_had_no_time_to_ask_again_is_not_meant() {
    let dialogue = "1 C AUTH TLS\n2 S 234 go";
    let mut plan = plan(vec![
        session(CLIENT, SERVER, dialogue),
        session("10.0.0.1:40001", SERVER, dialogue),
    ]);
    for session in &mut plan.sessions {
        session.draft.hidden = vec![Hidden {
            from: Some(at(2)),
            to: None,
            tls: true,
        }];
        session.ended = false;
    }
    let mut capture = Capture::of(&plan);
    for (session, frame) in [(0, 3), (0, 4), (1, 5), (1, 6)] {
        capture.matching.speaks(session, frame, true);
    }
    assert_eq!(
        capture.opens(7, "10.0.0.1:5001", "10.0.0.2:30001"),
        [(1, OfferRef::Unknown, None)]
    );
    capture.matching.speaks(1, 8, false);
    assert_eq!(
        capture.opens(9, "10.0.0.1:5002", "10.0.0.2:30002"),
        [(0, OfferRef::Unknown, None)]
    );
}

/// A PORT that is not in the capture: what runs without a connection may have used it, whatever was
/// announced before.
#[test]
fn a_lost_announcement_may_have_taken_the_place_of_another() {
    let dialogue = "1 C PORT 10,0,0,1,100,1\n2 S 200 ok\n3 C RETR a\n4 S 150 x\n9 S 226 y\n\
                    20 C RETR b\n21 S 150 x\n29 S 226 y\n30 C RETR c\n31 S 150 x\n39 S 226 y";
    let mut session = session(CLIENT, SERVER, dialogue);
    session.draft.hidden = vec![Hidden {
        from: Some(at(19)),
        to: None,
        tls: false,
    }];
    let plan = plan(vec![session]);
    let mut capture = Capture::of(&plan);
    assert_eq!(
        capture.opens(5, "10.0.0.2:20", "10.0.0.1:25601"),
        announced(0, 0, 0)
    );
    assert_eq!(
        capture.opens(22, "10.0.0.2:20", "10.0.0.1:30000"),
        [(0, OfferRef::Unknown, Some(1))]
    );
    // or it was something else that was lost
    assert_eq!(
        capture.opens(32, "10.0.0.2:20", "10.0.0.1:25601"),
        announced(0, 0, 2)
    );
}

/// Snap lengths cut 227 replies: the PASV before a transfer tells its connection from that of a
/// refused one.
#[test]
fn a_request_marks_off_one_hidden_transfer_from_the_next() {
    let refused = "1 C PASV\n3 C LIST x\n4 S 550 no\n";
    let served = "5 C PASV\n7 C LIST a\n8 S 150 x\n9 S 226 y\n";
    let without_command = "10 C PASV\n12 C LIST b\n13 S 150 x\n15 C PASV\n17 C NOOP\n";
    let shuffled = "21 C PASV\n22 C LIST c\n23 S 150 x\n24 S 226 y\n";
    let plan = plan(vec![session(
        CLIENT,
        SERVER,
        &[refused, served, without_command, shuffled].concat(),
    )]);
    let mut capture = Capture::of(&plan);
    let mut opens = |frame, port: u16| {
        let matches = capture.opens(frame, &format!("10.0.0.1:{port}"), "10.0.0.2:30000");
        matches
            .into_iter()
            .map(|(.., transfer)| transfer)
            .collect::<Vec<_>>()
    };
    assert_eq!(opens(2, 5000), [None]);
    assert_eq!(opens(6, 5001), [Some(1)]);
    // the connection of the third is not in the capture
    assert_eq!(opens(16, 5003), [None]);
    // recorded before the command that it answers
    assert_eq!(opens(20, 5004), [Some(3)]);
}

#[test]
fn many_offers_of_one_endpoint_cost_no_more_each() {
    const MANY: u64 = 20_000;
    let dialogue: Vec<String> = (1..MANY)
        .map(|f| format!("{f} C PORT 10,0,0,1,200,1\n{f} S 200 ok\n{f} C RETR a\n{f} S 150 x\n"))
        .collect();
    let plan = plan(vec![session(CLIENT, SERVER, &dialogue.concat())]);
    let mut capture = Capture::of(&plan);
    for frame in 1..MANY {
        assert_eq!(
            capture.opens(frame, "10.0.0.2:20", "10.0.0.1:51201").len(),
            1
        );
    }
}

#[test]
fn sides_are_told_by_the_listener() {
    let plan = plan(vec![session(CLIENT, SERVER, PASSIVE)]);
    let mut matches = Matching::new(&plan);
    let (opener, listener) = (endpoint("10.0.0.2:25601"), endpoint("10.0.0.1:5"));
    let found = matches.find(
        &plan,
        &ConnectionStart {
            opener,
            listener,
            certain: false,
            frame: 12,
        },
    );
    assert_eq!(
        (
            found[0].listener,
            ConnectionKey::new(opener, listener).side(found[0].listener)
        ),
        (opener, Side::High)
    );
}
