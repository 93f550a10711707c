//! What people are told of a session: for each kind of sentence a dialogue, the words that must be
//! there and those that would be false.

use crate::findings::script;
use crate::story::Pcap;
use crate::support::{Scratch, each, read, root, run};

/// A dialogue, and what an output of it says.
struct Case {
    /// What it shows.
    name: &'static str,
    command: &'static str,
    script: &'static str,
    says: &'static [&'static str],
    never: &'static [&'static str],
}

#[rustfmt::skip] // a case is read from top to bottom
const CASES: &[Case] = &[
    Case {
        name: "the server closes without a final reply",
        command: "explain",
        script: "S 220 ready\nC USER bob\nS 230 welcome\nC PASV\nS 227 (10,0,0,1,117,49)
            open 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 150 ok\nsend 10.0.0.1:30001 10.0.0.2:40001 hello
            fin 10.0.0.1:30001 10.0.0.2:40001\nfin 10.0.0.1:21 10.0.0.2:40000",
        says: &["1 without a final reply"],
        never: &["whose outcome is not in the capture"],
    },
    Case {
        name: "a user without a password",
        command: "explain",
        script: "S 220 ready\nC USER bob\nS 230 welcome\nC QUIT\nS 221 bye",
        says: &["The server accepts: 230", "The user is logged in."],
        never: &["wants a password"],
    },
    Case {
        name: "one user, two passwords",
        command: "explain",
        script: "S 220 ready\nC USER bob\nS 331 ok\nC PASS a\nS 530 no\nC PASS b\nS 230 welcome\nC QUIT\nS 221 bye",
        says: &["The server refuses: 530", "The server accepts: 230"],
        never: &["(USER, frame 6). The server wants a password: 331 \"ok\" (frame 7). The client sends the password (PASS, frame 10)"],
    },
    Case {
        name: "tries at an inner address",
        command: "explain",
        script: "hosts 198.51.100.7:40000 203.0.113.9:21\nS 220 ready\nC USER bob\nS 230 ok\nC PASV
            S 227 (192,168,1,5,117,49)\nsyn 198.51.100.7:40001 192.168.1.5:30001\nwait 9
            syn 198.51.100.7:40001 192.168.1.5:30001\nwait 9\nC LIST\nS 425 no",
        says: &["The address is the fault"],
        never: &["what a firewall in front of the server looks like"],
    },
    Case {
        name: "tries at an inner address, what to do",
        command: "diagnose",
        script: "hosts 198.51.100.7:40000 203.0.113.9:21\nS 220 ready\nC USER bob\nS 230 ok\nC PASV
            S 227 (192,168,1,5,117,49)\nsyn 198.51.100.7:40001 192.168.1.5:30001\nwait 9
            syn 198.51.100.7:40001 192.168.1.5:30001\nwait 9\nC LIST\nS 425 no",
        says: &["an address of an inner network", "Configure the outer address at the server"],
        never: &["Ask whoever runs the firewall", "a firewall?"],
    },
    Case {
        name: "a relative name on a server with drives",
        command: "diagnose",
        script: "S 220 ready\nC USER bob\nS 230 ok\nC CWD C:\\\\logs\nS 250 ok\nC PWD
            S 257 \"C:\\\\logs\" is current directory.\nC DELE ..\\\\b.log\nS 250 ok\nC QUIT\nS 221 bye",
        says: &[],
        never: &["traversal"],
    },
    Case {
        name: "names that climb, on a server with drives",
        command: "diagnose",
        script: "S 220 ready\nC USER bob\nS 230 ok\nC PWD\nS 257 \"C:\\\\logs\" is current directory.
            C DELE ..\\\\..\\\\..\\\\b.log\nS 250 ok\nC QUIT\nS 221 bye",
        says: &["climbs above the top of the tree"],
        never: &[],
    },
    Case {
        name: "a file that is known to be longer",
        command: "explain",
        script: "S 220 ready\nC USER bob\nS 230 ok\nC TYPE I\nS 200 ok\nC PASV\nS 227 (10,0,0,1,117,49)
            open 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 150 Opening a (4 bytes).
            send 10.0.0.1:30001 10.0.0.2:40001 hello\nfin 10.0.0.1:30001 10.0.0.2:40001\nS 226 done",
        says: &["more bytes came than the 4 that it had said"],
        never: &["All fits together"],
    },
    Case {
        name: "a refused transfer over an open connection",
        command: "explain",
        script: "S 220 ready\nC USER bob\nS 230 ok\nC PASV\nS 227 (10,0,0,1,117,49)
            open 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 550 no such file\nfin 10.0.0.1:30001 10.0.0.2:40001
            fin 10.0.0.2:40001 10.0.0.1:30001\nC QUIT\nS 221 bye",
        says: &["The server closes the data connection with FIN (frame 14). The other side"],
        never: &["looks like the end of the file", "it wants no more of the file"],
    },
    Case {
        name: "two files over one connection in MODE B",
        command: "explain",
        script: "S 220 ready\nC USER bob\nS 230 ok\nC MODE B\nS 200 ok\nC PASV\nS 227 (10,0,0,1,117,49)
            open data 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 125 go\ndata< block-b 40 hello\nS 250 done
            C RETR b\nS 125 go\ndata< block-b 40 hello\nS 250 done\ndata< close",
        says: &["which carries other transfers too"],
        never: &["whoever stops at the reply loses the end of the file", "in 2 segments"],
    },
    Case {
        name: "packets that are recorded twice",
        command: "explain",
        script: "S 220 ready\ncopies routed\nC USER bob\nS 230 ok\nC PASV\nS 227 (10,0,0,1,117,49)
            open 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 150 go\nsend 10.0.0.1:30001 10.0.0.2:40001 hello
            close 10.0.0.1:30001 10.0.0.2:40001\nS 226 done\nC QUIT\nS 221 bye",
        says: &["All fits together: no byte is missing"],
        never: &["TCP sent them again", "the way was not smooth"],
    },
    Case {
        name: "an address of zeros",
        command: "explain",
        script: "S 220 ready\nC USER bob\nS 230 ok\nC PASV\nS 227 (0,0,0,0,117,49)
            open 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 150 go\nsend 10.0.0.1:30001 10.0.0.2:40001 hello
            close 10.0.0.1:30001 10.0.0.2:40001\nS 226 done\nC QUIT\nS 221 bye",
        says: &["means \"any of mine\""],
        never: &["there is a NAT in between", "another address was used"],
    },
    Case {
        name: "an address of zeros, in the rows",
        command: "timeline",
        script: "S 220 ready\nC USER bob\nS 230 ok\nC PASV\nS 227 (0,0,0,0,117,49)
            open 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 150 go\nsend 10.0.0.1:30001 10.0.0.2:40001 hello
            close 10.0.0.1:30001 10.0.0.2:40001\nS 226 done\nC QUIT\nS 221 bye",
        says: &["data connection predicted by frame"],
        never: &["NAT"],
    },
    Case {
        name: "a control connection under TLS from before the capture",
        command: "explain",
        script: "hosts 10.0.0.2:40009 10.0.0.1:21 begun\ncontrol> sealed 100\ncontrol< sealed 100\ncontrol> sealed 50
            control< sealed 70",
        says: &["from before the capture begins", "Data connections: none is in the capture"],
        never: &["after AUTH", "none came about"],
    },
    Case {
        name: "an ABOR that comes too late",
        command: "explain",
        script: "S 220 ready\nC USER bob\nS 230 ok\nC PASV\nS 227 (10,0,0,1,117,49)
            open 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 150 go\nsend 10.0.0.1:30001 10.0.0.2:40001 hello
            close 10.0.0.1:30001 10.0.0.2:40001\nS 226 done\nC ABOR\nS 225 nothing to stop\nC QUIT\nS 221 bye",
        says: &["After ABOR that means: no transfer is running"],
        never: &["is broken off", "stays open"],
    },
    Case {
        name: "a time that is set by MDTM",
        command: "explain",
        script: "S 220 ready\nC USER bob\nS 230 ok\nC MDTM 20240102030405 a.txt\nS 253 done\nC QUIT\nS 221 bye",
        says: &["set the modification time of a file"],
        never: &["ask when a file was last changed"],
    },
    Case {
        name: "a 150 that comes when the connection is there",
        command: "explain",
        script: "S 220 ready\nC USER bob\nS 230 ok\nC PORT 10,0,0,2,117,49\nS 200 ok\nC RETR a
            open 10.0.0.1:20 10.0.0.2:30001\nS 150 go\nsend 10.0.0.1:20 10.0.0.2:30001 hello
            close 10.0.0.1:20 10.0.0.2:30001\nS 226 done\nC QUIT\nS 221 bye",
        says: &["The transfer begins The server answers 150", "Why port 20?", "moment ago"],
        never: &["the client wants to download a file. The server answers 150"],
    },
    Case {
        name: "facts that commands ask for",
        command: "explain",
        script: "S 220 ready\nC USER bob\nS 230 ok\nC TYPE I\nS 200 ok\nC SIZE a.bin\nS 213 254
            C MDTM a.bin\nS 213 20240102030405\nC PWD\nS 257 \"/home/bob\" is it\nC REST 7\nS 350 go on
            C QUIT\nS 221 bye",
        says: &["From here on files travel byte for byte", "So a.bin has 254 bytes.",
            "last changed on 2024-01-02 03:04:05 UTC", "So the current directory is /home/bob.",
            "The next transfer begins at byte 7."],
        never: &["the size of the file in bytes", ": done."],
    },
    Case {
        name: "the port of somebody else is none that the client's system chose",
        command: "explain",
        script: "S 220 ready\nC USER bob\nS 230 ok\nC PORT 10,0,0,9,0,22\nS 200 ok\nC QUIT\nS 221 bye",
        says: &["10.0.0.9"],
        never: &["that its system chose a moment ago"],
    },
    Case {
        name: "what ABOR stops ends before ABOR is answered",
        command: "explain",
        script: "S 220 ready\nC USER bob\nS 230 ok\nC PASV\nS 227 (10,0,0,1,117,49)
            open 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 150 go\nsend 10.0.0.1:30001 10.0.0.2:40001 hello
            C ABOR\nclose 10.0.0.1:30001 10.0.0.2:40001\nS 426 stopped\nS 226 closed\nC QUIT\nS 221 bye",
        says: &["426 \"stopped\"", "The server answers the ABOR: 226 \"closed\""],
        never: &["if one is still running. The server answers the ABOR"],
    },
    Case {
        name: "a port that accepts and says nothing",
        command: "explain",
        script: "open 10.0.0.2:40005 10.0.0.9:21\nclose 10.0.0.9:21 10.0.0.2:40005
            open 10.0.0.2:40006 10.0.0.9:21\nclose 10.0.0.9:21 10.0.0.2:40006",
        says: &["There is no FTP session in this capture", "closed without a word"],
        never: &[],
    },
];

