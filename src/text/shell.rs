//! Names of files as they are typed into a shell, for commands that a text proposes.

use std::path::Path;

use super::escape;

/// What stands around a word that is not plain.
#[derive(Clone, Copy, PartialEq)]
enum Quoting {
    /// Single quotes, as every shell of Unix has them.
    Single,
    /// Double quotes, which both `cmd.exe` and PowerShell know; no name of a file on Windows has
    /// one in it.
    Double,
}

const HERE: Quoting = if cfg!(windows) {
    Quoting::Double
} else {
    Quoting::Single
};

/// A path as a shell takes it for one word.
pub(crate) fn word(path: &Path) -> String {
    HERE.word(escape::text(path.as_os_str().as_encoded_bytes()))
}

/// Several of them, one behind the other.
pub(crate) fn words<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> String {
    let words: Vec<String> = paths.into_iter().map(|path| word(path.as_ref())).collect();
    words.join(" ")
}

/// How the program is called again for more of the same: the captures, and what else was asked. An
/// output proposes commands by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invocation {
    /// The captures, as words of a shell; empty where no command is proposed.
    pub captures: String,
    /// What changes the records, and with them the numbers of sessions: `--control-port 2121`.
    pub analysis: String,
    /// The filters.
    pub filters: String,
}

impl From<String> for Invocation {
    /// Of these captures, where nothing else was asked.
    fn from(captures: String) -> Self {
        Invocation {
            captures,
            ..Invocation::default()
        }
    }
}

impl Invocation {
    /// The command that shows something else of the same sessions.
    pub(crate) fn command(&self, words: &str) -> String {
        joined(&[
            "ftpscope",
            words,
            &self.analysis,
            &self.filters,
            &self.captures,
        ])
    }

    /// The command that shows something of all sessions, or of some that it chooses itself.
    pub(crate) fn unfiltered(&self, words: &str) -> String {
        joined(&["ftpscope", words, &self.analysis, &self.captures])
    }

    /// True where commands can be proposed.
    pub(crate) fn is_known(&self) -> bool {
        !self.captures.is_empty()
    }
}

/// The words that are not empty.
fn joined(words: &[&str]) -> String {
    let given: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| !word.is_empty())
        .collect();
    given.join(" ")
}

impl Quoting {
    fn word(self, shown: String) -> String {
        if !shown.is_empty() && shown.chars().all(|c| self.is_plain(c)) {
            return shown;
        }
        match self {
            Quoting::Single => format!("'{}'", shown.replace('\'', r"'\''")),
            Quoting::Double => format!("\"{shown}\""),
        }
    }

    /// PowerShell makes something of `@`, `%` and a comma.
    fn is_plain(self, c: char) -> bool {
        let others = match self {
            Quoting::Single => "/._-+:@%,=",
            Quoting::Double => r"\/._-+:=",
        };
        c.is_ascii_alphanumeric() || others.contains(c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(quoting: Quoting, text: &str) -> String {
        quoting.word(text.to_owned())
    }

    #[test]
    fn a_command_is_proposed_with_what_was_asked() {
        let asked = Invocation {
            captures: "a.pcap".to_owned(),
            analysis: "--control-port 2121".to_owned(),
            filters: "--user anna".to_owned(),
        };
        assert_eq!(
            asked.command("transfers"),
            "ftpscope transfers --control-port 2121 --user anna a.pcap"
        );
        assert_eq!(
            asked.unfiltered("transcript --session 2"),
            "ftpscope transcript --session 2 --control-port 2121 a.pcap"
        );
        assert_eq!(
            Invocation::from("a.pcap".to_owned()).command("sessions"),
            "ftpscope sessions a.pcap"
        );
    }

    #[test]
    fn a_path_is_one_word_of_a_shell() {
        let quoting = Quoting::Single;
        assert_eq!(quoted(quoting, "a/b-1.pcap"), "a/b-1.pcap");
        assert_eq!(quoted(quoting, "it's a.pcap"), r"'it'\''s a.pcap'");
        assert_eq!(quoted(quoting, r"a\b.pcap"), r"'a\b.pcap'");
        assert_eq!(quoted(quoting, ""), "''");
    }

    #[test]
    fn a_path_of_windows_needs_no_quotes_for_its_separators() {
        let quoting = Quoting::Double;
        assert_eq!(quoted(quoting, r"C:\work\a.pcap"), r"C:\work\a.pcap");
        assert_eq!(
            quoted(quoting, r"C:\my captures\it's.pcap"),
            r#""C:\my captures\it's.pcap""#
        );
        assert_eq!(quoted(quoting, "a,b.pcap"), "\"a,b.pcap\"");
    }

    #[test]
    fn words_stand_one_behind_the_other() {
        assert_eq!(words(["a", "b"]), "a b");
    }
}
