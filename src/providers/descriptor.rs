//! What everything outside a service's folder knows of it, as data.

use super::{List, Listing};
use crate::auth::AuthScheme;
use crate::media::{Catalogue, Kind, Media, WorkKind};
use crate::time::Span;

/// What everything outside a service's folder knows of it.
#[derive(Clone, Copy, Debug)]
pub struct Descriptor {
    /// Stable id, as in routes and keys.
    pub id: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// Root of the API.
    pub base: &'static str,
    /// How people sign in.
    pub auth: AuthScheme,
    /// What it takes of what is played.
    pub kinds: &'static [Kind],
    /// Catalogues of which it needs one id, or the item is none of its business; empty: any will do.
    pub needs: &'static [Catalogue],
    /// How a session in progress is told.
    pub live: Live,
    /// What it keeps of several plays of one item.
    pub keeps: Keeps,
    /// What to do when the answer to a write is lost.
    pub lost_write: LostWrite,
    /// Whether a person can check in: say that they watch something from now on to its end.
    pub check_in: bool,
    /// How many finished plays it takes at once, where it takes several.
    pub batch: Option<Batch>,
    /// What can be read there.
    pub reads: &'static [Listing],
    /// Whether it tells which of that changed, and when.
    pub activities: bool,
    /// Whether its history is the newest plays alone: one that is missing there may only be old.
    pub newest_alone: bool,
    /// What can be rated there.
    pub rates: &'static [WorkKind],
    /// Lists that works can be put on, and taken off: see [`Descriptor::takes_off`].
    pub lists: &'static [List],
    /// Kinds of title of which it keeps where the person stands.
    pub statuses: &'static [WorkKind],
    /// Whether it takes a work off the watchlist by itself once it was watched; of a show, once
    /// an episode was.
    pub unlists_watched: bool,
    /// Whether to rate a work it does not hold files it as watched, or as begun.
    pub rating_files: bool,
    /// The best rating it keeps, of as many steps: 10 or 100.
    pub best_rating: u8,
    /// Whether a play can be taken out of its history; see [`Descriptor::removes_play`].
    pub removes_plays: bool,
    /// How many works, ratings or plays to take out one write may name.
    pub at_once: usize,
    /// Whether it tells how many plays it has.
    pub counts: bool,
    /// Whether it reckons totals.
    pub totals: bool,
    /// What it can find.
    pub finds: Finds,
    /// What files it gives people tell of: see [`super::Reader::read_file`].
    pub reads_files: &'static [Listing],
    /// What files it takes from people: see [`super::Service::write_files`].
    pub writes_files: &'static [Listing],
    /// Of what kinds of work these are.
    pub files_of: &'static [WorkKind],
    /// Whether a page may call it itself.
    pub browser: Browser,
    /// Calls allowed, one bucket for each kind of call.
    pub quotas: &'static [Quota],
    /// Whether two requests of one person may be under way at once.
    pub parallel: bool,
}

/// How a session in progress is told to a service.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Live {
    /// start, pause, stop: a stop at or beyond `percent` records the play.
    Scrobble {
        /// The service's own threshold (80).
        percent: f64,
        /// Below this a stop or pause is refused or pointless (1).
        floor: f64,
        /// Whether a pause at or beyond `percent` is taken.
        pause_beyond: bool,
    },
    /// What plays now is told; the finished play is written at once.
    NowPlaying,
    /// Only what is finished is told.
    Finished,
}

/// What a service keeps of several plays of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Each play.
    EveryPlay,
    /// One play an item; later ones are absorbed.
    OnePerItem,
    /// How far the person is in a title, and nothing of single plays: what is kept is
    /// read first ([`super::Intent::ReadStatus`]) and moved on
    /// ([`super::Intent::SetStatus`]). A lost answer is read again.
    Progress,
}

/// What a service can find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finds {
    /// By words.
    pub by_text: &'static [WorkKind],
    /// By the ids of these catalogues.
    pub by_id: &'static [Catalogue],
    /// Whether it tells everything of a title: see [`super::Intent::Metadata`].
    pub metadata: bool,
}

impl Finds {
    /// It finds nothing.
    pub const NOTHING: Self = Self { by_text: &[], by_id: &[], metadata: false };
}

/// Whether a page may call a service itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Yes, with what the page knows.
    Direct,
    /// Yes, and it hears a page more readily than a hub.
    Preferred,
    /// No, and why: a sentence for a developer.
    Refused(&'static str),
}

/// What to do when the answer to a write is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LostWrite {
    /// Read back first: the service would store it twice.
    ReadBack,
    /// Send identical bytes again: the service sees that it has it.
    Resend,
}

