//! What a text of a script stands for: escapes, and the arguments of PORT and its kin.

use std::net::{IpAddr, SocketAddr};

use super::{Fault, Teller};

impl Teller {
    /// The bytes of a text.
    pub(super) fn bytes(&self, text: &str) -> Result<Vec<u8>, Fault> {
        unescaped(&self.filled_in(text)?)
    }

    /// A text with its `{port ADDRESS}` and `{eprt ADDRESS}` replaced.
    fn filled_in(&self, text: &str) -> Result<String, Fault> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, form, after)) = placeholder(rest) {
            filled.push_str(before);
            filled.push_str(&self.announcement(form)?);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn announcement(&self, form: &str) -> Result<String, Fault> {
        match form.split_once(' ') {
            Some(("port", address)) => port_argument(self.address(address)?),
            Some(("eprt", address)) => Ok(eprt_argument(self.address(address)?)),
            _ => Err(format!("no such form: {form}")),
        }
    }
}

/// What stands before the first `{port ...}` or `{eprt ...}`, in it, and behind it.
fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let start = [text.find("{port "), text.find("{eprt ")]
        .into_iter()
        .flatten()
        .min()?;
    let (form, after) = text[start + 1..].split_once('}')?;
    Some((&text[..start], form, after))
}

/// RFC 959 4.1.2.
fn port_argument(address: SocketAddr) -> Result<String, Fault> {
    let IpAddr::V4(ip) = address.ip() else {
        return Err("PORT is for IPv4".to_owned());
    };
    let [high, low] = address.port().to_be_bytes();
    Ok(format!("{},{high},{low}", ip.to_string().replace('.', ",")))
}

/// RFC 2428 2.
fn eprt_argument(address: SocketAddr) -> String {
    let family = if address.is_ipv4() { 1 } else { 2 };
    format!("|{family}|{}|{}|", address.ip(), address.port())
}

fn unescaped(text: &str) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend(before.as_bytes());
        let (byte, length) = escape(after)?;
        bytes.push(byte);
        rest = &after[length..];
    }
    bytes.extend(rest.as_bytes());
    Ok(bytes)
}

/// The byte of what stands behind a backslash, and how long that is.
fn escape(after: &str) -> Result<(u8, usize), Fault> {
    let byte = match after.as_bytes() {
        [b'n', ..] => b'\n',
        [b'r', ..] => b'\r',
        [b'0', ..] => 0,
        [b'\\', ..] => b'\\',
        [b'x', ..] => return Ok((hexadecimal(after.get(1..3).unwrap_or_default())?, 3)),
        _ => return Err(format!("no such escape: \\{after}")),
    };
    Ok((byte, 1))
}

/// A number as it is written in protocols.
pub(super) fn hexadecimal<N: TryFrom<u16>>(digits: &str) -> Result<N, Fault> {
    u16::from_str_radix(digits, 16)
        .ok()
        .and_then(|number| N::try_from(number).ok())
        .ok_or_else(|| format!("no hexadecimal number: {digits}"))
}
