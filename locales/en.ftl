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
verdict-none = none: no data connection was asked for
verdict-unknown = unknown: the capture does not show who opens the data connections
verdict-login-accepted = log-in accepted
verdict-login-rejected = log-in rejected
verdict-login-none = no log-in
verdict-login-unknown = log-in not seen
verdict-nobody = nobody
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
outcome-completed = ended well, but not all of it is in the capture
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
