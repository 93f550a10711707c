//! Where a segment of a data connection belongs, and what begins with it.

use std::io;

use crate::analysis::observer::Observer;
use crate::decode::Segment;
use crate::digest::DigestPool;
use crate::ftp::DATA_PORT;
use crate::model::{Direction, Role};
use crate::tcp::{ConnectionKey, TcpConnection};

use super::connections::{Placed, Succession};
use super::contents::{ContentParams, Contents};
use super::matching::{ConnectionStart, Match};
use super::tracked::{Purpose, RowState, Tracked};
use super::{ContentScope, DataPass, Route};

impl DataPass {
    /// The data connection of a segment; begins one where that is due.
    pub(super) fn place(
        &mut self,
        segment: &Segment,
        observer: &mut dyn Observer,
    ) -> io::Result<Option<Placed>> {
        let (key, sender) = ConnectionKey::of(segment);
        let mut opened_by = None;
        let mut before = None;
        match self.table.get(&key) {
            Some(&Route::Data(index)) => {
                if !self.connections.is_reopened_by(index, segment, sender) {
                    self.last = Some((key, index));
                    return Ok(Some(Placed {
                        index,
                        sender,
                        opened_by,
                    }));
                }
                before = Some(index);
            }
            Some(Route::Elsewhere) if !segment.flags.opens() => return Ok(None),
            _ => {}
        }
        let matches = self.matches(key, segment);
        if let Some(index) = before {
            let is_followed = matches.is_some();
            match self
                .connections
                .succeed(index, is_followed, self.latest, observer)?
            {
                Succession::None => return Ok(None),
                Succession::Ended(syn) => opened_by = syn,
            }
            self.last = None;
        }
        let Some(matches) = matches else {
            if self.table.len() < self.limits.elsewhere || self.table.contains_key(&key) {
                self.table.insert(key, Route::Elsewhere);
            }
            return Ok(None);
        };
        self.begin(
            key,
            opened_by.as_deref().unwrap_or(segment),
            matches,
            before.is_some(),
        );
        Ok(Some(Placed {
            index: self.connections.len() - 1,
            sender,
            opened_by,
        }))
    }

    /// The sessions of a data connection that begins: none of one that uses an FTP data port and
    /// that nobody announced; `None` where it is nothing of ours, or found no room.
    fn matches(&mut self, key: ConnectionKey, segment: &Segment) -> Option<Box<[Match]>> {
        let flags = segment.flags;
        let (opener, listener) = if flags.syn_ack() {
            (segment.dst, segment.src)
        } else {
            (segment.src, segment.dst)
        };
        let beginning = ConnectionStart {
            opener,
            listener,
            certain: flags.syn(),
            frame: segment.frame,
        };
        let matches = self.matching.find(&self.plan, &beginning);
        // a server connects from its data port, and nobody to it (RFC 959 section 3.2): a SYN there
        // is a scan, and so are those that nothing follows
        let at_data_port =
            opener.port() == DATA_PORT || (listener.port() == DATA_PORT && !beginning.certain);
        let is_nobodys = at_data_port && self.plan.used_data_ports.holds(&key);
        if matches.is_empty() && is_nobodys {
            self.unclaimed += 1;
        }
        let has_room = if matches.is_empty() {
            is_nobodys && self.unclaimed <= self.limits.unclaimed as u64
        } else {
            self.of_sessions += 1;
            self.of_sessions <= self.most_of_sessions
        };
        has_room.then(|| matches.into())
    }

    /// Follows one more data connection; `reused`: another one had its ports before.
    fn begin(
        &mut self,
        key: ConnectionKey,
        segment: &Segment,
        matches: Box<[Match]>,
        reused: bool,
    ) {
        let index = self.connections.len();
        let mut connection = TcpConnection::new(segment);
        connection.keep_beginnings();
        for matched in &matches {
            self.matching.record(matched, index, segment.frame);
            connection.opener = key.side(matched.listener).other();
            if self.plan.sessions[matched.session].made_up_numbers {
                connection.read_in_frame_order();
            }
        }
        let by_address = self.by_address(&connection, &matches);
        let (contents, told) = self.contents(&matches, segment.flags.syn());
        let purpose = Purpose::Data(matches);
        let rows = self.options.rows;
        self.connections.add(Tracked {
            rows: rows.then(|| Box::new(RowState::new(&purpose, reused))),
            by_address,
            told,
            ..Tracked::new(connection, purpose, contents)
        });
        self.table.insert(key, Route::Data(index));
        self.last = Some((key, index));
    }

    /// What addresses tell of the ends of a data connection, with those that the match itself
    /// shows.
    fn by_address(&mut self, connection: &TcpConnection, matches: &[Match]) -> [Option<Role>; 2] {
        let [only] = matches else {
            return [None; 2];
        };
        let planned = &self.plan.sessions[only.session];
        let learned = &mut self.learned[only.session];
        learned.take_match(planned, only);
        [connection.opener, connection.opener.other()]
            .map(|side| learned.role_at(planned, connection.key.endpoint(side).ip()))
    }

    /// What a data connection will carry, and whether the observer is told of it.
    fn contents(&self, matches: &[Match], from_beginning: bool) -> (Contents, bool) {
        let means = ContentParams {
            plan: &self.plan,
            pool: &self.pool,
            limits: &self.limits,
            budgets: &self.budgets,
            ring: self.ring.as_ref(),
        };
        let contents = Contents::data(matches, from_beginning, &means);
        match self.options.contents {
            ContentScope::None => (contents, false),
            ContentScope::All => (contents, true),
            ContentScope::Plain { listings }
                if contents.is_plain() && matches.iter().any(|c| listings || !self.lists(c)) =>
            {
                (contents, true)
            }
            ContentScope::Plain { .. } => (
                Contents::data(
                    matches,
                    from_beginning,
                    &ContentParams {
                        pool: &DigestPool::default(),
                        ..means
                    },
                ),
                false,
            ),
        }
    }

    fn lists(&self, matched: &Match) -> bool {
        let transfers = &self.plan.sessions[matched.session].draft.transfers;
        matched
            .transfer
            .is_some_and(|t| transfers[t].kind.direction() == Direction::Listing)
    }
}
