use proptest::prelude::*;

use super::*;

fn value(tag: u8, contents: &[u8]) -> Vec<u8> {
    let len = contents.len() as u16;
    let [high, low] = len.to_be_bytes();
    [&[tag, 0x82, high, low], contents].concat()
}

fn pair(kind: &[u8], tag: u8, text: &[u8]) -> Vec<u8> {
    let pair = [value(OBJECT_IDENTIFIER, kind), value(tag, text)].concat();
    value(SEQUENCE, &pair)
}

const UTF8: u8 = 0x0c;
const COMMON_NAME: &[u8] = &[0x55, 4, 3];

/// A name of one pair a set.
fn name(pairs: &[Vec<u8>]) -> Vec<u8> {
    let sets: Vec<u8> = pairs.iter().flat_map(|pair| value(SET, pair)).collect();
    value(SEQUENCE, &sets)
}

fn common_name(text: &str) -> Vec<u8> {
    name(&[pair(COMMON_NAME, UTF8, text.as_bytes())])
}

/// A certificate without a signature that anybody could check.
fn certificate(issuer: &[u8], subject: &[u8], validity: &[Vec<u8>], names: &[u8]) -> Vec<u8> {
    let algorithm = value(SEQUENCE, b"");
    let usage = value(
        SEQUENCE,
        &[
            value(OBJECT_IDENTIFIER, &[0x55, 0x1d, 0x0f]),
            value(OCTET_STRING, b""),
        ]
        .concat(),
    );
    let alternative = [
        value(OBJECT_IDENTIFIER, SUBJECT_ALT_NAME),
        value(0x01, &[0xff]),
        value(OCTET_STRING, &value(SEQUENCE, names)),
    ];
    let extensions = [usage, value(SEQUENCE, &alternative.concat())].concat();
    let fields = [
        value(VERSION, &value(INTEGER, &[2])),
        value(INTEGER, &[1]),
        algorithm.clone(),
        issuer.to_vec(),
        value(SEQUENCE, &validity.concat()),
        subject.to_vec(),
        algorithm.clone(),
        value(EXTENSIONS, &value(SEQUENCE, &extensions)),
    ];
    let signed = [
        value(SEQUENCE, &fields.concat()),
        algorithm,
        value(0x03, b"\0"),
    ];
    value(SEQUENCE, &signed.concat())
}

fn years() -> [Vec<u8>; 2] {
    [
        value(UTC_TIME, b"991231235959Z"),
        value(GENERALIZED_TIME, b"99991231235959Z"),
    ]
}

fn with_subject(subject: &[u8]) -> Certificate {
    let der = certificate(&common_name("Lab CA"), subject, &years(), b"");
    read(&der).expect("a certificate")
}

fn text(text: &Text) -> String {
    String::from_utf8(text.bytes().to_vec()).expect("UTF-8")
}

