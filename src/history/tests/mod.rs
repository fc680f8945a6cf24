//! Made-up histories, and what a library says in no order but its own.

mod answer;
mod carry;
mod changes;
mod diff;
mod export;
mod found;
mod groups;
mod library;
mod merge;
#[cfg(feature = "hub")]
mod numbering;
mod removal;
mod snapshot;
mod stats;
mod sync;
mod timeline;
mod tombstones;

use proptest::prelude::*;
use proptest::sample::select;

use super::{Library, Merged, Origin, Play, When};
use crate::media::{Episode, ExternalIds, Movie, PartialDate, Rating, Show, Track, Work};
use crate::providers::{Listing, Row, Status};
use crate::time::Timestamp;

/// Few ids, so that they meet; some that cannot be of one work.
fn ids() -> impl Strategy<Value = ExternalIds> {
    let one = || prop::option::weighted(0.5, 1_u64..4);
    (one(), one(), one(), prop::option::weighted(0.3, 1_u64..3)).prop_map(
        |(trakt, tmdb, tvdb, imdb)| ExternalIds {
            trakt,
            tmdb,
            tvdb,
            imdb: imdb.map(|id| format!("tt900{id}")),
            ..ExternalIds::default()
        },
    )
}

fn show() -> impl Strategy<Value = Show> {
    let title = select(&["Slow Boats", "slow boats", "Lakes", ""][..]);
    (title, prop::option::of(2000..2002), ids()).prop_map(|(title, year, ids)| Show {
        title: title.into(),
        year,
        ids,
    })
}

/// In a box, as the others of many parts: a strategy by value is as large as all its parts.
fn work() -> BoxedStrategy<Work> {
    let film = show().prop_map(|Show { title, year, ids }| Work::Movie(Movie { title, year, ids }));
    let episode = (show(), 0_u32..2, 1_u32..3, ids()).prop_map(|(show, season, number, ids)| {
        let ids = ExternalIds { tmdb: None, ..ids };
        Work::Episode(Episode { show, season, number, title: None, ids })
    });
    let lengths = prop::option::of(select(&[180_000_u64, 45_000][..]));
    let track = (select(&["Harbour", "harbour", "Pier"][..]), lengths, any::<bool>());
    let track = track.prop_map(|(title, duration_ms, mbid)| {
        let ids =
            ExternalIds { mbid: mbid.then(|| format!("id-of-{title}")), ..Default::default() };
        let (title, artist) = (title.into(), "Air".into());
        Work::Track(Track { title, artist, album: None, duration_ms, ids })
    });
    prop_oneof![film, episode, track].boxed()
}

/// From 1900 to 2100, often near the same few days, one of them a leap day.
fn moment() -> impl Strategy<Value = Timestamp> {
    let days = select(&[-25_000_i64, 951_782, 1_711_843, 1_325_203, 4_102_444][..]);
    let near = (days, -40_000_i64..80_000).prop_map(|(day, secs)| day * 1000 + secs);
    let within = near.clone().prop_map(|secs| secs / 3600 * 3600);
    let any = -2_208_988_800_i64..4_102_444_800;
    prop_oneof![4 => near, 2 => within, 1 => any].prop_map(Timestamp::from_secs)
}

fn when() -> impl Strategy<Value = When> {
    let date = select(&["2000-02-29", "2000-02", "2000", "2011-12-30", "1969-12-31"][..]);
    let date = date.prop_map(|text| When::On(PartialDate::parse(text).unwrap()));
    prop_oneof![8 => moment().prop_map(When::At), 1 => date, 1 => Just(When::Unknown)]
}

fn origin() -> impl Strategy<Value = Origin> {
    select(&["player", "service:one", "service:two", "import:list", "import:file"][..])
        .prop_map(|text| Origin::parse(text).unwrap())
}

/// Something an origin says.
#[derive(Clone, Debug)]
struct Told {
    row: Row,
    listing: Listing,
    origin: Origin,
    /// The same work in other words.
    also: Option<Work>,
}

