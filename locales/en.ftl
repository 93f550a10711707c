### The words of ftpscope for people, in English.
###
### One message a line where it fits. Ids are ASCII, in groups by prefix; each group is held by a test against the
### table it belongs to, so a message that is missing or that nothing uses fails. Places: { $name }. Every other
### catalogue has the same messages with the same places. COUNT($n, "byte") is "1 byte" or "2 bytes"; FORM($n, "is",
### "are") is what agrees with a count elsewhere; TIMES($n) is "once" or "2 times" (src/text/plural.rs).

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
verb-site = run a command of this server only
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

verdict-title-who = who
verdict-title-mode = mode
verdict-title-evidence = evidence
verdict-title-transfer = transfer
verdict-title-findings = findings
verdict-frame = (frame { $frame })
verdict-active = active: the server opens the data connections
verdict-passive = passive: the client opens the data connections
verdict-mixed = mixed: some data connections are opened by the server, some by the client
verdict-none = none: no transfer came to use a data connection
verdict-unknown = unknown: the capture does not show who opens the data connections
verdict-login-accepted = login accepted
verdict-login-rejected = login rejected
verdict-login-none = no login
verdict-login-unknown = login not seen
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
}{ $place ->
    [page] see below
   *[other] see ftpscope diagnose
}
verdict-bytes = { COUNT($bytes, "byte") }
verdict-bytes-lost = { COUNT($bytes, "byte") } not captured
verdict-bytes-lost-on-path = { COUNT($bytes, "byte") } lost on the way
verdict-bytes-tls = { COUNT($bytes, "byte") } of TLS
verdict-bytes-decoded = { COUNT($decoded, "byte") } ({ $bytes } on the wire)
verdict-more = { $count } more, see `ftpscope transfers`
verdict-tls-explicit = TLS after AUTH
verdict-tls-implicit = TLS from the first byte
verdict-tls-failed = TLS failed
verdict-tls-mismatch = one side used TLS, the other clear text

## role-*: who is at an end of a connection, as in "client opens ...".

role-client = client
role-server = server
role-other-server = the other server
role-third-party = a third party

## offer-*: what became of an announced endpoint.

offer-connected = { $by } opened { $opener } → { $listener }
offer-refused = { $by } tried { $opener } → { $listener }, and was refused (RST)
offer-unanswered = { $by } tried { $opener } → { $listener } { $tries ->
    [one] once
   *[other] { $tries } times
}, and nobody answered: possibly a firewall
offer-unanswered-third = { $by } tried { $opener } → { $listener }, a third host, { $tries ->
    [one] once
   *[other] { $tries } times
}, and nobody answered
offer-unanswered-icmp = { $by } tried { $opener } → { $listener } { $tries ->
    [one] once
   *[other] { $tries } times
}, and { $router } says by ICMP: { $reason ->
    [prohibited] a rule forbids it
    [network] no way leads to that network
    [host] that host is not there
   *[port] nothing listens there
}
offer-one-syn = { $by } tried { $opener } → { $listener } once, and no answer is in the capture
offer-unheard = { $by } tried { $opener } → { $listener } { $tries ->
    [one] once
   *[other] { $tries } times
}, and the answers did not arrive
offer-unanswered-inner = { $by } tried { $opener } → { $listener } { $tries ->
    [one] once
   *[other] { $tries } times
}, an address of an inner network, and nobody answered
offer-other-port = { $by } tried { $opener } → { $listener } { $tries ->
    [one] once
   *[other] { $tries } times
} in vain, a port that nobody announced
offer-never_tried = nobody tried to connect
offer-not-yet = the capture ends before anybody connects
offer-proxy = goes through the proxy, and is not followed there
offer-not-visible = whether anybody tried to connect is not visible
offer-loopback = a loopback address, by which a host reaches itself: no packet of that is captured
offer-replaced = not used, replaced by the next
offer-rejected = rejected ({ $code })
offer-not_captured = used, but its data connection is not in the capture
offer-nat = (at another address: NAT)

## outcome-*: how a transfer ended.

outcome-complete = complete
outcome-gaps = acknowledged with 2yz, but bytes are missing
outcome-short = acknowledged with 2yz, but with fewer bytes than the server said
outcome-unproven = acknowledged with 2yz, but the capture does not show that it is whole
outcome-unproven-unseen = acknowledged with 2yz, but its data connection is not in the capture
outcome-hidden = command and result not visible
outcome-hidden-result = result not visible
outcome-hidden-bytes = acknowledged with 2yz, but what was sent is not in the capture
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
note-connection-unannounced = data connection that nothing in the capture announces
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
note-tls-opens = TLS begins; what follows is decrypted
note-tls-tried = a TLS handshake begins
note-tls-fails = the TLS handshake fails here
note-tls-mismatch = TLS meets clear text

## warning-*: what went wrong with the capture or the analysis.

## finding-ID: what such findings are, in a few words; -why: why they matter; -advice: what to do, one sentence.

finding-never-tried = nobody connected to the announced data endpoint
finding-never-tried-why = The transfer fails or hangs although both sides agreed on where to connect.
finding-never-tried-advice = Find out why the side that should connect did not: a local firewall, an address it does not trust, or a client that gave up.
finding-syn-unanswered = the data connection was tried and nobody answered
finding-syn-unanswered-why = Often a firewall between the hosts drops the SYN without a word; what the capture shows beyond that, the message says. The user sees a hang, and then 425 or a time-out.
finding-syn-unanswered-advice = Let the firewall pass the data ports (in passive mode a fixed range at the server), or use the other mode.
finding-syn-refused = the data connection was tried and refused
finding-syn-refused-why = Nobody listens at the announced endpoint, or a firewall answers for it.
finding-syn-refused-advice = Check that the announced port is open where it was announced, and that no firewall rejects it.
finding-setup-refused = the server refuses to set data connections up
finding-setup-refused-why = Without an address and a port no data connection can be opened: every listing and transfer fails.
finding-setup-refused-advice = Read the server's text, and let the client use the other mode.
finding-nat-address = the announced address is not the one that the peer can reach
finding-nat-address-why = Behind NAT a host announces its inner address; a peer that believes it cannot connect.
finding-nat-address-advice = Configure the outer address at the server (pasv_address, MasqueradeAddress, ForcePassiveIP), use EPSV, or enable the FTP helper of the NAT.
finding-transfer-refused = a transfer was refused
finding-transfer-refused-why = Nothing was transferred; the reply says why.
finding-transfer-refused-advice = Read the server's text: permissions, quota, a wrong name, or the wrong state of the session.
finding-command-refused = a command other than a transfer was refused
finding-command-refused-why = The server did not make, delete, rename or change what the client asked for, and clients often say nothing of it.
finding-command-refused-advice = Read the server's text: permissions, a name that is taken, no room, or a file that is not there.
finding-transfer-cut = a transfer ended early
finding-transfer-cut-why = The file at the receiver is not whole, and may look whole.
finding-transfer-cut-advice = Do not trust the received file; transfer it again, or resume it with REST, and compare sizes.
finding-size-mismatch = not as many bytes as the server says
finding-size-mismatch-why = The file changed while it was sent, or the server ignored REST: a resumed file then holds bytes twice. After an upload: the server does not have what was sent.
finding-size-mismatch-advice = Compare the size of the received file with SIZE; after REST, fetch the whole file again.
finding-slow-reply = a reply came late
finding-slow-reply-why = Clients that do not wait so long take the transfer for lost, and may take the late reply for that to their next command.
finding-slow-reply-advice = Find out what the server does before it answers (a slow disk, a virus scanner, a checksum), and raise the client's time-out.
finding-unanswered-command = a command was never answered
finding-unanswered-command-why = The client waits in vain and hangs until one side gives up.
finding-unanswered-command-advice = Look at the server's log for that command, and at what stands between client and server.
finding-network-loss = the network lost bytes
finding-network-loss-why = The receiver never got them, although it asked: the transfer stalls or breaks off.
finding-network-loss-advice = Look for loss between the two hosts (interface counters, a full link, a firewall that drops segments), where the capture was not made.
finding-path-mtu = only large segments get lost
finding-path-mtu-why = A link on the way takes only smaller packets, and the sender does not learn of it: small files arrive, listings and large files hang.
finding-path-mtu-advice = Let ICMP "fragmentation needed" (IPv6: "packet too big") pass, clamp the MSS at the router with the smaller MTU, or lower the MTU of the sender.
finding-client-gone = the client left in the middle of its upload
finding-client-gone-why = The server takes the end of the connection for the end of the file: what it keeps may be a part, and looks whole.
finding-client-gone-advice = Compare the file at the server with the original, and upload it again; find out why the client ended (killed, out of memory, shut down).
finding-tls-required = the server asks for TLS
finding-tls-required-why = The server refuses to go on in clear text.
finding-tls-required-advice = Switch TLS on in the client (explicit FTPS), and for data connections PROT P.
finding-tls-failed = TLS did not come about
finding-tls-failed-why = The handshake ended before anything was encrypted: the login or the transfer that waited for it cannot go on.
finding-tls-failed-advice = The alert says what to change: protocol_version and handshake_failure, the versions and cipher suites that both sides allow; unknown_ca, bad_certificate and certificate_expired, the certificate or what the client trusts. Without an alert, read the server's log and look for devices between the two.
finding-tls-mismatch = one side used TLS, the other clear text
finding-tls-mismatch-why = The two sides do not speak the same protocol on this connection, so that nothing but errors comes of it.
finding-tls-mismatch-advice = Explicit FTPS (port 21) begins in clear text and turns to TLS with AUTH; implicit FTPS (port 990) begins with TLS. Set the client to what the port speaks; on data connections both sides must be at the same PROT.
finding-tls-not-resumed = a data connection did not resume the TLS session
finding-tls-not-resumed-why = Many servers refuse a data connection that does not resume the TLS session of the control connection: another client may have taken the port. The refusal itself (522, 425 or 450) is encrypted.
finding-tls-not-resumed-advice = Use a client that reuses the TLS session for data, or switch the demand off in the server (vsftpd: require_ssl_reuse=NO; ProFTPD: TLSOptions NoSessionReuseRequired).
finding-login-refused = the login was refused
finding-login-refused-why = The user cannot work, or somebody tries what is not theirs.
finding-login-refused-advice = Check user, password and the server's rules for that user and that client.
finding-idle-timeout = the server ended the session
finding-idle-timeout-why = Whatever the client wanted to do next fails; a transfer in progress may be lost.
finding-idle-timeout-advice = Raise the server's idle time-out, or let the client send NOOP or log in again.
finding-control-reset = the control connection was reset in the middle
finding-control-reset-why = Nobody said goodbye: a program crashed, or a device on the way ended the session. Whatever was going on is lost.
finding-control-reset-advice = Look at the side that sent the RST: its log, its time-outs, and firewalls before it.
finding-control-lost = the control connection was lost on the way
finding-control-lost-why = A NAT or firewall forgot the connection while it was idle: a transfer that takes long ends without its result, and the client hangs or repeats it.
finding-control-lost-advice = Raise the idle time-out of the NAT or firewall (RFC 5382: 2 hours and 4 minutes), and switch on TCP keep-alives for the control connection at client or server.
finding-no-greeting = the greeting is missing or late
finding-no-greeting-why = A client waits for the greeting before it says anything: without it no session begins.
finding-no-greeting-advice = Look at the server: limits of connections, access lists (hosts.deny), a back end that does not run; where it is late, look-ups of the client by ident or DNS. Where nobody speaks, the port may expect TLS from the first byte.
finding-control-unanswered = a control port does not answer
finding-control-unanswered-why = No session can begin.
finding-control-unanswered-advice = Check that the server runs, and that firewalls on the way let the control port pass.
finding-capture-incomplete = the capture does not show everything
finding-capture-incomplete-why = What is missing in the capture is missing here too: nothing follows from it about the hosts.
finding-capture-incomplete-advice = Capture both directions from before the session to its end, without a snap length, at a place that loses nothing.
finding-proxy-protocol = a balancer in between names the client
finding-proxy-protocol-why = The client's address of the session is that of the balancer; logs and rules that go by it judge the wrong host.
finding-proxy-protocol-advice = Go by the address in the header, and let the server take it from trusted balancers only.
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
finding-third-party-data = somebody else opened the data connection, or tried to
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
finding-cleartext-credentials-advice = Use FTPS (AUTH TLS before USER) or SFTP; change the password if it is not that of an anonymous user.
finding-anonymous = an anonymous user was let in
finding-anonymous-why = Anybody can do what this session did.
finding-anonymous-advice = Check that anonymous users may only read, and only what is public.
finding-known-file = a file that is in a list
finding-known-file-why = A list that was given with --known has this file's digest; what that means, whoever made the list knows.
finding-known-file-advice = Compare the transfer with what the list is for: unwanted software, files that must not leave the premises, or files that are known to be harmless.
finding-brute = passwords are being guessed
finding-brute-why = Many refused logins from one client are an attack, or a program with an old password.
finding-brute-advice = Block or slow down the client after a few failures, and check the accounts that it tried.
finding-brute-success = a login succeeded after many refusals
finding-brute-success-why = A password may have been guessed.
finding-brute-success-advice = Lock the account until its owner confirms the login, and look at what the session did.
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
finding-nonascii = an argument that is not plain text
finding-nonascii-why = Control characters can deceive whoever reads logs; other encodings than UTF-8 give wrong names.
finding-nonascii-advice = Let both sides use UTF-8 (OPTS UTF8 ON), and show such names escaped only.
finding-command-injection = a line end inside an argument
finding-command-injection-why = One name becomes two commands: whoever chose the name speaks in the client's place.
finding-command-injection-advice = Make the client or gateway refuse names with CR or LF.
finding-starttls-injection = clear text in the seam before TLS
finding-starttls-injection-why = A peer that reads it after the handshake takes an attacker's words for protected ones.
finding-starttls-injection-advice = Update the side that accepted it; it must drop what it has read when TLS begins.
finding-tls-refused-clear = TLS was refused and the login went in clear text
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
finding-tls-truncated = a file under TLS ended without a proof of its end
finding-tls-truncated-why = A FIN can be made by anybody on the way; only close_notify proves that the file is whole. Many FTP programs leave it out.
finding-tls-truncated-advice = Compare the size, or a digest. Where the file is too short, look for who ended the connection.
finding-tls-other-certificate = a data connection shows another certificate
finding-tls-other-certificate-why = Data and control connection lead to the same server, and to the same certificate. Another one is what it looks like when somebody else has taken the data port, or when processes of the server are set up differently.
finding-tls-other-certificate-advice = Compare the fingerprints with those of the server. If both are its own, give all of its processes the same certificate; otherwise find out who answers on the data port.
finding-certificate-expired = the certificate of the server has expired
finding-certificate-expired-why = Clients that check certificates end the connection, and those that do not cannot tell the server from another host.
finding-certificate-expired-advice = Renew the certificate, and let a job do it from now on (ACME).
finding-certificate-self-signed = the server has a self-signed certificate
finding-certificate-self-signed-why = Nobody but the server itself vouches for it. A client that was not told its fingerprint cannot tell it from one that somebody in between has made.
finding-certificate-self-signed-advice = Use a certificate that clients can check, or give its fingerprint to all of them.
finding-secrets-in-capture = the capture holds the secrets of TLS connections
finding-secrets-in-capture-why = Whoever gets the file reads what was encrypted, passwords included.
finding-secrets-in-capture-advice = Hand on a slice, which leaves secrets behind, or take them out with editcap --discard-all-secrets.
finding-data-port-reuse = a data port was used again at once
finding-data-port-reuse-why = Late packets of the old connection can be taken for the new one; tools mix up the two transfers.
finding-data-port-reuse-advice = Let the side that listens choose another port for each transfer.
finding-alg-rewrite = an announcement that helpers of NATs and firewalls rewrite or misread
finding-alg-rewrite-why = Devices that follow FTP ignore or drop such a line, so that the data connection fails behind them.
finding-alg-rewrite-advice = Send the announcement as one line in one segment, with CR LF and numbers up to 255; EPSV needs no helper.
finding-policy = something that a site may have rules about
finding-policy-why = Nothing is wrong, but many sites do not want it.
finding-policy-advice = Compare it with your rules.
finding-protocol = a departure from the protocol
finding-protocol-why = Strict peers, firewalls and analyzers may fail on it, and some attacks look like it.
finding-protocol-advice = Report it to whoever makes the side that sent it.
finding-overlap = bytes sent twice with different content
finding-overlap-why = The receiver and an observer may read different texts: an evasion, or a broken device on the way.
finding-overlap-advice = Compare the frames; if no device on the way changes packets, treat it as an attack.
finding-ascii-binary = a binary file went as text
finding-ascii-binary-why = In TYPE A both ends change what they take for ends of lines: an archive, a picture or a program arrives damaged, and no reply says so (RFC 959 section 3.1.1.1).
finding-ascii-binary-advice = Let the client switch to binary (TYPE I) and transfer the file again; what came cannot be mended with certainty.

## found-*: what happened. Of one finding several.

