//! A scenario as text: the language of the captures in `tests/cases`.
//!
//! One line, one thing that happens, in the order of time. `#` begins a comment.
//!
//! ```text
//! hosts 192.0.2.7:40100 198.51.100.7:21     the control connection of the lines below, client first
//! hosts A B begun                           the same, opened before the recording began
//! S 220 ready                               the server says a line; C: the client
//! S 211-Features:
//! |  SIZE                                   another line in the same segment
//! | 211 End
//! wait 1.5                                  seconds pass; what was not acknowledged is, after 40 ms
//! connection data C:40101 S:50000           a connection and its two ends, originator first
//! open data C:40101 S:50000                 the same, with its three-way handshake
//! data< repeat 100 row\n                    its responder sends this text 100 times; data>: its originator
//! ```
//!
//! `C:` and `S:` before a port are the hosts of the control connection. In texts `\r`, `\n`, `\0`,
//! `\\` and `\xHH` are bytes, `{port S:50000}` is `h1,h2,h3,h4,p1,p2` and `{eprt C:40101}` is
//! `|2|2001:db8::7|40101|`.
//!
//! `C TEXT` is short for `control> line TEXT`, `S TEXT` for `control< line TEXT`; `C~` and `S~`
//! leave the line end out. What may stand behind `data>`, after any number of the words `lost`
//! (seen, and lost behind the recorder), `unseen` (missed by the recorder), `vanished` (lost before
//! the recorder), `spoilt` (with a wrong checksum) and `ttl=254`:
//!
//! ```text
//! syn, syn-ack, ack, fin, rst               a segment of no bytes
//! handshake, close, refused                 three segments; three; SYN and RST
//! send TEXT, line TEXT, urgent TEXT         one segment
//! repeat 100 TEXT                           as many segments as it takes, every second one acknowledged
//! again, again TEXT                         the last segment once more; these bytes in the place of the last ones
//! icmp 192.0.2.1 13                        that host says, by this code, that the last segment did not arrive
//! skip 5000, skip -1                        bytes that nobody spells out; the next ones take the place of the last
//! ack-beyond 1000                           acknowledges bytes that have not come
//! block-e 8 500 TEXT                        a block of MODE E: descriptor (hexadecimal), offset, bytes
//! block-b 40 TEXT                           a block of MODE B: descriptor, bytes
//! client-hello NAME, server-hello           TLS 1.3
//! client-finished, sealed 100               the rest of its handshake; a record that hides so many bytes
//! record 23 100, alert 2 40                 a record of noise; an alert: level, description
//! handshake-message 11 900                  a handshake message in clear, of noise
//! server-choice 0303 c02f                   a ServerHello of TLS 1.2 or older: version, cipher suite
//! hellos 0303 c02f                          a ClientHello, and the other end's choice
//! certificate ftp.example CA 351231         in clear: subject, issuer, last day
//! tls-hello ftp.example                     TLS 1.3 whose secrets stand in the file; of the responder with its certificate
//! tls-finished, tls-line TEXT, tls-send TEXT, tls-close    the rest of it
//! ```
//!
//! A connection without a name goes by its ends, the sender first: `open C:40101 S:50000`,
//! `send S:50000 C:40101 row\\n`.
//!
//! And of the recorder: `copies vlan=30` and `copies routed` (every packet twice from here on),
//! `copies none`, `clock -2` (somebody sets it), `only 198.51.100.7` (what other hosts send is not
//! recorded from here on), `twice` (all frames so far stand in the file a second time),
//! `numberless` (every sequence number is 0).

mod bytes;
mod segment;

use std::collections::HashMap;
use std::net::SocketAddr;

use super::keyed::Keyed;
use super::story::{Copies, Story};
use super::tcp::{Segment, Side};
use super::tls::Tls;

/// What waits for this long acknowledges what it has got, in seconds (RFC 9293 3.8.6.3 allows half
/// a second).
const DELAYED_ACK: f64 = 0.04;

