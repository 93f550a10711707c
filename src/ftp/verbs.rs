//! The verbs: one row each, sorted by name. Their words for people stand in the catalogue, under
//! [`Verb::message_id`].

use super::verb::{ArgumentRule, Effect, Replies, TransferKind, Verb};
use crate::model::Method;

/// Every verb that is known, by name: the standards, their predecessors, the security and other
/// extensions, and what is common without one.
#[rustfmt::skip] // one row, one line
pub static VERBS: &[Verb] = &[
    row("ABOR", "RFC 959 4.1.3", Effect::Abort, NO, last(&[225, 226])),
    row("ACCT", "RFC 959 4.1.1", Effect::Acct, REQUIRED, last(&[202, 230])),
    row("ADAT", "RFC 2228 3", Effect::SecurityData, REQUIRED, last(&[232, 235, 335, 535])),
    row("ALGS", "RFC 6384 11", Effect::Other, REQUIRED, last(&[202, 216])),
    row("ALLO", "RFC 959 4.1.3", Effect::Allocate, REQUIRED, last(&[200, 202])),
    row("APPE", "RFC 959 4.1.3", Effect::Transfer(TransferKind::Appe), REQUIRED, TRANSFER),
    row("AUTH", "RFC 2228 3, RFC 4217 4", Effect::Auth, REQUIRED, last(&[232, 234, 334, 431, 504, 534])),
    row("AVBL", "draft-peterson-streamlined-ftp", Effect::Other, OPTIONAL, last(&[213])),
    row("CCC", "RFC 2228 3, RFC 4217 6", Effect::ClearCommandChannel, NO, last(&[200, 533, 534])),
    row("CDUP", "RFC 959 4.1.1", Effect::Cdup, NO, last(&[200, 250, 550])),
    row("CLNT", "de facto", Effect::Other, REQUIRED, last(&[200])),
    row("COMB", "de facto", Effect::Other, REQUIRED, last(&[200, 250])),
    row("CONF", "RFC 2228 3", Effect::Protected, REQUIRED, last(&[533, 535, 537, 631, 632, 633])),
    row("CPSV", "FXP over TLS, de facto", Effect::AskAnnounce(Method::Pasv), NO, last(&[227])),
    row("CSID", "draft-peterson-streamlined-ftp", Effect::Other, REQUIRED, last(&[200])),
    row("CWD", "RFC 959 4.1.1", Effect::Cwd, REQUIRED, last(&[250, 550])),
    row("DELE", "RFC 959 4.1.3", Effect::Delete, REQUIRED, last(&[250, 450, 550])),
    row("DSIZ", "draft-peterson-streamlined-ftp", Effect::Other, OPTIONAL, last(&[213])),
    row("ENC", "RFC 2228 3", Effect::Protected, REQUIRED, last(&[533, 535, 537, 631, 632, 633])),
    row("EPRT", "RFC 2428 2", Effect::Announce(Method::Eprt), REQUIRED, last(&[200, 522])),
    row("EPSV", "RFC 2428 3", Effect::AskAnnounce(Method::Epsv), OPTIONAL, EXTENDED_PASSIVE),
    row("ESTA", "extension, unspecified", Effect::Other, OPTIONAL, last(&[200])),
    row("ESTP", "extension, unspecified", Effect::Other, OPTIONAL, last(&[200])),
    row("FEAT", "RFC 2389 3", Effect::Features, NO, last(&[211])),
    row("HASH", "draft-bryan-ftpext-hash", Effect::Digest, REQUIRED, last(&[213, 550, 556])),
    row("HELP", "RFC 959 4.1.3", Effect::Help, OPTIONAL, last(&[211, 214])),
    row("HOST", "RFC 7151 3", Effect::Host, REQUIRED, last(&[220])),
    row("LANG", "RFC 2640 4", Effect::Language, OPTIONAL, last(&[200])),
    row("LIST", "RFC 959 4.1.3", Effect::Transfer(TransferKind::List), OPTIONAL, TRANSFER),
    row("LPRT", "RFC 1639 3", Effect::Announce(Method::Lprt), REQUIRED, last(&[200, 521])),
    row("LPSV", "RFC 1639 4", Effect::AskAnnounce(Method::Lpsv), NO, last(&[228])),
    row("MACB", "de facto", Effect::Other, OPTIONAL, last(&[200])),
    row("MAIL", "RFC 765", Effect::Other, REQUIRED, MAIL),
    row("MD5", "draft-twine-ftpmd5", Effect::Digest, REQUIRED, last(&[251, 550])),
    row("MDTM", "RFC 3659 3", Effect::ModifyTime, REQUIRED, last(&[213, 550])),
    row("MFCT", "draft-somers-ftp-mfxx 4", Effect::Other, REQUIRED, last(&[213, 550])),
    row("MFF", "draft-somers-ftp-mfxx 5", Effect::Other, REQUIRED, last(&[213, 550])),
    row("MFMT", "draft-somers-ftp-mfxx 3", Effect::Other, REQUIRED, last(&[213, 550])),
    row("MIC", "RFC 2228 3", Effect::Protected, REQUIRED, last(&[533, 535, 537, 631, 632, 633])),
    row("MKD", "RFC 959 4.1.3", Effect::MakeDirectory, REQUIRED, last(&[257, 550])),
    row("MLFL", "RFC 765", Effect::Other, REQUIRED, TRANSFER),
    row("MLSD", "RFC 3659 7", Effect::Transfer(TransferKind::Mlsd), OPTIONAL, TRANSFER),
    row("MLST", "RFC 3659 7", Effect::Facts, OPTIONAL, last(&[250, 550])),
    row("MMD5", "draft-twine-ftpmd5", Effect::Digest, REQUIRED, last(&[252, 550])),
    row("MODE", "RFC 959 4.1.2", Effect::TransferMode, REQUIRED, last(&[200])),
    row("MRCP", "RFC 765", Effect::Other, REQUIRED, last(&[200])),
    row("MRSQ", "RFC 765", Effect::Other, OPTIONAL, last(&[200, 215])),
    row("MSAM", "RFC 765", Effect::Other, REQUIRED, MAIL),
    row("MSND", "RFC 765", Effect::Other, REQUIRED, MAIL),
    row("MSOM", "RFC 765", Effect::Other, REQUIRED, MAIL),
    row("NLST", "RFC 959 4.1.3", Effect::Transfer(TransferKind::Nlst), OPTIONAL, TRANSFER),
    row("NOOP", "RFC 959 4.1.3", Effect::Noop, NO, last(&[200])),
    row("OPTS", "RFC 2389 4", Effect::Options, REQUIRED, last(&[200, 451])),
    row("P@SW", "PASV by another name, de facto", Effect::AskAnnounce(Method::Pasv), NO, last(&[227])),
    row("PASS", "RFC 959 4.1.1", Effect::Pass, OPTIONAL, last(&[202, 230, 232, 332])),
    row("PASV", "RFC 959 4.1.2", Effect::AskAnnounce(Method::Pasv), NO, last(&[227])),
    row("PBSZ", "RFC 2228 3, RFC 4217 8", Effect::Pbsz, REQUIRED, last(&[200])),
    row("PORT", "RFC 959 4.1.2", Effect::Announce(Method::Port), REQUIRED, last(&[200])),
    row("PRET", "DrFTPD, de facto", Effect::Other, REQUIRED, last(&[200])),
    row("PROT", "RFC 2228 3, RFC 4217 9", Effect::Prot, REQUIRED, last(&[200, 431, 534, 536])),
    row("PWD", "RFC 959 4.1.3", Effect::PrintDirectory, NO, last(&[257, 550])),
    row("QUIT", "RFC 959 4.1.1", Effect::Quit, NO, last(&[221])),
    row("RANG", "draft-bryan-ftp-range", Effect::Range, REQUIRED, last(&[350])),
    row("REIN", "RFC 959 4.1.1", Effect::Reinitialise, NO, RESET),
    row("REST", "RFC 3659 5", Effect::Rest, REQUIRED, last(&[350, 554])),
    row("RETR", "RFC 959 4.1.3", Effect::Transfer(TransferKind::Retr), REQUIRED, TRANSFER),
    row("RMD", "RFC 959 4.1.3", Effect::RemoveDirectory, REQUIRED, last(&[250, 550])),
    row("RMDA", "draft-peterson-streamlined-ftp", Effect::Other, REQUIRED, last(&[250])),
    row("RNFR", "RFC 959 4.1.3", Effect::RenameFrom, REQUIRED, last(&[350, 450, 550])),
    row("RNTO", "RFC 959 4.1.3", Effect::RenameTo, REQUIRED, last(&[250, 503, 553])),
    row("SITE", "RFC 959 4.1.3", Effect::Site, OPTIONAL, last(&[200, 202, 211, 213, 214, 250])),
    row("SIZE", "RFC 3659 4", Effect::Size, REQUIRED, last(&[213, 550])),
    row("SMNT", "RFC 959 4.1.1", Effect::Other, REQUIRED, last(&[202, 250])),
    row("SPSV", "draft-rosenau-ftp-single-port", Effect::AskAnnounce(Method::Epsv), OPTIONAL, last(&[227, 229])),
    row("SSCN", "FXP over TLS, de facto", Effect::Other, OPTIONAL, last(&[200])),
    row("STAT", "RFC 959 4.1.3", Effect::Status, OPTIONAL, last(&[211, 212, 213, 450])),
    row("STOR", "RFC 959 4.1.3", Effect::Transfer(TransferKind::Stor), REQUIRED, TRANSFER),
    row("STOU", "RFC 959 4.1.3", Effect::Transfer(TransferKind::Stou), OPTIONAL, TRANSFER),
    row("STRU", "RFC 959 4.1.2", Effect::Structure, REQUIRED, last(&[200])),
    row("SYST", "RFC 959 4.1.3", Effect::System, NO, last(&[215])),
    row("THMB", "draft-peterson-streamlined-ftp", Effect::Other, REQUIRED, TRANSFER),
    row("TYPE", "RFC 959 4.1.2", Effect::Type, REQUIRED, last(&[200])),
    row("USER", "RFC 959 4.1.1", Effect::User, REQUIRED, last(&[230, 232, 331, 332, 336])),
    row("XCRC", "de facto", Effect::Digest, REQUIRED, CHECKSUM),
    row("XCUP", "RFC 775", Effect::Cdup, NO, last(&[200, 250, 550])),
    row("XCWD", "RFC 1123 4.1.3.1", Effect::Cwd, REQUIRED, last(&[250, 550])),
    row("XMAS", "RFC 737", Effect::Other, REQUIRED, MAIL),
    row("XMD5", "de facto", Effect::Digest, REQUIRED, CHECKSUM),
    row("XMKD", "RFC 775", Effect::MakeDirectory, REQUIRED, last(&[257, 550])),
    row("XPWD", "RFC 775", Effect::PrintDirectory, NO, last(&[257, 550])),
    row("XRCP", "RFC 743", Effect::Other, REQUIRED, last(&[200])),
    row("XRMD", "RFC 775", Effect::RemoveDirectory, REQUIRED, last(&[250, 550])),
    row("XRSQ", "RFC 743", Effect::Other, OPTIONAL, last(&[200, 215])),
    row("XSEM", "RFC 737", Effect::Other, REQUIRED, MAIL),
    row("XSEN", "RFC 737", Effect::Other, REQUIRED, MAIL),
    row("XSHA", "de facto", Effect::Digest, REQUIRED, CHECKSUM),
    row("XSHA1", "de facto", Effect::Digest, REQUIRED, CHECKSUM),
    row("XSHA256", "de facto", Effect::Digest, REQUIRED, CHECKSUM),
    row("XSHA512", "de facto", Effect::Digest, REQUIRED, CHECKSUM),
];

