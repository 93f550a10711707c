//! First looks: a cheap one at a payload, and what tells FTP from its neighbours.

use crate::analysis::find::contains_ignoring_case;
use crate::ftp;

/// Ports of protocols that share verbs and codes with FTP: mail in its kinds and news. In
/// mid-stream nothing else tells them apart.
const NEIGHBOURS: [u16; 11] = [25, 110, 119, 143, 465, 563, 587, 993, 995, 2525, 4190];

/// Verbs of SMTP, LMTP (RFC 5321, 2033) and NNTP (RFC 3977) that are none of FTP's, and MAIL, which
/// FTP has not used since RFC 765.
const FOREIGN_VERBS: [&[u8]; 22] = [
    b"EHLO",
    b"HELO",
    b"LHLO",
    b"MAIL",
    b"RCPT",
    b"DATA",
    b"BDAT",
    b"RSET",
    b"VRFY",
    b"EXPN",
    b"STARTTLS",
    b"ARTICLE",
    b"GROUP",
    b"XOVER",
    b"OVER",
    b"AUTHINFO",
    b"CAPABILITIES",
    b"NEWNEWS",
    b"LISTGROUP",
    b"IHAVE",
    b"POST",
    b"HEAD",
];

/// A protocol that speaks almost like FTP, given away by a verb of the client.
pub(super) fn is_foreign_verb(line: &[u8]) -> bool {
    let verb = line.split(|&b| b == b' ').next().unwrap_or_default();
    FOREIGN_VERBS.iter().any(|v| v.eq_ignore_ascii_case(verb))
}

/// Likewise by a line of the server: POP3 (RFC 1939), IMAP (RFC 9051), IRC (RFC 2812), HTTP, and
/// the greeting of a mail server.
pub(super) fn is_foreign_reply(line: &[u8]) -> bool {
    let mail = line.starts_with(b"220") && contains_ignoring_case(line, b"SMTP");
    mail || line.starts_with(b"+OK")
        || line.starts_with(b"-ERR")
        || line.starts_with(b"* ")
        || line.starts_with(b":")
        || line.starts_with(b"HTTP/")
}

/// True for a port of a protocol that shares verbs and codes with FTP.
pub(super) fn is_neighbour(port: u16) -> bool {
    NEIGHBOURS.contains(&port)
}

/// A line that begins with a verb of FTP.
pub(super) fn is_command(line: &[u8]) -> bool {
    ftp::ParsedCommand::parse(line).is_some_and(|c| c.verb.is_some())
}

/// A line that asks for protection (RFC 2228 section 3).
pub(super) fn is_auth(line: &[u8]) -> bool {
    ftp::ParsedCommand::parse(line).is_some_and(|c| c.effect() == ftp::Effect::Auth)
}

/// A cheap first look at a payload: does it begin as a reply or a command would?
pub(super) fn looks_like_ftp(payload: &[u8]) -> bool {
    match payload {
        [b'1'..=b'6', b'0'..=b'9', b'0'..=b'9', b' ' | b'-', ..]
        | [b'P', b'R', b'O', b'X', b'Y', b' ', ..]
        | [b'\r', b'\n', b'\r', b'\n', 0, b'\r', ..] => true,
        [a, b, c, ..]
            if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_alphabetic() =>
        {
            payload.len() <= 512 && payload.ends_with(b"\n") && is_command(payload.trim_ascii_end())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_told_apart() {
        for line in [
            "EHLO x",
            "mail FROM:<a@b>",
            "RCPT TO:<a@b>",
            "starttls",
            "GROUP comp.lang",
            "HEAD 5",
        ] {
            assert!(is_foreign_verb(line.as_bytes()), "{line}");
        }
        for line in ["USER x", "RETR data", "QUIT", "", "HELP"] {
            assert!(!is_foreign_verb(line.as_bytes()), "{line}");
        }
        for line in [
            "+OK ready",
            "-ERR no",
            "* OK IMAP4",
            ":irc 001 x",
            "HTTP/1.1 400",
            "220 mx ESMTP Postfix",
        ] {
            assert!(is_foreign_reply(line.as_bytes()), "{line}");
        }
        assert!(!is_foreign_reply(b"220 FTP server ready"));
    }

    #[test]
    fn a_first_look_is_cheap_and_lets_every_greeting_and_verb_pass() {
        for payload in [&b"220 ready\r\n"[..], b"220-", b"user x\r\n", b"RETR a b\n"] {
            assert!(looks_like_ftp(payload));
        }
        for payload in [
            &b""[..],
            b"GET / HTTP/1.1\r\n",
            b"220",
            b"2200 x",
            b"USER x",
            b"\x16\x03\x01",
        ] {
            assert!(!looks_like_ftp(payload));
        }
    }
}
