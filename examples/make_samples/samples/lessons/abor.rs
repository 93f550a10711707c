//! A transfer that the client breaks off: ABOR, with the Telnet signal before it that makes the
//! server look up.
//!
//! Two replies come: 426 for the transfer, 226 for ABOR.

use super::super::content::readings;
use super::super::story::Story;

/// Telnet: interpret as command, interrupt process, interpret as command. Sent as urgent data.
const INTERRUPT: &[u8] = b"\xff\xf4\xff";

/// Telnet: data mark, which ends the signal; the command follows.
const MARK_AND_ABOR: &[u8] = b"\xf2ABOR\r\n";

/// A person fetches the wrong file and presses Ctrl-C.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("192.168.1.34:37650", "198.51.100.40:21");
    story.handshake(client);
    story.line(server, "220 ProFTPD Server (Backups) [198.51.100.40]");
    story.ack(client);
    story.exchange(client, "USER anna", "331 Password required for anna");
    story.exchange(client, "PASS sunflower", "230 User anna logged in");
    story.exchange(client, "TYPE I", "200 Type set to I");

    // 195 * 256 + 80 = 50000
    story.exchange(
        client,
        "PASV",
        "227 Entering Passive Mode (198,51,100,40,195,80).",
    );
    let (receiver, sender) = story.connection("192.168.1.34:37651", "198.51.100.40:50000");
    story.handshake(receiver);
    story.line(client, "RETR year.csv");
    story.line(
        server,
        "150 Opening BINARY mode data connection for year.csv (1366588 bytes)",
    );
    story.ack(client);

    let whole_segments = &readings(340)[..6 * 1448];
    story.send(sender, whole_segments);
    story.urgent(client, INTERRUPT);
    story.bytes(client, MARK_AND_ABOR);
    story.ack(server);
    story.close(sender);
    story.line(server, "426 Transfer aborted. Data connection closed.");
    story.line(server, "226 Abort successful");
    story.ack(client);

    story
        .wait_ms(1_700)
        .exchange(client, "QUIT", "221 Goodbye.");
    story.close(server);
    story
}
