//! The arguments of PORT, EPRT and LPRT, and the texts of 227, 228 and 229.
#![no_main]

use std::net::IpAddr;

use ftpscope::ftp::{ParsedCommand, parse_eprt, parse_lprt, parse_passive_reply, parse_port};
use ftpscope::model::ReplyCode;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    ParsedCommand::parse(text);
    for announced in [parse_port(text), parse_lprt(text), parse_eprt(text)]
        .into_iter()
        .flatten()
    {
        assert_ne!(announced.port, 0);
        says_the_same(announced.ip.expect("these forms have one"), announced.port);
    }
    for code in [
        ReplyCode::PASSIVE,
        ReplyCode::LONG_PASSIVE,
        ReplyCode::EXTENDED_PASSIVE,
    ] {
        if let Some(Ok(announced)) = parse_passive_reply(code, text) {
            assert_ne!(announced.port, 0);
        }
    }
});

/// What was understood, written by the book, is understood without an oddity.
fn says_the_same(ip: IpAddr, port: u16) {
    if ip.is_unspecified() {
        return;
    }
    let again = match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, d] = ip.octets();
            parse_port(format!("{a},{b},{c},{d},{},{}", port >> 8, port & 255).as_bytes())
        }
        IpAddr::V6(ip) => parse_eprt(format!("|2|{ip}|{port}|").as_bytes()),
    };
    let again = again.expect("it is by the book");
    assert_eq!((again.ip, again.port), (Some(ip), port));
    assert!(again.oddities.is_empty(), "{again:?}");
}
