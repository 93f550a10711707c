//! Passwords of the program `net` of Windows: `net user anna word`, `net use x: \\host\share word`.

use std::ops::Range;

use super::Words;
use super::words::without_quotes;

pub(super) const NET: &[u8] = b"net";

/// What is looked for in the words of `net use`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NetUse {
    Nothing,
    Share,
    Password,
    /// Where its output goes; a password may follow.
    File,
}

/// A word behind a share.
enum Behind {
    Password(Range<usize>),
    /// None, and what is looked for behind it.
    Other(NetUse),
}

impl Words<'_> {
    /// The password of a user of Windows.
    pub(super) fn of_net_user(&self) -> Option<Range<usize>> {
        let at = self.programs.windows(4).position(|words| {
            words[0].eq_ignore_ascii_case(NET) && words[1].eq_ignore_ascii_case(b"user")
        })?;
        let word = &self.places[at + 3];
        (self.line[word.start] != b'/').then(|| without_quotes(self.line, word.clone()))
    }

    /// `net use x: \\host\share word`: the first word behind the share that is no option, of each
    /// that stands in the line. Each word is looked at once.
    pub(super) fn of_net_use(&self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut wanted = NetUse::Nothing;
        for (index, word) in self.places.iter().enumerate() {
            wanted = match wanted {
                NetUse::Share if self.is_share(word) => NetUse::Password,
                NetUse::File => NetUse::Password,
                NetUse::Password => match self.behind_share(word) {
                    Behind::Password(password) => {
                        found.push(password);
                        NetUse::Nothing
                    }
                    Behind::Other(wanted) => wanted,
                },
                _ if self.is_net_use(index) => NetUse::Share,
                _ => wanted,
            };
            if self.ends_command(word) {
                wanted = NetUse::Nothing;
            }
        }
        found
    }

    fn is_net_use(&self, index: usize) -> bool {
        let next = self.programs.get(index + 1);
        self.programs[index].eq_ignore_ascii_case(NET)
            && next.is_some_and(|next| next.eq_ignore_ascii_case(b"use"))
    }

    fn is_share(&self, word: &Range<usize>) -> bool {
        let word = without_quotes(self.line, word.clone());
        self.text(&word).starts_with(br"\\")
    }

    /// What a word behind a share is.
    fn behind_share(&self, word: &Range<usize>) -> Behind {
        let text = self.text(word);
        let bare = without_quotes(self.line, word.clone());
        let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
        match (&text[digits..], self.text(&bare).first()) {
            // the name of the file may stand apart
            ([b'<' | b'>'] | [b'>', b'>'], _) => Behind::Other(NetUse::File),
            ([b'<' | b'>', ..], _) | (_, Some(b'/')) => Behind::Other(NetUse::Password),
            // `*` asks for it, and another command may follow
            (_, None | Some(b'*' | b'&' | b'|' | b';')) => Behind::Other(NetUse::Nothing),
            _ => Behind::Password(bare),
        }
    }
}
