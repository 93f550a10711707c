//! Which connections are sessions, and what the others cost.

use std::collections::HashMap;

use super::*;
use crate::decode::Flags;
use crate::model::{SynAnswer, Time};

const CLIENT: &str = "10.0.0.1:40000";

struct Wire {
    pass: ControlPass,
    frame: u64,
    next: HashMap<(SocketAddr, SocketAddr), u32>,
}

fn segment(
    frame: u64,
    (src, dst): (SocketAddr, SocketAddr),
    (seq, ack): (u32, u32),
    flags: Flags,
    payload: &[u8],
) -> Segment<'_> {
    let time = Time::default();
    let (window, urgent, options, cut, wire_len) = (1000, 0, &[][..], 0, 60);
    Segment {
        frame,
        time,
        src,
        dst,
        seq,
        ack,
        flags,
        window,
        urgent,
        header: &[],
        options,
        payload,
        cut,
        hop_limit: 64,
        ip_header: 20,
        ip_id: 0,
        wire_len,
        fragments: &[],
        fragments_differ: false,
        copy_of: None,
    }
}

impl Wire {
    fn new(limits: Limits) -> Self {
        Wire {
            pass: ControlPass::new(&limits, &[], false, None),
            frame: 0,
            next: HashMap::new(),
        }
    }

    fn send(&mut self, from: &str, to: &str, flags: u16, payload: &[u8]) -> &mut Self {
        let (src, dst): (SocketAddr, SocketAddr) = (from.parse().unwrap(), to.parse().unwrap());
        self.frame += 1;
        let ack = self.next.get(&(dst, src)).copied().unwrap_or(1000);
        let next = self.next.entry((src, dst)).or_insert(1000);
        let seq = *next;
        *next += payload.len() as u32 + u32::from(flags & (Flags::SYN | Flags::FIN) != 0);
        let flags = Flags(flags);
        self.pass.segment(&mut segment(
            self.frame,
            (src, dst),
            (seq, ack),
            flags,
            payload,
        ));
        self
    }

    fn handshake(&mut self, server: &str) -> &mut Self {
        self.send(CLIENT, server, Flags::SYN, b"").send(
            server,
            CLIENT,
            Flags::SYN | Flags::ACK,
            b"",
        );
        self.send(CLIENT, server, Flags::ACK, b"")
    }

    /// Lines, those of the server after `<`.
    fn talk(&mut self, server: &str, lines: &[&str]) -> &mut Self {
        for line in lines {
            let text = format!("{}\r\n", line.trim_start_matches('<'));
            let (from, to) = if line.starts_with('<') {
                (server, CLIENT)
            } else {
                (CLIENT, server)
            };
            self.send(from, to, Flags::ACK, text.as_bytes());
        }
        self
    }

    fn plan(&mut self) -> ControlPlan {
        std::mem::replace(
            &mut self.pass,
            ControlPass::new(&Limits::default(), &[], false, None),
        )
        .finish()
    }
}

fn sessions(server: &str, lines: &[&str]) -> usize {
    Wire::new(Limits::default())
        .handshake(server)
        .talk(server, lines)
        .plan()
        .sessions
        .len()
}

fn sessions_in_mid_stream(server: &str, lines: &[&str]) -> usize {
    Wire::new(Limits::default())
        .talk(server, lines)
        .plan()
        .sessions
        .len()
}

#[test]
fn a_dialogue_is_known_on_any_port() {
    let dialogue = ["<220 hi", "USER a", "<331 p"];
    for server in ["10.0.0.2:21", "10.0.0.2:2121", "10.0.0.2:50000"] {
        assert_eq!(sessions(server, &dialogue), 1, "{server}");
    }
    assert_eq!(
        sessions("10.0.0.2:2121", &["<120 wait", "<220 hi", "USER a"]),
        1
    );
    assert_eq!(
        sessions("10.0.0.2:2121", &["USER a", "<331 p"]),
        1,
        "the greeting is not in the capture"
    );
    let mut long = vec!["<220-hi"; 100];
    long.extend(["<220 go on", "USER a", "<331 p"]);
    assert_eq!(sessions("10.0.0.2:2121", &long), 1, "a long greeting");
    assert_eq!(
        sessions_in_mid_stream("10.0.0.2:2121", &["RETR a", "<150 x", "<226 y"]),
        1
    );
}

