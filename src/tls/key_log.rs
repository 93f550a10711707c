//! Key logs (RFC 9850, known as SSLKEYLOGFILE): text → lines, one secret each.
//!
//! A line has three words: a label, the random of the `ClientHello`, the secret, both in
//! hexadecimal digits of either case. Programs append to one file for years, are ended in the
//! middle of a line, and write more than the format knows. So
//!
//! - empty lines and comments are nothing, a CR before the line feed and a byte order mark belong
//!   to no word; UTF-16 with such a mark is read too;
//! - labels that are not wanted are passed over: words of capitals before one of hexadecimal
//!   digits. Among them are exporters, premasters (`RSA`), and what OpenSSL writes at a `KeyUpdate`:
//!   `CLIENT_TRAFFIC_SECRET_N`, with the letter, several for one random, of which none is the
//!   first;
//! - a secret has the length that its label asks for, so that a line that was cut is not a secret.
//!   One cut is not shown by that: of 48 bytes to the 32 of the shorter hash. Only a last line
//!   without its end can be such, and
//!   [`Secrets`](super::Secrets) refuses it where other secrets of the connection are longer;
//! - a line that is none of these is malformed. It is counted, and the first one is told with its
//!   number.
//!
//! Nothing here keeps, prints or compares the text of a line: what is told of a malformed one is
//! lengths.

use std::fmt;
use std::io::{self, BufRead};

use crate::model::Message;

use super::Random;

/// Longest line that can be one of the format, in bytes; of a longer one only the beginning is
/// kept, to be counted.
const LONGEST: usize = 1024;
/// No text has a line of so many bytes: behind it nothing is read, for it may never end.
const ENDLESS: usize = 64 << 20;
/// Bytes of a key log that are read for each entry that may be kept: those of a connection stand
/// among lines that are passed over.
pub(super) const LINE_SHARE: u64 = 512;
/// What Windows programs put before a text (UTF-8).
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// The same of UTF-16, in both orders of bytes.
const WIDE_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];
/// Bytes of a master secret (RFC 5246 section 8.1).
pub(super) const MASTER: usize = 48;
/// Bytes of a traffic secret: those of SHA-256 and SHA-384 (RFC 8446 section 7.1).
const TRAFFIC: [usize; 2] = [32, 48];
/// What a private key or a certificate as text begins with (RFC 7468 section 2).
const PEM: &[u8] = b"-----BEGIN";
/// Longest session id, in bytes (RFC 5246 section 7.4.1.2).
const LONGEST_ID: usize = 32;

/// What a secret is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretLabel {
    /// The master secret of a session up to TLS 1.2: `CLIENT_RANDOM`.
    ClientRandom,
    /// What the client sends with its `ClientHello` in TLS 1.3 is sealed with: early data.
    ClientEarly,
    /// What the client's handshake records of TLS 1.3 are sealed with.
    ClientHandshake,
    /// The server's.
    ServerHandshake,
    /// What the client's application data of TLS 1.3 is sealed with, up to the first `KeyUpdate`.
    ClientTraffic,
    /// The server's.
    ServerTraffic,
}

impl SecretLabel {
    /// All of them.
    pub const ALL: [SecretLabel; 6] = [
        SecretLabel::ClientRandom,
        SecretLabel::ClientEarly,
        SecretLabel::ClientHandshake,
        SecretLabel::ServerHandshake,
        SecretLabel::ClientTraffic,
        SecretLabel::ServerTraffic,
    ];

    /// As key logs write it (RFC 9850 section 2).
    pub fn name(self) -> &'static str {
        match self {
            SecretLabel::ClientRandom => "CLIENT_RANDOM",
            SecretLabel::ClientEarly => "CLIENT_EARLY_TRAFFIC_SECRET",
            SecretLabel::ClientHandshake => "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            SecretLabel::ServerHandshake => "SERVER_HANDSHAKE_TRAFFIC_SECRET",
            SecretLabel::ClientTraffic => "CLIENT_TRAFFIC_SECRET_0",
            SecretLabel::ServerTraffic => "SERVER_TRAFFIC_SECRET_0",
        }
    }

    /// The lengths that its secret may have, in bytes.
    fn lengths(self) -> &'static [usize] {
        match self {
            SecretLabel::ClientRandom => &[MASTER],
            _ => &TRAFFIC,
        }
    }
}

/// A secret, which nothing prints.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct TlsSecret {
    bytes: [u8; MASTER],
    len: u8,
}

impl TlsSecret {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    fn parse(digits: &[u8], lengths: &[usize]) -> Result<Self, LineFault> {
        let mut bytes = [0; MASTER];
        let len = digits.len() / 2;
        if !digits.len().is_multiple_of(2) || !lengths.contains(&len) {
            return Err(LineFault::SecretLength {
                digits: digits.len(),
            });
        }
        hexadecimal(digits, &mut bytes[..len])?;
        Ok(TlsSecret {
            bytes,
            len: len as u8,
        })
    }
}

