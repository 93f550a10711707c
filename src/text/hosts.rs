//! Names for addresses, from a file in the manner of hosts(5): an address and its name a line,
//! further names behind them, `#` before what is a comment. They stand in what people read. What
//! programs read keeps the addresses, and so does what the capture itself says.

use std::collections::HashMap;
use std::io::{self, BufRead, Read as _};
use std::net::{IpAddr, SocketAddr};

use foldhash::fast::RandomState;

use crate::model::{Arg, Message};

use super::escape;

/// Longest name, in bytes: that of a host in the DNS (RFC 1035 section 2.3.4).
const NAME: usize = 255;
/// Longest line that is read, in bytes: files that block hosts have hundreds of names behind an
/// address.
const LINE: u64 = 64 << 10;
/// Columns that a cell has for the name of a host, and its port.
pub(crate) const COLUMNS: u16 = 40;
/// Addresses, in number, that may have a name.
const ADDRESSES: usize = 1_000_000;

// What is wrong with a line.
const TOO_LONG: &str = "longer than 64 KiB";
const NO_TEXT: &str = "is no UTF-8 text";
const NO_ADDRESS: &str = "begins with no IP address; expected an address and its name";
const NO_NAME: &str = "has no name behind the address";
const LONG_NAME: &str = "has a name of more than 255 bytes";
const ODD_NAME: &str = "has a name with characters that cannot be shown";
const TOO_MANY: &str = "names more than 1,000,000 addresses";

/// What addresses are called.
#[derive(Clone, Debug, Default)]
pub struct HostNames {
    names: HashMap<IpAddr, Box<str>, RandomState>,
}

/// Why a file gives no names.
#[derive(Debug, thiserror::Error)]
pub enum HostNamesError {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Read(#[from] io::Error),
    /// A line makes no sense.
    #[error("line {line}: {fault}")]
    Line {
        /// Its number, from 1.
        line: u64,
        /// What is wrong with it.
        fault: &'static str,
    },
}

impl HostNamesError {
    /// The same for a catalogue.
    pub(crate) fn message(&self) -> Message {
        match self {
            HostNamesError::Read(cause) => Message::new("line-unread", [("cause", cause.into())]),
            HostNamesError::Line { line, fault } => {
                let id = match *fault {
                    TOO_LONG => "line-64-kib",
                    NO_TEXT => "line-no-utf-8",
                    NO_ADDRESS => "line-no-address",
                    NO_NAME => "line-no-name",
                    LONG_NAME => "line-long-name",
                    ODD_NAME => "line-odd-name",
                    _ => "line-addresses",
                };
                let fault = Arg::Words(id.to_owned());
                Message::new("line-at", [("line", (*line).into()), ("fault", fault)])
            }
        }
    }
}

impl HostNames {
    /// Reads a file. Of several names of an address the first one is taken, as hosts(5) does.
    ///
    /// # Errors
    /// Where it cannot be read, and at the first line that is neither empty nor an address with a
    /// name.
    pub fn read(mut file: impl BufRead) -> Result<Self, HostNamesError> {
        let mut hosts = HostNames::default();
        let mut bytes = Vec::new();
        let mut line = 0;
        loop {
            bytes.clear();
            line += 1;
            if file.by_ref().take(LINE + 1).read_until(b'\n', &mut bytes)? == 0 {
                return Ok(hosts);
            }
            let read = hosts.line(&bytes);
            read.map_err(|fault| HostNamesError::Line { line, fault })?;
        }
    }

    fn line(&mut self, bytes: &[u8]) -> Result<(), &'static str> {
        if bytes.len() as u64 > LINE {
            return Err(TOO_LONG);
        }
        let text = str::from_utf8(bytes).map_err(|_| NO_TEXT)?;
        // editors on Windows begin a file with a byte order mark
        let text = text.trim_start_matches('\u{feff}');
        let text = text.split('#').next().unwrap_or_default();
        let mut words = text.split_ascii_whitespace();
        let Some(address) = words.next() else {
            return Ok(());
        };
        // `fe80::1%lo0`: the zone means something on its own host only
        let address = address.split('%').next().unwrap_or_default();
        let address: IpAddr = address.parse().map_err(|_| NO_ADDRESS)?;
        let name = words.next().ok_or(NO_NAME)?;
        if name.len() > NAME {
            return Err(LONG_NAME);
        }
        if escape::text(name.as_bytes()) != name {
            return Err(ODD_NAME);
        }
        if self.names.len() >= ADDRESSES {
            return Err(TOO_MANY);
        }
        let names = self.names.entry(address.to_canonical());
        names.or_insert_with(|| name.into());
        Ok(())
    }

