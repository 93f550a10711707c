//! Counts in words, for what is English in every language.

use std::fmt::Display;

/// `1 byte`, `2 bytes`.
pub(crate) fn bytes(count: impl Display) -> String {
    match count.to_string().as_str() {
        "1" => "1 byte".to_owned(),
        many => format!("{many} bytes"),
    }
}
