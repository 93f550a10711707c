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
            join_unix(directory.as_bytes(), argument.as_bytes()),
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
        let path = join_unix(b"/one/two", argument.as_bytes());
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
    assert_eq!(quoted(br#"\"/a\" is it"#), Some(b"/a".to_vec()));
    assert_eq!(quoted(br#""C:\" is it"#), Some(b"C:\\".to_vec()));
}

fn shown(directory: Option<WorkingDirectory>) -> Option<String> {
    directory.map(|directory| String::from_utf8(directory.path).expect("UTF-8"))
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
        ("Directory changed to /c:/x", Some("/c:/x")),
        ("Folder changed to \"/x y\".", Some("/x y")),
        ("\"F01TEMP\" is current library.", Some("/F01TEMP")),
        (
            "\"'SYS1.'\" is the working directory name prefix.",
            Some("SYS1."),
        ),
        (
            "The working directory \"SYS1.PARMLIB\" is a partitioned data set",
            Some("SYS1.PARMLIB"),
        ),
        (
            "\"E:\\Data\\New\" is current directory.",
            Some("E:\\Data\\New"),
        ),
        ("Directory successfully changed.", None),
        ("\"docs\" is the current directory", None),
        ("Read \"/etc/motd\"", None),
    ] {
        let told = WorkingDirectory::told_by_cwd(text.as_bytes());
        assert_eq!(shown(told).as_deref(), directory, "{text}");
    }
}

#[test]
fn pwd_may_go_without_quotes() {
    assert_eq!(told("\"/a\" is cwd"), Some("/a".into()));
    assert_eq!(told("/flash is the directory"), Some("/flash".into()));
    assert_eq!(told("Current directory known"), None);
}

fn told(text: &str) -> Option<String> {
    shown(WorkingDirectory::told_by_pwd(text.as_bytes()))
}

/// From a directory, each name as a file and, with `>`, as a directory to go to.
fn walk(pwd: &str, steps: &[(&str, &str)]) {
    let mut directory = WorkingDirectory::told_by_pwd(pwd.as_bytes()).expect("a directory");
    for (step, expected) in steps {
        let path = if let Some(name) = step.strip_prefix('>') {
            directory = directory.enter(name.as_bytes());
            directory.path.clone()
        } else {
            directory.join(step.as_bytes())
        };
        assert_eq!(
            path.escape_ascii().to_string(),
            expected.escape_default().to_string(),
            "{pwd} {step}"
        );
    }
}

#[test]
fn windows_has_drives_and_two_slashes() {
    walk(
        r#""C:\Hard Disk\logs" is current directory."#,
        &[
            ("a.log", r"C:\Hard Disk\logs\a.log"),
            (r"sub\b.log", r"C:\Hard Disk\logs\sub\b.log"),
            (r"..\c.log", r"C:\Hard Disk\c.log"),
            (r"\x", r"C:\x"),
            ("/x/y", r"C:\x\y"),
            (r"F:\Alt\c.csv", r"F:\Alt\c.csv"),
            (r">D:\", r"D:\"),
            ("b.log", r"D:\b.log"),
            (">..", r"D:\"),
            (">Neu", r"D:\Neu"),
            ("f", r"D:\Neu\f"),
        ],
    );
    walk(
        r#""\flash" is current directory."#,
        &[("a", r"\flash\a"), (">..", r"\"), ("b", r"\b")],
    );
}

#[test]
fn data_sets_have_prefixes_and_members() {
    walk(
        r#""'IBMUSER.'" is working directory."#,
        &[
            ("JCL.CNTL", "IBMUSER.JCL.CNTL"),
            ("'SYS1.PARMLIB(IEASYS00)'", "SYS1.PARMLIB(IEASYS00)"),
            (">'SYS1.'", "SYS1."),
            ("MACLIB(ABEND)", "SYS1.MACLIB(ABEND)"),
            (">A.B", "SYS1.A.B"),
            (">..", "SYS1.A"),
            ("/u/file", "/u/file"),
        ],
    );
    let partitioned = WorkingDirectory::told_by_cwd(
        br#"The working directory "SYS1.PARMLIB" is a partitioned data set"#,
    )
    .unwrap();
    assert_eq!(partitioned.join(b"IEASYS00"), b"SYS1.PARMLIB(IEASYS00)");
    assert_eq!(partitioned.enter(b"..").path, b"SYS1");
}

#[test]
fn vms_has_brackets() {
    walk(
        r#""SYS$SYSDEVICE:[LAB]" is current directory."#,
        &[
            ("LOGIN.COM;1", "SYS$SYSDEVICE:[LAB]LOGIN.COM;1"),
            ("[.SUB]A.TXT", "SYS$SYSDEVICE:[LAB.SUB]A.TXT"),
            ("DUA0:[X]B.TXT", "DUA0:[X]B.TXT"),
            (">[.SUB]", "SYS$SYSDEVICE:[LAB.SUB]"),
            ("A.TXT;3", "SYS$SYSDEVICE:[LAB.SUB]A.TXT;3"),
            (">DEEP", "SYS$SYSDEVICE:[LAB.SUB.DEEP]"),
            (">[-]", "SYS$SYSDEVICE:[LAB.SUB]"),
            (">..", "SYS$SYSDEVICE:[LAB]"),
            (">[OTHER]", "SYS$SYSDEVICE:[OTHER]"),
        ],
    );
}

#[test]
fn libraries_do_not_nest() {
    walk(
        r#""QGPL" is current library."#,
        &[
            ("UPCONTS", "/QGPL/UPCONTS"),
            ("LIB2/FILE.MBR", "/LIB2/FILE.MBR"),
            (">F01TEMP", "/F01TEMP"),
            ("UPCONTS", "/F01TEMP/UPCONTS"),
            ("/QSYS.LIB/X.LIB", "/QSYS.LIB/X.LIB"),
        ],
    );
}

#[test]
fn a_name_with_a_colon_is_no_drive_on_unix() {
    let directory = WorkingDirectory::named(b"/docs");
    assert_eq!(directory.join(b"C:"), b"/docs/C:");
    assert_eq!(directory.join(b"a:b"), b"/docs/a:b");
    assert_eq!(directory.join(br"back\slash"), br"/docs/back\slash");
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
