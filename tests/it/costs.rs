//! A segment costs what was captured of it: no capture is much dearer, byte for byte, than an
//! honest one of such frames.
//!
//! What is compared is the processor time of this thread, never a clock. The bound is wide, because
//! a capture that is dear by its making is dear by hundreds: what is to be found grows with all
//! that came before.

use std::net::SocketAddr;

use ftpscope::{Analyzer, Input};

use crate::support::{each, some_of};

/// How much dearer a byte may be. A build without optimisation exaggerates what looks at each byte:
/// the dearest of these, words for programs that name passwords, costs 26 times as much as a
/// download there, up to 37 on a machine that does much else, and some 10 times in the program:
/// three times an ordinary dialogue.
const DEARER: f64 = 45.0;
/// How often it is measured; the least counts.
const TRIES: usize = 3;
/// Frames of a capture.
const FRAMES: u32 = 6_000;

const FIN: u8 = 1;
const SYN: u8 = 2;
const RST: u8 = 4;
const PSH: u8 = 8;
const ACK: u8 = 16;

/// A capture in the making: two hosts, a control connection, a data connection.
struct Wire {
    file: Vec<u8>,
    frames: u32,
}

/// The ends of the control connection, and of the data connection; the client's first.
const CONTROL: [u16; 2] = [40_000, 21];
const DATA: [u16; 2] = [40_001, 50_000];

impl Wire {
    fn new() -> Self {
        let mut file = vec![0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        file.extend(65_535_u32.to_le_bytes());
        file.extend(1_u32.to_le_bytes());
        Wire { file, frames: 0 }
    }

    /// A frame of one end, the client's or the server's; `cut`: bytes that the snap length left
    /// out.
    fn frame(
        &mut self,
        ports: [u16; 2],
        client: bool,
        numbers: [u32; 2],
        flags: u8,
        bytes: &[u8],
        cut: u32,
    ) {
        let captured = 54 + bytes.len() as u32;
        self.frames += 1;
        for word in [
            1_700_000_000 + self.frames / 1000,
            self.frames % 1000 * 1000,
            captured,
            captured + cut,
        ] {
            self.file.extend(word.to_le_bytes());
        }
        self.file.extend([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0]);
        let len = (40 + bytes.len() as u32 + cut) as u16;
        self.file.extend([0x45, 0]);
        self.file.extend(len.to_be_bytes());
        self.file.extend((self.frames as u16).to_be_bytes());
        self.file.extend([0, 0, 64, 6, 0, 0]);
        let hosts = [[10, 0, 0, 1], [10, 0, 0, 2]];
        let (from, to) = if client { (0, 1) } else { (1, 0) };
        self.file.extend(hosts[from]);
        self.file.extend(hosts[to]);
        self.file.extend(ports[from].to_be_bytes());
        self.file.extend(ports[to].to_be_bytes());
        self.file.extend(numbers[0].to_be_bytes());
        self.file.extend(numbers[1].to_be_bytes());
        self.file.extend([0x50, flags, 0xff, 0xff, 0, 0, 0, 0]);
        self.file.extend(bytes);
    }

    fn open(&mut self, ports: [u16; 2]) {
        self.frame(ports, true, [0, 0], SYN, b"", 0);
        self.frame(ports, false, [0, 1], SYN | ACK, b"", 0);
        self.frame(ports, true, [1, 1], ACK, b"", 0);
    }

    /// Bytes that the server sends on the data connection, at a place of the file.
    fn data(&mut self, at: u32, bytes: &[u8]) {
        self.frame(DATA, false, [1 + at, 1], PSH | ACK, bytes, 0);
    }
}

/// A dialogue, and how far each end has come.
struct Talk {
    wire: Wire,
    said: [u32; 2],
}

impl Talk {
    fn new() -> Self {
        let mut wire = Wire::new();
        wire.open(CONTROL);
        let mut talk = Talk { wire, said: [1, 1] };
        talk.server("220 ready\r\n");
        talk.both("USER anna", "331 Password");
        talk.both("PASS lantern", "230 In");
        talk
    }

    fn client(&mut self, text: &str) {
        self.wire
            .frame(CONTROL, true, self.said, PSH | ACK, text.as_bytes(), 0);
        self.said[0] += text.len() as u32;
    }

    fn server(&mut self, text: &str) {
        let [client, server] = self.said;
        self.wire.frame(
            CONTROL,
            false,
            [server, client],
            PSH | ACK,
            text.as_bytes(),
            0,
        );
        self.said[1] += text.len() as u32;
    }

