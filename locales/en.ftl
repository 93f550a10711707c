### The words of ftpscope for people, in English.
###
### One message a line where it fits. Ids are ASCII, in groups by prefix; each group is held by a test against the
### table it belongs to, so a message that is missing or that nothing uses fails. Places: { $name }.

## verb-*: what a command asks for, as in "the client wants to ...". One for every row of VERBS.

verb-abor = stop the running transfer
verb-acct = give the account to charge
verb-adat = send a security token
verb-algs = ask the address translator what it does with FTP
verb-allo = reserve space for a file
verb-appe = upload a file, appending to the one that is there
verb-auth = ask for an encrypted control connection
verb-avbl = ask how much space is free
verb-ccc = turn the control connection back to clear text
verb-cdup = go up one directory
verb-clnt = tell the name of the client program
verb-comb = combine uploaded parts to one file
verb-conf = send a command that only the server can read
verb-cpsv = ask the server to listen, and to start TLS as the client
verb-csid = exchange names of client and server programs
verb-cwd = change the directory
verb-dele = delete a file
verb-dsiz = ask for the size of a directory
verb-enc = send an encrypted and signed command
verb-eprt = tell the server where the client listens, over IPv4 or IPv6
verb-epsv = ask the server to listen on a port, over IPv4 or IPv6
verb-esta = ask for an extended active data connection
verb-estp = ask for an extended passive data connection
verb-feat = ask which extensions the server knows
verb-hash = ask for the checksum of a file
verb-help = ask for help
verb-host = name the server that is meant
verb-lang = choose the language of replies
verb-list = list a directory, with details
verb-lprt = tell the server where the client listens, with a long address
verb-lpsv = ask the server to listen on a port, with a long address
verb-macb = switch Macintosh binary encoding on or off
verb-mail = send mail over the control connection
verb-md5 = ask for the MD5 checksum of a file
verb-mdtm = ask when a file was last changed
verb-mff = change facts of a file
verb-mfct = change the creation time of a file
verb-mfmt = change the modification time of a file
verb-mic = send a signed command
verb-mkd = make a directory
verb-mlfl = send mail as a file
verb-mlsd = list a directory, readable by programs
verb-mlst = ask for the facts of one file
verb-mmd5 = ask for the MD5 checksums of several files
verb-mode = choose how data is framed: stream, block or compressed
verb-mrcp = name a recipient of mail
verb-mrsq = choose how recipients of mail are named
verb-msam = send mail to a mailbox and a terminal
verb-msnd = send a message to a terminal
verb-msom = send mail to a terminal, or else to a mailbox
verb-nlst = list the names in a directory
verb-noop = do nothing, keep the connection alive
verb-opts = set an option of a command
verb-p-sw = ask the server to listen on a port (PASV by another name)
verb-pass = give the password
verb-pasv = ask the server to listen on a port for the data connection
verb-pbsz = set the buffer size of protected data
verb-port = tell the server where the client listens for the data connection
verb-pret = tell which transfer the next PASV is for
verb-prot = choose whether data connections are encrypted
verb-pwd = ask for the current directory
verb-quit = log out
verb-rang = choose the bytes of the next transfer
verb-rein = log out and keep the connection
verb-rest = choose where in the file the next transfer starts
verb-retr = download a file
verb-rmd = remove a directory
verb-rmda = remove a directory with all that is in it
verb-rnfr = name the file to rename
verb-rnto = give the file its new name
verb-site = a command of this server only
verb-size = ask for the size of a file
verb-smnt = mount another file system
verb-spsv = ask the server to listen on one port for all transfers
verb-sscn = choose which server of two starts TLS
verb-stat = ask for the status, or list without a data connection
verb-stor = upload a file
verb-stou = upload a file under a name that the server chooses
verb-stru = choose the structure of files
verb-syst = ask for the server's operating system
verb-thmb = download a thumbnail of a picture
verb-type = choose how data is represented: text or binary
verb-user = give the user name
verb-xcrc = ask for the CRC-32 checksum of a file
verb-xcup = go up one directory (old name of CDUP)
verb-xcwd = change the directory (old name of CWD)
verb-xmas = send mail to a mailbox and a terminal (old name of MSAM)
verb-xmd5 = ask for the MD5 checksum of a file (old way)
verb-xmkd = make a directory (old name of MKD)
verb-xpwd = ask for the current directory (old name of PWD)
verb-xrcp = name a recipient of mail (old name of MRCP)
verb-xrmd = remove a directory (old name of RMD)
verb-xrsq = choose how recipients of mail are named (old name of MRSQ)
verb-xsem = send mail to a terminal, or else to a mailbox (old name of MSOM)
verb-xsen = send a message to a terminal (old name of MSND)
verb-xsha = ask for the SHA-1 checksum of a file (old way)
verb-xsha1 = ask for the SHA-1 checksum of a file (old way)
verb-xsha256 = ask for the SHA-256 checksum of a file (old way)
verb-xsha512 = ask for the SHA-512 checksum of a file (old way)