found-never-tried = the { $by } never connected to { $endpoint }; "{ $line }" { $code ->
    [none] got no answer
   *[other] was answered { $answer }
}
found-never-tried-proxy = no data connection came to { $endpoint } through the proxy that the client asked for the way to the server; "{ $line }" { $code ->
    [none] got no answer
   *[other] was answered { $answer }
}
found-never-tried-other-port = in the place of { $endpoint } the { $by } tried port { $port }, which nobody announced{ $swapped ->
    [yes] {" "}(its two numbers are those of the announced port in the other order)
   *[no] {""}
}, and { $met ->
    [reset] was refused there
   *[none] got no answer there
}{ $code ->
    [unasked] {""}
    [none] ; "{ $line }" got no answer
   *[other] ; "{ $line }" was answered { $answer }
}
found-never-tried-unused = { $endpoint } was announced to the { $by } and no transfer asked for it
found-syn-unanswered = { $by ->
    [not-client] an address that is not the client's
    [not-server] an address that is not the server's
   *[other] the { $by }
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}from port { $from }
}, tried { $destination }, TCP { $count ->
    [one] port
   *[other] ports
} { $ports }, with { $tries ->
    [one] one SYN
   *[other] { $tries } SYNs in { $seconds } s
}, and nobody answered: a firewall?{ $confirmed ->
    [0] {""}
   *[other] ; the server confirmed the transfer by { $confirmed } all the same, although nothing can have come
}
found-syn-unanswered-third = { $by ->
    [not-client] an address that is not the client's
    [not-server] an address that is not the server's
   *[other] the { $by }
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}from port { $from }
}, tried { $destination }, TCP { $count ->
    [one] port
   *[other] ports
} { $ports }, with { $tries ->
    [one] one SYN
   *[other] { $tries } SYNs in { $seconds } s
}, and nobody answered: PORT had sent it to a third host
found-syn-unanswered-once = { $by ->
    [not-client] an address that is not the client's
    [not-server] an address that is not the server's
   *[other] the { $by }
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}from port { $from }
}, tried { $destination }, TCP { $count ->
    [one] port
   *[other] ports
} { $ports }, with { $tries ->
    [one] one SYN
   *[other] one SYN each
}, and the capture shows no answer and no second try
found-syn-unanswered-icmp = { $by ->
    [not-client] an address that is not the client's
    [not-server] an address that is not the server's
   *[other] the { $by }
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}from port { $from }
}, tried { $destination }, TCP { $count ->
    [one] port
   *[other] ports
} { $ports }, with { $tries ->
    [one] one SYN
   *[other] { $tries } SYNs in { $seconds } s
}, and { $router } says by ICMP: { $reason ->
    [prohibited] a rule forbids it
    [network] no way leads to that network
    [host] that host is not there
   *[port] nothing listens there
}
found-syn-unanswered-inner = { $by ->
    [not-client] an address that is not the client's
    [not-server] an address that is not the server's
   *[other] the { $by }
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}from port { $from }
}, tried { $destination }, an address of an inner network, TCP { $count ->
    [one] port
   *[other] ports
} { $ports }, with { $tries ->
    [one] one SYN
   *[other] { $tries } SYNs in { $seconds } s
}, and nobody answered
found-syn-unanswered-elsewhere = { $by ->
    [not-client] an address that is not the client's
    [not-server] an address that is not the server's
   *[other] the { $by }
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}from port { $from }
}, tried { $destination }, which the server announced and which is not its address here, TCP { $count ->
    [one] port
   *[other] ports
} { $ports }, with { $tries ->
    [one] one SYN
   *[other] { $tries } SYNs in { $seconds } s
}, and nobody answered
found-syn-unanswered-unheard = { $by ->
    [not-client] an address that is not the client's
    [not-server] an address that is not the server's
   *[other] the { $by }
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}from port { $from }
}, tried { $destination }, TCP { $count ->
    [one] port
   *[other] ports
} { $ports }; { $destination } answered with SYN+ACK, and the answer did not reach { $source }, which kept asking: { COUNT($tries, "SYN") } in { $seconds } s
found-syn-unanswered-stray = { $by ->
    [not-client] an address that is not the client's
    [not-server] an address that is not the server's
   *[other] the { $by }
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}from port { $from }
}, tried { $destination }, TCP { $count ->
    [one] port
   *[other] ports
} { $ports }; the answer came from { $stray }, to which nobody had spoken, and { $source } reset it: { COUNT($tries, "SYN") } in { $seconds } s
found-syn-refused = { $by ->
    [not-client] an address that is not the client's
    [not-server] an address that is not the server's
   *[other] the { $by }
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}from port { $from }
}, tried { $destination }, TCP { $count ->
    [one] port
   *[other] ports
} { $ports }, and was refused (RST){ $confirmed ->
    [0] {""}
   *[other] ; the server confirmed the transfer by { $confirmed } all the same, although nothing can have come
}
found-setup-refused = { $count ->
    [one] "{ $line }" was refused
   *[other] { $count } commands that set a data connection up were refused, the last one "{ $line }"
}: { $code } { $text }; no other way was found
found-setup-refused-mended = { $count ->
    [one] "{ $line }" was refused
   *[other] { $count } commands that set a data connection up were refused, the last one "{ $line }"
}: { $code } { $text }; another way was found
found-nat-address = { $announced } was announced, but the host is seen as { $address }; no data connection came about
found-nat-address-loopback = { $announced } was announced: a loopback address, by which the { $by } reaches itself and not { $address }; no data connection came about
found-nat-address-outer = { $announced } was announced, by a server that is seen by its inner address { $address }, and no SYN of the client arrives there: the NAT before the server does not pass that port on, or the announced address is not the NAT's
found-nat-address-mended = { $announced } was announced; the { $by } connected to { $address } instead, which is right behind NAT
found-nat-address-tried = { $announced } was announced; the { $by } tried { $address } instead, which is right behind NAT, and got no connection there
found-nat-address-hidden = right behind an answer that TLS hides, the client tried { $host }, TCP { $count ->
    [one] port
   *[other] ports
} { $ports }, in vain, and did nothing else: most likely the address that the server announced, which is seen here as { $address }
found-known-file = "{ $line }" moved a file that { $list } has ({ $algorithm } { $digest })
found-known-file-hidden = a transfer whose command cannot be seen
found-transfer-refused = "{ $line }" was refused: { $code } { $text }
found-transfer-refused-failed = "{ $line }" failed: { $code } { $text }
found-transfer-refused-address = "{ $line }" was refused: { $code } { $text }; { $opener } opened the data connection, but the session belongs to { $expected }
found-command-refused = "{ $line }" was refused: { $code } { $text }{ $more ->
    [0] {""}
    [one] ; so was another command ({ $names })
   *[other] ; so were { $more } other commands ({ $names })
}
found-command-refused-transfer = a transfer whose command is not in the capture failed: { $code } { $text }{ $more ->
    [0] {""}
    [one] ; another command was refused
   *[other] ; { $more } other commands were refused
}
found-command-refused-unheard = a command that is not in the capture was refused: { $code } { $text }{ $more ->
    [0] {""}
    [one] ; so was another one
   *[other] ; so were { $more } others
}
found-transfer-cut-short = "{ $line }": { $bytes } of { COUNT($expected, "byte") } came, and the server said { $code }
found-transfer-cut-announced = "{ $line }": the server closed the data connection after { $bytes } of the { COUNT($expected, "byte") } that it had announced; what it said of that is not in the capture
found-transfer-cut-left-open = "{ $line }": the client ended TLS (close_notify) behind { COUNT($bytes, "byte") } and left the data connection open; after { $seconds } s the server gave up: { $code } { $text }
found-transfer-cut-early = "{ $line }": the { $to } closed the data connection after { $expected ->
    [unknown] { COUNT($bytes, "byte") }
   *[other] { $bytes } of { COUNT($expected, "byte") }
}, before the other side did, and the server said { $code }
found-transfer-cut-abort = "{ $line }" was aborted by ABOR after { $expected ->
    [unknown] { COUNT($bytes, "byte") }
   *[other] { $bytes } of { COUNT($expected, "byte") }
}
found-transfer-cut-failed = "{ $line }" broke off after { $expected ->
    [unknown] { COUNT($bytes, "byte") }
   *[other] { $bytes } of { COUNT($expected, "byte") }
}: { $by ->
    [nobody] {""}
    [third] a third host, { $host }, closed first,{" "}
    [other-server] the other server, { $host }, closed first,{" "}
   *[other] the { $by } closed first,{" "}
}reply { $code } { $text }
found-transfer-cut-tls = not a byte of the file of "{ $line }" was sent: TLS failed on its data connection, reply { $code } { $text }
found-transfer-cut-nothing = "{ $line }" was begun and then refused, without a byte: { $code } { $text }
found-transfer-cut-not-kept = "{ $line }": all { COUNT($bytes, "byte was", "bytes were") } sent, and the server did not keep them: { $code } { $text }
found-transfer-cut-shut = "{ $line }" stopped after { $expected ->
    [unknown] { COUNT($bytes, "byte") }
   *[other] { $bytes } of { COUNT($expected, "byte") }
}: the { $to } took no more of them, its receive window was closed for { $seconds } s{ $by ->
    [nobody] {""}
    [third] {" "}until a third host, { $host }, ended the connection
    [other-server] {" "}until the other server, { $host }, ended the connection
   *[other] {" "}until the { $by } ended the connection
}
found-transfer-cut-reset = "{ $line }" was reset by { $by ->
    [third] a third host, { $host },
    [other-server] the other server, { $host },
   *[other] the { $by }
} after { $expected ->
    [unknown] { COUNT($bytes, "byte") }
   *[other] { $bytes } of { COUNT($expected, "byte") }
}
found-transfer-cut-closed = "{ $line }" was closed by { $by ->
    [third] a third host, { $host }
    [other-server] the other server, { $host }
   *[other] the { $by }
}, which is the receiver, after { $expected ->
    [unknown] { COUNT($bytes, "byte") }
   *[other] { $bytes } of { COUNT($expected, "byte") }
}, and no reply says why
found-transfer-cut-control = "{ $line }" has { $expected ->
    [unknown] { COUNT($bytes, "byte") }
   *[other] { $bytes } of { COUNT($expected, "byte") }
}; then { $resetter ->
    [client] the client reset the control connection
    [server] the server reset the control connection
   *[other] the control connection was reset
}
found-transfer-cut-control-at-end = "{ $line }": all { COUNT($bytes, "byte") } came, up to the FIN of the { $from }; then { $resetter ->
    [client] the client reset the control connection
    [server] the server reset the control connection
   *[other] the control connection was reset
}, before any reply said what came of it
found-transfer-cut-silent = "{ $line }" has { $expected ->
    [unknown] { COUNT($bytes, "byte") }
   *[other] { $bytes } of { COUNT($expected, "byte") }
}; then the server closed the control connection without a reply
found-transfer-cut-stood-still = "{ $line }" stood still after { $expected ->
    [unknown] { COUNT($bytes, "byte") }
   *[other] { $bytes } of { COUNT($expected, "byte") }
}: the { $from } sent nothing for { $seconds } s, and the server gave up: { $code } { $text }
found-size-mismatch = "{ $line }": { COUNT($bytes, "byte") } came, { $more } more than the { $expected } that the server had said{ $offset ->
    [0] {""}
   *[other] {" "}for the part from { $offset } on
}
found-size-mismatch-stored = "{ $line }": { COUNT($bytes, "byte was", "bytes were") } sent, and the server says afterwards that it has { $expected } of this transfer
found-size-mismatch-replaced = "{ $line }": the file had { COUNT($before, "byte") }, { COUNT($bytes, "was", "were") } to be appended, and afterwards it has { $bytes }: the server put them in the place of the old ones
found-size-mismatch-beyond = "{ $line }" brought nothing: the client asked for what is behind byte { $offset }, and the file has { COUNT($size, "byte") }
found-size-mismatch-reserved = "{ $line }": { COUNT($bytes, "byte was", "bytes were") } sent, although the client had reserved { $reserved } ("{ $allo }"); the server took the end of the connection for the end of the file
found-slow-reply = "{ $line }" was answered { $code } only { $seconds } s after it, or the end of its data; the client waited
found-slow-reply-left = "{ $line }" was answered { $code } only { $seconds } s after it, or the end of its data; by then the client had given up and closed the control connection
found-slow-reply-gone-on = "{ $line }" was answered { $code } only { $seconds } s after it, or the end of its data; by then the client had gone on with "{ $next }"
found-unanswered-command = "{ $line }" got no reply in { $seconds } s
found-unanswered-command-lf = "{ $line }" got no reply in { $seconds } s: its line ends in LF alone, and the server may be waiting for CR LF
found-unanswered-command-no-end = "{ $line }" got no reply in { $seconds } s: nothing ends its line, so that the server went on waiting for the rest of it
found-unanswered-command-unended = "{ $line }" never got its whole reply: "{ $code }-{ $text }" begins it, and the line that ends it, { $code } and a blank, did not come in { $seconds } s
found-unanswered-command-final = "{ $line }" was begun, and no reply in { $seconds } s says how it ended; the session went on
found-network-loss = { COUNT($bytes, "byte") } of "{ $line }" { FORM($bytes, "was", "were") } lost on the way: the receiver kept asking for them
found-network-loss-once = { COUNT($bytes, "byte") } of "{ $line }" { FORM($bytes, "was", "were") } lost on the way: the receiver asked for them when later ones came
found-network-loss-large = { COUNT($bytes, "byte") } of "{ $line }" did not arrive, and what came behind them did, in { COUNT($largest, "byte") } or less a segment: larger ones may get lost
found-path-mtu = segments of { COUNT($bytes, "byte") } or more from { $source } to { $destination } were never acknowledged, one was sent { TIMES($times) }{ $largest ->
    [0] {""}
   *[other] ; those of up to { COUNT($largest, "byte was", "bytes were") }
}
found-path-mtu-told = segments of { COUNT($bytes, "byte") } or more from { $source } to { $destination } were never acknowledged, one was sent { TIMES($times) }, although { $router } says by ICMP that they are too large for a link on the way
found-client-gone = the client ended both connections in the middle of "{ $line }", after { COUNT($bytes, "byte") } and without QUIT; the last reply was { $code }
found-client-gone-answered = the client ended both connections in the middle of "{ $line }", after { COUNT($bytes, "byte") } and without QUIT; the { $code } came too late and does not show that the file is whole
found-tls-required = "{ $line }" was refused until TLS protects the connection: { $code } { $text }
found-tls-failed-alert = the { $by } ended the TLS handshake of the { $role } connection with the alert { $alert }
found-tls-failed-sealed = the { $by } ended the TLS handshake of the { $role } connection with an encrypted alert
found-tls-failed-reset = the { $by } reset the { $role } connection in its TLS handshake
found-tls-failed-reset-elsewhere = the { $role } connection was reset in its TLS handshake in the name of the { $by }, by a packet whose TTL its other packets never had: a device on the way may have sent it
found-tls-failed-closed = the { $by } closed the { $role } connection in its TLS handshake
found-tls-failed-silent = the { $by } never answered in the TLS handshake of the { $role } connection
found-tls-failed-refused = the server refuses TLS, "{ $line }" was answered { $code }, and the client leaves without a login
found-tls-failed-unbegun = "{ $line }" was answered { $code }, and no ClientHello followed: the { $by } closed the connection { $seconds } s later
found-tls-failed-left = the client closed the control connection behind the TLS handshake, and had said nothing under TLS
found-tls-failed-never = the data connection { $opener } → { $listener } was open for { $seconds } s under TLS, and neither side began a handshake or sent a byte: each waits for the other
found-tls-mismatch-client = the client spoke TLS (frame { $tls }) and the server clear text (frame { $clear })
found-tls-mismatch-server = the client spoke clear text (frame { $clear }) to a server that wants TLS (frame { $tls })
found-tls-mismatch-data = on a data connection one side spoke TLS (frame { $tls }) and the other clear text (frame { $clear })
found-tls-mismatch-within = the dialogue goes on in clear text (frame { $clear }), and neither CCC nor close_notify has ended TLS: what stands there may be of anybody on the way
found-tls-mismatch-auth = the server accepted "{ $auth }" ({ $code }), and the client went on in clear text with "{ $line }" where TLS should have begun
found-tls-not-resumed = { $count ->
    [one] a data connection
   *[other] { $count } data connections
} made a full TLS handshake, and the server closed without a byte of application data
found-tls-not-resumed-told = "{ $line }" was answered { $code } { $text }: its data connection made a full TLS handshake
found-login-refused = { $count ->
    [one] a login was
   *[other] { $count } logins were
} refused, user { $user }: { $code } { $text }
found-login-refused-greeting = the server sends the client away before any login: { $code } { $text }
found-idle-timeout = the server closed the session after { $seconds } s of silence
found-idle-timeout-421 = the server closed the session after { $seconds } s of silence: 421 { $text }
found-idle-timeout-421-busy = the server ended the session while "{ $line }" was going on: 421 { $text }; bytes moved on the data connection, nothing had been said on the control connection for { $seconds } s
found-idle-timeout-421-data = the server gave "{ $line }" up: 421 { $text }; the { $by }, which was to send the bytes, sent none for { $seconds } s
found-idle-timeout-421-now = the server ended the session: 421 { $text }
found-idle-timeout-421-owed = "{ $line }" was not answered for { $seconds } s; then the server closed the session: 421 { $text }
found-idle-timeout-421-no-transfer = the server ended the session because nothing had been transferred for long: 421 { $text }
found-idle-timeout-421-noop = the server closed the session although the client had sent NOOP to keep it alive ({ TIMES($count) }): 421 { $text }
found-control-reset-during = the { $by } reset the control connection while "{ $line }" was going on, and nobody had said goodbye
found-control-reset-idle = the { $by } answered "{ $line }" with a RST: nobody had said anything for { $seconds } s, and the session was gone there
found-control-reset-after = the { $by } reset the control connection after "{ $line }" ({ $code }), and nobody had said goodbye
found-control-reset-silent = the { $by } reset the control connection before any command
found-control-reset-half = the { $by } reset the control connection; what was going on is in the direction that was not recorded
found-control-reset-elsewhere = a RST in the name of the { $by } ended the control connection after "{ $line }"; the { $by } sends no packets with its TTL, so another device sent it
found-control-lost = after { $idle } s of silence the control connection was dead: what the { $by } sent was not acknowledged, in { COUNT($tries, "try", "tries") }
found-control-lost-busy = what the { $by } sent on the control connection was not acknowledged, in { COUNT($tries, "try", "tries") }, although nothing had been idle for long
found-control-lost-swallowed = what the { $by } announced was not acknowledged, in { COUNT($tries, "try", "tries") }, although packets of the other side still came: only this one is swallowed on the way
found-control-lost-stalled = the control connection and a data connection in the middle of a transfer fell silent together: what the { $by } sent was not acknowledged, in { COUNT($tries, "try", "tries") }
found-control-lost-held = "{ $line }", which the { $by } sent, was not acknowledged, in { COUNT($tries, "try", "tries") }, while a data connection between the same hosts still worked
found-control-lost-host = the host of the { $by ->
    [client] server
   *[other] client
} answered no more: what the { $by } sent on the data connection and on the control connection was not acknowledged, the latter in { COUNT($tries, "try", "tries") }
found-control-lost-reset = after { $idle } s of silence the control connection was reset in the name of the { $by }, by a packet whose TTL the { $by } never used: a device on the way
found-no-greeting-closed = { $server } accepted { $count ->
    [one] a connection
   *[other] { $count } connections
} of { $client } and closed without a word
found-no-greeting-left = { $server } accepted { $count ->
    [one] a connection
   *[other] { $count } connections
} of { $client } and did not greet; the client gave up after { $seconds } s
found-no-greeting-open = { $server } accepted { $count ->
    [one] a connection
   *[other] { $count } connections
} of { $client } and has not greeted for { $seconds } s
found-no-greeting-half-open = { $server } answered { $count ->
    [one] the SYN
   *[other] { $count } SYNs
} of { $client } and went on repeating its SYN+ACK: the client's ACK did not reach it, so that no session began
found-no-greeting-unended = { $server } never ended its greeting: "{ $code }-{ $text }" begins it, and the line that ends it, { $code } and a blank, did not come in { $seconds } s
found-no-greeting-delayed = { $server } said 120 { $text }, and did not greet with 220 in the { $seconds } s behind it
found-no-greeting-late = { $server } greeted only after { $seconds } s, as servers do that first look the client up by ident or DNS
found-capture-incomplete-start = the capture begins in the middle of this session: what was said before is not known
found-capture-incomplete-side = not a byte of the { $side } is in the capture: half of the dialogue is missing
found-capture-incomplete-dialogue = { COUNT($bytes, "byte") } of the dialogue { FORM($bytes, "is", "are") } not in the capture: lines may be missing
found-capture-incomplete-data = { COUNT($bytes, "byte") } of { $count ->
    [one] a transfer
   *[other] { $count } transfers
} are not in the capture
found-capture-incomplete-connections = { $count ->
    [one] a data connection is
   *[other] { $count } data connections are
} not in the capture, although something was transferred
found-capture-incomplete-proxy = { $count ->
    [one] a data connection went through the proxy that the client asked for the way to the server, and is
   *[other] { $count } data connections went through the proxy that the client asked for the way to the server, and are
} not followed there
found-capture-incomplete-end = the capture ends while "{ $line }" is going on
found-capture-incomplete-cut-control = what { $client } and the control port { $server } said on { $count ->
    [one] one connection
   *[other] { $count } connections
} is cut by the snap length: it may be FTP, and no line of it can be read
found-capture-incomplete-snaplen = { $count } of { COUNT($frames, "frame") } of { $path } { FORM($count, "is", "are") } cut by the snap length
found-control-unanswered = { $client } tried { $server } { $tries ->
    [one] once
   *[other] { $tries } times in { $seconds } s
}, and nobody answered
found-control-unanswered-refused = { $client } tried { $server } { $tries ->
    [one] once
   *[other] { $tries } times in { $seconds } s
} and was refused (RST)
found-proxy-protocol = { $balancer } passes the connection on for the client { $client } (PROXY protocol)
found-proxy-protocol-own = { $balancer } opened the connection for itself (PROXY protocol): it names no client
found-bounce-connected = "{ $line }" from { $client } made the server connect to { $target }
found-bounce-accepted = "{ $line }" from { $client } was accepted, although { $target } is a third host
found-bounce-outer = "{ $line }" from { $client } names { $target }: the client's own address outside its NAT, or a third host; the server { $taken ->
    [0] did not accept it
   *[other] accepted it
}
found-bounce-inner = "{ $line }" from { $client } was accepted: { $target } is in another inner network, an address of the client's own there (a VPN, a second interface) or a third host
found-bounce-refused = "{ $line }" from { $client } aims at { $target }, a third host; it was not accepted
found-fxp = "{ $line }" names { $host }, a server at which the same client is logged in
found-fxp-transfer = "{ $line }" exchanges a file with the server of session { $session }
found-nat-active = "{ $line }" names { $announced }; the server connected to { $client } instead
found-priv-port = "{ $line }" names port { $port }, and was accepted
found-priv-port-refused = "{ $line }" names port { $port }; it was not accepted
found-port-scan = { COUNT($targets, "target") } on { $hosts ->
    [one] one host
   *[other] { $hosts } hosts
} were named, and none of them carried data
found-pasv-mismatch = the server at { $server } announced { $announced }, and the client connected there
found-pasv-mismatch-nat = the server at { $server } announced { $announced }; the client connected to { $server }: NAT
found-pasv-mismatch-tried = the server at { $server } announced { $announced }; the client tried { $server } instead and got no connection there
found-pasv-mismatch-unused = the server at { $server } announced { $announced }, where no connection came about
found-pasv-mismatch-unspecified = the server at { $server } announced { $announced }, which means its own address
found-third-party-data = { $opener } opened the data connection to { $listener } ({ COUNT($bytes, "byte") }); { $expected } was expected{ $own ->
    [0] {""}
   *[other] , whose own connection was refused (RST)
}
found-third-party-data-tried = { $opener } tried to open a data connection to { $listener }, in vain; { $expected } was expected
found-unexpected-direction = "{ $line }": { $by ->
    [third] { $host }, a third host,
   *[other] the { $by }
} sent { COUNT($bytes, "byte") } over the data connection
found-pasv-predict = { $count } of { COUNT($total, "time") } the next passive port was one or two above the last, from { $first } on
found-cleartext-credentials = the password of { $user } was sent in clear text{ $count ->
    [one] {""}
   *[other] , { $count } times
}
found-cleartext-credentials-unknown = a password was sent in clear text{ $count ->
    [one] {""}
   *[other] , { $count } times
}; its user is not in the capture
found-cleartext-credentials-anonymous = an anonymous user's password ({ $user }) was sent in clear text{ $count ->
    [one] {""}
   *[other] , { $count } times
}
found-anonymous = { $user } was let in
found-anonymous-writes = { $user } changed what the server keeps: "{ $line }"{ $count ->
    [one] {""}
   *[other] , and { $count } such commands in all
}
found-anonymous-deletes = { $user } took away or renamed what others had left: "{ $line }"{ $count ->
    [one] {""}
   *[other] , and { $count } such commands in all
}
found-brute = { COUNT($count, "login") } of { $client } { FORM($count, "was", "were") } refused in one session, for { $users ->
    [one] one user
   *[other] { $users } users
}
found-brute-across = { COUNT($count, "login") } of { $client } { FORM($count, "was", "were") } refused within 15 minutes, for { $users ->
    [one] one user
   *[other] { $users } users
}
found-brute-spraying = { $client } tried one password for { COUNT($users, "user") }, and was refused { TIMES($count) }
found-brute-success = { $user } was let in after { COUNT($count, "refusal") } of { $client }{ $sessions ->
    [one] {""}
   *[other] , in { $sessions } sessions
}
found-actions = { $count ->
    [0] then nothing was stored, fetched, deleted or renamed
   *[other] then: { $list }{ $more ->
        [0] {""}
       *[other] {" "}and { $more } more
    }
}
found-action-stored = stored { $target } (frame { $frame })
found-action-fetched = fetched { $target } (frame { $frame })
found-action-deleted = deleted { $target } (frame { $frame })
found-action-renamed = renamed { $target } to { $to } (frame { $frame })
found-action-folder-made = made the folder { $target } (frame { $frame })
found-action-folder-removed = removed the folder { $target } (frame { $frame })
found-action-site = sent "{ $target }" (frame { $frame })
found-site-exec = the server ran "{ $line }"
found-site-exec-setuid = "{ $line }" set a set-uid or set-gid bit
found-site-exec-copy = "{ $line }" was accepted before any login
found-traversal = "{ $line }" climbs above the top of the tree
found-traversal-top = "{ $line }" climbs above the top of the tree and stays there
found-traversal-written = "{ $line }" is written to leave the tree on some systems
found-long = the argument of { $verb } has { COUNT($bytes, "byte") }; more than { $most } are suspicious
found-long-cut = the line of { $verb } has { COUNT($bytes, "byte") }; programs cut lines at { $most }
found-long-verb = a verb of { COUNT($bytes, "letter") }; none has more than { $most }
found-long-reply = a line of a reply has { COUNT($bytes, "byte") }; more than { $most } are suspicious
found-fmt = "{ $line }" holds { COUNT($count, "conversion") } of printf
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
found-tls-refused-clear = "{ $line }" was answered { $code }, and then the login went in clear text
found-tls-stripped = this server offered AUTH TLS in frame { $frame }, and here it did not
found-tls-stripped-overwritten = "{ $line }" looks like an AUTH that was overwritten on the way
found-tls-stripped-echo = "{ $line }" was refused, and the refusal quotes what the client did not send: "{ $text }"; a device on the way to the server overwrote the command
found-prot-c = { $count ->
    [one] a data connection
   *[other] { $count } data connections
} with { COUNT($bytes, "byte") } went in clear text
found-prot-c-broken = { $count ->
    [one] a data connection
   *[other] { $count } data connections
} with { COUNT($bytes, "byte") } went in clear text although PROT P was agreed
found-ccc = { $count ->
    [one] one command
   *[other] { $count } commands
} in clear text after TLS
found-ccc-names = { $count ->
    [one] one command
   *[other] { $count } commands
} in clear text after TLS, { $names } of them with names of files
found-tls-truncated = { $count ->
    [one] a transfer
   *[other] { $count } transfers
} ended without close_notify
found-tls-truncated-short = "{ $line }" ended without close_notify after { COUNT($bytes, "byte") } ({ $code })
found-tls-other-certificate = on the data connection the server shows the certificate { $data }, on the control connection { $control }
found-certificate-expired = the certificate of { $subject } on the { $role } connection was good until { $until }
found-certificate-self-signed = the certificate of { $subject } on the { $role } connection was issued by itself
found-secrets-in-capture = { $path } holds secrets of TLS (a Decryption Secrets Block)
found-weak-tls = the server chose { $version } for the { $role } connection
found-weak-tls-cipher = the server chose cipher suite { $cipher } ({ $weakness }) for the { $role } connection
found-weak-tls-reuse = the server wants the TLS session of the control connection for data: { $code } { $text }
found-data-port-reuse = { $opener } → { $listener } again after { $seconds } s
found-data-port-reuse-shared = { $listener } was announced to { $one } and to { $other }
found-alg-rewrite-number = the { $method } announcement has a number above 255
found-alg-rewrite-text = digits or brackets stand before the numbers of the { $method } announcement
found-alg-rewrite-lf = the { $method } line ends in LF alone
found-alg-rewrite-split = the { $method } announcement came in several segments
found-alg-rewrite-changed = "{ $one }" (session { $session }) is "{ $other }" behind the NAT (session { $twin }){ $shift ->
    [0] : rewritten on the way
    [one] : rewritten on the way, and TCP's numbers shift by one
   *[other] : rewritten on the way, and TCP's numbers shift by { $shift }
}
found-policy-banner = the greeting tells the server's version: "{ $text }"
found-policy-port = FTP on port { $port }
found-policy-public = { $user } logged in without TLS from the public address { $client }
found-policy-system = SYST tells the server's system: "{ $text }"
found-policy-client = "{ $line }" tells the client's program
found-policy-drop = { $path } was uploaded by { $uploader } (session { $session }) and downloaded by { $downloader }
found-policy-drop-anonymous = { $path } was uploaded by an anonymous user at { $uploader } (session { $session }) and downloaded by { $downloader }
found-policy-burst = the server at { $server } ended or turned away { COUNT($count, "session") } within a minute (421)
found-protocol-no-brackets = "{ $line }" has no brackets
found-protocol-address-in-229 = "{ $line }" has an address, which a 229 leaves empty
found-protocol-other-form = "{ $line }" has the form of another code
found-protocol-unclosed = "{ $line }" is not closed
found-protocol-later-line = the announcement does not stand in the first line: "{ $line }"
found-protocol-family = "{ $line }" names one address family and has an address of another
found-protocol-ipv6 = "{ $line }" has an IPv6 address, for which 227 has no form
found-protocol-no-endpoint = "{ $line }" announces nothing: it has no address and port that anybody could connect to
found-protocol-wrong-code = "{ $line }" was answered "{ $code } { $text }", which is not a reply to that command
found-protocol-nested = a reply { $code } holds the beginning of another: "{ $text }"
found-protocol-taken-back = "{ $line }" was answered { $done }, and then { $code } { $text }: the server confirms the transfer, and names a failure right after that
found-protocol-extra-reply = "{ $code } { $text }" answers no command
found-protocol-below-zero = "{ $line }" was answered { $code } { $text }: { $by ->
    [client] the client
   *[server] the server
} counts bytes in 32 bits, and runs over where a file has two gigabytes or more
found-protocol-greetings = the server greets { TIMES($count) }; a client takes the second greeting, "{ $text }", for the answer to its first command
found-protocol-mark = the client begins with a byte order mark (EF BB BF), which the server takes for a part of the command "{ $line }"
found-protocol-cr-cr-lf = { $count ->
    [one] a line of the client ends in CR CR LF, so that the argument ends in a CR: "{ $line }"
   *[other] { $count } lines of the client end in CR CR LF, so that their arguments end in a CR: "{ $line }"
}
found-protocol-empty-line = the client sent { $count ->
    [one] an empty line, which
   *[other] { $count } empty lines, each of which
} the server takes for a command: { $code } { $text }
found-protocol-second-preliminary = "{ $code } { $text }": a second preliminary reply to one command, or one to none
found-protocol-no-last-line = a reply of several lines, "{ $code }-{ $text }", has no last line ({ $code } and a blank): this client went on, others wait for that line
found-protocol-stray = { $count ->
    [one] a line of the server is
   *[other] { $count } lines of the server are
} no reply: "{ $text }"
found-protocol-early = "{ $line }" was sent before the greeting
found-protocol-epsv-all = "{ $line }" was accepted after EPSV ALL
found-protocol-pbsz = "{ $line }" was accepted without PBSZ before it
found-protocol-lf = { $count ->
    [one] the line of "{ $line }" ends
   *[other] { $count } lines, the first one "{ $line }", end
} in LF alone
found-protocol-lf-reply = { $count ->
    [one] a reply ({ $code }) has
   *[other] { $count } replies, the first one { $code }, have
} lines that end in LF alone
found-protocol-unended-reply = { $count ->
    [one] the reply { $code } has no line end
   *[other] { $count } replies, the first one { $code }, have no line end
}
found-protocol-other = "{ $line }" is how a client of { $protocol } begins, not one of FTP
found-overlap = bytes of { $source } → { $destination } were sent again with different content
found-overlap-announcement = bytes of { $source } → { $destination } were sent again with different content, right behind "{ $line }": a device on the way rewrites announcements and does not keep count of the bytes, or somebody forged them

