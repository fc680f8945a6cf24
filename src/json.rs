//! Reading JSON where bytes count: a value, and types that take their fields out of it by name.
//!
//! # Design
//! serde's derived readers and `serde_json` made up half of the wasm: they are
//! compiled anew for each type, and can say precisely what is wrong with a
//! number. What is written with [`fields!`] costs a call for each field, and an
//! error names the field. serde reads these types too, through the same value.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// Any JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Whole(u64),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// What does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The text is no JSON.
    Text,
    /// The value is of another kind.
    Kind,
    /// The field is missing, or its value does not fit.
    Field(&'static str),
    /// The field says something unheard of.
    Unknown(&'static str),
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, what) = match self {
            Self::Text => return f.write_str("not JSON"),
            Self::Kind => return f.write_str("not of the promised form"),
            Self::Field(name) => (name, "` is missing or not of the promised form"),
            Self::Unknown(name) => (name, "` is none that is known"),
        };
        f.write_str("`")?;
        f.write_str(name)?;
        f.write_str(what)
    }
}

/// A type that can be taken out of a value.
pub(crate) trait FromJson: Sized {
    /// The value as this type.
    fn from_json(json: &Json) -> Result<Self, Wrong>;

    /// What a missing field stands for.
    fn absent() -> Option<Self> {
        None
    }
}

/// Reads a whole text.
pub(crate) fn read<T: FromJson>(text: &str) -> Result<T, Wrong> {
    T::from_json(&parse(text)?)
}

impl Json {
    /// The field of this name.
    pub(crate) fn field<T: FromJson>(&self, name: &'static str) -> Result<T, Wrong> {
        match self.get(name) {
            Some(value) => T::from_json(value).map_err(|wrong| match wrong {
                Wrong::Field(_) | Wrong::Unknown(_) => wrong,
                Wrong::Text | Wrong::Kind => Wrong::Field(name),
            }),
            None => T::absent().ok_or(Wrong::Field(name)),
        }
    }

    /// The field of this name, or nothing of its kind.
    pub(crate) fn field_or_default<T: FromJson + Default>(
        &self,
        name: &'static str,
    ) -> Result<T, Wrong> {
        Ok(self.field::<Option<T>>(name)?.unwrap_or_default())
    }

    /// The field of this name as text.
    pub(crate) fn text(&self, name: &'static str) -> Result<&str, Wrong> {
        match self.get(name) {
            Some(Self::Text(text)) => Ok(text),
            _ => Err(Wrong::Field(name)),
        }
    }

    /// The value as text.
    pub(crate) fn as_text(&self) -> Result<&str, Wrong> {
        match self {
            Self::Text(text) => Ok(text),
            _ => Err(Wrong::Kind),
        }
    }

    fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(fields) = self else { return None };
        fields.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

/// Reads a struct field by field: `field: "name"`, with `or default` where it may be missing.
macro_rules! fields {
    ($type:ty { $($field:ident: $name:literal $(or $default:ident)?),* $(,)? }) => {
        impl $crate::json::FromJson for $type {
            fn from_json(json: &$crate::json::Json) -> Result<Self, $crate::json::Wrong> {
                Ok(Self { $($field: $crate::json::fields!(@ json $name $($default)?)),* })
            }
        }
        $crate::json::read_by_serde!($type);
    };
    (@ $json:ident $name:literal) => { $json.field($name)? };
    (@ $json:ident $name:literal default) => { $json.field_or_default($name)? };
}

/// Lets serde read a type through [`Json`].
macro_rules! read_by_serde {
    ($type:ty) => {
        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let json = $crate::json::Json::deserialize(from)?;
                $crate::json::FromJson::from_json(&json).map_err(::serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use {fields, read_by_serde};

impl FromJson for String {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        match json {
            Json::Text(text) => Ok(text.clone()),
            _ => Err(Wrong::Kind),
        }
    }
}

impl FromJson for bool {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        match json {
            Json::Bool(yes) => Ok(*yes),
            _ => Err(Wrong::Kind),
        }
    }
}

impl FromJson for f64 {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        match *json {
            Json::Whole(whole) => Ok(whole as Self),
            Json::Number(number) => Ok(number),
            _ => Err(Wrong::Kind),
        }
    }
}

impl FromJson for u64 {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        match *json {
            Json::Whole(whole) => Ok(whole),
            _ => Err(Wrong::Kind),
        }
    }
}

impl FromJson for u32 {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        Self::try_from(u64::from_json(json)?).map_err(|_| Wrong::Kind)
    }
}

impl FromJson for u16 {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        Self::try_from(u64::from_json(json)?).map_err(|_| Wrong::Kind)
    }
}

impl FromJson for i64 {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        match *json {
            Json::Whole(whole) => Self::try_from(whole).map_err(|_| Wrong::Kind),
            Json::Number(n) if whole_number(n) => Ok(n as Self),
            _ => Err(Wrong::Kind),
        }
    }
}

