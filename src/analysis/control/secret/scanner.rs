//! Finds secret verbs in a stream of bytes: the first of the three ways of [`super`].
//!
//! It reads a direction byte by byte, before lines are split and whatever segments the bytes came
//! in, and notes the ranges of the stream that nobody should read. It must find a verb wherever a
//! server might take one for it, and its cost for all other lines is a look-up for each byte, or
//! less: a line whose first letters begin no secret verb is passed over.
//!
//! | state ([`LinePosition`]) | leaves it |
//! |---|---|
//! | in a verb: letters are collected, other bytes passed over, a backspace takes one back | the letters are a secret verb (blanks follow), or SITE, or can be none any more (harmless) |
//! | behind SITE: the same for a command of the server | likewise |
//! | torn: bytes are missing, so that the end of a verb is enough | likewise |
//! | in blanks, then in the secret | LF ends the line. A NUL does too where a command follows, which shows later; until then both ends are kept. A bare CR, or bytes that are missing, end no secret |
//! | harmless | LF; or a line end that somebody spelt out as text (`\r`, `%0D`), behind which a verb may stand |
//!
//! Telnet commands (RFC 854) are skipped in all of them, since a server takes them out before it
//! looks for a verb.

use std::ops::Range;

use crate::ftp;

/// Secret verbs; of each line the letters at its beginning are compared.
const VERBS: [&[u8]; 5] = [b"PASS", b"ACCT", b"XPASS", b"XACCT", b"ADAT"];
/// Words that are secret verbs where nothing but letters of their own stands before what ends them:
/// MIC carries a whole command in base64 (RFC 2228 section 5.2), PASS too, and CONF and ENC carry
/// one that is as secret as the mechanism and its key make it; XAUT, of `WS_FTP`, a user and a
/// password that are scrambled.
const WHOLE_VERBS: [&[u8]; 4] = [b"MIC", b"CONF", b"ENC", b"XAUT"];
/// The header of HTTP that carries a password, alone or behind `Proxy-`: sessions go through
/// proxies that want it first. And that which a browser sends in its place, once it is logged in.
const HTTP_HEADER: &[u8] = b"AUTHORIZATION";
const HTTP_COOKIE: &[u8] = b"COOKIE";
const HTTP_PROXY: &[u8] = b"PROXY";
/// What people type to a client, and send to the server by mistake, in front of a command.
pub(super) const TYPED_BEFORE: [&[u8]; 5] = [b"QUOTE", b"LITERAL", b"RAW", b"SEND", b"FTP"];
/// Commands of a server that take passwords: those that wu-ftpd, `ProFTPD`, Serv-U, IBM's servers,
/// glFTPd, ioFTPD and `DrFTPD` know behind SITE.
const SITE: &[u8] = b"SITE";
const SITE_VERBS: [&[u8]; 10] = [
    b"PSWD",
    b"PASSWD",
    b"PASS",
    b"CPWD",
    b"CHPWD",
    b"GPASS",
    b"PASSWORD",
    b"CHPASS",
    b"ADDUSER",
    b"GADDUSER",
];
/// Letters that must be seen before a line can be known to be harmless.
const LONGEST: usize = HTTP_HEADER.len() + 1;

/// Secrets of a direction that are kept apart: no client tries that many passwords in one session,
/// but one that wants to exhaust memory.
const MOST: usize = 1 << 16;

/// Telnet (RFC 854): what follows is a command.
const IAC: u8 = 255;
/// Telnet commands that are followed by an option: WILL, WON'T, DO, DON'T.
const WITH_OPTION: Range<u8> = 251..255;
pub(super) const BACKSPACE: u8 = 8;
pub(super) const DELETE: u8 = 127;

/// Reads one direction of a control channel and notes where secrets stand.
#[derive(Debug, Default)]
pub(in crate::analysis::control) struct Scanner {
    /// Place in the stream of the next byte.
    at: u64,
    state: LinePosition,
    telnet: Telnet,
    /// The last byte was a CR, which belongs to the line end that may follow.
    after_cr: bool,
    found: Vec<Range<u64>>,
}

