-- Tables of DuckDB over what `ftpscope sessions --format ndjson` and `ftpscope transfers --format ndjson` print. Columns and
-- types are named, so that a column that is null everywhere, or text that is no UTF-8, changes none of them.
--
--   ftpscope sessions --format ndjson capture.pcap > sessions.ndjson
--   ftpscope transfers --format ndjson capture.pcap > transfers.ndjson
--   duckdb -init docs/schema/duckdb.sql
--
-- Text from the wire is a string, or {"bytes": BASE64} where it is no UTF-8: the macros below give either as text or as bytes.

CREATE OR REPLACE MACRO wire_text(value) AS
    CASE json_type(value)
        WHEN 'OBJECT' THEN NULL
        ELSE value ->> '$'
    END;
CREATE OR REPLACE MACRO wire_bytes(value) AS
    CASE json_type(value)
        WHEN 'OBJECT' THEN from_base64(value ->> '$.bytes')
        ELSE encode(value ->> '$')
    END;

CREATE OR REPLACE VIEW sessions AS
SELECT * REPLACE (wire_text(banner) AS banner, wire_text("user") AS "user", wire_text(password) AS password)
FROM read_json('sessions.ndjson', format = 'newline_delimited', columns = {
    id: 'INTEGER', uid: 'VARCHAR', community_id: 'VARCHAR',
    client: 'STRUCT(ip VARCHAR, port USMALLINT)', server: 'STRUCT(ip VARCHAR, port USMALLINT)',
    "start": 'TIMESTAMPTZ', "end": 'TIMESTAMPTZ', duration: 'DOUBLE', first_frame: 'UBIGINT', last_frame: 'UBIGINT',
    control: 'STRUCT(handshake VARCHAR, "close" VARCHAR, tls VARCHAR, tls_state VARCHAR, lost_bytes UBIGINT)',
    banner: 'JSON', "user": 'JSON', password: 'JSON', login: 'VARCHAR', mode: 'VARCHAR',
    commands: 'STRUCT(frame UBIGINT, "time" TIMESTAMPTZ, verb JSON, argument JSON,
                      replies STRUCT(frame UBIGINT, "time" TIMESTAMPTZ, code USMALLINT, "text" JSON)[])[]',
    offers: 'STRUCT(id UINTEGER, method VARCHAR, mode VARCHAR, ip VARCHAR, port USMALLINT, frame UBIGINT, accepted BOOLEAN,
                    outcome VARCHAR, connection UINTEGER, matched_by VARCHAR)[]',
    connections: 'STRUCT(id UINTEGER, uid VARCHAR, community_id VARCHAR, role VARCHAR,
                         opener STRUCT(ip VARCHAR, port USMALLINT), listener STRUCT(ip VARCHAR, port USMALLINT),
                         first_frame UBIGINT, last_frame UBIGINT, frames UBIGINT, bytes UBIGINT, lost_bytes UBIGINT,
                         "start" TIMESTAMPTZ, "end" TIMESTAMPTZ, duration DOUBLE, opener_bytes UBIGINT,
                         listener_bytes UBIGINT, history VARCHAR, conn_state VARCHAR, vlan USMALLINT[],
                         tunnel VARCHAR[])[]',
    findings: 'STRUCT(id VARCHAR, severity VARCHAR, frame UBIGINT, frames UBIGINT[], message VARCHAR)[]',
    filter: 'VARCHAR'
});

CREATE OR REPLACE VIEW transfers AS
SELECT * REPLACE (wire_text("user") AS "user", wire_text(argument) AS argument, wire_text(path) AS path),
    wire_bytes(path) AS path_raw
FROM read_json('transfers.ndjson', format = 'newline_delimited', columns = {
    session: 'UINTEGER', id: 'UINTEGER', uid: 'VARCHAR', community_id: 'VARCHAR', command: 'VARCHAR',
    argument: 'JSON', path: 'JSON', direction: 'VARCHAR', mode: 'VARCHAR', method: 'VARCHAR',
    offer: 'UINTEGER', connection: 'UINTEGER', "type": 'VARCHAR', transfer_mode: 'VARCHAR',
    "offset": 'UBIGINT', bytes: 'UBIGINT', lost_bytes: 'UBIGINT', lost_on_path_bytes: 'UBIGINT', gaps: 'UBIGINT[][]',
    complete: 'BOOLEAN', reasons: 'VARCHAR[]', sha256: 'VARCHAR', blake3: 'VARCHAR', md5: 'VARCHAR', sha1: 'VARCHAR',
    decoded_bytes: 'UBIGINT', mime_type: 'VARCHAR', expected_bytes: 'UBIGINT', expected_from: 'VARCHAR',
    reply_code: 'USMALLINT', refused: 'BOOLEAN', stage: 'VARCHAR', outcome: 'VARCHAR', encrypted: 'BOOLEAN',
    decrypted: 'BOOLEAN', wire_bytes: 'UBIGINT', "start": 'TIMESTAMPTZ', "end": 'TIMESTAMPTZ',
    bytes_per_second: 'UBIGINT', fxp_session: 'UINTEGER', frame: 'UBIGINT', "user": 'JSON',
    client: 'STRUCT(ip VARCHAR, port USMALLINT)', server: 'STRUCT(ip VARCHAR, port USMALLINT)'
});
