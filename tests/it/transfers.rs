//! What came of transfers: stage, mode, roles, and whether they are complete.

use ftpscope::model::{
    Analysis, ExpectedFrom, Incomplete, Mode, OfferOutcome, Role, SessionMode, Stage, Transfer,
    TransferMode, TransferState,
};

use crate::findings::script::analysis;

const LOGIN: &str = "S 220 ready\nC USER a\nS 331 go on\nC PASS b\nS 230 in\nC TYPE I\nS 200 ok\n";
const PASV: &str = "C PASV\nS 227 ok (10,0,0,1,19,136)\n";
const OPEN: &str = "open 10.0.0.2:40001 10.0.0.1:5000\n";

fn of(script: &str) -> Analysis {
    analysis(&format!("{LOGIN}{script}"))
}

fn first(analysis: &Analysis) -> &Transfer {
    &analysis.sessions[0].transfers[0]
}

#[test]
fn a_refused_transfer_has_the_mode_of_what_was_tried_for_it() {
    let tried = of(&format!("{PASV}{OPEN}C RETR f\nS 550 no\n"));
    let transfer = first(&tried);
    assert_eq!(
        (transfer.stage, transfer.mode),
        (Stage::Refused, Some(Mode::Passive))
    );
    assert!(transfer.connection.is_some() && transfer.offer.is_some());
    assert_eq!(tried.sessions[0].mode, SessionMode::Passive);

    let announced = of(&format!("{PASV}C RETR f\nS 550 no\n"));
    let transfer = first(&announced);
    assert_eq!(
        (transfer.stage, transfer.mode, transfer.connection),
        (Stage::Refused, Some(Mode::Passive), None)
    );
    assert_eq!(announced.sessions[0].mode, SessionMode::None);
}

#[test]
fn nobody_connected_where_the_capture_would_show_it() {
    let alone = of(&format!("{PASV}C STOR f\nS 150 go\nS 426 no\n"));
    assert_eq!(first(&alone).stage, Stage::NeverTried);
    assert_eq!(
        alone.sessions[0].offers[0].outcome,
        OfferOutcome::NeverTried
    );
    // another transfer went well without a connection: the capture lacks data connections
    let filtered = of(&format!(
        "{PASV}C STOR f\nS 150 go\nS 426 no\n{PASV}C RETR g\nS 150 go\nS 226 done\n"
    ));
    assert_eq!(first(&filtered).stage, Stage::Requested);
    assert_eq!(
        filtered.sessions[0].offers[0].outcome,
        OfferOutcome::NotCaptured
    );
}

#[test]
fn fewer_bytes_than_were_said_are_short() {
    let fetch = |said: &str, file: &str| {
        of(&format!(
            "{said}{PASV}{OPEN}C RETR {file}\nS 150 go\nsend 10.0.0.1:5000 10.0.0.2:40001 abcde\n\
             fin 10.0.0.1:5000 10.0.0.2:40001\nS 226 done\n"
        ))
    };
    for (said, by) in [
        ("C SIZE f\nS 213 9\n", ExpectedFrom::Size),
        (
            "C MLST f\nS 250- Listing f\nS  size=9; f\nS 250 End\n",
            ExpectedFrom::Mlst,
        ),
    ] {
        let analysis = fetch(said, "f");
        let transfer = first(&analysis);
        assert_eq!(transfer.expected, Some((9, by)), "{said}");
        assert_eq!(transfer.reasons, [Incomplete::Short], "{said}");
        assert_eq!(transfer.state(), TransferState::Short, "{said}");
    }
    let whole = fetch("C SIZE f\nS 213 5\n", "f");
    assert_eq!(first(&whole).state(), TransferState::Complete);
}

