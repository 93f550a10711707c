//! What every command takes.

use std::fs::File;
use std::io::{self, BufReader, IsTerminal as _};
use std::path::PathBuf;
use std::sync::Arc;

use bytesize::ByteSize;
use clap::{Args, ValueEnum};

use crate::analysis::Analyzer;
use crate::analysis::selection::Selection;
use crate::archive::Task;
use crate::digest::known::{KnownFiles, KnownFilesError};
use crate::digest::{Hash, Hashes};
use crate::limits::Limits;
use crate::model::{Message, Time};
use crate::output::Style;
use crate::output::runner::Request;
use crate::text::escape;
use crate::text::hosts::{HostNames, HostNamesError};
use crate::text::message::sentence;
use crate::text::shell::{self, Invocation};

use super::captures::Captures;
use super::filters::Filters;
use super::stderr::Messages;
use super::{CommandFailure, key_logs, voice};

/// Bytes of a list of known files that are read at a time: such lists are long.
const LIST_BUFFER: usize = 256 << 10;

/// The captures, the filters, and how to print.
#[derive(Debug, Args)]
pub(super) struct Common {
    #[command(flatten)]
    pub(super) captures: Captures,
    #[command(flatten)]
    filters: Filters,
    /// Treat this port as a control port too, as 21 and 990 are (repeat for more)
    #[arg(long, value_name = "PORT")]
    control_port: Vec<u16>,
    /// The digests of every transfer, joined by commas [default: sha256 in sessions, transfers,
    /// report, extract and export, none elsewhere]
    #[arg(long, value_enum, value_delimiter = ',')]
    hash: Vec<HashArg>,
    /// Name the place where the capture was made, in JSON and in exports
    #[arg(long, value_name = "NAME")]
    sensor: Option<String>,
    /// The SHA-256 of each capture file, in JSON and in exports
    #[arg(long)]
    hash_captures: bool,
    /// Open TLS with the secrets of this key log (SSLKEYLOGFILE, RFC 9850; repeat for more)
    #[arg(long, value_name = "FILE")]
    key_log: Vec<PathBuf>,
    /// Say which transfers are files of this list of MD5, SHA-1 or SHA-256, a line each, plain or
    /// NSRL (repeat for more)
    #[arg(long, value_name = "FILE")]
    known: Vec<PathBuf>,
    /// Call addresses by the names in this file, as in /etc/hosts: an address and its name a line
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// Read what this task of `plan` names, and analyse its connections alone, as in the whole
    /// capture
    #[arg(long, value_name = "TASK", conflicts_with = "captures")]
    pub(super) connections: Option<PathBuf>,
    /// Leave the secrets alone that stand in pcapng captures
    #[arg(long)]
    no_embedded_keys: bool,
    /// Drop packets with a wrong checksum (what offloading leaves in captures counts as right)
    #[arg(long)]
    verify_checksums: bool,
    /// Set a limit on memory or time to another value than its own (repeat for more); a message
    /// tells of each that is reached
    #[arg(long, value_name = "NAME=N", value_parser = limit)]
    limit: Vec<(String, u64)>,
    /// Use so many threads [default: one for each processor, 4 at most]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
    /// Show passwords instead of ********
    #[arg(long)]
    pub(super) show_passwords: bool,
    /// Colour in what is printed for people
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ColorArg::Auto)]
    color: ColorArg,
    /// Print to the terminal itself, without a pager (PAGER, else less)
    #[arg(long)]
    pub(super) no_pager: bool,
    /// No warnings and no progress on standard error
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum HashArg {
    Sha256,
    Blake3,
    Md5,
    Sha1,
    None,
}

