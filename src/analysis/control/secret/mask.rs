//! Takes the secrets out of what the control pass has read, so that nothing that is made of it can
//! show them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::analysis::control::SessionDraft;
use crate::ftp::{Effect, is_anonymous};
use crate::model::{Command, Login, Reply, Secret, Text};

use super::named::{password_in_one_line, password_of_name, told_passwords, url_passwords};
use super::refused::refused_passwords;
use super::words::{PublicNames, by_itself, hidden};
use super::{MASK, Passwords, secrets_in};

/// Marks the secrets of the commands of a session, hides them unless `show` is set, and gives the
/// passwords that are known. `before`: those that are known without it.
pub(in crate::analysis::control) fn hide_secrets(
    draft: &mut SessionDraft,
    hosts: &[String],
    before: Passwords,
    show: bool,
) -> Passwords {
    let secrets = secrets_of(&draft.commands);
    let words = known(draft, &secrets, hosts, before);
    let unread = draft.unread_passwords.iter();
    let unread = unread.filter_map(|line| Some((line.command?, line.begins_at)));
    let unread: HashMap<usize, usize, RandomState> = unread.collect();
    // nobody shares them yet
    let commands = Arc::get_mut(&mut draft.commands).into_iter().flatten();
    for (index, (command, secrets)) in commands.zip(&secrets).enumerate() {
        let unread = unread.get(&index).copied();
        let Some(at) = unread.or(secrets.first().map(|secret| secret.start)) else {
            continue;
        };
        command.secret = Some(Secret::new(command.line.bytes()[at..].into()));
        match (show, unread) {
            (true, _) => {}
            (false, Some(0)) => hide_line(command),
            (false, _) => hide_argument(command, at),
        }
    }
    words
}

/// Where in the line of each command secrets stand.
fn secrets_of(commands: &[Command]) -> Vec<Vec<Range<usize>>> {
    let lines = commands.iter().map(|command| command.line.bytes());
    lines.map(secrets_in).collect()
}

/// Masks the copies of passwords in everything that was read.
pub(in crate::analysis::control) fn mask_texts(draft: &mut SessionDraft, words: &Passwords) {
    for command in Arc::get_mut(&mut draft.commands).into_iter().flatten() {
        mask_command(command, words);
        mask_replies(&mut command.replies, words);
    }
    mask_replies(&mut draft.unasked, words);
    if let Some(user) = &mut draft.user
        && let Some(password) =
            password_of_name(user.bytes()).or_else(|| password_in_one_line(user.bytes()))
    {
        let (before, after) = (
            &user.bytes()[..password.start],
            &user.bytes()[password.end..],
        );
        *user = [before, MASK, after].concat().into();
    }
    if let Some(unended) = &mut draft.unended_reply {
        mask_text(&mut unended.reply.text, words);
    }
    let stray = draft.stray_lines.iter_mut().map(|(_, line)| line);
    let transfers = draft.transfers.iter_mut();
    let named = transfers.filter_map(|transfer| transfer.argument.as_mut());
    let said = [&mut draft.banner, &mut draft.user].into_iter().flatten();
    for text in stray.chain(named).chain(said) {
        mask_text(text, words);
    }
    mask_paths(draft, words);
}

/// Masks the same in paths alone, which are put together of several lines.
pub(in crate::analysis::control) fn mask_paths(draft: &mut SessionDraft, words: &Passwords) {
    let transfers = draft.transfers.iter_mut();
    for path in transfers.filter_map(|transfer| transfer.path.as_mut()) {
        mask_text(path, words);
    }
}

/// The copies of passwords in a command. Where its verb is one, no verb is left of it.
fn mask_command(command: &mut Command, words: &Passwords) {
    let line = command.line.bytes();
    let found = words.within_command(line);
    let Some(first) = found.first() else {
        return;
    };
    let verb_end = command
        .argument_at
        .map_or(line.len(), |argument| argument as usize);
    if first.start < verb_end {
        // whatever stands between the two goes with what is masked
        let masked = found.iter().take_while(|range| range.start < verb_end);
        let until = masked.map(|range| range.end).max().unwrap_or(verb_end);
        let (verb, rest) = line.split_at(until.max(verb_end));
        let verb = words.mask(verb).trim_ascii().to_vec();
        let rest = rest.trim_ascii_start();
        command.verb = verb.to_ascii_uppercase().into();
        command.row = None;
        command.argument_at = (!rest.is_empty()).then_some(verb.len() as u32 + 1);
        let rest = words.mask(rest);
        command.line = if rest.is_empty() {
            verb.into()
        } else {
            [&verb, &b" "[..], &rest].concat().into()
        };
    } else if let Cow::Owned(shown) = hidden(line, found) {
        command.line = shown.into();
    }
}

fn mask_replies(replies: &mut [Reply], words: &Passwords) {
    for reply in replies {
        mask_text(&mut reply.text, words);
    }
}