/// Where in a line the scanner stands.
#[derive(Clone, Copy, Debug)]
enum LinePosition {
    /// In the verb: its letters so far.
    Verb(Letters),
    /// Behind SITE and a blank: the letters so far of the command of the server.
    Site(Letters),
    /// In a verb of which the beginning is not in the capture: its letters since.
    Torn(Letters),
    /// Behind SITE, in a command that is torn: its letters before the loss, and since.
    TornSite(Letters, Letters),
    /// Behind a secret verb, in what may be blanks.
    Blanks,
    /// In a secret that began there.
    Secret(u64),
    /// In a secret, behind a NUL.
    AfterNul(EndInDoubt),
    /// In the rest of a line that holds no secret.
    Harmless,
    /// The same, behind the beginning of a line end that is spelt out.
    Spelt(Spelling),
}

/// The beginning of a line end that somebody wrote as text: `\r`, `\n`, `%0D`, `%0A`. Scripts that
/// do not know how to send one have their whole control channel in one line, with the password in
/// its middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spelling {
    Backslash,
    Percent,
    PercentZero,
}

impl Spelling {
    fn begun_by(byte: u8) -> LinePosition {
        match byte {
            b'\\' => LinePosition::Spelt(Spelling::Backslash),
            b'%' => LinePosition::Spelt(Spelling::Percent),
            _ => LinePosition::Harmless,
        }
    }

    /// What the line is behind the next byte. A blank has to follow the verb: parts of paths begin
    /// behind a backslash too.
    fn then(self, byte: u8) -> LinePosition {
        match (self, byte) {
            (Spelling::Backslash, b'r' | b'n')
            | (Spelling::PercentZero, b'a' | b'A' | b'd' | b'D') => {
                LinePosition::Site(Letters::default())
            }
            (Spelling::Percent, b'0') => LinePosition::Spelt(Spelling::PercentZero),
            _ => Spelling::begun_by(byte),
        }
    }
}

/// A NUL in a secret: it ends the line where a command follows, as it does in the
/// [lines](crate::ftp) that are read, and is a part of the secret otherwise.
#[derive(Clone, Copy, Debug)]
struct EndInDoubt {
    /// Where the secret began.
    from: u64,
    /// Where it ends if the NUL ends it.
    end: u64,
    /// The letters behind the NUL so far.
    letters: Letters,
}

impl EndInDoubt {
    fn is_command(&self) -> bool {
        ftp::find(self.letters.as_slice()).is_some()
    }

    /// The secret, where the line ends at that place.
    fn secret(self, at: u64) -> Range<u64> {
        let ends_at_nul = self.letters.count == 0 || self.is_command();
        self.from..if ends_at_nul { self.end } else { at }
    }
}

impl Default for LinePosition {
    fn default() -> Self {
        LinePosition::Verb(Letters::default())
    }
}

/// The letters of a verb; never more than [`LONGEST`] and one.
#[derive(Clone, Copy, Debug, Default)]
struct Letters {
    bytes: [u8; LONGEST + 1],
    count: usize,
}

impl Letters {
    fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.count]
    }

    /// Whether one of the words ends with these letters.
    fn are_end_of(&self, words: &[&[u8]]) -> bool {
        self.count > 0 && words.iter().any(|word| word.ends_with(self.as_slice()))
    }

    fn push(&mut self, letter: u8) {
        if let Some(place) = self.bytes.get_mut(self.count) {
            *place = letter;
            self.count += 1;
        }
    }

    fn pop(&mut self) {
        self.count = self.count.saturating_sub(1);
    }
}

/// How much of a Telnet command was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Telnet {
    #[default]
    None,
    Iac,
    Option,
}

impl Scanner {
    /// A scanner of a direction whose beginning is not in the capture: it may begin inside a verb.
    pub(in crate::analysis::control) fn in_mid_stream() -> Self {
        Scanner {
            state: LinePosition::Torn(Letters::default()),
            ..Scanner::default()
        }
    }

    /// The next bytes of the stream.
    pub(in crate::analysis::control) fn bytes(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((&byte, behind)) = rest.split_first() {
            rest = behind;
            if byte == IAC && matches!(self.state, LinePosition::Blanks) {
                // whether it is a command or a letter, the server decides
                self.state = LinePosition::Secret(self.at);
            }
            if !self.is_telnet(byte) {
                self.byte(byte);
            }
            self.after_cr = byte == b'\r';
            self.at += 1;
            rest = self.pass_over_harmless(rest);
        }
    }