found-more = (and { $count } more like it)
found-ascii-binary = "{ $line }" moved { COUNT($bytes, "byte") } in TYPE A (text), and its name says that the file is none
found-transfer-cut-reset-elsewhere = "{ $line }" was ended after { $expected ->
    [unknown] { COUNT($bytes, "byte") }
   *[other] { $bytes } of { COUNT($expected, "byte") }
} by a RST in the name of { $by ->
    [third] a third host, { $host }
    [other-server] the other server, { $host }
   *[other] the { $by }
}; its TTL is none that this side uses, so that another device sent it
found-transfer-cut-reset-at-end = "{ $line }" was ended by the client after { COUNT($bytes, "byte") } with a RST, where a FIN is the end of the file: { $code } { $text }
found-size-mismatch-restart = "{ $line }" brought all { COUNT($bytes, "byte") } of the file, although REST { $offset } had been accepted: the server ignored it, and a client that appends them has the first { COUNT($offset, "byte") } twice
found-size-mismatch-elsewhere = "{ $line }" was to begin at { $asked }, and the server said that it begins at { $said }{ $narrow ->
    [1] {" "}(it counts in 32 bits)
   *[other] {""}
}
found-login-refused-account = the login of user { $user } did not come to its end: the server asks for an account ({ $code } { $text }), and the client sent none
found-control-lost-forgotten = the client opened the control connection anew, from the same port, while "{ $line }" was going on and nobody had closed it: its host had forgotten it
found-control-unanswered-icmp = { $client } tried { $server } { $tries ->
    [one] once
   *[other] { $tries } times in { $seconds } s
}, and { $router } says by ICMP: { $reason ->
    [prohibited] a rule forbids it
    [network] no way leads to that network
    [host] that host is not there
   *[port] nothing listens there
}
found-protocol-other-server = the server begins with "{ $text }", which is { $protocol } and not FTP
found-transfer-refused-half-open = "{ $line }" was answered { $code } { $text }: the client completed the handshake of the data connection to { $endpoint }, and the server went on repeating its SYN+ACK, so that the client's ACK did not reach it
found-transfer-refused-closed = "{ $line }" was answered { $code } { $text }: the client had opened the data connection to { $endpoint }, and the server closed it before a byte had come
found-transfer-refused-reset = "{ $line }" was answered { $code } { $text }: the client had opened the data connection to { $endpoint } and reset it itself, before a byte had come
found-transfer-refused-unseen = "{ $line }" was answered { $code } { $text }, although the data connection to { $endpoint } was open all the time: what completed its handshake is not what the server waits at
found-transfer-refused-in-words = "{ $line }" was answered { $code } { $text }: the code confirms it, and the words say that the server could not read the directory
found-unanswered-command-closed = "{ $line }" got no reply: the server closed the connection instead
found-idle-timeout-greeted = the server closed the connection right after its greeting, before any command
found-idle-timeout-admitted = the server let the user in ({ $code }) and closed the connection at once, before the client asked for anything
found-transfer-cut-gave-up = the client closed the data connection { $seconds } s after "{ $line }", before the server had begun: { $code } { $text }
found-transfer-cut-left = "{ $line }": in { $seconds } s not a byte came over the data connection, and the client closed both connections; only then the server said { $code }
found-transfer-cut-unconfirmed = "{ $line }": all { COUNT($bytes, "byte") } came, and the server did not confirm them: { $code } { $text }
found-transfer-cut-left-out = "{ $line }" did not list all: { $code } { $text }; the server left a part of the directory out
found-transfer-cut-truncated = "{ $line }": the server confirmed the upload and did not keep all of it: { $code } { $text }
found-transfer-cut-unseen = "{ $line }" failed after it had begun: { $code } { $text }; its data connection is not in the capture
found-transfer-cut-confirmed-early = "{ $line }": the server said { $code } before the client had sent a byte, and then reset the data connection: the { COUNT($bytes, "byte") } that came over it are not in the file
found-transfer-cut-unread = "{ $line }": the server closed the data connection while the client was still sending, after { COUNT($bytes, "byte") }, and said { $code } all the same
found-transfer-cut-appended = "{ $line }" brought { COUNT($bytes, "byte") } and was not confirmed ({ $code } { $text }); then the client appended as many or more from the beginning, so that the file at the server may hold them twice
found-protocol-unended = { $count ->
    [one] "{ $line }" has no line end, and the server took it all the same
   *[other] "{ $line }" and other commands have no line end ({ $count } in all), and the server took them all the same
}
found-protocol-spelt = "{ $line }"{ $count ->
    [one] {""}
   *[other] {" "}and others ({ $count } in all)
}: the line end is written as text, so that what stands behind it is no command of its own
found-protocol-unclosed-data = the server did not close the data connection of "{ $line }" behind its last byte; the client did, { $seconds } s later
found-protocol-undecodable = "{ $line }": what came over the data connection is not in the form of the MODE in force, and the receiver cannot make the file of it
found-command-refused-misdirected = "{ $line }" was refused: { $code } { $text }; the client went on with "{ $upload }" all the same, so that the file is now { $path }
found-command-refused-in-part = "{ $line }" was answered { $code }, but not all of it was taken: { $text }
found-command-refused-left = "{ $line }" was refused: { $code } { $text }; behind that the client left, and had transferred nothing
found-unanswered-command-left = "{ $line }" was begun, and in { $seconds } s no reply said how it ended; then the client left
found-unanswered-command-hangs = "{ $line }" was begun and hangs: for { $seconds } s, until the capture ends, nothing comes over its data connection, and no reply says why
found-unanswered-command-ends = "{ $line }": its data connection was closed, and for { $seconds } s, until the capture ends, no reply says how it ended
found-unanswered-command-quit = "{ $line }" never got its result: the client said QUIT while it was going on, and the server answered { $code } and nothing more
found-transfer-cut-stalled = "{ $line }" stalled after { $expected ->
    [unknown] { COUNT($bytes, "byte") }
   *[other] { $bytes } of { COUNT($expected, "byte") }
}: what was sent last was not acknowledged, in { COUNT($tries, "try", "tries") }{ $by ->
    [nobody] {""}
    [third] , until a third host, { $host }, ended the connection
    [other-server] , until the other server, { $host }, ended the connection
   *[other] , until the { $by } ended the connection
}
found-transfer-cut-hung = "{ $line }" was begun and hung after { $expected ->
    [unknown] { COUNT($bytes, "byte") }
   *[other] { $bytes } of { COUNT($expected, "byte") }
}: nothing came over the data connection for { $seconds } s, until the client closed it, and no reply says why
found-transfer-cut-end-lost = "{ $line }": all { COUNT($bytes, "byte") } arrived and the end of the file did not: the client's FIN was not acknowledged, in { COUNT($tries, "try", "tries") }, so that the server went on waiting: { $code } { $text }
found-transfer-cut-nothing-left = "{ $line }": the client went on at { $offset }, where the file at the server ends, and had nothing left to send: { $code } { $text }
found-transfer-cut-silent-at-end = "{ $line }": all { COUNT($bytes, "byte") } came, and the server closed the control connection without a reply
found-size-mismatch-missing = "{ $line }": { COUNT($bytes, "byte was", "bytes were") } sent and the server confirmed that, but it then answered "{ $asked }" with { $code }: there is no such file
found-size-mismatch-hole = "{ $line }" was resumed at { $offset }, but the file at the server had { COUNT($size, "byte") }: the { COUNT($missing, "byte") } in between { FORM($missing, "is", "are") } missing from it
found-size-mismatch-unlisted = "{ $line }": { COUNT($bytes, "byte was", "bytes were") } sent and the server confirmed that, but the directory listing that followed ("{ $asked }") does not contain the file
found-transfer-cut-late = "{ $line }" had already failed by the time the client opened its data connection to { $endpoint }: { $code } { $text }{ $bytes ->
    [0] {""}
   *[other] ; nobody received the { COUNT($bytes, "byte") } it sent after that
}
found-transfer-cut-unsaid = "{ $line }": { COUNT($bytes, "byte") } went over the data connection, which the { $from } then closed as at the end of a transfer; for { $seconds } s the server did not report the result, then it closed the session: { $code } { $text }

## advice-*: what to do, by what the session shows; one sentence.