impl FromJson for i32 {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        Self::try_from(i64::from_json(json)?).map_err(|_| Wrong::Kind)
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        match json {
            Json::Null => Ok(None),
            _ => T::from_json(json).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        match json {
            Json::List(items) => items.iter().map(T::from_json).collect(),
            _ => Err(Wrong::Kind),
        }
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        T::from_json(json).map(Self::new)
    }
}

impl<T: FromJson, U: FromJson> FromJson for (T, U) {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        match json {
            Json::List(pair) if pair.len() == 2 => {
                Ok((T::from_json(&pair[0])?, U::from_json(&pair[1])?))
            }
            _ => Err(Wrong::Kind),
        }
    }
}

/// Any text as a value of the library's, read by the reader that is here anyway; `None`
/// where it is no JSON. Whole numbers become integers, however they are written.
pub(crate) fn value(text: &str) -> Option<Value> {
    parse(text).ok().map(Value::from)
}

impl From<Json> for Value {
    fn from(json: Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(yes) => Self::Bool(yes),
            Json::Whole(whole) => whole.into(),
            Json::Number(number) if whole_number(number) => (number as i64).into(),
            Json::Number(number) => number.into(),
            Json::Text(text) => Self::String(text),
            Json::List(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            Json::Object(fields) => {
                let mut members = serde_json::Map::new();
                for (name, value) in fields {
                    members.insert(name, value.into());
                }
                Self::Object(members)
            }
        }
    }
}

/// Whether a number names one integer.
fn whole_number(number: f64) -> bool {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    number.trunc() == number && number.abs() <= EXACT
}

/// Nothing of ours is nested deeper.
const DEEPEST: u8 = 32;

/// The value that a text holds.
fn parse(text: &str) -> Result<Json, Wrong> {
    let mut reader = Reader { rest: text.as_bytes() };
    let json = reader.value(0)?;
    if reader.peek() == 0 && reader.rest.is_empty() { Ok(json) } else { Err(Wrong::Text) }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    /// The next byte that is no blank; 0 at the end.
    fn peek(&mut self) -> u8 {
        while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = self.rest {
            self.rest = rest;
        }
        self.rest.first().copied().unwrap_or(0)
    }

    fn take(&mut self, word: &str) -> bool {
        let rest = self.rest.strip_prefix(word.as_bytes());
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn value(&mut self, depth: u8) -> Result<Json, Wrong> {
        match self.peek() {
            _ if depth > DEEPEST => Err(Wrong::Text),
            b'{' => {
                let mut fields = Vec::new();
                while self.another("}", fields.is_empty())? {
                    self.peek();
                    let name = self.string()?;
                    self.peek();
                    self.expect(":")?;
                    fields.push((name, self.value(depth + 1)?));
                }
                Ok(Json::Object(fields))
            }
            b'[' => {
                let mut items = Vec::new();
                while self.another("]", items.is_empty())? {
                    items.push(self.value(depth + 1)?);
                }
                Ok(Json::List(items))
            }
            b'"' => self.string().map(Json::Text),
            b't' => self.expect("true").map(|()| Json::Bool(true)),
            b'f' => self.expect("false").map(|()| Json::Bool(false)),
            b'n' => self.expect("null").map(|()| Json::Null),
            _ => self.number(),
        }
    }

    fn expect(&mut self, word: &str) -> Result<(), Wrong> {
        if self.take(word) { Ok(()) } else { Err(Wrong::Text) }
    }

    /// Whether another item follows. Before the first stands the opening bracket.
    fn another(&mut self, close: &str, first: bool) -> Result<bool, Wrong> {
        if first {
            self.rest = &self.rest[1..];
        }
        self.peek();
        if self.take(close) {
            return Ok(false);
        }
        if !first {
            self.expect(",")?;
        }
        Ok(true)
    }

    fn byte(&mut self) -> Result<u8, Wrong> {
        let (&byte, rest) = self.rest.split_first().ok_or(Wrong::Text)?;
        self.rest = rest;
        Ok(byte)
    }

    fn string(&mut self) -> Result<String, Wrong> {
        self.expect("\"")?;
        let mut out = Vec::new();
        loop {
            match self.byte()? {
                b'"' => return String::from_utf8(out).map_err(|_| Wrong::Text),
                b'\\' => self.escape(&mut out)?,
                0..0x20 => return Err(Wrong::Text),
                byte => out.push(byte),
            }
        }
    }

    fn escape(&mut self, out: &mut Vec<u8>) -> Result<(), Wrong> {
        out.push(match self.byte()? {
            byte @ (b'"' | b'\\' | b'/') => byte,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let mut code = self.hex()?;
                if (0xD800..0xDC00).contains(&code) && self.take("\\u") {
                    let low = self.hex()?;
                    code = match low {
                        0xDC00..0xE000 => 0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00),
                        _ => return Err(Wrong::Text),
                    };
                }
                // Half of a pair, which JavaScript allows, is no character.
                let found = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                out.extend_from_slice(found.encode_utf8(&mut [0; 4]).as_bytes());
                return Ok(());
            }
            _ => return Err(Wrong::Text),
        });
        Ok(())
    }

    fn hex(&mut self) -> Result<u32, Wrong> {
        let mut code = 0;
        for _ in 0..4 {
            code = code * 16 + char::from(self.byte()?).to_digit(16).ok_or(Wrong::Text)?;
        }
        Ok(code)
    }

    /// Digits and a power of ten. Whole numbers are exact to 64 bits, others as
    /// near as seconds and percentages ask for.
    fn number(&mut self) -> Result<Json, Wrong> {
        let negative = self.take("-");
        let (mut digits, mut power) = (0_u64, 0_i32);
        let (mut seen, mut fraction, mut full) = (false, false, false);
        while let Some((&byte, rest)) = self.rest.split_first() {
            match byte {
                b'0'..=b'9' => {
                    seen = true;
                    // Digits that no longer fit are too small to matter; their places count.
                    let one_more = digits.checked_mul(10);
                    let more = one_more.and_then(|tens| tens.checked_add(u64::from(byte - b'0')));
                    full = full || more.is_none();
                    digits = more.filter(|_| !full).unwrap_or(digits);
                    power += i32::from(full) - i32::from(fraction);
                }
                b'.' if seen && !fraction => fraction = true,
                _ => break,
            }
            self.rest = rest;
        }
        if !seen {
            return Err(Wrong::Text);
        }
        if self.take("e") || self.take("E") {
            let down = self.take("-");
            self.take("+");
            let mut exponent = 0_i32;
            while let Some((&byte @ b'0'..=b'9', rest)) = self.rest.split_first() {
                exponent = (exponent * 10 + i32::from(byte - b'0')).min(9999);
                self.rest = rest;
            }
            power = power.saturating_add(if down { -exponent } else { exponent });
        }
        if power == 0 && !negative && !fraction {
            return Ok(Json::Whole(digits));
        }
        let value = scaled(digits as f64, power);
        Ok(Json::Number(if negative { -value } else { value }))
    }
}

