//! Takes the secrets out of what the control pass has read, so that nothing that is made of it can show them.

use std::ops::Range;
use std::sync::Arc;

use crate::analysis::control::{ChannelEvent, SessionDraft};
use crate::ftp::{Effect, is_anonymous};
use crate::model::{Command, Reply, Secret, Text};

use super::words::PublicNames;
use super::{MASK, Passwords, secrets_in};

/// Marks the secrets of a session, masks them unless `show` is set, and gives the passwords that are known. `before`: those
/// that are known without it.
pub(in crate::analysis::control) fn mask(
    draft: &mut SessionDraft,
    hosts: &[String],
    before: Passwords,
    show: bool,
) -> Passwords {
    let secrets = secrets_of(&draft.commands);
    let words = known(draft, &secrets, hosts, before);
    let unread = draft.unread_passwords.iter();
    let mut unread: Vec<usize> = unread.filter_map(|line| line.command).collect();
    unread.sort_unstable();
    // nobody shares them yet
    let commands = Arc::get_mut(&mut draft.commands).into_iter().flatten();
    for (index, (command, secrets)) in commands.zip(&secrets).enumerate() {
        let is_unread = unread.binary_search(&index).is_ok();
        let at = match (is_unread, secrets.first()) {
            (true, _) => 0,
            (false, Some(secret)) => secret.start,
            (false, None) => continue,
        };
        command.secret = Some(Secret::new(command.line.bytes()[at..].into()));
        match (show, is_unread) {
            (true, _) => {}
            (false, true) => hide_line(command),
            (false, false) => hide_argument(command, at),
        }
    }
    if !show {
        mask_texts(draft, &words);
    }
    words
}

/// Where in the line of each command secrets stand.
fn secrets_of(commands: &[Command]) -> Vec<Vec<Range<usize>>> {
    let lines = commands.iter().map(|command| command.line.bytes());
    lines.map(secrets_in).collect()
}

/// The copies of passwords in everything that was read.
fn mask_texts(draft: &mut SessionDraft, words: &Passwords) {
    for command in Arc::get_mut(&mut draft.commands).into_iter().flatten() {
        mask_text(&mut command.line, words);
        mask_replies(&mut command.replies, words);
    }
    mask_replies(&mut draft.unasked, words);
    let stray = draft.stray_lines.iter_mut().map(|(_, line)| line);
    let named = draft.transfers.iter_mut().flat_map(|transfer| {
        [&mut transfer.argument, &mut transfer.path]
            .into_iter()
            .flatten()
    });
    let said = [&mut draft.banner, &mut draft.user].into_iter().flatten();
    for text in stray.chain(named).chain(said) {
        mask_text(text, words);
    }
}

fn mask_replies(replies: &mut [Reply], words: &Passwords) {
    for reply in replies {
        mask_text(&mut reply.text, words);
    }
}

fn mask_text(text: &mut Text, words: &Passwords) {
    if let std::borrow::Cow::Owned(shown) = words.mask(text.bytes()) {
        *text = shown.into();
    }
}

/// The argument of a secret command, which begins at that place.
fn hide_argument(command: &mut Command, at: usize) {
    let shown = &command.line.bytes()[..at];
    if command
        .argument_at
        .is_none_or(|argument| argument as usize > at)
    {
        // no blank stands between the verb and the secret
        command.verb = shown.trim_ascii().to_ascii_uppercase().into();
        command.row = None;
        command.argument_at = Some(at as u32);
    }
    command.line = [shown, MASK].concat().into();
}

/// The whole line: what seems to be its verb is the password.
fn hide_line(command: &mut Command) {
    command.line = MASK.into();
    command.verb = MASK.into();
    command.row = None;
    command.argument_at = None;
}

/// The passwords of a session, and those before it. `secrets` are those of its commands.
fn known(
    draft: &SessionDraft,
    secrets: &[Vec<Range<usize>>],
    hosts: &[String],
    mut words: Passwords,
) -> Passwords {
    let users = draft
        .logins
        .iter()
        .filter_map(|login| draft.commands[login.user?].argument());
    let names: PublicNames = users
        .chain(draft.user.as_ref().map(Text::bytes))
        .chain(hosts.iter().map(String::as_bytes))
        .collect();
    let mut user: Option<&[u8]> = None;
    for (command, secrets) in draft.commands.iter().zip(secrets) {
        let line = command.line.bytes();
        if command.effect() == Effect::User {
            user = command.argument();
        }
        if user.is_some_and(is_anonymous) && command.effect() == Effect::Pass {
            continue;
        }
        for secret in secrets {
            add_each(&mut words, &line[secret.clone()], &names);
        }
    }
    for password in &draft.unread_passwords {
        add_each(&mut words, password.text.bytes(), &names);
    }
    words
}

/// A secret, and its parts where it is several words: old password and new one, verb and password.
fn add_each(words: &mut Passwords, secret: &[u8], names: &PublicNames) {
    let secret = secret.trim_ascii();
    words.add(secret, names);
    for word in secret
        .split(u8::is_ascii_whitespace)
        .filter(|word| word.len() < secret.len())
    {
        words.add(word, names);
    }
}

/// Where in a stream copies of known passwords stand. Where a line is not in the stream byte for byte as it was read, all of
/// it is taken.
pub(in crate::analysis::control) fn ranges_of_copies(
    heard: &[ChannelEvent],
    words: &Passwords,
) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    for item in heard {
        let ChannelEvent::Line(line) = item else {
            continue;
        };
        if line.opened {
            continue;
        }
        let found = words.within(line.text.bytes());
        let ending = line.stream_end - line.stream_start - line.text.bytes().len() as u64;
        if found.is_empty() {
            continue;
        }
        if ending > 2 {
            ranges.push(line.stream_start..line.stream_end);
            continue;
        }
        let at = |place: usize| line.stream_start + place as u64;
        ranges.extend(
            found
                .into_iter()
                .map(|range| at(range.start)..at(range.end)),
        );
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::control::{HeardLine, converse};
    use crate::limits::Limits;

    fn draft(lines: &[&str], show: bool) -> SessionDraft {
        let sent: Vec<ChannelEvent> = lines
            .iter()
            .map(|line| {
                ChannelEvent::Line(HeardLine {
                    text: (*line).into(),
                    ..HeardLine::default()
                })
            })
            .collect();
        let mut draft = converse(&sent, &[], true, &Limits::default());
        mask(&mut draft, &[], Passwords::default(), show);
        draft
    }

    /// Whoever must not show a secret even then, as a recording for `check`, asks the mark and parses nothing.
    #[test]
    fn secrets_are_marked_where_they_are_shown_too() {
        let lines = [
            "USER anna",
            "XPASS sunflower",
            "SITE PSWD old new",
            "CWD sunflower",
        ];
        for (show, sent) in [(true, "XPASS sunflower"), (false, "XPASS ********")] {
            let commands = draft(&lines, show).commands;
            let marked: Vec<bool> = commands.iter().map(|c| c.secret.is_some()).collect();
            assert_eq!(marked, [false, true, true, false], "show: {show}");
            assert_eq!(commands[1].line, sent.into());
        }
    }
}
