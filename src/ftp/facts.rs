//! Facts about files (RFC 3659 section 7.2), as MLST and MLSD tell them.

/// The size among the facts of a line: `Type=file;Size=7; name`.
pub(crate) fn size_fact(line: &[u8]) -> Option<u64> {
    let facts = line.split(|&b| b == b' ').next()?;
    let size = facts
        .split(|&b| b == b';')
        .filter_map(|fact| fact.split_at_checked(5))
        .find(|(name, _)| name.eq_ignore_ascii_case(b"size="));
    whole_number(size?.1)
}

/// Digits and nothing else.
pub(crate) fn whole_number(text: &[u8]) -> Option<u64> {
    let digits = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(text)
        .ok()
        .filter(|_| digits)?
        .parse()
        .ok()
}
