//! What an expression is worth.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use regex::Regex;

use super::helpers;
use super::parse::{Clause, Comparison, Expr, Loop, Operator, parse};
use super::value::Value;

/// The names that an expression may use.
pub(super) type Names = BTreeMap<String, Value>;

/// Reads an expression and gives its value. What it does not know is a fault, and so is an index
/// that leads nowhere.
pub(super) fn evaluate(text: &str, names: &Names) -> Result<Value, String> {
    value(&parse(text)?, names)
}

fn value(expr: &Expr, names: &Names) -> Result<Value, String> {
    match expr {
        Expr::Constant(literal) => Ok(Value::from(literal)),
        Expr::Name(name) => names
            .get(name)
            .cloned()
            .ok_or_else(|| format!("no such name: {name}")),
        Expr::List(items) => Ok(Value::List(values(items, names)?)),
        Expr::Tuple(items) => Ok(Value::Tuple(values(items, names)?)),
        Expr::Set(items) => Ok(Value::set(values(items, names)?)),
        Expr::Loop(looped) => looped_values(looped, names),
        Expr::Not(inner) => Ok(Value::Bool(!value(inner, names)?.truth())),
        Expr::Minus(inner) => Ok(Value::Int(-value(inner, names)?.int()?)),
        Expr::And(parts) => until(parts, names, false),
        Expr::Or(parts) => until(parts, names, true),
        Expr::Compare(first, others) => compare(first, others, names),
        Expr::Binary(operator, left, right) => {
            binary(*operator, value(left, names)?, value(right, names)?)
        }
        Expr::Index(of, index) => index_of(&value(of, names)?, &value(index, names)?),
        Expr::Slice(of, start, end) => {
            slice_of(&value(of, names)?, start.as_deref(), end.as_deref(), names)
        }
        Expr::Call(name, arguments) => helpers::call(name, &values(arguments, names)?),
        Expr::Method(of, name, arguments) => {
            let arguments = values(arguments, names)?;
            match of.as_ref() {
                Expr::Name(module) if module == "re" => regular(name, &arguments),
                of => method(&value(of, names)?, name, &arguments),
            }
        }
    }
}

fn values(items: &[Expr], names: &Names) -> Result<Vec<Value>, String> {
    items.iter().map(|item| value(item, names)).collect()
}

/// The first part that is as true as `wanted`, or the last one.
fn until(parts: &[Expr], names: &Names, wanted: bool) -> Result<Value, String> {
    let mut last = Value::None;
    for part in parts {
        last = value(part, names)?;
        if last.truth() == wanted {
            break;
        }
    }
    Ok(last)
}

fn looped_values(looped: &Loop, names: &Names) -> Result<Value, String> {
    let mut found = Vec::new();
    run(&looped.clauses, &looped.item, names, &mut found)?;
    Ok(if looped.into_set {
        Value::set(found)
    } else {
        Value::List(found)
    })
}

fn run(
    clauses: &[Clause],
    item: &Expr,
    names: &Names,
    found: &mut Vec<Value>,
) -> Result<(), String> {
    let Some((clause, inner)) = clauses.split_first() else {
        found.push(value(item, names)?);
        return Ok(());
    };
    for given in value(&clause.source, names)?.items()? {
        let mut names = names.clone();
        bind(&clause.names, given, &mut names)?;
        if until(&clause.conditions, &names, false)?.truth() || clause.conditions.is_empty() {
            run(inner, item, &names, found)?;
        }
    }
    Ok(())
}

fn bind(targets: &[String], given: Value, names: &mut Names) -> Result<(), String> {
    if let [only] = targets {
        names.insert(only.clone(), given);
        return Ok(());
    }
    let parts = given.items()?;
    if parts.len() != targets.len() {
        return Err(format!("{given} cannot be taken apart by {targets:?}"));
    }
    names.extend(targets.iter().cloned().zip(parts));
    Ok(())
}

fn compare(first: &Expr, others: &[(Comparison, Expr)], names: &Names) -> Result<Value, String> {
    let mut left = value(first, names)?;
    for (comparison, right) in others {
        let right = value(right, names)?;
        if !holds(*comparison, &left, &right)? {
            return Ok(Value::Bool(false));
        }
        left = right;
    }
    Ok(Value::Bool(true))
}

fn holds(comparison: Comparison, left: &Value, right: &Value) -> Result<bool, String> {
    let order = || left.order(right);
    Ok(match comparison {
        Comparison::Equal | Comparison::Is => left == right,
        Comparison::Unequal | Comparison::IsNot => left != right,
        Comparison::Less => order()? == Some(Ordering::Less),
        Comparison::AtMost => order()?.is_some_and(Ordering::is_le),
        Comparison::Greater => order()? == Some(Ordering::Greater),
        Comparison::AtLeast => order()?.is_some_and(Ordering::is_ge),
        Comparison::In => right.contains(left)?,
        Comparison::NotIn => !right.contains(left)?,
    })
}

