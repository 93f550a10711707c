//! Control channels, and what they mean. `C:` and `S:` say who speaks, `..` that lines are lost
//! before the one that follows; every line has a frame of its own, from 1. `S<:` is said before the
//! server has seen the client's last line.

mod pairing;

use super::*;
use crate::model::{ExpectedFrom, LoginOutcome, TlsStart};

fn heard(text: &str, frame: u64, head_lost: bool) -> ChannelLine {
    let at = At {
        frame,
        ..At::default()
    };
    ChannelLine {
        text: text.into(),
        begin: at,
        end: at,
        head_lost,
        // each line is one byte of its stream, as far as acknowledgments care
        stream_end: frame,
        ..ChannelLine::default()
    }
}

fn said(text: &str, from_beginning: bool) -> SessionDraft {
    let (mut client, mut server) = (Vec::new(), Vec::new());
    let mut spoken = Vec::new();
    let mut lost = false;
    let mut frame = 0;
    for line in text.lines().map(str::trim_start).filter(|l| !l.is_empty()) {
        frame += 1;
        let at = At {
            frame,
            ..At::default()
        };
        match line.split_once(": ").unwrap_or((line, "")) {
            ("C", text) => {
                spoken.push(frame);
                let line = heard(text, frame, std::mem::take(&mut lost));
                client.push(ChannelEvent::Line(line));
            }
            ("S", text) => {
                let line = heard(text, frame, std::mem::take(&mut lost));
                server.push(ChannelEvent::Line(line));
            }
            ("S<", text) => {
                let seen = spoken.iter().rev().nth(1).copied();
                server.push(ChannelEvent::Line(ChannelLine {
                    acked: Some(seen.unwrap_or_default()),
                    ..heard(text, frame, false)
                }));
            }
            ("TLS", "begins") => client.push(ChannelEvent::TlsBegins(at)),
            ("TLS", "ends") => client.push(ChannelEvent::TlsEnds(at)),
            ("..", _) => lost = true,
            other => panic!("{other:?}"),
        }
    }
    converse(&client, &server, from_beginning, &Limits::default())
}

/// A control channel from its first byte.
fn dialogue(text: &str) -> SessionDraft {
    said(text, true)
}

/// `VERB code code`, and `? code` for replies that answer nothing.
fn pairs(draft: &SessionDraft) -> Vec<String> {
    let codes = |replies: &[Reply]| {
        replies
            .iter()
            .map(|r| format!(" {}", r.code))
            .collect::<Vec<_>>()
            .concat()
    };
    let commands = draft.commands.iter().map(|c| {
        format!(
            "{}{}",
            String::from_utf8_lossy(c.verb.bytes()),
            codes(&c.replies)
        )
    });
    commands
        .chain(draft.unasked.iter().map(|r| format!("? {}", r.code)))
        .collect()
}

fn text(text: Option<&Text>) -> &str {
    text.map_or("-", |t| std::str::from_utf8(t.bytes()).expect("UTF-8"))
}

fn paths(draft: &SessionDraft) -> Vec<&str> {
    draft
        .transfers
        .iter()
        .map(|t| text(t.path.as_ref()))
        .collect()
}

fn offers_used(draft: &SessionDraft) -> Vec<Option<usize>> {
    draft.transfers.iter().map(|t| t.offer).collect()
}

mod login {
    use super::*;
    use crate::model::Login;

    fn outcome(text_of: &str) -> (Login, String, String) {
        let draft = dialogue(text_of);
        (
            draft.login,
            text(draft.user.as_ref()).into(),
            text(draft.password.as_ref()).into(),
        )
    }

    fn is(login: Login, user: &str, password: &str) -> (Login, String, String) {
        (login, user.into(), password.into())
    }