## reply-*: what the server says by a code, in a few words.

reply-110 = restart marker
reply-120 = ready in some minutes
reply-125 = data connection is open, transfer starts
reply-150 = file is fine, data connection is about to open
reply-200 = done
reply-202 = not needed here
reply-211 = system status or features
reply-212 = directory status
reply-213 = file status
reply-214 = help
reply-215 = system type
reply-216 = state of the address translator
reply-220 = ready
reply-221 = goodbye
reply-225 = data connection is open, nothing is being transferred
reply-226 = transfer done, data connection closes
reply-227 = listening: address and port in the text
reply-228 = listening: long address and port in the text
reply-229 = listening: port in the text
reply-230 = logged in
reply-231 = logged out
reply-232 = logged in by the security exchange
reply-234 = security mechanism accepted
reply-235 = security exchange complete
reply-250 = done
reply-251 = checksum in the text
reply-252 = checksums in the text
reply-256 = mail delivered
reply-257 = directory name in the text
reply-331 = user name is fine, password needed
reply-332 = account needed
reply-334 = security mechanism accepted, more data needed
reply-335 = security data accepted, more needed
reply-336 = password needed, challenge in the text
reply-350 = more needed to finish
reply-354 = ready for the text of the mail
reply-421 = service closes the control connection
reply-425 = cannot open the data connection
reply-426 = data connection broke, transfer aborted
reply-430 = user name or password is wrong
reply-431 = a security resource is not available
reply-434 = host is not available
reply-450 = file is busy
reply-451 = local error, action aborted
reply-452 = not enough space
reply-500 = command not understood
reply-501 = argument not understood
reply-502 = command not implemented
reply-503 = commands in the wrong order
reply-504 = not implemented for that argument
reply-521 = data connection not possible with these settings
reply-522 = network protocol or data protection not supported
reply-530 = not logged in
reply-532 = account needed for storing
reply-533 = command must be protected
reply-534 = refused by security policy
reply-535 = security check failed
reply-536 = protection level not supported
reply-537 = protection level not supported by the mechanism
reply-550 = not possible: no such file, or no permission
reply-551 = page type unknown
reply-552 = quota exceeded
reply-553 = file name not allowed
reply-554 = restart offset not accepted
reply-555 = type or structure does not fit
reply-556 = checksum not possible
reply-631 = reply, signed
reply-632 = reply, encrypted and signed
reply-633 = reply, encrypted

## reply-class-*: the same for codes that have no words of their own, by their first digit.

reply-class-1 = started, more to come
reply-class-2 = done
reply-class-3 = so far, so good: more needed
reply-class-4 = not possible now
reply-class-5 = not possible
reply-class-6 = protected reply

## verdict-*: what stands before the rows of a timeline, for each session.