impl HashArg {
    fn hash(self) -> Hash {
        match self {
            HashArg::Sha256 => Hash::Sha256,
            HashArg::Blake3 => Hash::Blake3,
            HashArg::Md5 => Hash::Md5,
            HashArg::Sha1 => Hash::Sha1,
            HashArg::None => Hash::None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ColorArg {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// `dialogue=128MiB`: a limit by its name, and a count or a size.
fn limit(text: &str) -> Result<(String, u64), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| voice::told("value-limit", &[]))?;
    if !Limits::default().set(name, 0) {
        let names: Vec<_> = Limits::names().collect();
        let list = names.join(", ");
        return Err(voice::told("value-no-limit", &[("list", list.into())]));
    }
    Ok((name.to_owned(), size(value)?.as_u64()))
}

/// `64MiB`: a count of bytes, or a size.
pub(super) fn size(text: &str) -> Result<ByteSize, String> {
    text.parse().map_err(|_| voice::told("value-size", &[]))
}

/// True where the console obeys escape sequences: those of Windows do so once they are asked, or
/// are too old. The answer is that of standard output and standard error together, and no answer
/// where the latter is a file.
fn obeys_escapes() -> bool {
    let obeys = anstyle_query::windows::enable_ansi_colors();
    obeys.unwrap_or(true) || !io::stderr().is_terminal()
}

/// Captures that are named in a command; of more the first is, and an ellipsis.
const NAMED: usize = 4;

/// Captures as they are typed.
fn named(captures: &[PathBuf]) -> String {
    match captures {
        [first, rest @ ..] if rest.len() >= NAMED => format!("{} …", shell::word(first)),
        few => shell::words(few),
    }
}

/// Why a file that an option names is of no use.
fn list_failure(option: &str, shown: &str, why: Message) -> CommandFailure {
    let args = [
        ("option", option.into()),
        ("name", shown.into()),
        ("why", why.into()),
    ];
    let message = Message::new("told-list", args);
    CommandFailure::Request(sentence(&voice::catalogue(), &message))
}

impl Common {
    pub(super) fn hash(&self, default: Hash) -> Hashes {
        if self.hash.is_empty() {
            let is_needed = self.selection().criteria.need_digest();
            return if is_needed { Hash::Sha256 } else { default }.into();
        }
        self.hash.iter().map(|hash| hash.hash()).collect()
    }

    /// The files that are read, which no result may replace.
    pub(super) fn inputs(&self) -> Vec<PathBuf> {
        let given = self.captures.iter().chain(&self.key_log);
        let given = given.chain(&self.names).chain(&self.known);
        let given = given.chain(&self.connections);
        given.cloned().collect()
    }

    /// The part of a larger capture that is to be analysed.
    pub(super) fn task(&self) -> Result<Option<Task>, CommandFailure> {
        Ok(self.connections.as_deref().map(Task::read).transpose()?)
    }

    /// What the captures may cost.
    pub(super) fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        for (name, value) in &self.limit {
            limits.set(name, *value);
        }
        limits
    }

    /// What analyses the captures as the arguments ask for. Key logs are read here, and what is odd
    /// about them is told.
    pub(super) fn analyzer(
        &self,
        hash: Hashes,
        messages: &Messages,
    ) -> Result<Analyzer, CommandFailure> {
        self.objection(None)?;
        let secrets = key_logs::read(&self.key_log, &self.limits(), messages)?;
        let analyzer = Analyzer::new()
            .hash(hash)
            .secrets(secrets)
            .known_files(self.known_files()?)
            .embedded_keys(!self.no_embedded_keys)
            .show_passwords(self.show_passwords)
            .verify_checksums(self.verify_checksums)
            .hash_captures(self.hash_captures)
            .limits(self.limits());
        let analyzer = match &self.sensor {
            Some(name) => analyzer.sensor(name),
            None => analyzer,
        };
        let ports = self.control_port.iter();
        Ok(ports.fold(analyzer, |analyzer, &port| analyzer.control_port(port)))
    }

    /// The lists in which transfers are looked up.
    fn known_files(&self) -> Result<KnownFiles, CommandFailure> {
        let mut known = KnownFiles::new();
        for path in &self.known {
            let shown = escape::text(path.as_os_str().as_encoded_bytes());
            let file = File::open(path).map_err(KnownFilesError::from);
            file.and_then(|file| {
                let file = BufReader::with_capacity(LIST_BUFFER, file);
                known.read(&path.to_string_lossy(), file, &self.limits())
            })
            .map_err(|error| list_failure("--known", &shown, error.message()))?;
        }
        Ok(known)
    }

    /// What addresses are called.
    pub(super) fn hosts(&self) -> Result<Arc<HostNames>, CommandFailure> {
        let Some(path) = &self.names else {
            return Ok(Arc::default());
        };
        let shown = escape::text(path.as_os_str().as_encoded_bytes());
        let file = File::open(path).map_err(HostNamesError::from);
        file.and_then(|file| HostNames::read(BufReader::new(file)))
            .map(Arc::new)
            .map_err(|error| list_failure("--names", &shown, error.message()))
    }

    pub(super) fn selection(&self) -> Selection {
        self.filters.selection()
    }

    /// How the program is called again for more of these captures: with what was asked, as it was
    /// typed.
    pub(super) fn invocation(&self, captures: &[PathBuf]) -> Invocation {
        Invocation {
            captures: match &self.connections {
                Some(task) => format!("--connections {}", shell::word(task)),
                None => named(captures),
            },
            analysis: self.options_of_analysis().join(" "),
            filters: self.filters.words().join(" "),
        }
    }

    /// The options that change the records, and with them the numbers of sessions, or what they
    /// need to be read.
    fn options_of_analysis(&self) -> Vec<String> {
        let mut words: Vec<String> = self
            .control_port
            .iter()
            .map(|port| format!("--control-port {port}"))
            .collect();
        let files = [("--key-log", &self.key_log), ("--known", &self.known)];
        for (option, paths) in files {
            let typed = paths.iter().map(|path| shell::word(path));
            words.extend(typed.map(|path| format!("{option} {path}")));
        }
        let names = self.names.iter().map(|path| shell::word(path));
        words.extend(names.map(|path| format!("--names {path}")));
        let flags = [
            ("--no-embedded-keys", self.no_embedded_keys),
            ("--verify-checksums", self.verify_checksums),
        ];
        let given = flags.iter().filter(|(_, given)| *given);
        words.extend(given.map(|(flag, _)| (*flag).to_owned()));
        let limits = self.limit.iter();
        words.extend(limits.map(|(name, value)| format!("--limit {name}={value}")));
        words
    }

    /// What is asked of every output.
    pub(super) fn request(&self, hash: Hashes) -> Request {
        Request {
            selection: self.selection(),
            show_passwords: self.show_passwords,
            hash,
        }
    }

    /// What is wrong with the filters, as far as can be said without the capture, or with the time
    /// of its first frame.
    pub(super) fn objection(&self, start: Option<Time>) -> Result<(), CommandFailure> {
        let objection = self.filters.objection(start);
        objection.map_or(Ok(()), |objection| Err(CommandFailure::Request(objection)))
    }

    /// The width and the colour that standard output has. `COLUMNS` sets the width of what is not a
    /// terminal.
    pub(super) fn style(&self) -> Style {
        let terminal = io::stdout().is_terminal();
        let columns = std::env::var("COLUMNS")
            .ok()
            .and_then(|c| c.parse().ok())
            .filter(|&c| c > 0);
        let measured = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0);
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Style {
            width: columns.or(measured),
            color: match self.color {
                ColorArg::Auto => terminal && !no_color && !is_dumb && obeys_escapes(),
                ColorArg::Always => true,
                ColorArg::Never => false,
            },
        }
    }
}