    #[test]
    fn the_last_accepted_one_counts() {
        let accepted = "C: USER a\nS: 331 p\nC: PASS x\nS: 230 in\n";
        assert_eq!(outcome(accepted), is(Login::Accepted, "a", "x"));
        assert_eq!(
            outcome(&format!(
                "{accepted}C: USER b\nS: 331 p\nC: PASS y\nS: 230 in"
            )),
            is(Login::Accepted, "b", "y")
        );
        assert_eq!(
            outcome(&format!(
                "{accepted}C: USER b\nS: 331 p\nC: PASS y\nS: 530 no"
            )),
            is(Login::Accepted, "a", "x")
        );
        assert_eq!(
            outcome(&format!(
                "C: USER z\nS: 331 p\nC: PASS y\nS: 530 no\n{accepted}"
            )),
            is(Login::Accepted, "a", "x")
        );
        assert_eq!(
            outcome(&format!("{accepted}C: REIN\nS: 220 again")),
            is(Login::Accepted, "a", "x")
        );
    }

    #[test]
    fn some_need_no_password_and_some_an_account() {
        assert_eq!(
            outcome("C: USER a\nS: 230 in"),
            is(Login::Accepted, "a", "-")
        );
        assert_eq!(
            outcome("C: USER a\nS: 331 p\nC: PASS x\nS: 530 no\nC: USER b\nS: 230 in"),
            is(Login::Accepted, "b", "-")
        );
        assert_eq!(
            outcome("C: USER a\nS: 331 p\nC: PASS x\nS: 332 acct\nC: ACCT y\nS: 230 in"),
            is(Login::Accepted, "a", "x")
        );
    }

    #[test]
    fn without_acceptance_the_last_try_is_told() {
        assert_eq!(
            outcome("C: USER a\nS: 331 p\nC: PASS x\nS: 530 no"),
            is(Login::Rejected, "a", "x")
        );
        assert_eq!(
            outcome("C: USER a\nS: 530 no"),
            is(Login::Rejected, "a", "-")
        );
        assert_eq!(
            outcome("C: PASS x\nS: 503 user first"),
            is(Login::Rejected, "-", "x")
        );
        assert_eq!(outcome("C: USER a\nS: 331 p"), is(Login::None, "a", "-"));
        assert_eq!(
            outcome("C: USER a\nS: 331 p\nC: PASS x"),
            is(Login::Unknown, "a", "x")
        );
        assert_eq!(
            outcome("S: 220 hi\nC: QUIT\nS: 221 bye"),
            is(Login::None, "-", "-")
        );
        // the client's side is not in the capture
        for (replies, login) in [
            ("S: 220 hi\nS: 331 p\nS: 530 no", Login::Rejected),
            (
                "S: 220 hi\nS: 331 p\nS: 530 no\nS: 331 p\nS: 230 in",
                Login::Accepted,
            ),
            ("S: 220 hi\nS: 331 p", Login::Unknown),
            ("S: 220 hi\nS: 421 too slow", Login::None),
        ] {
            assert_eq!(outcome(replies), is(login, "-", "-"), "{replies}");
        }
    }

    #[test]
    fn a_refused_user_changes_nothing() {
        let accepted = "C: USER anonymous\nS: 331 p\nC: PASS a@b\nS: 230 in\n";
        let is_anonymous = is(Login::Accepted, "anonymous", "a@b");
        for (user, pass) in [
            ("530 Can't change from guest user", "230 Already logged in"),
            (
                "503 You are already logged in",
                "503 You are already logged in",
            ),
            ("500 what", "202 superfluous"),
        ] {
            let later = format!("{accepted}C: USER root\nS: {user}\nC: PASS x\nS: {pass}");
            assert_eq!(outcome(&later), is_anonymous, "{user}");
        }
        let pipelined = "C: USER root\nC: PASS x\nS: 530 no\nS: 230 Already logged in";
        assert_eq!(outcome(&format!("{accepted}{pipelined}")), is_anonymous);
        // before the capture began somebody was let in, and nobody knows who
        let middle = said("C: USER root\nS: 530 no\nC: PASS x\nS: 230 Already", false);
        assert_eq!((middle.login, middle.user), (Login::Accepted, None));
    }