fn mask_text(text: &mut Text, words: &Passwords) {
    if let Cow::Owned(shown) = words.mask(text.bytes()) {
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
    let names = public_names(draft, hosts);
    let mut user: Option<&[u8]> = None;
    for (command, secrets) in draft.commands.iter().zip(secrets) {
        let line = command.line.bytes();
        if command.effect() == Effect::User {
            user = command.argument();
        }
        if user.is_some_and(is_anonymous) && command.effect() == Effect::Pass {
            continue;
        }
        for range in by_itself(line) {
            words.add(&line[range], &names);
        }
        for range in url_passwords(line) {
            words.add(&line[range], &names);
        }
        let separators: &[u8] = match command.effect() {
            Effect::Pass if user.is_some_and(|user| user.contains(&b'@')) => b"/@",
            Effect::Pass => b"/",
            _ => b"",
        };
        for secret in secrets {
            add_each(&mut words, &line[secret.clone()], separators, &names);
            if let Some(verb) = glued(line, secret) {
                words.add(verb, &names);
            }
        }
    }
    if !draft
        .commands
        .iter()
        .any(|command| command.effect() == Effect::Pass)
    {
        add_told(draft, &names, &mut words);
    }
    for password in &draft.unread_passwords {
        add_each(&mut words, password.text.bytes(), b"", &names);
    }
    words
}

/// What the server tells of passwords in a session in which the capture shows none: it may say them
/// again.
fn add_told(draft: &SessionDraft, names: &PublicNames, words: &mut Passwords) {
    let answers = draft.commands.iter().flat_map(|command| &command.replies);
    for reply in draft.unasked.iter().chain(answers) {
        let text = reply.text.bytes();
        for range in told_passwords(text)
            .into_iter()
            .chain(refused_passwords(text))
        {
            words.add(&text[range], names);
        }
    }
}

/// A verb and the secret right behind it, without a blank: to a server this is one word, an unknown
/// verb, which many repeat in their refusal.
fn glued<'l>(line: &'l [u8], secret: &Range<usize>) -> Option<&'l [u8]> {
    let verb = line[..secret.start]
        .rsplit(u8::is_ascii_whitespace)
        .next()?;
    let rest = line[secret.clone()].split(u8::is_ascii_whitespace).next()?;
    let is_glued = verb.last().is_some_and(u8::is_ascii_alphanumeric) && !rest.is_empty();
    is_glued.then(|| &line[secret.start - verb.len()..secret.start + rest.len()])
}

/// Users and hosts of a session, which are no secrets. A user that nobody let in, and that is the
/// password with which another one was, is a password typed in the wrong place.
pub(super) fn public_names(draft: &SessionDraft, hosts: &[String]) -> PublicNames {
    let accepted = draft
        .user
        .as_ref()
        .filter(|_| draft.login == Login::Accepted);
    let is_misplaced = |user: &&[u8]| {
        let is_password = draft.password.as_ref().map(Text::bytes) == Some(user);
        is_password && accepted.is_some_and(|accepted| accepted.bytes() != *user)
    };
    let users = draft
        .logins
        .iter()
        .filter_map(|login| draft.commands[login.user?].argument())
        .filter(|user| !is_misplaced(user));
    users
        .chain(draft.user.as_ref().map(Text::bytes))
        .chain(hosts.iter().map(String::as_bytes))
        .collect()
}

/// A secret, and its parts where it is several words: old password and new one, verb and password.
/// In PASS, `/` separates `old/new/new`, as IBM's servers take it, and `@` the passwords of server
/// and proxy, where the users are sent like that.
fn add_each(words: &mut Passwords, secret: &[u8], separators: &[u8], names: &PublicNames) {
    let secret = secret.trim_ascii();
    words.add(secret, names);
    let ends_part = |byte: &u8| {
        byte.is_ascii_whitespace() || byte.is_ascii_control() || separators.contains(byte)
    };
    for word in secret
        .split(ends_part)
        .map(without_quotes)
        .filter(|word| word.len() < secret.len())
    {
        words.add(word, names);
    }
}

/// What stands in a pair of quotes, as `SITE PSWD "old" "new"` has it.
fn without_quotes(word: &[u8]) -> &[u8] {
    match word {
        [first @ (b'"' | b'\''), inner @ .., last] if first == last => inner,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::control::{ChannelEvent, ChannelLine, converse};
    use crate::limits::Limits;

    fn draft(lines: &[&str], show: bool) -> SessionDraft {
        let sent: Vec<ChannelEvent> = lines
            .iter()
            .map(|line| {
                ChannelEvent::Line(ChannelLine {
                    text: (*line).into(),
                    ..ChannelLine::default()
                })
            })
            .collect();
        let mut draft = converse(&sent, &[], true, &Limits::default());
        let words = hide_secrets(&mut draft, &[], Passwords::default(), show);
        if !show {
            mask_texts(&mut draft, &words);
        }
        draft
    }

    #[test]
    fn a_verb_that_is_a_password_leaves_no_trace() {
        let lines = [
            "USER anna",
            "PASS sunflower",
            "sunflower",
            "sunflower a sunflower",
            "PASS sun flower",
            "sun flower b",
            "CWD sunflower",
        ];
        let commands = draft(&lines, false).commands;
        let shown = |index: usize| {
            let command: &Command = &commands[index];
            let argument = command.argument().map(String::from_utf8_lossy);
            let verb = String::from_utf8_lossy(command.verb.bytes());
            format!("{verb}|{}", argument.unwrap_or_default())
        };
        assert_eq!(shown(2), "********|");
        assert_eq!(shown(3), "********|a ********");
        assert_eq!(shown(5), "********|b");
        assert_eq!(shown(6), "CWD|********");
    }

    /// Whoever must not show a secret even then, as a recording for `check`, asks the mark and
    /// parses nothing.
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
