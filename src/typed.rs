//! Typed values out of JSON, where the bytes of the readers count.
//!
//! # Design
//! A reader that serde derives is compiled anew for each way in, and for each it can also read a
//! struct from a list. Here there is one way in, by [`Value`], and a struct is an object.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    self, DeserializeOwned, Deserializer, EnumAccess, IntoDeserializer, Unexpected, VariantAccess,
    Visitor,
};
use serde_json::{Error, Value};

/// Reads a whole text.
///
/// # Errors
/// Where it is no JSON, or says something else.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    from_slice(text.as_bytes())
}

/// The same, of UTF-8.
///
/// # Errors
/// As [`from_str`].
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    from_value(serde_json::from_slice(bytes)?)
}

/// Reads a value.
///
/// # Errors
/// Where it says something else.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    T::deserialize(Reader(value))
}

/// Takes a member out of an object; one that is absent is nothing.
///
/// # Errors
/// Where it says something else.
pub fn member<T: DeserializeOwned>(object: &mut Value, name: &str) -> Result<T, Error> {
    from_value(object.get_mut(name).map(Value::take).unwrap_or_default())
}

/// No variant has this name.
#[cold]
pub fn unknown_variant(name: &str) -> Error {
    de::Error::custom(["unknown variant `", name, "`"].concat())
}

/// Reads an enum by the member that names its variant. The reader that serde derives keeps all
/// else in a form of its own until it knows the name, and whatever can stand in the enum is
/// compiled once more to be read from that.
#[macro_export]
macro_rules! read_tagged {
    ($type:ident by $tag:literal {
        $($name:literal => $variant:ident $(($of:ty))? $({ $($field:ident),+ })?),+ $(,)?
    }) => {
        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                fn read(mut value: ::serde_json::Value) -> Result<$type, ::serde_json::Error> {
                    let name: String = $crate::typed::member(&mut value, $tag)?;
                    Ok(match name.as_str() {
                        $($name => $type::$variant
                            $(($crate::typed::from_value::<$of>(value)?))?
                            $({ $($field: $crate::typed::member(&mut value, stringify!($field))?),+ })?,)+
                        _ => return Err($crate::typed::unknown_variant(&name)),
                    })
                }
                read(::serde::Deserialize::deserialize(from)?).map_err(::serde::de::Error::custom)
            }
        }
    };
}

struct Reader(Value);

impl<'de> IntoDeserializer<'de, Error> for Reader {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl Reader {
    fn wrong<T>(&self, expected: &dyn de::Expected) -> Result<T, Error> {
        let found = match &self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(it) => Unexpected::Bool(*it),
            Value::Number(_) => Unexpected::Other("number"),
            Value::String(it) => Unexpected::Str(it),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        Err(de::Error::invalid_type(found, expected))
    }

    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::Number(number) = &self.0 else { return self.wrong(&visitor) };
        match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => visitor.visit_u64(number),
            (_, Some(number)) => visitor.visit_i64(number),
            _ => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
        }
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            _ => self.wrong(&visitor),
        }
    }

    fn list<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::Array(all) = self.0 else { return self.wrong(&visitor) };
        let mut all = SeqDeserializer::new(all.into_iter().map(Reader));
        let value = visitor.visit_seq(&mut all)?;
        all.end()?;
        Ok(value)
    }

    fn object<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::Object(all) = self.0 else { return self.wrong(&visitor) };
        let all = all.into_iter().map(|(name, value)| (Key(name), Reader(value)));
        visitor.visit_map(MapDeserializer::new(all))
    }
}

/// Sends each of these to the one way to read it.
macro_rules! read_as {
    ($($way:ident: $($name:ident)*;)*) => {
        $($(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.$way(visitor)
        })*)*
    };
}

impl<'de> Deserializer<'de> for Reader {
    type Error = Error;

    read_as! {
        number: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8
            deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64;
        text: deserialize_char deserialize_str deserialize_string deserialize_identifier;
        list: deserialize_seq deserialize_bytes deserialize_byte_buf;
        object: deserialize_map;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(it) => visitor.visit_bool(it),
            Value::Number(_) => self.number(visitor),
            Value::String(_) => self.text(visitor),
            Value::Array(_) => self.list(visitor),
            Value::Object(_) => self.object(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Bool(it) => visitor.visit_bool(it),
            _ => self.wrong(&visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            _ => self.wrong(&visitor),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.list(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.object(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(Variant { name, content: None }),
            Value::Object(all) if all.len() == 1 => match all.into_iter().next() {
                Some((name, content)) => {
                    visitor.visit_enum(Variant { name, content: Some(Reader(content)) })
                }
                None => Err(de::Error::custom("no variant")),
            },
            _ => self.wrong(&visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}

/// The name of a member. A map may have numbers for keys, which JSON writes as texts.
struct Key(String);

impl<'de> IntoDeserializer<'de, Error> for Key {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl Key {
    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // Blanks may stand around a value, not around a name.
        let value = match self.0.trim_ascii() == self.0 {
            true => serde_json::from_slice(self.0.as_bytes())?,
            false => Value::String(self.0),
        };
        Reader(value).number(visitor)
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.0)
    }
}

impl<'de> Deserializer<'de> for Key {
    type Error = Error;

    read_as! {
        number: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8
            deserialize_u16 deserialize_u32 deserialize_u64;
        text: deserialize_any deserialize_char deserialize_str deserialize_string deserialize_identifier;
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(Variant { name: self.0, content: None })
    }

    serde::forward_to_deserialize_any! {
        bool f32 f64 bytes byte_buf option unit unit_struct seq tuple tuple_struct map struct
        ignored_any
    }
}

/// A variant of an enum, by its name.
struct Variant {
    name: String,
    content: Option<Reader>,
}

/// What stands in it.
struct Content(Option<Reader>);

impl<'de> EnumAccess<'de> for Variant {
    type Error = Error;
    type Variant = Content;

    fn variant_seed<S: de::DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Content), Error> {
        Ok((seed.deserialize(Reader(Value::String(self.name)))?, Content(self.content)))
    }
}

impl Content {
    fn some(self) -> Result<Reader, Error> {
        self.0.ok_or_else(|| de::Error::custom("the variant is empty"))
    }
}

impl<'de> VariantAccess<'de> for Content {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.0 {
            Some(Reader(Value::Null)) | None => Ok(()),
            Some(content) => content.wrong(&"nothing"),
        }
    }

    fn newtype_variant_seed<S: de::DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(self.some()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Error> {
        self.some()?.list(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.some()?.object(visitor)
    }
}
