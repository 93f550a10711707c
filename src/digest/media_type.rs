//! What a file is, by its first bytes.

/// First bytes of a file that are looked at.
pub(crate) const HEAD: usize = 4096;

/// What a file is that begins like this, as a media type (RFC 6838); `None` for no bytes at all.
pub(crate) fn media_type(head: &[u8]) -> Option<&'static str> {
    if head.is_empty() {
        return None;
    }
    // a character may be cut at the end
    let valid = match std::str::from_utf8(head) {
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).ok()
        }
        text => text.ok(),
    };
    let is_plain = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\x1b');
    let is_text = valid.is_some_and(|text| text.chars().all(is_plain));
    let plain = || {
        if is_text {
            "text/plain"
        } else {
            "application/octet-stream"
        }
    };
    Some(infer::get(head).map_or_else(plain, |kind| kind.mime_type()))
}