verdict-active = active: the server opens the data connections
verdict-passive = passive: the client opens the data connections
verdict-mixed = mixed: some data connections are opened by the server, some by the client
verdict-none = none: no transfer came to use a data connection
verdict-unknown = unknown: the capture does not show who opens the data connections
verdict-login-accepted = log-in accepted
verdict-login-rejected = log-in rejected
verdict-login-none = no log-in
verdict-login-unknown = log-in not seen
verdict-nobody = no user
verdict-user-unseen = user not seen
verdict-findings = { $errors ->
    [0] {""}
    [one] 1 error,{" "}
   *[other] { $errors } errors,{" "}
}{ $warnings ->
    [0] {""}
    [one] 1 warning,{" "}
   *[other] { $warnings } warnings,{" "}
}{ $infos ->
    [0] {""}
    [one] 1 note,{" "}
   *[other] { $infos } notes,{" "}
}see ftpscope diagnose
verdict-bytes = { $bytes } bytes
verdict-bytes-lost = { $bytes } bytes not captured
verdict-bytes-tls = { $bytes } bytes of TLS
verdict-bytes-decoded = { $decoded } bytes ({ $bytes } on the wire)
verdict-more = { $count } more, see `ftpscope transfers`
verdict-tls-explicit = TLS after AUTH
verdict-tls-implicit = TLS from the first byte

## offer-*: what became of an announced endpoint.

offer-connected = { $by } opened { $opener } → { $listener }
offer-refused = { $by } tried { $opener } → { $listener }, and was refused (RST)
offer-unanswered = { $by } tried { $opener } → { $listener } { $tries ->
    [one] once
   *[other] { $tries } times
}, and nobody answered: a firewall?
offer-never_tried = nobody tried to connect
offer-replaced = not used, replaced by the next
offer-rejected = rejected ({ $code })
offer-not_captured = used, but its data connection is not in the capture
offer-nat = (at another address: NAT)

## outcome-*: how a transfer ended.

outcome-complete = complete
outcome-gaps = ended well, but bytes are missing in the capture
outcome-unproven = ended well, but its beginning or end is not in the capture
outcome-hidden = command and result not visible
outcome-aborted = aborted
outcome-failed = failed
outcome-refused = refused
outcome-unfinished = unfinished

## note-*: notes of timeline rows.

note-control-syn = ① control connection opened
note-control-syn-again = control connection: asked again
note-control-syn-ack = server accepts
note-control-ack = control connection established
note-control-fin = { $by } closes the control connection
note-control-reset = { $by } resets the control connection
note-control-refusal = { $by } refuses the control connection
note-unknown-verb = unknown command { $verb }
note-announces = announces { $endpoint }
note-refused = refuses the announcement of frame { $frame }
note-connection = data connection predicted by frame { $frame } ({ $method })
note-connection-elsewhere = data connection predicted by frame { $frame } ({ $method }), at another address: NAT
note-connection-unannounced = data connection without an announcement
note-data-syn = ② { $by } opens the { $connection }
note-data-syn-again = { $by } asks again: { $connection }
note-data-syn-ack = accepted: { $connection }
note-data-ack = established: { $connection }
note-data = { $by } sends: { $connection }
note-data-fin = { $by } has no more to send: { $connection }
note-data-reset = { $by } resets the { $connection }
note-data-refusal = { $by } refuses the { $connection }
note-unclaimed = data port, but nobody announced this connection
note-tls-begins = TLS hides the dialogue from here

## warning-*: what went wrong with the capture or the analysis.

## finding-ID: what such findings are, in a few words; -why: why they matter; -advice: what to do, one sentence.

