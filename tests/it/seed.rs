//! The two reference exchanges: five bytes, fetched in active and in passive mode. Every frame
//! listed here was in the captures that the project began with, and is printed with exactly these
//! values.

use crate::support::{each, run};

/// No., time, ports, protocol, length, and the Info behind the ports.
type Listed = (
    u32,
    &'static str,
    &'static str,
    &'static str,
    u32,
    &'static str,
);

const ACTIVE: &[Listed] = &[
    (
        1,
        "0.000000",
        "50258 → 21",
        "TCP",
        56,
        "[SYN] Seq=0 Win=8192 Len=0 MSS=65495 WS=1 SACK_PERM",
    ),
    (
        2,
        "0.000137",
        "21 → 50258",
        "TCP",
        56,
        "[SYN, ACK] Seq=0 Ack=1 Win=65535 Len=0 MSS=65495 WS=256 SACK_PERM",
    ),
    (
        3,
        "0.000214",
        "50258 → 21",
        "TCP",
        44,
        "[ACK] Seq=1 Ack=1 Win=8192 Len=0",
    ),
    (
        112,
        "15.647503",
        "50258 → 21",
        "FTP",
        68,
        "Request: PORT 127,0,0,1,249,156",
    ),
    (
        113,
        "15.647570",
        "21 → 50258",
        "TCP",
        44,
        "[ACK] Seq=179 Ack=63 Win=2619648 Len=0",
    ),
    (
        114,
        "15.648542",
        "20 → 63900",
        "TCP",
        56,
        "[SYN] Seq=0 Win=65535 Len=0 MSS=65495 WS=256 SACK_PERM",
    ),
    (
        115,
        "15.648635",
        "63900 → 20",
        "TCP",
        56,
        "[SYN, ACK] Seq=0 Ack=1 Win=65535 Len=0 MSS=65495 WS=256 SACK_PERM",
    ),
    (
        116,
        "15.648763",
        "21 → 50258",
        "FTP",
        74,
        "Response: 200 PORT command successful.",
    ),
    (
        117,
        "15.648771",
        "20 → 63900",
        "TCP",
        44,
        "[ACK] Seq=1 Ack=1 Win=2619648 Len=0",
    ),
    (
        118,
        "15.648829",
        "50258 → 21",
        "TCP",
        44,
        "[ACK] Seq=63 Ack=209 Win=7984 Len=0",
    ),
    (
        119,
        "15.664314",
        "50258 → 21",
        "FTP",
        59,
        "Request: RETR hehe.txt",
    ),
    (
        120,
        "15.664427",
        "21 → 50258",
        "TCP",
        44,
        "[ACK] Seq=209 Ack=78 Win=2619648 Len=0",
    ),
    (
        121,
        "15.665209",
        "21 → 50258",
        "FTP",
        98,
        "Response: 125 Data connection already open; Transfer starting.",
    ),
    (
        122,
        "15.665311",
        "50258 → 21",
        "TCP",
        44,
        "[ACK] Seq=78 Ack=263 Win=7930 Len=0",
    ),
    (
        123,
        "15.665605",
        "20 → 63900",
        "FTP-DATA",
        49,
        "FTP Data: 5 bytes (PORT) (RETR hehe.txt)",
    ),
    (
        124,
        "15.665648",
        "63900 → 20",
        "TCP",
        44,
        "[ACK] Seq=1 Ack=6 Win=2619648 Len=0",
    ),
    (
        125,
        "15.665842",
        "20 → 63900",
        "TCP",
        44,
        "[FIN, ACK] Seq=6 Ack=1 Win=2619648 Len=0",
    ),
    (
        126,
        "15.665919",
        "63900 → 20",
        "TCP",
        44,
        "[ACK] Seq=1 Ack=7 Win=2619648 Len=0",
    ),
    (
        127,
        "15.666197",
        "21 → 50258",
        "FTP",
        68,
        "Response: 226 Transfer complete.",
    ),
];

