//! Conversations that are no FTP: what else a capture of a living machine shows.

use super::story::Story;
use super::tcp::Side;

/// Eleven frames: a browser asks the web server of this machine, on port 8080, for a page.
pub(crate) fn web_page(story: &mut Story, browser_port: u16, path: &str, page: &str) {
    let (browser, web) = story.connection(&format!("127.0.0.1:{browser_port}"), "127.0.0.1:8080");
    story.handshake(browser);
    story.bytes(
        browser,
        format!("GET {path} HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\n\r\n")
            .as_bytes(),
    );
    story.ack(web);
    let length = page.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    story.bytes(web, format!("{head}{page}").as_bytes());
    story.ack(browser);
    story.fin(web);
    story.ack(browser);
    story.fin(browser);
    story.ack(web);
}

/// Four frames: two programs of this machine tell each other that they live. Length, kind and a
/// counter, in binary.
pub(crate) fn heartbeat(story: &mut Story, asker: Side, count: u8) {
    notice(story, asker, 1, count);
    notice(story, asker.other(), 2, count);
}

/// Two frames: one program tells the other something.
pub(crate) fn notice(story: &mut Story, from: Side, kind: u8, count: u8) {
    story.bytes(from, &[0, 0, 0, 8, kind, 0, 0, count]);
    story.ack(from.other());
}

/// One frame: a program counts something with the collector on UDP port 8125.
pub(crate) fn metric(story: &mut Story, text: &str) {
    story.datagram("127.0.0.1:60117", "127.0.0.1:8125", text.as_bytes());
}
