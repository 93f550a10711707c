-- Tables of DuckDB over what `ftpscope sessions --format ndjson` and `ftpscope transfers --format ndjson` print. Columns and
-- types are named, all that there are, so that a column that is null everywhere, or text that is no UTF-8, changes none of
-- them.
--
--   ftpscope sessions --format ndjson capture.pcap > sessions.ndjson
--   ftpscope transfers --format ndjson capture.pcap > transfers.ndjson
--   duckdb -init docs/schema/duckdb.sql
--
-- Text from the wire is a string, or {"bytes": BASE64} where it is no UTF-8. `wire_text` makes text of both, with odd bytes as
-- \xNN, and `wire_bytes` the bytes. The views have text; below `tls` it is JSON as it is. What is told twice, in both views
-- or in a connection of a session, stands in one of them, under a key that leads there.

CREATE OR REPLACE MACRO wire_text(value) AS
    CASE json_type(value)
        WHEN 'OBJECT' THEN from_base64(value ->> '$.bytes')::VARCHAR
        ELSE value ->> '$'
    END;
CREATE OR REPLACE MACRO wire_bytes(value) AS
    CASE json_type(value)
        WHEN 'OBJECT' THEN from_base64(value ->> '$.bytes')
        ELSE encode(value ->> '$')
    END;
CREATE OR REPLACE MACRO wire_replies(replies) AS
    [{'frame': reply.frame, 'time': reply."time", 'code': reply.code, 'text': wire_text(reply."text")} FOR reply IN replies];
CREATE OR REPLACE MACRO wire_actions(actions) AS
    CASE WHEN actions IS NOT NULL THEN
        {'count': actions."count",
         'first': [{'kind': action.kind, 'session': action."session", 'frame': action.frame,
                    'target': wire_text(action.target), 'renamed_to': wire_text(action.renamed_to)}
                   FOR action IN actions."first"]}
    END;

CREATE OR REPLACE VIEW sessions AS
SELECT * REPLACE (
    wire_text(banner) AS banner, wire_text("user") AS "user", wire_text(password) AS password,
    [{'frame': command.frame, 'time': command."time", 'verb': wire_text(command.verb),
      'argument': wire_text(command.argument), 'replies': wire_replies(command.replies)} FOR command IN commands] AS commands,
    wire_replies(unasked_replies) AS unasked_replies,
    [{'id': transfer.id, 'uid': transfer.uid} FOR transfer IN transfers] AS transfers,
    [{'id': finding.id, 'severity': finding.severity, 'frame': finding.frame, 'frames': finding.frames,
      'message': finding.message, 'blocked': finding.blocked, 'sessions': finding.sessions,
      'actions': wire_actions(finding.actions)} FOR finding IN findings] AS findings,
    [{'transfer': listing.transfer, 'path': wire_text(listing.path), 'left_out': listing.left_out,
      'entries': [{'path': wire_text(entry.path), 'type': entry."type", 'size': entry.size,
                   'modified': wire_text(entry.modified), 'taken_by': entry.taken_by} FOR entry IN listing.entries]}
     FOR listing IN listings] AS listings)