finding-never-tried = nobody connected to the announced data endpoint
finding-never-tried-why = The transfer fails or hangs although both sides agreed on where to connect.
finding-never-tried-advice = Find out why the side that should connect did not: a local firewall, an address it does not trust, or a client that gave up.
finding-syn-unanswered = the data connection was tried and nobody answered
finding-syn-unanswered-why = A firewall between the hosts drops the connection without a word; the user sees a hang and then 425 or a time-out.
finding-syn-unanswered-advice = Let the firewall pass the data ports (in passive mode a fixed range at the server), or use the other mode.
finding-syn-refused = the data connection was tried and refused
finding-syn-refused-why = Nobody listens at the announced endpoint, or a firewall answers for it.
finding-syn-refused-advice = Check that the announced port is open where it was announced, and that no firewall rejects it.
finding-nat-address = the announced address is not the one that the peer can reach
finding-nat-address-why = Behind NAT a host announces its inner address; a peer that believes it cannot connect.
finding-nat-address-advice = Configure the outer address at the server (pasv_address, MasqueradeAddress, ForcePassiveIP), use EPSV, or enable the FTP helper of the NAT.
finding-transfer-refused = a transfer was refused
finding-transfer-refused-why = Nothing was transferred; the reply says why.
finding-transfer-refused-advice = Read the server's text: permissions, quota, a wrong name, or the wrong state of the session.
finding-transfer-cut = a transfer ended before its end
finding-transfer-cut-why = The file at the receiver is not whole, and may look whole.
finding-transfer-cut-advice = Do not trust the received file; transfer it again, or resume it with REST, and compare sizes.
finding-tls-required = the server asks for TLS
finding-tls-required-why = The server refuses to go on in clear text.
finding-tls-required-advice = Switch TLS on in the client (explicit FTPS), and for data connections PROT P.
finding-login-refused = the log-in was refused
finding-login-refused-why = The user cannot work, or somebody tries what is not theirs.
finding-login-refused-advice = Check user, password and the server's rules for that user and that client.
finding-idle-timeout = the server ended the session
finding-idle-timeout-why = Whatever the client wanted to do next fails; a transfer in progress may be lost.
finding-idle-timeout-advice = Raise the server's idle time-out, or let the client send NOOP or log in again.
finding-control-unanswered = a control port does not answer
finding-control-unanswered-why = No session can begin.
finding-control-unanswered-advice = Check that the server runs, and that firewalls on the way let the control port pass.
finding-bounce = PORT aims at a third host
finding-bounce-why = The server is made to connect to a host of the client's choice: port scans and attacks then come from the server (RFC 2577).
finding-bounce-advice = Configure the server to refuse PORT to any address but the client's, and look at what else this client did.
finding-fxp = two servers exchange a file by order of a client
finding-fxp-why = Server-to-server transfer looks like a bounce attack, but the client is logged in at both ends.
finding-fxp-advice = If nobody needs it, forbid it at the servers.
finding-nat-active = an active client behind NAT, helped by the server
finding-nat-active-why = PORT names an inner address; it works only because this server ignores it.
finding-nat-active-advice = Use passive mode, or enable the FTP helper of the NAT.
finding-priv-port = PORT names a privileged port
finding-priv-port-why = No client listens below 1024; the server is made to talk to a system service (RFC 2577 section 3).
finding-priv-port-advice = Configure the server to refuse PORT with ports below 1024.
finding-port-scan = PORT names many targets and moves no data
finding-port-scan-why = The replies tell the client which ports are open on hosts that it cannot reach itself.
finding-port-scan-advice = Configure the server to refuse PORT to any address but the client's, and block the client.
finding-pasv-mismatch = the server announces another address than its own
finding-pasv-mismatch-why = A client that believes it connects to a third host: a mistake behind NAT, or an attack on the client.
finding-pasv-mismatch-advice = Make the client ignore addresses in 227 (most can), or use EPSV, which has none.
finding-third-party-data = somebody else opened the data connection
finding-third-party-data-why = Who connects first gets the file, or puts one of their own in its place ("port stealing", RFC 2577 section 8).
finding-third-party-data-advice = Make the server accept data connections from the client's address only, and use PROT P.
finding-unexpected-direction = the receiving side of a transfer sends data
finding-unexpected-direction-why = A download in which the client sends bytes, or the reverse, is no FTP transfer: a tunnel, a confused peer, or a wrong match.
finding-unexpected-direction-advice = Look at the bytes of that data connection.
finding-pasv-predict = passive ports can be predicted
finding-pasv-predict-why = Whoever can guess the next port can connect to it before the client does.
finding-pasv-predict-advice = Make the server choose passive ports at random, and check the peer's address.
finding-cleartext-credentials = a password in clear text
finding-cleartext-credentials-why = Everybody on the way can read it and use it.
finding-cleartext-credentials-advice = Use FTPS (AUTH TLS before USER) or SFTP, and change this password.
finding-anonymous = a guest was let in
finding-anonymous-why = Anybody can do what this session did.
finding-anonymous-advice = Check that guests may only read, and only what is public.
finding-brute = passwords are being guessed
finding-brute-why = Many refused log-ins from one client are an attack, or a program with an old password.
finding-brute-advice = Block or slow down the client after a few failures, and check the accounts that it tried.
finding-brute-success = a log-in succeeded after many refusals
finding-brute-success-why = A password may have been guessed.
finding-brute-success-advice = Lock the account until its owner confirms the log-in, and look at what the session did.
finding-site-exec = a dangerous SITE command was accepted
finding-site-exec-why = SITE can run programs, set set-uid bits and copy files past the server's rules.
finding-site-exec-advice = Switch these SITE commands off, update the server, and check what was run or copied.
finding-traversal = a path that leads out of the tree
finding-traversal-why = Servers that do not resolve it first hand out files outside the directory that they serve.
finding-traversal-advice = Check whether the server confines its users (chroot), and what this command gave away.
finding-long = a line that is too long
finding-long-why = Overlong verbs, arguments and replies are how buffers of old servers and clients were overrun.
finding-long-advice = Check the versions of both sides, and what was in that line.
finding-fmt = an argument that looks like a format string
finding-fmt-why = A server that hands it to printf crashes or runs what the client wants.
finding-fmt-advice = Check the server's version, and whether it closed or misbehaved afterwards.
finding-nonascii = an argument that is no plain text
finding-nonascii-why = Control characters can deceive whoever reads logs; other encodings than UTF-8 give wrong names.
finding-nonascii-advice = Let both sides use UTF-8 (OPTS UTF8 ON), and show such names escaped only.
finding-command-injection = a line end inside an argument
finding-command-injection-why = One name becomes two commands: whoever chose the name speaks in the client's place.
finding-command-injection-advice = Make the client or gateway refuse names with CR or LF.
finding-starttls-injection = clear text in the seam before TLS
finding-starttls-injection-why = A peer that reads it after the handshake takes an attacker's words for protected ones.
finding-starttls-injection-advice = Update the side that accepted it; it must drop what it has read when TLS begins.
finding-tls-refused-clear = TLS was refused and the password went in clear text
finding-tls-refused-clear-why = Whoever can make the server seem to refuse TLS gets the password.
finding-tls-refused-clear-advice = Make the client insist on TLS, and find out why the server refused.
finding-tls-stripped = the offer of TLS disappeared on the way
finding-tls-stripped-why = A device between client and server, or an attacker, keeps the session in clear text.
finding-tls-stripped-advice = Make the client insist on TLS, and look for what changes FTP on the way (a firewall's inspection of FTP).
finding-prot-c = data in clear text although the dialogue is encrypted
finding-prot-c-why = Files and listings can be read and changed on the way.
finding-prot-c-advice = Use PROT P, and make the server require it.
finding-ccc = the dialogue went back to clear text
finding-ccc-why = What is said after CCC can be read and changed on the way.
finding-ccc-advice = Do without CCC: passive mode needs no helper where the server's port range is open.
finding-weak-tls = weak TLS
finding-weak-tls-why = Versions before 1.2 and old cipher suites no longer protect what they carry.
finding-weak-tls-advice = Allow TLS 1.2 and 1.3 with modern suites only, and reuse the control connection's session for data.
finding-data-port-reuse = a data port was used again at once
finding-data-port-reuse-why = Late packets of the old connection can be taken for the new one; tools mix up the two transfers.
finding-data-port-reuse-advice = Let the side that listens choose another port for each transfer.
finding-alg-rewrite = an announcement that helpers of NATs and firewalls misread
finding-alg-rewrite-why = Devices that follow FTP ignore or drop such a line, so that the data connection fails behind them.
finding-alg-rewrite-advice = Send the announcement as one line in one segment, with CR LF and numbers up to 255.
finding-policy = something that a site may have rules about
finding-policy-why = Nothing is wrong, but many sites do not want it.
finding-policy-advice = Compare it with your rules.
finding-protocol = a departure from the protocol
finding-protocol-why = Strict peers, firewalls and analyzers may fail on it, and some attacks look like it.
finding-protocol-advice = Report it to whoever makes the side that sent it.
finding-overlap = bytes sent twice with different content
finding-overlap-why = The receiver and an observer may read different texts: an evasion, or a broken device on the way.
finding-overlap-advice = Compare the frames; if no device on the way changes packets, treat it as an attack.

## found-*: what happened. Of one finding several.

found-never-tried = the { $by } never connected to { $endpoint }; "{ $line }" was answered { $code }
found-never-tried-unused = { $endpoint } was announced to the { $by } and no transfer asked for it
found-syn-unanswered = the { $by } tried { $opener } → { $listener } { $tries ->
    [one] once
   *[other] { $tries } times in { $seconds } s
}, and nobody answered: a firewall?
found-syn-refused = the { $by } tried { $opener } → { $listener } and was refused (RST)
found-nat-address = { $announced } was announced, but the host is seen as { $address }; no data connection came about
found-nat-address-mended = { $announced } was announced; the { $by } connected to { $address } instead, which is right behind NAT
found-transfer-refused = "{ $line }" was refused: { $code } { $text }
found-transfer-cut-short = "{ $line }": { $bytes } of { $expected } bytes came, and the server said { $code }
found-transfer-cut-abort = "{ $line }" was aborted by ABOR after { $bytes } of { $expected } bytes
found-transfer-cut-failed = "{ $line }" broke off after { $bytes } of { $expected } bytes: the { $by } closed first, reply { $code }
found-transfer-cut-reset = "{ $line }" was reset by the { $by } after { $bytes } of { $expected } bytes
found-transfer-cut-control = "{ $line }" has { $bytes } of { $expected } bytes; then the control connection was reset
found-tls-required = "{ $line }" was refused until TLS protects the connection: { $code } { $text }
found-login-refused = { $count ->
    [one] a log-in was
   *[other] { $count } log-ins were
} refused, user { $user }: { $code } { $text }
found-login-refused-greeting = the server sends the client away before any log-in: { $code } { $text }
found-idle-timeout = the server closed the session after { $seconds } s of silence
found-idle-timeout-421 = the server closed the session after { $seconds } s of silence: 421 { $text }
found-control-unanswered = { $client } tried { $server } { $tries ->
    [one] once
   *[other] { $tries } times in { $seconds } s
}, and nobody answered
found-control-unanswered-refused = { $client } tried { $server } { $tries ->
    [one] once
   *[other] { $tries } times in { $seconds } s
} and was refused (RST)
found-bounce-connected = "{ $line }" from { $client } made the server connect to { $target }
found-bounce-accepted = "{ $line }" from { $client } was accepted, although { $target } is a third host
found-bounce-refused = "{ $line }" from { $client } aims at { $target }, a third host; it was not accepted
found-fxp = "{ $line }" names { $host }, a server at which the same client is logged in
found-fxp-transfer = "{ $line }" exchanges a file with the server of session { $session }
found-nat-active = "{ $line }" names { $announced }; the server connected to { $client } instead
found-priv-port = "{ $line }" names port { $port }, and was accepted
found-priv-port-refused = "{ $line }" names port { $port }; it was not accepted
found-port-scan = { $targets } targets on { $hosts ->
    [one] one host
   *[other] { $hosts } hosts
} were named, and none of them carried data
found-pasv-mismatch = the server at { $server } announced { $announced }, and the client connected there
found-pasv-mismatch-nat = the server at { $server } announced { $announced }; the client connected to { $server }: NAT
found-pasv-mismatch-unused = the server at { $server } announced { $announced }, where no connection came about
found-pasv-mismatch-unspecified = the server at { $server } announced { $announced }, which means its own address
found-third-party-data = { $opener } opened the data connection to { $listener } ({ $bytes } bytes); { $expected } was expected
found-unexpected-direction = "{ $line }": the { $by } sent { $bytes } bytes over the data connection
found-pasv-predict = { $count } passive ports in a row, { $first } to { $last }, each one or two above the last
found-cleartext-credentials = the password of { $user } was sent in clear text{ $count ->
    [one] {""}
   *[other] , { $count } times
}
found-cleartext-credentials-guest = a guest's password ({ $user }) was sent in clear text{ $count ->
    [one] {""}
   *[other] , { $count } times
}
found-anonymous = { $user } was let in
found-anonymous-writes = { $user } changed what the server keeps: "{ $line }"{ $count ->
    [one] {""}
   *[other] , and { $count } such commands in all
}
found-brute = { $count } log-ins of { $client } were refused in one session, for { $users ->
    [one] one user
   *[other] { $users } users
}
found-brute-across = { $count } log-ins of { $client } were refused within 15 minutes, for { $users ->
    [one] one user
   *[other] { $users } users
}
found-brute-spraying = { $client } tried one password for { $users } users, and was refused { $count } times
found-brute-success = { $user } was let in after { $count } refusals
found-site-exec = the server ran "{ $line }"
found-site-exec-setuid = "{ $line }" set a set-uid or set-gid bit
found-site-exec-copy = "{ $line }" was accepted before any log-in
found-traversal = "{ $line }" climbs above the top of the tree
found-traversal-top = "{ $line }" climbs above the top of the tree and stays there
found-traversal-written = "{ $line }" is written to leave the tree on some systems
found-long = the argument of { $verb } has { $bytes } bytes; more than { $most } are suspicious
found-long-verb = a verb of { $bytes } letters; none has more than { $most }
found-long-reply = a line of a reply has { $bytes } bytes; more than { $most } are suspicious
found-fmt = "{ $line }" holds { $count } conversions of printf
found-nonascii = "{ $line }" is no UTF-8{ $count ->
    [one] {""}
   *[other] , nor are others ({ $count } lines in all)
}
found-nonascii-control = "{ $line }" holds control characters{ $count ->
    [one] {""}
   *[other] , as do others ({ $count } lines in all)
}
found-command-injection = a bare LF makes two commands of one: "{ $line }" and "{ $next }"
found-command-injection-encoded = "{ $line }" holds an encoded line end
found-starttls-injection = "{ $line }" was sent in clear text between AUTH and TLS
found-starttls-injection-reply = "{ $code } { $text }" was sent in clear text between the reply to AUTH and TLS
found-tls-refused-clear = "{ $line }" was answered { $code }, and then the password was sent in clear text
found-tls-stripped = this server offered AUTH TLS in frame { $frame }, and here it did not
found-tls-stripped-overwritten = "{ $line }" looks like an AUTH that was overwritten on the way
found-prot-c = { $count ->
    [one] a data connection
   *[other] { $count } data connections
} with { $bytes } bytes went in clear text
found-ccc = { $count ->
    [one] one command
   *[other] { $count } commands
} in clear text after TLS
found-ccc-names = { $count ->
    [one] one command
   *[other] { $count } commands
} in clear text after TLS, { $names } of them with names of files
found-weak-tls = the server chose { $version }
found-weak-tls-cipher = the server chose cipher suite { $cipher } ({ $weakness })
found-weak-tls-reuse = the server wants the TLS session of the control connection for data: 522 { $text }
found-data-port-reuse = { $opener } → { $listener } again after { $seconds } s
found-data-port-reuse-shared = { $listener } was announced to { $one } and to { $other }
found-alg-rewrite-number = the { $method } announcement has a number above 255
found-alg-rewrite-text = digits or brackets stand before the numbers of the { $method } announcement
found-alg-rewrite-lf = the { $method } line ends in LF alone
found-alg-rewrite-split = the { $method } announcement came in several segments
found-policy-banner = the greeting tells the server's version: "{ $text }"
found-policy-port = FTP on port { $port }
found-policy-public = { $user } logged in without TLS from the public address { $client }
found-policy-drop = { $path } was uploaded by a guest at { $uploader } (session { $session }) and downloaded by { $downloader }
found-protocol-no-brackets = "{ $line }" has no brackets
found-protocol-address-in-229 = "{ $line }" has an address, which a 229 leaves empty
found-protocol-other-form = "{ $line }" has the form of another code
found-protocol-unclosed = "{ $line }" is not closed
found-protocol-later-line = the announcement does not stand in the first line: "{ $line }"
found-protocol-family = "{ $line }" names one address family and has an address of another
found-protocol-extra-reply = "{ $code } { $text }" answers no command
found-protocol-second-preliminary = "{ $code } { $text }": a second preliminary reply to one command, or one to none
found-protocol-stray = { $count ->
    [one] a line of the server is
   *[other] { $count } lines of the server are
} no reply: "{ $text }"
found-protocol-early = "{ $line }" was sent before the greeting
found-protocol-epsv-all = "{ $line }" was accepted after EPSV ALL
found-protocol-pbsz = "{ $line }" was accepted without PBSZ before it
found-overlap = bytes of { $opener } → { $listener } were sent again with different content