    #[test]
    fn an_account_that_nobody_asked_for_is_no_login() {
        let accepted = "C: USER mara\nS: 331 p\nC: PASS x\nS: 230 in\n";
        let draft = dialogue(&format!("{accepted}C: ACCT\nS: 502 what"));
        assert_eq!((draft.login, draft.logins.len()), (Login::Accepted, 1));
        assert_eq!(draft.logins[0].account, None);
        let refused = dialogue("C: ACCT x\nS: 530 USER first");
        assert_eq!((refused.login, refused.logins.len()), (Login::None, 0));
        let pipelined = "C: USER a\nC: PASS x\nC: ACCT y\nS: 331 p\nS: 230 in\nS: 502 no";
        let draft = dialogue(pipelined);
        assert_eq!(draft.login, Login::Accepted);
        assert_eq!(draft.logins[0].account, None);
    }

    #[test]
    fn each_try_has_its_parts_and_its_end() {
        let draft = dialogue(
            "C: USER a\nS: 331 p\nC: PASS x\nS: 530 no\nC: PASS y\nS: 332 who pays\nC: ACCT z\nS: 230 in",
        );
        let parts: Vec<_> = draft
            .logins
            .iter()
            .map(|l| (l.user, l.password, l.account, l.outcome, l.decided_by))
            .collect();
        assert_eq!(
            parts,
            [
                (Some(0), Some(1), None, LoginOutcome::Refused, Some(1)),
                (Some(0), Some(2), Some(3), LoginOutcome::Accepted, Some(3)),
            ]
        );
        let unasked = dialogue("C: USER a\nS: 232 in\nC: PASS x\nS: 202 superfluous");
        assert_eq!(unasked.logins.len(), 1);
        assert_eq!(unasked.logins[0].decided_by, Some(0));
    }

    #[test]
    fn what_tls_hides_is_unknown() {
        let hidden = "C: AUTH TLS\nS: 234 go\nTLS: begins";
        assert_eq!(outcome(hidden), is(Login::Unknown, "-", "-"));
        assert_eq!(
            outcome(&format!("C: USER a\nS: 530 use TLS\n{hidden}")).0,
            Login::Unknown
        );
    }
}

mod directory {
    use super::*;

    fn path_after(text_of: &str) -> String {
        paths(&dialogue(&format!(
            "{text_of}\nC: RETR f\nS: 150 x\nS: 226 y"
        )))[0]
            .into()
    }

    #[test]
    fn follows_what_the_server_accepts() {
        for (before, path) in [
            ("C: CWD a\nS: 250 ok", "/a/f"),
            ("C: CWD a\nS: 550 no", "/f"),
            (
                "C: CWD a\nS: 200 ok\nC: XCWD b\nS: 250 ok\nC: CDUP\nS: 200 ok",
                "/a/f",
            ),
            ("C: CWD a\nS: 250 ok\nC: CWD ..\nS: 250 ok", "/f"),
            ("C: CWD a\nS: 250 ok\nC: XCUP\nS: 250 ok", "/f"),
            (
                "C: CWD a\nS: 250 \"/b/c\" is the current directory",
                "/b/c/f",
            ),
            ("C: PWD\nS: 257 \"/home/u\" is cwd", "/home/u/f"),
            ("C: XPWD\nS: 257 \"/a\"\"b\"", "/a\"b/f"),
            ("C: MKD a\nS: 257 \"/a\" created", "/f"),
            ("C: CWD a\nC: CWD b\nS: 550 no\nS: 250 ok", "/b/f"),
            ("C: CWD a\nS: 250 ok\nC: REIN\nS: 220 hi", "/f"),
            (
                "C: CWD a\nS: 250 ok\nC: USER u\nS: 331 p\nC: PASS p\nS: 230 in",
                "/f",
            ),
        ] {
            assert_eq!(path_after(before), path, "{before}");
        }
    }

