//! When the control channel could not be read: under TLS, before the capture, about a loss, and
//! after a command whose answer is not there. A session may have many such times, and every new
//! connection between its hosts is compared with them.

use super::draft::{Hidden, SessionDraft};
use crate::ftp::Effect;
use crate::model::At;

/// The times that TLS hides, from the list of a draft.
pub(super) fn by_tls(hidden: &[Hidden]) -> &[Hidden] {
    &hidden[..hidden.partition_point(|h| h.tls)]
}

/// The others.
pub(super) fn by_loss(hidden: &[Hidden]) -> &[Hidden] {
    &hidden[hidden.partition_point(|h| h.tls)..]
}

/// True if `frame` lies in one of these, which are in order and apart from one another.
pub(super) fn covers(hidden: &[Hidden], frame: u64) -> bool {
    let begun = hidden.partition_point(|h| h.from.is_none_or(|from| from.frame <= frame));
    hidden[..begun].last().is_some_and(|h| h.covers(frame))
}

/// All hidden times of a session, as [`SessionDraft::hidden`] wants them. `tls`: those of TLS, in
/// order; `others`: those of a mechanism of RFC 2228, and of a client that was not recorded.
/// `losses`: after which frames lines are missing.
pub(super) fn collect(
    draft: &SessionDraft,
    tls: Vec<Hidden>,
    mut others: Vec<Hidden>,
    losses: &[At],
    from_beginning: bool,
) -> Vec<Hidden> {
    let mut asked: Vec<At> = draft.offers.iter().map(|o| o.asked).collect();
    asked.sort_unstable();
    let until_next = |from: At| Hidden {
        from: Some(from),
        to: next_after(&asked, from.frame),
        tls: false,
    };
    if !from_beginning {
        others.push(Hidden {
            from: None,
            to: next_after(&asked, 0),
            tls: false,
        });
    }
    others.extend(losses.iter().copied().map(until_next));
    others.extend(unanswered_requests(draft).map(until_next));
    others.sort_unstable_by_key(|h| h.from);
    let mut hidden = join(tls);
    hidden.extend(join(others));
    hidden
}

fn next_after(asked: &[At], frame: u64) -> Option<At> {
    asked
        .get(asked.partition_point(|a| a.frame <= frame))
        .copied()
}

/// Commands that announce an endpoint or ask for one, of which no endpoint has come.
pub(super) fn unanswered_requests(draft: &SessionDraft) -> impl Iterator<Item = At> + '_ {
    let mut named = vec![false; draft.commands.len()];
    for offer in &draft.offers {
        if let Some(named) = named.get_mut(offer.command) {
            *named = true;
        }
    }
    draft
        .commands
        .iter()
        .zip(named)
        .filter(|(_, named)| !named)
        .filter_map(|(command, _)| {
            let asks = matches!(
                command.effect(),
                Effect::AskAnnounce(_) | Effect::Announce(_)
            ) && !is_epsv_all(command.argument());
            let refused = command.replies.last().is_some_and(|r| r.code.is_negative());
            (asks && !refused).then_some(command.at)
        })
}

/// What [`SessionDraft::requests`] gives.
pub(super) fn requests(draft: &SessionDraft) -> Vec<u64> {
    let named = draft.offers.iter().map(|o| o.asked.frame);
    let mut frames: Vec<u64> = named
        .chain(unanswered_requests(draft).map(|at| at.frame))
        .collect();
    frames.sort_unstable();
    frames
}

/// EPSV ALL announces nothing (RFC 2428 section 4).
pub(super) fn is_epsv_all(argument: Option<&[u8]>) -> bool {
    argument.is_some_and(|argument| argument.trim_ascii().eq_ignore_ascii_case(b"ALL"))
}

/// Joins what overlaps; `hidden` is in order.
fn join(hidden: Vec<Hidden>) -> Vec<Hidden> {
    let mut joined: Vec<Hidden> = Vec::with_capacity(hidden.len());
    for next in hidden {
        match joined.last_mut() {
            Some(last)
                if last
                    .to
                    .is_none_or(|to| next.from.is_none_or(|from| from.frame <= to.frame)) =>
            {
                last.to = last.to.and_then(|to| next.to.map(|next| to.max(next)));
            }
            _ => joined.push(next),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(frame: u64) -> At {
        At {
            frame,
            ..At::default()
        }
    }

    fn time(from: u64, to: Option<u64>) -> Hidden {
        Hidden {
            from: (from > 0).then(|| at(from)),
            to: to.map(at),
            tls: false,
        }
    }

    #[test]
    fn times_that_overlap_are_one() {
        let joined = join(vec![
            time(0, Some(3)),
            time(2, Some(9)),
            time(4, Some(5)),
            time(12, None),
            time(13, Some(14)),
        ]);
        assert_eq!(joined, [time(0, Some(9)), time(12, None)]);
        let inside: Vec<u64> = (0..16).filter(|&frame| covers(&joined, frame)).collect();
        assert_eq!(inside, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15]);
        assert!(!covers(&[], 1));
    }
}