fn told() -> BoxedStrategy<Told> {
    let play = (work(), when(), prop::option::of(0_u64..3), any::<bool>());
    let play = play.prop_map(|(work, when, id, summary)| {
        let mut row = Row { id: id.map(|id| id.to_string()), ..Row::of(work) };
        match when {
            When::At(at) => row.at = Some(at),
            When::On(date) => row.on = Some(date),
            When::Unknown => {}
        }
        (row, if summary { Listing::Watched } else { Listing::History })
    });
    let rating = (work(), moment(), 1_u64..101).prop_map(|(work, at, points)| {
        let rating = Rating::of_hundred(points);
        (Row { at: Some(at), rating, ..Row::of(work) }, Listing::Ratings)
    });
    let listed = (work(), select(&[Listing::Watchlist, Listing::Collection, Listing::Loved][..]));
    let listed = (listed, moment());
    let listed =
        listed.prop_map(|((work, list), at)| (Row { at: Some(at), ..Row::of(work) }, list));
    let status = (work(), moment(), select(&[Status::Current, Status::Completed][..]), "[ab]{0,2}");
    let status = status.prop_map(|(work, at, status, notes)| {
        let row = Row { status: Some(status), notes: Some(notes), ..Row::of(work) };
        (Row { at: Some(at), progress: Some(3), ..row }, Listing::Statuses)
    });
    let row = prop_oneof![
        6 => play.boxed(), 1 => rating.boxed(), 1 => listed.boxed(), 1 => status.boxed()
    ];
    let also = prop::option::weighted(0.1, work());
    (row, origin(), also)
        .prop_map(|((row, listing), origin, also)| Told { row, listing, origin, also })
        .boxed()
}

fn tale() -> BoxedStrategy<Vec<Told>> {
    prop::collection::vec(told(), 0..24).boxed()
}

fn library(tale: &[Told]) -> Library {
    let mut library = Library::default();
    for Told { row, listing, origin, also } in tale {
        library.add(row, *listing, origin);
        if let Some(also) = also {
            library.equate(&row.work, also);
        }
    }
    library
}

fn united(libraries: &[&Library]) -> Library {
    let mut all = Library::default();
    libraries.iter().for_each(|library| all.merge(library).unwrap());
    all
}

/// A record by all it says.
fn record(library: &Library, play: &Play) -> String {
    let work = serde_json::to_string(&library.items().work(play.item).unwrap()).unwrap();
    let origin = library.origin_of(play.origin).unwrap();
    let name = library.record(play.record);
    format!("{work} {:?} {origin} {name:?} {} {}", play.when, play.rewatch, play.summary)
}

/// Everything in a library, in the order of what it says.
fn contents(library: &Library) -> Vec<String> {
    let mut all: Vec<String> = library.plays().map(|play| record(library, &play)).collect();
    let about = |item, origin, at| {
        let work = serde_json::to_string(&library.items().work(item).unwrap()).unwrap();
        format!("{work} {} {at:?}", library.origin_of(origin).unwrap())
    };
    all.extend(
        library
            .ratings()
            .map(|it| format!("rated {} {:?}", about(it.item, it.origin, it.at), it.value)),
    );
    all.extend(
        library
            .standings()
            .map(|it| format!("stands {} {:?}", about(it.item, it.origin, it.at), it.value)),
    );
    all.extend(
        library
            .reviews()
            .map(|(it, text)| format!("wrote {} {text}", about(it.item, it.origin, it.at))),
    );
    use crate::providers::List::{Collection, Loved, Watchlist};
    for list in [Watchlist, Collection, Loved] {
        all.extend(
            library.listed(list).map(|it| format!("{list:?} {}", about(it.item, it.origin, it.at))),
        );
    }
    all.sort();
    all
}

/// The plays of a library, each with its records, in the order of what they say.
fn plays(library: &Library, merged: &Merged) -> Vec<(When, Vec<String>)> {
    let mut all: Vec<_> = merged
        .plays()
        .map(|play| {
            let rows = play.records.iter().map(|row| library.play(*row as usize).unwrap());
            let mut records: Vec<_> = rows.map(|play| record(library, &play)).collect();
            records.sort();
            (play.when, records)
        })
        .collect();
    all.sort();
    all
}
