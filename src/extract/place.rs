//! Which name a file gets: below a folder for its session and one for its direction, the path on the server.

use std::collections::{HashMap, HashSet};

use super::name::{PARTIAL, key, numbered, safe, stand_in};

/// Longest path of folders on the server that is kept, in bytes: with the rest it stays far below the 4,096 bytes that
/// programs can open.
const LONGEST_PATH: usize = 700;

/// The names that are taken. No two are one, also where a file system ignores case.
#[derive(Debug, Default)]
pub(super) struct Names {
    folders: Vec<Folder>,
}

#[derive(Debug, Default)]
struct Folder {
    /// Its path from the top.
    path: String,
    taken: HashSet<String>,
    /// Folders in it, by what the server calls them.
    folders: HashMap<Vec<u8>, usize>,
    /// The next number of a name that is wanted again, by its key.
    numbers: HashMap<String, u32>,
}

impl Names {
    /// A name for a file: `top` are folders of ours, `path` is that on the server, split.
    pub(super) fn claim(&mut self, top: &[&str], path: &[&[u8]], complete: bool) -> String {
        if self.folders.is_empty() {
            self.folders.push(Folder::default());
        }
        let (name, folders) = path.split_last().map_or((&b""[..], path), |(name, folders)| (*name, folders));
        let mut folder = top.iter().fold(0, |folder, part| self.folder(folder, part.as_bytes(), safe));
        if folders.iter().map(|f| safe(f).len() + 1).sum::<usize>() > LONGEST_PATH {
            folder = self.folder(folder, &folders.join(&b'/'), stand_in);
        } else {
            folder = folders.iter().fold(folder, |folder, part| self.folder(folder, part, safe));
        }
        self.name(folder, &safe(name), if complete { "" } else { PARTIAL })
    }

    /// The folder of that name in a folder.
    fn folder(&mut self, parent: usize, raw: &[u8], named: impl Fn(&[u8]) -> String) -> usize {
        if let Some(&known) = self.folders[parent].folders.get(raw) {
            return known;
        }
        let path = self.name(parent, &named(raw), "");
        let new = self.folders.len();
        self.folders[parent].folders.insert(raw.to_vec(), new);
        self.folders.push(Folder { path, ..Folder::default() });
        new
    }

    /// The first of `name`, `name~2`, ... that is free in a folder; gives the path.
    fn name(&mut self, parent: usize, name: &str, suffix: &str) -> String {
        let folder = &mut self.folders[parent];
        let number = folder.numbers.entry(key(&format!("{name}{suffix}"))).or_insert(0);
        let free = loop {
            *number += 1;
            let stem = if *number == 1 { name.to_owned() } else { numbered(name, *number) };
            let wanted = format!("{stem}{suffix}");
            if folder.taken.insert(key(&wanted)) {
                break wanted;
            }
        };
        if folder.path.is_empty() { free } else { format!("{}/{free}", folder.path) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(names: &mut Names, path: &str) -> String {
        let parts: Vec<&[u8]> = path.split('/').map(str::as_bytes).collect();
        names.claim(&["session-1"], &parts, true)
    }

    #[test]
    fn names_that_are_wanted_again_are_numbered() {
        let mut names = Names::default();
        let given = ["a.txt", "a.txt", "A.TXT", "a~2.txt"].map(|path| claim(&mut names, path));
        assert_eq!(given, ["session-1/a.txt", "session-1/a~2.txt", "session-1/A~3.TXT", "session-1/a~2~2.txt"]);
        assert_eq!(names.claim(&["session-1"], &[b"a.txt"], false), "session-1/a.txt.partial");
        assert_eq!(names.claim(&["session-1"], &[b"a.txt"], false), "session-1/a~2.txt.partial");
        assert_eq!(names.claim(&["session-2"], &[b"a.txt"], true), "session-2/a.txt");
    }

    #[test]
    fn folders_and_files_do_not_get_in_each_others_way() {
        let mut names = Names::default();
        let given = ["pub/a", "Pub/a", "pub/b", "pub", "x", "x/y"].map(|path| claim(&mut names, path));
        let expected = ["pub/a", "Pub~2/a", "pub/b", "pub~3", "x", "x~2/y"].map(|name| format!("session-1/{name}"));
        assert_eq!(given, expected);
    }

    #[test]
    fn a_long_path_has_one_folder_for_all() {
        let mut names = Names::default();
        let long = claim(&mut names, &format!("{}name.txt", "folder/".repeat(5000)));
        assert_eq!(long.split('/').count(), 3);
        assert!(long.len() < 60 && long.ends_with("/name.txt"), "{long}");
        let folder = |name: &str| name.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let other = |names: &mut Names, depth| claim(names, &format!("{}other", "folder/".repeat(depth)));
        assert_eq!(folder(&other(&mut names, 5000)), folder(&long));
        assert_ne!(folder(&other(&mut names, 5001)), folder(&long));
    }
}
