//! The functions that an expression may call: those of Python that are used, and readers of the
//! JSON document. What each gives is described in tests/cases/README.md.

use serde_json::Value as Json;

use super::value::Value;

/// What has no warning beside it: a healthy session in clear text has this one.
const OF_EVERY_LOGIN: &str = "cleartext-credentials";

/// Calls the function of that name.
pub(super) fn call(name: &str, arguments: &[Value]) -> Result<Value, String> {
    builtin(name, arguments).unwrap_or_else(|| of_document(name, arguments))
}

/// Functions of Python.
fn builtin(name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
    let result = match (name, arguments) {
        ("set", []) => Ok(Value::set([])),
        ("set", [of]) => of.items().map(Value::set),
        ("list", [of]) => of.items().map(Value::List),
        ("len", [of]) => of.items().map(|items| Value::Int(items.len() as i64)),
        ("bool", [of]) => Ok(Value::Bool(of.truth())),
        ("str", [Value::Text(text)]) => Ok(Value::text(text)),
        ("all", [of]) => of
            .items()
            .map(|items| Value::Bool(items.iter().all(Value::truth))),
        ("any", [of]) => of
            .items()
            .map(|items| Value::Bool(items.iter().any(Value::truth))),
        ("sum", [of]) => sum(of),
        ("sorted", [of]) => sorted(of),
        ("range", [end]) => end.int().map(|end| numbers(0, end)),
        ("range", [start, end]) => range(start, end),
        _ => return None,
    };
    Some(result)
}

fn sum(of: &Value) -> Result<Value, String> {
    let mut sum = 0;
    for item in of.items()? {
        sum += item.int()?;
    }
    Ok(Value::Int(sum))
}

fn sorted(of: &Value) -> Result<Value, String> {
    let mut items = of.items()?;
    if let Some(fault) = items
        .windows(2)
        .find_map(|pair| pair[0].order(&pair[1]).err())
    {
        return Err(fault);
    }
    items.sort_by(|a, b| a.order(b).ok().flatten().expect("items of one kind"));
    Ok(Value::List(items))
}

fn range(start: &Value, end: &Value) -> Result<Value, String> {
    Ok(numbers(start.int()?, end.int()?))
}

fn numbers(start: i64, end: i64) -> Value {
    Value::List((start..end).map(Value::Int).collect())
}

/// Readers of the document of `sessions --format json`, and of what was extracted.
fn of_document(name: &str, arguments: &[Value]) -> Result<Value, String> {
    match (name, arguments) {
        ("session", [d, n]) => session(d, n),
        ("at", [d, port]) => at(d, port),
        ("transfer", [d, n, i]) => nth(session(d, n)?.field("transfers")?, i),
        ("offer", [d, n, i]) => nth(session(d, n)?.field("offers")?, i),
        ("connection", [d, n, i]) => connection(d, n, i),
        ("commands", [d, n]) => commands(d, n, None).map(Value::List),
        ("commands", [d, n, verb]) => commands(d, n, Some(verb)).map(Value::List),
        ("verbs", [d, n]) => each(&commands(d, n, None)?, "verb"),
        ("unasked", [d, n]) => each(&session(d, n)?.field("unasked_replies")?.items()?, "code"),
        ("replies", [d, n, verb]) => replies(d, n, verb, &Value::Int(1)),
        ("replies", [d, n, verb, i]) => replies(d, n, verb, i),
        ("findings", [d, of @ ..]) => ids(d, of.first()),
        ("alarms", [d, of @ ..]) => alarms(d, of.first()),
        ("severity", [d, id, of @ ..]) => severity(&told(d, Some(id), of.first())?),
        ("cited", [d, id, of @ ..]) => cited(&told(d, Some(id), of.first())?),
        ("message", [d, id, of @ ..]) => message(&told(d, Some(id), of.first())?),
        ("saved", [files, name]) => saved(files, name),
        _ => Err(format!(
            "no such function: {name} of {} arguments",
            arguments.len()
        )),
    }
}

fn session(d: &Value, n: &Value) -> Result<Value, String> {
    for session in d.field("sessions")?.items()? {
        if session.field("id")? == n {
            return Ok(session);
        }
    }
    Err(format!("there is no session {n}"))
}

fn at(d: &Value, port: &Value) -> Result<Value, String> {
    for session in d.field("sessions")?.items()? {
        if session.field("client")?.field("port")? == port {
            return session.field("id").cloned();
        }
    }
    Err(format!("there is no session of port {port}"))
}