advice-passive-works = { $method } (passive mode) works between these hosts, see frame { $frame }: let the client use it.
advice-active-works = { $method } (active mode) works between these hosts, see frame { $frame }: let the client use it.
advice-open-server = Ask whoever runs the firewall before the server to let pass TCP from { $source }{ $from ->
    [0] {""}
   *[other] {" "}port { $from }
} to { $destination }, { $count ->
    [one] port
   *[other] ports
} { $ports }; give the server a fixed range of passive ports and open all of it.
advice-prohibited = { $itself ->
    [yes] The firewall of { $router } itself forbids the connection and says so (iptables: REJECT): let it pass TCP from
   *[other] { $router } forbids the connection and says so: ask whoever runs it to let pass TCP from
} { $source }{ $from ->
    [0] {""}
   *[other] {" "}port { $from }
} to { $destination }, { $count ->
    [one] port
   *[other] ports
} { $ports }; in passive mode give the server a fixed range of ports and open all of it.
advice-listen-server = Find out why nobody listens at the server: it announces ports that it, or the NAT or container before it, does not serve. A firewall that answers in its place has to let pass TCP from { $source }{ $from ->
    [0] {""}
   *[other] {" "}port { $from }
} to { $destination }, { $count ->
    [one] port
   *[other] ports
} { $ports }.
advice-open-client = Passive mode fails here too: ask whoever runs the firewall before the client to let pass TCP from { $source }{ $from ->
    [0] {""}
   *[other] {" "}port { $from }
} to { $destination }, { $count ->
    [one] port
   *[other] ports
} { $ports }, or to follow FTP with its helper.
advice-use-passive = Use passive mode (EPSV, PASV), which nobody tried here; else the firewall before the client has to let pass TCP from { $source }{ $from ->
    [0] {""}
   *[other] {" "}port { $from }
} to { $destination }, { $count ->
    [one] port
   *[other] ports
} { $ports }.
advice-other-port-swapped = Mend the software of the { $by }: the port is 256 times the first of its two numbers plus the second (RFC 959 section 4.1.2), not the other way round.{ $extended ->
    [none] {""}
   *[other] {" "}Until then { $extended } may work, whose port is one number (RFC 2428).
}
advice-other-port = Find out why the { $by } chose that port: its software reads the announcement wrongly, or has a fixed port set.{ $extended ->
    [none] {""}
   *[other] {" "}{ $extended }, whose port is one number (RFC 2428), may work.
}
advice-never-tried-server = Find out why the server did not connect: a local firewall, a rule against the announced address, or no right to use its port; or use passive mode.
advice-never-tried-server-filter = If the capture was taken with a filter for the control port, take it again without one: it holds no other packet, and the server may have connected. Else find out why it did not: a local firewall, a rule against the announced address, or no right to use its port; or use passive mode.
advice-never-tried-client-filter = If the capture was taken with a filter for the control port, take it again without one: it holds no other packet, and the client may have connected. Else find out why it did not: a local firewall, an address that it does not trust, or a client that gave up before.
advice-never-tried-client = Find out why the client did not connect: a local firewall, an address that it does not trust, or a client that gave up before.
advice-nat64 = The client reaches the server through a NAT64, and cannot reach the IPv4 address that PASV announces: let it { $epsv ->
    [failed] connect
   *[other] use EPSV, which has no address, or connect
} to the announced port at the address of the control connection (RFC 6384).
advice-nat-server = Configure the outer address at the server (pasv_address, MasqueradeAddress, ForcePassiveIP){ $epsv ->
    [failed] {""}
   *[other] , use EPSV
}, or enable the FTP helper of the NAT before the server.
advice-announced-loopback = Configure at the server the address by which clients reach it (pasv_address, MasqueradeAddress, ForcePassiveIP){ $epsv ->
    [failed] {""}
   *[other] , or use EPSV, which has none
}.
advice-announced-elsewhere = Correct the address that the server announces (pasv_address, MasqueradeAddress, ForcePassiveIP): this client reaches the server by another one. Or { $epsv ->
    [failed] let
   *[other] use EPSV, which has none, or let
} the client ignore addresses in 227.
advice-nat-forward = Let the NAT or firewall before the server pass the passive ports on to it, all of the range that is set at the server; and compare the announced address with that of the NAT. A capture in front of the NAT shows whether the client's SYN comes that far.
advice-announced-hidden = Configure at the server the address by which clients reach it (pasv_address, MasqueradeAddress, ForcePassiveIP): under TLS no NAT can mend what it announces. Or use EPSV, which has no address, or let the client ignore the address. With a key log (--key-log) the announcement can be read.
advice-listen-client = Look at the client: active mode works here (frame { $frame }), so that no firewall forbids it, and nothing listened on { $count ->
    [one] port
   *[other] ports
} { $ports } when the server connected. It may have closed the port too early, or announced one that is not its own.
advice-pasv-works = PASV works here (frame { $frame }), and EPSV does not: let the client use PASV. A NAT or firewall before the server that reads 227 and not 229 does so; else it lets a part of the passive ports pass, and { $count ->
    [one] port
   *[other] ports
} { $ports } not.
advice-epsv-works = Use EPSV, which has no address and works between these two (frame { $frame }); else correct the address that the server announces (pasv_address, MasqueradeAddress, ForcePassiveIP).
advice-address-not-followed = The address is not the cause here: the client went to the server all the same. Find out why that refused or dropped the connection: the announced ports have to lead through the NAT or container before the server.
advice-announced-works = Find out whether that host belongs to the server (another address of it, a host behind a balancer). If it does, leave it so: the announced address works{ $epsv ->
    [failed] , and EPSV fails here
   *[other] {""}
}.
advice-works-elsewhere = { $method } works here, for it leads to { $address } (frame { $frame }): let the client use it, or pass the announced ports on from { $destination } to that host.
advice-switch-tls-on = Switch TLS on at the server; a client that goes without sends its password in clear text.
advice-no-client-hello = Look at the client: it asked for TLS and did not begin it, as happens where its TLS library or certificate store cannot be loaded, or where a probe only asks what a server can do.
advice-left-behind-handshake = Most likely the client does not take the server's certificate (its name, its issuer or its date), which it may look at only now: read what the client says, and let the server show a certificate for the name by which the client calls it. A monitor that only looks for TLS leaves in the same way.
advice-clear-within-tls = Do not trust what stands in clear text there. Look in the server's log for an end of TLS that was none, and compare the TTL of these frames with that of the others: a device on the way may have written them.
advice-clear-although-private = The bytes were in clear text although PROT P was agreed (see prot-c), and trying again in the same way does not help: let the client use the other mode or another version, or repair the side that sent them.
advice-tls-first = Mend TLS on the data connection first (tls-failed says how it ended), then ask for the file again.
advice-data-tls = Let the client begin TLS on the data connection as soon as it is open and the command is sent, in active mode too (RFC 4217 section 7): some clients wait for the 150, which some servers send only after the handshake. Else both sides disagree about PROT: a server with PROT C waits for bytes, and not for a handshake.
advice-idle-busy = The server counts the silence of the control connection although data moves: raise its idle time-out, or let its data count.
advice-owed = The client waited for the server, and NOOP does not help against that: read the server's log for what it was doing since that command.
advice-early-password = Let the client wait for the reply to USER before it sends PASS: some servers, of devices above all, throw away what comes earlier, and then wait for a password.
advice-no-transfer = Raise the server's time-out for sessions without a transfer (ProFTPD: TimeoutNoTransfer), or let the client log in again: NOOP and other commands do not count for it, a listing does.
advice-noop-not-counted = This server does not count NOOP: let the client send a command that it counts (PWD, STAT, a listing), or raise the server's limit, which may be one for sessions without a transfer.
advice-data-idle = Find out why the side that was to send the bytes sent none: a program that waits for something or hangs. NOOP does not help against this.
advice-close-behind-tls = All of the file came, and both sides wait: the client for the close_notify of the server, the server for the end of the connection. Let the client close the data connection behind its own close_notify (a newer version of it may), or the server answer close_notify; then send the file again.
advice-ended-at-once = Read the server's text: it says why the server ended the session.
advice-banned = The server answered until logins of this client were refused, the last { $seconds } s before: look whether it, or a firewall, shuts out clients after so many failures (fail2ban, ProFTPD mod_ban, IIS dynamic restrictions), and end that ban. The password has to be corrected first.
advice-turned-away = Read the server's text: it may be full, allow so many connections to each address, or have shut that address out.
advice-user-change = The session goes on as that of the user who was let in before: this server takes no other in it. Log in as the other user on a connection of its own.
advice-login-other = Read the server's text: the server fails or forbids for another reason than the password, so that another password does not help.
advice-login-limit = Wait, or end sessions that nobody needs: clients that leave without QUIT hold theirs until a time-out. Else raise the server's limit for each user or address (vsftpd max_per_ip, ProFTPD MaxClientsPerHost). Another password does not help.
advice-login-banned = The server shuts this client's address out, so that no password helps: find out which program there sent wrong ones (an old password in a client, camera or scanner), mend that, and then end the ban at the server.
advice-login-behind = The server, or a proxy, did not reach the host that it asks for this user, so that nobody looked at the password: check that host's name, address and port, and the way to it.
advice-login-named = The server lets nobody in anonymously: let the client give the name and the password of a user.
advice-login-anonymous = The server lets in anonymous users alone: let the client log in as anonymous, or use the server that knows this user.
advice-login-expired = Set a new password, at the server or as its text says; on z/OS the client can: PASS old/new/new.
advice-storage = Make room at the server, or raise the user's quota; then send the file again.
advice-receiver-shut = Look at the program that receives: its disk is full, it hangs, or it waits for somebody. The network delivered all that it took.
advice-no-byte = The connection was open and not a byte of the file came over it: read the server's text and its log, and look for a firewall that lets the handshake pass and not what follows.
advice-read-to-fin = Let the client read the data connection up to the FIN of the server, and not only until the 226 comes: the reply takes another connection and may overtake the last bytes (RFC 959 section 5.4). What was received is not whole.
advice-server-silent = Look at the server and its log: it was stopped, or died, before it said how the transfer ended. What came may be whole or not; ask for it again.
advice-in-use = Another program at the server has the file open: close it there, or try again later. Whoever sends files into a folder that others read from should give them another name until they are whole.
advice-pieces = Nothing: the client itself fetches what is missing, by another transfer. Compare the size of the whole file in the end.
advice-reserved-more = Compare the file at the server with the client's: a client that is killed, or can no longer read its own file, leaves a part that 226 confirms all the same. Look at the client's log, and send the file again.
advice-reply-end = Let the server end each line in CR LF (RFC 959 section 4.2): a client waits for it, and takes the next reply for the rest of this one.
advice-bounce-outer = Find out whether that is the outer address of the NAT before the client. If it is, the NAT has to pass the announced ports on to the client; passive mode needs none of this. If it is not, configure the server to refuse PORT to any address but the client's, and look at what else this client did.
advice-bounce-inner = Find out whether that is an address of the client's host (a VPN, a second interface). If it is, let the client announce the one that the server sees, or use passive mode. If it is not, configure the server to refuse PORT to any address but the client's, and look at what else this client did.
advice-outer-from-inside = Nothing has to be done: the server announces the address by which clients outside reach it, and here, behind the NAT or balancer, it is seen by its inner one.
advice-nat-in-order = Nothing has to be done: the NAT, or the server, put the client's address right, and the data connection came about.
advice-rest-beyond = The client asks for what is behind byte { $offset }, and the file has { $size }: the part that the client kept is not of this file, or the file has been replaced. Let it fetch the whole file again.
advice-other-address = Find out whether both addresses are those of one client, behind a NAT with several addresses, a proxy or two uplinks. If they are, make these use one address for each client; else the server can be told to accept other addresses (vsftpd pasv_promiscuous, ProFTPD AllowForeignAddress), and then accepts strangers too. If they are not, the server does right.
advice-server-closed = The server loses a data connection that it had: look for a fault of its program (small devices close the old connection when the new one is there) and for a newer version of it. Neither the client nor the network is to blame.
advice-server-socket = The server, or a proxy before it, failed at its own end; neither the client nor the network is to blame. Its text says why: look for a port that is still in use, for one that is announced twice within minutes, and for an address that the server does not have.
advice-use-list = The server does not know this command, which is younger than LIST (RFC 3659 section 7): let the client use LIST.
advice-left-out = Raise the limit of the server for listings (Pure-FTPd: LimitRecursion), or divide the directory: a client that compares lists takes the files that are missing here for deleted ones.
advice-truncated = Do not trust the file at the server: its lines are longer than the records of the data set (z/OS: SITE LRECL=, RECFM=VB, WRAPRECORD). Let the client ask for longer records, then send the file again.
advice-refused-in-words = Look at the name of the directory and at its permissions: the empty list does not show what is in it.
advice-broken-epsv = Let the client use PASV: what this server says to EPSV is not what RFC 2428 section 3 asks for, (|||port|). Report it to whoever makes the server.
advice-no-data-connection = The server had no data connection to use: look at the command before, which should have set one up, and at what the client did with its answer.
advice-not-kept = The network is not to blame: look at the server's text, its log and what it keeps files on, then send the whole file again.
advice-may-not-write = The user may not write there: give the account that right at the server (the rights of the directory, and the server's own switch, as vsftpd's write_enable), or send the file to a directory where it may.
advice-name-is-taken = A file of that name is there, and this user may not replace it: let the client delete or rename it first or choose another name, or allow that at the server (ProFTPD: AllowOverwrite).
advice-bad-name = No file can have that name at this server: let the client leave out what it does not take (on Windows \ : * ? " < > | and a blank or dot at the end; colons of a time of day are a common cause), or shorten the name.
advice-use-stor = The server does not know this command: let the client send files with STOR, under names of its own (in scanners and cameras often a setting for unique names, or for appending).
advice-no-options = The server takes the options for the name of a file, since LIST has none (RFC 959 section 4.1.3): set the client so that it lists without them (show hidden files: off).
advice-no-directory = The directory that the name leads to does not exist at the server, or not under that name for this user: make it first, or correct the path; what a user sees as / is often not the server's own root.
advice-fxp-other = The server of session { $session }, { $server }, ended the exchange; it says: { $code } { $text } (frame { $frame }). Put that right there, then let the two servers exchange the file again.
advice-malware = A virus scanner, at the server or in a proxy on the way, took the file for malicious and stopped it: sending it again changes nothing. Look at the log of that scanner.
advice-append-replaced = The old bytes are gone, unless the client still has them: send the whole file with STOR, and let the client append only where this server is known to.
advice-stored-otherwise = Do not trust the file at the server: look at its log, its disk and its quota, and send the file again.
advice-one-syn = One SYN alone says nothing: let the capture run until the client has tried again, or the server has answered the transfer.
advice-stray-answer = The SYN+ACK has to come from the address that was asked. Look for a server with several addresses that answers from another one, and for a NAT or balancer before it that translates the way there and not the way back.
advice-asked-late = The data connection was open long before this command, and the server has given it up meanwhile: let the client ask for the transfer right behind PASV or PORT, or raise the time that the server waits (accept_timeout, TimeoutNoTransfer).
advice-login-late = The server had asked for the rest of the login: find out why the client did not send it in time (a person who types it, a password that is not stored, a program that hangs). NOOP does not help against this.
advice-through-proxy = Capture between the proxy and the server: there the data connections show by their own addresses.
advice-refused-by-proxy = The client reaches the server through a proxy, and data connections have to go through it too: read the proxy's log. Many let CONNECT go to few ports only (squid: SSL_ports, Safe_ports), and passive mode takes a new port each time.
advice-line-end-as-text = Let the script send real line ends (printf "...\r\n", echo -e), one command at a time, and wait for each answer.
advice-unconfirmed = The file may well be whole: compare its size, or a digest, before you transfer it again; and find out why the confirmation failed.
advice-stored-nowhere = Find out at the server where the file is: its log, its disk and its permissions tell whether it was stored at all; or something there takes files away as soon as they have come. Until that is known, do not delete the original.
advice-resumed-too-far = Send the whole file again, and let the client resume where the file at the server ends (SIZE) rather than after the last byte it sent: the server may have received less.
advice-answer-lost = Look for a firewall or NAT between the two that sees one direction alone (asymmetric routing): packets from { $destination } back to { $source } have to take the same way.
advice-connected-late = Find out why the client connects so late: when it tried, the server had given up and listened no more. Let it connect before it sends the command, or raise the server's time-out for data connections.
advice-connected-behind-failure = Find out why the client connects so late: the server had already given the transfer up, as its reply says. Let it connect before it sends the command, or raise the server's time-out for data connections; then transfer the file again.
advice-announcement-replaced = Let the client connect to what the server announced last: it asked for an announcement twice, and with the second one the server stops listening at the port of the first.
advice-distributed-server = Nothing, where the server is known to keep its files on several hosts: PRET asks it to choose one for each transfer. A firewall has to let all of them pass.
advice-confirmed-early = Do not trust the file at the server: compare its size, and send it again. The server took another connection to that port for this upload, the health check of a balancer or a scan (see third-party-data where the capture shows it): let a balancer check port 21, and only clients reach the passive ports.
advice-third-party-took = That host took the place of the client at the announced port (see third-party-data). Try again, and let only clients reach the passive ports; where it is a balancer that checks whether they are open, let it check port 21.
advice-third-party-probe = That host looked whether the port is open and closed at once, as health checks of balancers and scans do. It takes the place of the client all the same: let a balancer check port 21, and only clients reach the passive ports.
advice-third-party-active = Find out whether that host belongs to the server (a cluster, another address of it); if not, make the client accept data connections from the address of the control connection only, and use PROT P.
advice-nat-client = Use passive mode, where the client announces nothing; else configure the outer address at the client, or enable the FTP helper of the NAT before the client.
advice-setup-no-port = Give the server more passive ports (pasv_min_port and pasv_max_port, PassivePorts), or find out what keeps them all in use.
advice-setup-epsv = Let the client use EPSV, which it did not try: the session is over IPv6, and PASV has no room for such an address (RFC 2428 section 1).
advice-epsv-all = Let the client use EPSV alone: it said EPSV ALL itself, and from there on a server has to refuse every other command that sets data connections up (RFC 2428 section 4).
advice-setup-other-form = Nothing has to be done about that: the client took { $method } in its place (frame { $frame }).
advice-setup-protocol = The server has data connections for another version of IP, which its text names (1 is IPv4, 2 is IPv6; RFC 2428 section 2): let the client connect to it by that one.
advice-setup-unknown = The server does not know this command, and the other mode fails here: let the client try the other form of each (EPSV or PASV, EPRT or PORT), or have one of them set up at the server.
advice-setup-eprt = Let the client use EPSV, or EPRT, which it did not try: the session is over IPv6, and PORT has no room for such an address (RFC 2428 section 1).
advice-setup-passive = Passive mode is switched off at the server, or for this user: switch it on there, or let the client try active mode (EPRT, PORT).
advice-setup-passive-only = Passive mode is switched off at the server, or for this user, and active mode fails here: switch passive mode on at the server.
advice-setup-active = The server does not take the address that the client announces, or no active mode at all: use passive mode (EPSV, PASV).
advice-setup-active-only = The server does not take the address that the client announces, and passive mode fails here: let the client announce the address under which the server sees it, or switch passive mode on at the server.
advice-client-left = The client closed both connections itself, in the middle of the download and without QUIT, as happens when its user or the system ends the program: look at the client first. Bytes came until then, and the capture shows no error of the server. What came is a part of the file; in TYPE I, REST fetches the rest.
advice-one-at-a-time = Session { $session } with this server was open all that time, and the capture shows no two that it serves at once: it may serve one client at a time, as small devices do. Let the client use one connection only, and close a session before the next begins.
advice-implicit-port = Port 990 is that of implicit FTPS: the server says nothing until the client begins TLS. Set the client to implicit TLS, or let it use port 21 with AUTH TLS; where it did begin TLS, look at the server.
advice-implicit-port-closed = Look at the server: limits of connections, access lists (hosts.deny), a back end that does not run. Port 990 is also that of implicit FTPS, where the client begins with TLS and a server may close when it does not: set the client to implicit TLS, or let it use port 21 with AUTH TLS.
advice-unended-reply = Mend the reply at the server: a text of several lines (a banner, a message file, FEAT, HELP) ends in a line that begins with the same code and a blank (RFC 959 section 4.2), and clients wait for that line.
advice-line-end = Let the client end its lines in CR LF (RFC 959 section 5.3).
advice-below-zero = Update the side that counts below zero, or transfer such files without sizes and offsets, from the beginning to the end; compare the size afterwards by other means.
advice-byte-order-mark = Let the client write its commands without a byte order mark (.NET: new UTF8Encoding(false), or ASCII, for the StreamWriter): the mark is invisible in logs, and no verb begins with it.
advice-cr-cr-lf = Let the client end its lines in CR LF (RFC 959 section 5.3): a server takes the second CR for the last letter of the name or password. Programs write it that end lines by CR LF where the system, or println, adds its own.
advice-greetings = Let the server send one greeting: several lines of it as 220- lines, the last one with a blank behind 220 (RFC 959 section 4.2).
advice-empty-line = Let the client end each command with one CR LF: every further line end is a command of its own for the server, and the client takes the answer to it for that to its next command.
advice-control-inspected = Look at the inspection of FTP (ALG, fixup, helper) in the firewalls on the way: switch it off or mend it, or use EPSV, or TLS, which they cannot read.
advice-control-cut = Find out what stands between client and server, and why it dropped or reset a connection that was in use.
advice-announce-each = Let the client send PASV, EPSV, PORT or EPRT before each transfer: in stream mode the end of the file closes the data connection, and the announcement before this one is used up.
advice-reset-elsewhere = Ask whoever runs the firewalls between client and server, above all one that inspects contents (a virus scanner, intrusion prevention): neither side sent that RST.
advice-reset-idle = The server, or a firewall or balancer that answers for it, gave the session up while it was idle: raise that time-out, let the client send NOOP or TCP keep-alives, or let it log in again.
advice-reset-at-end = Let the client close its data connection with a FIN, after its last byte has been acknowledged (no SO_LINGER of 0, no exit before that): a RST throws away what the server had not read. Send the file again.
advice-prot-broken = Look at the side that sent these bytes, at its version and its settings: it ignores PROT P, and everybody on the way could read them.
advice-restart-ignored = Fetch the whole file again, into an empty one: this server accepts REST and does not heed it.
advice-hung = The server said that it begins, and nothing came any more: read its log (a slow disk, a directory with very many files), and look for a firewall that lets the handshake pass and not what follows; capture at the server too, to see whether it sends anything.
advice-restart-elsewhere = Do not append what came: it begins at another place of the file. Fetch the whole file again, into an empty one, and use a server that knows files above 4 GiB if this is one.
advice-login-lost = The server let the client in and does not know of it any more: log in again, and look at the server's log for what ended the login (a time-out, a second USER, a back end that was started again).
advice-quit-too-early = Let the client wait for the reply to its transfer before it says QUIT; whether the file is whole, a look at its size tells.
advice-appended-twice = The client appended the same from the beginning once more: what the first try brought may stand in the file twice. Compare the file with the client's, and let the client ask for its size (SIZE) before it goes on.
advice-sent-too-early = The client had sent all of it and closed before the server took the connection, and the server looked for it too late. Send the file again; let the client wait for the 150 before it sends, or use a server that keeps what came by then.
advice-nothing-left = Nothing: by its size the server had all of the file before. A client that resumes should compare the sizes first.
advice-client-stopped = The client ended the download itself: somebody cancelled it, it wanted a part alone (curl -r), or it could not write any more. The server and the network did nothing wrong. What came is a part of the file; REST fetches the rest.
advice-login-account = Let the client send the account that belongs to the user (ACCT), or ask the server's administrator which one: user and password were taken.
advice-control-forgotten = Find out why the client's host forgot its connections: it crashed, was started again, or its program was killed without its system closing them. What was being transferred is not whole.
advice-client-is-ssh = SFTP is a part of SSH, and no FTP: let the client connect to the port of SSH (22), or set it to FTP.
advice-server-is-ssh = Use a client of SFTP, which goes over SSH and has only its name in common with FTP; or give the client the port at which the FTP server listens.
advice-server-is-other = Give the client the host and port at which the FTP server listens.
advice-half-open = Look for a firewall or NAT between the two that sees one direction alone (asymmetric routing): it drops the ACK of a client whose SYN+ACK it never saw. Both directions have to take the same way.
advice-client-reset = Find out why the client, or a firewall or virus scanner on its host, reset a data connection that had just come about: neither the server nor the file is to blame.
advice-unseen = Find out who answers at that port: a firewall or balancer that completes handshakes itself (SYN proxy), or a NAT that leads the port to another host. If this was recorded at the server, its program did not take the connection: read its log.
advice-hung-up = Read the server's log at that moment: the process that serves this client ended (a crash, a module for logins that fails, a missing home directory), and a client can do nothing about it.
advice-greeted-and-closed = Read the server's log: access lists (hosts.allow), a limit of connections for each address, or a process that does not come up.
advice-admitted-and-closed = Look at the server's log: what it does for a user behind the login failed (the home directory or root of that user, a shell that is not allowed, SELinux, memory or a limit of processes). The password is right, and the network is not to blame.
advice-sent-again = Nothing: the client itself transferred the file again, or the rest of it, and the server confirmed that. Compare the size of the whole file in the end.
advice-loss-of-large = Try whether only large packets get lost (ping with 1472 bytes that must not be fragmented). If so, let ICMP "fragmentation needed" (IPv6: "packet too big") pass, or clamp the MSS at the router with the smaller MTU; if not, look for loss between the two hosts.
advice-path-mtu-told = Find out why the sender goes on with large segments: a firewall between this capture and the sender drops the ICMP message, or its system does not heed it. Until then clamp the MSS at the router, or lower the MTU of the sender.
advice-part-renamed = What came of the file has the name of the whole file now ("{ $line }"): whoever reads that one has a part. Send the file again, and let the client rename only what the server has confirmed with 2yz.
advice-listed-again = Nothing: the client itself asked for the listing again, and got it.
advice-client-certificate = The server asks for a certificate of the client, and the client has none: give it one, with its key, that the server trusts, or switch that demand off at the server.
advice-client-certificate-wrong = The server does not take the client's certificate: look whether it is the right one, has not expired, and comes from an authority that the server trusts.
advice-server-certificate = The client does not take the server's certificate: renew it if it has expired, send the certificates of the authorities in between along with it, and use the name that stands in it; or let the client trust its authority.
advice-server-certificate-own = The server's certificate was issued by itself, and the client does not know it: give the server one of an authority that the client trusts, or let the client trust this one, by its fingerprint, which you compare at the server.
advice-tls-versions = Let both sides allow a version of TLS and cipher suites in common: old clients and devices know TLS 1.0 or 1.1 alone, new servers nothing below 1.2.
advice-server-name = The server has no certificate for the name that the client asks for: use a name that the server knows.
advice-tls-no-alert = Read the server's log: it may have no certificate, or a key that does not fit. If the log knows nothing of it, look for a firewall that inspects FTP: it cannot read what follows AUTH, and some cut it off.
advice-gave-up = Find out why the server needs so long before it begins (a slow disk, a directory with very many files), or let the client wait longer.
advice-command-unknown = The server does not know this command, or not in this form: do at the server beforehand what it is for, or set the client so that it does without.
advice-site-parameters = Correct the parameters that the server names (z/OS: HELP SERVER SITE lists them): it has taken the others, so that a data set may get attributes that nobody wanted.
advice-does-without = The server does not know this command, or not in this form, and the client takes that for a failure: set the client so that it does without, or use one that goes on.
advice-size-in-ascii = This server counts the bytes of a file in binary alone (RFC 3659 section 4): let the client send TYPE I before SIZE, or do without the size.
advice-rest-refused = This server begins no file in its middle: let the client fetch or send the whole file from the beginning (delete or rename the part first), or allow that at the server.
advice-prot-refused = The server does not protect data connections in this way: read its text, configure TLS for data at the server, or, where the network may read the data, let the client use PROT C.
advice-taken-back = Compare the size of the file before you rely on it. What the server does with a file after it has come (moving it, a script, a scan for malware) may be what failed: read its log. Clients take the second reply for that to their next command.
advice-taken-back-download = Compare what came with the file at the server before you rely on it: what failed may also be something that the server does after a transfer, such as writing its log. Clients take the second reply for that to their next command.
advice-misdirected = Look for the file in the directory where it is now, and let the client stop where it cannot go to a directory, or make that directory.
advice-listing-cut = What came of the listing is a part at best: ask for it again.
advice-upload-cut = Do not trust the file at the server: send it again, or go on where it ends there (SIZE, then REST or APPE), and compare sizes.
advice-lost-on-path = The side that sends went on, and bytes got lost on the way (see network-loss): mend that, and transfer it again.
advice-stalled = Look for what swallows packets on the way of the data connection from then on: a firewall or an inspection that takes offence at the contents, a link that broke, a full queue. Both ends were there until then.
advice-slow-login = Find out what the server asks before it lets a user in (reverse DNS, ident, LDAP, RADIUS, a database), or delays after wrong passwords; and raise the client's time-out.

## frames: those that prove something, in `diagnose` and `check`.

frames = { $count ->
    [one] frame
   *[other] frames
}
frames-more = and { $count } more
frames-by-file = Frames by file, in brackets their numbers there:
frames-by-file-rest = ftpscope timeline --file-names names the files of the other frames.

## table-*: what is said below a table in a terminal that is too narrow for it.

table-no-room = no room for these columns: { $columns }; a wider terminal shows them, and so does { $place }
table-no-room-here = no room for these columns: { $columns }; a wider terminal shows them

## overview-*: the first screen.

overview-capture = { $path }{ $files ->
    [one] {""}
   *[other] {" "}and { $files } files in all
}: { $frames ->
    [one] one frame
   *[other] { $frames } frames
}
overview-span = from { $from } to { $to } UTC ({ $duration })
overview-no-session = No FTP session.
overview-none-chosen = { $count ->
    [one] The one FTP session of the capture does not fit the filters.
   *[other] None of the { $count } FTP sessions fits the filters.
}
overview-others = There is, by the first bytes of its connections: { $list }.
overview-other = { $protocol } on port { $port } ({ $connections })
overview-mail = mail
overview-unknown = unknown
overview-sftp = SFTP runs inside SSH and is another protocol than FTP: nothing here can read it.
overview-tftp = TFTP is another protocol than FTP, without commands or login: nothing here reads it.
overview-sum = { $sessions ->
    [one] One session
   *[other] { $sessions } sessions
}{ $failed ->
    [0] {""}
   *[other] { $sessions ->
        [one] {" "}(failed)
       *[other] {" "}({ $failed } failed)
    }
}, { $transfers ->
    [0] no transfer
    [one] one transfer
   *[other] { $transfers } transfers
}{ $transfers ->
    [0] {""}
   *[other] : { $complete } complete{ $not ->
        [0] {""}
       *[other] , { $not } not
    }{ $hidden ->
        [0] {""}
       *[other] , { $hidden } that cannot be seen
    }, { COUNT($bytes, "byte") }
}.
overview-findings = Findings: { $errors ->
    [one] one error
   *[other] { $errors } errors
}, { $warnings ->
    [one] one warning
   *[other] { $warnings } warnings
}, { $infos ->
    [one] one note
   *[other] { $infos } notes
}.
overview-column-number = #
overview-column-start = Start (UTC)
overview-column-duration = Duration
overview-column-client = Client
overview-column-server = Server
overview-column-user = User
overview-column-mode = Mode
overview-column-whole = Complete
overview-column-bytes = Bytes
overview-column-result = Result
overview-failed = failed
overview-warned = warnings
overview-unfinished = unfinished
overview-well = well
overview-more-sessions = and { $count } more:
overview-more-problems = and { $count } more:
overview-problems = What failed or stands out
overview-error = error
overview-warning = warning
overview-place = { $sessions ->
    [0] frame { $frame }
    [one] session { $session }, frame { $frame }
   *[other] { $sessions } sessions, frame { $frame }
}{ $others ->
    [0] { "" }
    [one] ; with other details in one more session
   *[other] ; with other details in { $others } more sessions
}
overview-next = What to look at next
overview-next-diagnose = why, and what to do
overview-next-port = a control port of its own
overview-next-transcript = what was said
overview-next-timeline = every frame, annotated
overview-next-sessions = every session
overview-next-transfers = every transfer
overview-next-extract = the files
overview-info = note
overview-filtered = Filtered{ $filtered ->
    [0] {""}
   *[other] {" "}by { $filters }
}: { $sessions } of { $all ->
    [one] one session
   *[other] { $all } sessions
}.
overview-window = { $bounds ->
    [since] What goes on from { $since } UTC on.
    [until] What goes on until { $until } UTC.
   *[both] What goes on from { $since } to { $until } UTC.
}
overview-whole = { $connections ->
    [one] Nothing is missing: the FTP connection is in the capture in full, from SYN to FIN or RST.
   *[other] Nothing is missing: all { $connections } FTP connections are in the capture in full, from SYN to FIN or RST{ $in_vain ->
        [0] .
        [one] {""}; one of them was tried in vain.
       *[other] {""}; { $in_vain } of them were tried in vain.
    }
}
overview-whole-so-far = { $files ->
    [one] A file was not read to its end
   *[other] { $files } files were not read to their ends
}: nobody knows what follows. Of the FTP connections before, every byte is there.
overview-lacks = { $connections ->
    [one] Of one FTP connection
   *[other] Of { $connections } FTP connections
} the capture lacks { $list }.
overview-lacks-beginning = the beginning of { $count } (frame { $frame })
overview-lacks-side = one direction of { $count } (frame { $frame })
overview-lacks-bytes = { COUNT($bytes, "byte") } of { $count } (frame { $frame })
overview-lacks-end = the end of { $count } (frame { $frame })
overview-lacks-all = all of { $count } more (announced in frame { $frame })
overview-refused = refused: { $list }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}
overview-refusal = { $verb } { $path } ({ $code }, session { $session }, frame { $frame })
overview-next-intruder = what the intruder did
overview-next-firewall = a page for the firewall
overview-next-refused = what was refused
overview-next-quality = what the capture lacks

## diagnose-*: the frame of the report.

diagnose-none = Nothing found.
diagnose-more = { $sessions ->
    [0] and { $count } more: see --format json
    [one] and { $count } more, in session { $ids }: see --format json
   *[other] and { $count } more, in sessions { $ids }: see --format json
}
diagnose-often = { $sessions ->
    [one] { TIMES($times) }
   *[other] { TIMES($times) }, in { $sessions } sessions
}
diagnose-error = error
diagnose-warning = warning
diagnose-info = info
diagnose-more-sessions = { $count ->
    [one] and 1 more session: { $command }
   *[other] and { $count } more sessions: { $command }
}
diagnose-others = { $count ->
    [one] One other finding of these sessions is left out by --finding.
   *[other] { $count } other findings of these sessions are left out by --finding.
}
diagnose-sessions = { $count ->
    [one] session { $ids }
   *[other] sessions { $ids }
}
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
diagnose-md-title = FTP diagnosis
diagnose-md-capture = { $path }: { $count ->
    [one] 1 frame
   *[other] { $count } frames
}
diagnose-md-blocked = What is blocked
diagnose-md-blocked-intro = For whoever runs the firewall: these TCP connections were tried, and none came about. Each row is what a rule has to let pass; the ports that were announced show the least range that the destination listens on.
diagnose-md-source = Source
diagnose-md-source-port = Source port
diagnose-md-destination = Destination
diagnose-md-ports = Ports tried
diagnose-md-announced = Ports announced
diagnose-md-first = First SYN
diagnose-md-last = Last SYN
diagnose-md-more = { $sessions ->
    [0] and { $count } more
    [one] and { $count } more, in session { $ids }
   *[other] and { $count } more, in sessions { $ids }
}
diagnose-md-syns = SYNs
diagnose-md-answer = Answer
diagnose-md-frames = Frames
diagnose-md-any = any
diagnose-md-no-answer = none
diagnose-md-advice = What to do:

