//! The music of the library, as clients ask for it.

use std::cmp::Reverse;

use playtally::history::newest;
use playtally::media::{Track, Work, WorkKind};
use playtally::providers::List;
use playtally::sorted::sort_by_key;
use playtally::time::Timestamp;

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

    /// The tracks the person loves, the newest first, and since when.
    pub(crate) fn loved(&self, profile: &str) -> Answer<Vec<(Track, Option<Timestamp>)>> {
        self.with_view(profile, |library, view| {
            let groups = view.merged.groups();
            let marks = newest(groups, library.listed(List::Loved));
            let track = |group| match groups.work(library.items(), group) {
                Some(Work::Track(track)) => Some(track),
                _ => None,
            };
            let loved =
                marks.into_iter().filter_map(|(group, mark)| Some((track(group)?, mark.at)));
            let mut loved: Vec<_> = loved.collect();
            sort_by_key(&mut loved, |(_, at)| Reverse(*at));
            loved
        })
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
