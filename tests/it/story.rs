//! Captures made for one test: a session with the words that the test wants, and pcap files record
//! by record.

use crate::rebuilt::file;
use crate::rebuilt::story::Story;
use crate::rebuilt::tcp::Side;

/// The words of a session.
#[derive(Clone, Copy)]
pub(crate) struct Words<'w> {
    /// The greeting, without its code.
    pub(crate) banner: &'w [u8],
    /// The user's name.
    pub(crate) user: &'w [u8],
    /// The file that is fetched.
    pub(crate) name: &'w [u8],
}

/// What nobody could object to.
pub(crate) const PLAIN: Words<'_> = Words {
    banner: b"ready",
    user: b"anna",
    name: b"notes.txt",
};

/// A session that fetches six bytes in passive mode, told in these words; `log_in` sends the
/// password and whatever else it likes, from the client, before the server answers 230.
pub(crate) fn session(words: Words<'_>, log_in: impl FnOnce(&mut Story, Side)) -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("192.0.2.7:40100", "198.51.100.7:21");
    story.handshake(client);
    story.bytes(server, &[b"220 ", words.banner, b"\r\n"].concat());
    story.bytes(client, &[b"USER ", words.user, b"\r\n"].concat());
    story.line(server, "331 Go on.");
    log_in(&mut story, client);
    story.line(server, "230 Welcome.");
    // 195 * 256 + 80 = 50000
    story.exchange(
        client,
        "PASV",
        "227 Entering Passive Mode (198,51,100,7,195,80).",
    );
    let (receiver, sender) = story.connection("192.0.2.7:40101", "198.51.100.7:50000");
    story.handshake(receiver);
    story.bytes(client, &[b"RETR ", words.name, b"\r\n"].concat());
    story.bytes(server, &[b"150 Here comes ", words.name, b"\r\n"].concat());
    story.send(sender, b"notes\n");
    story.close(sender);
    story.line(server, "226 Done.");
    story.exchange(client, "QUIT", "221 Goodbye.");
    story.close(server);
    story
}

/// The same with a password line of one segment.
pub(crate) fn plain_session(words: Words<'_>) -> Vec<u8> {
    pcap_of(&session(words, |story, client| {
        story.line(client, "PASS lavender");
    }))
}

/// The same of many clients, one a minute after the other.
pub(crate) fn plain_sessions(count: u32) -> Vec<u8> {
    const CLIENT: [u8; 4] = [192, 0, 2, 7];
    let pcap = Pcap::parse(&plain_session(PLAIN));
    let of_client = |number: u32| {
        let (pcap, [.., high, low]) = (&pcap, number.to_be_bytes());
        pcap.records.iter().map(move |record| {
            let mut record = record.clone();
            let second =
                u32::from_le_bytes([record[0], record[1], record[2], record[3]]) + 60 * number;
            record[..4].copy_from_slice(&second.to_le_bytes());
            // the addresses of IPv4, behind the headers of the record, of Ethernet, and 12 bytes of
            // its own
            for at in [16 + 14 + 12, 16 + 14 + 16] {
                if record[at..at + 4] == CLIENT {
                    record[at..at + 4].copy_from_slice(&[10, high, low, 7]);
                }
            }
            record
        })
    };
    let records: Vec<Vec<u8>> = (0..count).flat_map(of_client).collect();
    pcap.file(&records)
}

/// A story as a pcap file.
pub(crate) fn pcap_of(story: &Story) -> Vec<u8> {
    file::write("story.pcap", story)
}

/// A little-endian pcap file, taken apart.
pub(crate) struct Pcap {
    /// The 24 bytes that it begins with.
    pub(crate) header: Vec<u8>,
    /// Its records, their headers of 16 bytes included.
    pub(crate) records: Vec<Vec<u8>>,
}

impl Pcap {
    /// Takes a file apart.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let (header, mut rest) = bytes.split_at(24);
        assert_eq!(
            header[..4],
            [0xd4, 0xc3, 0xb2, 0xa1],
            "a little-endian pcap file"
        );
        let mut records = Vec::new();
        while !rest.is_empty() {
            let length = u32::from_le_bytes([rest[8], rest[9], rest[10], rest[11]]) as usize;
            let (record, behind) = rest.split_at(16 + length);
            records.push(record.to_vec());
            rest = behind;
        }
        Self {
            header: header.to_vec(),
            records,
        }
    }

    /// A file of some records.
    pub(crate) fn file<'r>(&self, records: impl IntoIterator<Item = &'r Vec<u8>>) -> Vec<u8> {
        let mut file = self.header.clone();
        records
            .into_iter()
            .for_each(|record| file.extend_from_slice(record));
        file
    }

    /// Where each record ends in the file.
    pub(crate) fn ends(&self) -> Vec<usize> {
        let lengths = self.records.iter().map(Vec::len);
        let ends = lengths.scan(self.header.len(), |end, length| {
            *end += length;
            Some(*end)
        });
        ends.collect()
    }
}

/// A record of a time and a claimed length, which `bytes` need not have.
pub(crate) fn record(seconds: u32, claimed: u32, bytes: &[u8]) -> Vec<u8> {
    let fields = [seconds, 0, claimed, claimed];
    fields
        .iter()
        .flat_map(|field| field.to_le_bytes())
        .chain(bytes.iter().copied())
        .collect()
}
