//! Announced data endpoints: accepted, replaced, used without an answer, broken.

use crate::ftp::parse_passive_reply;
use crate::model::{Announcement, At, BrokenAnnouncement, Method, Reply, ReplyCode};

use super::Conversation;
use crate::analysis::control::draft::{DraftOffer, SessionDraft};
use crate::analysis::control::hidden;

impl Conversation {
    pub(super) fn announce(
        &mut self,
        method: Method,
        announced: &Announcement,
        command: usize,
        asked: At,
        at: At,
    ) {
        self.draft.offers.push(DraftOffer {
            method,
            ip: announced.ip,
            port: announced.port,
            numbers: announced.numbers,
            oddities: announced.oddities,
            at,
            asked,
            command,
            accepted: None,
            after: None,
            until: None,
            failed: false,
        });
    }

    pub(super) fn announce_nothing(&mut self, method: Method, at: At, command: Option<usize>) {
        self.draft.broken_announcements.push(BrokenAnnouncement {
            method,
            at,
            command,
        });
    }

    /// PORT and its like count from their 2yz.
    pub(super) fn settle_offer(&mut self, command: usize, reply: &Reply) {
        let Some(index) = self.announced_by(command) else {
            return;
        };
        if reply.code.is_completion() {
            self.draft.offers[index].accepted = Some(true);
            self.put_in_force(index, reply.at);
        } else if reply.code.is_negative() {
            self.draft.offers[index].accepted = Some(false);
        }
    }

    fn announced_by(&self, command: usize) -> Option<usize> {
        let place = self
            .announcements
            .binary_search_by_key(&command, |&(command, _)| command)
            .ok()?;
        Some(self.announcements[place].1)
    }

    /// `command`: the one that asked; `None` where nobody was read to ask.
    pub(super) fn passive_reply(&mut self, method: Method, command: Option<usize>, reply: &Reply) {
        let announced = match parse_passive_reply(reply.code, reply.text.bytes()) {
            Some(Ok(announced)) => announced,
            Some(Err(_)) if !self.is_damaged => {
                return self.announce_nothing(method, reply.at, command);
            }
            Some(Err(_)) | None => return,
        };
        let asked = command.map_or(reply.at, |command| self.commands[command].at);
        let command = command.unwrap_or(self.commands.len().saturating_sub(1));
        let method = match reply.code {
            ReplyCode::EXTENDED_PASSIVE if method != Method::Pasv => Method::Epsv,
            ReplyCode::LONG_PASSIVE => Method::Lpsv,
            _ => method,
        };
        self.announce(method, &announced, command, asked, reply.at);
        let index = self.draft.offers.len() - 1;
        self.draft.offers[index].accepted = Some(true);
        self.put_in_force(index, reply.at);
        match &mut self.latest_request {
            Some((latest, named)) if *latest == command => *named = true,
            _ => {}
        }
    }

    /// An offer takes the place of the one before.
    fn put_in_force(&mut self, index: usize, at: At) {
        if self.offer != Some(index) {
            self.draft.offers[index].after = self.offer.map(|before| self.draft.offers[before].at);
            self.end_offer(Some(at));
            self.offer = Some(index);
        }
    }

    pub(super) fn end_offer(&mut self, at: Option<At>) {
        if let Some(before) = self.offer.take() {
            self.draft.offers[before].until = at.or(self.last);
        }
    }

    /// A transfer began although the answer to the announcement before it is not in the capture: it
    /// was accepted then. Where an answer that names the endpoint is missing, the one before does
    /// not hold any more.
    pub(super) fn use_unanswered(&mut self, transfer: usize, at: At) {
        let Some((request, named)) = self
            .latest_request
            .filter(|&(request, _)| request < transfer)
        else {
            return;
        };
        let is_epsv_all = hidden::is_epsv_all(self.commands[request].argument());
        match self.announced_by(request) {
            Some(offer) if self.draft.offers[offer].accepted.is_none() => {
                self.put_in_force(offer, at);
            }
            None if !named
                && self.commands[request]
                    .replies
                    .iter()
                    .all(|r| !r.code.is_negative())
                && !is_epsv_all =>
            {
                self.end_offer(Some(at));
            }
            _ => {}
        }
    }
}

/// Transfers without any reply use the latest offer that was asked for before them and not refused;
/// none, where the answer to a later request is missing.
pub(super) fn offer_to_unanswered(draft: &mut SessionDraft) {
    let missing: Vec<At> = hidden::unanswered_requests(draft).collect();
    let missing_before =
        |frame: u64| missing[..missing.partition_point(|m| m.frame <= frame)].last();
    let SessionDraft {
        offers, transfers, ..
    } = draft;
    let mut offers = offers.iter().enumerate().peekable();
    let mut latest = None;
    for transfer in transfers {
        while let Some((index, offer)) = offers.next_if(|(_, o)| o.command < transfer.command) {
            latest = if offer.accepted == Some(false) {
                latest
            } else {
                Some((index, offer.asked))
            };
        }
        if transfer.started.is_none() && transfer.ended.is_none() {
            let is_missing =
                |asked: At| missing_before(transfer.at.frame).is_some_and(|m| *m > asked);
            transfer.offer = latest
                .filter(|&(_, asked)| !is_missing(asked))
                .map(|(index, _)| index);
        }
    }
}

/// An offer that nobody answered holds until the next announcement.
pub(super) fn end_unanswered_offers(draft: &mut SessionDraft) {
    let mut next = None;
    for offer in draft
        .offers
        .iter_mut()
        .rev()
        .filter(|o| o.accepted != Some(false))
    {
        if offer.accepted.is_none() && offer.until.is_none() {
            offer.until = next;
        }
        next = Some(offer.asked);
    }
}
