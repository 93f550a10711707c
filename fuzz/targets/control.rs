//! The text of a control connection, cut in any way: what is read does not depend on the cuts, as
//! long as it is text. Where TLS goes astray, a segment that begins with a record is where it is
//! found again, so there the cuts do count; and so they do where one begins with a secret verb,
//! which is a line of its own.
#![no_main]

use ftpscope::analysis::control::{Channel, ChannelEvent, begins_with_secret};
use ftpscope::model::At;
use ftpscope::tls::{Begins, TlsConnection};
use ftpscope_fuzz::small;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (Vec<u8>, &[u8])| {
    let (cuts, text) = input;
    let whole = read(std::iter::once(text));
    let mut rest = text;
    let mut parts: Vec<&[u8]> = Vec::new();
    for cut in cuts {
        let (part, behind) = rest.split_at(usize::from(cut).min(rest.len()));
        parts.push(part);
        rest = behind;
    }
    parts.push(rest);
    if parts[1..].iter().any(|part| begins_with_secret(part)) {
        return;
    }
    let parts = read(parts.into_iter());
    assert_eq!(told(&whole), told(&parts));
});

fn read<'t>(parts: impl Iterator<Item = &'t [u8]>) -> Channel {
    let (mut channel, at) = (Channel::new(&small(), true), At::default());
    let mut tls = TlsConnection::new(Begins::WithLine, true, small().tls_hello);
    for part in parts {
        tls.bytes(0, part, (at, None), &mut |_, piece| channel.take(piece, at));
    }
    tls.finish(0, at, &mut |_, piece| channel.take(piece, at));
    channel.finish();
    channel
}

fn told(channel: &Channel) -> Vec<String> {
    let text = |event: &ChannelEvent| match event {
        ChannelEvent::Line(line) => format!("{:?}", line.line().text),
        other => format!("{other:?}"),
    };
    let clear = channel
        .events()
        .iter()
        .take_while(|event| !matches!(event, ChannelEvent::TlsBegins(_)));
    clear.map(text).collect()
}