#[test]
fn neighbours_are_no_sessions() {
    for (server, lines) in [
        (
            "10.0.0.2:2525",
            &["<220 mx ESMTP", "EHLO a", "<250 ok", "QUIT", "<221 bye"][..],
        ),
        ("10.0.0.2:5025", &["<220 mx", "QUIT", "HELO a"]),
        ("10.0.0.2:5025", &["<220 mx ESMTP", "QUIT", "<221 bye"]),
        (
            "10.0.0.2:1110",
            &[
                "<+OK pop",
                "USER a",
                "<+OK",
                "PASS b",
                "<+OK",
                "LIST",
                "<+OK",
                "RETR 1",
                "<250 lines",
            ],
        ),
        (
            "10.0.0.2:1119",
            &[
                "<200 news",
                "MODE READER",
                "<200 ok",
                "LIST",
                "<215 list",
                "QUIT",
                "<205 bye",
            ],
        ),
        (
            "10.0.0.2:6667",
            &["PASS a", "USER a 0 * :b", "<:irc 001 a", "MODE a", "LIST"],
        ),
        (
            "10.0.0.2:8080",
            &["GET / HTTP/1.1", "Host: x", "<HTTP/1.1 200 OK"],
        ),
        ("10.0.0.2:2121", &["<220 hi"]),
        ("10.0.0.2:21", &["GET / HTTP/1.1", "<HTTP/1.1 400 Bad"]),
    ] {
        assert_eq!(sessions(server, lines), 0, "{lines:?}");
    }
    assert_eq!(
        sessions_in_mid_stream("10.0.0.2:25", &["NOOP", "<250 ok", "QUIT", "<221 bye"]),
        0
    );
    assert_eq!(
        sessions_in_mid_stream(
            "10.0.0.2:1119",
            &["<211 1 2 3 a", "STAT", "<223 x", "GROUP b"]
        ),
        0
    );
}

#[test]
fn tls_from_the_first_byte_is_a_session_on_its_port_only() {
    let hello = [22, 3, 1, 0, 2, 1, 0];
    for (server, count) in [("10.0.0.2:990", 1), ("10.0.0.2:443", 0)] {
        let mut wire = Wire::new(Limits::default());
        wire.handshake(server)
            .send(CLIENT, server, Flags::ACK, &hello);
        assert_eq!(wire.plan().sessions.len(), count, "{server}");
    }
}

#[test]
fn a_session_knows_whether_its_end_was_captured() {
    let server = "10.0.0.2:21";
    let mut wire = Wire::new(Limits::default());
    let open = wire.handshake(server).talk(server, &["<220 hi"]).plan();
    assert_eq!(
        (open.sessions[0].ended, open.sessions[0].last_chance()),
        (false, u64::MAX)
    );
    let mut wire = Wire::new(Limits::default());
    let closed = wire
        .handshake(server)
        .talk(server, &["<220 hi"])
        .send(server, CLIENT, Flags::FIN, b"")
        .plan();
    assert!(
        closed.sessions[0].ended
            && closed.sessions[0].is_alive(5)
            && !closed.sessions[0].is_alive(6)
    );
}

#[test]
fn a_flood_of_syns_stays_small_and_hides_no_session() {
    let limits = Limits {
        opening: 50,
        silent: 10,
        ..Limits::default()
    };
    let mut wire = Wire::new(limits);
    for i in 0..2000_u32 {
        let from = format!("10.1.{}.{}:1234", i / 250, i % 250);
        wire.send(&from, "10.0.0.2:21", Flags::SYN, b"");
    }
    wire.handshake("10.0.0.2:21")
        .talk("10.0.0.2:21", &["<220 hi", "QUIT"]);
    let plan = wire.plan();
    assert_eq!((plan.sessions.len(), plan.silent.len()), (1, 10));
    assert!(plan.silent.iter().all(|s| s.answer == SynAnswer::None));
    assert_eq!(plan.limits_hit, [("opening", 1951), ("silent", 1990)]);
}

#[test]
fn tries_of_one_client_are_one_record() {
    let mut wire = Wire::new(Limits::default());
    for port in 1..100 {
        wire.send(&format!("10.0.0.1:{port}"), "10.0.0.2:21", Flags::SYN, b"");
    }
    let silent = wire.plan().silent;
    assert_eq!(
        (
            silent.len(),
            silent[0].connections,
            silent[0].syns,
            silent[0].opener.port()
        ),
        (1, 99, 99, 1)
    );
}

#[test]
fn the_text_of_a_dialogue_is_capped_and_the_cap_is_told() {
    let limits = Limits {
        dialogue: 2000,
        ..Limits::default()
    };
    let mut wire = Wire::new(limits);
    wire.handshake("10.0.0.2:21")
        .talk("10.0.0.2:21", &["<220 hi"]);
    for _ in 0..100 {
        wire.talk("10.0.0.2:21", &["NOOP", ""]);
    }
    let plan = wire.plan();
    assert!(plan.sessions[0].draft.commands.len() < 20 && plan.sessions[0].draft.is_hidden(150));
    assert!(matches!(plan.limits_hit[..], [("dialogue", dropped)] if dropped > 150));
}