#[test]
fn all_that_is_wanted_is_read() {
    let names = [
        value(DNS_NAME, b"ftp.example.org"),
        value(0x81, b"who@example.org"),
        value(IP_ADDRESS, &[192, 0, 2, 10]),
        value(
            IP_ADDRESS,
            &[0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        ),
        value(IP_ADDRESS, &[1, 2, 3]),
    ];
    let subject = name(&[
        pair(&[0x55, 4, 6], 0x13, b"VN"),
        pair(&[0x55, 4, 10], UTF8, "Kho tệp, Ltd".as_bytes()),
        pair(COMMON_NAME, UTF8, b"ftp.example.org"),
    ]);
    let der = certificate(&common_name("Lab CA"), &subject, &years(), &names.concat());
    let found = read(&der).expect("a certificate");
    assert_eq!(
        text(&found.subject),
        "C=VN, O=Kho tệp\\, Ltd, CN=ftp.example.org"
    );
    assert_eq!(text(&found.issuer), "CN=Lab CA");
    let hosts: Vec<String> = found.names.iter().map(text).collect();
    assert_eq!(hosts, ["ftp.example.org", "192.0.2.10", "2001:db8::1"]);
    assert_eq!(found.not_before.to_string(), "1999-12-31T23:59:59Z");
    assert_eq!(found.not_after.to_string(), "9999-12-31T23:59:59Z");
    assert!(!found.self_signed);
    assert!(with_subject(&common_name("Lab CA")).self_signed);
}

#[test]
fn it_stands_first_in_a_message_of_either_version() {
    let der = certificate(&common_name("a"), &common_name("b"), &years(), b"");
    let [_, own @ ..] = (der.len() as u32).to_be_bytes();
    let old = [&own[..], &der, b"\0\0\x01x"].concat();
    let new = [&own[..], &der, b"\0\0"].concat();
    for (list, is_tls13) in [(old, false), (new, true)] {
        let [_, all @ ..] = (list.len() as u32).to_be_bytes();
        let mut body = [&all[..], &list].concat();
        if is_tls13 {
            body.insert(0, 0);
        }
        let found = parse(&body, is_tls13).expect("a certificate");
        assert_eq!(text(&found.subject), "CN=b");
        assert_eq!(parse(&body[..body.len() - 1], is_tls13), None);
    }
    assert_eq!(parse(b"\0\0\0", false), None);
    assert_eq!(parse(b"", true), None);
}

#[test]
fn texts_of_every_type_are_read_and_what_would_mislead_is_marked() {
    let subject = name(&[
        pair(COMMON_NAME, 0x1e, b"\0f\x1e\xc7"),
        pair(COMMON_NAME, 0x1c, b"\0\x01\xf5\x11"),
        pair(COMMON_NAME, 0x14, b"\xe9"),
        pair(COMMON_NAME, 0x16, b" a=b+c "),
        pair(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 2], UTF8, b"#x"),
    ]);
    assert_eq!(
        text(&with_subject(&subject).subject),
        "CN=fệ, CN=🔑, CN=é, CN=\\ a=b\\+c\\ , 1.2.840.113549.1.9.2=\\#x"
    );
}

#[test]
fn several_pairs_of_a_set_belong_together() {
    let set = [
        pair(COMMON_NAME, UTF8, b"a"),
        pair(&[0x55, 4, 11], UTF8, b"b"),
    ]
    .concat();
    let subject = value(SEQUENCE, &value(SET, &set));
    assert_eq!(text(&with_subject(&subject).subject), "CN=a + OU=b");
}

#[test]
fn a_hostile_one_is_cut() {
    let long = "x".repeat(60_000);
    assert_eq!(
        with_subject(&common_name(&long)).subject.bytes().len(),
        LONGEST
    );
    let names: Vec<u8> = (0..1000).flat_map(|_| value(DNS_NAME, b"h")).collect();
    let der = certificate(&common_name("a"), &common_name("b"), &years(), &names);
    assert_eq!(read(&der).expect("a certificate").names.len(), NAMES);
}

#[test]
fn times_that_are_none_make_it_unknown() {
    for bad in [
        value(UTC_TIME, b"991331235959Z"),
        value(UTC_TIME, b"99123123Z"),
        value(UTC_TIME, b"9x1231235959Z"),
        value(GENERALIZED_TIME, b"999"),
        value(INTEGER, b"991231235959Z"),
    ] {
        let validity = [years()[0].clone(), bad];
        let der = certificate(&common_name("a"), &common_name("b"), &validity, b"");
        assert_eq!(read(&der), None);
    }
}

proptest! {
    #[test]
    fn no_bytes_cause_a_panic(
        at in 0..400_usize,
        byte in any::<u8>(),
        bytes in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let mut der = certificate(&common_name("a"), &common_name("b"), &years(), b"\x82\x01h");
        let place = at % der.len();
        der[place] = byte;
        let _ = (read(&der), parse(&bytes, true), parse(&bytes, false));
    }
}
