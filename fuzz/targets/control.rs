//! The text of a control connection, cut in any way: what is heard does not depend on the cuts, as long as it is text.
//! Where TLS goes astray, a segment that begins with a record is where it is found again, so there the cuts do count.
#![no_main]

use ftpscope::model::At;
use ftpscope::analysis::control::{Channel, Heard};
use ftpscope_fuzz::small;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (Vec<u8>, &[u8])| {
    let (cuts, text) = input;
    let mut whole = Channel::new(&small());
    whole.bytes(text, At::default(), None);
    whole.finish();
    let mut parts = Channel::new(&small());
    let mut rest = text;
    for cut in cuts {
        let (part, behind) = rest.split_at(usize::from(cut).min(rest.len()));
        parts.bytes(part, At::default(), None);
        rest = behind;
    }
    parts.bytes(rest, At::default(), None);
    parts.finish();
    assert_eq!(told(&whole), told(&parts));
});

fn told(channel: &Channel) -> Vec<String> {
    let text = |heard: &Heard| match heard {
        Heard::Line(line) => format!("{:?}", line.line().text),
        other => format!("{other:?}"),
    };
    let clear = channel.heard().iter().take_while(|heard| !matches!(heard, Heard::TlsBegins(_)));
    clear.map(text).collect()
}
