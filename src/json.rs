//! Reading JSON where bytes count: a serde deserializer a fifth the size of `serde_json`'s.
//!
//! # Design
//! `serde_json` says precisely what is wrong and where, and carries along the
//! formatting of every number for it. In a browser the other side is our own
//! code, so an error here is one word. It reads the same JSON into the same
//! types; a test holds the two side by side.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, EnumAccess, MapAccess, SeqAccess};
use serde::de::{Deserializer, IntoDeserializer, VariantAccess, Visitor};

/// Reads a whole text.
///
/// # Errors
/// What does not fit: the name of a missing field, or what is wrong with the text.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Wrong> {
    let mut reader = Reader { rest: text.as_bytes(), depth: 0 };
    let value = T::deserialize(&mut reader)?;
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(Wrong("text after the end".to_owned())),
    }
}

/// What does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong(String);

impl Wrong {
    fn form() -> Self {
        Self("not JSON of the promised form".to_owned())
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Wrong {}

impl serde::de::Error for Wrong {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }

    // The next four keep the formatting of what was found out of the wasm.
    fn invalid_type(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self::form()
    }

    fn invalid_value(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self::form()
    }

    fn invalid_length(_: usize, _: &dyn serde::de::Expected) -> Self {
        Self::form()
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::form()
    }

    fn missing_field(field: &'static str) -> Self {
        Self(["missing field `", field, "`"].concat())
    }
}

/// Nothing of ours is nested deeper.
const DEEPEST: u8 = 32;

struct Reader<'a> {
    rest: &'a [u8],
    depth: u8,
}

impl Reader<'_> {
    #[inline(never)]
    fn peek(&mut self) -> Option<u8> {
        while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = self.rest {
            self.rest = rest;
        }
        self.rest.first().copied()
    }

    #[inline(never)]
    fn next(&mut self, wanted: u8) -> Result<(), Wrong> {
        if self.peek() != Some(wanted) {
            return Err(Wrong::form());
        }
        self.rest = &self.rest[1..];
        Ok(())
    }

    #[inline(never)]
    fn word(&mut self, word: &str) -> Result<(), Wrong> {
        self.rest = self.rest.strip_prefix(word.as_bytes()).ok_or_else(Wrong::form)?;
        Ok(())
    }

    /// Whether there is another item before `close`, its comma taken; else takes `close`.
    #[inline(never)]
    fn another(&mut self, first: &mut bool, close: u8) -> Result<bool, Wrong> {
        if self.peek() == Some(close) {
            self.rest = &self.rest[1..];
            return Ok(false);
        }
        if !std::mem::take(first) {
            self.next(b',')?;
        }
        Ok(true)
    }

    #[inline(never)]
    fn text(&mut self) -> Result<String, Wrong> {
        self.next(b'"')?;
        let mut out = Vec::new();
        loop {
            let (&byte, rest) = self.rest.split_first().ok_or_else(Wrong::form)?;
            self.rest = rest;
            match byte {
                b'"' => return String::from_utf8(out).map_err(|_| Wrong::form()),
                b'\\' => self.escape(&mut out)?,
                0..0x20 => return Err(Wrong::form()),
                _ => out.push(byte),
            }
        }
    }

    fn escape(&mut self, out: &mut Vec<u8>) -> Result<(), Wrong> {
        let (&byte, rest) = self.rest.split_first().ok_or_else(Wrong::form)?;
        self.rest = rest;
        out.push(match byte {
            b'"' | b'\\' | b'/' => byte,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let mut code = self.hex()?;
                if (0xD800..0xDC00).contains(&code) && self.word("\\u").is_ok() {
                    let low = self.hex()?;
                    code = 0x10000 + ((code - 0xD800) << 10) + low.wrapping_sub(0xDC00) % 0x400;
                }
                // Half of a pair, which JavaScript allows, is no character.
                let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                return Ok(());
            }
            _ => return Err(Wrong::form()),
        });
        Ok(())
    }

    fn hex(&mut self) -> Result<u32, Wrong> {
        let (digits, rest) = self.rest.split_at_checked(4).ok_or_else(Wrong::form)?;
        self.rest = rest;
        digits.iter().try_fold(0, |code, &digit| {
            Ok(code * 16 + char::from(digit).to_digit(16).ok_or_else(Wrong::form)?)
        })
    }

    /// A number: digits and a power of ten. Whole ones are exact to 64 bits; others
    /// as near as seconds and percentages ask for.
    #[inline(never)]
    fn number(&mut self) -> Result<Number, Wrong> {
        let negative = self.word("-").is_ok();
        let (mut digits, mut power, mut seen) = (0_u64, 0_i32, false);
        let mut fraction = false;
        while let Some((&byte, rest)) = self.rest.split_first() {
            match byte {
                b'0'..=b'9' => {
                    seen = true;
                    let next = digits
                        .checked_mul(10)
                        .and_then(|tens| tens.checked_add(u64::from(byte - b'0')));
                    // What no longer fits changes only the power.
                    match next {
                        Some(next) if power <= 0 => {
                            digits = next;
                            power -= i32::from(fraction);
                        }
                        _ => power += i32::from(!fraction),
                    }
                }
                b'.' if seen && !fraction => fraction = true,
                _ => break,
            }
            self.rest = rest;
        }
        if !seen {
            return Err(Wrong::form());
        }
        if self.word("e").is_ok() || self.word("E").is_ok() {
            let down = self.word("-").is_ok();
            let _ = self.word("+");
            let mut exponent = 0_i32;
            while let Some((&byte @ b'0'..=b'9', rest)) = self.rest.split_first() {
                exponent = exponent.saturating_mul(10).saturating_add(i32::from(byte - b'0'));
                self.rest = rest;
            }
            power = power.saturating_add(if down { -exponent } else { exponent });
        }
        Ok(Number { negative, digits, power })
    }

    /// Passes over any value.
    #[inline(never)]
    fn skip(&mut self) -> Result<(), Wrong> {
        match self.peek() {
            Some(b'"') => self.text().map(drop),
            Some(open @ (b'{' | b'[')) => {
                self.enter()?;
                let (mut first, close) = (true, open + 2);
                while self.another(&mut first, close)? {
                    if open == b'{' {
                        self.text()?;
                        self.next(b':')?;
                    }
                    self.skip()?;
                }
                self.depth -= 1;
                Ok(())
            }
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            _ => self.number().map(drop),
        }
    }

    fn enter(&mut self) -> Result<(), Wrong> {
        self.rest = &self.rest[1..];
        self.depth += 1;
        if self.depth > DEEPEST { Err(Wrong::form()) } else { Ok(()) }
    }
}