## timeline-*: what a terminal shows beside the rows.

timeline-many-rows = { COUNT($rows, "row is", "rows are") } not shown here: { $command }
timeline-folded = and { $rows ->
    [one] 1 more segment
   *[other] { $rows } more segments
} of data, { COUNT($bytes, "byte") } (--all-rows)
timeline-sum = mode { $mode }, { $complete } of { COUNT($transfers, "transfer") } complete, { $findings ->
    [one] 1 finding
   *[other] { $findings } findings
}

## list-*: sessions and transfers as tables, titles and the words of cells.

list-column-number = #
list-column-session = Ses
list-column-start = Start (UTC)
list-column-duration = Duration
list-column-client = Client
list-column-server = Server
list-column-user = User
list-column-login = Login
list-column-mode = Mode
list-column-tls = TLS
list-column-transfers = Transfers
list-column-bytes = Bytes
list-column-frames = Frames
list-column-command = Command
list-column-path = Path
list-column-lost = Lost
list-column-reply = Reply
list-column-outcome = Outcome
list-column-digest = Digest
list-column-known = Known
list-login-accepted = accepted
list-login-rejected = rejected
list-login-none = none
list-login-unknown = unknown
list-mode-active = active
list-mode-passive = passive
list-mode-mixed = mixed
list-mode-none = none
list-mode-unknown = unknown
list-transfers = { $completed } of { $all }
list-state-refused = refused
list-state-hidden = hidden
list-state-complete = complete
list-state-gaps = gaps
list-state-short = short
list-state-unproven = unproven
list-state-aborted = aborted
list-state-failed = failed
list-state-unfinished = unfinished

## diff-*: what two captures do differently.

diff-good = good
diff-bad = bad
diff-capture = { $path }, { $sessions ->
    [one] 1 session
   *[other] { $sessions } sessions
}
diff-title = What differs
diff-same = Nothing differs.
diff-pair = Session { $good } of the good one and session { $bad } of the bad one: { $who }
diff-first = first
diff-then = then
diff-frame = frame { $frame }
diff-change = { $what }: { $good } → { $bad }
diff-handshake = handshake of the control connection
diff-tls = TLS
diff-login = login
diff-command-good = { $verb } was sent only in the good one
diff-command-bad = { $verb } was sent only in the bad one
diff-mode = mode
diff-finding-good = found only in the good one: { $id }: { $message }
diff-finding-bad = found only in the bad one: { $id }: { $message }
diff-reply = reply to { $verb }
diff-bytes = bytes of { $transfer }
diff-content = { $transfer } has as many bytes, but not the same
diff-duration = time of { $transfer }
diff-wait = longest wait for a reply
diff-close = end of the control connection
diff-greeting = greeting
diff-none = none
diff-more = { $count ->
    [one] 1 more difference of this pair
   *[other] { $count } more differences of this pair
}{ $place ->
    [json] : see --format json
   *[none] {""}
}
diff-more-pairs = { $count ->
    [one] and 1 more pair of sessions that differ
   *[other] and { $count } more pairs of sessions that differ
}{ $place ->
    [json] : see --format json
   *[none] {""}
}
diff-others = { $count ->
    [one] One more pair begins to differ in the same way: session { $ids } of the bad one
   *[other] { $count } more pairs begin to differ in the same way: sessions { $ids } of the bad one
}
diff-alike = { $count ->
    [one] 1 pair of sessions does the same.
   *[other] { $count } pairs of sessions do the same.
}
diff-only-good = { $count ->
    [one] Only in the good one: session { $ids }
   *[other] Only in the good one: sessions { $ids }
}
diff-only-bad = { $count ->
    [one] Only in the bad one: session { $ids }
   *[other] Only in the bad one: sessions { $ids }
}

## transcript-*: what stands between the lines of a dialogue.

transcript-midstream = the capture begins in the middle of this dialogue
transcript-lost = { $bytes ->
    [one] one byte
   *[other] { $bytes } bytes
} of this dialogue are not in the capture
transcript-tls = TLS hides the dialogue from frame { $frame } on
transcript-tls-opened = under TLS from frame { $frame } on, decrypted with its secrets
transcript-tls-ends = clear text again from frame { $frame } on
transcript-tls-failed = the TLS handshake failed in frame { $frame }
transcript-tls-mismatch = TLS met clear text in frame { $frame }
transcript-active = data, active: { $opener } → { $listener }, { $outcome }
transcript-passive = data, passive: { $opener } → { $listener }, { $outcome }
transcript-unknown = data: { $opener } → { $listener }, { $outcome }
transcript-no-data = no data connection, { $outcome }
transcript-closed = { $by } closes the connection
transcript-reset = { $by } resets the connection

## diagram-*: what arrows and lifelines say.

diagram-client = client
diagram-silence = · · · { $seconds } s of silence · · ·
diagram-sessions = Sessions { $ids }
diagram-server = server
diagram-other = other host
diagram-other-server = server of session { $session }
diagram-data = data { $number }
diagram-frame-head = frame
diagram-frame = frame { $frames }
diagram-frames = frames { $frames }
diagram-handshake = three-way handshake
diagram-handshake-partial = handshake, not complete
diagram-piece = { $bytes ->
    [one] one byte of a line
   *[other] { $bytes } bytes of a line
}
diagram-tls = TLS, { $bytes ->
    [one] one byte
   *[other] { $bytes } bytes
}
diagram-bytes = { $bytes ->
    [one] one byte
   *[other] { $bytes } bytes
}{ $segments ->
    [one] {""}
   *[other] {" "}in { $segments } segments
}{ $again ->
    [0] {""}
   *[other] , { $again } sent again
}
diagram-bytes-tls = { $bytes ->
    [one] one byte
   *[other] { $bytes } bytes
} of TLS{ $segments ->
    [one] {""}
   *[other] {" "}in { $segments } segments
}{ $again ->
    [0] {""}
   *[other] , { $again } sent again
}
diagram-repeat = { $bytes ->
    [one] one byte
   *[other] { $bytes } bytes
} sent again
diagram-refusal = RST: refused
diagram-close = FIN: closed
diagram-lines = { COUNT($count, "line") }
diagram-more = { $count ->
    [one] one more arrow is
   *[other] { $count } more arrows are
} not drawn here; --session and --detail steps draw less
diagram-left-out = { $count ->
    [one] one more frame is
   *[other] { $count } more frames are
} not drawn; --session and --detail steps draw less
diagram-description = Arrows between client and server, in the order of time. Thin arrows belong to the control connection, thick ones between the dashed lanes to data connections. Each arrow has its frame number and the seconds since the first frame of the capture.

## party-*: who takes part in a session, as in "the client opens ...".

party-client = the client
party-server = the server
party-other = another host
party-other-server = the other server

## topic-*: titles of the steps of an explanation.

topic-control = The control connection opens
topic-capture = What the capture does not show
topic-greeting = The greeting
topic-login = Login
topic-tls = Encryption
topic-commands = Preparations
topic-announcement = Where the data connection will go
topic-opening = The data connection
topic-overlap = Two connections at once
topic-request = The transfer is asked for
topic-start = The transfer begins
topic-data = The data
topic-closing = The data connection closes
topic-result = The result
topic-again = More of the same
topic-abort = ABOR
topic-unasked = The server speaks by itself
topic-quit = Good-bye
topic-end = The control connection ends
topic-summary = Summary

## explain-*: sentences of the steps, for learners. Frames are named so that a reader can look at them.

explain-session = Session { $id }
explain-summary = In short
explain-no-session = There is no FTP session in this capture. What there is:
explain-many = This capture has { COUNT($all, "session") }. Those that are explained here, { $told }, stand for all of them; what the others are like stands at the end.
explain-like = Session { $session } also stands for { $count ->
    [one] one more session
   *[other] { $count } more sessions
} with the same mode, outcome and findings: { $sessions }.
explain-untold = { $count ->
    [one] One further session is of another kind
   *[other] { $count } further sessions are of other kinds
}: { $sessions }. ftpscope explain --session N explains one of them.
explain-question = Question: { $text }
explain-answer = Answer: { $text }
explain-basis = see { $basis }

explain-control = The client { $client } opens the control connection to the server { $server } with TCP's three-way handshake: SYN (frame { $syn }), SYN+ACK (frame { $syn_ack }), ACK (frame { $ack }).
explain-control-brief = The client { $client } opens the control connection to the server { $server } with TCP's three-way handshake.
explain-control-partial = The client { $client } opens the control connection to the server { $server }, but only a part of the three-way handshake is in the capture.
explain-control-partial-frames = What was seen of it: frame { $frames }.
explain-control-no-handshake = The control connection of the client { $client } to the server { $server } is in the capture from the greeting on; its three-way handshake is not.
explain-control-missing = The capture begins in the middle: the control connection of the client { $client } to the server { $server } was already open, so its three-way handshake is not here.
explain-control-missing-first = Its first frame here is { $frame }; what was said before, perhaps the login too, nobody can tell.
explain-control-why = All commands and replies travel over this connection; the files never do.
explain-syn-again = The SYN was sent { TIMES($times) }: the first tries were lost or ignored.
explain-control-port = The server listens on port { $port } instead of the usual 21.
explain-control-proxy = The client asked a proxy for the way to the server (HTTP CONNECT or SOCKS): the address and the port of this connection are the proxy's.
explain-one-way-server = Only what the server sends is in the capture; the client's side is missing. Commands are known from their replies only.
explain-one-way-client = Only what the client sends is in the capture; the server's side is missing. What it replied is unknown.

explain-greeting = The server speaks first: { $code } "{ $text }" (frame { $frame }).
explain-greeting-why = In FTP the client waits for this greeting before it says anything.
explain-proxied = A proxy opened this connection for the client { $client }: the header of its PROXY protocol says so (frame { $frame }), before anything of FTP. What is called the client here is that proxy.
explain-proxied-own = A proxy opened this connection for itself: the header of its PROXY protocol says so (frame { $frame }), before anything of FTP, and names no client.
explain-greeting-plain = The server greets: { $code } "{ $text }" (frame { $frame }). In FTP a client waits for the greeting; here its first bytes come before it.
explain-greeting-late = The client speaks before the server does: "{ $line }" (frame { $command }) comes before the greeting { $code } "{ $text }" (frame { $frame }). In FTP a client has to wait for the greeting.
explain-greeting-wait = The server speaks first and asks for patience: { $code } "{ $text }" (frame { $frame }).
explain-greeting-at-last = Then it is ready: { $code } "{ $text }" (frame { $frame }).
explain-greeting-refused = The server sends the client away before any login: { $code } "{ $text }" (frame { $frame }).
explain-greeting-missing = No greeting of the server is in the capture, although the handshake is.
explain-unasked = The server says { $code } "{ $text }" (frame { $frame }) without having been asked.
explain-unasked-empty = The client had sent an empty line, and the server answers it: { $code } "{ $text }" (frame { $frame }).
explain-unheard = The server answers { $code } "{ $text }" (frame { $frame }); the command is not in the capture.
explain-unasked-421 = The server ends the session by itself: { $code } "{ $text }" (frame { $frame }).
explain-unasked-protected = The server sends another reply inside the protection: { $code } (frame { $frame }). It may end what an earlier one began.
explain-unasked-more = Such replies follow { $count ->
    [one] once
   *[other] { $count } times
} more.
explain-stray = A line of the server is no reply at all: "{ $text }" (frame { $frame }).

explain-login-user = The client names the user { $user } (USER, frame { $frame }).
explain-login-asked = The server wants a password: { $code } "{ $text }" (frame { $frame }).
explain-login-account-asked = The server wants an account too: { $code } "{ $text }" (frame { $frame }).
explain-login-password = The client sends the password (PASS, frame { $frame }), in clear text: whoever sees these frames can read it.
explain-login-password-tls = The client sends the password (PASS, frame { $frame }) under TLS: without the keys nobody on the way can read it.
explain-login-anonymous = The client sends something for a password (PASS, frame { $frame }); for an anonymous user anything will do, by custom an e-mail address.
explain-login-account = The client gives the account (ACCT, frame { $frame }), in clear text.
explain-login-account-tls = The client gives the account (ACCT, frame { $frame }) under TLS.
explain-login-accepted = The server accepts: { $code } "{ $text }" (frame { $frame }). The user is logged in.
explain-login-unfinished = The server wants more: { $code } "{ $text }" (frame { $frame }), and the client does not give it.
explain-login-other = The server answers { $code } "{ $text }" (frame { $frame }).
explain-login-refused = The server refuses: { $code } "{ $text }" (frame { $frame }). Nobody is logged in.
explain-login-refused-once = The server refuses: { $code } "{ $text }" (frame { $frame }).
explain-login-nothing = The client sends { $verb } (frame { $frame }) with nothing behind it: { $kind ->
    [account] an empty account
   *[password] an empty password
}.
explain-login-unanswered = No answer to it follows.
explain-login-more = { $count ->
    [one] One more login is
   *[other] { $count } more logins are
} tried; see ftpscope transcript.

explain-auth = The client asks for protection of the dialogue: "{ $line }" (frame { $frame }).
explain-auth-accepted = The server agrees: { $code } "{ $text }" (frame { $frame }).
explain-auth-unused = No TLS begins all the same: what follows stays in clear text, passwords too.
explain-auth-refused = The server refuses: { $code } "{ $text }" (frame { $frame }). All that follows stays in clear text, passwords too.
explain-auth-refused-once = The server refuses: { $code } "{ $text }" (frame { $frame }).
explain-tls = In frame { $frame } the TLS handshake begins on the control connection.
explain-tls-implicit = TLS begins with the first byte (frame { $frame }), without a word of FTP before it: implicit FTPS.
explain-tls-version = Client and server agree on { $version }.
explain-tls-hides = From here on the dialogue is encrypted: user, password, commands and announced ports cannot be read, and no firewall or NAT on the way can help with them. Data connections are recognised by hosts and times only.
explain-tls-opened = From here on the dialogue is encrypted. The keys are known, so it can be read here; on the wire nobody could, and no firewall or NAT on the way could help with the announced ports.
explain-tls-ends = The client ends the encryption of the dialogue with CCC: from frame { $frame } on it is clear text again, so that firewalls and NATs can read the announced ports.
explain-tls-broken = From frame { $frame } on there is clear text in the place of TLS, and neither CCC nor close_notify has ended it. Nothing protects that: anybody on the way may have written it.
explain-tls-midstream = When the capture begins, the control connection is already under TLS (frame { $frame }).
explain-tls-unfinished = The capture does not show how the handshake ended. What is said behind it cannot be read.
explain-tls-data = In frame { $frame } the TLS handshake begins on a data connection.
explain-tls-failed-alert = It fails: { $by } ends it with the alert { $alert } (frame { $frame }).
explain-tls-failed-sealed = It fails: { $by } ends it with an encrypted alert (frame { $frame }), which nobody can read without keys.
explain-tls-failed-reset = It fails: { $by } resets the connection (frame { $frame }).
explain-tls-failed-reset-elsewhere = It fails: the connection is reset in the name of { $by } (frame { $frame }), by a packet whose TTL its other packets never had: a device on the way may have sent it.
explain-tls-failed-closed = It fails: { $by } closes the connection (frame { $frame }).
explain-tls-failed-silent = It fails: { $by } never answers, and the other side waits in vain (frame { $frame }).
explain-tls-mismatch = TLS meets clear text on the control connection: { $by } speaks clear text (frame { $clear }) and the other side TLS (frame { $tls }).
explain-tls-mismatch-data = TLS meets clear text on a data connection: one side sends clear text (frame { $clear }) and the other TLS (frame { $tls }).
explain-tls-nothing = Nothing was encrypted by it.

explain-command = "{ $line }" (frame { $frame }): the client wants to { $purpose }.
explain-command-unknown = "{ $line }" (frame { $frame }): no command that is known here.
explain-unknown-verb = do something that is not known here
explain-type-ascii = have data represented as text (ASCII)
explain-type-image = have data represented byte by byte (image, also called binary)
explain-type-ebcdic = have data represented as text in EBCDIC
explain-type-local = have data represented in bytes of a size of its own (local)
explain-sets-time = set the modification time of a file
explain-means-size = the size of the file in bytes
explain-means-time = when the file was last changed, in UTC
explain-command-answered = The server answers { $code } "{ $text }" (frame { $frame }): { $means }.
explain-command-replied = The server answers { $code } "{ $text }" (frame { $frame }).
explain-fact-ascii = From here on files travel as text, each line ended by CR LF.
explain-fact-image = From here on files travel byte for byte, as they are (binary).
explain-fact-ebcdic = From here on files travel as text in EBCDIC.
explain-fact-local = From here on files travel in bytes of the size that the client gave.
explain-fact-size = So { $path } has { $bytes ->
    [one] one byte
   *[other] { $bytes } bytes
}.
explain-fact-time = So { $path } was last changed on { $time } UTC.
explain-fact-directory = So the current directory is { $path }.
explain-fact-cwd = The client is in { $path } now; names that it gives without a directory mean that one.
explain-fact-rest = The next transfer begins at byte { $offset }.
explain-fact-prot-private = From here on data connections are encrypted too.
explain-fact-prot-clear = From here on data connections carry clear text.
explain-command-refused = The server refuses: { $code } "{ $text }" (frame { $frame }).
explain-command-protected = The server answers { $code } (frame { $frame }): a reply inside the protection, so that what it says cannot be read.
explain-reply-unended = The server begins its answer, { $code } "{ $text }" (frame { $frame }), but the line that ends it, { $code } and a blank, does not follow.
explain-greeting-unended = The server begins its greeting, { $code } "{ $text }" (frame { $frame }), but the line that ends it, { $code } and a blank, does not follow. A client waits for that line.
explain-reply-part = The server begins its answer, { $code } "{ $text }" (frame { $frame }); its end is not in the capture, which lacks bytes of this dialogue.
explain-greeting-part = The server begins its greeting, { $code } "{ $text }" (frame { $frame }); its end is not in the capture, which lacks bytes of this dialogue.
explain-command-missed = No answer to it is in the capture, which lacks bytes of this dialogue.
explain-command-unanswered = No answer to it follows.
explain-announces-nothing = It should name the port on which the server listens; none can be read in it here.
explain-commands-again = { $count ->
    [one] One further command of a kind that was
   *[other] { $count } further commands of kinds that were
} explained above ({ $verbs }); see ftpscope transcript --session { $session }.
explain-unseen-command = (command not visible)

explain-announce-port = The client tells the server where to connect to: "{ $line }" (frame { $frame }). The first four numbers are the address { $address }, the last two are the port.
explain-announce-eprt = The client tells the server where to connect to: "{ $line }" (frame { $frame }). EPRT names the kind of address (1 is IPv4, 2 is IPv6), the address { $address } and the port { $port } as it is: nothing to compute.
explain-announce-lprt = The client tells the server where to connect to: "{ $line }" (frame { $frame }). LPRT spells out version, length and bytes of the address { $address } and of the port.
explain-announce-pasv = The client asks the server to listen: "{ $line }" (frame { $frame }). The server answers { $code } "{ $text }" (frame { $reply }). The first four numbers are the address { $address }, the last two are the port.
explain-announce-epsv = The client asks the server to listen: "{ $line }" (frame { $frame }). The server answers { $code } "{ $text }" (frame { $reply }): port { $port }. There is no address in it and nothing to compute; the client connects to the address that it is already talking to.
explain-announce-lpsv = The client asks the server to listen: "{ $line }" (frame { $frame }). The server answers { $code } "{ $text }" (frame { $reply }), with version, length and bytes of the address { $address } and of the port.
explain-announce-default = Nobody announces anything before "{ $line }" (frame { $frame }), so the default ports hold: the server connects from its port { $server }, one below the control port, to the port { $client } from which the client opened the control connection.
explain-announce-hidden = The announcement is hidden by TLS. That this connection belongs here follows from its hosts and its time.
explain-announce-protected = The announcement is inside the protection (ENC, MIC, CONF). That this connection belongs here follows from its hosts and its time.
explain-announce-unseen = No announcement of this connection is in the capture. That it belongs here follows from its hosts and its time.
explain-announce-unheard = The server says where it listens: { $code } "{ $text }" (frame { $frame }): port { $port }. The command that asked for it is not in the capture.
explain-arithmetic = The port has two bytes: { $high }*256 + { $low } = { $port }.
explain-announce-elsewhere = That is not the address { $address } by which { $by } is seen here: { $announced } is another host, or its address behind a NAT.
explain-announce-proxied = That is the client's own address, of which the PROXY header told; the address { $address } that is seen here is the proxy's.
explain-announce-proxy = The proxy stands between: the capture shows its address { $address }, and not the server's, which may be { $announced }.
explain-announce-loopback = That is not the address { $address } by which { $by } is seen here: { $announced } is a loopback address, and whoever connects there reaches itself.
explain-announce-translated = That is the IPv4 address of { $by }, which is reached here through a NAT64 as { $address } (RFC 6052): the port counts, and the address is of no use in an IPv6 network.
explain-announce-own = There the client itself listens.
explain-announce-fxp = That is not { $by } itself but the other server, that of session { $session }.
explain-announce-any = The address { $announced } means "any of mine": the peer has to take the address { $address } that it already knows.
explain-announce-accepted = The server accepts: { $code } "{ $text }" (frame { $frame }).
explain-announce-rejected = The server refuses: { $code } "{ $text }" (frame { $frame }). So this announcement does not count.
explain-announce-unanswered = No answer to it follows.

