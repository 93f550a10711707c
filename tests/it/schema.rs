//! The JSON document against its schema, and the schema against the code: a field that is added
//! without a word there fails here, because the schema allows no other.

use serde_json::Value;

use crate::rebuilt::story::Story;
use crate::story::{PLAIN, Words, pcap_of, plain_session};
use crate::support::{Run, Scratch, all_captures, each, read, run};

fn schema() -> Value {
    serde_json::from_slice(&read("docs/schema/ftpscope-1.schema.json")).expect("the schema is JSON")
}

/// Fails with every place of the document that departs from the schema.
#[track_caller]
fn hold(validator: &jsonschema::Validator, document: &Value) {
    let errors = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()));
    let errors: Vec<String> = errors.collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

fn validator() -> jsonschema::Validator {
    jsonschema::draft202012::new(&schema()).expect("the schema is sound")
}

fn document(files: &[String], options: &[&str]) -> Run {
    let words = ["sessions", "--format", "json"]
        .iter()
        .chain(options)
        .map(|&word| word.to_owned());
    run(words.chain(files.iter().cloned()))
}

#[test]
fn the_schema_is_one() {
    assert!(jsonschema::draft202012::meta::is_valid(&schema()));
}

#[test]
fn every_document_keeps_to_the_schema() {
    let validator = validator();
    each(
        all_captures(),
        |files| files[0].clone(),
        |files| {
            hold(&validator, &document(files, &[]).json());
            hold(
                &validator,
                &document(files, &["--show-passwords", "--hash", "blake3"]).json(),
            );
        },
    );
}

#[test]
fn so_do_those_of_bad_input_and_odd_text() {
    let (validator, scratch) = (validator(), Scratch::new());
    let bytes = plain_session(PLAIN);
    let latin = Words {
        banner: b"caf\xe9",
        user: b"\xff\xff\xe9",
        name: b"\xe9t\xe9",
    };
    let cases = [
        scratch.file("empty.pcap", b""),
        scratch.file("text.pcap", b"no capture"),
        scratch.file("cut.pcap", &bytes[..bytes.len() - 7]),
        scratch.file("silent.pcap", &pcap_of(&Story::ethernet())),
        scratch.file("latin.pcap", &plain_session(latin)),
        scratch.path("missing.pcap"),
    ];
    each(cases, Clone::clone, |path| {
        hold(
            &validator,
            &document(std::slice::from_ref(path), &[]).json(),
        );
    });
    hold(
        &validator,
        &document(&["samples/active.pcap".to_owned()], &["--session", "7"]).json(),
    );
}

#[test]
fn every_object_of_the_schema_is_closed_and_every_field_required() {
    fn walk(place: &str, value: &Value) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            assert_eq!(value["additionalProperties"], false, "{place} is open");
            let names: Vec<&str> = properties.keys().map(String::as_str).collect();
            let mut required: Vec<&str> = value["required"]
                .as_array()
                .expect("a list")
                .iter()
                .filter_map(Value::as_str)
                .collect();
            required.sort_unstable();
            assert_eq!(names, required, "{place}");
        }
        match value {
            Value::Object(members) => members
                .iter()
                .for_each(|(name, value)| walk(&format!("{place}/{name}"), value)),
            Value::Array(items) => items.iter().for_each(|item| walk(place, item)),
            _ => {}
        }
    }
    walk("", &schema());
}

#[test]
fn lines_of_sessions_and_transfers_have_the_shapes_of_the_document() {
    let shape = |name: &str, listed: bool| {
        let mut schema = schema();
        let mut shape = schema["$defs"][name].clone();
        if listed {
            shape["properties"]["session"] = serde_json::json!({ "type": "integer" });
            for name in ["user", "client", "server"] {
                shape["properties"][name] = schema["$defs"]["session"]["properties"][name].clone();
            }
            shape["properties"]["data_connection"] = serde_json::json!({ "anyOf": [{ "$ref": "#/$defs/connection" }, { "type": "null" }] });
        }
        shape["$defs"] = schema["$defs"].take();
        jsonschema::draft202012::new(&shape).expect("the schema is sound")
    };
    for (command, validator) in [
        ("sessions", shape("session", false)),
        ("transfers", shape("transfer", true)),
    ] {
        let run = run([
            command,
            "--format",
            "ndjson",
            "samples/mixed.pcapng",
            "samples/fxp.pcap",
        ])
        .clean();
        assert!(run.text().lines().count() > 1);
        run.text().lines().for_each(|line| {
            hold(
                &validator,
                &serde_json::from_str(line).expect("a line is JSON"),
            );
        });
    }
}

#[test]
fn the_tables_of_duckdb_have_every_field() {
    let sql = String::from_utf8(read("docs/schema/duckdb.sql")).expect("text");
    let (sessions, transfers) = sql
        .split_once("VIEW transfers")
        .expect("two views, sessions first");
    let schema = schema();
    let objects = [
        ("session", sessions),
        ("control", sessions),
        ("command", sessions),
        ("reply", sessions),
        ("offer", sessions),
        ("connection", sessions),
        ("tls", sessions),
        ("certificate", sessions),
        ("finding", sessions),
        ("blocked", sessions),
        ("actions", sessions),
        ("listing", sessions),
        ("listed_file", sessions),
        ("transfer", transfers),
    ];
    for (object, view) in objects {
        let fields = schema["$defs"][object]["properties"].as_object();
        for field in fields.expect("an object").keys() {
            let mut words = view.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            assert!(words.any(|word| word == field), "{object}.{field}");
        }
    }
}

/// Text from the wire is a string or an object, and so JSON in a column of `read_json`; below `tls`
/// it stays so.
#[test]
fn the_views_of_duckdb_have_text_where_its_columns_have_json() {
    let sql = String::from_utf8(read("docs/schema/duckdb.sql")).expect("text");
    let below_tls = ["server_name", "alpn", "subject", "issuer", "names"];
    let words: Vec<&str> = sql
        .lines()
        .filter(|line| !line.starts_with("--"))
        .flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let of_json: Vec<&str> = words
        .windows(2)
        .filter(|pair| pair[1] == "JSON" && !below_tls.contains(&pair[0]))
        .map(|pair| pair[0])
        .collect();
    assert!(of_json.contains(&"banner") && of_json.contains(&"target"));
    for name in of_json {
        let read = words
            .windows(3)
            .any(|seen| seen[0] == "wire_text" && (seen[1] == name || seen[2] == name));
        assert!(read, "{name}");
    }
}
