//! Which columns the table of the timeline has, and how wide they are.

use super::cells::{
    COLUMNS, DESTINATION, FROM, INFO, LENGTH, NOTE, NUMBER, PROTOCOL, SESSION, SOURCE, TIME,
};

/// In every language: learners find the same names in Wireshark.
pub(super) const HEADER: [&str; COLUMNS] = [
    "No.",
    "Time",
    "Ses",
    "Source",
    "Destination",
    "From",
    "Protocol",
    "Length",
    "Info",
    "Note",
];
/// Everything, the note beside its row.
const WIDE: &[usize] = &[
    NUMBER,
    TIME,
    SESSION,
    SOURCE,
    DESTINATION,
    PROTOCOL,
    LENGTH,
    INFO,
    NOTE,
];
/// The note below its row.
const MEDIUM: &[usize] = WIDE.split_at(WIDE.len() - 1).0;
/// And the addresses shortened to the side that sends.
const NARROW: &[usize] = &[NUMBER, TIME, SESSION, FROM, PROTOCOL, LENGTH, INFO];

/// The columns that are shown, and their widths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TableLayout {
    pub(super) columns: &'static [usize],
    pub(super) widths: [u16; COLUMNS],
    pub(super) gap: u16,
}

impl TableLayout {
    /// The widest one that leaves the Info column `room`.
    pub(super) fn new(widths: [u16; COLUMNS], available: Option<u16>, room: u16) -> Self {
        let wide = TableLayout {
            columns: WIDE,
            widths,
            gap: 2,
        };
        let Some(available) = available else {
            return wide;
        };
        if wide.width() <= available {
            return wide;
        }
        let medium = TableLayout {
            columns: MEDIUM,
            ..wide
        }
        .squeezed(available);
        if medium.widths[INFO] >= room.min(widths[INFO]) {
            return medium;
        }
        TableLayout {
            columns: NARROW,
            gap: 1,
            ..wide
        }
        .squeezed(available)
    }

    /// The widest layout, its texts and notes sharing what the other columns leave.
    pub(super) fn beside(widths: [u16; COLUMNS], available: u16) -> Self {
        let mut layout = TableLayout {
            columns: WIDE,
            widths,
            gap: 2,
        };
        layout.widths[INFO] = 0;
        layout.widths[NOTE] = 0;
        let rest = available.saturating_sub(layout.width());
        layout.widths[NOTE] = widths[NOTE].min(rest / 2);
        layout.widths[INFO] = widths[INFO].min(rest - layout.widths[NOTE]);
        layout
    }

    fn width(&self) -> u16 {
        let gaps = self.gap * (self.columns.len() as u16 - 1);
        self.columns
            .iter()
            .fold(gaps, |sum, &column| sum.saturating_add(self.widths[column]))
    }

    /// Gives the Info column what the others leave; the notes below need room too.
    fn squeezed(mut self, available: u16) -> Self {
        let wanted = self.widths[INFO].max(self.widths[NOTE].saturating_add(2));
        self.widths[INFO] = 0;
        self.widths[INFO] = wanted.min(available.saturating_sub(self.width())).max(8);
        self
    }

    /// Columns of the terminal before one of the table.
    pub(super) fn left_of(&self, column: usize) -> u16 {
        let before = self.columns.iter().take_while(|&&c| c != column);
        before
            .map(|&c| self.widths[c].saturating_add(self.gap))
            .fold(0, u16::saturating_add)
    }

    /// True where the note has no column.
    pub(super) fn note_below(&self) -> bool {
        !self.columns.contains(&NOTE)
    }

    /// The columns that the widest layout has and this one has not; the note stands below its row.
    pub(super) fn left_out(&self) -> Vec<String> {
        let columns = WIDE
            .iter()
            .filter(|column| **column != NOTE && !self.columns.contains(column));
        columns.map(|&column| HEADER[column].to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTHS: [u16; COLUMNS] = [3, 9, 3, 9, 11, 6, 8, 6, 82, 85];

    #[test]
    fn every_width_gets_the_widest_layout_that_fits() {
        for (available, columns, info) in [
            (None, WIDE, 82),
            (Some(240), WIDE, 82),
            (Some(160), MEDIUM, 87),
            (Some(80), NARROW, 39),
        ] {
            let layout = TableLayout::new(WIDTHS, available, 64);
            assert_eq!(
                (layout.columns, layout.widths[INFO]),
                (columns, info),
                "{available:?}"
            );
            assert!(
                available.is_none_or(|a| layout.width() <= a),
                "{available:?}"
            );
        }
    }
}
