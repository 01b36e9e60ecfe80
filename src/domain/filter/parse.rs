//! From text to tree. Every error says where and what to type.

use super::super::text;
use super::super::word::Needle;
use super::FilterError;
use super::field::Field;
use super::tree::{KeyRef, Node, Op, Term, Value};
use super::value;
use std::ops::Range;

/// The longest filter, in bytes.
const LONGEST: usize = 4096;
/// The most brackets and `!` around a term.
const DEEPEST: usize = 50;
/// The most terms and values together.
const MOST: usize = 200;

/// The operators, the longer before those that they begin with; true where it says not.
const SIGNS: [(&str, Op, bool); 13] = [
    (":<=", Op::Most, false),
    (":>=", Op::Least, false),
    (":<", Op::Below, false),
    (":>", Op::Above, false),
    ("!=", Op::Is, true),
    ("!:", Op::Is, true),
    ("==", Op::Is, false),
    ("<=", Op::Most, false),
    (">=", Op::Least, false),
    ("<", Op::Below, false),
    (">", Op::Above, false),
    ("=", Op::Is, false),
    (":", Op::Is, false),
];

/// As Jira writes `!`; in small letters it is a word.
const NOT: &str = "NOT";

/// Reads a filter; `None` where it asks nothing.
pub(super) fn parse(typed: &str) -> Result<Option<Node>, FilterError> {
    if typed.len() > LONGEST {
        let mut from = LONGEST;
        while !typed.is_char_boundary(from) {
            from -= 1;
        }
        return Err(error(from..typed.len(), format!("a filter has at most {LONGEST} bytes: leave something out")));
    }
    let mut parser = Parser { typed, at: 0, depth: 0, count: 0 };
    let node = parser.any()?;
    match parser.peek() {
        None if node.is_none() && !typed.trim().is_empty() => {
            let from = typed.len() - typed.trim_start().len();
            Err(error(
                from..typed.trim_end().len(),
                "there is no letter and no digit in this: type a word, or a term such as state:open",
            ))
        }
        // Only a closing bracket ends it before its end.
        Some(_) => {
            Err(error(parser.at..parser.at + 1, "this ) closes nothing: take it away, or open a bracket before"))
        }
        None => Ok(node),
    }
}

pub(super) fn error(at: Range<usize>, message: impl Into<String>) -> FilterError {
    FilterError { at, message: message.into() }
}

struct Parser<'a> {
    typed: &'a str,
    at: usize,
    depth: usize,
    count: usize,
}

