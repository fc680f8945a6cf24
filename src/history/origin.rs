//! Who told of something: the person's own players and clients, a file, or a service.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Who told of something. As text `player`, `client:NAME`, `import:FORMAT`, `service:NAME`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// One of the person's own players, or they themselves.
    Player,
    /// A program of theirs that reports plays as it would to a service; its token's name.
    Client(String),
    /// A file of this format; `netflix:7` where it matters which of them.
    Import(String),
    /// This service, or this connection to one.
    Service(String),
}

/// An origin, by its number in one library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OriginId(pub(super) u16);

impl Origin {
    /// Reads what [`fmt::Display`] writes; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            None if text == "player" => Some(Self::Player),
            Some(("client", name)) if !name.is_empty() => Some(Self::Client(name.to_owned())),
            Some(("import", name)) if !name.is_empty() => Some(Self::Import(name.to_owned())),
            Some(("service", name)) if !name.is_empty() => Some(Self::Service(name.to_owned())),
            _ => None,
        }
    }

    /// Whether it told of the play to us first, so that we are the ones who pass it on.
    pub const fn is_own(&self) -> bool {
        matches!(self, Self::Player | Self::Client(_))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Player => f.write_str("player"),
            Self::Client(name) => write!(f, "client:{name}"),
            Self::Import(name) => write!(f, "import:{name}"),
            Self::Service(name) => write!(f, "service:{name}"),
        }
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("no origin"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_read_as_it_is_written() {
        for text in [
            "player",
            "client:My: phone",
            "import:netflix",
            "import:netflix:7",
            "service:trakt",
            "service:lastfm:2",
        ] {
            let origin = Origin::parse(text).unwrap();
            assert_eq!(origin.to_string(), text);
            let json = serde_json::to_string(&origin).unwrap();
            assert_eq!(serde_json::from_str::<Origin>(&json).unwrap(), origin);
        }
        for text in ["", "Player", "player:", "client:", "import", "import:", "service:", "other:x"]
        {
            assert_eq!(Origin::parse(text), None, "{text}");
        }
    }
}
