//! Replies of several lines, and commands that do not wait for the reply to the one before.
//!
//! A reply of several lines ends at the line that begins with the same code and a space; what
//! stands between may look like replies of its own. Replies belong to commands in order: first
//! asked, first answered.

use super::super::content::readings;
use super::super::story::Story;

/// A program in a hurry fetches a file.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("10.20.0.8:42500", "10.20.0.3:21");
    story.handshake(client);
    story.lines(
        server,
        &[
            "220-Welcome to the station archive.",
            "220-You are user 1 of 50.",
            "220 Idle sessions end after 15 minutes.",
        ],
    );
    story.ack(client);
    story.exchange(
        client,
        "FEAT",
        "211-Features:\r\n EPSV\r\n MDTM\r\n REST STREAM\r\n SIZE\r\n UTF8\r\n211 End",
    );

    // two commands in one segment; inside of the second reply stand lines that look like other
    // replies
    story.lines(client, &["USER collector", "PASS tick-tock"]);
    story.lines(
        server,
        &[
            "331 Password required for collector",
            "230-Quota of today:",
            "  226 files fetched",
            "550 files left",
            "230-",
            "230 Logged in, directory is /",
        ],
    );

    // four commands at once; the replies come in two segments
    story.lines(
        client,
        &["TYPE I", "SIZE today.csv", "MDTM today.csv", "PASV"],
    );
    story.lines(server, &["200 TYPE is now 8-bit binary", "213 964"]);
    // 165 * 256 + 12 = 42252
    story.lines(
        server,
        &[
            "213 20260314091000",
            "227 Entering Passive Mode (10,20,0,3,165,12)",
        ],
    );
    let (receiver, sender) = story.connection("10.20.0.8:42501", "10.20.0.3:42252");
    story.handshake(receiver);

    // it says goodbye before the file has come
    story.lines(client, &["RETR today.csv", "QUIT"]);
    story.line(server, "150 Accepted data connection");
    story.send(sender, &readings(36));
    story.close(sender);
    story.lines(
        server,
        &[
            "226-File successfully transferred",
            "226 0.002 seconds",
            "221-Goodbye.",
            "221 You fetched 1 file.",
        ],
    );
    story.close(server);
    story
}
