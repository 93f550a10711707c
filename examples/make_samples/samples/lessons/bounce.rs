//! The bounce attack: PORT names a third host, and the server is made to knock at its ports.
//!
//! This server refuses ports below 1024 and nothing more, so the attacker learns from its replies
//! that port 8009 of the victim is closed (425) and port 8080 open (150, 226). No packet goes from
//! the attacker to the victim.

use super::super::story::Story;
use super::super::tcp::Side;

const VICTIM: &str = "10.0.0.5";

/// Three ports are tried.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("198.51.100.66:33012", "10.0.0.21:21");
    story.handshake(client);
    story.line(server, "220 print-room FTP server ready.");
    story.ack(client);
    story.exchange(
        client,
        "USER anonymous",
        "331 Guest login ok, send your e-mail address as password.",
    );
    story.exchange(
        client,
        "PASS a@b.c",
        "230 Guest login ok, access restrictions apply.",
    );

    story.exchange(client, "PORT 10,0,0,5,0,22", "500 Illegal PORT command.");

    let closed = aim(&mut story, client, "10,0,0,5,31,73", 8009);
    story.syn(closed);
    story.refuse(closed.other());
    story.line(
        server,
        "425 Can't build data connection: Connection refused.",
    );

    let open = aim(&mut story, client, "10,0,0,5,31,144", 8080);
    story.handshake(open);
    story.line(
        server,
        "150 Opening ASCII mode data connection for file list.",
    );
    story.bytes(open, b"README\r\nspool\r\n");
    story.close(open);
    story.line(server, "226 Transfer complete.");

    story.exchange(client, "QUIT", "221 Goodbye.");
    story.close(server);
    story
}

/// Three frames: the attacker aims at a port of the victim and pulls. Gives the server's end of the
/// data connection.
fn aim(story: &mut Story, client: Side, announced: &str, port: u16) -> Side {
    story.exchange(
        client,
        &format!("PORT {announced}"),
        "200 PORT command successful.",
    );
    story.line(client, "NLST");
    story
        .connection("10.0.0.21:20", &format!("{VICTIM}:{port}"))
        .0
}
