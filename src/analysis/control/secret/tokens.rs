//! What web servers take in the place of a password, in a line of either side: in the query of a URL
//! (`?token=word`, `&password=word`), which stays in names of files that were fetched, and in a
//! header (`Authorization: Bearer word`), which a command for curl or the page of a proxy holds.

use std::ops::Range;

use super::named::mixed_word;
use super::words::{behind_blanks, is_common};

/// Names in a query, those of services of storage among them.
const IN_QUERIES: [&[u8]; 22] = [
    b"password",
    b"passwd",
    b"passphrase",
    b"pass",
    b"pwd",
    b"token",
    b"access_token",
    b"refresh_token",
    b"id_token",
    b"auth_token",
    b"private_token",
    b"api_key",
    b"api-key",
    b"apikey",
    b"secret",
    b"client_secret",
    b"sig",
    b"signature",
    b"x-amz-signature",
    b"x-amz-security-token",
    b"x-goog-signature",
    b"awssecretkey",
];
const LONGEST_NAME: usize = 20;
const AUTHORIZATION: &[u8] = b"authorization";
/// Where in that word its rarest letter stands.
const RAREST: usize = 7;
const BEARER: &[u8] = b"bearer";
/// Schemes of authorization (RFC 9110 section 11) that one word follows.
const SCHEMES: [&[u8]; 6] = [BEARER, b"basic", b"negotiate", b"ntlm", b"token", b"apikey"];

/// Words of a server behind such a scheme, beside those of everybody: `Authorization: Basic
/// authentication required`.
const OF_SENTENCES: [&[u8]; 24] = [
    b"and",
    b"auth",
    b"authentication",
    b"authorization",
    b"credentials",
    b"error",
    b"expired",
    b"for",
    b"from",
    b"has",
    b"header",
    b"in",
    b"invalid",
    b"is",
    b"login",
    b"method",
    b"missing",
    b"needed",
    b"not",
    b"of",
    b"only",
    b"or",
    b"realm",
    b"scheme",
];
/// A token that nothing but its length tells has so many bytes.
const LONG: usize = 20;
/// Letters and digits behind the last dot of a name of a file.
const LONGEST_EXTENSION: usize = 5;
/// What tokens of JSON in base64 begin with (RFC 7519), which have dots too.
const OF_JSON: &[u8] = b"eyJ";

/// True for a byte without which none of these need be looked for.
pub(super) const fn may_begin(byte: u8) -> bool {
    matches!(byte, b'?' | b'&' | b'z' | b'Z' | b'B')
}

/// What the queries of URLs give to names of passwords.
pub(super) fn of_queries(text: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let signs = memchr::memchr2_iter(b'?', b'&', text);
    signs.filter_map(|sign| {
        let rest = &text[sign + 1..];
        let equals = memchr::memchr(b'=', &rest[..rest.len().min(LONGEST_NAME + 1)])?;
        let name = &rest[..equals];
        let found = word(text, sign + 1 + equals + 1)?;
        // where a server tells how to ask for a page, the name stands for what is meant
        let is_name = text[found.clone()].eq_ignore_ascii_case(name);
        (is_one_of(name, &IN_QUERIES) && !is_name).then_some(found)
    })
}

/// What stands behind `Authorization:` and the name of a scheme, or behind `Bearer`. Behind that
/// alone, or where no scheme is named, words of a sentence stand too.
pub(super) fn of_headers(text: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut end = 0;
    memchr::memchr3_iter(b'z', b'Z', b'B', text).filter_map(move |at| {
        // what stands in a word that was found is not looked at again: a line costs what it holds
        if at < end {
            return None;
        }
        let found = match text[at] {
            b'B' => behind_bearer(text, at),
            _ => credentials(text, at.checked_sub(RAREST)?),
        }?;
        end = found.end;
        Some(found)
    })
}

/// What stands behind `Bearer`: behind the sign of a value, or a long word; a part of the name of a
/// file is neither (`The Ring Bearer 2nd.pdf`).
fn behind_bearer(text: &[u8], at: usize) -> Option<Range<usize>> {
    let end = at + BEARER.len();
    let is_scheme = text.get(at..end)?.eq_ignore_ascii_case(BEARER);
    let start = behind_blanks(text, end).filter(|_| is_scheme)?;
    mixed_word(text, start)?;
    let found = word(text, start)?;
    let before = text[..at].trim_ascii_end().last();
    let is_value = before.is_none_or(|byte| b"\"'`:=".contains(byte));
    let told = &text[found.clone()];
    ((is_value || told.len() >= LONG) && !is_file(told)).then_some(found)
}