    /// Leaves out what changes nothing in the rest of a line that holds no secret, which is most of
    /// a control channel.
    fn pass_over_harmless<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        if !matches!(
            (&self.state, self.telnet),
            (LinePosition::Harmless, Telnet::None)
        ) {
            return bytes;
        }
        let len = harmless_bytes(bytes);
        self.after_cr &= len == 0;
        self.at += len as u64;
        &bytes[len..]
    }

    /// Bytes that are not in the capture. A secret goes on behind them; a verb that is torn can no
    /// longer be read, and whoever knows the other side decides about its line.
    pub(in crate::analysis::control) fn gap(&mut self, len: u64) {
        self.telnet = Telnet::None;
        self.after_cr = false;
        match self.state {
            LinePosition::Verb(_) | LinePosition::Torn(_) => {
                self.state = LinePosition::Torn(Letters::default());
            }
            LinePosition::Site(head) | LinePosition::TornSite(head, _) => {
                self.state = LinePosition::TornSite(head, Letters::default());
            }
            LinePosition::Blanks => self.state = LinePosition::Secret(self.at),
            LinePosition::AfterNul(doubt) => self.state = LinePosition::Secret(doubt.from),
            LinePosition::Secret(_) | LinePosition::Harmless | LinePosition::Spelt(_) => {}
        }
        self.at += len;
    }

    /// Bytes that are no dialogue: TLS, or a header before it.
    pub(in crate::analysis::control) fn skip(&mut self, len: u64) {
        self.end_line();
        self.at += len;
    }

    /// The next bytes, and where in them secrets stand; these are not kept.
    pub(in crate::analysis::control) fn read(&mut self, bytes: &[u8]) -> Vec<Range<usize>> {
        let start = self.at;
        self.bytes(bytes);
        let open = match self.state {
            LinePosition::Secret(from) => Some(from..self.at),
            LinePosition::AfterNul(doubt) => Some(doubt.secret(self.at)),
            _ => None,
        };
        let found = std::mem::take(&mut self.found).into_iter().chain(open);
        found
            .map(|range| range.start.max(start) - start..range.end.max(start) - start)
            .map(|range| range.start as usize..range.end as usize)
            .filter(|range| !range.is_empty())
            .collect()
    }

    /// The secrets that were found, in stream order; an open one ends here.
    pub(in crate::analysis::control) fn finish(&mut self) -> Vec<Range<u64>> {
        self.end_line();
        std::mem::take(&mut self.found)
    }

    /// True for a byte of a Telnet command.
    fn is_telnet(&mut self, byte: u8) -> bool {
        let (is_part, next) = match (self.telnet, byte) {
            (Telnet::None, IAC) => (true, Telnet::Iac),
            (Telnet::None, _) => (false, Telnet::None),
            (Telnet::Iac, _) if WITH_OPTION.contains(&byte) => (true, Telnet::Option),
            (Telnet::Iac | Telnet::Option, _) => (true, Telnet::None),
        };
        self.telnet = next;
        is_part
    }

    fn byte(&mut self, byte: u8) {
        match (byte, &mut self.state) {
            (b'\n', _) => self.end_line(),
            (0, LinePosition::Secret(_) | LinePosition::Blanks) => self.nul_in_secret(),
            (_, LinePosition::AfterNul(doubt)) => {
                let doubt = *doubt;
                self.after_nul(doubt, byte);
            }
            (0, _) => self.end_line(),
            (b'\r', LinePosition::Secret(_)) => {}
            (b'\r', _) => self.state = LinePosition::default(),
            (_, LinePosition::Spelt(spelling)) => self.state = spelling.then(byte),
            (b'\\' | b'%', LinePosition::Harmless) => {
                self.state = Spelling::begun_by(byte);
            }
            (b'\\' | b'%', LinePosition::Site(letters)) if letters.count == 0 => {
                self.state = Spelling::begun_by(byte);
            }
            // signs before a verb are slips, or were put there to hide it
            (_, LinePosition::Verb(letters))
                if letters.count == 0 && byte.is_ascii_punctuation() => {}
            (_, LinePosition::Verb(letters)) => {
                let is_blank = take(letters, byte);
                self.state = after_verb(*letters, is_blank);
            }
            (_, LinePosition::Site(letters)) => {
                let is_blank = take(letters, byte);
                self.state = after_site(*letters, is_blank);
            }
            (_, LinePosition::Torn(letters)) => {
                let is_blank = take(letters, byte);
                self.state = after_torn(*letters, is_blank);
            }
            (_, LinePosition::TornSite(head, letters)) => {
                let is_blank = take(letters, byte);
                self.state = after_torn_site(*head, *letters, is_blank);
            }
            (b' ' | b'\t', LinePosition::Blanks)
            | (_, LinePosition::Secret(_) | LinePosition::Harmless) => {}
            (_, LinePosition::Blanks) => self.state = LinePosition::Secret(self.at),
        }
    }

    fn nul_in_secret(&mut self) {
        let end = self.at - u64::from(self.after_cr);
        let from = match self.state {
            LinePosition::Secret(from) => from,
            _ => self.at,
        };
        self.state = LinePosition::AfterNul(EndInDoubt {
            from,
            end,
            letters: Letters::default(),
        });
    }

    /// The letters behind a NUL decide what it was, as soon as something else follows them.
    fn after_nul(&mut self, mut doubt: EndInDoubt, byte: u8) {
        let is_nothing = byte == 0 && doubt.letters.count == 0;
        if byte.is_ascii_alphabetic() && doubt.letters.count <= LONGEST {
            doubt.letters.push(byte.to_ascii_uppercase());
        }
        self.state = if is_nothing || byte.is_ascii_alphabetic() && doubt.letters.count <= LONGEST {
            LinePosition::AfterNul(doubt)
        } else if doubt.is_command() {
            self.found(doubt.from..doubt.end);
            match byte {
                0 | b'\r' => LinePosition::default(),
                _ => after_verb(doubt.letters, true),
            }
        } else {
            LinePosition::Secret(doubt.from)
        };
    }

    /// The line ends here, with or without a byte that says so.
    pub(in crate::analysis::control) fn end_line(&mut self) {
        let end = self.at - u64::from(self.after_cr);
        match std::mem::take(&mut self.state) {
            LinePosition::Secret(from) => self.found(from..end),
            LinePosition::AfterNul(doubt) => self.found(doubt.secret(end)),
            _ => {}
        }
    }

    /// Beyond [`MOST`] everything from one secret to the next is one.
    fn found(&mut self, range: Range<u64>) {
        if range.is_empty() {
            return;
        }
        if self.found.len() >= MOST
            && let Some(last) = self.found.last_mut()
        {
            last.end = range.end;
        } else {
            self.found.push(range);
        }
    }
}

