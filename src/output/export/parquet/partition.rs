//! Tables in folders, as Hive has them and every engine since reads them:
//! `transfers/sensor=dmz/date=2026-11-22/part-….parquet`.
//!
//! A folder is a table; below it, a folder for each sensor and each day (UTC) holds the rows of
//! these. What the names of the folders tell is not a column of the files. A value that is missing
//! is [`NO_VALUE`], and what could mean something in a path is `%XX`. The file is named after the
//! capture: many captures can be exported into the same folders, and the same one a second time
//! finds its files there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::rc::Rc;

use crate::model::{CaptureSummary, Message};
use crate::output::export::PartFile;
use crate::text::message::io_error;

use super::origin::{DATE, HasOrigin, SENSOR, date};
use super::table::{ParquetTable, write};

/// What stands for a value that is missing.
const NO_VALUE: &str = "__HIVE_DEFAULT_PARTITION__";
/// Folders that a table may have: ten years of days. Times in a capture are whatever somebody wrote
/// there, and each folder is a file that others open.
const MOST: usize = 3660;
/// Bytes of a digest that name a file.
const NAME_BYTES: usize = 8;

/// The files of a table, each with its path below the folder of all tables.
///
/// # Errors
/// More sensors and days than there may be.
pub(super) fn partitions<'a, R: HasOrigin + 'a>(
    name: &str,
    table: ParquetTable<'a, R>,
    captures: &[CaptureSummary],
) -> io::Result<Vec<PartFile<'a>>> {
    let (columns, rows) = table.without(&[SENSOR, DATE]);
    let columns = Rc::new(columns);
    let mut partitions: BTreeMap<(Option<String>, Option<i64>), Vec<R>> = BTreeMap::new();
    for row in rows {
        let origin = row.origin();
        let key = (origin.sensor().map(str::to_owned), origin.day());
        partitions.entry(key).or_default().push(row);
        if partitions.len() > MOST {
            return Err(too_many(name));
        }
    }
    let file = file_name(captures);
    let files = partitions.into_iter().map(|((sensor, day), rows)| {
        let columns = Rc::clone(&columns);
        let sensor = value(sensor.as_deref());
        let day = value(day.map(date).as_deref());
        PartFile {
            path: format!("{name}/{SENSOR}={sensor}/{DATE}={day}/{file}"),
            write: Box::new(move |out| write(out, &columns, rows)),
        }
    });
    Ok(files.collect())
}

fn too_many(name: &str) -> io::Error {
    let args = [("name", name.into()), ("most", MOST.into())];
    io_error(io::ErrorKind::Other, Message::new("told-partitions", args))
}

/// A value as the name of a folder has it.
fn value(text: Option<&str>) -> String {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return NO_VALUE.to_owned();
    };
    let mut value = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            value.push(char::from(byte));
        } else {
            let _ = write!(value, "%{byte:02X}");
        }
    }
    value
}

/// The same for the same capture files, wherever they lie.
fn file_name(captures: &[CaptureSummary]) -> String {
    let mut hasher = blake3::Hasher::new();
    for capture in captures {
        let base = capture.path.rsplit(['/', '\\']).next();
        let text = format!(
            "{:?} {} {} {:?} {:?}\n",
            base, capture.frames, capture.bytes, capture.first_time, capture.last_time
        );
        hasher.update(text.as_bytes());
    }
    let digest = hasher.finalize().to_hex();
    format!("part-{}.parquet", &digest[..2 * NAME_BYTES])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_one_name_of_a_folder_whatever_it_is() {
        for (text, name) in [
            (Some("dmz-1.eu"), "dmz-1.eu"),
            (Some("a/b=c %"), "a%2Fb%3Dc%20%25"),
            (Some("../x"), "..%2Fx"),
            (Some("c\u{1ea1}m"), "c%E1%BA%A1m"),
            (Some(""), NO_VALUE),
            (None, NO_VALUE),
        ] {
            assert_eq!(value(text), name);
        }
    }

    #[test]
    fn a_file_is_named_after_the_capture_and_not_after_its_folder() {
        let [here, there, other] = ["a/x.pcap", "/b/x.pcap", "a/y.pcap"].map(|path| {
            file_name(&[CaptureSummary {
                path: path.to_owned(),
                ..CaptureSummary::default()
            }])
        });
        assert_eq!(here, there);
        assert_ne!(here, other);
        assert_eq!(here.len(), "part-0123456789abcdef.parquet".len());
    }
}
