//! What is recorded, as sections of typed values, and how they become lines of TOML. Text goes
//! through the writer of the `toml` crate, comments never hold text from the wire.

use std::fmt::Write as _;

use super::volatile::VolatilePattern;

/// Text as a TOML string.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A value to expect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ExpectedValue {
    Flag(bool),
    /// From the first to the second number, both included; from the first on where there is no
    /// second.
    Range(u64, Option<u64>),
    /// One of these words, or of these texts as they are.
    Words(Vec<String>),
    Text(VolatilePattern),
    /// A digest, or a key that is not an expectation: the same or nothing.
    Exact(String),
    /// `where = { user = "..." }`
    OfUser(String),
    /// Names of findings, one a line.
    Names(Vec<String>),
    /// The dialogue: all of it, or what of it is shared.
    Steps(Vec<RecordedStep>),
}

/// A command of a dialogue; what is left out is not expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RecordedStep {
    pub(super) verb: String,
    pub(super) argument: Option<VolatilePattern>,
    /// Each a `like`.
    pub(super) replies: Option<Vec<String>>,
}

impl RecordedStep {
    /// An inline table.
    fn toml(&self) -> String {
        let mut fields = vec![format!("verb = {}", quoted(&self.verb))];
        if let Some(argument) = &self.argument {
            fields.push(format!("argument = {}", argument.toml()));
        }
        if let Some(replies) = &self.replies {
            let replies: Vec<String> = replies.iter().map(|reply| quoted(reply)).collect();
            fields.push(format!("replies = [{}]", replies.join(", ")));
        }
        format!("{{ {} }}", fields.join(", "))
    }
}

impl ExpectedValue {
    fn toml(&self) -> String {
        match self {
            ExpectedValue::Flag(flag) => flag.to_string(),
            ExpectedValue::Range(least, None) => quoted(&format!(">= {least}")),
            ExpectedValue::Range(least, Some(most)) if least == most => least.to_string(),
            ExpectedValue::Range(least, Some(most)) => quoted(&format!("{least}..{most}")),
            ExpectedValue::Words(words) => match &words[..] {
                [word] => quoted(word),
                words => {
                    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
                    format!("[{}]", words.join(", "))
                }
            },
            ExpectedValue::Text(pattern) => pattern.toml(),
            ExpectedValue::Exact(text) => quoted(text),
            ExpectedValue::OfUser(user) => format!("{{ user = {} }}", quoted(user)),
            ExpectedValue::Names(names) => list(names.iter().map(|name| quoted(name))),
            ExpectedValue::Steps(steps) => list(steps.iter().map(RecordedStep::toml)),
        }
    }
}

/// A list, one entry a line.
fn list(entries: impl Iterator<Item = String>) -> String {
    let entries: Vec<String> = entries.collect();
    if entries.is_empty() {
        "[]".to_owned()
    } else {
        format!("[\n    {},\n]", entries.join(",\n    "))
    }
}

/// A line, or several, of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SectionEntry {
    Comment(&'static str),
    Value(&'static str, ExpectedValue),
}

/// A table, or an entry of a list of tables, with those below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Section {
    /// Empty for what stands before the first table.
    pub(super) header: &'static str,
    pub(super) entries: Vec<SectionEntry>,
    pub(super) nested: Vec<Section>,
}

impl Section {
    pub(super) fn new(header: &'static str) -> Self {
        Section {
            header,
            ..Section::default()
        }
    }

    pub(super) fn comment(&mut self, words: &'static str) {
        self.entries.push(SectionEntry::Comment(words));
    }

    pub(super) fn value(&mut self, key: &'static str, value: ExpectedValue) {
        self.entries.push(SectionEntry::Value(key, value));
    }

    pub(super) fn flag(&mut self, key: &'static str, flag: bool) {
        self.value(key, ExpectedValue::Flag(flag));
    }

    pub(super) fn number(&mut self, key: &'static str, number: u64) {
        self.value(key, ExpectedValue::Range(number, Some(number)));
    }

    pub(super) fn word(&mut self, key: &'static str, word: &str) {
        self.value(key, ExpectedValue::Words(vec![word.to_owned()]));
    }

    /// What a table says that no other one may take.
    pub(super) fn own(&mut self) {
        self.value("match", ExpectedValue::Exact("one".to_owned()));
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&ExpectedValue> {
        self.entries.iter().find_map(|entry| match entry {
            SectionEntry::Value(name, value) if *name == key => Some(value),
            _ => None,
        })
    }

    fn write(&self, text: &mut String) {
        if !self.header.is_empty() {
            let _ = writeln!(text, "\n{}", self.header);
        }
        for entry in &self.entries {
            let _ = match entry {
                SectionEntry::Comment(words) => writeln!(text, "# {words}"),
                SectionEntry::Value(key, value) => writeln!(text, "{key} = {}", value.toml()),
            };
        }
        for section in &self.nested {
            section.write(text);
        }
    }
}

/// Sections as a file.
pub(super) fn text(sections: &[Section]) -> String {
    let mut text = String::new();
    for section in sections {
        section.write(&mut text);
    }
    text
}
