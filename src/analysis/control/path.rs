//! Paths on the server, as bytes: FTP knows no encoding (RFC 959) or UTF-8 (RFC 2640).

/// The full path of `argument` seen from `directory`, which is a full path itself; `.` and `..` are resolved, `..` never
/// climbs above the root. A directory that is not known is taken for the root.
///
/// The directory is copied and not looked at: it may be long, and a command may follow the other.
pub(crate) fn join(directory: &[u8], argument: &[u8]) -> Vec<u8> {
    let absolute = argument.first() == Some(&b'/');
    let base: &[u8] = if absolute || directory == b"/" {
        b""
    } else {
        directory
    };
    let mut path = Vec::with_capacity(base.len() + argument.len() + 2);
    path.extend_from_slice(base);
    for part in argument.split(|&b| b == b'/') {
        match part {
            b"" | b"." => {}
            b".." => path.truncate(memchr::memrchr(b'/', &path).unwrap_or(0)),
            name => {
                path.push(b'/');
                path.extend_from_slice(name);
            }
        }
    }
    if path.is_empty() {
        path.push(b'/');
    }
    path
}

/// A path that the server told, made full: [`join`] resolves what stands in it.
pub(crate) fn resolved(path: &[u8]) -> Vec<u8> {
    join(b"", path)
}

/// How deep [`join`] leads from a directory that is so deep, `argument` taken for a relative path.
pub(crate) fn depth(directory: usize, argument: &[u8]) -> usize {
    argument
        .split(|&b| b == b'/')
        .fold(directory, |depth, part| match part {
            b"" | b"." => depth,
            b".." => depth.saturating_sub(1),
            _ => depth.saturating_add(1),
        })
}

/// The directory that a 257 names: the text between the outer quotes, a doubled quote standing for one
/// (RFC 959 appendix II).
pub(crate) fn quoted(text: &[u8]) -> Option<Vec<u8>> {
    let begin = text.iter().position(|&b| b == b'"')? + 1;
    let mut name = Vec::new();
    let mut rest = text[begin..].iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte == b'"' && rest.next_if_eq(&b'"').is_none() {
            return Some(name);
        }
        name.push(byte);
    }
    None
}

/// The directory that the reply to a CWD or CDUP tells: in quotes (`"/docs" is the current directory`), or at its end
/// (`Current directory is /docs`). Only a full path counts.
pub(crate) fn told(text: &[u8]) -> Option<Vec<u8>> {
    const PHRASE: &[u8] = b"current directory is ";
    let last = text.rsplit(|&b| b == b'\n').next()?.trim_ascii_end();
    let has = |words: &[u8]| {
        last.windows(words.len())
            .position(|w| w.eq_ignore_ascii_case(words))
    };
    let path = match has(PHRASE) {
        Some(place) => quoted(last).unwrap_or_else(|| last[place + PHRASE.len()..].to_vec()),
        None if has(b"directory").is_some() => quoted(last)?,
        None => return None,
    };
    (path.first() == Some(&b'/')).then_some(path)
}

/// The name that the server chose for a STOU, where its reply tells: `FILE: name` (RFC 1123 section 4.1.2.9), or
/// "unique file name" with the name in quotes or after a colon, as older servers say it.
pub(crate) fn stored_name(text: &[u8]) -> Option<Vec<u8>> {
    let after = |needle: &[u8]| {
        text.windows(needle.len())
            .position(|w| w.eq_ignore_ascii_case(needle))
            .map(|i| &text[i + needle.len()..])
    };
    let tail = if let Some(tail) = after(b"FILE:") {
        tail
    } else {
        let tail = after(b"unique file name")?;
        if let Some(name) = quoted(tail) {
            return Some(name);
        }
        tail.strip_prefix(b":")?
    };
    let line = tail
        .split(|&b| b == b'\n')
        .next()
        .unwrap_or_default()
        .trim_ascii();
    let name = line
        .strip_suffix(b")")
        .or_else(|| line.strip_suffix(b")."))
        .unwrap_or(line);
    (!name.is_empty()).then(|| name.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins() {
        for (directory, argument, path) in [
            ("/", "a.txt", "/a.txt"),
            ("/docs/sub", "../manual.txt", "/docs/manual.txt"),
            ("/docs", "/x//y/./z", "/x/y/z"),
            ("/docs", "", "/docs"),
            ("/docs", "..", "/"),
            ("/docs", "../../../x/.", "/x"),
            ("/", "", "/"),
            ("/", "../../../etc/passwd", "/etc/passwd"),
            ("", "a", "/a"),
        ] {
            assert_eq!(
                join(directory.as_bytes(), argument.as_bytes()),
                path.as_bytes(),
                "{directory} {argument}"
            );
        }
    }

    #[test]
    fn counts_as_it_joins() {
        for argument in [
            "",
            "a",
            "../..",
            "a/../b/./c//d",
            "../../x",
            "a/b/../../../../e",
        ] {
            let path = join(b"/one/two", argument.as_bytes());
            let parts = path.split(|&b| b == b'/').filter(|p| !p.is_empty()).count();
            assert_eq!(depth(2, argument.as_bytes()), parts, "{argument}");
        }
    }

    #[test]
    fn reads_quotes() {
        assert_eq!(
            quoted(br#""/a""b" is the directory"#),
            Some(b"/a\"b".to_vec())
        );
        assert_eq!(quoted(b"no quote"), None);
        assert_eq!(quoted(br#""never closed"#), None);
    }

    #[test]
    fn reads_the_directory_that_a_reply_tells() {
        for (text, directory) in [
            ("OK. Current directory is /docs", Some("/docs")),
            ("\"/a b\" is the current directory.", Some("/a b")),
            (
                "CWD successful. \"/docs\" is current directory.",
                Some("/docs"),
            ),
            (
                "Welcome!\nSee the README\nOK. Current directory is /x",
                Some("/x"),
            ),
            ("Directory successfully changed.", None),
            ("\"docs\" is the current directory", None),
            ("Read \"/etc/motd\"", None),
        ] {
            assert_eq!(
                told(text.as_bytes()).as_deref(),
                directory.map(str::as_bytes),
                "{text}"
            );
        }
    }

    #[test]
    fn reads_the_name_of_a_stou() {
        for (text, name) in [
            ("FILE: ftpd.ie326l8j", Some("ftpd.ie326l8j")),
            ("Opening data connection for FILE: a b.txt", Some("a b.txt")),
            (
                "Transfer complete (unique file name:ftp0001).",
                Some("ftp0001"),
            ),
            ("Unique file name is \"x\"", Some("x")),
            ("Transfer complete", None),
        ] {
            assert_eq!(
                stored_name(text.as_bytes()).as_deref(),
                name.map(str::as_bytes),
                "{text}"
            );
        }
    }
}