/// The capture that a script tells.
///
/// # Panics
/// If the script has a fault; the message names the line.
pub(crate) fn tell(script: &str) -> Story {
    let mut teller = Teller::new();
    for (number, line) in statements(script) {
        if let Err(fault) = teller.statement(&line) {
            panic!("line {number}, `{line}`: {fault}");
        }
    }
    teller.story
}

/// The lines that say something, each with those that continue it, by the number of the first.
fn statements(script: &str) -> Vec<(usize, String)> {
    let mut statements: Vec<(usize, String)> = Vec::new();
    for (index, line) in script.lines().enumerate() {
        if let Some(more) = line.strip_prefix('|') {
            let (_, begun) = statements.last_mut().expect("a line to continue");
            begun.push_str("\\r\\n");
            begun.push_str(more.strip_prefix(' ').unwrap_or(more));
        } else if !line.is_empty() && !line.starts_with('#') {
            statements.push((index + 1, line.to_owned()));
        }
    }
    statements
}

/// What is wrong with a line.
type Fault = String;

/// The state of a script that is being told.
struct Teller {
    story: Story,
    control: Option<Control>,
    /// The originator of each connection, by its name.
    connections: HashMap<String, Side>,
    /// The end that sends, by its address and that of the other one.
    ends: HashMap<(SocketAddr, SocketAddr), Side>,
    /// The last segment that each end sent.
    sent: HashMap<usize, Segment>,
    /// What makes the TLS records of each connection, by its originator.
    tls: HashMap<usize, Tls>,
    /// The same where it can be opened.
    keyed: HashMap<usize, Keyed>,
}

/// The control connection that lines belong to.
#[derive(Clone, Copy)]
struct Control {
    client: SocketAddr,
    server: SocketAddr,
}

impl Teller {
    fn new() -> Self {
        Self {
            story: Story::ethernet(),
            control: None,
            connections: HashMap::new(),
            ends: HashMap::new(),
            sent: HashMap::new(),
            tls: HashMap::new(),
            keyed: HashMap::new(),
        }
    }