    #[test]
    fn follows_what_the_server_says_and_not_what_was_typed() {
        for (dialogue, path) in [
            (
                "C: PWD\nS: 257 \"QGPL\" is current library.\nC: CWD F01TEMP\nS: 250 \"F01TEMP\" is current library.\n",
                "/F01TEMP/f",
            ),
            (
                "C: CWD /qsys.lib/wages.lib\nS: 250 \"/QSYS.LIB/WAGES.LIB\" is current library.\n",
                "/QSYS.LIB/WAGES.LIB/f",
            ),
            (
                "C: PWD\nS: 257 \"'A.B.'\" is working directory.\nC: CWD 'SYS1.PARMLIB'\nS: 250 The working directory \"SYS1.PARMLIB\" is a partitioned data set\n",
                "SYS1.PARMLIB(f)",
            ),
            (
                "C: PWD\nS: 257 \"C:\\Hard Disk\" is current directory.\nC: CWD D:\\\nS: 250 CWD successful.\n",
                "D:\\f",
            ),
            (
                "C: CWD a\nS: 250 Directory changed to /x/a\nC: CDUP\nS: 250 CDUP command successful.\n",
                "/x/f",
            ),
        ] {
            assert_eq!(path_after(dialogue), path, "{dialogue}");
        }
    }

    #[test]
    fn a_pipelined_change_counts_from_its_place() {
        let draft = dialogue(
            "C: RETR f\nC: CWD a\nC: RETR f\nS: 150 x\nS: 226 y\nS: 250 ok\nS: 150 x\nS: 226 y",
        );
        assert_eq!(paths(&draft), ["/f", "/a/f"]);
    }

    #[test]
    fn a_transfer_without_an_answer_ran_where_it_stood() {
        let draft = dialogue(
            "C: TYPE I\nS: 200 ok\nC: RETR f\nC: NOOP\nS: 200 n\nC: CWD a\nS: 250 ok\nC: TYPE A\nS: 200 ok",
        );
        assert_eq!(
            (paths(&draft), draft.transfers[0].data_type),
            (vec!["/f"], crate::model::DataType::Image)
        );
    }

    #[test]
    fn the_150_tells_a_type_that_was_not_heard() {
        use crate::model::DataType::{Ascii, Image};
        let get = |text: &str| format!("C: RETR f\nS: 150 {text}\nS: 226 ok\n");
        let types = |draft: SessionDraft| {
            draft
                .transfers
                .iter()
                .map(|t| t.data_type)
                .collect::<Vec<_>>()
        };
        let binary = get("Opening BINARY mode data connection for f (5 bytes).");
        assert_eq!(
            types(said(&format!("{binary}{}", get("Ok.")), false)),
            [Image, Image]
        );
        assert_eq!(
            types(said(
                &get("Opening ASCII mode data connection for BINARY mode"),
                false
            )),
            [Ascii]
        );
        assert_eq!(
            types(dialogue(&format!("TLS: begins\nTLS: ends\n{binary}"))),
            [Image]
        );
        // it was heard, or there was none
        assert_eq!(
            types(said(&format!("C: TYPE A\nS: 200 ok\n{binary}"), false)),
            [Ascii]
        );
        assert_eq!(types(dialogue(&binary)), [Ascii]);
    }

    #[test]
    fn a_listing_names_its_directory_and_a_stou_its_file() {
        let draft = dialogue(
            "C: CWD a\nS: 250 ok\nC: LIST -la\nS: 150 x\nS: 226 y\nC: STOU\nS: 150 FILE: n.1\nS: 226 y",
        );
        assert_eq!(paths(&draft), ["/a", "/a/n.1"]);
    }
}

mod rest {
    use super::*;

    fn offsets(text_of: &str) -> Vec<u64> {
        dialogue(text_of)
            .transfers
            .iter()
            .map(|t| t.offset)
            .collect()
    }