/// How many bytes stand before the first that may change something in the rest of a line that holds
/// no secret.
fn harmless_bytes(bytes: &[u8]) -> usize {
    // lines are short: to begin a search of wide words costs more than this does
    let mut places = bytes.iter();
    places
        .position(|&byte| IS_OF_NOTE[usize::from(byte)])
        .unwrap_or(bytes.len())
}

/// Bytes that change something there.
const IS_OF_NOTE: [bool; 256] = {
    let mut marks = [false; 256];
    let bytes = [b'\n', b'\r', IAC, 0, b'\\', b'%'];
    let mut place = 0;
    while place < bytes.len() {
        marks[bytes[place] as usize] = true;
        place += 1;
    }
    marks
};

/// Takes the next byte of a verb; true for a blank behind some letters.
fn take(letters: &mut Letters, byte: u8) -> bool {
    match byte {
        BACKSPACE | DELETE => letters.pop(),
        b' ' | b'\t' => return letters.count > 0,
        _ if byte.is_ascii_alphabetic() => letters.push(byte.to_ascii_uppercase()),
        // A digit or a sign ends what may be a verb; all else was put there to hide one.
        _ if byte.is_ascii_graphic() => return true,
        _ => {}
    }
    false
}

fn after_verb(letters: Letters, ended: bool) -> LinePosition {
    if VERBS.contains(&letters.as_slice()) {
        LinePosition::Blanks
    } else if ended {
        // where a capture begins in mid-line
        known_by_its_end(letters)
    } else if letters.count >= LONGEST {
        LinePosition::Harmless
    } else {
        LinePosition::Verb(letters)
    }
}