    fn statement(&mut self, line: &str) -> Result<(), Fault> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "C" => self.act("control", true, &format!("line {rest}")),
            "S" => self.act("control", false, &format!("line {rest}")),
            "C~" => self.act("control", true, &format!("send {rest}")),
            "S~" => self.act("control", false, &format!("send {rest}")),
            "hosts" => self.hosts(rest),
            "wait" => self.wait(rest),
            "connection" => self.connection(rest).map(|_| ()),
            "open" => self.open(rest),
            "copies" | "clock" | "only" | "twice" | "numberless" => self.recorder(word, rest),
            _ => self.named(word, rest),
        }
    }

    /// A line that begins with the name of a connection and the direction.
    fn named(&mut self, word: &str, rest: &str) -> Result<(), Fault> {
        if let Some(name) = word.strip_suffix('>') {
            return self.act(name, true, rest);
        }
        match word.strip_suffix('<') {
            Some(name) => self.act(name, false, rest),
            None => self.by_ends(word, rest),
        }
    }

    /// What one end does on the connection to another one.
    fn by_ends(&mut self, verb: &str, rest: &str) -> Result<(), Fault> {
        let (from, rest) = pair(rest)?;
        let (to, text) = rest.split_once(' ').unwrap_or((rest, ""));
        let (from, to) = (self.address(from)?, self.address(to)?);
        let sender = match self.ends.get(&(from, to)) {
            Some(sender) => *sender,
            None => self.connect(from, to),
        };
        self.send(sender, format!("{verb} {text}").trim_end())
    }

    fn act(&mut self, name: &str, by_originator: bool, action: &str) -> Result<(), Fault> {
        let originator = *self
            .connections
            .get(name)
            .ok_or_else(|| format!("no connection {name}"))?;
        let from = if by_originator {
            originator
        } else {
            originator.other()
        };
        self.send(from, action)
    }

    fn hosts(&mut self, rest: &str) -> Result<(), Fault> {
        let (ends, begun) = match rest.strip_suffix(" begun") {
            Some(ends) => (ends, true),
            None => (rest, false),
        };
        let (client, server) = pair(ends)?;
        let control = Control {
            client: client.parse().map_err(|_| no_address(client))?,
            server: server.parse().map_err(|_| no_address(server))?,
        };
        let known = self.ends.get(&(control.client, control.server)).copied();
        let originator = match known {
            Some(originator) => originator,
            None if begun => self.begun(control),
            None => self.connect(control.client, control.server),
        };
        self.control = Some(control);
        self.connections.insert("control".to_owned(), originator);
        Ok(())
    }

    /// A control connection of before the recording.
    fn begun(&mut self, control: Control) -> Side {
        let Control { client, server } = control;
        let originator = self.connect(client, server);
        self.story.has_begun(originator);
        originator
    }

    fn wait(&mut self, seconds: &str) -> Result<(), Fault> {
        let seconds: f64 = number(seconds)?;
        if seconds >= DELAYED_ACK {
            self.story.wait_ms(39);
            self.story.delayed_acks();
        }
        self.story.wait_ms((seconds * 1000.0) as u64);
        Ok(())
    }

    /// A connection with or without a name, a new one in any case.
    fn connection(&mut self, rest: &str) -> Result<Side, Fault> {
        let words: Vec<&str> = rest.split(' ').collect();
        let (name, from, to) = match words[..] {
            [from, to] => (None, from, to),
            [name, from, to] => (Some(name), from, to),
            _ => return Err(format!("a name and two ends are needed, not `{rest}`")),
        };
        let originator = self.connect(self.address(from)?, self.address(to)?);
        if let Some(name) = name {
            self.connections.insert(name.to_owned(), originator);
        }
        Ok(originator)
    }

    fn connect(&mut self, from: SocketAddr, to: SocketAddr) -> Side {
        let (originator, responder) = self.story.connection(&from.to_string(), &to.to_string());
        self.ends.insert((from, to), originator);
        self.ends.insert((to, from), responder);
        originator
    }

    fn open(&mut self, rest: &str) -> Result<(), Fault> {
        let originator = self.connection(rest)?;
        self.story.handshake(originator);
        Ok(())
    }

    fn recorder(&mut self, word: &str, rest: &str) -> Result<(), Fault> {
        match (word, rest.split_once('=')) {
            ("copies", Some(("vlan", tag))) => self.story.copied(Copies::Tagged(number(tag)?)),
            ("copies", None) if rest == "routed" => self.story.copied(Copies::Routed),
            ("copies", None) if rest == "none" => self.story.copied(Copies::None),
            ("clock", None) => {
                let seconds: f64 = number(rest)?;
                self.story.set_recorder((seconds * 1e6) as i64);
            }
            ("only", None) => {
                let host = rest.parse().map_err(|_| no_address(rest))?;
                self.story.hears(host);
            }
            ("twice", None) => self.story.twice(),
            ("numberless", None) => self.story.numberless(),
            _ => return Err(format!("no such {word}: {rest}")),
        }
        Ok(())
    }

    /// `C:40101`, `S:50000`, or an address and a port.
    fn address(&self, text: &str) -> Result<SocketAddr, Fault> {
        let (host, port) = match text.split_at_checked(2) {
            Some(("C:", port)) => (self.control()?.client, port),
            Some(("S:", port)) => (self.control()?.server, port),
            _ => return text.parse().map_err(|_| no_address(text)),
        };
        Ok(SocketAddr::new(host.ip(), number(port)?))
    }

    fn control(&self) -> Result<Control, Fault> {
        self.control.ok_or_else(|| "no hosts yet".to_owned())
    }
}

fn pair(text: &str) -> Result<(&str, &str), Fault> {
    text.split_once(' ')
        .ok_or_else(|| format!("two words are needed, not `{text}`"))
}

fn number<N: std::str::FromStr>(text: &str) -> Result<N, Fault> {
    text.parse().map_err(|_| format!("no number: {text}"))
}

fn no_address(text: &str) -> Fault {
    format!("no address and port: {text}")
}
