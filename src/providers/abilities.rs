//! What a service does, in words: for lists of services and for the README.

use super::{Descriptor, Keeps, List, Listing, Live};
use crate::auth::AuthScheme;

impl AuthScheme {
    /// How people sign in, in a word.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::OAuth2(_) => "oauth",
            Self::SessionKey(_) => "session",
            Self::UserToken => "token",
            Self::AppKey => "key",
            Self::Files => "files",
        }
    }
}

impl Listing {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Watched => "watched",
            Self::Ratings => "ratings",
            Self::Watchlist => "watchlist",
            Self::Collection => "collection",
            Self::Loved => "loved",
            Self::Statuses => "statuses",
            Self::Playback => "playback",
            Self::Watching => "watching",
            Self::Held => "held",
        }
    }
}

impl List {
    /// The listing that reads it.
    pub const fn listing(self) -> Listing {
        match self {
            Self::Watchlist => Listing::Watchlist,
            Self::Collection => Listing::Collection,
            Self::Loved => Listing::Loved,
        }
    }
}

impl Descriptor {
    /// Whether plays go there by themselves; files are carried by the person.
    pub fn is_delivered_to(&self) -> bool {
        !self.kinds.is_empty() && self.auth != AuthScheme::Files
    }

    /// What it is told of a person, a word each.
    pub fn writes(&self) -> Vec<&'static str> {
        let mut words = Vec::new();
        if self.is_delivered_to() {
            words.extend(match self.live {
                Live::Scrobble { .. } => Some("live"),
                Live::NowPlaying => Some("now_playing"),
                Live::Finished => None,
            });
            words.push(if self.keeps == Keeps::Progress { "progress" } else { "plays" });
        }
        let lists = self.lists.iter().map(|list| list.listing().word());
        words.extend(lists);
        words.extend((!self.rates.is_empty()).then_some("ratings"));
        words.extend((!self.statuses.is_empty()).then_some("statuses"));
        words.extend((!self.writes_files.is_empty()).then_some("files"));
        words
    }

    /// What can be read there of a person, a word each.
    pub fn tells(&self) -> Vec<&'static str> {
        let mut words: Vec<_> = self.reads.iter().map(|listing| listing.word()).collect();
        words.extend((!self.reads_files.is_empty()).then_some("files"));
        words
    }

    /// What a person can do there besides, a word each.
    pub fn offers(&self) -> Vec<&'static str> {
        let offers = [
            (self.check_in, "check_in"),
            (self.reads.contains(&Listing::Watching), "watching"),
            (self.totals, "totals"),
            (self.removes_plays, "remove_plays"),
            (!self.finds.by_text.is_empty(), "search"),
            (!self.finds.by_id.is_empty(), "find"),
            (self.finds.metadata, "metadata"),
        ];
        offers.into_iter().filter_map(|(has, word)| has.then_some(word)).collect()
    }
}