    fn both(&mut self, command: &str, reply: &str) {
        self.client(&format!("{command}\r\n"));
        self.server(&format!("{reply}\r\n"));
    }

    /// A download begins.
    fn fetch(mut self) -> Wire {
        self.both("PASV", "227 Entering Passive Mode (10,0,0,2,195,80)");
        self.wire.open(DATA);
        self.both("RETR data.bin", "150 Here it comes");
        self.wire
    }
}

/// A download in segments of a hundred bytes, each acknowledged.
fn honest() -> Vec<u8> {
    let mut wire = Talk::new().fetch();
    for number in 0..FRAMES / 2 {
        wire.data(number * 100, &[b'x'; 100]);
        wire.frame(DATA, true, [1, 101 + number * 100], ACK, b"", 0);
    }
    wire.file
}

/// A download whose first byte never comes, and then this for each number.
fn behind_a_hole(make: impl Fn(&mut Wire, u32)) -> Vec<u8> {
    let mut wire = Talk::new().fetch();
    (0..FRAMES).for_each(|number| make(&mut wire, number));
    wire.file
}

fn in_dialogue(make: impl Fn(&mut Talk, u32)) -> Vec<u8> {
    let mut talk = Talk::new();
    (0..FRAMES / 2).for_each(|number| make(&mut talk, number));
    talk.wire.file
}

/// A command, and then a line after the other, which the server repeats.
fn after(command: &str, line: &str) -> Vec<u8> {
    let mut talk = Talk::new();
    talk.both(command, "530 no");
    (0..FRAMES / 2).for_each(|_| talk.both(&format!("NOOP {line}"), &format!("200 {line}")));
    talk.wire.file
}

/// Members that hold nothing, between the header of a capture and its frames.
fn empty_members(member: &[u8], pack: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let capture = honest();
    let (header, frames) = capture.split_at(24);
    [
        pack(header),
        member.repeat(FRAMES as usize),
        pack(&frames[..20_000]),
    ]
    .concat()
}

fn lz4(bytes: &[u8]) -> Vec<u8> {
    let mut packed = vec![0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82];
    for block in bytes.chunks(60_000) {
        packed.extend((block.len() as u32 | 1 << 31).to_le_bytes());
        packed.extend(block);
    }
    packed.extend([0; 4]);
    packed
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut packed = vec![0x28, 0xb5, 0x2f, 0xfd, 0, 0x58];
    for block in bytes.chunks(60_000) {
        packed.extend(&((block.len() as u32) << 3).to_le_bytes()[..3]);
        packed.extend(block);
    }
    packed.extend([1, 0, 0]);
    packed
}

type Make = fn() -> Vec<u8>;

/// Lines of the server of which each is the same over and over, over many segments.
fn long_lines(mut talk: Talk, begin: &str, part: &str) -> Vec<u8> {
    for _ in 0..10 {
        talk.client("NOOP\r\n");
        talk.server(begin);
        for _ in 0..40 {
            talk.server(part);
        }
        talk.server("\r\n");
    }
    talk.wire.file
}

const CASES: [(&str, Make); 37] = [
    ("one byte a segment", || {
        behind_a_hole(|wire, number| wire.data(number, b"x"))
    }),
    ("one byte a segment, behind a hole", || {
        behind_a_hole(|wire, number| wire.data(9 + number, b"x"))
    }),
    ("one byte a segment, from the end to the beginning", || {
        behind_a_hole(|wire, number| wire.data(9 + FRAMES - number, b"x"))
    }),
    (
        "every second byte, and then all of them again and again",
        || {
            behind_a_hole(|wire, number| match number {
                ..4000 => wire.data(9 + 2 * number, b"x"),
                _ => wire.data(9 + number % 50, &[b'x'; 1400]),
            })
        },
    ),
    ("frames that claim 64 KiB over pieces of one byte", || {
        behind_a_hole(|wire, number| match number {
            ..4000 => wire.data(9 + 2 * number, b"x"),
            _ => wire.frame(DATA, false, [9, 1], ACK, b"x", 64_000),
        })
    }),
    ("every byte in a frame that claims another one", || {
        behind_a_hole(|wire, number| match number {
            ..4000 => wire.frame(DATA, false, [10 + 2 * number, 1], ACK, b"x", 1),
            _ => wire.data(9, &[b'x'; 1400]),
        })
    }),
    (
        "segments of which each begins a byte behind the last",
        || behind_a_hole(|wire, number| wire.data(9 + number, &[b'x'; 200])),
    ),
    (
        "segments of which each begins a byte before the last",
        || behind_a_hole(|wire, number| wire.data(9 + FRAMES - number, &[b'x'; 200])),
    ),
    ("copies of which every second one differs", || {
        behind_a_hole(|wire, number| wire.data(0, &[b'x' + (number % 2) as u8; 100]))
    }),
    ("an end at every place, and its acknowledgement", || {
        behind_a_hole(|wire, number| {
            let flags = if number % 2 == 0 { FIN | ACK } else { ACK };
            wire.frame(
                DATA,
                number % 2 == 1,
                [9 + FRAMES - number, 9 + number],
                flags,
                b"x",
                0,
            );
        })
    }),
    ("connections to an announced port", || {
        behind_a_hole(|wire, number| {
            wire.frame([10_000 + number as u16, DATA[1]], true, [0, 0], SYN, b"", 0);
        })
    }),
    ("connections to the control port", || {
        behind_a_hole(|wire, number| {
            wire.frame([10_000 + number as u16, 21], true, [0, 0], SYN, b"", 0);
        })
    }),
    ("announcements that nobody uses", || {
        in_dialogue(|talk, number| {
            let (high, low) = (200 + number / 256 % 50, number % 256);
            talk.both("PASV", &format!("227 Ok (10,0,0,2,{high},{low})"));
        })
    }),
    ("announcements that are tried in vain", || {
        let mut talk = Talk::new();
        for number in 0..2 * FRAMES as u16 {
            let port = 10_000 + number;
            let [high, low] = port.to_be_bytes();
            talk.both("PASV", &format!("227 Ok (10,0,0,2,{high},{low})"));
            let ports = [39_999 - number, port];
            talk.wire.frame(ports, true, [0, 0], SYN, b"", 0);
            talk.wire.frame(ports, false, [0, 1], RST | ACK, b"", 0);
        }
        talk.wire.file
    }),
    ("commands that nobody answers", || {
        in_dialogue(|talk, _| talk.client("NOOP\r\nSTAT\r\n"))
    }),
    ("log-ins that nobody answers", || {
        in_dialogue(|talk, _| talk.client(&"PASS lantern\r\n".repeat(6)))
    }),
    ("replies that nobody asked for", || {
        in_dialogue(|talk, _| talk.server("200 ok\r\n250 ok\r\n"))
    }),
    ("a reply of very many lines", || {
        in_dialogue(|talk, _| talk.server("230-more\r\n more\r\n"))
    }),
    ("folders inside of folders", || {
        in_dialogue(|talk, _| talk.both("CWD folder/of/folders", "250 ok"))
    }),
    ("passwords", || {
        in_dialogue(|talk, number| talk.both(&format!("PASS lantern{number}"), "530 no lantern"))
    }),
    ("users and their passwords", || {
        in_dialogue(|talk, number| {
            talk.client(&format!("USER user{number}\r\nPASS lantern{number}\r\n"));
            talk.server("331 go on\r\n530 no\r\n");
        })
    }),
    ("lines that nearly are a password again and again", || {
        after("PASS a.a.a.a.a.a.a.a.a.a.b", &"a.".repeat(100))
    }),
    ("lines of the first letter of a password", || {
        after("PASS aaaaaaaaaaaaaaab", &"a".repeat(200))
    }),
    ("long lines of a long password of two letters", || {
        let mut talk = Talk::new();
        talk.both(&format!("PASS {}", "ab".repeat(300)), "230 in");
        long_lines(talk, "", &"ab".repeat(700))
    }),
    ("long lines of nothing but quotes", || {
        long_lines(Talk::new(), "200 ", &"\"".repeat(1400))
    }),
    ("words as long as one of many passwords", || {
        let mut talk = Talk::new();
        for number in 100..164 {
            talk.both(&format!("PASS lantern{number}"), "530 no");
        }
        (0..FRAMES / 2).for_each(|_| talk.both(&"NOOP lantern999 ".repeat(8), "200 ok"));
        talk.wire.file
    }),
    ("a list of lines that nearly name uploads", || {
        let mut talk = Talk::new();
        for number in 10..26 {
            let name = format!("{}{number}", "a".repeat(28));
            talk.both(&format!("STOR {name}"), "226 Done");
        }
        talk.both("PASV", "227 Entering Passive Mode (10,0,0,2,195,80)");
        talk.wire.open(DATA);
        talk.both("LIST", "150 Here it comes");
        let line = [&[b'a'; 999][..], b"\n"].concat();
        (0..FRAMES).for_each(|number| talk.wire.data(number * 1000, &line));
        talk.wire.file
    }),
    ("words for programs that name passwords", || {
        let words = "pwd=(=: -pa \"b ".repeat(80);
        in_dialogue(move |talk, _| talk.both(&format!("SITE EXEC mysql {words}"), "200 ok"))
    }),
    ("downloads that are refused", || {
        in_dialogue(|talk, number| talk.both(&format!("RETR file{number}"), "550 no such file"))
    }),
    ("downloads without a connection", || {
        in_dialogue(|talk, number| {
            talk.both(&format!("RETR file{number}"), "150 here\r\n226 done");
        })
    }),
    ("downloads by one announcement", || {
        let mut talk = Talk::new();
        talk.both("PASV", "227 Ok (10,0,0,2,195,80)");
        for number in 0..FRAMES / 4 {
            talk.both(&format!("RETR file{number}"), "150 here");
            let ports = [10_000 + number as u16, DATA[1]];
            talk.wire.open(ports);
            talk.wire.frame(ports, false, [1, 1], FIN | ACK, b"x", 0);
            talk.server("226 done\r\n");
        }
        talk.wire.file
    }),
    ("sizes of files that are asked for again and again", || {
        in_dialogue(|talk, number| talk.both(&format!("SIZE file{number}"), "213 1000"))
    }),
    ("a dialogue on ports that are opened anew each time", || {
        // each is a session, with its findings: as long as the shortest of real ones
        let welcome = format!("{}220 ready\r\n", "220-Welcome to this host\r\n".repeat(12));
        let mut wire = Wire::new();
        for number in 0..FRAMES / 3 {
            let first = number * 100_000;
            wire.frame(CONTROL, true, [first, 0], SYN, b"", 0);
            wire.frame(CONTROL, false, [7, first + 1], SYN | ACK, b"", 0);
            let numbers = [8, first + 1];
            wire.frame(CONTROL, false, numbers, ACK, welcome.as_bytes(), 0);
        }
        wire.file
    }),
    ("answers of nobody's SYN at an announced port", || {
        behind_a_hole(|wire, number| {
            let ports = [10_000 + number as u16, DATA[1]];
            wire.frame(ports, false, [0, 1], SYN | ACK, b"", 0);
        })
    }),
    ("bytes and resets by turns", || {
        behind_a_hole(|wire, number| match number % 2 {
            0 => wire.data(9 + number, b"xy"),
            _ => wire.frame(DATA, number % 4 == 1, [9 + number, 1], RST, b"", 0),
        })
    }),
    ("members of lz4 that hold nothing", || {
        empty_members(&lz4(b""), lz4)
    }),
    ("members of zstd that hold nothing", || {
        empty_members(&zstd(b""), zstd)
    }),
];

/// Processor time of this thread so far, in nanoseconds; none where the system does not tell.
fn spent() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok()
}

