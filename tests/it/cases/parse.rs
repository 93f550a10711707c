//! The grammar of expressions: the part of Python's that case.json uses.
//!
//! ```text
//! or      and ("or" and)*
//! and     not ("and" not)*
//! not     "not" not | comparison
//! comparison  union (("==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not" "in" | "is" | "is" "not") union)*
//! union   intersection ("|" intersection)*
//! intersection  sum ("&" sum)*
//! sum     product (("+" | "-") product)*
//! product unary ("*" unary)*
//! unary   "-" unary | postfix
//! postfix atom ("[" or "]" | "[" or? ":" or? "]" | "." name ("(" arguments ")") | "(" arguments ")")*
//! atom    literal | name | "(" ... ")" | "[" ... "]" | "{" ... "}"; the last three also with `x for x in y if z`
//! ```

use super::value::Value;

/// An expression.
#[derive(Debug, PartialEq)]
pub(super) enum Expr {
    Constant(Literal),
    Name(String),
    List(Vec<Expr>),
    Tuple(Vec<Expr>),
    Set(Vec<Expr>),
    Loop(Box<Loop>),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Compare(Box<Expr>, Vec<(Comparison, Expr)>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    Index(Box<Expr>, Box<Expr>),
    Slice(Box<Expr>, Option<Box<Expr>>, Option<Box<Expr>>),
    Call(String, Vec<Expr>),
    Method(Box<Expr>, String, Vec<Expr>),
}

/// `item for names in source if condition`, in brackets of some kind.
#[derive(Debug, PartialEq)]
pub(super) struct Loop {
    pub(super) into_set: bool,
    pub(super) item: Expr,
    pub(super) clauses: Vec<Clause>,
}

/// `for names in source if condition`.
#[derive(Debug, PartialEq)]
pub(super) struct Clause {
    pub(super) names: Vec<String>,
    pub(super) source: Expr,
    pub(super) conditions: Vec<Expr>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<&Literal> for Value {
    fn from(literal: &Literal) -> Self {
        match literal {
            Literal::None => Self::None,
            Literal::Bool(truth) => Self::Bool(*truth),
            Literal::Int(number) => Self::Int(*number),
            Literal::Float(number) => Self::Float(*number),
            Literal::Text(text) => Self::text(text),
            Literal::Bytes(bytes) => Self::Bytes(bytes.clone()),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    In,
    NotIn,
    Is,
    IsNot,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Union,
    Intersection,
}

/// Reads an expression; all of it must be one.
pub(super) fn parse(text: &str) -> Result<Expr, String> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        next: 0,
    };
    let whole = parser.or()?;
    match parser.peek() {
        None => Ok(whole),
        Some(rest) => Err(format!("{rest:?} is too much")),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Literal(Literal),
    Name(String),
    Sign(&'static str),
}

/// Longer ones first.
const SIGNS: &[&str] = &[
    "==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", "{", "}", ",", ":", ".", "+", "-", "*",
    "&", "|",
];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (token, after) = token(rest)?;
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

fn token(text: &str) -> Result<(Token, &str), String> {
    if let Some((literal, after)) = quoted(text)? {
        return Ok((Token::Literal(literal), after));
    }
    if let Some(sign) = SIGNS.iter().find(|sign| text.starts_with(**sign)) {
        return Ok((Token::Sign(sign), &text[sign.len()..]));
    }
    let of_word = |c: char| c.is_alphanumeric() || c == '_';
    let number = text.starts_with(|c: char| c.is_ascii_digit());
    let length = text
        .find(|c| !(of_word(c) || number && c == '.'))
        .unwrap_or(text.len());
    let (word, after) = text.split_at(length);
    match word {
        "" => Err(format!("no expression: {text}")),
        _ if number => Ok((Token::Literal(numeral(word)?), after)),
        "None" => Ok((Token::Literal(Literal::None), after)),
        "True" => Ok((Token::Literal(Literal::Bool(true)), after)),
        "False" => Ok((Token::Literal(Literal::Bool(false)), after)),
        _ => Ok((Token::Name(word.to_owned()), after)),
    }
}

fn numeral(word: &str) -> Result<Literal, String> {
    let fault = || format!("no number: {word}");
    if word.contains('.') {
        return word.parse().map(Literal::Float).map_err(|_| fault());
    }
    word.parse().map(Literal::Int).map_err(|_| fault())
}

/// A string in quotes, with `b` or `r` before them, and what stands behind it.
fn quoted(text: &str) -> Result<Option<(Literal, &str)>, String> {
    let prefix = text.find(['\'', '"']).unwrap_or(text.len());
    let bytes = text[..prefix].contains('b');
    let raw = text[..prefix].contains('r');
    if prefix == text.len() || !matches!(&text[..prefix], "" | "b" | "r" | "br" | "rb") {
        return Ok(None);
    }
    let quote = text[prefix..].chars().next().expect("a quote was found");
    let mut content = Vec::new();
    let mut characters = text[prefix + 1..].char_indices();
    while let Some((at, character)) = characters.next() {
        if character == quote {
            let after = &text[prefix + 1 + at + 1..];
            return Ok(Some((literal(content, bytes)?, after)));
        }
        if character != '\\' {
            content.extend(character.to_string().bytes());
            continue;
        }
        let (_, escaped) = characters.next().ok_or("a text ends in a backslash")?;
        if raw {
            content.push(b'\\');
            content.extend(escaped.to_string().bytes());
            continue;
        }
        content.extend(escape(escaped, &mut characters, bytes)?);
    }
    Err(format!("a text without an end: {text}"))
}

fn escape(
    escaped: char,
    rest: &mut std::str::CharIndices<'_>,
    bytes: bool,
) -> Result<Vec<u8>, String> {
    Ok(match escaped {
        'n' => vec![b'\n'],
        'r' => vec![b'\r'],
        't' => vec![b'\t'],
        '0' => vec![0],
        '\\' | '\'' | '"' => vec![escaped as u8],
        'x' => {
            let digits: String = rest.take(2).map(|(_, digit)| digit).collect();
            let code = u8::from_str_radix(&digits, 16).map_err(|_| format!("\\x{digits}"))?;
            if bytes {
                vec![code]
            } else {
                char::from(code).to_string().into_bytes()
            }
        }
        other => return Err(format!("no such escape: \\{other}")),
    })
}

fn literal(content: Vec<u8>, bytes: bool) -> Result<Literal, String> {
    if bytes {
        return Ok(Literal::Bytes(content));
    }
    let text = String::from_utf8(content).map_err(|error| error.to_string())?;
    Ok(Literal::Text(text))
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let is_it = matches!(self.peek(), Some(Token::Sign(next)) if *next == sign);
        self.next += usize::from(is_it);
        is_it
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is_it = matches!(self.peek(), Some(Token::Name(next)) if next == word);
        self.next += usize::from(is_it);
        is_it
    }

    fn need(&mut self, sign: &str) -> Result<(), String> {
        if self.take_sign(sign) {
            return Ok(());
        }
        Err(format!("{sign} is needed, not {:?}", self.peek()))
    }

    fn name(&mut self) -> Result<String, String> {
        match self.peek().cloned() {
            Some(Token::Name(name)) => {
                self.next += 1;
                Ok(name)
            }
            other => Err(format!("a name is needed, not {other:?}")),
        }
    }

    fn or(&mut self) -> Result<Expr, String> {
        let mut parts = vec![self.and()?];
        while self.take_word("or") {
            parts.push(self.and()?);
        }
        Ok(joined(parts, Expr::Or))
    }

    fn and(&mut self) -> Result<Expr, String> {
        let mut parts = vec![self.not()?];
        while self.take_word("and") {
            parts.push(self.not()?);
        }
        Ok(joined(parts, Expr::And))
    }

    fn not(&mut self) -> Result<Expr, String> {
        if self.take_word("not") {
            return Ok(Expr::Not(Box::new(self.not()?)));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Expr, String> {
        let first = self.binary(0)?;
        let mut others = Vec::new();
        while let Some(comparison) = self.comparison_sign() {
            others.push((comparison, self.binary(0)?));
        }
        if others.is_empty() {
            return Ok(first);
        }
        Ok(Expr::Compare(Box::new(first), others))
    }

    fn comparison_sign(&mut self) -> Option<Comparison> {
        use Comparison::{AtLeast, AtMost, Equal, Greater, In, Is, IsNot, Less, NotIn, Unequal};
        const TABLE: [(&str, Comparison); 6] = [
            ("==", Equal),
            ("!=", Unequal),
            ("<=", AtMost),
            (">=", AtLeast),
            ("<", Less),
            (">", Greater),
        ];
        for (sign, comparison) in TABLE {
            if self.take_sign(sign) {
                return Some(comparison);
            }
        }
        if self.take_word("in") {
            return Some(In);
        }
        if self.take_word("is") {
            return Some(if self.take_word("not") { IsNot } else { Is });
        }
        let next = self.tokens.get(self.next + 1);
        if matches!(next, Some(Token::Name(word)) if word == "in") && self.take_word("not") {
            self.next += 1;
            return Some(NotIn);
        }
        None
    }

    /// Operators of two sides, from the loosest level on.
    fn binary(&mut self, level: usize) -> Result<Expr, String> {
        use Operator::{Add, Intersection, Multiply, Subtract, Union};
        const LEVELS: [&[(&str, Operator)]; 4] = [
            &[("|", Union)],
            &[("&", Intersection)],
            &[("+", Add), ("-", Subtract)],
            &[("*", Multiply)],
        ];
        let Some(operators) = LEVELS.get(level) else {
            return self.unary();
        };
        let mut left = self.binary(level + 1)?;
        while let Some((_, operator)) = operators.iter().find(|(sign, _)| self.take_sign(sign)) {
            let right = self.binary(level + 1)?;
            left = Expr::Binary(*operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr, String> {
        if self.take_sign("-") {
            return Ok(Expr::Minus(Box::new(self.unary()?)));
        }
        let atom = self.atom()?;
        self.postfix(atom)
    }

    fn postfix(&mut self, mut value: Expr) -> Result<Expr, String> {
        loop {
            if self.take_sign("[") {
                value = self.index(value)?;
            } else if self.take_sign(".") {
                let name = self.name()?;
                self.need("(")?;
                value = Expr::Method(Box::new(value), name, self.arguments()?);
            } else if let (Expr::Name(name), true) = (&value, self.take_sign("(")) {
                value = Expr::Call(name.clone(), self.arguments()?);
            } else {
                return Ok(value);
            }
        }
    }

    fn index(&mut self, value: Expr) -> Result<Expr, String> {
        let value = Box::new(value);
        if self.take_sign(":") {
            let end = self.bound()?;
            return Ok(Expr::Slice(value, None, end));
        }
        let start = Box::new(self.or()?);
        if self.take_sign(":") {
            let end = self.bound()?;
            return Ok(Expr::Slice(value, Some(start), end));
        }
        self.need("]")?;
        Ok(Expr::Index(value, start))
    }

    /// The end of a slice and its bracket.
    fn bound(&mut self) -> Result<Option<Box<Expr>>, String> {
        if self.take_sign("]") {
            return Ok(None);
        }
        let end = self.or()?;
        self.need("]")?;
        Ok(Some(Box::new(end)))
    }

    fn arguments(&mut self) -> Result<Vec<Expr>, String> {
        let (items, looped, _) = self.items(")")?;
        match looped {
            Some(looped) => Ok(vec![looped]),
            None => Ok(items),
        }
    }

    fn atom(&mut self) -> Result<Expr, String> {
        if self.take_sign("(") {
            let (mut items, looped, comma) = self.items(")")?;
            return Ok(match looped {
                Some(looped) => looped,
                None if items.len() == 1 && !comma => items.remove(0),
                None => Expr::Tuple(items),
            });
        }
        if self.take_sign("[") {
            let (items, looped, _) = self.items("]")?;
            return Ok(looped.unwrap_or(Expr::List(items)));
        }
        if self.take_sign("{") {
            let (items, looped, _) = self.items("}")?;
            if let Some(Expr::Loop(mut looped)) = looped {
                looped.into_set = true;
                return Ok(Expr::Loop(looped));
            }
            return Ok(Expr::Set(items));
        }
        match self.peek().cloned() {
            Some(Token::Literal(literal)) => {
                self.next += 1;
                Ok(Expr::Constant(literal))
            }
            _ => self.name().map(Expr::Name),
        }
    }

    /// What stands up to a bracket: items, or a loop; and whether a comma stood behind the last.
    fn items(&mut self, end: &str) -> Result<(Vec<Expr>, Option<Expr>, bool), String> {
        let mut items = Vec::new();
        let mut comma = false;
        while !self.take_sign(end) {
            items.push(self.or()?);
            if items.len() == 1 && self.take_word("for") {
                let looped = self.looped(items.remove(0))?;
                self.need(end)?;
                return Ok((items, Some(looped), false));
            }
            comma = self.take_sign(",");
            if !comma {
                self.need(end)?;
                break;
            }
        }
        Ok((items, None, comma))
    }

    fn looped(&mut self, item: Expr) -> Result<Expr, String> {
        let mut clauses = vec![self.clause()?];
        while self.take_word("for") {
            clauses.push(self.clause()?);
        }
        Ok(Expr::Loop(Box::new(Loop {
            into_set: false,
            item,
            clauses,
        })))
    }

    fn clause(&mut self) -> Result<Clause, String> {
        let mut names = vec![self.name()?];
        while self.take_sign(",") {
            names.push(self.name()?);
        }
        if !self.take_word("in") {
            return Err(format!("in is needed, not {:?}", self.peek()));
        }
        let source = self.or()?;
        let mut conditions = Vec::new();
        while self.take_word("if") {
            conditions.push(self.or()?);
        }
        Ok(Clause {
            names,
            source,
            conditions,
        })
    }
}

fn joined(mut parts: Vec<Expr>, join: impl FnOnce(Vec<Expr>) -> Expr) -> Expr {
    if parts.len() == 1 {
        return parts.remove(0);
    }
    join(parts)
}
