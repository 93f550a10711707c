//! A bad network: segments overtake each other, are lost and sent again, and arrive twice. The file
//! is whole all the same, and each of its bytes counts once.

use super::super::content::readings;
use super::super::story::Story;
use super::super::tcp::{ACK, PSH, Segment, Side};

/// Passive RETR of eight segments, captured half-way.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("192.0.2.77:60544", "198.51.100.21:21");
    story.handshake(client);
    story.line(server, "220 (vsFTPd 3.0.5)");
    story.ack(client);
    story.exchange(client, "USER anonymous", "331 Please specify the password.");
    story.exchange(client, "PASS guest", "230 Login successful.");
    story.exchange(client, "TYPE I", "200 Switching to Binary mode.");

    // 170 * 256 + 60 = 43580
    story.exchange(
        client,
        "PASV",
        "227 Entering Passive Mode (198,51,100,21,170,60).",
    );
    let (receiver, sender) = story.connection("192.0.2.77:60545", "198.51.100.21:43580");
    // the numbers of the data run over the end of the 32 bits
    story.starts_at(sender, 0xffff_f000);
    story.handshake(receiver);

    // the command is lost behind the capture and sent again
    let retr = story.cut(client, PSH | ACK, b"RETR year.csv\r\n");
    story.emit_lost(&retr);
    story.wait_ms(212).emit(&retr);
    story.line(
        server,
        "150 Opening BINARY mode data connection for year.csv (10428 bytes).",
    );

    let parts = story.parts(sender, &readings(400));
    stumble(&mut story, receiver, &parts);
    story.close(sender);
    story.line(server, "226 Transfer complete.");
    story.ack(client);

    story.exchange(client, "QUIT", "221 Goodbye.");
    story.close(server);
    story
}

/// The eight segments of the file, and what becomes of them.
fn stumble(story: &mut Story, receiver: Side, parts: &[Segment]) {
    let [first, second, third, fourth, fifth, sixth, seventh, last] = parts else {
        panic!("the file has {} segments", parts.len());
    };
    story.emit(first);
    // the third overtakes the second
    story.emit(third);
    story.emit(second);
    story.ack(receiver);
    // the fourth is lost behind the capture; the receiver asks for it, and it is sent again
    story.emit_lost(fourth);
    story.emit(fifth);
    story.ack(receiver);
    story.emit(sixth);
    story.ack(receiver);
    story.emit(fourth);
    story.ack(receiver);
    // the seventh comes twice, because its acknowledgement was lost
    story.emit(seventh);
    story.ack(receiver);
    story.wait_ms(220).emit(seventh);
    story.ack(receiver);
    story.emit(last);
    story.ack(receiver);
}
