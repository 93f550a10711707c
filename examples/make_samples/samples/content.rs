//! What the files of the samples hold.

use std::fmt::Write;

use super::dice::Rng;

/// A short text in plain words.
pub(crate) const README: &str = "\
Station archive\r\n\
===============\r\n\
One file a day, named by its date. Columns: time (UTC), temperature in\r\n\
degrees Celsius, relative humidity in per cent, pressure in hPa.\r\n\
The file of today grows until midnight.\r\n\
Questions to the keeper of the station.\r\n";

/// A day of a weather station: a head and `rows` readings, ten minutes apart, 26 bytes each.
pub(crate) fn readings(rows: u64) -> Vec<u8> {
    let mut dice = Rng::new(rows);
    let mut table = String::from("time,temp,humidity,pressure\n");
    for row in 0..rows {
        let (hour, minute) = (row / 6 % 24, row % 6 * 10);
        let (temperature, humidity) = (110 + dice.below(60), 480 + dice.below(300));
        let pressure = 10_090 + dice.below(80);
        writeln!(
            table,
            "{hour:02}:{minute:02}:00,{:02}.{},{:02}.{},{:04}.{}",
            temperature / 10,
            temperature % 10,
            humidity / 10,
            humidity % 10,
            pressure / 10,
            pressure % 10
        )
        .expect("a string takes every text");
    }
    table.into_bytes()
}

/// A directory as servers on Unix list it.
pub(crate) const LISTING: &str = "\
-rw-r--r--    1 ftp      ftp           254 Mar 01 08:00 README\r\n\
drwxr-xr-x    2 ftp      ftp          4096 Mar 14 00:00 archive\r\n\
-rw-r--r--    1 ftp      ftp          3772 Mar 14 00:10 today.csv\r\n";
