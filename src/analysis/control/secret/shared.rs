//! Passwords that another session shows: of the same user, or from the same client.
//!
//! Whoever types a password where a name is wanted, or has a server that tells what was wrong with
//! the last try, does so in a session of its own. Passwords of strangers are not looked for: one
//! that is an ordinary word would spoil the control channels of everybody. But a server asked what
//! goes on at it (STAT, SITE WHO) may show the last command of anybody: there those that are no
//! ordinary words are looked for too.

use std::collections::HashMap;
use std::net::IpAddr;

use foldhash::fast::RandomState;

use super::Passwords;
use super::mask::{mask_texts, public_names};
use crate::analysis::control::Planned;
use crate::ftp::{Effect, is_anonymous};
use crate::model::{Command, Text};

/// Passwords that are remembered of a user and of a client: a guessing one tries many.
const MOST: usize = 16;
/// Those of all users of a server.
const MOST_OF_SERVER: usize = 64;
/// A shorter one may be an ordinary word.
const SHORTEST_OF_SERVER: usize = 8;

/// Whose passwords they are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Owner {
    User(Text),
    Client(IpAddr),
    Server(IpAddr),
}

/// Masks in each session the passwords that others show to be its user's or its client's.
pub(in crate::analysis::control) fn share(sessions: &mut [Planned]) {
    let known = passwords_by_owner(sessions);
    for session in sessions {
        let own = session.draft.password.as_ref();
        let server = asks_for_others(session).then(|| server(session));
        let others = owners(session)
            .chain(server)
            .filter_map(|owner| known.get(&owner))
            .flatten()
            .filter(|password| Some(*password) != own);
        let mut others = others.peekable();
        if others.peek().is_none() {
            continue;
        }
        let names = public_names(&session.draft, &hosts(session));
        let mut words = Passwords::default();
        for password in others {
            words.add(password.bytes(), &names);
        }
        if !words.is_empty() {
            mask_texts(&mut session.draft, &words);
            session.secrets.add_words(&words);
        }
    }
}

fn passwords_by_owner(sessions: &[Planned]) -> HashMap<Owner, Vec<Text>, RandomState> {
    let mut known: HashMap<Owner, Vec<Text>, RandomState> = HashMap::default();
    for session in sessions {
        let draft = &session.draft;
        let is_secret = draft
            .user
            .as_ref()
            .is_some_and(|user| !is_anonymous(user.bytes()));
        let Some(password) = draft.password.as_ref().filter(|_| is_secret) else {
            continue;
        };
        let mut keep = |owner, most| {
            let of_owner = known.entry(owner).or_default();
            if of_owner.len() < most && !of_owner.contains(password) {
                of_owner.push(password.clone());
            }
        };
        for owner in owners(session) {
            keep(owner, MOST);
        }
        if is_no_word(password.bytes()) {
            keep(server(session), MOST_OF_SERVER);
        }
    }
    known
}

/// True where the server was asked what others do at it.
fn asks_for_others(session: &Planned) -> bool {
    let mut effects = session.draft.commands.iter().map(Command::effect);
    effects.any(|effect| matches!(effect, Effect::Status | Effect::Site))
}

/// Letters, and something else among them.
fn is_no_word(password: &[u8]) -> bool {
    password.len() >= SHORTEST_OF_SERVER
        && password.iter().any(u8::is_ascii_alphabetic)
        && !password.iter().all(u8::is_ascii_alphabetic)
}

fn server(session: &Planned) -> Owner {
    Owner::Server(session.key.endpoint(session.client.other()).ip())
}

fn owners(session: &Planned) -> impl Iterator<Item = Owner> {
    let client = session.key.endpoint(session.client).ip();
    let user = session.draft.user.clone().map(Owner::User);
    user.into_iter().chain([Owner::Client(client)])
}

fn hosts(session: &Planned) -> [String; 2] {
    let ends = [session.client, session.client.other()];
    ends.map(|side| session.key.endpoint(side).ip().to_string())
}