const NO: ArgumentRule = ArgumentRule::None;
const REQUIRED: ArgumentRule = ArgumentRule::Required;
const OPTIONAL: ArgumentRule = ArgumentRule::Optional;

/// RFC 959 section 5.4, with the codes of RFC 2228, RFC 2428 and RFC 4217 for a data connection
/// that fails.
const TRANSFER: Replies = Replies {
    preliminary: &[125, 150],
    last: &[
        226, 250, 425, 426, 450, 451, 452, 521, 522, 532, 533, 534, 535, 550, 551, 552, 553,
    ],
};

/// RFC 2428 section 3; EPSV ALL is answered by 200, by pyftpdlib "220 Other commands other than
/// EPSV are now disabled."
const EXTENDED_PASSIVE: Replies = last(&[200, 220, 229, 522]);

/// REIN (RFC 959 section 5.4): like a new connection. pyftpdlib says "230 Ready for new user".
const RESET: Replies = Replies {
    preliminary: &[120],
    last: &[220, 230],
};

/// RFC 765, which RFC 821 took out of FTP.
const MAIL: Replies = last(&[250, 256, 354, 450, 451, 452, 550, 551, 552, 553]);

/// No specification: `ProFTPD` says 250, others 213 or 200.
const CHECKSUM: Replies = last(&[200, 213, 250, 550]);

const fn last(codes: &'static [u16]) -> Replies {
    Replies {
        preliminary: &[],
        last: codes,
    }
}

const fn row(
    name: &'static str,
    source: &'static str,
    effect: Effect,
    argument: ArgumentRule,
    replies: Replies,
) -> Verb {
    Verb {
        name,
        source,
        effect,
        argument,
        replies,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_for_the_binary_search() {
        assert!(VERBS.is_sorted_by(|a, b| a.name < b.name));
    }

    #[test]
    fn rows_are_well_formed() {
        for verb in VERBS {
            let upper = verb
                .name
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'@');
            assert!(upper && !verb.source.is_empty(), "{}", verb.name);
            assert!(
                verb.replies.preliminary.iter().all(|code| code / 100 == 1),
                "{}",
                verb.name
            );
            assert!(!verb.replies.last.is_empty(), "{}", verb.name);
            assert!(
                verb.replies
                    .last
                    .iter()
                    .all(|code| (200..700).contains(code)),
                "{}",
                verb.name
            );
        }
    }
}
