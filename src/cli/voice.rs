//! The language of what is said on standard error: that of `--lang`, on whatever command and
//! whatever goes wrong, else that of whoever reads it.
//!
//! The argument is looked for among the words of the command line, and not among parsed arguments,
//! so that a command line that makes no sense is told in it too. It is one for the process, as
//! standard error is.

use std::ffi::OsString;
use std::sync::{Mutex, PoisonError};

use crate::text::locale::{Catalogue, Language, Value};

use super::language::{self, Audience};

static CHOSEN: Mutex<Language> = Mutex::new(Language::En);

/// Speaks the language that the words of a command line ask for, or that of whoever reads.
pub(super) fn choose(words: &[OsString]) {
    let chosen = language::language(asked(words), Audience::Stderr);
    *CHOSEN.lock().unwrap_or_else(PoisonError::into_inner) = chosen;
}

/// Its language.
pub(super) fn language() -> Language {
    *CHOSEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The words of its language.
pub(super) fn catalogue() -> Catalogue {
    Catalogue::new(language())
}

/// A message in its language.
pub(super) fn told(id: &str, args: &[(&str, Value<'_>)]) -> String {
    catalogue().text(id, args)
}

/// `--lang vi`, `--lang=vi`; the last one counts, as it does for the command.
fn asked(words: &[OsString]) -> Option<Language> {
    let words: Vec<&str> = words
        .iter()
        .map(|word| word.to_str().unwrap_or_default())
        .take_while(|word| *word != "--")
        .collect();
    let separate = words.windows(2).filter(|pair| pair[0] == "--lang");
    let tags = separate.map(|pair| pair[1]);
    let joined = words.iter().filter_map(|word| word.strip_prefix("--lang="));
    let tag = tags.chain(joined).last();
    tag.and_then(Language::from_tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Option<Language> {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        asked(&words)
    }

    #[test]
    fn the_language_is_found_on_any_command_line() {
        for line in [
            "ftpscope explain --lang vi x.pcap",
            "ftpscope --lang=vi none.pcap",
            "ftpscope --no-such-option --lang vi",
        ] {
            assert_eq!(of(line), Some(Language::Vi), "{line}");
        }
        for line in [
            "ftpscope",
            "ftpscope --lang",
            "ftpscope --lang xx a",
            "ftpscope -- --lang vi",
        ] {
            assert_eq!(of(line), None, "{line}");
        }
        assert_eq!(of("ftpscope --lang en --user vi"), Some(Language::En));
    }
}