/// A session id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TlsSessionId {
    bytes: [u8; LONGEST_ID],
    len: u8,
}

impl TlsSessionId {
    /// `None` where it is empty or longer than one can be.
    pub(super) fn new(id: &[u8]) -> Option<Self> {
        let mut bytes = [0; LONGEST_ID];
        bytes.get_mut(..id.len())?.copy_from_slice(id);
        (!id.is_empty()).then_some(TlsSessionId {
            bytes,
            len: id.len() as u8,
        })
    }
}

/// What a line is.
#[derive(Clone, Copy)]
pub(super) enum KeyLogLine {
    /// Nothing, or a comment.
    Blank,
    /// A secret of the connection whose `ClientHello` has the random.
    Secret(SecretLabel, Random, TlsSecret),
    /// The master secret of a session, as `openssl s_client` and Java's agents wrote it:
    /// `RSA Session-ID:… Master-Key:…`.
    Session(TlsSessionId, TlsSecret),
    /// Its label is not wanted.
    Ignored,
    /// It makes no sense.
    Malformed(LineFault),
}

impl KeyLogLine {
    pub(super) fn parse(line: &[u8]) -> Self {
        if line.len() > LONGEST {
            return KeyLogLine::Malformed(LineFault::TooLong);
        }
        let mut words = line
            .split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty());
        let Some(label) = words.next().filter(|label| label[0] != b'#') else {
            return KeyLogLine::Blank;
        };
        if label.starts_with(PEM) {
            return KeyLogLine::Malformed(LineFault::Pem);
        }
        let is_label =
            |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
        if !label.iter().all(is_label) {
            return KeyLogLine::Malformed(LineFault::Label);
        }
        let known = SecretLabel::ALL
            .into_iter()
            .find(|known| known.name().as_bytes() == label);
        let words = (words.next(), words.next(), words.next());
        match (known, words) {
            (Some(label), (Some(random), Some(secret), None)) => {
                connection(label, random, secret).unwrap_or_else(KeyLogLine::Malformed)
            }
            (Some(_), _) => KeyLogLine::Malformed(LineFault::Words),
            (None, (Some(id), Some(master), None)) if label == b"RSA" => {
                match (
                    id.strip_prefix(b"Session-ID:"),
                    master.strip_prefix(b"Master-Key:"),
                ) {
                    (Some(id), Some(master)) => {
                        session(id, master).unwrap_or_else(KeyLogLine::Malformed)
                    }
                    _ => KeyLogLine::Ignored,
                }
            }
            (None, (Some(of), ..)) if of.iter().all(u8::is_ascii_hexdigit) => KeyLogLine::Ignored,
            (None, _) => KeyLogLine::Malformed(LineFault::Label),
        }
    }
}

fn connection(label: SecretLabel, random: &[u8], secret: &[u8]) -> Result<KeyLogLine, LineFault> {
    let mut client_random = Random::default();
    if random.len() != 2 * client_random.len() {
        return Err(LineFault::RandomLength {
            digits: random.len(),
        });
    }
    hexadecimal(random, &mut client_random)?;
    let secret = TlsSecret::parse(secret, label.lengths())?;
    Ok(KeyLogLine::Secret(label, client_random, secret))
}

fn session(id: &[u8], master: &[u8]) -> Result<KeyLogLine, LineFault> {
    let mut bytes = [0; LONGEST_ID];
    let unfit = LineFault::IdLength { digits: id.len() };
    let known = bytes.get_mut(..id.len() / 2).ok_or(unfit)?;
    if !id.len().is_multiple_of(2) {
        return Err(unfit);
    }
    hexadecimal(id, known)?;
    let id = TlsSessionId::new(known).ok_or(unfit)?;
    Ok(KeyLogLine::Session(
        id,
        TlsSecret::parse(master, &[MASTER])?,
    ))
}

/// Reads twice as many digits as there are bytes.
fn hexadecimal(digits: &[u8], into: &mut [u8]) -> Result<(), LineFault> {
    for (byte, pair) in into.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Ok(())
}

fn digit(character: u8) -> Result<u8, LineFault> {
    char::from(character)
        .to_digit(16)
        .map(|value| value as u8)
        .ok_or(LineFault::Digits)
}

