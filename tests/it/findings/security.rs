//! What is unsafe, and what is odd.

use ftpscope::model::Severity::{Error, Info, Warning};

use super::Example;

const MANY_FAILURES: &str = "!S 220 ready\nC USER a\nS 331 pw\nC PASS 1\nS 530 no\nC USER b\nS 331 pw\nC PASS 2\nS 530 no
    C USER c\nS 331 pw\nC PASS 3\nS 530 no\nC USER d\nS 331 pw\nC PASS 4\nS 530 no\nC USER e\nS 331 pw\nC PASS 5\nS 530 no\nC NOOP\nS 200 ok";
const FOUR_FAILURES: &str = "!S 220 ready\nC USER a\nS 331 pw\nC PASS 1\nS 530 no\nC USER b\nS 331 pw\nC PASS 2\nS 530 no
    C USER c\nS 331 pw\nC PASS 3\nS 530 no\nC USER d\nS 331 pw\nC PASS 4\nS 530 no\nC USER e\nS 331 pw\nC PASS 5\nS 230 ok";

/// Data connections, logins, commands.
pub(super) const EXAMPLES: &[Example] = &[
    Example {
        id: "bounce",
        severity: Error,
        triggers: "C PORT 10,0,0,99,31,144\nS 200 ok\nC LIST\nopen 10.0.0.1:20 10.0.0.99:8080\nS 150 ok\nS 226 done",
        near_miss: "!hosts 198.51.100.7:40000 203.0.113.9:21\nS 220 ready\nC PORT 192,168,1,5,156,66\nS 500 illegal",
    },
    Example {
        id: "fxp",
        severity: Info,
        triggers: "C PORT 10.0.0.3\nC PORT 10,0,0,3,117,49\nS 200 ok
            hosts 10.0.0.2:40009 10.0.0.3:21\nS 220 ready\nC PASV\nS 227 (10,0,0,3,117,49)",
        near_miss: "C PORT 10,0,0,3,117,49\nS 200 ok",
    },
    Example {
        id: "nat-active",
        severity: Info,
        triggers: "C PORT 192,168,1,5,156,66\nS 200 ok\nC LIST\nopen 10.0.0.1:20 10.0.0.2:40002\nS 150 ok\nS 226 done",
        near_miss: "C PORT 10,0,0,2,156,66\nS 200 ok\nC LIST\nopen 10.0.0.1:20 10.0.0.2:40002\nS 150 ok\nS 226 done",
    },
    Example {
        id: "priv-port",
        severity: Error,
        triggers: "C PORT 10,0,0,2,0,25\nS 200 ok",
        near_miss: "C PORT 10,0,0,2,4,0\nS 200 ok\nC PORT 10,0,0,2,0,20\nS 200 ok",
    },
    Example {
        id: "port-scan",
        severity: Warning,
        triggers: "C PORT 10,0,0,9,4,1\nS 500 no\nC PORT 10,0,0,9,4,2\nS 500 no\nC PORT 10,0,0,9,4,3\nS 500 no
            C PORT 10,0,0,9,4,4\nS 500 no\nC PORT 10,0,0,9,4,5\nS 500 no",
        near_miss: "C PORT 10,0,0,9,4,1\nS 500 no\nC PORT 10,0,0,9,4,1\nS 500 no\nC PORT 10,0,0,9,4,1\nS 500 no
            C PORT 10,0,0,9,4,1\nS 500 no\nC PORT 10,0,0,9,4,1\nS 500 no",
    },
    Example {
        id: "pasv-mismatch",
        severity: Warning,
        triggers: "C PASV\nS 227 (10,0,0,77,117,49)\nopen 10.0.0.2:40001 10.0.0.77:30001\nC LIST\nS 150 ok\nS 226 done",
        near_miss: "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nC LIST\nS 150 ok\nS 226 done",
    },
    Example {
        id: "third-party-data",
        severity: Warning,
        triggers: "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.66:6666 10.0.0.1:30001\nC RETR a\nS 150 ok\nsend 10.0.0.1:30001 10.0.0.66:6666 loot\nS 226 done",
        near_miss: "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:6666 10.0.0.1:30001\nC RETR a\nS 150 ok\nsend 10.0.0.1:30001 10.0.0.2:6666 loot\nS 226 done",
    },
    Example {
        id: "unexpected-direction",
        severity: Warning,
        triggers: "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 150 ok\nsend 10.0.0.2:40001 10.0.0.1:30001 hi\nS 226 done",
        near_miss: "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nC STOR a\nS 150 ok\nsend 10.0.0.2:40001 10.0.0.1:30001 hi\nS 226 done",
    },
    Example {
        id: "pasv-predict",
        severity: Info,
        triggers: "C PASV\nS 227 (10,0,0,1,117,1)\nC PASV\nS 227 (10,0,0,1,117,2)\nC PASV\nS 227 (10,0,0,1,117,4)
            C PASV\nS 227 (10,0,0,1,117,9)\nC PASV\nS 227 (10,0,0,1,117,10)\nC PASV\nS 227 (10,0,0,1,117,11)",
        near_miss: "C PASV\nS 227 (10,0,0,1,117,1)\nC PASV\nS 227 (10,0,0,1,117,2)\nC PASV\nS 227 (10,0,0,1,117,4)
            C PASV\nS 227 (10,0,0,1,117,9)\nC PASV\nS 227 (10,0,0,1,117,10)",
    },
    Example {
        id: "cleartext-credentials",
        severity: Warning,
        triggers: "",
        near_miss: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f",
    },
    Example {
        id: "anonymous",
        severity: Info,
        triggers: "!S 220 ready\nC USER anonymous\nS 331 pw\nC PASS a@b\nS 230 ok",
        near_miss: "!S 220 ready\nC USER anonymous\nS 331 pw\nC PASS a@b\nS 530 no guests",
    },
    Example { id: "brute", severity: Warning, triggers: MANY_FAILURES, near_miss: FOUR_FAILURES },
    Example {
        id: "brute-success",
        severity: Error,
        triggers: "!S 220 ready\nC USER a\nS 331 pw\nC PASS 1\nS 530 no\nC PASS 2\nS 530 no\nC PASS 3\nS 530 no\nC PASS 4\nS 530 no
            C PASS 5\nS 530 no\nC PASS 6\nS 230 ok",
        near_miss: FOUR_FAILURES,
    },
    Example {
        id: "site-exec",
        severity: Warning,
        triggers: "C site exec id\nS 200 uid=0",
        near_miss: "C SITE EXEC id\nS 500 no\nC SITE CHMOD 644 a\nS 200 ok\nC SITE CPFR a\nS 350 ok",
    },
    Example {
        id: "traversal",
        severity: Error,
        triggers: "C PWD\nS 257 \"/pub\"\nC RETR ../../etc/passwd\nS 150 ok\nS 226 done",
        near_miss: "C PWD\nS 257 \"/pub/a\"\nC RETR ../../etc\nS 150 ok\nS 226 done\nC CWD ..\nS 250 ok\nC CWD ../..\nS 250 ok",
    },
];