#[test]
fn what_people_are_told_is_true() {
    each(
        CASES.iter(),
        |case| case.name.to_owned(),
        |case| check(case),
    );
}

fn check(case: &Case) {
    let file = script::file(case.script);
    let run = run([case.command, file.path().to_str().expect("a path")]);
    let words: Vec<&str> = run.text().split_whitespace().collect();
    let words = words.join(" ");
    for says in case.says {
        assert!(
            words.contains(says),
            "it does not say {says}:\n{}",
            run.text()
        );
    }
    for never in case.never {
        assert!(!words.contains(never), "it says {never}:\n{}", run.text());
    }
}

#[test]
fn syns_from_a_data_port_that_nobody_took_up_are_no_data_connections() {
    let analysis = script::analysis(
        "S 220 ready\nC USER bob\nS 230 ok\nrefused 10.0.0.9:20 10.0.0.2:3389
            syn 10.0.0.9:20 10.0.0.2:5900\nC QUIT\nS 221 bye",
    );
    assert!(analysis.unclaimed.is_empty());
}

#[test]
fn a_scan_from_port_20_is_no_row_of_the_timeline_and_a_transfer_is() {
    let session = "S 220 ready\nC USER bob\nS 230 ok\n";
    let scan = "refused 10.0.0.9:20 10.0.0.7:3389\nsyn 10.0.0.9:20 10.0.0.8:5900\n";
    let transfer = "open 10.0.0.9:20 10.0.0.7:40007\nsend 10.0.0.9:20 10.0.0.7:40007 hello\n\
                    fin 10.0.0.9:20 10.0.0.7:40007\n";
    for (told, is_row) in [(scan, false), (transfer, true)] {
        let file = script::file(&format!("{session}{told}C QUIT\nS 221 bye"));
        let path = file.path().to_str().expect("text");
        let rows = run(["timeline", "--format", "tsv", path]);
        assert_eq!(rows.text().contains("10.0.0.9"), is_row, "{}", rows.text());
    }
}

/// The capture lacks the end of both hellos, and shows where they stand.
#[test]
fn a_hello_that_the_snap_length_cut_is_none_from_before_the_capture() {
    const SNAP: usize = 72;
    let whole = Pcap::parse(&read(root().join("samples/ftps-explicit.pcap")));
    let cut = whole.records.iter().map(|record| {
        let mut record = record[..record.len().min(16 + SNAP)].to_vec();
        let captured = record.len() as u32 - 16;
        record[8..12].copy_from_slice(&captured.to_le_bytes());
        record
    });
    let records: Vec<Vec<u8>> = cut.collect();
    let folder = Scratch::new();
    let capture = folder.file("cut.pcap", &whole.file(&records));
    let told = run(["explain", &capture]);
    let words = told.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("TLS on the control connection, after AUTH."),
        "{words}"
    );
    assert!(!words.contains("from before the capture begins"), "{words}");
    assert!(!words.contains("already under TLS"), "{words}");
}