    #[test]
    fn counts_for_the_next_transfer_only() {
        let get = "C: RETR f\nS: 150 x\nS: 226 y\n";
        assert_eq!(
            offsets(&format!("C: REST 7\nS: 350 ok\n{get}{get}")),
            [7, 0]
        );
        assert_eq!(
            offsets(&format!(
                "C: REST 7\nS: 350 ok\nC: PASV\nS: 227 (1,2,3,4,5,6)\n{get}"
            )),
            [7]
        );
        assert_eq!(offsets(&format!("C: REST 7\nS: 501 no\n{get}")), [0]);
        assert_eq!(
            offsets(&format!(
                "C: REST 7\nS: 350 ok\nC: REST 0\nS: 350 ok\n{get}"
            )),
            [0]
        );
        assert_eq!(
            offsets(&format!(
                "C: REST 7\nS: 350 ok\nC: RETR no\nS: 550 no\n{get}"
            )),
            [7, 0]
        );
        assert_eq!(
            offsets(
                "C: REST 7\nC: RETR f\nC: RETR g\nS: 350 ok\nS: 150 x\nS: 226 y\nS: 150 x\nS: 226 y"
            ),
            [7, 0]
        );
    }

    #[test]
    fn holds_for_the_next_command_unless_that_prepares_the_transfer() {
        let get = "C: RETR f\nS: 150 x\nS: 226 y\n";
        let after = |between: &str| offsets(&format!("C: REST 7\nS: 350 ok\n{between}{get}"));
        for prepares in [
            "C: TYPE I\nS: 200 t\n",
            "C: PORT 10,0,0,1,4,1\nS: 200 p\n",
            "C: EPSV\nS: 229 (|||1025|)\n",
            "C: PROT P\nS: 200 p\nC: NOOP\nS: 200 n\n",
        ] {
            assert_eq!(after(prepares), [7], "{prepares}");
        }
        for other in [
            "C: PWD\nS: 257 \"/\"\n",
            "C: MDTM f\nS: 213 20200101000000\n",
        ] {
            assert_eq!(after(other), [0], "{other}");
        }
        let list = "C: LIST\nS: 150 x\nS: 226 y\n";
        assert_eq!(after(list), [0, 0]);
    }

    #[test]
    fn the_bytes_tell_where_the_size_is_known() {
        let size = "C: TYPE I\nS: 200 t\nC: SIZE f\nS: 213 100\n";
        let transfer = |between: &str| {
            let draft = dialogue(&format!(
                "{size}C: REST 40\nS: 350 ok\n{between}C: RETR f\nS: 150 x\nS: 226 y"
            ));
            draft.transfers[0].clone()
        };
        let by = ExpectedFrom::Size;
        let held = transfer("");
        assert_eq!(held.settled(60), (40, Some((60, by))));
        assert_eq!(held.settled(100), (0, Some((100, by))));
        assert_eq!(held.settled(30), (40, Some((60, by))));
        let void = transfer("C: PWD\nS: 257 \"/\"\n");
        assert_eq!(void.settled(100), (0, Some((100, by))));
        assert_eq!(void.settled(60), (40, Some((60, by))));
        assert_eq!(void.settled(30), (0, Some((100, by))));
    }
}

mod offers {
    use super::*;

    const PASV: &str = "C: PASV\nS: 227 (10,0,0,2,100,1)\n";
    const GET: &str = "C: RETR f\nS: 150 x\nS: 226 y\n";

    #[test]
    fn lives_from_its_question_to_the_next_ones_answer() {
        let draft = dialogue(&format!("{PASV}{GET}{PASV}{GET}"));
        let [first, second] = &draft.offers[..] else {
            panic!("two offers")
        };
        assert_eq!(
            (
                first.asked.frame,
                first.at.frame,
                first.until.map(|u| u.frame)
            ),
            (1, 2, Some(7))
        );
        assert_eq!(
            (
                second.asked.frame,
                second.after.map(|a| a.frame),
                second.until
            ),
            (6, Some(2), None)
        );
        assert_eq!(offers_used(&draft), [Some(0), Some(1)]);
    }