const PASSIVE: &[Listed] = &[
    (56, "12.357023", "50250 → 21", "FTP", 45, "Request: p"),
    (58, "12.509968", "50250 → 21", "FTP", 45, "Request: a"),
    (60, "12.614553", "50250 → 21", "FTP", 45, "Request: s"),
    (62, "12.935413", "50250 → 21", "FTP", 45, "Request: v"),
    (64, "13.345445", "50250 → 21", "FTP", 46, "Request: "),
    (
        66,
        "13.345970",
        "21 → 50250",
        "FTP",
        91,
        "Response: 227 Entering Passive Mode (127,0,0,1,196,75).",
    ),
    (
        70,
        "22.636228",
        "50252 → 50251",
        "TCP",
        56,
        "[SYN] Seq=0 Win=65535 Len=0 MSS=65495 WS=256 SACK_PERM",
    ),
    (
        71,
        "22.636364",
        "50251 → 50252",
        "TCP",
        56,
        "[SYN, ACK] Seq=0 Ack=1 Win=65535 Len=0 MSS=65495 WS=256 SACK_PERM",
    ),
    (
        72,
        "22.636447",
        "50252 → 50251",
        "TCP",
        44,
        "[ACK] Seq=1 Ack=1 Win=2619648 Len=0",
    ),
    (74, "25.982042", "50250 → 21", "FTP", 45, "Request: r"),
    (76, "26.182683", "50250 → 21", "FTP", 45, "Request: e"),
    (79, "26.542552", "50250 → 21", "FTP", 45, "Request: t"),
    (81, "26.713290", "50250 → 21", "FTP", 45, "Request: r"),
    (83, "27.107787", "50250 → 21", "FTP", 45, "Request: "),
    (85, "27.536023", "50250 → 21", "FTP", 45, "Request: h"),
    (87, "27.669410", "50250 → 21", "FTP", 45, "Request: e"),
    (89, "27.828178", "50250 → 21", "FTP", 45, "Request: h"),
    (91, "27.985885", "50250 → 21", "FTP", 45, "Request: e"),
    (93, "28.221819", "50250 → 21", "FTP", 45, "Request: ."),
    (95, "28.442489", "50250 → 21", "FTP", 45, "Request: t"),
    (97, "28.716493", "50250 → 21", "FTP", 45, "Request: x"),
    (99, "28.871808", "50250 → 21", "FTP", 45, "Request: t"),
    (101, "29.138648", "50250 → 21", "FTP", 46, "Request: "),
    (
        103,
        "29.139055",
        "21 → 50250",
        "FTP",
        98,
        "Response: 125 Data connection already open; Transfer starting.",
    ),
    (
        104,
        "29.139093",
        "50250 → 21",
        "TCP",
        44,
        "[ACK] Seq=46 Ack=222 Win=2619392 Len=0",
    ),
    // Wireshark reads each segment alone and says `(PASV) (r)`
    (
        105,
        "29.139253",
        "50251 → 50252",
        "FTP-DATA",
        49,
        "FTP Data: 5 bytes (PASV) (retr hehe.txt)",
    ),
    (
        109,
        "29.139562",
        "21 → 50250",
        "FTP",
        68,
        "Response: 226 Transfer complete.",
    ),
];

#[test]
fn every_listed_frame_is_printed_as_listed() {
    for (path, listed) in [
        ("samples/active.pcap", ACTIVE),
        ("samples/passive.pcap", PASSIVE),
    ] {
        let run = run(["timeline", "--format", "tsv", path]).clean();
        let rows: Vec<Vec<&str>> = run
            .text()
            .lines()
            .map(|line| line.split('\t').collect())
            .collect();
        assert_eq!(
            rows[0],
            "No. Time Source Destination Protocol Length Info Session Note"
                .split(' ')
                .collect::<Vec<_>>()
        );
        each(
            listed,
            |frame| format!("{path} frame {}", frame.0),
            |&&(number, time, ports, protocol, length, info)| {
                // in TCP rows the ports stand in Info, in the others they are those of the
                // connection
                let info = if protocol == "TCP" {
                    format!("{ports} {info}")
                } else {
                    info.to_owned()
                };
                let (number, length) = (number.to_string(), length.to_string());
                let row = rows
                    .iter()
                    .find(|row| row[0] == number)
                    .expect("the frame is printed");
                assert_eq!(
                    row[..8],
                    [
                        &number,
                        time,
                        "127.0.0.1",
                        "127.0.0.1",
                        protocol,
                        &length,
                        &info,
                        "1"
                    ]
                );
            },
        );
    }
}