/// What a byte of a capture costs, in nanoseconds.
fn cost(capture: Vec<u8>) -> Option<f64> {
    let bytes = capture.len() as f64;
    let before = spent()?;
    let analysis = Analyzer::new()
        .run(Input::shared(capture))
        .expect("it is read");
    assert!(analysis.captures[0].frames > 20, "{:?}", analysis.captures);
    Some((spent()? - before) / bytes)
}

fn cost_of(make: Make) -> f64 {
    cost(make()).expect("the system tells")
}

#[test]
fn no_capture_is_much_dearer_than_an_honest_one() {
    let Some(honest_cost) = cost(honest()) else {
        return;
    };
    each(
        some_of(CASES),
        |(name, _)| (*name).to_owned(),
        |(name, make)| {
            // a machine that does much else makes some bytes dearer, and not the same ones each
            // time
            let mut dearer = cost_of(*make) / honest_cost;
            for _ in 1..TRIES {
                if dearer > DEARER {
                    dearer = dearer.min(cost_of(*make) / cost_of(honest));
                }
            }
            if std::env::var_os("FTPSCOPE_COSTS").is_some() {
                eprintln!("{dearer:6.1} {name}");
            }
            assert!(dearer <= DEARER, "{name}: {dearer:.1} times");
        },
    );
}

/// Made by hand, and what a dialogue is made of.
#[test]
fn the_honest_capture_is_a_download() {
    let analysis = Analyzer::new()
        .run(Input::bytes(honest()))
        .expect("it is read");
    let transfer = &analysis.sessions[0].transfers[0];
    assert_eq!(transfer.bytes, u64::from(FRAMES / 2 * 100));
    let client: SocketAddr = "10.0.0.1:40000".parse().expect("an address");
    assert_eq!(analysis.sessions[0].client, client);
}