/// `value` × 10^`power`. Powers up to 22 are exact, so most results are too.
fn scaled(mut value: f64, power: i32) -> f64 {
    let mut left = power.unsigned_abs().min(700);
    while left > 0 {
        let step = left.min(22);
        let scale = (0..step).fold(1.0, |scale, _| scale * 10.0);
        value = if power < 0 { value / scale } else { value * scale };
        left -= step;
    }
    value
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Json, E> {
        Ok(Json::Bool(yes))
    }

    fn visit_u64<E>(self, whole: u64) -> Result<Json, E> {
        Ok(Json::Whole(whole))
    }

    fn visit_i64<E>(self, whole: i64) -> Result<Json, E> {
        Ok(u64::try_from(whole).map_or(Json::Number(whole as f64), Json::Whole))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Json::Object(fields))
    }
}

// Not on wasm32, where proptest does not go.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<u64>().prop_map(Into::into),
            (-1_000_000_000_i64..0).prop_map(Into::into),
            (0_u32..1_000_000_000).prop_map(|ms| (f64::from(ms) / 1000.0 + 0.5e-3).into()),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    #[test]
    fn any_text_becomes_a_value_and_whole_numbers_integers() {
        for text in
            ["null", "[true,\"x\",{\"a\":{},\"b\":[]}]", "18446744073709551615", "-380", "0.5"]
        {
            assert_eq!(value(text), serde_json::from_str(text).ok(), "{text}");
        }
        assert_eq!(value("[8.0, -1e3]"), serde_json::from_str("[8, -1000]").ok());
        assert!(value("18446744073709551616").unwrap().is_f64());
        assert_eq!(value("{\"a\":1,\"a\":2}").unwrap()["a"], 2, "the last one counts");
        for text in ["", "{", "[1,]", "nul", "\"\\x\"", "1 2"] {
            assert_eq!(value(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_serde_json_reads(value in any_json()) {
            for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                let theirs: Json = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(parse(&text), Ok(theirs), "{}", text);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[\\[\\]{}\",:0-9eE.+\\-a-u\\\\ ]{0,24}") {
            prop_assert!(
                parse(&text).is_err() || serde_json::from_str::<Json>(&text).is_ok()
                    || text.contains(|c: char| c.is_ascii_digit())
            );
        }
    }

    #[test]
    fn what_javascript_writes_is_read() {
        assert_eq!(parse("1e21"), Ok(Json::Number(1e21)));
        assert_eq!(parse("-0.000001"), Ok(Json::Number(-1e-6)));
        assert_eq!(parse("12.345678901234567"), Ok(Json::Number(12.345_678_901_234_567)));
        assert_eq!(parse(r#""\ud83d\ude00 \ud83d""#), Ok(Json::Text("😀 \u{FFFD}".into())));
        assert_eq!(
            parse(r#"{"a":[],"b":{}}"#).map(|json| json.get("b").cloned()),
            Ok(Some(Json::Object(vec![])))
        );
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in
            ["", "{", "[1,]", "{\"a\" 1}", "\"\n\"", "\"\\x\"", "1 2", "tru", "-", "\"\\u12"]
        {
            assert_eq!(parse(text), Err(Wrong::Text), "{text}");
        }
        assert_eq!(parse(&"[".repeat(100)), Err(Wrong::Text));
    }
}
