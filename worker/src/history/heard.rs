//! The music of the library, as clients ask for it.

use playtally::media::{Track, Work, WorkKind};
use playtally::providers::List;
use playtally::time::Timestamp;
use playtally::typed;
use serde_json::Value;

use super::About;
use super::view::UNDATED;
use crate::account::Hub;
use crate::error::Answer;

/// A track and when it was heard.
pub(crate) struct Heard {
    pub(crate) at: Timestamp,
    pub(crate) track: Track,
}

/// Some of the music, the newest first, and how much there is of it.
pub(crate) struct Page {
    pub(crate) heard: Vec<Heard>,
    pub(crate) all: usize,
    /// The oldest and the newest of all.
    pub(crate) ends: [Option<Timestamp>; 2],
}

impl Hub {
    /// What was heard after a moment and before another; not the first so many.
    pub(crate) fn heard(
        &self,
        profile: &str,
        (after, before): (Option<Timestamp>, Option<Timestamp>),
        skip: usize,
        most: usize,
    ) -> Answer<Page> {
        self.with_view(profile, |library, view| {
            let groups = view.merged.groups();
            let mut page = Page { heard: Vec::new(), all: 0, ends: [None; 2] };
            for seen in view.plays().iter().filter(|seen| seen.at != UNDATED) {
                let Some(play) = view.merged.play(seen.play as usize) else { continue };
                let item = groups.items(play.work).first();
                if item.and_then(|item| library.items().kind(*item)) != Some(WorkKind::Track) {
                    continue;
                }
                let at = Timestamp::from_millis(seen.at);
                page.ends = [Some(at), page.ends[1].or(Some(at))];
                if after.is_some_and(|after| at <= after) || before.is_some_and(|it| at >= it) {
                    continue;
                }
                page.all += 1;
                if page.all > skip
                    && page.heard.len() < most
                    && let Some(Work::Track(track)) = groups.work(library.items(), play.work)
                {
                    page.heard.push(Heard { at, track });
                }
            }
            page
        })
    }

    /// The tracks the person loves, the newest first, and since when; of very many the newest.
    pub(crate) fn loved(&self, profile: &str) -> Answer<Vec<(Track, Option<Timestamp>)>> {
        let mut page = self.words(profile, About::Listed(List::Loved), "kind=track&limit=1000")?;
        let items = match page["items"].take() {
            Value::Array(items) => items,
            _ => Vec::new(),
        };
        let since = |item: &Value| Timestamp::parse_rfc3339(item["listed_at"].as_str()?);
        let read = |mut item: Value| match typed::from_value(item["work"].take()) {
            Ok(Work::Track(track)) => Some((track, since(&item))),
            _ => None,
        };
        Ok(items.into_iter().filter_map(read).collect())
    }

    /// A track of the library of which this is true.
    pub(crate) fn track_of(
        &self,
        profile: &str,
        is_it: impl Fn(&Track) -> bool,
    ) -> Answer<Option<Track>> {
        self.with_view(profile, |library, _| {
            let items = library.items();
            let tracks = items.iter().filter(|item| items.kind(*item) == Some(WorkKind::Track));
            let mut tracks = tracks.filter_map(|item| match items.work(item) {
                Some(Work::Track(track)) => Some(track),
                _ => None,
            });
            tracks.find(is_it)
        })
    }
}