/// A word that ends as names of files do.
fn is_file(word: &[u8]) -> bool {
    let Some(dot) = memchr::memrchr(b'.', word) else {
        return false;
    };
    let extension = &word[dot + 1..];
    let is_short = (1..=LONGEST_EXTENSION).contains(&extension.len());
    is_short && extension.iter().all(u8::is_ascii_alphanumeric) && !word.starts_with(OF_JSON)
}

/// Those of the header that begins there.
fn credentials(text: &[u8], start: usize) -> Option<Range<usize>> {
    let end = start + AUTHORIZATION.len();
    let is_header = text.get(start..end)?.eq_ignore_ascii_case(AUTHORIZATION);
    let colon = past_blanks(text, end);
    if !is_header || !b":=".contains(text.get(colon)?) {
        return None;
    }
    let scheme = past_blanks(text, colon + 1);
    let letters = text[scheme..].iter().take(LONGEST_NAME);
    let letters = letters.take_while(|byte| byte.is_ascii_alphabetic());
    let scheme_end = scheme + letters.count();
    let value = behind_blanks(text, scheme_end);
    if let Some(value) = value.filter(|_| is_one_of(&text[scheme..scheme_end], &SCHEMES)) {
        return word(text, value).filter(|found| !is_of_sentence(&text[found.clone()]));
    }
    mixed_word(text, scheme)?;
    word(text, scheme)
}

fn is_of_sentence(word: &[u8]) -> bool {
    is_one_of(word, &OF_SENTENCES) || is_common(&word.to_ascii_lowercase())
}

fn past_blanks(text: &[u8], at: usize) -> usize {
    behind_blanks(text, at).unwrap_or(at)
}

/// What begins there, without the signs of a sentence behind it.
fn word(text: &[u8], start: usize) -> Option<Range<usize>> {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"?&#\"'`<>".contains(byte);
    let rest = &text[start..];
    let word = &rest[..rest.iter().position(is_end).unwrap_or(rest.len())];
    let signs = word
        .iter()
        .rev()
        .take_while(|byte| b".,:;!?)".contains(byte));
    let end = start + word.len() - signs.count();
    (start < end).then_some(start..end)
}

fn is_one_of(text: &[u8], words: &[&[u8]]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut text = text.as_bytes().to_vec();
        let mut found: Vec<_> = of_queries(&text).chain(of_headers(&text)).collect();
        found.sort_unstable_by_key(|range| range.start);
        found.dedup();
        for range in found.into_iter().rev() {
            text.splice(range, *b"***");
        }
        String::from_utf8(text).expect("text")
    }

    #[test]
    fn tokens_in_queries_and_headers() {
        for text in [
            "http://host/x?pwd=***&a=b",
            "550 http://host/x?a=b&Access_Token=***: no",
            "/pub/x?token=***",
            "Authorization: Bearer ***",
            "authorization:basic ***, it was",
            "-H 'Proxy-Authorization: Token ***' x",
            "Authorization: ***",
            "{\"auth\":\"Bearer ***\"}",
            "auth=Bearer ***.",
        ] {
            assert_eq!(shown(&text.replace("***", "kestrel7")), text);
        }
        // none is cut in its middle, so that its rest would be shown
        let long = format!("eyJ{}.eyJ.77", "kestrel7".repeat(40));
        for text in ["the Bearer ***, sent", "Authorization: ***"] {
            assert_eq!(shown(&text.replace("***", &long)), text);
        }
    }

    #[test]
    fn what_is_none() {
        for text in [
            "http://host/x?a=b&c=d",
            "pass=1 & token=2",
            "/pub/a&b=c",
            "530 Authorization: failed for this user",
            "530 Authorization required",
            "Authorization: Bearer",
            "Bearer of good news",
            "RETR The Ring Bearer 2nd-edition.pdf",
            "550 /pub/Bearer 2024-photos: no such folder",
            "CWD 'Bearer 2of3.tar.gz'",
            "530 Authorization: Basic authentication required",
            "530 Authorization: token expired",
            "214 http://host/login?user=NAME&password=PASSWORD",
            "214 /x?token=token",
            "150 Opening BINARY mode data connection",
            "x?token=",
            "?",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    /// A line that asks for the same at each of its bytes costs what it holds.
    #[test]
    fn nothing_is_read_over_and_over() {
        for text in [
            "?",
            "&",
            "z",
            "B",
            "Bearer ",
            "authorization:",
            "?token=",
            "?sig=&sig=",
        ] {
            assert_eq!(shown(&text.repeat(100)), text.repeat(100));
        }
    }
}
