//! Lines of TOML. Text goes through the writer of the `toml` crate, comments never hold text from the wire.

use std::fmt::Write as _;

use super::volatile::Pattern;

/// Text as a TOML string.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[derive(Default)]
pub(super) struct Lines {
    pub(super) text: String,
}

impl Lines {
    pub(super) fn comment(&mut self, words: &'static str) {
        let _ = writeln!(self.text, "# {words}");
    }

    /// A table or an entry of a list of tables.
    pub(super) fn table(&mut self, header: &'static str) {
        let _ = writeln!(self.text, "\n{header}");
    }

    /// A key and a value that is TOML already.
    pub(super) fn value(&mut self, key: &str, toml: &str) {
        let _ = writeln!(self.text, "{key} = {toml}");
    }

    pub(super) fn text(&mut self, key: &str, text: &str) {
        self.value(key, &quoted(text));
    }

    pub(super) fn pattern(&mut self, key: &str, pattern: &Pattern) {
        self.value(key, &pattern.toml());
    }

    /// One word, or a list of them.
    pub(super) fn words<'w>(&mut self, key: &str, words: impl IntoIterator<Item = &'w str>) {
        let words: Vec<String> = words.into_iter().map(quoted).collect();
        match &words[..] {
            [word] => self.value(key, word),
            words => self.value(key, &format!("[{}]", words.join(", "))),
        }
    }

    /// A list, one entry a line.
    pub(super) fn list(&mut self, key: &str, entries: &[String]) {
        if entries.is_empty() {
            return self.value(key, "[]");
        }
        let _ = writeln!(self.text, "{key} = [");
        for entry in entries {
            let _ = writeln!(self.text, "    {entry},");
        }
        self.text.push_str("]\n");
    }
}