#[test]
fn what_never_says_a_line_is_given_up() {
    let mut wire = Wire::new(Limits {
        undecided: 4096,
        ..Limits::default()
    });
    wire.handshake("10.0.0.2:5000");
    wire.send("10.0.0.2:5000", CLIENT, Flags::ACK, b"220 ");
    for _ in 0..10 {
        wire.send("10.0.0.2:5000", CLIENT, Flags::ACK, &[b'x'; 1000]);
    }
    assert_eq!(wire.pass.followed.counts(), (0, 0));
}

#[test]
fn what_ends_without_a_session_leaves_no_state_that_grows() {
    let mut wire = Wire::new(Limits {
        rejected: 10,
        ..Limits::default()
    });
    for i in 0..100_u32 {
        let server = format!("10.0.{i}.2:5000");
        wire.handshake(&server).talk(&server, &["<123 x"]);
        wire.send(&server, CLIENT, Flags::FIN | Flags::ACK, b"")
            .send(CLIENT, &server, Flags::FIN | Flags::ACK, b"");
        wire.send(&server, CLIENT, Flags::ACK, b"");
    }
    assert_eq!(
        (wire.pass.followed.counts(), wire.pass.rejected.len()),
        ((0, 0), 10)
    );
}

#[test]
fn who_gives_up_with_a_reset_was_not_answered() {
    let server = "10.0.0.2:21";
    let mut wire = Wire::new(Limits::default());
    wire.send(CLIENT, server, Flags::SYN, b"")
        .send(CLIENT, server, Flags::RST, b"");
    let silent = wire.plan().silent;
    assert_eq!((silent.len(), silent[0].answer), (1, SynAnswer::None));
    let mut wire = Wire::new(Limits::default());
    wire.handshake(server).send(CLIENT, server, Flags::RST, b"");
    assert_eq!(wire.plan().silent[0].answer, SynAnswer::Opened);
}

#[test]
fn the_first_to_come_find_room_among_the_silent() {
    let mut wire = Wire::new(Limits {
        silent: 5,
        ..Limits::default()
    });
    for i in 0..100_u32 {
        let from = format!("10.1.0.{i}:1234");
        wire.send(&from, "10.0.0.2:21", Flags::SYN, b"");
        wire.send(
            &format!("10.2.0.{i}:1234"),
            "10.0.0.2:21",
            Flags::ACK,
            b"hello",
        );
    }
    let frames: Vec<u64> = wire.plan().silent.iter().map(|s| s.first.frame).collect();
    assert_eq!(frames, [2, 4, 6, 8, 10]);
}

#[test]
fn a_connection_that_finds_no_room_counts_once() {
    let mut wire = Wire::new(Limits {
        control_connections: 1,
        ..Limits::default()
    });
    for server in ["10.0.0.2:21", "10.0.0.3:21", "10.0.0.4:2121"] {
        wire.handshake(server)
            .talk(server, &["<220 hi", "USER a", "<331 p"]);
    }
    let plan = wire.plan();
    assert_eq!(
        (plan.sessions.len(), plan.limits_hit),
        (1, vec![("control_connections", 2)])
    );
}

#[test]
fn of_many_that_only_one_side_speaks_on_the_latest_stay_and_a_dialogue_too() {
    let mut wire = Wire::new(Limits {
        one_sided: 2,
        ..Limits::default()
    });
    wire.handshake("10.0.0.9:21")
        .talk("10.0.0.9:21", &["<220 hi", "USER a", "<331 p"]);
    for server in ["10.0.0.2:21", "10.0.0.3:21", "10.0.0.4:21"] {
        wire.handshake(server).talk(server, &["<220 hi"]);
    }
    // it was the oldest: what it says now is not read
    wire.talk("10.0.0.2:21", &["USER a"]);
    wire.talk("10.0.0.3:21", &["USER a"]);
    let plan = wire.plan();
    let servers: Vec<String> = plan
        .sessions
        .iter()
        .map(|session| session.server_endpoint().to_string())
        .collect();
    let stay = ["10.0.0.9:21", "10.0.0.3:21", "10.0.0.4:21"].map(String::from);
    assert_eq!(servers, stay);
    assert_eq!(plan.limits_hit, [("one_sided", 1)]);
}
