//! Apache Parquet: a table a file, for engines that read columns (`DuckDB`, Spark, Athena, `PyArrow`, Polars).
//!
//! Names, types and order of the columns are the same whatever a capture holds. `uid` is the key: that of a session stands
//! as `session_uid` in every other table, that of a data connection as `connection_uid`. Each table but that of the
//! captures ends with where a row comes from: the file and the number of its frame there, the sensor, and the date (UTC),
//! by which archives are partitioned.
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
mod sessions;
mod table;
mod transfers;

use super::{ExportFormat, ExportPart};

#[cfg(feature = "archive")]
pub(crate) use table::{Column, TableWriter};

pub(super) const FORMAT: ExportFormat = ExportFormat {
    name: "parquet",
    about: "Apache Parquet, a table a file, with the same columns for every capture",
    parts: &[
        ExportPart {
            file: "captures.parquet",
            write: captures::captures,
        },
        ExportPart {
            file: "sessions.parquet",
            write: sessions::sessions,
        },
        ExportPart {
            file: "commands.parquet",
            write: dialogue::commands,
        },
        ExportPart {
            file: "transfers.parquet",
            write: transfers::transfers,
        },
        ExportPart {
            file: "connections.parquet",
            write: connections::connections,
        },
        ExportPart {
            file: "offers.parquet",
            write: dialogue::offers,
        },
        ExportPart {
            file: "findings.parquet",
            write: captures::findings,
        },
    ],
    is_stream: false,
};
