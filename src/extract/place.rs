//! Which name a file gets: below a folder for its session and one for its direction, the path on
//! the server.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use foldhash::fast::RandomState;

use super::name::{PARTIAL, key, numbered, safe, stand_in};

/// Longest path of folders on the server that is kept, in bytes: with the rest it stays far below
/// the 4,096 bytes that programs can open.
const LONGEST_PATH: usize = 700;

/// Most folders on the server that a path keeps, in number: each is an entry in memory and a folder
/// on the disk, and a hostile path can name one in every second byte.
const DEEPEST: usize = 32;

/// The names that are taken. No two are one, also where a file system ignores case. Folders are
/// numbers here, and each knows only its own name, so that a deep one takes no more memory than any
/// other.
#[derive(Debug, Default)]
pub(super) struct TakenNames {
    /// Each folder but the top, which is 0: the one that it is in, and its name there.
    folders: Vec<(u32, Box<str>)>,
    /// Folders by the one that they are in and by what the server calls them.
    by_raw: HashMap<(u32, Box<[u8]>), u32, RandomState>,
    /// What is taken in a folder, by its key, and the last number that a name which is wanted again
    /// got.
    taken: HashMap<(u32, Box<str>), u32, RandomState>,
}

impl TakenNames {
    /// A name for a file: `top` are folders of ours, `path` is that on the server, split.
    pub(super) fn claim(&mut self, top: &[&str], path: &[&[u8]], complete: bool) -> String {
        let (name, folders) = path
            .split_last()
            .map_or((&b""[..], path), |(name, folders)| (*name, folders));
        let mut folder = top
            .iter()
            .fold(0, |folder, part| self.folder(folder, part.as_bytes(), safe));
        if folders.len() > DEEPEST
            || folders.iter().map(|f| safe(f).len() + 1).sum::<usize>() > LONGEST_PATH
        {
            // by its stand-in, which is short; no folder on the server has a slash in its name
            let name = stand_in(&folders.join(&b'/'));
            folder = self.folder(folder, format!("/{name}").as_bytes(), |_| name.clone());
        } else {
            folder = folders
                .iter()
                .fold(folder, |folder, part| self.folder(folder, part, safe));
        }
        let name = self.name(folder, &safe(name), if complete { "" } else { PARTIAL });
        self.path(folder, &name)
    }

    /// The folder of that name in a folder.
    fn folder(&mut self, parent: u32, raw: &[u8], named: impl Fn(&[u8]) -> String) -> u32 {
        let sought = (parent, raw.into());
        if let Some(&known) = self.by_raw.get(&sought) {
            return known;
        }
        let name = self.name(parent, &named(raw), "").into();
        self.folders.push((parent, name));
        let new = self.folders.len() as u32;
        self.by_raw.insert(sought, new);
        new
    }

    /// The first of `name`, `name~2`, ... that is free in a folder.
    fn name(&mut self, parent: u32, name: &str, suffix: &str) -> String {
        let first = format!("{name}{suffix}");
        let wanted = (parent, key(&first).into());
        let Some(&last) = self.taken.get(&wanted) else {
            self.taken.insert(wanted, 1);
            return first;
        };
        let mut number = last;
        let free = loop {
            number += 1;
            let next = format!("{}{suffix}", numbered(name, number));
            if let Entry::Vacant(free) = self.taken.entry((parent, key(&next).into())) {
                free.insert(1);
                break next;
            }
        };
        self.taken.insert(wanted, number);
        free
    }

    /// The path of a name in a folder, from the top.
    fn path(&self, mut folder: u32, name: &str) -> String {
        let mut parts = vec![name];
        while let Some((parent, name)) = folder
            .checked_sub(1)
            .map(|index| &self.folders[index as usize])
        {
            parts.push(name);
            folder = *parent;
        }
        parts.reverse();
        parts.join("/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(names: &mut TakenNames, path: &str) -> String {
        let parts: Vec<&[u8]> = path.split('/').map(str::as_bytes).collect();
        names.claim(&["session-1"], &parts, true)
    }

    #[test]
    fn names_that_are_wanted_again_are_numbered() {
        let mut names = TakenNames::default();
        let given = ["a.txt", "a.txt", "A.TXT", "a~2.txt"].map(|path| claim(&mut names, path));
        assert_eq!(
            given,
            [
                "session-1/a.txt",
                "session-1/a~2.txt",
                "session-1/A~3.TXT",
                "session-1/a~2~2.txt"
            ]
        );
        assert_eq!(
            names.claim(&["session-1"], &[b"a.txt"], false),
            "session-1/a.txt.partial"
        );
        assert_eq!(
            names.claim(&["session-1"], &[b"a.txt"], false),
            "session-1/a~2.txt.partial"
        );
        assert_eq!(
            names.claim(&["session-2"], &[b"a.txt"], true),
            "session-2/a.txt"
        );
    }

    #[test]
    fn folders_and_files_do_not_get_in_each_others_way() {
        let mut names = TakenNames::default();
        let given =
            ["pub/a", "Pub/a", "pub/b", "pub", "x", "x/y"].map(|path| claim(&mut names, path));
        let expected = ["pub/a", "Pub~2/a", "pub/b", "pub~3", "x", "x~2/y"]
            .map(|name| format!("session-1/{name}"));
        assert_eq!(given, expected);
    }

    #[test]
    fn a_long_path_has_one_folder_for_all() {
        let mut names = TakenNames::default();
        let long = claim(&mut names, &format!("{}name.txt", "folder/".repeat(5000)));
        assert_eq!(long.split('/').count(), 3);
        assert!(long.len() < 60 && long.ends_with("/name.txt"), "{long}");
        let other = |names: &mut TakenNames, depth| {
            claim(names, &format!("{}other", "folder/".repeat(depth)))
        };
        assert_eq!(folder(&other(&mut names, 5000)), folder(&long));
        assert_ne!(folder(&other(&mut names, 5001)), folder(&long));
    }

    fn folder(name: &str) -> Option<String> {
        name.rsplit_once('/').map(|(folder, _)| folder.to_owned())
    }

    #[test]
    fn a_deep_path_has_one_folder_for_all_and_takes_little_memory() {
        let mut names = TakenNames::default();
        let deepest = claim(&mut names, &format!("{}x", "f/".repeat(DEEPEST)));
        assert_eq!(deepest.split('/').count(), DEEPEST + 2);
        let deeper = claim(&mut names, &format!("{}x", "f/".repeat(DEEPEST + 1)));
        assert_eq!(deeper.split('/').count(), 3);
        let mut names = TakenNames::default();
        for number in 0..100 {
            claim(&mut names, &format!("{number}/{}x", "f/".repeat(349)));
        }
        assert!(
            names.folders.len() <= 101,
            "{} folders",
            names.folders.len()
        );
        let held: usize = names.folders.iter().map(|(_, name)| name.len()).sum();
        assert!(held < 100 * 40, "{held} bytes of names");
    }
}
