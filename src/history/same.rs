//! When two records of different origins mean one play.

use serde::{Deserialize, Serialize};

use super::origin::Origin;
use super::zone::Zone;
use crate::map::Map;
use crate::media::WorkKind;
use crate::time::{Span, Timestamp};

/// How far apart two records of one play may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Window {
    /// So many seconds.
    Seconds(u32),
    /// Less than the work is long.
    Runtime,
    /// On the same day where the person is, or less than the work is long: midnight is no wall.
    #[default]
    Day,
}

/// Which moment of a piece of music a source stamps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Stamps {
    /// Its start.
    Start,
    /// Its end.
    End,
    /// Nobody knows.
    #[default]
    Unknown,
}

/// How an origin tells the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Source {
    /// How far its records may be from others of the same play; the narrower of two counts.
    pub window: Window,
    /// Whether its moments of music are right to the minute only.
    pub coarse: bool,
    /// Which moment it stamps.
    pub stamps: Stamps,
}

impl Source {
    /// How files of a format tell the time, where nothing else is known of them. Of a stream of
    /// Spotify's, whose end is told, the reader makes the start.
    fn of_format(format: &str) -> Self {
        let stamps = match format {
            "lastfm" | "listenbrainz" | "playtally" | "spotify" => Stamps::Start,
            _ => Stamps::Unknown,
        };
        // Some of their files have no seconds.
        let coarse = matches!(format, "lastfm" | "spotify");
        Self { coarse, stamps, ..Self::default() }
    }
}

/// How each origin tells the time, and where the person is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Where the person is.
    pub zone: Zone,
    /// The origins of which something is known; of all others, [`Source::default`].
    #[serde(default)]
    pub sources: Map<Origin, Source>,
}

impl Rules {
    /// Of a zone, with nothing known of any origin.
    pub const fn of(zone: Zone) -> Self {
        Self { zone, sources: Map::new() }
    }

    /// How this origin tells the time; a file as its format does, where nothing is known of
    /// the one file.
    pub fn source(&self, origin: &Origin) -> Source {
        let known = |origin: &Origin| self.sources.get(origin).copied();
        let of_format = || match origin {
            Origin::Import(name) => {
                let format = name.split_once(':').map_or(&**name, |(format, _)| format);
                let known = known(&Origin::Import(format.to_owned()));
                Some(known.unwrap_or_else(|| Source::of_format(format)))
            }
            // Both protocols ask for the start.
            Origin::Client(_) => Some(Source { stamps: Stamps::Start, ..Source::default() }),
            _ => None,
        };
        known(origin).or_else(of_format).unwrap_or_default()
    }
}

/// What is compared: one kind of work of one length.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    music: bool,
    /// Milliseconds, where known.
    pub(super) length: Option<i64>,
    runtime: i64,
}

/// Music is told to the second by most, and to the minute by some.
const FINE: i64 = 10_000;
const COARSE: i64 = 60_000;

/// A day has 24 hours, and as many more as the clock is put back: less than a day either way
/// from UTC.
const LONGEST_DAY: u64 = 3 * 86_400_000;

/// What is shorter than most films and episodes, where the length is not known.
const FILM: i64 = 90 * 60_000;
const EPISODE: i64 = 20 * 60_000;

impl Measure {
    pub(super) fn of(kind: WorkKind, length: Option<Span>) -> Self {
        let length = length.map(Span::millis);
        let usual = match kind {
            WorkKind::Movie => FILM,
            WorkKind::Episode => EPISODE,
            // These have no length of their own: the day decides.
            WorkKind::Show | WorkKind::Season | WorkKind::Book | WorkKind::Track => 0,
        };
        Self { music: kind == WorkKind::Track, length, runtime: length.unwrap_or(usual) }
    }

    pub(super) const fn is_music(&self) -> bool {
        self.music
    }

    /// When it began by this source, of music of which that can be told.
    pub(super) fn start(&self, at: i64, source: Source) -> i64 {
        match (source.stamps, self.length) {
            (Stamps::End, Some(length)) if self.music => at.saturating_sub(length),
            _ => at,
        }
    }

    /// Whether two moments of different origins are those of one play; of music, those of its
    /// start, as far as they are known.
    pub(super) fn same(
        &self,
        zone: &Zone,
        (a, source): (i64, Source),
        (b, other): (i64, Source),
    ) -> bool {
        let apart = a.abs_diff(b);
        if self.music {
            return apart <= self.tolerance(source, other);
        }
        let day = |at| zone.day(Timestamp::from_millis(at));
        match source.window.min(other.window) {
            Window::Seconds(seconds) => apart <= u64::from(seconds) * 1000,
            Window::Runtime => apart < self.runtime as u64,
            // To look the days up costs more than all the rest.
            Window::Day => apart < self.runtime as u64 || (apart < LONGEST_DAY && day(a) == day(b)),
        }
    }

    /// How far apart two moments of music may be, in milliseconds.
    pub(super) fn tolerance(&self, source: Source, other: Source) -> u64 {
        let usual = if source.coarse || other.coarse { COARSE } else { FINE } as u64;
        match source.window.min(other.window) {
            Window::Seconds(seconds) => usual.min(u64::from(seconds) * 1000),
            Window::Runtime | Window::Day => usual,
        }
    }

    /// Whether two moments may be both ends of one play: they are as far apart as the music is
    /// long, and of one of them nobody knows which end it is.
    pub(super) fn may_be_ends(
        &self,
        (a, source): (i64, Source),
        (b, other): (i64, Source),
    ) -> bool {
        let unknown = [source, other].iter().any(|source| source.stamps == Stamps::Unknown);
        let Some(length) = self.length.filter(|_| self.music && unknown) else { return false };
        let apart = a.abs_diff(b);
        // As near as that, it is the same end.
        let tolerance = self.tolerance(source, other);
        apart > tolerance && apart.abs_diff(length.unsigned_abs()) <= tolerance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_tells_the_time_as_its_format_does() {
        let import = |name: &str| Origin::Import(name.to_owned());
        let source = |stamps| Source { stamps, ..Source::default() };
        let mut rules = Rules::of(Zone::UTC);
        rules.sources.insert(import("spotify"), source(Stamps::End));
        rules.sources.insert(import("spotify:2"), source(Stamps::Start));
        for (name, stamps) in [
            ("spotify", Stamps::End),
            ("spotify:1", Stamps::End),
            ("spotify:2", Stamps::Start),
            ("netflix:1", Stamps::Unknown),
        ] {
            assert_eq!(rules.source(&import(name)).stamps, stamps, "{name}");
        }
        assert_eq!(rules.source(&Origin::Service("spotify".to_owned())), Source::default());
        for (name, coarse) in [("lastfm", true), ("lastfm:1", true), ("listenbrainz:1", false)] {
            let source = Source { coarse, stamps: Stamps::Start, ..Source::default() };
            assert_eq!(rules.source(&import(name)), source, "{name}");
        }
    }
}