found-more = (and { $count } more like it)

## diagnose-*: the frame of the report.

diagnose-capture = Capture
diagnose-none = Nothing found.
diagnose-frame = { $count ->
    [one] frame
   *[other] frames
}
diagnose-more-frames = and { $count } more
diagnose-session = Session { $id }
diagnose-summary = { $errors ->
    [one] 1 error
   *[other] { $errors } errors
}, { $warnings ->
    [one] 1 warning
   *[other] { $warnings } warnings
}, { $infos ->
    [one] 1 note
   *[other] { $infos } notes
}.

## extract-*: the table of extract. extract-fault-*: why a file is not complete; extract-out-*: why there is none.

extract-complete = complete
extract-fault-lost-bytes = bytes lost
extract-fault-beginning-missing = beginning missing
extract-fault-aborted = aborted
extract-fault-failed = failed
extract-fault-unfinished = unfinished
extract-fault-end-not-captured = end not captured
extract-fault-hidden = hidden by TLS
extract-fault-undecodable = cannot be decoded
extract-fault-parts-differ = parts differ
extract-fault-max-file-size = cut at --max-file-size
extract-fault-max-total-size = cut at --max-total-size
extract-fault-fill-limit = gaps not filled
extract-fault-capture-changed = the capture changed
extract-done = { $files ->
    [0] No file was written.
    [one] 1 file, { $bytes } bytes.
   *[other] { $files } files, { $bytes } bytes.
}
extract-planned = { $files ->
    [0] No file would be written.
    [one] 1 file would be written, { $bytes } bytes.
   *[other] { $files } files would be written, { $bytes } bytes.
}
extract-left-out = Not extracted: { $reasons }.
extract-out-encrypted = { $count } encrypted
extract-out-refused = { $count } refused
extract-out-not-captured = { $count } without a data connection in the capture
extract-out-no-bytes = { $count } without a byte
extract-out-listing = { $count ->
    [one] 1 listing
   *[other] { $count } listings
} (see --listings)
extract-out-incomplete = { $count } not complete
extract-out-max-file-size = { $count } larger than --max-file-size
extract-out-max-total-size = { $count } beyond --max-total-size

## slice-*: comments of frames that are no row of the timeline.

slice-fragment = a fragment of a datagram that a later frame completes