FROM read_json('sessions.ndjson', format = 'newline_delimited', columns = {
    id: 'UINTEGER', uid: 'VARCHAR', community_id: 'VARCHAR',
    client: 'STRUCT(ip VARCHAR, port USMALLINT)', server: 'STRUCT(ip VARCHAR, port USMALLINT)',
    "start": 'TIMESTAMPTZ', "end": 'TIMESTAMPTZ', duration: 'DOUBLE', first_frame: 'UBIGINT', last_frame: 'UBIGINT',
    control: 'STRUCT(handshake VARCHAR, "close" VARCHAR, tls VARCHAR, tls_state VARCHAR, lost_bytes UBIGINT)',
    banner: 'JSON', "user": 'JSON', password: 'JSON', login: 'VARCHAR', mode: 'VARCHAR',
    commands: 'STRUCT(frame UBIGINT, "time" TIMESTAMPTZ, verb JSON, argument JSON,
                      replies STRUCT(frame UBIGINT, "time" TIMESTAMPTZ, code USMALLINT, "text" JSON)[])[]',
    unasked_replies: 'STRUCT(frame UBIGINT, "time" TIMESTAMPTZ, code USMALLINT, "text" JSON)[]',
    offers: 'STRUCT(id UINTEGER, method VARCHAR, mode VARCHAR, ip VARCHAR, port USMALLINT, frame UBIGINT, accepted BOOLEAN,
                    outcome VARCHAR, connection UINTEGER, matched_by VARCHAR)[]',
    connections: 'STRUCT(id UINTEGER, uid VARCHAR, community_id VARCHAR, role VARCHAR,
                         opener STRUCT(ip VARCHAR, port USMALLINT), listener STRUCT(ip VARCHAR, port USMALLINT),
                         roles STRUCT(opener VARCHAR, listener VARCHAR),
                         first_frame UBIGINT, last_frame UBIGINT, frames UBIGINT, bytes UBIGINT, lost_bytes UBIGINT,
                         retransmissions UBIGINT, handshake VARCHAR, "close" VARCHAR, closed_by VARCHAR,
                         round_trip DOUBLE, time_to_first_byte DOUBLE, bytes_per_second UBIGINT, data_segments UBIGINT,
                         retransmission_rate DOUBLE, longest_idle DOUBLE,
                         "start" TIMESTAMPTZ, "end" TIMESTAMPTZ, duration DOUBLE,
                         opener_bytes UBIGINT, listener_bytes UBIGINT, opener_frames UBIGINT, listener_frames UBIGINT,
                         opener_ip_bytes UBIGINT, listener_ip_bytes UBIGINT, history VARCHAR, conn_state VARCHAR,
                         vlan USMALLINT[], tunnel VARCHAR[],
                         tls STRUCT(version VARCHAR, cipher_suite VARCHAR, server_name JSON, alpn JSON, resumed BOOLEAN,
                                    state VARCHAR,
                                    failure STRUCT(reason VARCHAR, alert VARCHAR,
                                                   "by" STRUCT(ip VARCHAR, port USMALLINT), frame UBIGINT),
                                    decrypted VARCHAR, reason VARCHAR, secret_from VARCHAR, records UBIGINT,
                                    sealed_records UBIGINT, key_updates UBIGINT, renegotiations UBIGINT,
                                    close_notify BOOLEAN[],
                                    certificate STRUCT(subject JSON, issuer JSON, "names" JSON[], not_before VARCHAR,
                                                       not_after VARCHAR, self_signed BOOLEAN, sha256 VARCHAR),
                                    ja3 VARCHAR, ja4 VARCHAR))[]',
    -- all of a transfer is in the view of that name
    transfers: 'STRUCT(id UINTEGER, uid VARCHAR)[]',
    findings: 'STRUCT(id VARCHAR, severity VARCHAR, frame UBIGINT, frames UBIGINT[], message VARCHAR,
                      blocked STRUCT(protocol VARCHAR, source VARCHAR, source_port USMALLINT, destination VARCHAR,
                                     ports USMALLINT[], announced USMALLINT[], syns UBIGINT),
                      sessions UINTEGER[],
                      actions STRUCT(count UBIGINT,
                                     "first" STRUCT(kind VARCHAR, "session" UINTEGER, frame UBIGINT, target JSON,
                                                    renamed_to JSON)[]))[]',
    listings: 'STRUCT(transfer UINTEGER, path JSON, left_out UBIGINT,
                      entries STRUCT(path JSON, "type" VARCHAR, size UBIGINT, modified JSON, taken_by UINTEGER)[])[]',
    filter: 'VARCHAR'
});

CREATE OR REPLACE VIEW transfers AS
SELECT * REPLACE (wire_text("user") AS "user", wire_text(argument) AS argument, wire_text(path) AS path),
    wire_bytes(path) AS path_raw
FROM read_json('transfers.ndjson', format = 'newline_delimited', columns = {
    session: 'UINTEGER', id: 'UINTEGER', uid: 'VARCHAR', community_id: 'VARCHAR', command: 'VARCHAR',
    argument: 'JSON', path: 'JSON', direction: 'VARCHAR', mode: 'VARCHAR', method: 'VARCHAR',
    offer: 'UINTEGER', connection: 'UINTEGER', parallel_connections: 'UINTEGER[]', "type": 'VARCHAR',
    transfer_mode: 'VARCHAR', "offset": 'UBIGINT', bytes: 'UBIGINT', lost_bytes: 'UBIGINT', lost_on_path_bytes: 'UBIGINT',
    gaps: 'UBIGINT[][]', complete: 'BOOLEAN', reasons: 'VARCHAR[]',
    sha256: 'VARCHAR', blake3: 'VARCHAR', md5: 'VARCHAR', sha1: 'VARCHAR',
    "known": 'STRUCT(algorithm VARCHAR, digest VARCHAR, list VARCHAR)',
    decoded_bytes: 'UBIGINT', decoded_sha256: 'VARCHAR', decoded_blake3: 'VARCHAR', decoded_md5: 'VARCHAR',
    decoded_sha1: 'VARCHAR', mime_type: 'VARCHAR', expected_bytes: 'UBIGINT', expected_from: 'VARCHAR',
    reply_code: 'USMALLINT', refused: 'BOOLEAN', stage: 'VARCHAR', outcome: 'VARCHAR', state: 'VARCHAR', encrypted: 'BOOLEAN',
    decrypted: 'BOOLEAN', wire_bytes: 'UBIGINT', lost_records: 'UBIGINT', tls_end: 'VARCHAR',
    "start": 'TIMESTAMPTZ', "end": 'TIMESTAMPTZ', bytes_per_second: 'UBIGINT', fxp_session: 'UINTEGER', frame: 'UBIGINT',
    data_connection: 'STRUCT(uid VARCHAR, opener STRUCT(ip VARCHAR, port USMALLINT),
                             listener STRUCT(ip VARCHAR, port USMALLINT))',
    "user": 'JSON', client: 'STRUCT(ip VARCHAR, port USMALLINT)', server: 'STRUCT(ip VARCHAR, port USMALLINT)'
});