fn binary(operator: Operator, left: Value, right: Value) -> Result<Value, String> {
    use Value::{Bytes, Int, List, Set, Text};
    match (operator, left, right) {
        (Operator::Add, Int(a), Int(b)) => Ok(Int(a + b)),
        (Operator::Subtract, Int(a), Int(b)) => Ok(Int(a - b)),
        (Operator::Multiply, Int(a), Int(b)) => Ok(Int(a * b)),
        (Operator::Add, Text(a), Text(b)) => Ok(Text(a + &b)),
        (Operator::Add, Bytes(a), Bytes(b)) => Ok(Bytes([a, b].concat())),
        (Operator::Add, List(a), List(b)) => Ok(List([a, b].concat())),
        (Operator::Multiply, Text(a), Int(n)) => Ok(Text(a.repeat(times(n)))),
        (Operator::Multiply, Bytes(a), Int(n)) => Ok(Bytes(a.repeat(times(n)))),
        (Operator::Multiply, List(a), Int(n)) => Ok(List(repeated(&a, times(n)))),
        (Operator::Union, Set(a), Set(b)) => Ok(Value::set([a, b].concat())),
        (Operator::Subtract, Set(a), Set(b)) => {
            Ok(Value::set(a.into_iter().filter(|item| !b.contains(item))))
        }
        (Operator::Intersection, Set(a), Set(b)) => {
            Ok(Value::set(a.into_iter().filter(|item| b.contains(item))))
        }
        (operator, left, right) => Err(format!("{operator:?} of {left} and {right}")),
    }
}

fn times(count: i64) -> usize {
    usize::try_from(count).unwrap_or(0)
}

fn repeated(items: &[Value], count: usize) -> Vec<Value> {
    items
        .iter()
        .cycle()
        .take(items.len() * count)
        .cloned()
        .collect()
}

fn index_of(of: &Value, index: &Value) -> Result<Value, String> {
    if let Value::Dict(_) = of {
        return of.field(index.str()?).cloned();
    }
    let items = of.items()?;
    let at = position(index.int()?, items.len());
    at.and_then(|at| items.get(at).cloned())
        .ok_or_else(|| format!("there is no item {index}"))
}

/// Where a number leads that counts from the end where it is negative.
fn position(index: i64, length: usize) -> Option<usize> {
    let index = if index < 0 {
        index + length as i64
    } else {
        index
    };
    usize::try_from(index).ok()
}

fn slice_of(
    of: &Value,
    start: Option<&Expr>,
    end: Option<&Expr>,
    names: &Names,
) -> Result<Value, String> {
    let items = of.items()?;
    let bound = |expr: Option<&Expr>, default: usize| match expr {
        None => Ok(default),
        Some(expr) => {
            let number = value(expr, names)?.int()?;
            Ok::<_, String>(position(number, items.len()).unwrap_or(0).min(items.len()))
        }
    };
    let (start, end) = (bound(start, 0)?, bound(end, items.len())?);
    let part = items.get(start..end).unwrap_or_default().to_vec();
    match of {
        Value::Text(_) => part
            .iter()
            .map(Value::str)
            .collect::<Result<String, _>>()
            .map(Value::Text),
        Value::Bytes(bytes) => Ok(Value::Bytes(
            bytes.get(start..end).unwrap_or_default().to_vec(),
        )),
        Value::Tuple(_) => Ok(Value::Tuple(part)),
        _ => Ok(Value::List(part)),
    }
}

fn method(of: &Value, name: &str, arguments: &[Value]) -> Result<Value, String> {
    match (of, name, arguments) {
        (Value::Text(text), "startswith", [Value::Text(head)]) => {
            Ok(Value::Bool(text.starts_with(head)))
        }
        (Value::Text(text), "endswith", [Value::Text(tail)]) => {
            Ok(Value::Bool(text.ends_with(tail)))
        }
        (Value::Text(text), "count", [Value::Text(part)]) => {
            Ok(Value::Int(text.matches(part.as_str()).count() as i64))
        }
        (Value::Text(text), "find", [Value::Text(part)]) => Ok(found_at(text, part, 0)),
        (Value::Text(text), "find", [Value::Text(part), start]) => Ok(found_at(
            text,
            part,
            usize::try_from(start.int()?).unwrap_or(0),
        )),
        (Value::Text(by), "join", [texts]) => {
            let texts = texts.items()?;
            let texts = texts.iter().map(Value::str).collect::<Result<Vec<_>, _>>();
            Ok(Value::Text(texts?.join(by)))
        }
        (Value::List(items), "count", [item]) => Ok(Value::Int(
            items.iter().filter(|other| *other == item).count() as i64,
        )),
        (Value::Text(text), "lower", []) => Ok(Value::Text(text.to_lowercase())),
        (Value::Text(text), "strip", []) => Ok(Value::text(text.trim())),
        (Value::Text(text), "lstrip", [Value::Text(of)]) => {
            Ok(Value::text(text.trim_start_matches(|c| of.contains(c))))
        }
        (Value::Text(text), "split", [Value::Text(by)]) => Ok(Value::List(
            text.split(by.as_str()).map(Value::text).collect(),
        )),
        (Value::Bytes(bytes), "splitlines", []) => Ok(Value::List(lines(bytes))),
        (of, name, _) => Err(format!("no such method: {name} of {of}")),
    }
}