/// Items are counted from 1.
fn nth(of: &Value, i: &Value) -> Result<Value, String> {
    let items = of.items()?;
    let at = usize::try_from(i.int()? - 1).map_err(|error| error.to_string())?;
    let item = items.get(at).cloned();
    item.ok_or_else(|| format!("there is no item {i}"))
}

fn connection(d: &Value, n: &Value, i: &Value) -> Result<Value, String> {
    let session = session(d, n)?;
    let transfer = nth(session.field("transfers")?, i)?;
    for connection in session.field("connections")?.items()? {
        if connection.field("id")? == transfer.field("connection")? {
            return Ok(connection);
        }
    }
    Ok(Value::None)
}

fn commands(d: &Value, n: &Value, verb: Option<&Value>) -> Result<Vec<Value>, String> {
    let mut commands = session(d, n)?.field("commands")?.items()?;
    commands.retain(|command| verb.is_none_or(|verb| command.field("verb") == Ok(verb)));
    Ok(commands)
}

fn replies(d: &Value, n: &Value, verb: &Value, i: &Value) -> Result<Value, String> {
    let command = nth(&Value::List(commands(d, n, Some(verb))?), i)?;
    each(&command.field("replies")?.items()?, "code")
}

/// A field of each.
fn each(items: &[Value], field: &str) -> Result<Value, String> {
    let fields = items.iter().map(|item| item.field(field).cloned());
    fields.collect::<Result<_, _>>().map(Value::List)
}

fn ids(d: &Value, n: Option<&Value>) -> Result<Value, String> {
    each(&told(d, None, n)?, "id")?.items().map(Value::set)
}

/// The findings of a session, or of all and of the capture; of one id where one is given.
fn told(d: &Value, id: Option<&Value>, n: Option<&Value>) -> Result<Vec<Value>, String> {
    let mut told = match n {
        Some(n) if n.truth() => session(d, n)?.field("findings")?.items()?,
        _ => everywhere(d)?,
    };
    told.retain(|finding| id.is_none_or(|id| finding.field("id") == Ok(id)));
    Ok(told)
}

fn everywhere(d: &Value) -> Result<Vec<Value>, String> {
    let mut told = d.field("findings")?.items()?;
    for session in d.field("sessions")?.items()? {
        told.extend(session.field("findings")?.items()?);
    }
    Ok(told)
}

fn alarms(d: &Value, n: Option<&Value>) -> Result<Value, String> {
    let mut alarms = Vec::new();
    for finding in told(d, None, n)? {
        let id = finding.field("id")?;
        if rank(&finding)? > 0 && id.str()? != OF_EVERY_LOGIN {
            alarms.push(id.clone());
        }
    }
    Ok(Value::set(alarms))
}

const RANKS: [&str; 3] = ["info", "warning", "error"];

fn rank(finding: &Value) -> Result<usize, String> {
    let severity = finding.field("severity")?.str()?;
    let rank = RANKS.iter().position(|name| *name == severity);
    rank.ok_or_else(|| format!("no severity: {severity}"))
}

fn severity(told: &[Value]) -> Result<Value, String> {
    let mut worst = None;
    for finding in told {
        worst = worst.max(Some(rank(finding)?));
    }
    Ok(worst.map_or(Value::None, |rank| Value::text(RANKS[rank])))
}

fn cited(told: &[Value]) -> Result<Value, String> {
    let mut frames = Vec::new();
    for finding in told {
        frames.push(finding.field("frame")?.clone());
        frames.extend(finding.field("frames")?.items()?);
    }
    Ok(Value::set(frames))
}

fn message(told: &[Value]) -> Result<Value, String> {
    let mut messages = Vec::new();
    for finding in told {
        messages.push(finding.field("message")?.str()?.to_owned());
    }
    Ok(Value::Text(messages.join("\n")))
}

fn saved(files: &Value, name: &Value) -> Result<Value, String> {
    let Value::Bytes(manifest) = files.field("manifest.json")? else {
        return Err("there is no manifest".to_owned());
    };
    let manifest: Json = serde_json::from_slice(manifest).map_err(|error| error.to_string())?;
    let mut saved = Vec::new();
    for file in Value::from(&manifest).field("files")?.items()? {
        let path = file.field("path")?;
        if matches!(path, Value::Text(path) if path.ends_with(name.str()?)) {
            let content = files.field(file.field("output")?.str()?)?;
            let complete = file.field("complete")?;
            saved.push(Value::Tuple(vec![complete.clone(), content.clone()]));
        }
    }
    Ok(Value::List(saved))
}
