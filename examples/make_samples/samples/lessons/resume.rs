//! A download in two parts: the first breaks off, REST tells the server where the second begins.

use super::super::content::readings;
use super::super::story::Story;

/// What arrived of the file before the first connection broke.
const FIRST_PART: usize = 3 * 1448;

/// The client's program is stopped half-way, and started again while the session still lives.
pub(crate) fn tell() -> Story {
    let file = readings(288);
    let mut story = Story::ethernet();
    let (client, server) = story.connection("192.0.2.90:53700", "198.51.100.21:21");
    story.handshake(client);
    story.line(server, "220 (vsFTPd 3.0.5)");
    story.ack(client);
    story.exchange(client, "USER anonymous", "331 Please specify the password.");
    story.exchange(client, "PASS guest", "230 Login successful.");
    story.exchange(client, "TYPE I", "200 Switching to Binary mode.");

    // 160 * 256 + 10 = 40970; the client resets the connection after three segments
    story.exchange(
        client,
        "PASV",
        "227 Entering Passive Mode (198,51,100,21,160,10).",
    );
    let (receiver, sender) = story.connection("192.0.2.90:53701", "198.51.100.21:40970");
    story.handshake(receiver);
    story.line(client, "RETR two-days.csv");
    story.line(
        server,
        "150 Opening BINARY mode data connection for two-days.csv (7516 bytes).",
    );
    story.send(sender, &file[..FIRST_PART]);
    story.rst(receiver);
    story.line(server, "426 Failure writing network stream.");
    story.ack(client);

    // 160 * 256 + 11 = 40971; the rest
    story.wait_ms(1_450).exchange(
        client,
        "PASV",
        "227 Entering Passive Mode (198,51,100,21,160,11).",
    );
    let (receiver, sender) = story.connection("192.0.2.90:53702", "198.51.100.21:40971");
    story.handshake(receiver);
    story.exchange(
        client,
        &format!("REST {FIRST_PART}"),
        &format!("350 Restart position accepted ({FIRST_PART})."),
    );
    story.line(client, "RETR two-days.csv");
    story.line(
        server,
        "150 Opening BINARY mode data connection for two-days.csv (7516 bytes).",
    );
    story.send(sender, &file[FIRST_PART..]);
    story.close(sender);
    story.line(server, "226 Transfer complete.");
    story.ack(client);

    story.exchange(client, "QUIT", "221 Goodbye.");
    story.close(server);
    story
}