    #[test]
    fn a_refused_one_changes_nothing() {
        let draft = dialogue(&format!("{PASV}C: PORT 10,0,0,1,200,1\nS: 500 no\n{GET}"));
        assert_eq!(draft.offers[1].accepted, Some(false));
        assert_eq!(
            (offers_used(&draft), draft.offers[0].until),
            (vec![Some(0)], None)
        );
    }

    #[test]
    fn is_not_consumed_by_a_transfer_that_never_began() {
        let draft = dialogue(&format!("{PASV}C: RETR no\nS: 550 no\n{GET}{GET}"));
        assert_eq!(offers_used(&draft), [Some(0), Some(0), Some(0)]);
        assert!(!draft.offers[0].failed);
        assert!(dialogue(&format!("{PASV}C: RETR f\nS: 425 no")).offers[0].failed);
    }

    #[test]
    fn a_port_without_an_answer_counts_once_it_was_used() {
        let draft = dialogue(&format!("{PASV}{GET}C: PORT 10,0,0,1,200,1\n{GET}"));
        assert_eq!(offers_used(&draft), [Some(0), Some(1)]);
        assert_eq!(draft.offers[1].accepted, None);
        assert!(draft.offers[0].until.is_some());
    }

    #[test]
    fn an_answer_that_is_missing_hides_what_comes_next() {
        let draft = dialogue(&format!("{PASV}{GET}C: PASV\n{GET}{PASV}{GET}"));
        assert_eq!(offers_used(&draft), [Some(0), None, Some(1)]);
        let hidden: Vec<bool> = [5, 6, 8, 10, 12].map(|frame| draft.is_hidden(frame)).into();
        assert_eq!(hidden, [false, true, true, true, false]);
    }

    #[test]
    fn an_endpoint_counts_though_the_question_is_missing() {
        let draft = dialogue(&format!("S: 227 (10,0,0,2,100,1)\n{GET}"));
        assert_eq!(
            (draft.offers[0].port, offers_used(&draft)),
            (25_601, vec![Some(0)])
        );
    }

    #[test]
    fn epsv_all_announces_nothing() {
        let draft = dialogue(&format!(
            "C: EPSV ALL\nS: 200 ok\nC: EPSV\nS: 229 (|||30000|)\n{GET}"
        ));
        assert_eq!(
            (draft.offers.len(), offers_used(&draft), draft.is_hidden(2)),
            (1, vec![Some(0)], false)
        );
        // pyftpdlib; and the endpoint that was there before is there still
        for answer in [
            "S: 220 Other commands other than EPSV are now disabled.",
            "S: 200 ok",
        ] {
            let draft = dialogue(&format!(
                "C: EPSV\nS: 229 (|||30000|)\nC: EPSV ALL\n{answer}\n{GET}"
            ));
            assert_eq!(
                (draft.unasked.len(), offers_used(&draft)),
                (0, vec![Some(0)]),
                "{answer}"
            );
        }
    }

    #[test]
    fn pipelined_ones_go_to_their_transfers() {
        let draft = dialogue(
            "C: PASV\nC: RETR a\nC: PASV\nC: RETR b\nS: 227 (10,0,0,2,100,1)\nS: 150 x\nS: 226 y\nS: 227 (10,0,0,2,100,2)\nS: 150 x\nS: 226 y",
        );
        assert_eq!(offers_used(&draft), [Some(0), Some(1)]);
    }

    #[test]
    fn one_direction_alone_still_links() {
        let draft = dialogue(
            "C: PORT 10,0,0,1,200,1\nC: RETR a\nC: PORT 10,0,0,1,200,2\nC: RETR b\nC: PASV\nC: RETR c",
        );
        assert_eq!(offers_used(&draft), [Some(0), Some(1), None]);
        assert_eq!(draft.offers[0].until.map(|u| u.frame), Some(3));
    }

    #[test]
    fn auth_and_rein_end_it() {
        for end in [
            "C: REIN\nS: 220 hi\n",
            "C: REIN\nS: 230 hi\n",
            "C: AUTH TLS\nS: 234 go\n",
        ] {
            let draft = dialogue(&format!("{PASV}{end}{GET}"));
            assert_eq!(offers_used(&draft), [None], "{end}");
            assert!(draft.offers[0].until.is_some());
        }
    }

