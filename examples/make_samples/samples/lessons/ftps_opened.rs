//! FTP over TLS, explicit, and the secrets in the file: the control channel and the file can be
//! read, although on the wire nobody could. What `ftps-explicit.pcap` hides.

use super::super::certificate::certificate;
use super::super::content::readings;
use super::super::keyed::Keyed;
use super::super::story::Story;
use super::super::tcp::Side;

const SERVER_NAME: &str = "ftp.example.org";

/// A program fetches a file.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("192.0.2.30:47810", "198.51.100.30:21");
    story.handshake(client);
    story.line(server, "220 ProFTPD Server (Vault) [198.51.100.30]");
    story.ack(client);
    story.exchange(client, "AUTH TLS", "234 AUTH TLS successful");

    let mut control = Ends::shake_hands(&mut story, 990, client);
    control.exchange(&mut story, "USER vault", "331 Password required for vault");
    control.exchange(&mut story, "PASS open-sesame", "230 User vault logged in");
    control.exchange(&mut story, "PBSZ 0", "200 PBSZ 0 successful");
    control.exchange(&mut story, "PROT P", "200 Protection set to Private");
    control.exchange(
        &mut story,
        "EPSV",
        "229 Entering Extended Passive Mode (|||49512|)",
    );

    let (receiver, sender) = story.connection("192.0.2.30:47811", "198.51.100.30:49512");
    story.handshake(receiver);
    control.exchange(
        &mut story,
        "RETR secrets.csv",
        "150 Opening BINARY mode data connection for secrets.csv",
    );
    let mut data = Ends::shake_hands(&mut story, 989, receiver);
    data.send(&mut story, sender, &readings(48));
    data.end(&mut story, sender);
    control.say(&mut story, server, "226 Transfer complete");

    control.exchange(&mut story, "QUIT", "221 Goodbye.");
    control.end(&mut story, server);
    story
}

/// The two ends of a connection under TLS.
pub(super) struct Ends {
    client: Side,
    tls: Keyed,
}

impl Ends {
    /// TLS's own greeting. The file gets its secrets.
    pub(super) fn shake_hands(story: &mut Story, seed: u64, client: Side) -> Self {
        let mut tls = Keyed::new(seed);
        story.send(client, &tls.client_hello(SERVER_NAME));
        story.tell_secrets(&tls.key_log());
        let shown = certificate(SERVER_NAME, "Example Lab CA", "351231");
        story.send(client.other(), &tls.server_hello(&shown));
        story.bytes(client, &tls.client_finished());
        Ends { client, tls }
    }

    /// A command and its reply.
    pub(super) fn exchange(&mut self, story: &mut Story, command: &str, reply: &str) {
        self.say(story, self.client, command);
        self.say(story, self.client.other(), reply);
    }

    /// A line.
    pub(super) fn say(&mut self, story: &mut Story, from: Side, line: &str) {
        let sealed = self
            .tls
            .data(from == self.client, format!("{line}\r\n").as_bytes());
        story.bytes(from, &sealed);
    }

    /// A file.
    pub(super) fn send(&mut self, story: &mut Story, from: Side, file: &[u8]) {
        let sealed = self.tls.data(from == self.client, file);
        story.send(from, &sealed);
    }

    /// One end says that no more will come, and closes.
    pub(super) fn end(&mut self, story: &mut Story, from: Side) {
        story.bytes(from, &self.tls.close_notify(from == self.client));
        story.ack(from.other());
        story.close(from);
    }
}
