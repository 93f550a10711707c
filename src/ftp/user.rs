//! Names that stand for nobody.

/// Users who are let in without an account (RFC 1635: `anonymous`, and `ftp`, which servers take
/// for the same), in any case. Other names, such as `guest` or `ftpuser`, are accounts like any
/// other.
const ANONYMOUS: [&[u8]; 2] = [b"anonymous", b"ftp"];

/// True for the name of an anonymous user: what follows it as a password is none.
pub fn is_anonymous(user: &[u8]) -> bool {
    ANONYMOUS.iter().any(|name| name.eq_ignore_ascii_case(user))
}