/// Odd text, TLS, and the rest.
pub(super) const MORE: &[Example] = &[
    Example {
        id: "long",
        severity: Warning,
        triggers: "C AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nS 500 no",
        near_miss: "C AVBL\nS 213 5\nC RETR 0123456789012345678901234567890123456789012345678901234567890123456789\nS 550 no",
    },
    Example { id: "fmt", severity: Warning, triggers: "C RETR %s%n\nS 550 no", near_miss: "C RETR 100%20of%20it\nS 550 no" },
    Example { id: "nonascii", severity: Info, triggers: "C RETR caf\\xe9\nS 550 no", near_miss: "C RETR caf\\xc3\\xa9\nS 550 no" },
    Example {
        id: "command-injection",
        severity: Warning,
        triggers: "C~ RETR a\\nDELE b\\r\\n\nS 550 no\nS 250 deleted",
        near_miss: "!S 220 ready\nC~ USER a\\n\nS 331 pw\nC~ CWD a\\nDELE b\\n\nS 250 ok\nS 250 ok",
    },
    Example {
        id: "starttls-injection",
        severity: Warning,
        triggers: "!S 220 ready\nC~ AUTH TLS\\r\\nUSER mallory\\r\\n\nS 234 go\ncontrol> hellos 0303 c02f",
        near_miss: "!S 220 ready\nC FEAT\nS 211 none\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f",
    },
    Example {
        id: "tls-refused-clear",
        severity: Warning,
        triggers: "!S 220 ready\nC AUTH TLS\nS 534 no\nC USER bob\nS 331 pw\nC PASS x\nS 230 ok",
        near_miss: "!S 220 ready\nC AUTH TLS\nS 534 no\nC QUIT\nS 221 bye",
    },
    Example {
        id: "tls-stripped",
        severity: Warning,
        triggers: "!S 220 ready\nC FEAT\nS~ 211-x\\r\\n AUTH TLS\\r\\n211 end\\r\\n\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f
            hosts 10.0.0.3:40009 10.0.0.1:21\nS 220 ready\nC FEAT\nS~ 211-x\\r\\n SIZE\\r\\n211 end\\r\\n\nC USER a\nS 331 pw\nC PASS x\nS 230 ok",
        near_miss: "!S 220 ready\nC FEAT\nS~ 211-x\\r\\n AUTH TLS\\r\\n211 end\\r\\n\nC USER a\nS 331 pw\nC PASS x\nS 230 ok",
    },
    Example {
        id: "prot-c",
        severity: Info,
        triggers: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f\nopen 10.0.0.2:40001 10.0.0.1:30001\nsend 10.0.0.1:30001 10.0.0.2:40001 clear\nfin 10.0.0.1:30001 10.0.0.2:40001\nC~ \\x15\\x03\\x03\\x00\\x02\\x01\\x00",
        near_miss: "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nC LIST\nS 150 ok\nsend 10.0.0.1:30001 10.0.0.2:40001 clear\nS 226 ok",
    },
    Example {
        id: "ccc",
        severity: Warning,
        triggers: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f\nC PASV\nS 227 (10,0,0,1,117,49)",
        near_miss: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f",
    },
    Example {
        id: "weak-tls",
        severity: Warning,
        triggers: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0301 0005",
        near_miss: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f",
    },
    Example {
        id: "tls-truncated",
        severity: Info,
        triggers: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> tls-hello ftp.example\ncontrol< tls-hello ftp.example\ncontrol> tls-finished
            control> tls-line USER bob\ncontrol< tls-line 331 pw\ncontrol> tls-line PASS secret\ncontrol< tls-line 230 in
            control> tls-line PASV\ncontrol< tls-line 227 (10,0,0,1,117,49)\nopen data 10.0.0.2:40001 10.0.0.1:30001\ncontrol> tls-line RETR a\ncontrol< tls-line 150 ok
            data> tls-hello ftp.example\ndata< tls-hello ftp.example\ndata> tls-finished\ndata< tls-send hello
            data< fin\ncontrol< tls-line 226 done",
        near_miss: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> tls-hello ftp.example\ncontrol< tls-hello ftp.example\ncontrol> tls-finished
            control> tls-line USER bob\ncontrol< tls-line 331 pw\ncontrol> tls-line PASS secret\ncontrol< tls-line 230 in
            control> tls-line PASV\ncontrol< tls-line 227 (10,0,0,1,117,49)\nopen data 10.0.0.2:40001 10.0.0.1:30001\ncontrol> tls-line RETR a\ncontrol< tls-line 150 ok
            data> tls-hello ftp.example\ndata< tls-hello ftp.example\ndata> tls-finished\ndata< tls-send hello
            data< tls-close\ndata< fin\ncontrol< tls-line 226 done",
    },
    Example {
        id: "tls-other-certificate",
        severity: Warning,
        triggers: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f\ncontrol< certificate ftp.example CA 351231\nopen data 10.0.0.2:40001 10.0.0.1:30001\ndata> hellos 0303 c02f\ndata< certificate other.example CA 351231",
        near_miss: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f\ncontrol< certificate ftp.example CA 351231\nopen data 10.0.0.2:40001 10.0.0.1:30001\ndata> hellos 0303 c02f\ndata< certificate ftp.example CA 351231",
    },
    Example {
        id: "certificate-expired",
        severity: Warning,
        triggers: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f\ncontrol< certificate ftp.example CA 260313",
        near_miss: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f\ncontrol< certificate ftp.example CA 260314",
    },
    Example {
        id: "certificate-self-signed",
        severity: Info,
        triggers: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f\ncontrol< certificate ftp.example ftp.example 351231",
        near_miss: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f\ncontrol< certificate ftp.example CA 351231",
    },
    Example {
        id: "known-file",
        severity: Warning,
        triggers: "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001
            C RETR a\nS 150 ok\nsend 10.0.0.1:30001 10.0.0.2:40001 listed
            fin 10.0.0.1:30001 10.0.0.2:40001\nS 226 done",
        near_miss: "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001
            C RETR a\nS 150 ok\nsend 10.0.0.1:30001 10.0.0.2:40001 Listed
            fin 10.0.0.1:30001 10.0.0.2:40001\nS 226 done",
    },
    Example {
        id: "secrets-in-capture",
        severity: Info,
        triggers: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> tls-hello ftp.example",
        near_miss: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> client-hello ftp.example",
    },
    Example {
        id: "data-port-reuse",
        severity: Info,
        triggers: "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nC LIST\nS 150 ok\nfin 10.0.0.1:30001 10.0.0.2:40001\nfin 10.0.0.2:40001 10.0.0.1:30001\nS 226 ok
            C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nC LIST\nS 150 ok\nS 226 ok",
        near_miss: "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nC LIST\nS 150 ok\nfin 10.0.0.1:30001 10.0.0.2:40001\nfin 10.0.0.2:40001 10.0.0.1:30001\nS 226 ok
            C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40002 10.0.0.1:30001\nC LIST\nS 150 ok\nS 226 ok",
    },
    Example {
        id: "alg-rewrite",
        severity: Info,
        triggers: "C~ PORT 10,0,\nC~ 0,2,156,66\\r\\n\nS 200 ok",
        near_miss: "C PORT 10,0,0,2,156,66\nS 200 ok",
    },
    Example { id: "policy", severity: Info, triggers: "!S 220 (vsFTPd 2.3.4)\nC USER a\nS 331 pw", near_miss: "!S 220 host 10.0.0.1\nC USER a\nS 331 pw" },
    Example {
        id: "protocol",
        severity: Warning,
        triggers: "C EPSV ALL\nS 200 ok\nC PASV\nS 227 (10,0,0,1,117,49)",
        near_miss: "C EPSV ALL\nS 200 ok\nC PASV\nS 501 no\nC EPSV\nS 229 (|||30001|)",
    },
    Example {
        id: "overlap",
        severity: Warning,
        triggers: "skip 10.0.0.2:40000 10.0.0.1:21 5\nC~ abc\nagain 10.0.0.2:40000 10.0.0.1:21 xyz\nskip 10.0.0.2:40000 10.0.0.1:21 -8\nC~ RETR \nskip 10.0.0.2:40000 10.0.0.1:21 3\nC~ \\r\\n\nS 550 no",
        near_miss: "skip 10.0.0.2:40000 10.0.0.1:21 5\nC~ abc\nagain 10.0.0.2:40000 10.0.0.1:21 abc\nskip 10.0.0.2:40000 10.0.0.1:21 -8\nC~ RETR \nskip 10.0.0.2:40000 10.0.0.1:21 3\nC~ \\r\\n\nS 550 no",
    },
];
