//! `sessions --files`: what a client could see on the server, as a tree, and what of it it took.

use std::collections::HashMap;
use std::io::{self, Write};

use anstyle::AnsiColor;
use foldhash::fast::RandomState;

use crate::analysis::view::View;
use crate::model::{Direction, EntryKind, ListedFile, Session, TransferId};
use crate::text::escape;
use crate::text::locale::Catalogue;
use crate::text::style::{Style, columns, session_color, shorten};

use super::{Needs, Output, Remark};

/// Columns of a name before it is shortened.
const NAME: u16 = 60;
/// Columns that names share before what is said of them.
const COLUMN: usize = 40;
/// Directories below each other that are drawn: below, a path is one name.
const DEPTH: usize = 32;

/// Prints the trees.
pub struct Files<'o> {
    out: &'o mut dyn Write,
    catalogue: &'o Catalogue,
    style: Style,
}

impl<'o> Files<'o> {
    /// Prints nothing yet.
    pub fn new(out: &'o mut dyn Write, catalogue: &'o Catalogue, style: Style) -> Self {
        Files {
            out,
            catalogue,
            style,
        }
    }
}

impl Output for Files<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        Ok(Needs {
            listings: known.is_none(),
            ..Needs::NOTHING
        })
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        for (place, session) in view.sessions().enumerate() {
            if place > 0 {
                writeln!(self.out)?;
            }
            self.session(session)?;
        }
        self.out.flush()?;
        Ok(Vec::new())
    }
}

impl Files<'_> {
    fn session(&mut self, session: &Session) -> io::Result<()> {
        let id = [("id", session.id.to_string().into())];
        let name = self.catalogue.text("diagnose-session", &id);
        let name = self.style.paint(&name, session_color(session.id));
        let user = session.user.as_ref().map_or_else(String::new, |user| {
            format!("  {}", escape::text(user.bytes()))
        });
        let ends = self.catalogue.ends(session);
        writeln!(self.out, "{name}  {ends}{user}")?;
        let seen = ServerFiles::of(session);
        if seen.files.is_empty() {
            return writeln!(self.out, "  {}", self.catalogue.text("files-none", &[]));
        }
        self.tree(&seen)?;
        let args = [
            ("seen", seen.listed.into()),
            ("taken", seen.taken.into()),
            ("left", (seen.listed - seen.taken).into()),
        ];
        writeln!(
            self.out,
            "  {}",
            self.catalogue.text("files-summary", &args)
        )?;
        if seen.left_out > 0 {
            let count = [("count", seen.left_out.into())];
            writeln!(
                self.out,
                "  {}",
                self.catalogue.text("files-left-out", &count)
            )?;
        }
        Ok(())
    }

    /// Each path below the directories that it shares with the one before it. A tree is never
    /// built: a long path of a hostile server would make many branches.
    fn tree(&mut self, seen: &ServerFiles) -> io::Result<()> {
        let mut before: Vec<&[u8]> = Vec::new();
        let mut sorted: Vec<(&[u8], &TreeEntry)> =
            seen.files.iter().map(|(p, f)| (*p, f)).collect();
        sorted.sort_unstable_by(|(one, _), (other, _)| names(one).cmp(names(other)));
        let directory = TreeEntry {
            kind: EntryKind::Directory,
            ..TreeEntry::default()
        };
        for (path, file) in sorted {
            let path: Vec<&[u8]> = names(path).collect();
            let shared = path.iter().zip(&before).take_while(|(a, b)| a == b).count();
            let Some(last) = path.len().checked_sub(1) else {
                continue;
            };
            let above = path.iter().enumerate().take(last);
            for (depth, name) in above.skip(shared) {
                self.line(name, &directory, depth + 1)?;
            }
            self.line(path[last], file, path.len())?;
            before = path;
        }
        Ok(())
    }

    /// `    README    254  Nov 22 06:31  taken by transfer 2`
    fn line(&mut self, name: &[u8], file: &TreeEntry, depth: usize) -> io::Result<()> {
        let indent = 2 * depth;
        let mark = match file.kind {
            EntryKind::Directory => "/",
            EntryKind::Link => "@",
            EntryKind::File | EntryKind::Unknown => "",
        };
        let shown = escape::text(name);
        let shown = format!("{}{mark}", shorten(&shown, NAME));
        let mut said = Vec::new();
        said.extend(file.size.map(|size| size.to_string()));
        if !file.modified.is_empty() {
            said.push(escape::text(file.modified));
        }
        said.extend(self.moved(file));
        let gap = COLUMN.saturating_sub(indent + columns(&shown)).max(2);
        let line = format!("{:indent$}{shown}{:gap$}{}", "", "", said.join("  "));
        writeln!(self.out, "{}", line.trim_end())
    }

    /// What was done with a file.
    fn moved(&self, file: &TreeEntry) -> Option<String> {
        let (id, transfer, color) = match (file.moved, file.is_listed, file.kind) {
            (Some((Direction::Upload, id)), ..) => ("files-put", id, AnsiColor::BrightCyan),
            (Some((_, id)), ..) => ("files-taken", id, AnsiColor::BrightGreen),
            (None, true, EntryKind::File) => {
                return Some(self.catalogue.text("files-not-taken", &[]));
            }
            _ => return None,
        };
        let args = [("transfer", transfer.to_string().into())];
        Some(self.style.paint(&self.catalogue.text(id, &args), color))
    }
}

/// The names of a path. The path is a server's: it is drawn, and leads nowhere.
fn names(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.splitn(DEPTH, |&byte| byte == b'/')
        .filter(|name| !name.is_empty())
}

/// What a session shows of the files of its server.
#[derive(Default)]
struct ServerFiles<'s> {
    /// By their paths.
    files: HashMap<&'s [u8], TreeEntry<'s>, RandomState>,
    /// Files that were listed, and those of them that were fetched.
    listed: u64,
    taken: u64,
    /// Entries without room.
    left_out: u64,
}

/// A file or a directory.
#[derive(Default)]
struct TreeEntry<'s> {
    kind: EntryKind,
    size: Option<u64>,
    modified: &'s [u8],
    /// It stands in a listing.
    is_listed: bool,
    /// It was transferred.
    moved: Option<(Direction, TransferId)>,
}

impl<'s> ServerFiles<'s> {
    fn of(session: &'s Session) -> Self {
        let mut seen = ServerFiles::default();
        for transfer in &session.transfers {
            if let Some(listing) = &transfer.listing {
                seen.left_out += listing.left_out;
                listing.entries.iter().for_each(|entry| seen.list(entry));
            }
        }
        for transfer in &session.transfers {
            let moved = transfer.direction.filter(|d| *d != Direction::Listing);
            if let (Some(direction), Some(path)) = (moved, &transfer.path)
                && transfer.bytes > 0
            {
                let file = seen.files.entry(path.bytes()).or_default();
                file.moved.get_or_insert((direction, transfer.id));
            }
        }
        seen
    }

    fn list(&mut self, entry: &'s ListedFile) {
        let file = self.files.entry(entry.path.bytes()).or_default();
        let is_file = matches!(entry.kind, EntryKind::File | EntryKind::Unknown);
        if is_file && !file.is_listed {
            self.listed += 1;
            self.taken += u64::from(entry.taken.is_some());
        }
        file.is_listed = true;
        // what NLST leaves open another listing may have told
        if entry.kind != EntryKind::Unknown {
            file.kind = entry.kind;
        }
        file.size = entry.size.or(file.size);
        if !entry.modified.bytes().is_empty() {
            file.modified = entry.modified.bytes();
        }
    }
}
