//! Apache Parquet: a table a file, for engines that read columns (`DuckDB`, Spark, Athena,
//! `PyArrow`, Polars).
//!
//! Names, types and order of the columns are the same whatever a capture holds. `uid` is the key:
//! that of a session stands as `session_uid` in every other table, that of a data connection as
//! `connection_uid`. Each table but that of the captures ends with where a row comes from: the file
//! and the number of its frame there, the sensor, and the date (UTC). By the last two, tables can
//! be partitioned into folders (`partition`).
//!
//! | file | a row for each |
//! |---|---|
//! | `captures` | capture file |
//! | `sessions` | control connection |
//! | `commands` | command, with its last reply |
//! | `transfers` | transfer |
//! | `connections` | connection of a session, control or data |
//! | `offers` | announced data endpoint |
//! | `findings` | finding |

mod captures;
mod connections;
mod dialogue;
mod origin;
mod partition;
mod sessions;
mod table;
mod transfers;

use super::{ExportFormat, ExportPart};
use partition::partitions;

#[cfg(feature = "archive")]
pub(crate) use table::{ParquetColumn, TableWriter};

pub(super) const FORMAT: ExportFormat = ExportFormat {
    name: "parquet",
    about: "Apache Parquet, a table a file, with the same columns for every capture",
    parts: &[
        ExportPart {
            file: "captures.parquet",
            write: |out, view, _| captures::captures(view).write(out),
            partitions: Some(|view| {
                let table = captures::captures(view);
                partitions("captures", table, &view.analysis.captures)
            }),
        },
        ExportPart {
            file: "sessions.parquet",
            write: |out, view, _| sessions::sessions(view).write(out),
            partitions: Some(|view| {
                let table = sessions::sessions(view);
                partitions("sessions", table, &view.analysis.captures)
            }),
        },
        ExportPart {
            file: "commands.parquet",
            write: |out, view, _| dialogue::commands(view).write(out),
            partitions: Some(|view| {
                let table = dialogue::commands(view);
                partitions("commands", table, &view.analysis.captures)
            }),
        },
        ExportPart {
            file: "transfers.parquet",
            write: |out, view, _| transfers::transfers(view).write(out),
            partitions: Some(|view| {
                let table = transfers::transfers(view);
                partitions("transfers", table, &view.analysis.captures)
            }),
        },
        ExportPart {
            file: "connections.parquet",
            write: |out, view, _| connections::connections(view).write(out),
            partitions: Some(|view| {
                let table = connections::connections(view);
                partitions("connections", table, &view.analysis.captures)
            }),
        },
        ExportPart {
            file: "offers.parquet",
            write: |out, view, _| dialogue::offers(view).write(out),
            partitions: Some(|view| {
                let table = dialogue::offers(view);
                partitions("offers", table, &view.analysis.captures)
            }),
        },
        ExportPart {
            file: "findings.parquet",
            write: |out, view, _| captures::findings(view).write(out),
            partitions: Some(|view| {
                let table = captures::findings(view);
                partitions("findings", table, &view.analysis.captures)
            }),
        },
    ],
    is_stream: false,
};
