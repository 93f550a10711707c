//! `--where`: conditions of the language of expectations, as a filter.
//!
//! A condition on the session has to hold of it. Those on transfers have to hold together of one
//! transfer, and those on offers of one offer: the session that has it fits, and of its transfers
//! those that do so, or that came over such an offer.

use crate::analysis::selection::{Criterion, Selection};
use crate::analysis::view::View;
use crate::model::{Analysis, ExpectedData, Session, Transfer};

use super::expression;
use super::key::{KeySubject, SubjectTable};
use super::mistake::{Mistake, SourceText};
use super::rule::Condition;

/// What sessions and transfers have to fit.
#[derive(Debug)]
pub struct Filter {
    session: Vec<Condition>,
    offer: Vec<Condition>,
    transfer: Vec<Condition>,
}

impl Filter {
    /// Reads `mode == passive and transfer.bytes > 1000`.
    ///
    /// # Errors
    /// The place where it makes no sense, and why.
    pub fn new(text: &str) -> Result<Self, Mistake> {
        let mut filter = Filter {
            session: Vec::new(),
            offer: Vec::new(),
            transfer: Vec::new(),
        };
        for condition in expression::filter(&SourceText::new("--where", text))? {
            match condition.key.table() {
                SubjectTable::Offer => filter.offer.push(condition),
                SubjectTable::Transfer => filter.transfer.push(condition),
                _ => filter.session.push(condition),
            }
        }
        Ok(filter)
    }

    fn holds_of_transfer(&self, view: &View, session: &Session, transfer: &Transfer) -> bool {
        hold(
            &self.transfer,
            view,
            KeySubject::Transfer(session, transfer),
        )
    }

    fn holds_of_offer(&self, view: &View, session: &Session, offer: &ExpectedData) -> bool {
        hold(&self.offer, view, KeySubject::Offer(session, offer))
    }

    fn holds_of_session(&self, view: &View, session: &Session) -> bool {
        hold(&self.session, view, KeySubject::Session(session))
    }
}

impl Criterion for Filter {
    fn fits_session(&self, analysis: &Analysis, session: &Session) -> bool {
        let (selection, mut offers) = (Selection::default(), session.offers.iter());
        let mut transfers = session.transfers.iter();
        let view = everything(analysis, &selection);
        self.holds_of_session(&view, session)
            && (self.offer.is_empty()
                || offers.any(|offer| self.holds_of_offer(&view, session, offer)))
            && (self.transfer.is_empty()
                || transfers.any(|transfer| self.holds_of_transfer(&view, session, transfer)))
    }

    fn fits_transfer(&self, analysis: &Analysis, session: &Session, transfer: &Transfer) -> bool {
        let selection = Selection::default();
        let view = everything(analysis, &selection);
        let mut offers = session.offers.iter();
        self.holds_of_transfer(&view, session, transfer)
            && self.holds_of_session(&view, session)
            && (self.offer.is_empty()
                || offers.any(|offer| {
                    transfer.offer == Some(offer.id) && self.holds_of_offer(&view, session, offer)
                }))
    }

    fn needs_digest(&self) -> bool {
        self.transfer
            .iter()
            .any(|condition| condition.key.name == "sha256")
    }
}

/// A filter chooses among all, whatever other filters there are.
fn everything<'a>(analysis: &'a Analysis, selection: &'a Selection) -> View<'a> {
    View {
        analysis,
        selection,
        show_passwords: false,
    }
}

fn hold(conditions: &[Condition], view: &View, subject: KeySubject) -> bool {
    conditions.iter().all(|condition| {
        let fact = condition.key.fact(view, subject);
        condition.matcher.judge(&fact).passed
    })
}

#[cfg(test)]
mod tests {
    use super::Filter;

    fn message(text: &str) -> String {
        Filter::new(text).expect_err("a mistake").message
    }

    #[test]
    fn a_filter_may_be_about_several_tables() {
        let filter =
            Filter::new("user == bob and bytes > 5 and offer.method == PASV").expect("a filter");
        assert_eq!(filter.session[0].key.name, "user");
        assert_eq!(filter.transfer[0].key.name, "size");
        assert_eq!(filter.offer[0].key.name, "method");
        assert!(Filter::new("outcome == complete").is_ok());
    }

    #[test]
    fn what_is_no_filter_is_told() {
        assert!(message("moed == passive").contains("did you mean `mode`?"));
        assert!(message("user == bob or user == anna").contains("there is no `or`"));
        assert!(message("capture.sessions == 1").contains("a filter is about"));
    }
}