    /// True where no address has a name.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The name of an address.
    pub fn name(&self, address: IpAddr) -> Option<&str> {
        self.names.get(&address.to_canonical()).map(|name| &**name)
    }

    /// `ftp.example`, or the address where it has no name.
    pub fn host(&self, address: IpAddr) -> String {
        self.name(address)
            .map_or_else(|| address.to_string(), str::to_owned)
    }

    /// `ftp.example:21`
    pub fn end(&self, end: SocketAddr) -> String {
        self.name(end.ip())
            .map_or_else(|| end.to_string(), |name| format!("{name}:{}", end.port()))
    }

    /// `ftp.example:21 (192.0.2.1)`, where there is room for both.
    pub fn end_in_full(&self, end: SocketAddr) -> String {
        self.name(end.ip()).map_or_else(
            || end.to_string(),
            |name| format!("{name}:{} ({})", end.port(), end.ip()),
        )
    }

    /// The same of a value of a sentence, where it is an address, with a port or without, that has
    /// a name.
    pub(super) fn of_value(&self, value: &str) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        if let Ok(address) = value.parse::<IpAddr>() {
            return self.name(address).map(|name| format!("{name} ({address})"));
        }
        let end: SocketAddr = value.parse().ok()?;
        self.name(end.ip()).map(|_| self.end_in_full(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_name_of_an_address_is_taken() {
        let file = "\u{feff}# a comment\n\n192.0.2.1\tftp.example ftp # here\r\n192.0.2.1 other\n\
                    fe80::1%lo0 loop\n::ffff:192.0.2.2 mapped";
        let hosts = HostNames::read(file.as_bytes()).expect("names");
        assert_eq!(
            ["192.0.2.1", "fe80::1", "192.0.2.2", "192.0.2.3"]
                .map(|text| hosts.host(text.parse().expect("an address"))),
            ["ftp.example", "loop", "mapped", "192.0.2.3"]
        );
        let end = "192.0.2.1:21".parse().expect("an end");
        assert_eq!(hosts.end(end), "ftp.example:21");
        assert_eq!(
            hosts.of_value("192.0.2.1").as_deref(),
            Some("ftp.example (192.0.2.1)")
        );
        assert_eq!(
            hosts.of_value("192.0.2.1:21").as_deref(),
            Some("ftp.example:21 (192.0.2.1)")
        );
        assert_eq!(hosts.of_value("RETR"), None);
    }

    #[test]
    fn a_faulty_line_is_named() {
        let long = format!("192.0.2.1 {}\n", "x".repeat(NAME + 1));
        for (text, told) in [
            ("ftp.example 192.0.2.1\n", "line 1: begins with no IP"),
            ("\n192.0.2.1\n", "line 2: has no name"),
            ("192.0.2.1 a\u{1b}[2J\n", "line 1: has a name with"),
            ("192.0.2.1 a\u{202e}b\n", "line 1: has a name with"),
            (&long, "line 1: has a name of more"),
        ] {
            let error = HostNames::read(text.as_bytes())
                .expect_err(told)
                .to_string();
            assert!(error.starts_with(told), "{error}");
        }
        let latin = HostNames::read(&b"192.0.2.1 \xff\n"[..]).expect_err("no text");
        assert_eq!(latin.to_string(), "line 1: is no UTF-8 text");
        let endless = HostNames::read(&vec![b'1'; 1 << 20][..]).expect_err("too long");
        assert_eq!(endless.to_string(), "line 1: longer than 64 KiB");
    }
}