    #[test]
    fn the_beginning_and_losses_hide_until_the_next_one() {
        let draft = said(&format!("S: 226 y\n{PASV}{GET}"), false);
        assert_eq!(
            [1, 2, 3].map(|frame| draft.is_hidden(frame)),
            [true, true, false]
        );
        let draft = dialogue(&format!("{PASV}{GET}..\n{GET}"));
        assert!(draft.is_hidden(5) && !draft.is_hidden(4));
    }

    #[test]
    fn tls_hides_until_ccc() {
        let draft = dialogue(&format!(
            "C: AUTH TLS\nS: 234 go\nTLS: begins\nTLS: ends\n{PASV}"
        ));
        assert_eq!(
            [2, 3, 4, 5].map(|frame| draft.is_under_tls(frame)),
            [false, true, false, false]
        );
        assert_eq!(draft.tls, Some(TlsStart::Explicit));
        assert_eq!(dialogue("TLS: begins").tls, Some(TlsStart::Implicit));
    }
}

/// 211 has many lines. Without the first, the others are its remains, and no lines that are no
/// reply.
#[test]
fn lines_after_a_loss_may_belong_to_a_reply_without_its_beginning() {
    let stray = |draft: &SessionDraft| draft.stray_lines.len();
    let (feat, rest) = ("C: FEAT\n", "S:  PASV\nS:  TVFS\nS: 211 End\n");
    assert_eq!(stray(&dialogue(&format!("{feat}..\n{rest}"))), 0);
    assert_eq!(
        stray(&dialogue(&format!(
            "{feat}S: 211-Features:\n..\nS:  MDTM\n{rest}"
        ))),
        0
    );
    assert_eq!(stray(&said(rest, false)), 0);
    assert_eq!(stray(&dialogue(&format!("{feat}{rest}"))), 2);
    assert_eq!(
        stray(&dialogue(&format!("{feat}..\n{rest}S:  PASV\n"))),
        1,
        "after the reply all is there again"
    );
}

#[test]
fn what_nobody_answers_costs_no_more_than_its_lines() {
    const MANY: usize = 10_000;
    let one = |line: &str| {
        (1..=MANY as u64)
            .map(|frame| ChannelEvent::Line(heard(line, frame, false)))
            .collect::<Vec<_>>()
    };
    for (client, server) in [
        ("PORT 10,0,0,1,200,1", "500 no"),
        ("RETR a", "150 x"),
        ("ABOR", "213 x"),
        ("PASV", "200 x"),
        ("RETR a", "226 x"),
        ("NOOP", "257 x"),
    ] {
        let draft = converse(&one(client), &one(server), true, &Limits::default());
        assert_eq!(draft.commands.len(), MANY, "{client}");
        let later: Vec<ChannelEvent> = (0..MANY as u64)
            .map(|i| ChannelEvent::Line(heard(server, MANY as u64 + i, false)))
            .collect();
        assert_eq!(
            converse(&one(client), &later, true, &Limits::default())
                .commands
                .len(),
            MANY,
            "{client}"
        );
    }
}

#[test]
fn a_reply_after_a_loss_is_for_the_later_of_two_like_commands() {
    let draft = said(
        "C: PASV
         ..
         S: 150 Here it comes
         S: 226 Done
         C: PASV
         S: 227 Entering Passive Mode (10,0,0,1,117,49).
         C: LIST
         S: 150 Here it comes
         S: 226 Done",
        true,
    );
    assert!(draft.commands[0].replies.is_empty());
    assert_eq!(draft.commands[1].replies[0].code, ReplyCode::PASSIVE);
    assert_eq!(draft.transfers[0].offer, Some(0));
}

