//! One JSON record in memory, read strictly: nesting and the number of values
//! are bounded, and a repeated key is a fault.
//!
//! `serde_json::Value` would keep the last of two equal keys and say nothing,
//! so that two readers of one file could see two different services.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::limits;

/// The members of a JSON object.
pub(super) type Members = BTreeMap<String, Node>;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Object(Members),
}

impl Node {
    /// What a person would call this kind of value.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Node::Null => "nothing",
            Node::Bool(_) => "true or false",
            Node::Number(_) => "a number",
            Node::Text(_) => "text",
            Node::List(_) => "a list",
            Node::Object(_) => "an object",
        }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Node::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Why a record could not be read as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    TooDeep,
    TooLarge,
    Repeated(String),
    /// Not JSON that can be held, for example half a character (`\ud800`) or a
    /// number beyond all bounds.
    Unreadable(String),
}

/// Reads one JSON value that may nest `depth` levels.
pub(super) fn parse(text: &str, depth: u8) -> Result<Node, Fault> {
    let fault = RefCell::new(None);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let left = Cell::new(limits::VALUES);
    let seed = Seed { depth, left: &left, fault: &fault };
    let read = seed.deserialize(&mut deserializer).and_then(|node| deserializer.end().map(|()| node));
    read.map_err(|error| fault.take().unwrap_or_else(|| Fault::Unreadable(plain_reason(&error))))
}

/// The parser's own words without its position, which counts from the start of
/// the record and would mislead somebody looking at the file.
fn plain_reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((reason, _)) => reason.to_owned(),
        None => text,
    }
}

struct Seed<'f> {
    depth: u8,
    /// How many more values the record may hold.
    left: &'f Cell<usize>,
    fault: &'f RefCell<Option<Fault>>,
}

impl Seed<'_> {
    fn inner<E: Error>(&self) -> Result<Self, E> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Seed { depth, left: self.left, fault: self.fault }),
            None => {
                self.fault.replace(Some(Fault::TooDeep));
                Err(E::custom("too deep"))
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let Some(left) = self.left.get().checked_sub(1) else {
            self.fault.replace(Some(Fault::TooLarge));
            return Err(D::Error::custom("too many values"));
        };
        self.left.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
        Ok(Number::from_f64(value).map_or(Node::Null, Node::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(node) = access.next_element_seed(self.inner()?)? {
            list.push(node);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut members = Members::new();
        while let Some(key) = access.next_key::<String>()? {
            let node = access.next_value_seed(self.inner()?)?;
            if members.contains_key(&key) {
                self.fault.replace(Some(Fault::Repeated(key)));
                return Err(A::Error::custom("repeated key"));
            }
            members.insert(key, node);
        }
        Ok(Node::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Node, parse};

    #[test]
    fn a_value_at_the_permitted_depth_is_read_and_one_deeper_is_not() {
        assert!(parse("[[[1]]]", 3).is_ok());
        assert_eq!(parse("[[[1]]]", 2), Err(Fault::TooDeep));
        let bomb = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(parse(&bomb, 64), Err(Fault::TooDeep));
    }

    #[test]
    fn many_small_values_are_too_large_long_before_their_text_is() {
        let values = |many: usize| format!("[{}0]", "[],".repeat(many));
        assert!(parse(&values(99_000), 9).is_ok());
        assert_eq!(parse(&values(100_000), 9), Err(Fault::TooLarge));
        let members: String = (0..100_000).map(|at| format!("\"{at}\":0,")).collect();
        assert_eq!(parse(&format!("{{{members}\"a\":0}}"), 9), Err(Fault::TooLarge));
    }

    #[test]
    fn a_key_given_twice_is_a_fault_at_any_level() {
        assert_eq!(parse(r#"{"a":[{"b":1,"\u0062":2}]}"#, 9), Err(Fault::Repeated("b".into())));
    }

    #[test]
    fn what_cannot_be_held_is_a_fault_and_not_a_guess() {
        for text in [r#""\ud800""#, "1e400", &"9".repeat(100_000), "{} {}"] {
            assert!(matches!(parse(text, 9), Err(Fault::Unreadable(_))));
        }
        assert_eq!(parse(" null ", 9), Ok(Node::Null));
    }
}