/// The number of the character where a part begins, at `start` or behind it; -1 where it is not
/// there.
fn found_at(text: &str, part: &str, start: usize) -> Value {
    let bytes = text
        .char_indices()
        .nth(start)
        .map_or(text.len(), |(at, _)| at);
    let found = text[bytes..].find(part);
    Value::Int(found.map_or(-1, |at| text[..bytes + at].chars().count() as i64))
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    let mut lines: Vec<_> = bytes
        .split(|&byte| byte == b'\n')
        .map(|line| Value::Bytes(line.strip_suffix(b"\r").unwrap_or(line).to_vec()))
        .collect();
    if bytes.ends_with(b"\n") || bytes.is_empty() {
        lines.pop();
    }
    lines
}

/// `re.search` and `re.findall` without groups, where Python and the crate mean the same.
fn regular(name: &str, arguments: &[Value]) -> Result<Value, String> {
    let [Value::Text(pattern), Value::Text(text)] = arguments else {
        return Err(format!("re.{name} takes a pattern and a text"));
    };
    let pattern = Regex::new(pattern).map_err(|error| error.to_string())?;
    match name {
        "search" => Ok(pattern
            .find(text)
            .map_or(Value::None, |found| Value::text(found.as_str()))),
        "findall" if pattern.captures_len() == 1 => Ok(Value::List(
            pattern
                .find_iter(text)
                .map(|found| Value::text(found.as_str()))
                .collect(),
        )),
        _ => Err(format!("no such function: re.{name}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What expressions are worth, as Python says.
    const TRUE: &[&str] = &[
        "1 < 2 <= 2 != 3",
        "not 1 > 2 and 'b' in 'abc' and 'x' not in ['a']",
        "(1, 2) == (1, 2) and [1, 2] != (1, 2)",
        "{1, 2} >= {2} and {1} | {2} == {2, 1} and not {1} & {2} and {1, 2} - {1} == {2}",
        "[0] * 3 + [1] == [0, 0, 0, 1] and b'ab' * 2 == b'abab' and -1 + 2 * 3 == 5",
        "[x * 2 for x in [1, 2, 3] if x != 2] == [2, 6]",
        "[a + b for a, b in [('x', 'y')]] == ['xy']",
        "[x for y in [[1], [2, 3]] for x in y] == [1, 2, 3]",
        "{x for x in [1, 1]} == {1} and len({x for x in 'aab'}) == 2",
        "all(x for x in [True, 1]) and not any(x for x in [0, None, ''])",
        "'abc'[-1] == 'c' and 'abc'[1:] == 'bc' and [1, 2, 3][:2] == [1, 2] and b'ab'[0] == 97",
        "True == 1 and None is None and 1 is not None and 1.5 > 1",
        "'\\x41\\n\\'' == \"A\\n'\" and b'\\xff' != b'\\xfe' and r'\\b' == '\\\\b'",
        "set() == set([]) and sorted({2, 1}) == [1, 2] and ('a',) == ('a',)",
        "('ab').startswith('a') and 'ab'.endswith('b') and 'aba'.count('a') == 2 and 'A'.lower() == 'a'",
        "re.search(r'\\bb+', 'a bb') and not re.search('x', 'a') and re.findall('a', 'aba') == ['a', 'a']",
        "b'1\\r\\n2'.splitlines() == [b'1', b'2'] and '/x'.lstrip('/') == 'x' and 'a,b'.split(',') == ['a', 'b']",
        "d['sessions'][0]['user'] == 'anna' and 'sessions' in d and d['none'] is None",
        "0 or 'x' == 'x'",
        "'aéaé'.find('é') == 1 and 'aéaé'.find('é', 2) == 3 and 'a'.find('b') == -1 and ', '.join(['a', 'b']) == 'a, b'",
    ];

    fn names() -> Names {
        let document = json!({"sessions": [{"user": "anna"}], "none": null});
        [("d".to_owned(), Value::from(&document))].into()
    }

    #[test]
    fn expressions_are_worth_what_python_says() {
        for expression in TRUE {
            let found = evaluate(expression, &names());
            assert!(
                found.as_ref().is_ok_and(Value::truth),
                "{expression}: {}",
                found.map_or_else(|fault| fault, |value| value.to_string())
            );
        }
    }

    #[test]
    fn what_is_unknown_is_a_fault_and_never_false() {
        for expression in [
            "unknown",
            "unknown(d)",
            "'a'.unknown()",
            "d['missing']",
            "[][0]",
            "session(d, 7)",
            "1 if True else 2",
            "lambda: 1",
            "1 +",
            "'open",
            "1 < 'a'",
            "(1",
            "x for x in [1]",
            "not unknown",
            "d.sessions",
            "f'{d}'",
            "re.sub('a', 'b', 'c')",
        ] {
            assert!(evaluate(expression, &names()).is_err(), "{expression}");
        }
    }

    #[test]
    fn the_rest_of_a_decided_expression_is_not_looked_at() {
        let names = names();
        assert!(evaluate("1 or unknown", &names).is_ok());
        assert!(evaluate("0 and unknown", &names).is_ok());
    }
}