explain-open = Now { $by } opens the data connection { $opener } → { $listener }, with a three-way handshake of its own (frames { $frames }).
explain-open-refused-before = { $count ->
    [one] The first SYN (frame { $first }) is refused by RST (frame { $last }); it is sent again.
   *[other] The first { $count } tries are refused by RST (from the SYN in frame { $first } to the RST in frame { $last }).
}
explain-open-brief = Now { $by } opens the data connection { $opener } → { $listener } (from frame { $frame } on).
explain-open-partial = { $by } opens the data connection { $opener } → { $listener } (from frame { $frame } on); a part of its handshake is not in the capture.
explain-open-missing = The data connection { $opener } → { $listener } is seen from frame { $frame } on; its handshake is not in the capture.
explain-open-unseen = The capture does not show who opened it.
explain-open-why = It goes to port { $port } because frame { $frame } announced it.
explain-open-fxp = Both ends are servers: by order of a client that takes no part in it, a file goes straight from one server to the other (FXP, see session { $session }).
explain-open-third = The host at { $address } is neither the client nor the server of this session: the server was sent to a third host (bounce).
explain-open-stranger = The host at { $address } that opens it is neither the client nor the server of this session.
explain-open-nat = { $announced } was announced, but the connection goes to { $listener }: there is a NAT in between, or the peer ignored the address.
explain-open-half = The listening side goes on repeating its SYN+ACK: the ACK does not reach it, so that the connection is open on one side alone.
explain-open-unused = No transfer made use of it.
explain-port-usual = The server connects from its port { $port }, the data port of FTP.
explain-port-other = The server connects from port { $port } and not from the data port { $usual }, as many servers do that run without special rights.
explain-mode-active = This is active mode: the server opens the data connection.
explain-mode-active-other = In active mode the server should open the data connection, and here another host did.
explain-mode-passive-other = In passive mode the client should open the data connection; the server took it from another host.
explain-mode-passive = This is passive mode: the client opens the data connection, and the server only listens.
explain-port-client = The client connects from its port { $port }, which its system chose; the server's data port { $usual } has no part in it.
explain-open-unanswered = { $by } tries to open the data connection { $opener } → { $listener }: { $times ->
    [one] one SYN (frame { $frame })
   *[other] { $times } SYNs (the first in frame { $frame }, the last in frame { $last })
}, and nobody answers.
explain-open-rejected = But { $router } says by ICMP (frame { $frame }): { $reason ->
    [prohibited] a rule forbids it
    [network] no way leads to that network
    [host] that host is not there
   *[port] nothing listens there
}.
explain-open-unheard = { $by } tries to open the data connection { $opener } → { $listener }: { $times ->
    [one] one SYN (frame { $frame })
   *[other] { $times } SYNs (the first in frame { $frame }, the last in frame { $last })
}. Each is answered with SYN+ACK, and still the SYN is sent again.
explain-unheard-why = So the answer does not arrive: somewhere on the way back to the sender of the SYN it is dropped, by a firewall that sees one direction alone, or a route that leads elsewhere.
explain-open-refused = { $by } tries to open the data connection { $opener } → { $listener } (frame { $frame }), and is refused by RST (frame { $last }).
explain-open-never = { $endpoint } was announced, but { $by } never tries to connect there.
explain-open-not-yet = The capture ends before { $by } connects to { $endpoint }.
explain-open-not-visible = Whether { $by } tried to connect to { $endpoint } is not in the capture.
explain-open-loopback = What comes of { $endpoint }, the capture does not show: there { $by } reaches itself, and no packet of that goes over the network.
explain-open-replaced = Nobody uses { $endpoint }: the next announcement takes its place.
explain-open-not-captured = A transfer used { $endpoint }, but its data connection is not in the capture.
explain-open-proxy = A data connection to { $endpoint } goes through the proxy, and is not followed there.
explain-refused-why = Somebody is there and says no: nobody listens on that port, or a firewall answers in its place.
explain-unanswered-active = That is what a firewall or NAT in front of the client looks like: it lets the client call out, but not the server call in. Passive mode avoids this.
explain-unanswered-third = The host at that address is neither the client nor the server of this session: the server was sent to a third host (bounce), which does not let it in.
explain-unanswered-inner = The address is the fault: it belongs to an inner network, behind a NAT, and from outside it leads nowhere. No rule of a firewall changes that; the announced address has to be one that the other side can reach.
explain-unanswered-passive = That is what a firewall in front of the server looks like: the port that the server announced is not open from outside.
explain-unanswered-elsewhere = The address is the likely fault: the server announced one that is not its own here, and there nobody answers. An address that the server had once looks like this, or one that leads to it from another network only.
explain-other-port-why = Nobody announced that port{ $swapped ->
    [yes] {""}: { $port } is { $announced } with its two numbers in the other order. Whoever computes it takes the second for the higher one
   *[no] , but { $announced }. Software that reads the announcement wrongly does this, or one with a fixed port
}.
explain-stray-why = TLS hides what was announced, but this is no other business of the client: it comes right behind an answer, and the client does nothing else meanwhile. Most likely it is the address that the server announced, which is seen here as { $address }; under TLS no NAT can mend that.

explain-overlap-before-reply = The server does not wait: it sends the SYN (frame { $syn }) as soon as it has read the announcement, and its { $code } (frame { $reply }) comes after that. The handshake ends in frame { $ack }, on one connection, while the dialogue goes on, on the other.
explain-overlap-early-syn = The SYN (frame { $syn }) stands in the capture before the line that announces where it goes (frame { $frame }): two connections, and nobody promises an order between them.
explain-overlap-open = The data connection is open (frame { $ack }) before { $verb } is sent (frame { $frame }, { $seconds } s later).
explain-overlap-waits = The data connection is open (frame { $ack }) and waits for { $seconds } s until { $verb } begins (frame { $frame }): being open moves no bytes, only a command does.
explain-overlap-early-data = The first bytes (frame { $frame }) come before the { $code } (frame { $reply }): data does not wait for the dialogue.
explain-overlap-late-upload = The { $code } (frame { $reply }) comes before the last bytes that the client sends (frame { $frame }): unless they only repeat earlier ones, it does not confirm them.
explain-overlap-late-data = The { $code } (frame { $reply }) comes before the last bytes (frame { $frame }): whoever stops at the reply loses the end of the file.

explain-request = "{ $line }" (frame { $frame }): the client wants to { $purpose }.
explain-request-waits = The answer waits for the data connection (frame { $reply }).
explain-request-pieces = The line came in pieces, from frame { $first } to frame { $last } within { $seconds } s: only the line end makes it a command.
explain-request-typed = The line came in pieces, from frame { $first } to frame { $last } within { $seconds } s, as when a person types: only the line end makes it a command.
explain-request-offset = It starts at byte { $offset } of the file (REST): what stands before that byte is not sent.
explain-request-hidden = TLS hides which file or listing is asked for.
explain-request-protected = Which file or listing is asked for is inside the protection (ENC, MIC, CONF).
explain-request-unseen = The command that asked for this transfer is not in the capture.
explain-request-unheard = The command that asked for this transfer is not in the capture. The server begins it: { $code } "{ $text }" (frame { $frame }).
explain-start-125 = The server answers { $code } (frame { $frame }): the data connection is already open, the transfer starts.
explain-start-150 = The server answers { $code } "{ $text }" (frame { $frame }): the transfer is about to start.
explain-start-at-once = The server answers { $code } "{ $text }" (frame { $frame }), without announcing the transfer before.
explain-start-425 = The server answers { $code } "{ $text }" (frame { $frame }): without a data connection there is no transfer.
explain-start-refused = The server refuses: { $code } "{ $text }" (frame { $frame }). No byte is transferred.

explain-data = { $by } sends { $bytes ->
    [one] one byte
   *[other] { $bytes } bytes
} to { $to } over the data connection, { $src } → { $dst }, in { $segments ->
    [one] one segment (frame { $first })
   *[other] { $segments } segments (frames { $first } to { $last })
}.
explain-data-opened = { $by } sends { $bytes ->
    [one] one byte
   *[other] { $bytes } bytes
} to { $to } over the data connection, { $src } → { $dst } (frames { $first } to { $last }). On the wire they are under TLS; the keys are known, so the bytes themselves can be read.
explain-data-encrypted = { $by } sends { COUNT($bytes, "byte") } of TLS to { $to } over the data connection, { $src } → { $dst } (frames { $first } to { $last }). How many bytes the file has cannot be seen.
explain-data-handshake = { $by } sends { COUNT($bytes, "byte") } of TLS to { $to } over the data connection, { $src } → { $dst } (frames { $first } to { $last }): its part of the handshake, and not a byte of a file.
explain-data-parallel = { $by } sends { COUNT($bytes, "byte") } to { $to } over { COUNT($connections, "data connection") } at once; the first one is { $src } → { $dst } (frames { $first } to { $last }).
explain-data-parallel-shared = { $by } sends { COUNT($bytes, "byte") } to { $to } over { COUNT($connections, "data connection") } at once, which carry other transfers too; one of them is { $src } → { $dst }.
explain-data-shared = { $by } sends { $bytes ->
    [one] one byte
   *[other] { $bytes } bytes
} to { $to } over the data connection, { $src } → { $dst }, which carries other transfers too.
explain-data-none = The data connection carries not a single byte: an empty file or listing, or one that failed.
explain-data-unseen = { $bytes ->
    [one] One byte
   *[other] { $bytes } bytes
} went over the data connection, { $src } → { $dst }, and none of them is in the capture.
explain-data-lost = { $bytes ->
    [one] One byte
   *[other] { $bytes } bytes
} of it { $bytes ->
    [one] is
   *[other] are
} not in the capture.
explain-data-lost-on-path = { $bytes ->
    [one] One byte
   *[other] { $bytes } bytes
} of it { $bytes ->
    [one] was
   *[other] were
} lost on the way: the receiver never had { $bytes ->
    [one] it
   *[other] them
}.
explain-data-again = { $count ->
    [one] One segment brings
   *[other] { $count } segments bring
} only bytes that were seen already: TCP sent them again, because they or their acknowledgments seemed lost. Each byte counts once here.
explain-data-late = { $count ->
    [one] One segment comes
   *[other] { $count } segments come
} behind later ones, out of order; the receiver puts the bytes in order by their sequence numbers.
explain-data-decoded = The bytes on the wire wrap the file; unwrapped it has { COUNT($bytes, "byte") }.

explain-close-sender = { $by } closes the data connection with FIN (frame { $frame }).
explain-close-sender-why = In stream mode this marks the end of the file; there is no other mark on this connection.
explain-close-early = { $by }, who is going to receive, closes its own direction with FIN (frame { $frame }) before the transfer is asked for; the other direction stays open.
explain-close-receiver = { $by }, who receives, closes first, with FIN (frame { $frame }): it wants no more of the file.
explain-close-half = { $by } closes its direction of the data connection with FIN (frame { $frame }). The other direction is not in the capture.
explain-close-first = { $by }, who receives, closes first, with FIN (frame { $frame }); the server calls the transfer complete all the same.
explain-close-cut = { $by } closes the data connection with FIN (frame { $frame }). To the receiver this looks like the end of the file; only the reply tells that the file is not whole.
explain-close-not-kept = { $by } closes the data connection with FIN (frame { $frame }): the end of the file. All of it was sent; only the reply tells that the server did not keep it.
explain-close-unmarked = { $by } closes the data connection with FIN (frame { $frame }). In this mode a mark inside the data ends a file, and there was none: the FIN is no end of the file.
explain-close-framed = { $by } closes the data connection with FIN (frame { $frame }). The end of the file was marked inside the data already.
explain-close-other = The other side closes too (frame { $frame }).
explain-close-plain = { $by } closes the data connection with FIN (frame { $frame }).
explain-close-reset = { $by } tears the data connection down with RST (frame { $frame }): that is no proper end of a file.
explain-close-reset-plain = { $by } resets the data connection with RST (frame { $frame }).
explain-close-open = The data connection is never closed in this capture (its last frame is { $frame }).

explain-result-done = Over the control connection the server says { $code } "{ $text }" (frame { $frame }).
explain-result-aborted = The server reports that the transfer was aborted: { $code } "{ $text }" (frame { $frame }).
explain-result-failed = The server reports a failure: { $code } "{ $text }" (frame { $frame }).
explain-result-unsaid = The server does not say what came of the transfer: { $seconds } s after the end of the data it ends the session, { $code } "{ $text }" (frame { $frame }).
explain-result-none = No final reply to this transfer follows.
explain-result-sealed = What the server says of the result is under TLS, and could not be opened.
explain-result-missed = No final reply to this transfer is in the capture, which lacks bytes of this dialogue.
explain-result-unheard = What the server says of the result is not in the capture.
explain-result-bytes-unseen = What the client sent is not in the capture, so that nothing here shows whether the file is whole.
explain-result-complete = All fits together: no byte is missing, the end was marked, the server confirms.
explain-result-mended = All fits together in the end, although the way was not smooth: TCP sent again or put in order what went wrong, so that no byte is missing, the end was marked, the server confirms.
explain-result-more = No byte is missing, the end was marked, the server confirms; but more bytes came than the { $expected } that it had said.
explain-result-nothing-stored = No byte is missing, the end was marked, the server confirms; but there was none: the client sent nothing, and the file at the server is empty. Where it is not empty at the client, look there for the reason.
explain-result-left-out = No byte is missing, the end was marked, the server confirms; but it says that it left a part of the directory out.
explain-result-truncated = No byte is missing on the way, the end was marked, the server confirms; but it says that it did not keep all of it.
explain-result-not-read = No byte is missing and the end was marked; but the words of the reply say that the server could not read the directory, so that the empty list does not show what is in it.
explain-result-joined = All fits together: the blocks of { $connections ->
    [one] one data connection join
   *[other] { $connections } data connections join
} to the whole file, as many connections ended as the sender said, and the server confirms.
explain-result-unproven = The server confirms, but that the file is complete is not shown.
explain-incomplete-missing-bytes = { $bytes ->
    [one] One byte is
   *[other] { $bytes } bytes are
} missing.
explain-incomplete-no-beginning = The beginning of the data connection is not in the capture.
explain-incomplete-no-end = The capture does not show that the sender ended its file.
explain-incomplete-undecodable = What came is not what the transfer mode in force makes of a file, so that nobody can make a file of it.
explain-incomplete-reset = The data connection was reset before the sender ended its file.
explain-incomplete-no-2yz = It is not certain that the reply belongs to this transfer.
explain-incomplete-receiver-left = The client had closed both connections before this reply: the server could not deliver the rest.
explain-incomplete-confirmed-early = The server said so before the client had sent a byte, and reset the data connection afterwards: it took something else for this upload.
explain-incomplete-client-left = The client had left before this reply, so that the server may have taken what came until then for the whole file.
explain-incomplete-short = { $bytes ->
    [one] One byte came
   *[other] { $bytes } bytes came
}, and the server had said { $expected }.
explain-incomplete-stored = { $bytes ->
    [one] One byte was
   *[other] { $bytes } bytes were
} sent, and the server said later that it had { $expected } of them.
explain-incomplete-copies-differ = Some bytes were sent twice with different content; which of them the receiver kept is not known.
explain-incomplete-acknowledged = The receiver acknowledged more than the sender's end, or data stands behind that end.
explain-incomplete-sealed-records = Not every TLS record of it could be opened.
explain-incomplete-inferred = That the data connection belongs to this session is only inferred.

explain-again = "{ $line }": { $opener } → { $listener } (frame { $frame }), { $bytes ->
    [one] one byte
   *[other] { $bytes } bytes
}, { $outcome } ({ $code }).
explain-again-tried = "{ $line }": { $opener } → { $listener } was tried in vain (frame { $frame }), { $outcome } ({ $code }).
explain-again-hidden = One more data connection: { $opener } → { $listener } (frame { $frame }), { $bytes ->
    [one] one byte
   *[other] { $bytes } bytes
}, { $outcome }.
explain-again-without = "{ $line }" (frame { $frame }): { $outcome } ({ $code }).
explain-transfers-again = { $count ->
    [one] One further transfer
   *[other] { $count } further transfers
} of kinds that were explained above, { $good } of them completed, { COUNT($bytes, "byte") } together; see ftpscope transfers --session { $session }.
explain-offers-again = { $count ->
    [one] One further announcement
   *[other] { $count } further announcements
} of the same kind came to the same; see ftpscope sessions --session { $session } --format json.

explain-abort-open = The server answers the ABOR: { $code } "{ $text }" (frame { $frame }). After ABOR that means: no transfer is running.
explain-abort-closed = The server answers the ABOR: { $code } "{ $text }" (frame { $frame }). After ABOR that means: the abort was processed and the data connection is closed; it says nothing of a finished transfer.
explain-abort-answered = The server replies to the ABOR: { $code } "{ $text }" (frame { $frame }).
explain-abort = The client sends ABOR (frame { $frame }), which stops a transfer if one is still running.
explain-quit = The client says good-bye (QUIT, frame { $frame }), and the server answers { $code } (frame { $reply }).
explain-quit-unanswered = The client says good-bye (QUIT, frame { $frame }); no answer follows.
explain-quit-unheard = The client says good-bye (QUIT, frame { $frame }).
explain-end-fin = The control connection is closed by { $by } with FIN (frame { $frame }): the session is over.
explain-end-fin-other = Then { $by } closes its direction too (frame { $frame }).
explain-end-half = The FIN of the other side is not in the capture.
explain-end-fin-reset = A RST follows (frame { $frame }).
explain-end-reset = The control connection is torn down by { $by } with RST (frame { $frame }): no orderly end.
explain-end-reset-elsewhere = The control connection is torn down with RST in the name of { $by } (frame { $frame }), by a packet whose TTL its other packets never had: a device on the way may have sent it.
explain-end-unseen = The control connection ends.
explain-end-open-now = The capture ends here (frame { $frame }), and the control connection is still open.
explain-end-open = The capture ends { $seconds } s after the last frame of the control connection ({ $frame }), and the connection is still open.
explain-result-restart = No byte is missing, the end was marked, the server confirms; but it began at the first byte, although it had accepted REST { $offset }: a client that appends what comes has those bytes twice.

## ask-*: what a learner asks at a step, and the answer (-answer), with the same values.

ask-client-port = Why is the client's port { $port } and no round number?
ask-client-port-answer = Nobody has to know it beforehand. The client's system takes a free port for each connection; only the server's port must be known.
ask-greeting = Why does the client not send the user's name at once?
ask-greeting-answer = It has to know first whether the server is ready: 120 or 421 instead of { $code } would mean "wait" or "not now".
ask-intermediate = Has the login succeeded with { $code }?
ask-intermediate-answer = No. Codes that begin with 3 mean: good so far, and another command is needed.
ask-refused-login = What was wrong, the name or the password?
ask-refused-login-answer = { $code } does not say, on purpose: otherwise names could be tried until one is right.
ask-under-tls = What can others still see?
ask-under-tls-answer = Addresses, ports, times and amounts of bytes. Names, passwords and contents they cannot.
ask-type-image = What would happen to a picture with TYPE A?
ask-type-image-answer = Bytes that look like line ends would be changed, and the picture would be damaged.
ask-type-ascii = What happens to a picture with TYPE A?
ask-type-ascii-answer = Bytes that look like line ends may be changed, and the picture would be damaged. Pictures and archives need TYPE I.
ask-rest = Is anything transferred by REST?
ask-rest-answer = No. It only says where the next transfer begins, and 350 asks for that command.
ask-announce-port = Why has the port to be announced?
ask-announce-port-answer = The client listens on a free port, { $port }, that its system chose a moment ago. The server can only know it from this line.
ask-announce-pasv = The server listens on port { $control } already. Why another port?
ask-announce-pasv-answer = Port { $control } is for control connections. By a port of its own, { $port }, the server knows which session the data connection belongs to.
ask-epsv = How does the client know the address?
ask-epsv-answer = It is the server's address of the control connection. Nothing in 229 can be wrong behind a NAT, and it fits IPv6.
ask-eprt = Why EPRT and not PORT?
ask-eprt-answer = PORT has room for the four bytes of an IPv4 address only. EPRT writes address and port as text, so that IPv6 fits too.
ask-port-usual = Why port { $usual }?
ask-port-usual-answer = RFC 959 has the server send from the port below its control port: for control port 21 that is 21 − 1 = 20. A firewall can know FTP data by it, but it is a sign and no proof: other programs can send from port 20 too.
ask-port-other = Why does the server not use port { $usual } here?
ask-port-other-answer = On many systems only privileged programs may use ports below 1024. A server that gave its privileges up connects from a free port, here { $port }.
ask-port-passive = Why does the server not use port { $usual } here?
ask-port-passive-answer = Port { $usual } is where a server connects from. In passive mode it connects to nobody: it listens, here on port { $port }.
ask-silence = Is silence the same as a refusal?
ask-silence-answer = No. A host that refuses answers with RST at once. Here nothing comes back, so TCP sends the SYN again, after longer and longer pauses.
ask-rst = Is that a firewall?
ask-rst-answer = More likely nobody listens on that port. Most firewalls say nothing at all, and the SYN is then sent again and again.
ask-overlap = Is a SYN before the reply a mistake?
ask-overlap-answer = No. Control and data connection are two TCP connections, and nothing orders the frames of one behind those of the other.
ask-125 = Why 125 and not 150?
ask-125-answer = 125 says that the data connection is open already; 150 says that it is about to be opened. Many servers say 150 in both cases.
ask-150 = Is the command done with 150?
ask-150-answer = No. Codes that begin with 1 announce another reply: the result, when the data has gone.
ask-file-name = Where in these bytes is the name of the file?
ask-file-name-answer = Nowhere. The name is in the command, on the control connection; the data connection carries the content only.
ask-end-of-file = How does the receiver know that this is the end, and not a pause?
ask-end-of-file-answer = By the FIN. That is why in stream mode each file needs a data connection of its own.
ask-two-proofs = The FIN marked the end. What is { $code } good for?
ask-two-proofs-answer = A program that crashes closes its connections too. Only { $code } says that the server is content with the transfer.
ask-late-refusal = Why does { $code } come so late?
ask-late-refusal-answer = The SYN was tried more than once, with a pause after each. The server gives up only when all of them are unanswered.
ask-abort = Why may ABOR bring two replies?
ask-abort-answer = One ends the transfer (426, where it was still running), the other answers ABOR itself (225 or 226).
ask-quit = Would the session not end without QUIT?
ask-quit-answer = It would, as soon as one side closes. With QUIT the server first finishes a transfer that is still running.
ask-two-fins = Why does each side send a FIN?
ask-two-fins-answer = TCP closes each direction by itself: a FIN only says that its sender has nothing more to send.

## sum-*: the points of an explanation's summary.

sum-control = Control connection: opened by the client, { $client } → { $server }.
sum-control-unseen = Control connection: { $client } → { $server }; its opening is not in the capture.
sum-login-accepted = Login: { $user } was let in.
sum-login-accepted-unseen = Login: somebody was let in, whose name is not in the capture.
sum-login-rejected = Login: { $user } was refused.
sum-login-rejected-unseen = Login: it was refused, and the name is not in the capture.
sum-login-none = Login: nobody tried.
sum-login-none-yet = Login: none before the capture ends.
sum-login-none-named = Login: { $user } was named, and the login was not finished.
sum-login-unknown = Login: the capture does not show it.
sum-login-unknown-named = Login: { $user } tried, and the capture does not show the answer.
sum-tls-explicit = Encryption: TLS on the control connection, after AUTH.
sum-tls-midstream = Encryption: TLS on the control connection, from before the capture begins.
sum-tls-implicit = Encryption: TLS on the control connection, from its first byte.
sum-tls-failed = Encryption: TLS was begun on the control connection, and failed.
sum-tls-mismatch = Encryption: none; on the control connection TLS met clear text.
sum-data-none = Data connections: none came about.
sum-data-not-captured = Data connections: none is in the capture.
sum-data-server = Data connections: { $server ->
    [one] one, opened
   *[other] { $server }, all opened
} by the server.
sum-data-client = Data connections: { $client ->
    [one] one, opened
   *[other] { $client }, all opened
} by the client.
sum-data-mixed = Data connections: { $server } opened by the server, { $client } by the client.
sum-data-other = Data connections: { $other ->
    [one] one
   *[other] { $other }
} opened by another host{ $server ->
    [0] {""}
   *[other] , { $server } by the server
}{ $client ->
    [0] {""}
   *[other] , { $client } by the client
}.
sum-data-unseen = Of { $count ->
    [one] one data connection
   *[other] { $count } data connections
} the capture does not show who opened it.
sum-data-fxp = Data connections: { $count ->
    [one] one
   *[other] { $count }
} between two servers (FXP). The client only gives the orders and sees no byte of the files.
sum-mode-active = Mode of the session: active, the server opens the data connections.
sum-mode-active-in-vain = Mode of the session: active, the server was to open the data connections, but none came about.
sum-mode-passive-in-vain = Mode of the session: passive, the client was to open the data connections, but none came about.
sum-mode-passive = Mode of the session: passive, the client opens the data connections.
sum-mode-passive-fxp = Mode of the session: passive, the server listens and the other server opens the data connections.
sum-mode-mixed = Mode of the session: mixed, some transfers are active and some passive.
sum-mode-none = Mode of the session: none, no data connection was tried.
sum-mode-unknown = Mode of the session: unknown, the capture does not show who opens the data connections.
sum-port-used = Port { $port }, the server's data port, was used by { $count ->
    [one] one data connection
   *[other] { $count } data connections
}.
sum-port-unused = Port { $port }, the server's data port, was not used: in passive mode it never is.
sum-port-other = Port { $port }, the server's data port, was not used: this server opens data connections from other ports.
sum-firewall-active = Firewalls: active mode needs a way from the server to a port of the client that changes with every transfer. A firewall or NAT in front of the client blocks it, unless it reads the dialogue and helps.
sum-firewall-passive = Firewalls: passive mode needs only connections that the client opens, which firewalls and NATs in front of clients let pass. In front of the server the passive ports must be open.
sum-firewall-mixed = Firewalls: the active transfers need a way in to the client, the passive ones only ways out. Behind a firewall or NAT at the client the active ones would fail.
sum-firewall-blocked = Firewalls: { $count ->
    [one] a data connection was
   *[other] { $count } data connections were
} tried and nobody answered. The dialogue got through and the data did not, which is the mark of a firewall or NAT on the way.
sum-firewall-inner = Firewalls: { $count ->
    [one] a data connection was tried and nobody answered. The address that was announced belongs
   *[other] { $count } data connections were tried and nobody answered. The addresses that were announced belong
} to an inner network, where no rule of a firewall lets anybody in.
sum-firewall-elsewhere = Firewalls: { $count ->
    [one] a data connection was tried and nobody answered. The address that was announced is not the server's here: look at that
   *[other] { $count } data connections were tried and nobody answered. The addresses that were announced are not the server's here: look at those
} before you look for a firewall.
sum-firewall-rejected = Firewalls: { $count ->
    [one] a data connection was tried, and an ICMP error says
   *[other] { $count } data connections were tried, and ICMP errors say
} that the SYN did not arrive. Whoever sent the error knows why.
sum-firewall-answer-lost = Firewalls: { $count ->
    [one] a data connection was tried and answered, and the answer
   *[other] { $count } data connections were tried and answered, and the answers
} did not arrive: something on the way back drops them, or leads them elsewhere.
sum-firewall-refused = Firewalls: { $count ->
    [one] a data connection was
   *[other] { $count } data connections were
} refused by RST. Most likely nobody listened there; some firewalls answer so too.
sum-firewall-fxp = Firewalls: the two servers must reach each other, and most servers refuse to serve a third host today.
sum-firewall-tls = Firewalls: the dialogue is encrypted, so that no firewall or NAT can read the announced ports and open them. Passive mode with a fixed range of open ports is what works.
sum-nat-seen = NAT: { $announced } was announced (frame { $frame }) and another address was used; the peer or a device on the way put it right.
sum-nat-address = NAT: the announcements carry an address. A NAT must rewrite it in the dialogue, or the connection goes to the wrong place.
sum-nat-epsv = NAT: EPSV carries no address, so that a NAT has nothing to rewrite.
sum-transfers = Transfers: { $good } completed{ $lacking ->
    [0] {""}
   *[other] {" "}({ $lacking } of them not shown to be complete)
}{ $bad ->
    [0] {""}
   *[other] , { $bad } not
}{ $unanswered ->
    [0] {""}
   *[other] , { $unanswered } without a final reply
}{ $open ->
    [0] {""}
   *[other] , { $open } whose outcome is not in the capture
}{ $hidden ->
    [0] {""}
   *[other] , { $hidden } whose result TLS or the capture hides
}; { $bytes ->
    [one] one byte
   *[other] { $bytes } bytes
} over data connections.
sum-findings = { $count ->
    [one] One thing stands out;
   *[other] { $count } things stand out;
} see ftpscope diagnose --session { $session } { $captures }