#[test]
fn all_bytes_in_spite_of_rest_are_the_whole_file() {
    let fetch = |bytes: &str| {
        of(&format!(
            "C SIZE f\nS 213 5\nC REST 2\nS 350 ok\n{PASV}{OPEN}C RETR f\nS 150 go\n\
             send 10.0.0.1:5000 10.0.0.2:40001 {bytes}\nfin 10.0.0.1:5000 10.0.0.2:40001\nS 226 done\n"
        ))
    };
    let (rest, whole) = (fetch("cde"), fetch("abcde"));
    assert_eq!((first(&rest).offset, first(&rest).is_complete()), (2, true));
    assert_eq!(
        (first(&whole).offset, first(&whole).is_complete()),
        (0, true)
    );
    assert_eq!(first(&whole).expected.map(|(bytes, _)| bytes), Some(5));
}

#[test]
fn a_stranger_is_a_third_party_and_so_is_the_target_of_a_bounce() {
    let roles = |script: &str| {
        let analysis = of(script);
        let id = analysis.sessions[0].connections[1];
        let roles = analysis.connection(id).and_then(|c| c.roles_in(1));
        roles.map(|roles| (roles.opener, roles.listener))
    };
    let asked = "C RETR f\nS 150 go\n";
    assert_eq!(
        roles(&format!("{PASV}{OPEN}{asked}")),
        Some((Role::Client, Role::Server))
    );
    assert_eq!(
        roles(&format!("{PASV}open 10.0.0.9:40001 10.0.0.1:5000\n{asked}")),
        Some((Role::ThirdParty, Role::Server))
    );
    let bounce = "C PORT 10,0,0,7,19,136\nS 200 ok\nopen 10.0.0.1:20 10.0.0.7:5000\n";
    assert_eq!(
        roles(&format!("{bounce}{asked}")),
        Some((Role::Server, Role::ThirdParty))
    );
}

#[test]
fn a_connection_that_was_over_before_the_command_is_its_own_if_it_brought_bytes() {
    let connection = |sent: &str| {
        let script = format!(
            "{PASV}{OPEN}{sent}fin 10.0.0.1:5000 10.0.0.2:40001\nfin 10.0.0.2:40001 10.0.0.1:5000\n\
             C NOOP\nS 200 ok\nC RETR f\nS 150 go\nS 226 done\n"
        );
        first(&of(&script)).connection
    };
    assert_eq!(connection(""), None);
    // no server sends before it is asked: two recorders, whose clocks differ
    let sent = "send 10.0.0.1:5000 10.0.0.2:40001 abc\n";
    assert_eq!(connection(sent), Some(2));
}

/// A block of MODE E, with its bytes as a script has them.
fn block(code: u8, offset: u8, data: &str) -> String {
    let count = format!("\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x{:02x}", data.len());
    let place = format!("\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x{offset:02x}");
    format!("\\x{code:02x}{count}{place}{data}")
}

#[test]
fn extended_blocks_of_all_connections_are_one_file() {
    let upload = |eods: u8| {
        let (first, second) = (
            block(0, 3, "def") + &block(0x48, eods, ""),
            block(0x08, 0, "abc"),
        );
        of(&format!(
            "C MODE E\nS 200 ok\n{PASV}{OPEN}open 10.0.0.2:40002 10.0.0.1:5000\nC STOR f\nS 150 go\n\
             send 10.0.0.2:40001 10.0.0.1:5000 {first}\nsend 10.0.0.2:40002 10.0.0.1:5000 {second}\n\
             fin 10.0.0.2:40001 10.0.0.1:5000\nfin 10.0.0.2:40002 10.0.0.1:5000\nS 226 done\n"
        ))
    };
    let analysis = upload(2);
    let transfer = first(&analysis);
    assert_eq!(transfer.transfer_mode, TransferMode::ExtendedBlock);
    assert_eq!(
        (
            transfer.decoded_bytes,
            transfer.parallel.len(),
            &transfer.reasons[..]
        ),
        (Some(6), 1, &[][..])
    );
    // a third connection is missing
    assert_eq!(first(&upload(3)).reasons, [Incomplete::NoEnd]);
}