#[test]
fn the_ports_of_every_listed_frame_are_those_of_its_connection() {
    for (path, listed) in [
        ("samples/active.pcap", ACTIVE),
        ("samples/passive.pcap", PASSIVE),
    ] {
        let document = run(["sessions", "--format", "json", path]).clean().json();
        let connections = document["sessions"][0]["connections"]
            .as_array()
            .expect("a list");
        let role = |ports: &str| {
            let wanted: Vec<u64> = ports
                .split(" → ")
                .map(|port| port.parse().expect("a port"))
                .collect();
            let joins = |c: &&serde_json::Value| {
                let ends = [&c["opener"]["port"], &c["listener"]["port"]]
                    .map(|port| port.as_u64().expect("a port"));
                ends[..] == wanted || [ends[1], ends[0]][..] == wanted
            };
            connections
                .iter()
                .find(joins)
                .expect("a connection of these ports")["role"]
                .clone()
        };
        for &(number, _, ports, protocol, ..) in listed {
            let expected = match protocol {
                "FTP" => "control",
                "FTP-DATA" => "data",
                _ if ports.contains(" 21") || ports.starts_with("21 ") => "control",
                _ => "data",
            };
            assert_eq!(role(ports), expected, "{path} frame {number}");
        }
    }
}

#[test]
fn the_verdicts_say_the_mode_and_why() {
    let verdict = |path| run([path]).clean().text().to_owned();
    let active = verdict("samples/active.pcap");
    assert!(
        active.contains("active: the server opens the data connections"),
        "{active}"
    );
    let evidence = active
        .lines()
        .find(|line| line.contains("evidence"))
        .expect("a line of evidence");
    assert!(
        evidence
            .contains("PORT 127,0,0,1,249,156 (frame 112) → server opened 20 → 63900 (frame 114)"),
        "{evidence}"
    );

    let passive = verdict("samples/passive.pcap");
    assert!(
        passive.contains("passive: the client opens the data connections"),
        "{passive}"
    );
    let evidence = passive
        .lines()
        .find(|line| line.contains("evidence"))
        .expect("a line of evidence");
    let announced = "227 Entering Passive Mode (127,0,0,1,196,75). (frame 66)";
    assert!(
        evidence.contains(&format!(
            "{announced} → client opened 50252 → 50251 (frame 70)"
        )),
        "{evidence}"
    );
}

#[test]
fn the_records_say_the_same() {
    for (path, mode, method, port) in [
        ("samples/active.pcap", "active", "PORT", 63_900),
        ("samples/passive.pcap", "passive", "PASV", 50_251),
    ] {
        let document = run(["sessions", "--format", "json", path]).clean().json();
        let session = &document["sessions"][0];
        assert_eq!(document["sessions"].as_array().map(Vec::len), Some(1));
        assert_eq!(
            (&session["mode"], &session["user"]),
            (&mode.into(), &"anonymous".into())
        );
        let (offer, transfer) = (&session["offers"][0], &session["transfers"][0]);
        assert_eq!(
            (&offer["method"], &offer["port"]),
            (&method.into(), &port.into())
        );
        assert_eq!(
            (&transfer["argument"], &transfer["bytes"]),
            (&"hehe.txt".into(), &5.into())
        );
        assert_eq!(
            (&transfer["complete"], &transfer["mode"]),
            (&true.into(), &mode.into())
        );
        let of_heheh = "ea42241ea6e1e7c8f040eb1298ea108dec942367fd18c8cc54bcf98a1fe383dd";
        assert_eq!(transfer["sha256"], of_heheh);
    }
}
