//! Everything that can be wanted of a service, and whether its descriptor claims it.

use playtally::media::{
    Catalogue, Episode, ExternalIds, Kind, Media, Movie, Rating, Season, Show, Track, Work,
    WorkKind,
};
use playtally::providers::metadata::{Ask, Subject, Window};
use playtally::providers::{
    ById, Descriptor, Finished, Intent, Keeps, List, Listed, Listing, Live, LostWrite, Playing,
    Query, Rated, Read, ReadPlays, Status, StatusChange, StoredPlay,
};
use playtally::time::{Span, Timestamp};

pub(crate) const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

const KINDS: [Kind; 3] = [Kind::Movie, Kind::Episode, Kind::Track];

const LISTINGS: [Listing; 10] = [
    Listing::History,
    Listing::Watched,
    Listing::Ratings,
    Listing::Watchlist,
    Listing::Collection,
    Listing::Loved,
    Listing::Statuses,
    Listing::Playback,
    Listing::Watching,
    Listing::Held,
];

const CATALOGUES: [Catalogue; 10] = [
    Catalogue::Trakt,
    Catalogue::Imdb,
    Catalogue::Tmdb,
    Catalogue::Tvdb,
    Catalogue::Simkl,
    Catalogue::Mal,
    Catalogue::Anilist,
    Catalogue::Kitsu,
    Catalogue::Anidb,
    Catalogue::Mbid,
];

/// Every intent, and whether a service like this claims it.
pub(crate) fn all(descriptor: &Descriptor) -> Vec<(Intent, bool)> {
    let mut all = account(descriptor);
    all.extend(KINDS.into_iter().flat_map(|kind| of_media(descriptor, kind)));
    all.extend(works().iter().flat_map(|work| of_work(descriptor, work)));
    all.extend(lists(descriptor));
    all.extend(questions(descriptor));
    all
}

fn account(descriptor: &Descriptor) -> Vec<(Intent, bool)> {
    let read = |listing| {
        Intent::Read(Read { listing, cursor: None, since: None, until: None, user: None })
    };
    let reads = LISTINGS.into_iter().map(|it| (read(it), descriptor.reads.contains(&it)));
    let mut all = vec![
        (Intent::Profile, true),
        (Intent::Activities, descriptor.activities),
        (Intent::Count, descriptor.counts),
        (Intent::Totals { user: "900123".to_owned() }, descriptor.totals),
        (Intent::ForgetPlace("37".to_owned()), descriptor.reads.contains(&Listing::Playback)),
    ];
    all.extend(reads);
    all
}

fn of_media(descriptor: &Descriptor, kind: Kind) -> Vec<(Intent, bool)> {
    let media = media(kind);
    let playing = Playing { media: media.clone(), percent: 50.0, duration: Some(200.0) };
    let finished = Finished {
        media: media.clone(),
        started_at: NOW - Span::from_hours(2),
        watched_at: NOW - Span::from_hours(1),
        duration: Some(7200.0),
    };
    let read = ReadPlays {
        media: media.clone(),
        from: NOW - Span::from_hours(24),
        to: NOW,
        page: 1,
        user: None,
    };
    let stored = StoredPlay {
        id: "1982346".to_owned(),
        media: media.clone(),
        watched_at: finished.watched_at,
    };
    let taken = descriptor.takes(kind);
    let live = taken && matches!(descriptor.live, Live::Scrobble { .. });
    let now_playing = taken && descriptor.live == Live::NowPlaying;
    let plays = taken && descriptor.keeps != Keeps::Progress;
    let read_back = plays && descriptor.lost_write == LostWrite::ReadBack;
    vec![
        (Intent::Start(playing.clone()), live),
        (Intent::Pause(playing.clone()), live),
        (Intent::Stop(playing.clone()), live),
        (Intent::NowPlaying(playing), now_playing),
        (Intent::AddPlay(finished.clone()), plays),
        (Intent::AddPlays(vec![finished]), taken && descriptor.batch.is_some()),
        (Intent::RemovePlays(vec![stored]), descriptor.removes_play(kind)),
        (Intent::CheckIn(media.clone()), taken && descriptor.check_in),
        (Intent::CancelCheckIn(media), taken && descriptor.check_in),
        (Intent::ReadPlays(read), read_back),
    ]
}