/// Why a line is malformed. It tells lengths and nothing of what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LineFault {
    /// It does not begin with a label.
    Label,
    /// A private key or a certificate begins with it (RFC 7468).
    Pem,
    /// It has more or fewer words than three.
    Words,
    /// The random of the client has another length.
    RandomLength {
        /// How many digits it has.
        digits: usize,
    },
    /// No secret of that label is so long.
    SecretLength {
        /// How many digits it has.
        digits: usize,
    },
    /// No session id is so long.
    IdLength {
        /// How many digits it has.
        digits: usize,
    },
    /// Something else stands in the place of a hexadecimal digit.
    Digits,
    /// Other secrets of the connection are longer, and the line has no end.
    Cut,
    /// It is longer than any of the format.
    TooLong,
}

impl LineFault {
    /// The same for a catalogue.
    pub(crate) fn message(self) -> Message {
        match self {
            LineFault::Label => Message::new("line-label", []),
            LineFault::Pem => Message::new("line-pem", []),
            LineFault::Words => Message::new("line-words", []),
            LineFault::RandomLength { digits } => {
                Message::new("line-random", [("digits", digits.into())])
            }
            LineFault::SecretLength { digits } => {
                Message::new("line-secret", [("digits", digits.into())])
            }
            LineFault::IdLength { digits } => Message::new("line-id", [("digits", digits.into())]),
            LineFault::Digits => Message::new("line-digits", []),
            LineFault::Cut => Message::new("line-cut", []),
            LineFault::TooLong => Message::new("line-too-long", [("limit", LONGEST.into())]),
        }
    }
}

impl fmt::Display for LineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LineFault::Label => f.write_str("expected a label such as CLIENT_RANDOM"),
            LineFault::Pem => f.write_str("a private key or a certificate opens nothing"),
            LineFault::Words => f.write_str("expected a label, a client random and a secret"),
            LineFault::RandomLength { digits } => {
                write!(
                    f,
                    "expected a client random of 64 hexadecimal digits, found {digits}"
                )
            }
            LineFault::SecretLength { digits } => write!(
                f,
                "expected a secret of 96 hexadecimal digits, or 64 in TLS 1.3, found {digits}"
            ),
            LineFault::IdLength { digits } => {
                write!(
                    f,
                    "expected a session id of at most 64 hexadecimal digits, found {digits}"
                )
            }
            LineFault::Digits => f.write_str("expected hexadecimal digits"),
            LineFault::Cut => {
                f.write_str("expected a secret as long as the others of its connection")
            }
            LineFault::TooLong => write!(f, "expected at most {LONGEST} bytes"),
        }
    }
}

/// The lines of a text, one after the other in one buffer.
pub(super) struct TextLines<R> {
    text: R,
    line: Vec<u8>,
    number: u64,
    /// The text is UTF-16, as `PowerShell` redirects what a program prints: each character, all
    /// being ASCII, has a zero too.
    is_wide: bool,
    /// A line was endless.
    is_over: bool,
}

/// A line without its end.
pub(super) struct Numbered<'l> {
    /// From 1.
    pub(super) number: u64,
    pub(super) line: &'l [u8],
    /// The text ends with it, before any line feed.
    pub(super) is_open: bool,
}

impl<R: BufRead> TextLines<R> {
    pub(super) fn new(text: R) -> Self {
        TextLines {
            text,
            line: Vec::with_capacity(LONGEST),
            number: 0,
            is_wide: false,
            is_over: false,
        }
    }

    /// The next line; of one that is longer than [`LONGEST`] a little more than that.
    pub(super) fn next(&mut self) -> io::Result<Option<Numbered<'_>>> {
        self.line.clear();
        self.number += 1;
        let mut is_open = true;
        let mut is_end = true;
        let mut read = 0;
        while is_open && !self.is_over {
            let piece = match self.text.fill_buf() {
                Ok(piece) => piece,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if piece.is_empty() {
                break;
            }
            if is_end && self.number == 1 {
                self.is_wide = WIDE_MARKS.iter().any(|mark| piece.starts_with(mark));
            }
            is_end = false;
            let end = memchr::memchr(b'\n', piece);
            is_open = end.is_none();
            let kept = (LONGEST + 1).saturating_sub(self.line.len());
            let line = &piece[..end.unwrap_or(piece.len())];
            let is_wide = self.is_wide;
            let bytes = line.iter().filter(|&&byte| !is_wide || byte != 0);
            self.line.extend(bytes.take(kept));
            let used = end.map_or(piece.len(), |end| end + 1);
            self.text.consume(used);
            read += used;
            self.is_over = read > ENDLESS;
        }
        if is_end {
            return Ok(None);
        }
        let mut marks = WIDE_MARKS.into_iter().filter(|_| self.is_wide);
        let wide = marks.find_map(|mark| self.line.strip_prefix(mark));
        let line = match wide.or(self.line.strip_prefix(BYTE_ORDER_MARK)) {
            Some(line) if self.number == 1 => line,
            _ => &self.line,
        };
        Ok(Some(Numbered {
            number: self.number,
            line,
            is_open,
        }))
    }
}