/// How many finished plays a service takes in one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    /// At most so many.
    pub most: usize,
    /// And of so many bytes each, taken together.
    pub bytes_each: usize,
    /// At most so many at a server of the person's own, which may drop what follows
    /// a play it has already.
    pub most_elsewhere: usize,
    /// Plays from before that it does not take.
    pub oldest: Option<Span>,
}

/// So many calls in so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Which calls count.
    pub calls: Calls,
    /// Who shares it.
    pub scope: Scope,
    /// How many.
    pub limit: u32,
    /// In how long.
    pub window: Span,
}

/// Which calls count against a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// Those that read.
    Reads,
    /// Those that write.
    Writes,
    /// All of them.
    All,
}

/// Who shares a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One person's account.
    Account,
    /// Everybody behind this app or address.
    Shared,
}

impl Descriptor {
    /// A service that cannot do anything yet: what a new one begins with, so that its own
    /// descriptor holds only what it claims.
    pub const CLAIMS_NOTHING: Self = Self {
        id: "",
        name: "",
        base: "",
        auth: AuthScheme::Files,
        kinds: &[],
        needs: &[],
        live: Live::Finished,
        keeps: Keeps::EveryPlay,
        lost_write: LostWrite::ReadBack,
        check_in: false,
        batch: None,
        reads: &[],
        activities: false,
        newest_alone: false,
        rates: &[],
        lists: &[],
        statuses: &[],
        unlists_watched: false,
        rating_files: false,
        best_rating: 10,
        removes_plays: false,
        at_once: 1,
        counts: false,
        totals: false,
        finds: Finds::NOTHING,
        reads_files: &[],
        writes_files: &[],
        files_of: &[],
        browser: Browser::Direct,
        quotas: &[],
        parallel: false,
    };

    /// Whether it is read and never told anything: a feed.
    pub const fn is_feed(&self) -> bool {
        self.kinds.is_empty() && !self.reads.is_empty()
    }

    /// Whether it takes this kind of item.
    pub fn takes(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Whether a work can be taken off this list. Where being listed is one of the places a
    /// title can stand at, it leaves by [`super::Intent::RemoveStatus`] alone, with all that is
    /// kept of it.
    pub fn takes_off(&self, list: List) -> bool {
        self.lists.contains(&list) && self.statuses.is_empty()
    }

    /// Whether a single play of this kind can be taken out of the history. Where there is one
    /// play an item, a film's play is the film: it leaves by [`super::Intent::RemoveStatus`].
    pub fn removes_play(&self, kind: Kind) -> bool {
        let parts = self.keeps == Keeps::EveryPlay || kind == Kind::Episode;
        self.removes_plays && parts && self.takes(kind)
    }

    /// Whether an address is the service's own: of its API, or where it hands out tokens.
    pub fn has_address(&self, url: &str) -> bool {
        let mut own = vec![self.base];
        match self.auth {
            AuthScheme::OAuth2(oauth) => {
                for oauth in [Some(&oauth), oauth.older].into_iter().flatten() {
                    own.push(oauth.token);
                    own.extend(oauth.revoke.map(|revoke| revoke.url));
                    own.extend(oauth.device.iter().flat_map(|flow| [flow.start, flow.poll]));
                }
            }
            AuthScheme::SessionKey(keys) => own.push(keys.api),
            AuthScheme::UserToken | AuthScheme::AppKey | AuthScheme::Files => {}
        }
        let host = host_of(url);
        host.is_some() && own.into_iter().any(|it| host_of(it) == host)
    }

    /// Whether it can be told of this item at all.
    pub fn takes_item(&self, media: &Media) -> bool {
        let ids = match media {
            Media::Movie(movie) => &movie.ids,
            // A title is kept under the show's ids.
            Media::Episode(episode) => &episode.show.ids,
            Media::Track(track) => &track.ids,
        };
        let known = self.needs.iter().any(|catalogue| ids.has(*catalogue));
        self.takes(media.kind()) && (self.needs.is_empty() || known)
    }
}

/// What stands between `https://` and the path, whatever it is.
fn host_of(url: &str) -> Option<&str> {
    url.strip_prefix("https://")?.split(['/', '?', '#']).next()
}

#[cfg(test)]
mod tests {
    use crate::providers::by_id;

    #[test]
    fn an_address_is_a_services_own_by_its_whole_host() {
        let has = |url: &str| by_id("trakt").is_some_and(|it| it.descriptor().has_address(url));
        for own in ["https://api.trakt.tv/sync/history?x=1", "https://auth.trakt.tv/oauth/token"] {
            assert!(has(own), "{own}");
        }
        for foreign in [
            "http://api.trakt.tv/sync/history",
            "https://api.trakt.tv.example.org/",
            "https://api.trakt.tv@example.org/",
            "https://api.trakt.tv:8443/",
            "https://simkl.com/",
            "//api.trakt.tv/",
            "",
        ] {
            assert!(!has(foreign), "{foreign}");
        }
    }
}