## page-*: the page of `report`.

page-languages = Language
page-skip = Skip to the rows
page-shortcuts = Keys
page-close = Close
page-overview = Overview
page-sessions = FTP sessions
page-session = Session { $id }
page-modes = Modes
page-mode-active = active
page-mode-passive = passive
page-mode-mixed = mixed
page-mode-none = no data connection
page-mode-unknown = unknown
page-transfers = Transfers
page-completed = { $count } completed
page-transferred = Bytes transferred
page-findings-below = { $count ->
    [one] One thing stands out: it is among the findings below.
   *[other] { $count } things stand out: they are among the findings below.
}
page-more-files = and { COUNT($count, "more file") }
page-frames-of-files = Frames are counted through all files, in the order of time. A frame that is chosen shows its file and its number there.
page-findings = Findings
page-capture-findings = Findings of the capture as a whole
page-count-error = { $count ->
    [one] error
   *[other] errors
}
page-count-warning = { $count ->
    [one] warning
   *[other] warnings
}
page-count-info = { $count ->
    [one] note
   *[other] notes
}
page-severity-error = Error
page-severity-warning = Warning
page-severity-info = Note
page-plot = Payload bytes over time
page-plot-control = control connections
page-plot-download = data, sent by the server
page-plot-upload = data, sent by the client
page-plot-other = data that nobody announced
page-files = Capture files
page-file = File
page-format = Format
page-link-types = Link types
page-frames-title = Frames
page-first-time = First frame
page-last-time = Last frame
page-skipped = Without TCP
page-client = client
page-server = server
page-other-server = other server
page-third-party = third party
page-other = other host
page-user = User
page-mode = Mode
page-command = Command
page-path = Path
page-bytes = Bytes
page-lost = Lost
page-outcome = Outcome
page-outcome-complete = complete
page-outcome-gaps = gaps
page-outcome-short = short
page-outcome-unproven = not proven complete
page-outcome-refused = refused
page-outcome-aborted = aborted
page-outcome-failed = failed
page-outcome-hidden = not visible
page-outcome-unfinished = no final reply
page-digest = Digest
page-decoded = decoded
page-verdict-who = who
page-verdict-mode = mode
page-verdict-evidence = evidence
page-verdict-transfer = transfer
page-verdict-findings = findings
page-explanation = Step by step
page-previous = Back
page-next = Next
page-diagram = Who sends what to whom
page-summary = In short
page-timeline = Rows of the capture
page-time = Time
page-from-to = From, to
page-protocol = Protocol
page-filter = Filter rows: any words, numbers, addresses
page-protocols = Protocols
page-all-sessions = rows of all sessions
page-rows-shown = rows
page-rows-none = No row fits.
page-printed = rows are printed
page-detail = Layers and bytes of the chosen row
page-choose-row = Choose a row to see its layers and bytes.
page-frame = frame
page-frames = frames
page-control-lane = Control connection
page-data-lane = Data connections
page-other-lane = Control connection to the other server
page-no-bytes = The bytes of this frame had no room in the page.
page-bytes-cut = captured bytes are shown
page-masked = ** stands for a password.
page-no-row = this frame has no row here
page-no-session = There is no FTP session here.
page-more-evidence = { COUNT($count, "more line") }
page-folded = rows like it
page-number = no.
page-login = Login
page-failed = failed
page-filter-sessions = Filter sessions: user, address, outcome
page-print = Print
page-print-all = Print all sessions
page-present = Present
page-practice = Practice
page-key-present = presenter view: a step a slide, space goes on
page-compare-note = The same steps stand beside each other; what only one side tells is marked. Numbers of frames, ports and addresses always differ and are not marked.
page-compare-only = only on the other side
page-compare-more = { $count ->
    [one] One more pair of sessions has no room here.
   *[other] { $count } more pairs of sessions have no room here.
}
page-compare-alone = { $count ->
    [one] One session has no counterpart in the other capture.
   *[other] { $count } sessions have no counterpart in the other capture.
}
page-compare-none = No session of one capture has a counterpart in the other.
page-noscript = The rows, their bytes and the diagram need the script of this page.
page-made = Made by ftpscope { $version }. This page needs no network.
page-left-rows = { COUNT($count, "row has", "rows have") } no room: the page keeps { $limit }.
page-left-cut = Of { COUNT($count, "long frame") } only the first { COUNT($limit, "byte is", "bytes are") } in the page.
page-left-frames = The bytes of { COUNT($count, "frame has", "frames have") } no room: the page keeps { COUNT($limit, "byte") } in all.
page-left-contents = Of { COUNT($count, "segment") } of files only the first bytes are in the page.
page-left-row-texts = { COUNT($count, "row has", "rows have") } no room for their texts: the rows keep { COUNT($limit, "byte") } of text in all.
page-left-texts = { COUNT($count, "text") } of sessions { FORM($count, "has", "have") } no room: the page keeps { COUNT($limit, "byte") } of text in all.
page-left-long = Of { COUNT($count, "long text") } only the first { COUNT($limit, "byte is", "bytes are") } in the page.
page-left-sessions = { COUNT($count, "session has", "sessions have") } no room: the page describes the { $limit } that tell the most.
page-left-items = { COUNT($count, "transfer, finding, step or arrow has", "transfers, findings, steps or arrows have") } no room: a list has { $limit } of each at most.
page-left-more = ftpscope report --max-size 20MB makes a page that has room for more, --session N one of a single session.
page-needs-script = The other sessions are in this page too, but only its script shows them. Without scripts: ftpscope report --session N makes a page of session N.
page-left-cap = The cap { $cap } was hit { TIMES($times) }: some of the traffic is left out.
page-display-filter = Display filter of this session for Wireshark
page-key-rows = choose a row, where the rows have the focus
page-key-filter = filter the rows
page-key-step = next and previous step
page-key-session = next and previous session
page-key-language = next language
page-key-clear = clear the filter, the step
page-key-help = these keys
## files-*: the tree of `sessions --files`.

files-none = no listing, and no file with a name
files-taken = taken by transfer { $transfer }
files-put = stored by transfer { $transfer }
files-not-taken = not taken
files-summary = { $seen ->
    [0] No file was listed in this session: what else the server has is not known.
   *[other] Files listed: { $seen }; of these taken: { $taken }; not taken: { $left }.
}
files-left-out = { $count } more entries had no room (--limit listings=SIZE).

## check-*: the report of `check`.

check-passed = ok
check-failed = FAIL
check-error = ERROR
check-expected = expected
check-found = found
check-frames = frames
check-dialogue = dialogue
check-look = look with
check-line = { $line } (frame { $frame })
check-cause-no-session = there is no FTP session to judge; --allow-no-ftp lets what must not be hold of a capture without FTP
check-cause-findings = { $key } does not hold
check-cause-differs = { $subject } differs: { $keys }
check-cause-session = session { $session }: { $cause }
check-about-capture = capture
check-about-session = session { $session }
check-about-offer = offer { $number } of session { $session }
check-about-transfer = transfer { $number } of session { $session }
check-about-findings = findings
check-record-anew = Where the change is meant, record anew:
check-no-expectations = its expectations cannot be understood
check-cut = Not judged to its end: { $file }: { $why }. `capture.truncated == false` expects a capture that is whole.
check-summary-none = Nothing was judged.
check-summary-error = Of { COUNT($expectations, "expectation") } none failed, but not every capture could be judged to its end.
check-summary =
    { $failed ->
        [0] { $expectations ->
            [one] The expectation holds
           *[other] All { $expectations } expectations hold
        }
        [one] { $expectations ->
            [one] The expectation does not hold
           *[other] 1 of { $expectations } expectations does not hold
        }
       *[other] { $failed } of { COUNT($expectations, "expectation does", "expectations do") } not hold
    }{ $captures ->
        [one] .
       *[other] { $bad ->
            [0] , in { $captures } captures.
           *[other] ; { $bad } of { $captures } captures failed.
        }
    }

## extract-*: the table of extract. extract-fault-*: why a file is not complete; extract-out-*: why there is none.