fn of_work(descriptor: &Descriptor, work: &Work) -> Vec<(Intent, bool)> {
    let rates = descriptor.rates.contains(&work.kind());
    let stands = descriptor.statuses.contains(&work.kind());
    let rating = Rating::of_ten(8).unwrap();
    let rated = Rated { work: work.clone(), rating, at: Some(NOW) };
    let planned = StatusChange { status: Some(Status::Planned), ..StatusChange::of(work.clone()) };
    let status = Intent::ReadStatus(work.clone());
    vec![
        (Intent::Rate(vec![rated]), rates),
        (Intent::Unrate(vec![work.clone()]), rates),
        (status, stands && descriptor.keeps == Keeps::Progress),
        (Intent::SetStatus(planned), stands),
        (Intent::RemoveStatus { id: Some("5".to_owned()), work: work.clone() }, stands),
    ]
}

fn lists(descriptor: &Descriptor) -> Vec<(Intent, bool)> {
    let of = |(list, kind): (List, Kind)| {
        let listed = Listed { list, works: vec![media(kind).into()] };
        let on = descriptor.lists.contains(&list);
        let off = descriptor.takes_off(list);
        [(Intent::AddToList(listed.clone()), on), (Intent::RemoveFromList(listed), off)]
    };
    let lists = [
        (List::Watchlist, Kind::Movie),
        (List::Collection, Kind::Movie),
        (List::Loved, Kind::Track),
    ];
    lists.into_iter().flat_map(of).collect()
}

fn questions(descriptor: &Descriptor) -> Vec<(Intent, bool)> {
    let search = |work: Work| {
        let query = Query {
            kind: Some(work.kind()),
            title: "Kelly".to_owned(),
            artist: matches!(work, Work::Track(_)).then(|| "Air".to_owned()),
            year: None,
            exact: false,
            page: 1,
        };
        (Intent::Search(query), descriptor.finds.by_text.contains(&work.kind()))
    };
    let find = |catalogue| {
        let (id, kind) = match catalogue {
            Catalogue::Imdb => ("tt1375666", WorkKind::Movie),
            Catalogue::Mbid => ("8f3471b5-7e6a-48da-86a9-c1c07a0f47ae", WorkKind::Track),
            Catalogue::Tvdb
            | Catalogue::Mal
            | Catalogue::Anilist
            | Catalogue::Kitsu
            | Catalogue::Anidb => ("25777", WorkKind::Show),
            _ => ("27205", WorkKind::Movie),
        };
        let by_id = ById { catalogue, id: id.to_owned(), kind };
        (Intent::Find(by_id), descriptor.finds.by_id.contains(&catalogue))
    };
    let tell = |about| (Intent::Metadata(Ask::about(about)), descriptor.finds.metadata);
    let works = works().into_iter().map(search);
    works.chain(CATALOGUES.into_iter().map(find)).chain(subjects().into_iter().map(tell)).collect()
}

fn subjects() -> Vec<Subject> {
    let ids = ExternalIds { tmdb: Some(27_205), ..ExternalIds::default() };
    vec![
        Subject::Title(WorkKind::Movie, ids.clone()),
        Subject::Title(WorkKind::Show, ids.clone()),
        Subject::Ids(WorkKind::Movie, ids.clone()),
        Subject::Credits(WorkKind::Show, ids.clone()),
        Subject::Season(ids, 1),
        Subject::Person(287),
        Subject::Works(287),
        Subject::Collection(528),
        Subject::Trending(None, Window::Week, 1),
    ]
}

pub(crate) fn media(kind: Kind) -> Media {
    let ids = ExternalIds { imdb: Some("tt1375666".to_owned()), ..ExternalIds::default() };
    match kind {
        Kind::Movie => Media::Movie(Movie { title: "Inception".to_owned(), year: Some(2010), ids }),
        Kind::Episode => Media::Episode(Episode {
            show: Show { title: "Slow Boats".to_owned(), year: None, ids },
            season: 1,
            number: 2,
            ..Episode::default()
        }),
        Kind::Track => Media::Track(Track {
            title: "Kelly".to_owned(),
            artist: "Air".to_owned(),
            ids: ExternalIds {
                mbid: Some("e8f9b188-f819-4e43-ab0f-4bd26ce9ff56".to_owned()),
                ..ExternalIds::default()
            },
            ..Track::default()
        }),
    }
}

/// One work of each kind that is no book, with an id of every catalogue there is.
fn works() -> Vec<Work> {
    let mut ids = ExternalIds::default();
    for catalogue in CATALOGUES {
        ids.set(catalogue, "25777");
    }
    let show = Show { title: "Slow Boats".to_owned(), year: Some(2017), ids: ids.clone() };
    let movie = Movie { title: "Inception".to_owned(), year: Some(2010), ids };
    vec![
        Work::Movie(movie),
        Work::Show(show.clone()),
        Work::Season(Season { show: show.clone(), number: 1, ids: ExternalIds::default() }),
        Work::Episode(Episode { show, season: 1, number: 2, ..Episode::default() }),
        media(Kind::Track).into(),
    ]
}