/// The 226 and the next PORT are missing, but not the answer to that.
#[test]
fn a_reply_after_a_loss_proves_no_end_unless_only_transfers_get_it() {
    for (before, reply, doubtful) in [
        ("..", "200 Okay", true),
        ("", "200 Okay", false),
        ("..", "226 Done", false),
        ("..", "250 Done", true),
    ] {
        let draft = dialogue(&format!("C: STOR a\nS: 150 Go on\n{before}\nS: {reply}"));
        assert_eq!(draft.transfers[0].doubtful, doubtful, "{before} {reply}");
    }
    let draft = dialogue("S: 220 Ready\n..\nC: STOR a\nS: 150 Go on\nS: 200 Okay");
    assert!(
        !draft.transfers[0].doubtful,
        "the loss was before the command"
    );
}

#[test]
fn a_pipelined_log_in_is_the_user_s_whom_the_reply_answers() {
    let draft = said(
        "S: 220 Ready
         C: USER ann
         C: PASS one
         C: USER ben
         S: 331 Password?
         S: 230 In
         S: 331 Password?",
        true,
    );
    assert_eq!(
        (draft.user, draft.password),
        (Some("ann".into()), Some("one".into()))
    );
}

/// Some clients ask for something while they wait, and some servers answer that first.
#[test]
fn what_is_answered_while_a_transfer_runs_does_not_end_it() {
    for (asked, answer, pair) in [
        ("PWD", "257 \"/\"", "PWD 257"),
        ("PWD", "503 Busy", "PWD 503"),
        ("SIZE a", "213 5", "SIZE 213"),
        ("CWD x", "550 No such directory", "CWD 550"),
        ("TYPE I", "200 Type is I", "TYPE 200"),
    ] {
        for transfer in ["STOR a", "RETR a", "LIST"] {
            let draft = dialogue(&format!(
                "C: {transfer}\nS: 150 Go on\nC: {asked}\nS: {answer}\nS: 226 Done"
            ));
            let verb = &transfer[..4];
            assert_eq!(pairs(&draft), [format!("{verb} 150 226"), pair.to_owned()]);
        }
    }
}

#[test]
fn a_transfer_without_an_end_is_over_where_the_next_one_is_prepared() {
    for last in ["550 No such file", "226 Done"] {
        let draft = dialogue(&format!(
            "C: RETR a
             S: 150 Go on
             C: PWD
             S: 257 \"/\"
             C: PASV
             S: 227 Entering Passive Mode (10,0,0,1,117,49).
             C: RETR b
             S: {last}"
        ));
        let last = format!("RETR {}", &last[..3]);
        assert_eq!(
            pairs(&draft),
            ["RETR 150", "PWD 257", "PASV 227", last.as_str()]
        );
    }
}

/// Where the client was not recorded.
#[test]
fn replies_tell_of_transfers_whose_command_was_not_heard() {
    let begin = "S: 220 hi\nS: 227 (10,0,0,2,100,1)\nS: 150 Opening BINARY mode data connection for a b (5 bytes).\n";
    for (rest, code, is_certain) in [
        ("S: 226 ok", 226, true),
        ("S: 226 ok\nS: 421 idle", 226, true),
        ("S: 503 busy\nS: 226 ok", 226, true),
        ("S: 550 no such directory\nS: 226 ok", 226, true),
        ("S: 200 noop\nS: 250 ok", 250, false),
        ("S: 426 cut\nS: 226 aborted", 426, true),
    ] {
        let draft = dialogue(&format!("{begin}{rest}"));
        let [without_command] = &*draft.without_command else {
            panic!("one transfer: {rest}");
        };
        assert_eq!(
            without_command.ended.map(|(_, code)| code.get()),
            Some(code),
            "{rest}"
        );
        assert_eq!(without_command.is_certain, is_certain, "{rest}");
        assert_eq!(
            (without_command.offer, without_command.size),
            (Some(0), Some(5))
        );
        assert_eq!(
            without_command.name.as_ref().map(Text::bytes),
            Some(&b"a b"[..])
        );
    }
    let heard = dialogue(&format!("C: NOOP\n{begin}S: 226 ok"));
    assert!(heard.without_command.is_empty());
}
