//! Words on the command line that clap would misunderstand, because a capture may stand where a
//! command does.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::CommandFactory as _;

use super::args::Arguments;
use super::voice::told;

/// Words that differ more than this are no misspellings of each other.
const SIMILAR: f64 = 0.8;

/// The arguments with the name of the command first: `--quiet sessions x.pcap` is
/// `sessions --quiet x.pcap`, and so is `--quiet x.pcap sessions`, where no file has that name.
pub(super) fn in_order(mut words: Vec<OsString>) -> Vec<OsString> {
    if let Some(at) = misplaced_command(&words) {
        let command = words.remove(at);
        words.insert(1, command);
    }
    words
}

/// Where the name of a command stands that is not the first word.
fn misplaced_command(words: &[OsString]) -> Option<usize> {
    let program = Arguments::command();
    let names: Vec<&str> = program
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    let (mut at, mut captures) = (1, 0);
    while let Some(word) = words.get(at).and_then(|word| word.to_str()) {
        match word {
            "--" => return None,
            option if option.len() > 1 && option.starts_with('-') => {
                // an option with a value, of any command
                at += usize::from(takes_value(&program, option));
            }
            name if names.contains(&name) && (captures == 0 || !Path::new(name).exists()) => {
                return (at > 1).then_some(at);
            }
            _ => captures += 1,
        }
        at += 1;
    }
    None
}

fn takes_value(program: &clap::Command, word: &str) -> bool {
    let mut options = program
        .get_subcommands()
        .chain([program])
        .flat_map(clap::Command::get_arguments);
    options.any(|option| {
        option.get_action().takes_values()
            && (option
                .get_long()
                .is_some_and(|long| word.strip_prefix("--") == Some(long))
                || option
                    .get_short()
                    .is_some_and(|short| word == format!("-{short}")))
    })
}

/// Words that people try, and the commands that do what they are after.
const ALSO_CALLED: [(&str, &str); 14] = [
    ("firewall", "diagnose"),
    ("errors", "diagnose"),
    ("failed", "diagnose"),
    ("problems", "diagnose"),
    ("findings", "diagnose"),
    ("wireshark", "filter"),
    ("uploads", "transfers"),
    ("downloads", "transfers"),
    ("files", "transfers"),
    ("summary", "overview"),
    ("info", "overview"),
    ("users", "sessions"),
    ("logins", "sessions"),
    ("html", "report"),
];

/// What to say where the first capture is not a file, but a word as the name of a command is one.
pub(super) fn misspelt(captures: &[PathBuf]) -> Option<String> {
    let first = captures.first().filter(|path| !path.exists())?.to_str()?;
    let is_word = first.len() > 1
        && first
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    if !is_word {
        return None;
    }
    let shown = crate::text::escape::text(first.as_bytes());
    let Some(name) = meant(first) else {
        return Some(told("told-no-such-word", &[("word", shown.into())]));
    };
    let args = [("word", shown.into()), ("name", name.as_str().into())];
    Some(told("told-misspelt", &args))
}

/// The command that somebody meant.
fn meant(word: &str) -> Option<String> {
    let other = ALSO_CALLED.iter().find(|(other, _)| *other == word);
    if let Some((_, name)) = other {
        return Some((*name).to_owned());
    }
    let mut program = Arguments::command();
    program.build();
    let names = program.get_subcommands().map(clap::Command::get_name);
    let (likeness, name) = names
        .map(|name| (strsim::jaro_winkler(word, name), name))
        .max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (likeness >= SIMILAR).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(line: &str) -> String {
        let words = line.split(' ').map(OsString::from).collect();
        let words = in_order(words)
            .into_iter()
            .map(|word| word.into_string().expect("text"));
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn options_may_stand_before_the_command() {
        assert_eq!(
            ordered("ftpscope --quiet sessions x.pcap"),
            "ftpscope sessions --quiet x.pcap"
        );
        assert_eq!(
            ordered("ftpscope --session 2 -q transfers x"),
            "ftpscope transfers --session 2 -q x"
        );
        assert_eq!(
            ordered("ftpscope --session=2 transfers x"),
            "ftpscope transfers --session=2 x"
        );
        assert_eq!(
            ordered("ftpscope --format json sessions x"),
            "ftpscope sessions --format json x"
        );
    }

    #[test]
    fn captures_may_stand_before_the_command() {
        assert_eq!(
            ordered("ftpscope x.pcap sessions"),
            "ftpscope sessions x.pcap"
        );
        assert_eq!(
            ordered("ftpscope x.pcap --user anna - overview --lang vi"),
            "ftpscope overview x.pcap --user anna - --lang vi"
        );
    }

    #[test]
    fn what_is_in_order_stays() {
        for line in [
            "ftpscope sessions x",
            "ftpscope diff sessions overview",
            "ftpscope --quiet x.pcap",
            "ftpscope",
            "ftpscope --quiet -- sessions",
            "ftpscope --user sessions x",
        ] {
            assert_eq!(ordered(line), line);
        }
    }

    #[test]
    fn misspelt_commands_are_told_from_files() {
        assert!(
            told("sesions")
                .expect("a word")
                .contains("`ftpscope sessions`")
        );
        assert!(told("chek").expect("a word").contains("`ftpscope check`"));
        assert!(
            told("firewall")
                .expect("a word")
                .contains("`ftpscope diagnose`")
        );
        assert!(
            told("missing")
                .expect("a word")
                .contains("no command of that name")
        );
        let files = ["day.pcap", "missing2", "a/sesions", "Cargo.toml"].map(told);
        assert_eq!(files, [None, None, None, None]);
    }

    fn told(word: &str) -> Option<String> {
        misspelt(&[word.into()])
    }
}