/// A value as it was typed.
pub(super) struct Typed<'a> {
    pub(super) text: &'a str,
    pub(super) is_quoted: bool,
    pub(super) at: Range<usize>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.typed[self.at..]
    }

    fn skip_spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// The next character that is no space.
    fn peek(&mut self) -> Option<char> {
        self.skip_spaces();
        self.rest().chars().next()
    }

    /// The next run of characters without space, bracket or quote.
    fn run(&self) -> &'a str {
        let rest = self.rest();
        &rest[..rest.find(ends_run).unwrap_or(rest.len())]
    }

    /// The keyword that stands here, if it does.
    fn keyword(&mut self) -> Option<Keyword> {
        self.skip_spaces();
        match self.run() {
            run if run.eq_ignore_ascii_case("or") => Some(Keyword::Or),
            run if run.eq_ignore_ascii_case("and") => Some(Keyword::And),
            _ => None,
        }
    }

    /// `a or b or c`.
    fn any(&mut self) -> Result<Option<Node>, FilterError> {
        let mut parts = Vec::new();
        let mut hanging: Option<Range<usize>> = None;
        loop {
            let part = self.all()?;
            let is_or = self.keyword() == Some(Keyword::Or);
            let here = self.at..self.at + if is_or { 2 } else { 0 };
            match part {
                Some(part) => parts.push(part),
                None if is_or || hanging.is_some() => {
                    let at = hanging.unwrap_or(here);
                    return Err(error(
                        at,
                        "or stands between two terms: type one on each side, or \"or\" for the word",
                    ));
                }
                None => return Ok(None),
            }
            if !is_or {
                return Ok(Node::any(parts));
            }
            self.at += 2;
            hanging = Some(here);
        }
    }

    /// Terms side by side.
    fn all(&mut self) -> Result<Option<Node>, FilterError> {
        let mut parts = Vec::new();
        let mut hanging: Option<Range<usize>> = None;
        loop {
            match self.keyword() {
                Some(Keyword::And) => {
                    let here = self.at..self.at + 3;
                    if parts.is_empty() || hanging.is_some() {
                        return Err(lonely_and(here));
                    }
                    self.at = here.end;
                    hanging = Some(here);
                    continue;
                }
                Some(Keyword::Or) => break,
                None => {}
            }
            if matches!(self.peek(), None | Some(')')) {
                break;
            }
            if let Some(part) = self.one()? {
                parts.push(part);
                hanging = None;
            }
        }
        match hanging {
            Some(at) => Err(lonely_and(at)),
            None => Ok(Node::all(parts)),
        }
    }

    /// A term, a bracket, or one of these with `!` before it; `None` for signs that say nothing.
    fn one(&mut self) -> Result<Option<Node>, FilterError> {
        let from = self.at;
        match self.peek() {
            Some('!' | '-' | 'N') if self.negation().is_some() => {
                let sign = from..from + self.negation().unwrap_or(1);
                self.at = sign.end;
                self.deeper(from)?;
                let is_end = matches!(self.peek(), None | Some(')')) || self.keyword().is_some();
                let inner = if is_end { None } else { self.one()? };
                self.depth -= 1;
                let inner = inner.ok_or_else(|| {
                    error(sign, "there is nothing behind !: type the term that must not hold, such as !is:blocked")
                })?;
                Ok(Some(Node::Not(Box::new(inner))))
            }
            Some('(') => self.bracket().map(Some),
            Some('"') => {
                let phrase = self.quote()?;
                self.counted(&phrase.at)?;
                if Needle::new(phrase.text, true).is_none() {
                    return Err(error(phrase.at, "there is no word between the quotes: type one, or take them away"));
                }
                Ok(Some(Node::Term(Term::Phrase(phrase.text.to_owned()))))
            }
            _ => self.term(),
        }
    }

    /// The bytes of what turns the next term round: `!`, `NOT` as others write it, or `-` directly before a term.
    fn negation(&self) -> Option<usize> {
        let rest = self.rest();
        let is_dash = rest
            .strip_prefix('-')
            .is_some_and(|behind| behind.starts_with(|c: char| c.is_alphabetic() || matches!(c, '(' | '"')));
        match rest.chars().next()? {
            '!' => Some(1),
            '-' if is_dash => Some(1),
            'N' if self.run() == NOT => Some(NOT.len()),
            _ => None,
        }
    }

    fn bracket(&mut self) -> Result<Node, FilterError> {
        let from = self.at;
        self.at += 1;
        self.deeper(from)?;
        let inner = self.any()?;
        self.depth -= 1;
        if self.peek() != Some(')') {
            return Err(error(from..from + 1, "this bracket is not closed: type ) where it ends"));
        }
        self.at += 1;
        inner.ok_or_else(|| {
            error(from..self.at, "there is nothing between the brackets: type a term, or take them away")
        })
    }

    fn deeper(&mut self, from: usize) -> Result<(), FilterError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(error(from..from + 1, format!("brackets and ! go at most {DEEPEST} deep: take some away")));
        }
        Ok(())
    }

    fn counted(&mut self, at: &Range<usize>) -> Result<(), FilterError> {
        self.count += 1;
        if self.count > MOST {
            return Err(error(at.clone(), format!("a filter has at most {MOST} terms: leave some out")));
        }
        Ok(())
    }

    /// A text in quotes; the cursor stands on the first.
    fn quote(&mut self) -> Result<Typed<'a>, FilterError> {
        let from = self.at;
        let inside = &self.typed[from + 1..];
        let Some(length) = inside.find('"') else {
            return Err(error(from..self.typed.len(), "this quote is not closed: type \" where it ends"));
        };
        self.at = from + length + 2;
        Ok(Typed { text: &inside[..length], is_quoted: true, at: from..self.at })
    }

    /// A field with its values, or words.
    fn term(&mut self) -> Result<Option<Node>, FilterError> {
        let from = self.at;
        let run = self.run();
        let name = &run[..run.find(|c: char| !(c.is_alphabetic() || matches!(c, '-' | '_'))).unwrap_or(run.len())];
        if name.ends_with(char::is_alphabetic) {
            self.at += name.len();
            if let Some((op, is_not)) = self.op(name) {
                let field = Field::parse(name).ok_or_else(|| unknown(name, from))?;
                let term = self.field(field, op, from)?;
                return Ok(Some(if is_not { Node::Not(Box::new(term)) } else { term }));
            }
        }
        self.at = from + run.len();
        let lead = run.len() - run.trim_start_matches(['<', '>', '=', ':']).len();
        let (run, at) = (&run[lead..], from + lead..self.at);
        if Needle::new(run, false).is_none() {
            return Ok(None);
        }
        self.counted(&at)?;
        // What was cut off at the front may lay bare what means something else.
        if lead > 0 && (is_keyword(run) || run.starts_with(['!', '-']) || begins_field(run)) {
            return Err(error(at, format!("put this in quotes to look for it as words: \"{run}\"")));
        }
        Ok(Some(Node::Term(Term::Word(run.to_owned()))))
    }

    /// The operator that follows, and whether it says not; steps over it.
    fn op(&mut self, name: &str) -> Option<(Op, bool)> {
        let rest = self.rest();
        let apart = rest.len() - rest.trim_start().len();
        let sign = rest.trim_start();
        // Apart from its field only where nothing else could be meant.
        if apart > 0 && !(sign.starts_with(['<', '>', '=']) && Field::parse(name).is_some_and(value::is_compared)) {
            return None;
        }
        let (sign, op, is_not) = SIGNS.into_iter().find(|(text, ..)| sign.starts_with(text))?;
        self.at += apart + sign.len();
        if sign != ":" && sign != "!:" {
            let rest = self.rest().trim_start();
            let is_apart = !rest.is_empty() && Field::parse(name).is_some_and(value::is_compared);
            if is_apart {
                self.skip_spaces();
            }
        }
        Some((op, is_not))
    }

    fn field(&mut self, field: Field, op: Op, from: usize) -> Result<Node, FilterError> {
        let mut values: Vec<Value> = Vec::new();
        let mut moved = None;
        loop {
            let typed = self.value()?;
            self.counted(&typed.at)?;
            if typed.text.trim().is_empty() {
                return Err(value::missing(field, op, from..typed.at.end.max(self.at)));
            }
            match value::read(field, op, &typed)? {
                value::Read::Value(value) => values.push(value),
                value::Read::Other(field, value) => {
                    let term = Term::Field { field, op, values: vec![value] };
                    moved.get_or_insert_with(Vec::new).push(Node::Term(term));
                }
            }
            if !self.rest().starts_with(',') {
                break;
            }
            if op != Op::Is {
                return Err(error(
                    self.at..self.at + 1,
                    format!("{} compares with one value: leave out the comma", op.sign()),
                ));
            }
            self.at += 1;
        }
        let mut parts = moved.unwrap_or_default();
        if !values.is_empty() {
            parts.insert(0, Node::Term(Term::Field { field, op, values }));
        }
        Node::any(parts).ok_or_else(|| value::missing(field, op, from..self.at))
    }

    /// One value behind an operator or a comma.
    fn value(&mut self) -> Result<Typed<'a>, FilterError> {
        if self.rest().starts_with('"') {
            return self.quote();
        }
        let run = self.run();
        let text = &run[..run.find(',').unwrap_or(run.len())];
        let at = self.at..self.at + text.len();
        self.at = at.end;
        Ok(Typed { text, is_quoted: false, at })
    }
}

