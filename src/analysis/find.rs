//! Words in the text of a control channel, where their case does not count.

/// Where `needle` stands in `text` first, in any case.
pub(super) fn find_ignoring_case(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len())
        .position(|window| window.eq_ignore_ascii_case(needle))
}

/// True where `needle` stands in `text`, in any case.
pub(super) fn contains_ignoring_case(text: &[u8], needle: &[u8]) -> bool {
    find_ignoring_case(text, needle).is_some()
}

/// What follows the first `needle` in `text`, in any case.
pub(super) fn after_ignoring_case<'a>(text: &'a [u8], needle: &[u8]) -> Option<&'a [u8]> {
    find_ignoring_case(text, needle).map(|at| &text[at + needle.len()..])
}
