//! What `sessions` and `transfers` list: which rows in which order, and which columns.
//!
//! The columns are those of the comma-separated values, which are the fields of the document,
//! flattened. A listing is sorted by the cells of a column: numbers by their value, addresses by
//! theirs, all else as text; what is empty comes last, whichever way. Rows that are alike stay in
//! the order of the capture.

mod columns;

use std::cmp::Ordering;
use std::io;
use std::net::IpAddr;

use crate::analysis::view::View;
use crate::model::{Session, Transfer};
use crate::text::stamp::Clock;

use super::Subject;
use columns::{SESSION, SessionRow, TRANSFER, TransferRow};

/// The column that names the file, where each is listed alone.
const CAPTURE: &str = "capture";

/// A column by which rows are sorted.
#[derive(Clone, Copy, Debug)]
struct SortOrder {
    column: usize,
    /// The greatest first.
    descends: bool,
}

/// What is listed.
#[derive(Clone, Debug)]
pub struct ListOptions {
    subject: Subject,
    order: Option<SortOrder>,
    most: Option<usize>,
    /// Those that are shown, where they were chosen.
    columns: Option<Vec<usize>>,
    capture: Option<String>,
    continues: bool,
}

impl From<Subject> for ListOptions {
    /// All rows in the order of the capture.
    fn from(subject: Subject) -> Self {
        ListOptions {
            subject,
            order: None,
            most: None,
            columns: None,
            capture: None,
            continues: false,
        }
    }
}

impl ListOptions {
    /// The names of the columns that a subject has.
    pub fn names(subject: Subject) -> &'static [&'static str] {
        match subject {
            Subject::Sessions => &columns::SESSION_NAMES,
            Subject::Transfers => &columns::TRANSFER_NAMES,
        }
    }

    /// The number of the column that names the file, which is there where each is listed alone.
    pub fn capture_column(subject: Subject, name: &str) -> Option<usize> {
        (name.eq_ignore_ascii_case(CAPTURE)).then(|| Self::names(subject).len())
    }

    /// The number of a column, by its name or by its title in a table.
    pub fn column(subject: Subject, name: &str) -> Option<usize> {
        let name = name.to_ascii_lowercase().replace(['-', ' '], "_");
        let own = match (subject, name.as_str()) {
            (_, "client") => "client_ip",
            (_, "server") => "server_ip",
            (_, "#") | (Subject::Sessions, "session") => "id",
            (Subject::Sessions, "log_in") => "login",
            (Subject::Transfers, "size") => "bytes",
            (Subject::Transfers, "lost") => "lost_bytes",
            (Subject::Transfers, "reply") => "reply_code",
            (Subject::Transfers, "rate") => "bytes_per_second",
            (_, name) => name,
        };
        Self::names(subject)
            .iter()
            .position(|column| *column == own)
    }

    /// Sorts by this column.
    #[must_use]
    pub fn sorted(mut self, column: usize, descends: bool) -> Self {
        self.order = Some(SortOrder { column, descends });
        self
    }

    /// Ends after so many rows.
    #[must_use]
    pub fn most(mut self, rows: usize) -> Self {
        self.most = Some(rows);
        self
    }

    /// Shows these columns only.
    #[must_use]
    pub fn columns(mut self, columns: Vec<usize>) -> Self {
        self.columns = Some(columns);
        self
    }

    /// Names the file in each row, in a column of its own at the end unless that was chosen for
    /// another place; `continues` where it is not the first that is listed.
    #[must_use]
    pub fn of_capture(mut self, name: String, continues: bool) -> Self {
        self.capture = Some(name);
        self.continues = continues;
        self
    }

    pub(crate) fn subject(&self) -> Subject {
        self.subject
    }

    /// The name of the file, where each is listed alone.
    pub(crate) fn capture(&self) -> Option<&str> {
        self.capture.as_deref()
    }

    /// True where columns were chosen.
    pub(crate) fn has_own_columns(&self) -> bool {
        self.columns.is_some()
    }

    /// True where no other listing stands above this one.
    pub(crate) fn has_header(&self) -> bool {
        !self.continues
    }

    /// The names of the columns that are shown.
    pub(crate) fn titles(&self) -> Vec<&'static str> {
        let names = Self::names(self.subject);
        let mut titles = match &self.columns {
            None => names.to_vec(),
            Some(columns) => {
                let chosen = columns.iter().map(|&column| names.get(column));
                chosen
                    .map(|name| name.copied().unwrap_or(CAPTURE))
                    .collect()
            }
        };
        titles.extend(self.capture_at_end().map(|_| CAPTURE));
        titles
    }

    /// The name of the file, where it has no place among the columns that were chosen.
    fn capture_at_end(&self) -> Option<&str> {
        self.capture().filter(|_| !self.places_capture())
    }

    /// True where the name of the file is among the columns that were chosen.
    pub(crate) fn places_capture(&self) -> bool {
        let columns = self.columns.as_deref().unwrap_or_default();
        columns.contains(&Self::names(self.subject).len())
    }

    /// The sessions that are listed.
    pub(crate) fn sessions<'a>(&self, view: &View<'a>) -> Vec<&'a Session> {
        let clock = Clock::of(view);
        self.chosen(view.sessions().collect(), |session, column| {
            SESSION[column].1(&SessionRow {
                view,
                clock: &clock,
                session,
            })
        })
    }

    /// The transfers that are listed.
    pub(crate) fn transfers<'a>(&self, view: &View<'a>) -> Vec<(&'a Session, &'a Transfer)> {
        let clock = Clock::of(view);
        self.chosen(view.transfers().collect(), |transfer, column| {
            TRANSFER[column].1(&TransferRow::new(view, &clock, transfer))
        })
    }

    /// Hands on the cells of each row.
    pub(crate) fn for_each_row(
        &self,
        view: &View,
        mut take: impl FnMut(Vec<String>) -> io::Result<()>,
    ) -> io::Result<()> {
        let clock = Clock::of(view);
        match self.subject {
            Subject::Sessions => self.sessions(view).into_iter().try_for_each(|session| {
                let row = SessionRow {
                    view,
                    clock: &clock,
                    session,
                };
                take(self.shown(|column| SESSION[column].1(&row)))
            }),
            Subject::Transfers => self.transfers(view).into_iter().try_for_each(|transfer| {
                let row = TransferRow::new(view, &clock, transfer);
                take(self.shown(|column| TRANSFER[column].1(&row)))
            }),
        }
    }

    /// The cells of the columns that are shown.
    fn shown(&self, cell: impl Fn(usize) -> String) -> Vec<String> {
        let count = Self::names(self.subject).len();
        let mut shown: Vec<String> = match &self.columns {
            None => (0..count).map(cell).collect(),
            Some(columns) => {
                let cells = columns.iter().map(|&column| {
                    let own = (column < count).then(|| cell(column));
                    own.or_else(|| self.capture.clone()).unwrap_or_default()
                });
                cells.collect()
            }
        };
        shown.extend(self.capture_at_end().map(str::to_owned));
        shown
    }

    fn chosen<T: Copy>(&self, mut rows: Vec<T>, cell: impl Fn(T, usize) -> String) -> Vec<T> {
        if let Some(order) = self.order {
            let mut keyed: Vec<(SortKey, T)> = rows
                .iter()
                .map(|&row| (SortKey::new(cell(row, order.column)), row))
                .collect();
            keyed.sort_by(|(own, _), (other, _)| own.compare(other, order.descends));
            rows = keyed.into_iter().map(|(_, row)| row).collect();
        }
        rows.truncate(self.most.unwrap_or(usize::MAX));
        rows
    }
}