#[derive(PartialEq, Eq)]
enum Keyword {
    Or,
    And,
}

pub(super) fn ends_run(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '"')
}

fn is_keyword(run: &str) -> bool {
    run.eq_ignore_ascii_case("or") || run.eq_ignore_ascii_case("and") || run == NOT
}

/// True for letters with an operator behind them.
fn begins_field(run: &str) -> bool {
    let name = run.len() - run.trim_start_matches(|c: char| c.is_alphabetic() || matches!(c, '-' | '_')).len();
    let op = &run[name..];
    name > 0 && (op.starts_with([':', '=', '<', '>']) || op.starts_with("!=") || op.starts_with("!:"))
}

fn lonely_and(at: Range<usize>) -> FilterError {
    error(at, "and stands between two terms: type one on each side, or \"and\" for the word")
}

fn unknown(name: &str, from: usize) -> FilterError {
    let shown = text::visible(name);
    let hint = match Field::near(name) {
        Some(field) => format!("did you mean {}?", field.name()),
        None => format!("type one of {}, or put quotes around words with such a sign", Field::names()),
    };
    error(from..from + name.len(), format!("there is no field \"{shown}\": {hint}"))
}

/// A key such as WEB-12.
pub(super) fn whole_key(typed: &str) -> Option<KeyRef> {
    let (prefix, number) = typed.rsplit_once('-')?;
    let prefix = super::super::key::parse_prefix(prefix).ok().filter(|_| prefix == prefix.trim())?;
    let number = key_number(number)?;
    Some(KeyRef { prefix: Some(prefix), number })
}

/// A key, or its number alone.
pub(super) fn key(typed: &str) -> Option<KeyRef> {
    whole_key(typed).or_else(|| key_number(typed).map(|number| KeyRef { prefix: None, number }))
}

fn key_number(digits: &str) -> Option<i64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|n| is_number && *n > 0)
}
