use super::*;

/// The secrets of a stream, in which `_` stands for a byte that is not in the capture.
fn secrets(stream: &[u8]) -> Vec<String> {
    let mut scanner = Scanner::default();
    for &byte in stream {
        if byte == b'_' {
            scanner.gap(1);
        } else {
            scanner.bytes(&[byte]);
        }
    }
    let found = scanner.finish().into_iter();
    found
        .map(|range| &stream[range.start as usize..range.end as usize])
        .map(|secret| secret.escape_ascii().to_string())
        .collect()
}

#[test]
fn every_way_to_write_a_secret_verb() {
    for line in [
        &b"PASS word\r\n"[..],
        b"pass word\r\n",
        b"PASSword\r\n",
        b"PASS\tword\n",
        b"ACCT   word\r\n",
        b"  PASS word\r\n",
        b"XPASS word\r\n",
        b"ADAT word\r\n",
        b"SITE PSWD word\r\n",
        b"site  passwd word\r\n",
        b"SITE GADDUSER word\r\n",
        b"MIC word\r\n",
        b"CONF word\r\n",
        b"ENC word\r\n",
        b"XAUT word\r\n",
        b"quote PASS word\r\n",
        b"ftp> pass word\r\n",
        b"\"PASS word\r\n",
        b"SITE SETPW word\r\n",
        b"SITE CHANGEPASSWORD word\r\n",
        b"Authorization: word\r\n",
        b"Proxy-Authorization: word\r\n",
        b"Cookie: word\r\n",
        b"\xef\xbb\xbfPASS word\r\n",
        b"\xff\xf1PASS word\r\n",
        b"\xff\xfb\x01PASS word\r\n",
        b"P\xff\xffASS word\r\n",
        b"PAX\x08SS word\r\n",
        b"PA\0\nPASS word\r\n",
        b"USER anna\rPASS word\r\n",
        b"USER anna\r\0PASS word\r\0",
        b"PASS word\0",
        b"PASS word",
    ] {
        assert_eq!(
            secrets(line),
            ["word"],
            "{:?}",
            line.escape_ascii().to_string()
        );
    }
}

#[test]
fn a_line_end_that_is_spelt_out_begins_a_command() {
    for (stream, secret) in [
        (r"USER a\r\nPASS secret", "secret"),
        (r"USER a\nPASS secret", "secret"),
        ("USER a%0D%0APASS secret", "secret"),
        ("USER a%0apass secret", "secret"),
        (r"CWD C:\new\npassages", ""),
        (r"CWD C:\pass word", ""),
        ("RETR 100%0 pass word", ""),
    ] {
        let found = secrets(stream.as_bytes());
        assert_eq!(found.concat(), secret, "{stream}");
    }
}

#[test]
fn a_password_may_begin_with_the_letter_255() {
    assert_eq!(secrets(b"PASS \xffword\r\n"), ["\\xffword"]);
}

#[test]
fn a_secret_goes_on_behind_lost_bytes_to_the_end_of_its_line() {
    assert_eq!(secrets(b"PASS wo__d\r\nCWD a\r\n"), ["wo__d"]);
    assert_eq!(secrets(b"PASS __rd\nACCT x\n"), ["__rd", "x"]);
    assert_eq!(secrets(b"PASS a\rb\r\n"), ["a\\rb"]);
}

#[test]
fn a_nul_ends_a_secret_where_a_command_follows() {
    assert_eq!(secrets(b"PASS wo\0rd\r\nCWD a\r\n"), ["wo\\x00rd"]);
    assert_eq!(secrets(b"PASS \0word\r\n"), ["\\x00word"]);
    assert_eq!(secrets(b"PASS wo\0 rd\r\n"), ["wo\\x00 rd"]);
    assert_eq!(secrets(b"PASS word\0\0"), ["word"]);
    assert_eq!(secrets(b"PASS word\0\r\n"), ["word\\x00"]);
    assert_eq!(secrets(b"PASS word\0\n"), ["word"]);
    assert_eq!(secrets(b"PASS word\0PORT 1,2\0ACCT x\r\n"), ["word", "x"]);
    assert_eq!(secrets(b"PASS word\0PASS x\0NOOP\r\n"), ["word", "x"]);
    assert_eq!(secrets(b"PASS wo\0rd_\r\n"), ["wo\\x00rd_"]);
    assert_eq!(secrets(b"PASS \0NOOP\r\n"), [""; 0]);
}

#[test]
fn a_command_of_the_server_is_known_by_its_end() {
    for line in [
        &b"ITE PSWD word\r\n"[..],
        b"E PASSWD word\n",
        b"PSWD word\n",
        b"S_TE PSWD word\n",
        b"SI__PSWD word\n",
        b"SITE P_WD word\n",
        b"SITE __SWD word\n",
    ] {
        assert_eq!(
            secrets(line),
            ["word"],
            "{:?}",
            line.escape_ascii().to_string()
        );
    }
    for line in [
        &b"TR a PSWD b\n"[..],
        b"SITE C_OD 644 a\n",
        b"SITE _ a\n",
        b"RE__data.txt\n",
    ] {
        assert_eq!(
            secrets(line),
            [""; 0],
            "{:?}",
            line.escape_ascii().to_string()
        );
    }
}

#[test]
fn what_is_left_of_a_verb_is_known_by_its_end() {
    for line in [
        &b"P_SS word\n"[..],
        b"_ASS word\n",
        b"AC_T word\n",
        b"__s word\n",
    ] {
        let text = line.escape_ascii().to_string();
        assert_eq!(secrets(line), ["word"], "{text:?}");
    }
    let mut scanner = Scanner::in_mid_stream();
    scanner.bytes(b"ss word\r\nss word\r\n");
    assert_eq!(scanner.finish(), [Range { start: 3, end: 7 }]);
}

#[test]
fn other_lines_hold_none() {
    for line in [
        &b"USER PASS word\r\n"[..],
        b"PASV\r\n",
        b"CWD PASS x\r\n",
        b"CWD a__PASS x\r\n",
        b"STOR pass word\r\n",
        b"SITE CHMOD 644 PSWD\r\n",
        b"230 PASS word\r\n",
        b"PASS\r\n",
        b"PASS \r\n",
        b"MICHAEL word\r\n",
        b"CONFIG word\r\n",
        b"ENCODING word\r\n",
        b"PROXY word\r\n",
        b"SITE USERS word\r\n",
    ] {
        assert_eq!(
            secrets(line),
            [""; 0],
            "{:?}",
            line.escape_ascii().to_string()
        );
    }
}