/// What a row is sorted by.
#[derive(Debug, PartialEq)]
enum SortKey {
    Number(f64),
    Address(IpAddr),
    Text(String),
    Nothing,
}

impl SortKey {
    fn new(cell: String) -> Self {
        if cell.is_empty() {
            return SortKey::Nothing;
        }
        if let Some(number) = cell.parse().ok().filter(|number: &f64| number.is_finite()) {
            return SortKey::Number(number);
        }
        cell.parse().map_or(SortKey::Text(cell), SortKey::Address)
    }

    fn compare(&self, other: &SortKey, descends: bool) -> Ordering {
        let by_value = match (self, other) {
            (SortKey::Number(own), SortKey::Number(other)) => own.total_cmp(other),
            (SortKey::Address(own), SortKey::Address(other)) => own.cmp(other),
            (SortKey::Text(own), SortKey::Text(other)) => own.cmp(other),
            _ => return self.kind().cmp(&other.kind()),
        };
        if descends {
            by_value.reverse()
        } else {
            by_value
        }
    }

    fn kind(&self) -> u8 {
        match self {
            SortKey::Number(_) => 0,
            SortKey::Address(_) => 1,
            SortKey::Text(_) => 2,
            SortKey::Nothing => 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(cells: &[&str], descends: bool) -> Vec<String> {
        let listing = ListOptions::from(Subject::Sessions).sorted(0, descends);
        let rows = listing.chosen((0..cells.len()).collect(), |row, _| cells[row].to_owned());
        rows.into_iter().map(|row| cells[row].to_owned()).collect()
    }

    #[test]
    fn rows_are_sorted_by_what_their_cells_mean() {
        assert_eq!(sorted(&["10", "9", ""], false), ["9", "10", ""]);
        assert_eq!(sorted(&["9", "", "10"], true), ["10", "9", ""]);
        let addresses = ["10.0.0.2", "9.0.0.1", "2001:db8::1"];
        assert_eq!(
            sorted(&addresses, false),
            ["9.0.0.1", "10.0.0.2", "2001:db8::1"]
        );
        assert_eq!(sorted(&["b", "a", "b"], true), ["b", "b", "a"]);
    }

    #[test]
    fn columns_have_the_names_of_tables_too() {
        for (name, column) in [
            ("bytes", "bytes"),
            ("Size", "bytes"),
            ("client", "client_ip"),
            ("reply", "reply_code"),
        ] {
            let found = ListOptions::column(Subject::Transfers, name).expect("a column");
            assert_eq!(ListOptions::names(Subject::Transfers)[found], column);
        }
        assert_eq!(ListOptions::column(Subject::Sessions, "colour"), None);
    }
}
