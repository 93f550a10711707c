//! Data and code inside a page: nothing of it can end its element, and the page runs no code but
//! ours.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// Style and script of the page.
pub(super) const STYLE: &str = concat!(
    include_str!("page/page.css"),
    include_str!("page/parts.css"),
    include_str!("page/bench.css"),
    include_str!("page/extras.css")
);
pub(super) const SCRIPT: &str = concat!(
    include_str!("page/model.js"),
    include_str!("page/timeline.js"),
    include_str!("page/detail.js"),
    include_str!("page/diagram.js"),
    include_str!("page/steps.js"),
    include_str!("page/link.js"),
    include_str!("page/sessions.js"),
    include_str!("page/present.js"),
    include_str!("page/practice.js"),
    include_str!("page/export.js"),
    include_str!("page/print.js"),
    include_str!("page/page.js"),
);

/// The policy of the page: its own script and style, and nothing from anywhere.
pub(super) fn policy() -> String {
    policy_of(SCRIPT, STYLE)
}

/// The policy of a page with such a script and such a style.
pub(super) fn policy_of(script: &str, style: &str) -> String {
    format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
        source(script),
        source(style)
    )
}

/// A hash source of CSP level 3.
pub(in crate::output) fn source(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(Sha256::digest(text)))
}

/// JSON that may stand in a `script` element.
pub(super) fn json(value: &impl Serialize) -> serde_json::Result<String> {
    let mut out = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(
        &mut out, InScript,
    ))?;
    Ok(String::from_utf8(out).unwrap_or_default())
}

/// Compact JSON without a character that HTML, JavaScript or a runner of CI could take for its own.
struct InScript;

impl serde_json::ser::Formatter for InScript {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let (mut from, mut before) = (0, ' ');
        for (at, character) in fragment.char_indices() {
            if matches!(character, '<' | '>' | '&' | '\u{2028}' | '\u{2029}')
                || (before, character) == ('#', '#')
            {
                out.write_all(&fragment.as_bytes()[from..at])?;
                write!(out, "\\u{:04x}", u32::from(character))?;
                from = at + character.len_utf8();
            }
            before = character;
        }
        out.write_all(&fragment.as_bytes()[from..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_element_and_nothing_is_lost() {
        let text = "</script><!-- & \u{2028}\u{2029} \"é\\ ##[x] ###";
        let embedded = json(&[text]).expect("JSON");
        assert!(
            !embedded.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) && !embedded.contains("##"),
            "{embedded}"
        );
        assert_eq!(
            serde_json::from_str::<Vec<String>>(&embedded).expect("JSON"),
            [text]
        );
    }

    #[test]
    fn script_and_style_cannot_end_their_elements_and_write_no_markup() {
        assert!(
            !SCRIPT.contains("</script") && !SCRIPT.contains("<!--") && !STYLE.contains("</style")
        );
        for forbidden in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "fetch(",
        ] {
            assert!(!SCRIPT.contains(forbidden), "{forbidden}");
        }
        assert!(!STYLE.contains("@import") && !STYLE.contains("url("));
    }
}