extract-column-session = Ses
extract-column-command = Command
extract-column-file = File
extract-column-bytes = Bytes
extract-column-state = State
extract-column-type = Type
extract-column-digest = Digest
extract-complete = complete
extract-fault-lost-bytes = bytes lost
extract-fault-beginning-missing = beginning missing
extract-fault-aborted = aborted
extract-fault-failed = failed
extract-fault-unfinished = unfinished
extract-fault-end-not-captured = end not captured
extract-fault-short = fewer bytes than said
extract-fault-copies-differ = copies differ
extract-fault-acknowledged-beyond-end = more was acknowledged
extract-fault-hidden = hidden by TLS
extract-fault-undecodable = cannot be decoded
extract-fault-parts-differ = parts differ
extract-fault-max-file-size = cut at --max-file-size
extract-fault-max-total-size = cut at --max-total-size
extract-fault-fill-limit = gaps not filled
extract-fault-capture-changed = the capture changed
extract-done = { $files ->
    [0] No file was written.
    [one] 1 file, { COUNT($bytes, "byte") }.
   *[other] { $files } files, { COUNT($bytes, "byte") }.
}
extract-planned = { $files ->
    [0] No file would be written.
    [one] 1 file would be written, { COUNT($bytes, "byte") }.
   *[other] { $files } files would be written, { COUNT($bytes, "byte") }.
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

# quiz: questions that a capture asks. Options are short and alike in form, so that their shape tells nothing.
quiz-title = Questions about this capture
quiz-question = Question
quiz-none = Nothing in this capture can be asked about: it proves no announcement, no transfer and no reply.
quiz-answers = Answers
quiz-answer = Answer:
quiz-prompt = Your answer (A to { $last }):
quiz-help = Type A to { $last }, Enter to pass, or q to stop.
quiz-check = Check
quiz-right = Right.
quiz-wrong = Not right. The right answer is
quiz-score = Right answers:
quiz-value = { $value }
quiz-words = { $words }
quiz-frame = frame { $frame }
quiz-port = Frame { $frame } says: "{ $line }". To which port will the data connection go?
quiz-port-because-sum = The last two numbers are the port: { $high } × 256 + { $low } = { $port }.
quiz-port-because-text = The port stands in the text as it is: { $port }.
quiz-numbers = Frame { $frame } announces port { $port }. With which two numbers does { $method } end?
quiz-numbers-because = { $port } divided by 256 is { $high }, and { $low } is left: { $high } × 256 + { $low } = { $port }.
quiz-proof = Which frame announces that the data connection will use port { $port }?
quiz-proof-because-active = Frame { $frame } is the { $method } command. By it the client tells the server where to connect to.
quiz-proof-because-elsewhere = Frame { $frame } is the { $method } command. By it the client tells the server where to connect to: here to { $address }, which is not the address of the client in this capture.
quiz-proof-because-passive = Frame { $frame } is the reply { $method }. The command before it only asks; the server tells in its reply where it listens.
quiz-opener = "{ $line }" (frame { $frame }): who opens the data connection of this transfer?
quiz-opener-server = The server: it connects to the client.
quiz-opener-client = The client: it connects to the server.
quiz-opener-nobody = Nobody: the data go over the control connection.
quiz-opener-both = Both: each side opens a connection of its own.
quiz-opener-because = Whoever opens a connection sends its first SYN. That is frame { $frame }, from { $from } to { $to }.
quiz-mode = "{ $line }" (frame { $frame }): in which mode is this transfer made?
quiz-mode-active = Active
quiz-mode-passive = Passive
quiz-mode-mixed = First active, then passive
quiz-mode-none = In neither: it needs no data connection
quiz-mode-because-active = The server opens the data connection (frame { $frame }). In active mode the client listens and the server connects.
quiz-mode-because-passive = The client opens the data connection (frame { $frame }). In passive mode the server listens and the client connects.
quiz-next-asked-active = Frame { $frame } announces port { $port } of the client. The client then sends "{ $line }" (frame { $asked }). How does the data connection come about?
quiz-next-asked-passive = Frame { $frame } announces port { $port } of the server, and the client wants to send "{ $line }". How does the data connection come about?
quiz-next-active = The server opens a TCP connection to port { $port } of the client.
quiz-next-passive = The client opens a TCP connection to port { $port } of the server.
quiz-next-control = It needs none: the file follows the reply in the control connection.
quiz-next-twenty = The client opens a TCP connection to port 20 of the server.
quiz-next-because = Frame { $frame } opens it: { $from } connects to { $to }.
quiz-order = "{ $line }" (frame { $frame }): in which order do these four stand in the capture?
quiz-sequence = { $a } → { $b } → { $c } → { $d }
quiz-thing-announced = the port is announced
quiz-thing-asked = the command for the file or the list
quiz-thing-opens = the data connection begins
quiz-thing-done = the last reply to the command
quiz-order-because = They stand in frames { $frames }.
quiz-reply = The server answers "{ $line }" with { $code } (frame { $frame }). What does it say by that?
quiz-reply-because-1 = { $code }: { $means }. A code that begins with 1 says that the action has begun and another reply follows.
quiz-reply-because-2 = { $code }: { $means }. A code that begins with 2 says that the action succeeded.
quiz-reply-because-3 = { $code }: { $means }. A code that begins with 3 says that the server needs another command.
quiz-reply-because-4 = { $code }: { $means }. A code that begins with 4 says that it failed for now and may be tried again.
quiz-reply-because-5 = { $code }: { $means }. A code that begins with 5 says that it failed for good.
quiz-wireshark = What does Wireshark show in the column Info of frame { $frame }, the first of the data connection?
quiz-wireshark-because = The connection begins with a SYN from { $from } to { $to }. The sender's port stands before the arrow.
quiz-password = In which frame can anybody on the way read the password?
quiz-password-because = Frame { $frame } is PASS, and nothing is encrypted.
quiz-failure = "{ $line }" (frame { $frame }) failed. Why?
quiz-failure-unanswered = The SYN to port { $port } was never answered.
quiz-failure-answer-lost = The answer to the SYN to port { $port } never arrived.
quiz-failure-reset = The SYN to port { $port } was answered by RST.
quiz-failure-answered = The server refused it: { $words }.
quiz-failure-login = The login was refused before.
quiz-failure-because = See frame { $frames }; the server's last word is { $code } (frame { $frame }).
quiz-opener-hidden = With frame { $frame } a data connection begins. Who opens it?
quiz-mode-hidden = With frame { $frame } a data connection begins. In which mode is this transfer made?

## web-*: the page in a browser, which has the engine inside.
web-title = FTP captures, read in your browser
web-lead = Who transferred what, in active or passive mode, whether it worked, and the frames that prove it.
web-private = Nothing leaves this page: it works without a network, and the browser blocks every connection from it.
web-drop = Drop captures here
web-drop-what = pcap, pcapng, snoop and others, also compressed. Several files are read as one capture. Add a TLS key log (SSLKEYLOGFILE) to open TLS.
web-choose = Choose files
web-samples = Or try it with a sample
web-samples-more = All samples
web-port = One more control port
web-port-hint = Ports 21 and 990 are always looked at; on others, FTP is recognised by what is sent.
web-limit = At most { $limit } of files at a time; the command line program has no such limit.
web-too-large = Nothing was read: these files have { $size }, and this page takes { $limit } in all. The program ftpscope has no such limit.
web-no-capture = Nothing was read: there is a key log, but no capture beside it.
web-not-key-log = { $name } is not a key log: { $why }
web-no-network = { $text } is neither an address, such as 192.0.2.7, nor a network, such as 192.0.2.0/24.
web-no-memory = Nothing was read: the browser has no memory for { $size }.
web-reading = Reading the files
web-analysing = Analysing
web-making = Making it
web-cancel = Cancel
web-cancelled = Cancelled. Nothing is kept of it.
web-failed = The page failed at this: { $why }
web-another = Another capture
web-downloads = Downloads
web-filters = Filters
web-filter-client = Client
web-filter-server = Server
web-filter-any = any
web-filter-failed = only what failed
web-filter-clear = Clear
web-filter-hint = Filters apply to every tab and to downloads. In users and paths, * stands for any text; clients and servers may be networks (10.0.0.0/8).
web-shown = { $count } of { $all }
web-first-rows = The first { COUNT($count, "row is", "rows are") } shown; filters find the others.
web-none-fits = Nothing fits the filters.
web-other-traffic = The capture holds other traffic: { $list }. FTP on an unusual port is found once its port is given.
web-other-port = { $protocol } on port { $port }
web-broken = { $name }: read up to frame { $frames }, and the rest was not, for the file { $why }
web-unread = { $name }: nothing was read, for the file { $why }
web-unsupported = { $name }: { COUNT($count, "frame was", "frames were") } not read, for link type { $links } is not supported.
web-secrets = { $name }: of { COUNT($all, "secret") } of TLS, { $used } opened something.
web-from-to = from { $from } to { $to } UTC, { $duration }
web-frames = Frames
web-more-sessions = All sessions
web-choose-session = Session
web-direction = Direction
web-direction-download = download
web-direction-upload = upload
web-direction-listing = listing
web-start = Start (UTC)
web-file = File
web-digest = SHA-256
web-save = Save
web-save-name = Save { $name }
web-partial = The capture does not have all of it.
web-advice = What to do
web-proof = Frames that prove it:
web-save-json = The whole analysis, as JSON
web-save-sessions = Sessions, as CSV
web-save-transfers = Transfers, as CSV
web-save-report = Everything in one page, as HTML
web-save-findings = Findings, as a report to be mailed
web-save-slice = The frames of the sessions, as a capture; passwords stay readable in it
web-save-redacted = The same frames without secrets, to be handed on
web-redacted-encrypted = Frames under TLS that are as they were: { $count }. Names of hosts and certificates in handshakes can be read.
web-redacted-link = Frames that may hold hardware addresses which were not replaced, for their link type is not Ethernet: { $count }.
web-redacted-overwritten = Parts of the dialogue that were overwritten whole: { $count }. The slice may tell less than the capture did.
web-redacted-left-out = Frames that were left out, as pieces of datagrams that could not be redacted: { $count }.
web-redact-names = take out names of users and files too
web-redact-contents = take out the contents of files too
web-redact-addresses = replace addresses too
web-save-quiz = These questions for others
web-quiz-sheet = A sheet to print
web-quiz-key = The sheet with answers
web-quiz-moodle = For Moodle
web-quiz-gift = As GIFT
web-quiz-new = Other questions
web-quiz-level = Hardest level
web-no-script = This page needs JavaScript, and a browser of 2023 or newer.
web-old-browser = This browser is too old for the page: it needs WebAssembly and DecompressionStream (2023).
web-sample-active = Active mode: the server opens the data connection
web-sample-passive = Passive mode: the client opens it
web-sample-firewall-active = Why active mode fails behind a firewall
web-sample-ftps-explicit = FTP under TLS, with its secrets in the file
web-sample-fxp = From one server to another
web-sample-mixed = Both modes in one session
web-sample-nat-227 = A server behind NAT announces a private address
web-sample-refused-login = Login refused
web-sample-abor = A transfer is broken off
web-sample-bounce = The bounce attack
web-sample-data-before-227 = Data before the reply that announces it
web-sample-default-port = No announcement at all
web-sample-eprt-ipv4 = EPRT over IPv4
web-sample-epsv-ipv6 = EPSV over IPv6
web-sample-ftps-explicit-dark = FTP under TLS, without secrets
web-sample-ftps-not-resumed = A server that wants its TLS session resumed
web-sample-multiline-pipelined = Replies of several lines, pipelined commands
web-sample-resume = A download in two parts
web-sample-retransmission = Lost and repeated segments
web-sample-two-active = Two active sessions at once


## file-*, damage-*, cause-*: what is wrong with a file, after its name. Users of the library read the same in English, from
## src/capture/error.rs; a test holds both together.

file-second-stdin = standard input (-) is named twice, but can be read only once; name it once
file-terminal = standard input is a terminal; pipe a capture into it or name a capture file
file-missing = no such file; expected the name of a capture file, or - for standard input
file-directory = is a directory; name the capture files in it
file-twice = is the same file as { $first }, which is read already; name each capture once
file-empty = is empty (0 bytes); expected a { $expected } capture
file-unknown = does not start like a capture (first bytes { $first }); expected { $expected }
file-unknown-inside = holds { $packed } data that does not start like a capture (first bytes { $first }); expected { $expected } inside
file-no-bytes = none
file-either = { $first } or { $last }
file-plain-or-packed = { $plain }, plain or compressed with { $packed }
file-open = cannot be opened: { $cause }; check that it is readable
file-read = cannot be read at byte { $offset }: { $cause }; everything before it was read
file-shrank = shrank from { $was } to { COUNT($now, "byte") } while being read; expected it to stay as it was, so read a copy
file-changed = changed while being read, so that the result mixes two files; expected it to stay as it was, so read a copy
file-spool = cannot be kept in a temporary file: { $cause }; set TMPDIR to a directory that is writable and has room
file-long-stream = gives more than { COUNT($limit, "byte") }; expected no more, because it is kept in memory (limit stream; --limit stream=N sets another)
file-cut-header = ends within its { $name } header ({ $have } of { COUNT($need, "byte") }); nothing of it can be read
file-cut = ends within the { $unit } at { $at }: { $have } of { COUNT($need, "byte is", "bytes are") } there; everything before it was read
file-cut-packed = ends within its { $packed } data ({ COUNT($offset, "byte") }); what was whole before the cut was read
file-expands = holds { $packed } data that gives more than { COUNT($limit, "byte") }, over { $expansion } for each that is stored (limit expansion; --limit expansion=N sets another); everything before that was read
file-damaged-packed = has damaged { $packed } data before byte { $offset }: { $cause }; everything before it was read
file-damaged = { $unit } at { $at } { $damage }; everything before it was read
file-unit-record = record
file-unit-block = block
file-unit-header = header
file-at = offset { $offset }
file-at-unpacked = offset { $offset } of the decompressed data

damage-too-long = claims { COUNT($claimed, "byte") }; expected at most { $limit }
damage-overfull = claims a packet of { COUNT($claimed, "byte") }, but has room for { $room }
damage-block-length = claims { COUNT($claimed, "byte") }; expected a multiple of 4 from 12 to { $limit }
damage-trailer = claims { COUNT($claimed, "byte") } at its beginning, but something else at its end
damage-too-short = has { COUNT($have, "byte") } inside; expected at least { $need }
damage-byte-order = begins a section with byte-order magic { $found }; expected 0x1a2b3c4d in either order
damage-version = gives the format version { $found }; expected { $expected }
damage-date = gives a start time that is not a date
damage-interface = names interface { $named }, but only { $described } are described
damage-interfaces = describes one more interface; expected at most { $limit } in a section (limit interfaces; --limit interfaces=N sets another)

cause-denied = { $text }
cause-missing = { $text }
cause-exists = { $text }
cause-directory = { $text }
cause-no-directory = { $text }
cause-full = { $text }
cause-read-only = { $text }
cause-other = { $text }

## told-*, line-*: what the program says on standard error.

told-warning = warning: { $message }
told-note = note: { $message }
told-not-written = cannot write the result: { $cause }
told-named = { $name }: { $cause }
told-named-advice = { $name }: { $cause }; { $advice }
told-no-text = it is not text in UTF-8
told-long-text = it is longer than 64 MiB
told-no-folder-there = that is not a folder; choose another name
told-free-space = free space, or set --max-total-size
told-no-larger-file = the file system or a limit of the shell allows no larger file: --max-file-size
told-something-there = it already exists as something else: move it away, or choose another folder
told-file-taken = there is such a file already: { $path }; --force replaces it, or choose another -d
told-folder-taken = there is such a folder already: { $path }; --force replaces files in it, or choose another -d
told-png-tall = the picture would be too tall to be read; --detail steps or --session N makes a smaller one, and --format svg has no limit of this kind
told-png-nothing = there is nothing to draw
told-png-fonts = no fonts are installed, so that a PNG would have no words; install some (on Debian fonts-dejavu-core), or choose --format svg
told-no-partition = --partition is for parquet: { $format } has its own files
told-partitions = { $name } would have more than { COUNT($most, "folder") } of a sensor and a day; without --partition it is one file
told-unread = { $name }: cannot be read: { $cause }
told-did-you-mean = ; did you mean { $name }?
told-and-more = and { $count } more

told-page-of-nothing = ftpscope reads packet captures ({ $formats }) and shows the FTP in them.

    {"  "}ftpscope overview capture.pcap    is all well, and if not, why
    {"  "}ftpscope transfers capture.pcap   who moved which file, when, and was it whole
    {"  "}ftpscope capture.pcap             every frame, annotated
told-captures-here = Captures in this folder: { $list }
told-help = ftpscope --help lists all commands.
told-check-needs = check needs to know what to compare the captures with. Three ways to begin:
    {"  "}ftpscope check --record expect.toml good.pcap        write down what a good capture shows
    {"  "}ftpscope check -e expect.toml new.pcap               compare another one with that
    {"  "}ftpscope check --require 'mode == passive' new.pcap  or say it in a line
told-extract-needs = extract needs a folder to write to: ftpscope extract -d files CAPTURE
    {"  "}--dry-run shows what would be written; --stdout writes the one file that fits to standard output
told-in-this-folder = in this folder: { $list }
told-which-capture = which capture? ftpscope { $command }CAPTURE..., or - for standard input{ $here }
told-format-not-built = the format `{ $format }` is not built into this program (cargo install --path . --features { $format })
told-other-format = { $command } has no format `{ $format }`; { $list } { $count ->
    [one] has
   *[other] have
 }: ftpscope { $first } --format { $format } CAPTURE
told-other-option = --{ $option } is not an option of { $command }, but of { $list }; see ftpscope { $command } -h
told-condition = there is no option --{ $option }; --where '{ $key } == VALUE' asks for it
told-no-such-word = there is no file `{ $word }`, and no command of that name; ftpscope --help lists all commands
told-misspelt = there is no file `{ $word }`, and no command of that name; did you mean `ftpscope { $name }`?
told-no-command = there is no command `{ $name }`; see ftpscope --help
told-column-meant = { $option }: unknown column `{ $name }`; did you mean `{ $meant }`?
told-column = { $option }: unknown column `{ $name }`; expected one of { $list }
told-columns-in-json = --columns is for tables and CSV; in JSON every object has all fields
told-each-in-json = --each makes several lists, and a JSON document is one; use --format ndjson
told-each-findings = --each makes several lists; use --format table or markdown
told-each-or-task = --each takes captures, and a task is of many; leave one of them out
told-no-task = a part is what became of a task; expected --connections TASK, of `ftpscope plan`
told-findings-json = findings are printed as JSON alone; use --format json
told-diff = diff compares two captures: ftpscope diff GOOD BAD
told-compare = report --compare takes two captures: ftpscope report --compare -o FILE.html A B
told-export-where = choose -d DIR or -o FILE
told-export-files = { $format } is several files: -d DIR takes them
told-picture = { $name } is named like a picture, and the format is { $format }; add --format { $ending }
told-png = a PNG is not text: -o FILE takes it, and `-o -` sends it to a pipe
told-list = { $option } { $name }: { $why }

told-no-folder = { $name }: there is no folder { $folder }; make it first, or choose another
told-dead-link = { $name } is a link that leads to no file; choose another name
told-folder = { $name } is a folder; name a file in it
told-no-regular-file = { $name } is not a regular file; `-` writes to standard output
told-one-of-inputs = { $name } is one of the files to be read and is not overwritten; choose another name
told-there-already = there is such a file already: { $name }; --force replaces it
told-slice-terminal = a capture is not written to a terminal: -o FILE, or pipe it on, as in `-o - | tshark -r -`
told-slice-copies = frames are copied byte by byte: passwords in them stay readable (--redact)
told-secrets-come = secrets of TLS come along: whoever has the slice can read what was encrypted
told-secrets-stay = secrets of TLS stay behind; --keep-secrets keeps those of the chosen sessions
told-sliced = frames written: { $frames }; with a comment: { $commented }; sessions: { $sessions }
told-redacted-encrypted = { COUNT($count, "frame under TLS is as it was", "frames under TLS are as they were") }: names of hosts and certificates in handshakes can be read
told-redacted-link = { COUNT($count, "frame") } may hold hardware addresses that were not replaced: { FORM($count, "its", "their") } link type is not Ethernet
told-redacted-overwritten = { COUNT($count, "part of the dialogue was", "parts of the dialogue were") } overwritten whole, so the slice may tell less than the capture did
told-redacted-left-out = { COUNT($count, "frame was", "frames were") } left out: pieces of datagrams that could not be redacted
told-ports-reused = ports were used again: the filter also takes connections that are not of these sessions; --format wireshark and frames tell them apart
told-extract-copies = files are copied byte by byte: secrets in them stay readable
told-one-file = --stdout needs exactly one file, and { $count } fit; --dry-run lists them
told-not-complete = the file is not complete: { $faults }
told-kept-out = { $option } keeps out { COUNT($count, "transfer") }; { FORM($count, "it stands", "they stand") } in { $manifest }
told-kept-out-by-bound = the bound on all that is decoded, { COUNT($most, "byte") } for a capture of this size, keeps out { COUNT($count, "transfer") }; { FORM($count, "it stands", "they stand") } in { $manifest }, and --max-total-size sets another
told-files-cut = { COUNT($count, "file was", "files were") } cut at --max-file-size or --max-total-size
told-fill-limit = the limit `filled` was reached: of the gaps, { COUNT($most, "byte was", "bytes were") } filled and no more; { $option } sets another
told-capture-changed = the capture changed while it was read: { COUNT($count, "file is", "files are") } not called complete

told-no-frame = no frame in the capture: nothing was recorded, or all after its header is lost
told-no-ftp = no FTP session in the capture; is the control port something other than 21? See --control-port
told-no-ftp-cut = no FTP session in the capture: its snap length cut what was said at a control port
told-no-ftp-found = no FTP session in the capture; { $found }: see ftpscope overview
told-no-ftp-but = no FTP session in the capture, but { $list }; is the control port something other than 21? See --control-port
told-other-port = { $protocol } on port { $port }
told-no-session-fits = no session fits the filters; sessions in the capture: { $all }{ $there }
told-no-transfer-fits = no transfer fits the filters; sessions in the capture: { $all }{ $there }
told-users = users: { $list }
told-no-users = users: none
told-clients = clients: { $list }
told-no-clients = clients: none
told-servers = servers: { $list }
told-no-servers = servers: none
told-try = try { $option }
told-paths = paths: { $list }
told-no-paths = paths: none
told-unsupported-link = { $path }: { COUNT($count, "frame") } skipped: link type { $links } is not supported
told-limit = the limit `{ $limit }` was reached { TIMES($times) }: some of the traffic is left out
told-limit-that-can-be-set = the limit `{ $limit }` was reached { TIMES($times) }: some of the traffic is left out; --limit { $limit }=N sets another
told-fragment-missing = { $count } IP datagrams lack a fragment and were not read
told-fragment-overlap = { $count } IP fragments overlap: the bytes that came first count
told-duplicate-frames = { COUNT($count, "frame holds", "frames hold") } a packet that the capture has already: each counts once
told-times-out-of-range = { COUNT($count, "frame has a time", "frames have times") } that 64 bits of nanoseconds cannot hold: { FORM($count, "it is", "they are") } shown a multiple of 400 years off
told-generated-numbers = { COUNT($count, "connection has", "connections have") } sequence numbers that no real TCP sends: { FORM($count, "it is read in the order of its", "they are read in the order of their") } frames
told-page = not in the page: { $list }
told-page-more = --max-size makes room for more
told-page-rows = { COUNT($count, "row") } (the page keeps { $limit })
told-page-cut = bytes beyond the first { $limit } of { COUNT($count, "frame") }
told-page-frames = the bytes of { COUNT($count, "frame") } beyond { COUNT($limit, "byte") } in all
told-page-contents = most of what { COUNT($count, "segment") } of files { FORM($count, "holds", "hold") }
told-page-rows-of-text = { COUNT($count, "row") } whose texts are beyond { COUNT($limit, "byte") } in all
told-page-texts = { COUNT($count, "text") } beyond { COUNT($limit, "byte") } in all
told-page-long = what is beyond the first { COUNT($limit, "byte") } of { COUNT($count, "text") }
told-page-sessions = { COUNT($count, "session") } beyond { $limit }
told-page-items = { COUNT($count, "item") } of lists beyond { $limit } each

told-no-tls = no TLS in the capture: the key log is of no use
told-other-key-log = 0 of { $all } TLS connections found in the key log; is it that of another session?
told-decrypted = decrypted { $found } of { $all } TLS connections{ $reasons }
told-sealed-key-log = no secret in the key log
told-sealed-capture = no secret in the capture
told-sealed-key-log-lacks = some of its secrets are not in the key log
told-sealed-capture-lacks = some of its secrets are not in the capture
told-sealed-no-hello = the capture lacks a hello
told-sealed-suite = its cipher suite cannot be opened
told-sealed-version = its version cannot be opened
told-sealed-compressed = it is compressed
told-sealed-wrong = its secret is a wrong one
told-sealed-lost = parts of it are not in the capture
told-key-log-unread = { $name }: the key log { $why }
told-key-log-foreign = { $name }: is not a key log: { $why }
told-key-log-empty = { $name }: the key log holds no secret of use; was SSLKEYLOGFILE set for the program that spoke TLS, and did it end?
told-key-log-line = { $name }: line { $line }: { $fault }
told-more-lines = { $count ->
    [one] one more line is malformed
   *[other] { $count } more lines are malformed
 }

told-check-no-task = a task is a part of a capture, and expectations are of the whole; give the captures
told-unread-folder = { $name }: cannot be read as a folder: { $cause }
told-pair-no-capture = { $name }: there is no capture of that name
told-pair-judged-by-all = { $name }: there is no { $wanted }: judged by what is expected of all
told-pair-not-judged = { $name }: there is no { $wanted }: not judged
told-no-pair = { $name }: holds no capture with an expectations file of its name
told-recorded = { COUNT($kept, "expectation") } of level { $level } written to { $name }
told-recorded-shared = { COUNT($kept, "expectation") } of level { $level } written to { $name }; { COUNT($count, "recording shares", "recordings share") } them, of { $all }
told-no-toml = { $name } is there, is no TOML, and is not overwritten
told-nothing-recorded = no session fits the filters: nothing is recorded
told-one-file-two-results = { $option } { $file } and { $second } { $again } are one file, which holds one result; name two

line-unread = cannot be read: { $cause }
line-at = line { $line }: { $fault }
line-64-kib = longer than 64 KiB
line-no-utf-8 = is no UTF-8 text
line-no-address = begins with no IP address; expected an address and its name
line-no-name = has no name behind the address
line-long-name = has a name of more than 255 bytes
line-odd-name = has a name with characters that cannot be shown
line-addresses = names more than 1,000,000 addresses
line-no-digest = has no MD5, SHA-1 or SHA-256 in hexadecimal
line-label = expected a label such as CLIENT_RANDOM
line-pem = a private key or a certificate opens nothing here: what does is the file that the program which spoke TLS writes where SSLKEYLOGFILE is set
line-words = expected a label, a client random and a secret
line-random = expected a client random of 64 hexadecimal digits, found { $digits }
line-secret = expected a secret of 96 hexadecimal digits, or 64 in TLS 1.3, found { $digits }
line-id = expected a session id of at most 64 hexadecimal digits, found { $digits }
line-digits = expected hexadecimal digits
line-cut = expected a secret as long as the others of its connection
line-too-long = expected at most { COUNT($limit, "byte") }

## Mistakes in expectations and filters
# `mistake-form-…` and `mistake-what-…` stand inside of others.

mistake-no-toml = is no TOML: { $why }
mistake-empty = expects nothing; a check that cannot fail checks nothing
mistake-unknown = unknown { $what } `{ $written }`; expected one of { $list }
mistake-unknown-meant = unknown { $what } `{ $written }`; did you mean `{ $meant }`?
mistake-what-value = value
mistake-what-table = table
mistake-what-quantifier = quantifier
mistake-what-pattern = pattern
mistake-what-range-key = key of a range
mistake-what-step-key = key of a step
mistake-what-key = key of { $table }
mistake-what-key-of-table = key of [{ $table }]
mistake-table = `{ $table }` is a table; write [{ $table }] and its keys below
mistake-list = `{ $table }` is a list of tables; write [[{ $table }]]
mistake-entry = an entry of `{ $table }` is a table
mistake-where = `where` is a table of keys, as in { $example }
mistake-expected = expected { $form }, found { $found }
mistake-expected-form = expected { $form }
mistake-form-text = a text
mistake-form-quantifier = all, any, none or one
mistake-form-flag = true or false
mistake-form-steps = a list of steps
mistake-form-verbs = a list of verbs
mistake-form-findings = a list of names of findings
mistake-form-words = a list of words
mistake-form-numbers = a list of numbers
mistake-form-texts = a list of texts
mistake-form-replies = a list of replies
mistake-form-one-of = one of { $list }
mistake-form-choice = a word, a list of words, or { $example }; not this
mistake-form-code = a code, a class ("2yz") or a range ("400..599")
mistake-form-number = a number or a range (">= 10", "1..20")
mistake-form-test = a text, a list of texts, or { $example }
mistake-form-pattern = a pattern
mistake-form-step = a step, as in { $example }
mistake-form-verb = a verb
mistake-no-finding = names no finding; a check that cannot fail checks nothing
mistake-empty-list = an empty list fits nothing
mistake-number = expected a number
mistake-min-max = expected { $example } or one of them, min below max
mistake-pattern-form = expected one of glob, regex, like and not
mistake-no-pattern = is no { $form }: { $why }
mistake-step-verb = a step needs a `verb`
mistake-short-step = expected a verb, or a verb and the code of its last reply, as in "RETR 226"
mistake-verb = expected a verb, as in "RETR"
mistake-neither = neither a finding nor a command
mistake-neither-meant = neither a finding nor a command; did you mean `{ $meant }`?
mistake-forbid-none = --forbid means none already; use --require for all, any and none
mistake-quote = this quote is not closed
mistake-operator = expected an operator: { $list }
mistake-end-where = expected `and`, `where` or the end
mistake-end = expected `and` or the end
mistake-no-or = there is no `or`: `in (a, b)` takes several values of one key; anything else takes two runs
mistake-one-only = there is one { $table } only; leave the quantifier out
mistake-filter-capture = a filter is about sessions, offers and transfers
mistake-key = expected a key, as in `mode == passive`
mistake-one-table = one expression is about one table; use --require several times
mistake-in-list = expected a list, as in `in (passive, none)`
mistake-comma = expected `,` or `)`
mistake-value = expected a value; quote it where it holds blanks or signs
mistake-compared = `{ $key }` cannot be compared by `{ $sign }`; use { $list }
mistake-flag = expected true or false
mistake-in-file = `{ $key }` takes a list; write it in a file (-e FILE.toml)
mistake-no-glob = is not a glob: { $why }
mistake-no-regex = is not a regular expression: { $why }
mistake-is-text = `{ $key }` is text; use ==, !=, ~, =~ or in
mistake-is-number = `{ $key }` is a number; use ==, !=, <, <=, >, >= or in
mistake-not-a-number = expected a number, not `{ $written }`
mistake-not-a-code = expected a number or a class (2yz), not `{ $written }`

# Why a text is no TOML, glob or regular expression; stands in `mistake-no-…`.
reason-quoted = { $text }
reason-too-long = it is too long
reason-class = `]` is missing, which closes a class of characters
reason-escape-end = `\` at the end has nothing behind it
reason-toml-twice = this name is there already; several entries of one kind are written [[name]]
reason-toml-quote = the closing quotation mark is missing
reason-toml-quotes = the three closing quotation marks are missing
reason-toml-value = expected a value: a text in quotation marks, a number, true, false, or a list in [ ]
reason-toml-equals = expected `=` and a value behind the name
reason-toml-two-equals = one `=` is enough
reason-toml-header = `]` is missing behind the name of the table
reason-toml-headers = `]]` is missing behind the name of the table
reason-toml-array = `]` is missing, which closes the list
reason-toml-inline = {"`}`"} is missing, which closes the table
reason-toml-no-comma = a comma is missing
reason-toml-comma = there is a comma too many
reason-toml-line-end = the line has to end here; what comes next stands in a line of its own, or behind a comma in [ ]
reason-toml-name = expected the name of a key
reason-toml-escape = what follows `\` means nothing; write `\\` for the sign itself, or the text in single quotation marks
reason-glob-range = the range { $first }-{ $last } goes backwards
reason-glob-unopened = {"`}`"} closes nothing
reason-glob-unclosed = {"`}`"} is missing, which closes a choice
reason-regex-group = `)` is missing, which closes a group
reason-regex-unopened = `)` closes nothing
reason-regex-range = a range of characters goes backwards
reason-regex-nothing = `*`, `+`, `?` or a count has nothing in front of it to repeat
reason-regex-count = a count is written {"{3}, {2,} or {2,5}"}
reason-regex-escape = what follows `\` means nothing; a sign is taken as it is where `\` stands before it
reason-regex-look = look-ahead and look-behind are not supported
reason-regex-back = references back to a group are not supported

## Archives
# What `index`, `plan` and `merge` refuse; most stands behind the name of a file.

archive-unread = { $name }: cannot be read: { $cause }
archive-unwritten = { $name }: cannot be written: { $cause }
archive-no-file = cannot be read to its end
archive-no-parquet = Parquet is not built into this program (cargo install --path . --features parquet); take --format ndjson
archive-long-line = a line of it is longer than 64 MiB
archive-line = line { $line }: { $why }
archive-none = there is no index in these folders; `ftpscope index` makes them
archive-twice = indexes { $path } once more, as { $index } does; delete the old one
archive-options = was made with other options than { $index }; index both alike
archive-cut-index = is not an index, or is incomplete
archive-no-last-line = is not a whole index: its last line is missing; index the capture again
archive-other-frames = tells of other frames than it counts; index the capture again
archive-packed = packed data that cannot be unpacked
archive-columns = it has other columns than an index
archive-cell = it has { $what }
archive-cut-task = is not a task, or is incomplete
archive-elsewhere = names a list in another folder
archive-unlisted = names a file that is not in the list
archive-cut-list = is not a list of files, or is incomplete
archive-no-plan = does not hold one plan; expected what `ftpscope plan -o` wrote
archive-other-task = is the result of task { $task }, of which { $tasks } knows nothing, or had one before
archive-missing = { $count } of its tasks have no result, task-{ $first }.ndjson for one; analyse them, or take --partial
archive-version = was written by version { $found }; expected { $expected }, so analyse the task again
archive-no-part = is no result of a task; `sessions --connections TASK --format part` makes one
archive-cut-part = is cut or damaged; analyse the task again
archive-unread-dialogue = { $why } (a dialogue goes on in it, of which its index keeps too little)

## The command line
# What is wrong with it, where clap says it in English; `value-…` stands in `usage-invalid-because`, or in what clap says.

usage-more = See ftpscope{ $command } --help.
usage-unknown-option = there is no option { $option }
usage-unknown-command = there is no command { $name }
usage-like = did you mean { $name }?
usage-no-value = { $option } needs a value
usage-invalid = `{ $value }` is not a valid value for { $option }
usage-invalid-because = `{ $value }` is not a valid value for { $option }: { $why }
usage-values = expected one of { $list }
usage-missing = missing: { $list }
usage-conflict = { $option } does not go with { $other }
usage-twice = { $option } is there more than once
usage-count = the number of values of { $option } is not right
usage-equals = { $option } takes its value behind an equals sign
usage-utf8 = an argument is not valid UTF-8
usage-no-number = { $option } takes a whole number, not `{ $value }`
usage-range = expected a number from { $first } to { $last }
usage-alone = { $option } goes with nothing else
value-range = the first number is greater than the last one
value-numbers = expected a number, or two: 3-5
value-one-of = expected one of { $list }
value-time = expected a time in UTC (2026-11-22T06:36:29Z, 2026-11-22 06:36, 2026-11-22 or 06:36) or seconds since the first frame
value-time-or-seconds = the time of day is written { $clock }, and seconds since the first frame without a zero in front; { $written } could be either
value-no-time = no capture holds that time
value-network = expected an address or a network (10.0.0.0/8)
value-since = --since { $since } is later than --until { $until }: nothing lies between them
value-limit = expected NAME=N
value-no-limit = there is no limit of that name; expected one of { $list }
value-size = expected a number, or a size such as 64MiB