#[derive(Clone, Copy)]
struct Number {
    negative: bool,
    digits: u64,
    power: i32,
}

impl Number {
    fn float(self) -> f64 {
        let mut value = self.digits as f64;
        let (step, mut left) = if self.power < 0 { (0.1, -self.power) } else { (10.0, self.power) };
        // Powers of ten up to 22 are exact, so most numbers come out exact too.
        while left > 0 && value != 0.0 && value.is_finite() {
            let now = left.min(22);
            let mut scale = 1.0;
            for _ in 0..now {
                scale *= 10.0;
            }
            if step < 1.0 {
                value /= scale;
            } else {
                value *= scale;
            }
            left -= now;
        }
        if self.negative { -value } else { value }
    }

    fn whole(self) -> Option<u64> {
        (self.power == 0).then_some(self.digits)
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'_> {
    type Error = Wrong;

    #[inline(never)]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.peek() {
            Some(b'"') => visitor.visit_string(self.text()?),
            Some(b'{') => {
                self.enter()?;
                let value = visitor.visit_map(Items { reader: self, first: true })?;
                self.depth -= 1;
                Ok(value)
            }
            Some(b'[') => {
                self.enter()?;
                let value = visitor.visit_seq(Items { reader: self, first: true })?;
                self.depth -= 1;
                Ok(value)
            }
            Some(b't') => self.word("true").and_then(|()| visitor.visit_bool(true)),
            Some(b'f') => self.word("false").and_then(|()| visitor.visit_bool(false)),
            Some(b'n') => self.word("null").and_then(|()| visitor.visit_unit()),
            _ => {
                let number = self.number()?;
                match number.whole() {
                    Some(whole) if !number.negative => visitor.visit_u64(whole),
                    Some(whole) => match i64::try_from(whole) {
                        Ok(whole) => visitor.visit_i64(-whole),
                        Err(_) => visitor.visit_f64(number.float()),
                    },
                    None => visitor.visit_f64(number.float()),
                }
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.peek() == Some(b'n') {
            self.word("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.skip()?;
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_enum(Name(self.text()?))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_str(&self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_string(self.text()?)
    }

    // A struct is an object, never a list: half the code of each type.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        if self.peek() != Some(b'{') {
            return Err(Wrong::form());
        }
        self.enter()?;
        let value = visitor.visit_map(Items { reader: self, first: true })?;
        self.depth -= 1;
        Ok(value)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.peek() != Some(b'[') {
            return Err(Wrong::form());
        }
        self.enter()?;
        let value = visitor.visit_seq(Items { reader: self, first: true })?;
        self.depth -= 1;
        Ok(value)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let yes = self.peek() == Some(b't');
        self.word(if yes { "true" } else { "false" })?;
        visitor.visit_bool(yes)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.peek();
        visitor.visit_f64(self.number()?.float())
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.peek();
        let number = self.number()?;
        let whole = number.whole().and_then(|whole| i64::try_from(whole).ok());
        let whole = whole.ok_or_else(Wrong::form)?;
        visitor.visit_i64(if number.negative { -whole } else { whole })
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.peek();
        let number = self.number()?;
        let whole = number.whole().filter(|_| !number.negative);
        visitor.visit_u64(whole.ok_or_else(Wrong::form)?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_i64(visitor)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i128 u8 u16 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct map
    }
}

/// The items of a list or an object.
struct Items<'a, 'b> {
    reader: &'a mut Reader<'b>,
    first: bool,
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Wrong;

    #[inline(never)]
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Wrong> {
        if !self.reader.another(&mut self.first, b']')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> MapAccess<'de> for Items<'_, '_> {
    type Error = Wrong;

    #[inline(never)]
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        if !self.reader.another(&mut self.first, b'}')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    #[inline(never)]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        self.reader.next(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// The name of an enum's variant; ours carry nothing where they are read here.
struct Name(String);

impl<'de> EnumAccess<'de> for Name {
    type Error = Wrong;
    type Variant = Unit;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Unit), Wrong> {
        let name: StrDeserializer<'_, Wrong> = self.0.as_str().into_deserializer();
        Ok((seed.deserialize(name)?, Unit))
    }
}

struct Unit;

impl<'de> VariantAccess<'de> for Unit {
    type Error = Wrong;

    fn unit_variant(self) -> Result<(), Wrong> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Wrong> {
        Err(Wrong::form())
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Wrong> {
        Err(Wrong::form())
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Wrong> {
        Err(Wrong::form())
    }
}
