//! A login that is refused three times: a session without a transfer.

use super::super::story::Story;
use super::super::tcp::{Side, Stack};

/// A person has forgotten a password.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("192.168.1.50:52340", "192.168.1.6:21");
    story.runs(client, Stack::WINDOWS);
    story.runs(server, Stack::WINDOWS);
    story.seen_from(client);
    story.handshake(client);
    story.line(server, "220 Microsoft FTP Service");
    story.ack(client);

    attempt(&mut story, client, "PASS Spring2025");
    attempt(&mut story, client, "PASS Spring2026");
    attempt(&mut story, client, "PASS spring2026!");

    story
        .wait_ms(3_700)
        .exchange(client, "QUIT", "221 Goodbye.");
    story.close(server);
    story
}

/// Six frames: the name, a password, and no.
fn attempt(story: &mut Story, client: Side, pass: &str) {
    story
        .wait_ms(2_100)
        .exchange(client, "USER maria", "331 Password required");
    story.ack(client);
    story
        .wait_ms(2_800)
        .exchange(client, pass, "530 User cannot log in.");
    story.ack(client);
}