/// What follows SITE, or what is left of it, is a command of the server; which some of their own
/// are, nobody else uses.
fn known_by_its_end(letters: Letters) -> LinePosition {
    let word = letters.as_slice();
    let is_secret = |words: &[&[u8]]| words.contains(&word);
    if letters.count > 0 && SITE.ends_with(word) {
        LinePosition::Site(Letters::default())
    } else if word == HTTP_PROXY || TYPED_BEFORE.contains(&word) {
        LinePosition::default()
    } else if is_secret(&VERBS)
        || is_secret(&WHOLE_VERBS)
        || is_secret(&SITE_VERBS)
        || word == HTTP_HEADER
        || word == HTTP_COOKIE
    {
        LinePosition::Blanks
    } else {
        LinePosition::Harmless
    }
}

fn after_torn(letters: Letters, ended: bool) -> LinePosition {
    match ended {
        true if letters.are_end_of(&VERBS) => LinePosition::Blanks,
        true => known_by_its_end(letters),
        false if letters.count >= LONGEST => LinePosition::Harmless,
        false => LinePosition::Torn(letters),
    }
}

/// What is left of a command of the server can be that of one which takes a password.
fn after_torn_site(head: Letters, tail: Letters, ended: bool) -> LinePosition {
    if !ended && tail.count <= LONGEST {
        LinePosition::TornSite(head, tail)
    } else if ended && tail.count > 1 && SITE_VERBS.iter().any(|verb| are_ends(verb, head, tail)) {
        LinePosition::Blanks
    } else {
        LinePosition::Harmless
    }
}

fn are_ends(verb: &[u8], head: Letters, tail: Letters) -> bool {
    let has_room = head.count + tail.count <= verb.len();
    has_room && verb.starts_with(head.as_slice()) && verb.ends_with(tail.as_slice())
}

/// Whether a command of the server takes a password: those that are known, and what others call it.
fn takes_password(word: &[u8]) -> bool {
    let has = |part: &[u8]| memchr::memmem::find(word, part).is_some();
    SITE_VERBS.contains(&word)
        || has(b"PASS") && word != b"PASSIVE"
        || has(b"PSWD")
        || word.ends_with(b"PW")
        || word.ends_with(b"PWD") && word != b"PWD" && word != b"XPWD"
        || has(b"USER") && has(b"ADD")
}

fn after_site(letters: Letters, ended: bool) -> LinePosition {
    // PASS is also how PASSWD begins
    if ended && takes_password(letters.as_slice()) {
        LinePosition::Blanks
    } else if ended || letters.count > LONGEST {
        LinePosition::Harmless
    } else {
        LinePosition::Site(letters)
    }
}

/// True for a word that a secret stands behind, in whatever place of a text.
pub(super) fn is_secret_verb(word: &[u8]) -> bool {
    let verbs = VERBS.iter().chain(&WHOLE_VERBS).chain(&SITE_VERBS);
    verbs
        .into_iter()
        .any(|verb| verb.eq_ignore_ascii_case(word))
}

/// A command that carries a password: a line of its own, also where the one before has neither an
/// end nor an answer.
pub fn begins_with_secret(bytes: &[u8]) -> bool {
    let verb = bytes.split(|&byte| byte == b' ').next();
    verb.is_some_and(|verb| verb.len() < bytes.len() && is_secret_verb(verb))
}

/// Where in some bytes of a client secrets stand, as far as these bytes alone tell.
pub(in crate::analysis) fn secrets_in(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut scanner = Scanner::default();
    scanner.bytes(bytes);
    let found = scanner.finish().into_iter();
    found
        .map(|range| range.start as usize..range.end as usize)
        .collect()
}

/// True if a line whose beginning is not in the capture begins with the rest of a secret verb.
pub(in crate::analysis::control) fn has_torn_secret(line: &[u8]) -> bool {
    let mut scanner = Scanner::in_mid_stream();
    scanner.bytes(line);
    !scanner.finish().is_empty()
}

#[cfg(test)]
mod tests;
