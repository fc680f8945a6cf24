//! That the keepers behave as the fact sheets say, and claim what the descriptors claim.

use playtally::error::{Error, ErrorKind};
use playtally::media::{Catalogue, PartialDate, Rating, Work};
use playtally::providers::{
    self, Finished, Intent, Keeps, List, Listed, Listing, Outcome, Rated, Read, Row, Status,
    StatusChange, StoredPlay,
};
use playtally::time::{Span, Timestamp};

use super::anilist::AniList;
use super::lastfm::LastFm;
use super::letterboxd::{FEED, Letterboxd};
use super::listenbrainz::ListenBrainz;
use super::myanimelist::MyAnimeList;
use super::simkl::Simkl;
use super::titles::{EPISODES, Key};
use super::trakt::{MOST, Trakt};
use super::{Keeper, all, stored};

const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);
const FILM: Key = Key::Film(1);
const SHOW: Key = Key::Show(4);
const ANIME: Key = Key::Show(5);
const SONG: Key = Key::Track(6);

/// As somebody names it who knows every id.
fn work(key: Key) -> Work {
    use Catalogue::{Anilist, Imdb, Mal, Mbid, Tmdb};
    key.named(&[Imdb, Tmdb, Mal, Anilist, Mbid])
}

fn played(key: Key, at: Timestamp) -> Intent {
    let media = work(key).media().unwrap();
    Intent::AddPlays(vec![Finished { media, started_at: at, watched_at: at, duration: None }])
}

fn rated(key: Key, hundred: u64) -> Intent {
    let rating = Rating::of_hundred(hundred).unwrap();
    Intent::Rate(vec![Rated { work: work(key), rating, at: None }])
}

fn listed(list: List, key: Key) -> Listed {
    Listed { list, works: vec![work(key)] }
}

fn wished(key: Key) -> Intent {
    Intent::AddToList(listed(List::Watchlist, key))
}

fn stands(key: Key, status: Status) -> Intent {
    let status = Some(status);
    Intent::SetStatus(StatusChange { status, ..StatusChange::of(work(key)) })
}

fn ask(listing: Listing) -> Read {
    Read { listing, cursor: None, since: None, until: None, user: None }
}

/// All pages of a listing.
fn rows(of: &mut dyn Keeper, now: Timestamp, mut read: Read) -> Vec<Row> {
    let mut rows = Vec::new();
    loop {
        let Ok(Outcome::Page(page)) = of.take(now, &Intent::Read(read.clone())) else {
            panic!("{}: {read:?}", of.id());
        };
        rows.extend(page.rows);
        read.cursor = page.next;
        if read.cursor.is_none() {
            return rows;
        }
    }
}

fn held(of: &mut dyn Keeper, listing: Listing) -> Vec<Row> {
    rows(of, NOW, ask(listing))
}

/// Carries it out, and what came of the one thing in it.
fn one(of: &mut dyn Keeper, intent: &Intent) -> Result<Outcome, Error> {
    match of.take(NOW, intent)? {
        Outcome::Each(mut each) if each.len() == 1 => each.remove(0),
        outcome => Ok(outcome),
    }
}

fn told(of: &mut dyn Keeper, intents: &[Intent]) {
    for intent in intents {
        one(of, intent).unwrap();
    }
}

fn refusal(of: &mut dyn Keeper, intent: &Intent) -> Option<ErrorKind> {
    one(of, intent).err().map(|error| error.kind)
}

#[test]
fn a_keeper_gives_and_takes_what_its_service_claims() {
    let listings = [
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
    for mut keeper in all() {
        let service = providers::by_id(keeper.id()).unwrap().descriptor();
        for listing in listings {
            let read = Intent::Read(ask(listing));
            let reads = service.reads.contains(&listing);
            assert_eq!(keeper.take(NOW, &read).is_ok(), reads, "{} {listing:?}", service.id);
        }
        let activities = keeper.take(NOW, &Intent::Activities).is_ok();
        assert_eq!(activities, service.activities, "{}", service.id);
        for list in [List::Watchlist, List::Collection, List::Loved] {
            let key = if list == List::Loved { SONG } else { FILM };
            let on = one(&mut *keeper, &Intent::AddToList(listed(list, key))).is_ok();
            assert_eq!(on, service.lists.contains(&list), "{} {list:?}", service.id);
            let off = one(&mut *keeper, &Intent::RemoveFromList(listed(list, key))).is_ok();
            assert_eq!(off, service.takes_off(list), "{} {list:?}", service.id);
        }
        for key in [FILM, SHOW, Key::Season(4, 1), Key::Episode(4, 1, 1), SONG, ANIME] {
            let kind = work(key).kind();
            let rates = one(&mut *keeper, &rated(key, 80)).is_ok();
            let knows = service.keeps != Keeps::Progress || key.is_anime();
            assert_eq!(rates, knows && service.rates.contains(&kind), "{} {kind:?}", service.id);
        }
        let status = one(&mut *keeper, &stands(ANIME, Status::Completed)).is_ok();
        assert_eq!(status, !service.statuses.is_empty(), "{}", service.id);
        for key in [FILM, Key::Episode(4, 1, 1), SONG] {
            // Plays are no progress: what keeps that is told by status.
            let kind = work(key).media().unwrap().kind();
            let takes = one(&mut *keeper, &played(key, NOW)).is_ok();
            let plays = service.takes(kind) && service.keeps != Keeps::Progress;
            assert_eq!(takes, plays, "{} {kind:?}", service.id);
        }
    }
}

#[test]
fn trakt_keeps_every_play_and_finds_it_by_the_moment_it_was_seen() {
    let mut trakt = Trakt::default();
    let long_ago = NOW - Span::from_hours(9000);
    told(&mut trakt, &[played(FILM, NOW), played(FILM, NOW), played(FILM, long_ago)]);
    assert_eq!(held(&mut trakt, Listing::History).len(), 3);
    let since = Read { since: Some(NOW - Span::from_hours(1)), ..ask(Listing::History) };
    assert_eq!(rows(&mut trakt, NOW, since).len(), 2);
    let watched = held(&mut trakt, Listing::Watched);
    assert_eq!((watched.len(), watched[0].plays, watched[0].at), (1, Some(3), Some(NOW)));

    // One play leaves by its id, once.
    let row = held(&mut trakt, Listing::History).remove(2);
    assert_eq!(row.at, Some(long_ago));
    let media = row.work.media().unwrap();
    let play = StoredPlay { id: row.id.unwrap(), media, watched_at: long_ago };
    let remove = Intent::RemovePlays(vec![play]);
    assert_eq!(one(&mut trakt, &remove), Ok(Outcome::Done));
    assert_eq!(refusal(&mut trakt, &remove), Some(ErrorKind::NotFound));
    assert_eq!(held(&mut trakt, Listing::Held).len(), 2);
}

#[test]
fn trakt_takes_what_was_watched_off_the_watchlist_by_itself() {
    let mut trakt = Trakt::default();
    told(&mut trakt, &[wished(FILM), wished(SHOW), wished(Key::Film(2))]);
    told(&mut trakt, &[played(FILM, NOW), played(Key::Episode(4, 1, 2), NOW)]);
    let left = held(&mut trakt, Listing::Watchlist);
    assert_eq!(left.len(), 1);
    assert!(matches!(&left[0].work, Work::Movie(film) if film.title == "Film 2"));
    // Wished again, it stays.
    told(&mut trakt, &[wished(FILM)]);
    assert_eq!(held(&mut trakt, Listing::Watchlist).len(), 2);
    assert_eq!(one(&mut trakt, &wished(FILM)), Ok(Outcome::AlreadyThere));
}

#[test]
fn trakt_refuses_more_than_a_list_holds() {
    let mut trakt = Trakt::default();
    trakt.watchlist = (0..MOST as u64).map(|n| (Key::Film(100 + n), NOW)).collect();
    assert_eq!(refusal(&mut trakt, &wished(FILM)), Some(ErrorKind::AccountLimit));
}

#[test]
fn trakt_rates_in_tens_and_says_when_anything_moved() {
    let mut trakt = Trakt::default();
    told(&mut trakt, &[rated(Key::Episode(4, 1, 1), 87)]);
    let rating = held(&mut trakt, Listing::Ratings).remove(0).rating;
    assert_eq!(rating, Rating::of_ten(9));
    let later = NOW + Span::from_hours(1);
    let unrate = Intent::Unrate(vec![work(Key::Episode(4, 1, 1))]);
    trakt.take(later, &unrate).unwrap();
    let Ok(Outcome::Activities(moved)) = trakt.take(later, &Intent::Activities) else { panic!() };
    // A removal moves it too.
    assert_eq!(moved.of.get(&Listing::Ratings), Some(&later));
    assert!(!moved.of.contains_key(&Listing::History));
}

#[test]
fn simkl_keeps_the_first_play_of_an_item() {
    let mut simkl = Simkl::default();
    let first = NOW - Span::from_hours(24);
    assert_eq!(one(&mut simkl, &played(FILM, first)), Ok(stored()));
    assert_eq!(one(&mut simkl, &played(FILM, NOW)), Ok(Outcome::AlreadyThere));
    let rows = held(&mut simkl, Listing::Statuses);
    assert_eq!((rows.len(), rows[0].at, rows[0].status), (1, Some(first), Some(Status::Completed)));
    // A moment from before 2000 is none.
    told(&mut simkl, &[played(Key::Film(2), Timestamp::from_secs(1))]);
    assert_eq!(simkl.titles[&Key::Film(2)].seen[&Key::Film(2)], None);
}

#[test]
fn simkl_moves_a_title_along_as_it_is_watched() {
    let mut simkl = Simkl::default();
    let mut states = vec![];
    told(&mut simkl, &[wished(SHOW)]);
    for number in 1..=EPISODES {
        states.push(simkl.titles[&SHOW].status);
        told(&mut simkl, &[played(Key::Episode(4, 1, number), NOW)]);
    }
    states.push(simkl.titles[&SHOW].status);
    use Status::{Completed, Current, Planned};
    assert_eq!(states, [Planned, Current, Current, Completed]);
    assert!(held(&mut simkl, Listing::Watchlist).is_empty());
    // The title, and a row for each episode.
    assert_eq!(held(&mut simkl, Listing::Statuses).len(), 1 + EPISODES as usize);
}

#[test]
fn simkl_files_what_is_rated_as_seen() {
    let mut simkl = Simkl::default();
    told(&mut simkl, &[rated(FILM, 80), rated(SHOW, 60)]);
    assert_eq!(simkl.titles[&FILM].status, Status::Completed);
    assert!(simkl.titles[&FILM].seen.contains_key(&FILM));
    assert_eq!(simkl.titles[&SHOW].status, Status::Current);
    assert!(simkl.titles[&SHOW].seen.is_empty());
    // Not what it holds already.
    told(&mut simkl, &[wished(Key::Film(2)), rated(Key::Film(2), 80)]);
    assert_eq!(simkl.titles[&Key::Film(2)].status, Status::Planned);
}

#[test]
fn off_simkls_watchlist_is_off_everything() {
    let mut simkl = Simkl::default();
    told(&mut simkl, &[played(FILM, NOW), rated(FILM, 80), wished(FILM)]);
    assert!(simkl.titles[&FILM].rating.is_some());
    told(&mut simkl, &[Intent::RemoveStatus { id: None, work: work(FILM) }]);
    for listing in [Listing::Statuses, Listing::Ratings, Listing::Watchlist, Listing::Held] {
        assert!(held(&mut simkl, listing).is_empty(), "{listing:?}");
    }
}

#[test]
fn simkl_tells_of_removals_by_what_is_missing() {
    let mut simkl = Simkl::default();
    told(&mut simkl, &[rated(FILM, 80), rated(SHOW, 60)]);
    let later = NOW + Span::from_hours(1);
    simkl.take(later, &Intent::RemoveStatus { id: None, work: work(FILM) }).unwrap();
    simkl.take(later, &Intent::Unrate(vec![work(SHOW)])).unwrap();
    let since = |listing| Read { since: Some(NOW), ..ask(listing) };
    // A title that is gone is in no delta; a rating that is gone is a row without one.
    assert!(rows(&mut simkl, later, since(Listing::Statuses)).is_empty());
    let unrated = rows(&mut simkl, later, since(Listing::Ratings));
    assert_eq!((unrated.len(), unrated[0].rating), (1, None));
    assert_eq!(rows(&mut simkl, later, ask(Listing::Held)).len(), 1);
    let Ok(Outcome::Activities(moved)) = simkl.take(later, &Intent::Activities) else { panic!() };
    assert_eq!(moved.of.get(&Listing::Held), Some(&later));
}

#[test]
fn simkl_has_no_word_for_a_film_somebody_is_in_the_middle_of() {
    let mut simkl = Simkl::default();
    for (key, status) in
        [(FILM, Status::Current), (FILM, Status::Paused), (SHOW, Status::Repeating)]
    {
        assert_eq!(refusal(&mut simkl, &stands(key, status)), Some(ErrorKind::BadInput));
    }
    told(&mut simkl, &[stands(SHOW, Status::Paused), stands(FILM, Status::Dropped)]);
    let episode = Key::Episode(4, 1, 1);
    told(&mut simkl, &[played(episode, NOW)]);
    let play =
        |key| StoredPlay { id: String::new(), media: work(key).media().unwrap(), watched_at: NOW };
    told(&mut simkl, &[Intent::RemovePlays(vec![play(episode)])]);
    assert!(simkl.titles[&SHOW].seen.is_empty());
    let film = Intent::RemovePlays(vec![play(FILM)]);
    assert_eq!(refusal(&mut simkl, &film), Some(ErrorKind::BadInput));
}

#[test]
fn lastfm_keeps_every_scrobble_of_the_last_two_weeks() {
    let mut lastfm = LastFm::default();
    told(&mut lastfm, &[played(SONG, NOW), played(SONG, NOW)]);
    assert_eq!(held(&mut lastfm, Listing::History).len(), 2);
    let refused = Some(ErrorKind::Rejected);
    let late = NOW - Span::from_hours(14 * 24) - Span::from_secs(1);
    assert_eq!(refusal(&mut lastfm, &played(SONG, late)), refused);
    assert_eq!(refusal(&mut lastfm, &played(SONG, NOW + Span::from_hours(1))), refused);
    told(&mut lastfm, &[Intent::AddToList(listed(List::Loved, Key::Track(7)))]);
    assert_eq!(held(&mut lastfm, Listing::Loved).len(), 1);
    assert_eq!(held(&mut lastfm, Listing::History).len(), 2);
}

#[test]
fn listenbrainz_keeps_a_listen_once_and_deletes_it_within_the_hour() {
    let mut listens = ListenBrainz::default();
    told(&mut listens, &[played(SONG, NOW), played(SONG, NOW), played(Key::Track(7), NOW)]);
    let all = held(&mut listens, Listing::History);
    assert_eq!(all.len(), 2);
    let old = played(SONG, Timestamp::from_secs(1_000_000_000));
    assert_eq!(refusal(&mut listens, &old), Some(ErrorKind::Rejected));

    let row = all.into_iter().find(|row| row.work.ids().is_some_and(|ids| ids.mbid.is_some()));
    let row = row.unwrap();
    let media = row.work.media().unwrap();
    let play = StoredPlay { id: row.id.unwrap(), media, watched_at: NOW };
    told(&mut listens, &[Intent::RemovePlays(vec![play])]);
    assert_eq!(held(&mut listens, Listing::History).len(), 2);
    let later = NOW + Span::from_hours(1);
    assert_eq!(rows(&mut listens, later, ask(Listing::History)).len(), 1);

    // A love needs an id.
    let love = |key| Intent::AddToList(listed(List::Loved, key));
    assert_eq!(refusal(&mut listens, &love(Key::Track(7))), Some(ErrorKind::BadInput));
    told(&mut listens, &[love(SONG)]);
    assert_eq!(held(&mut listens, Listing::Loved).len(), 1);
}

#[test]
fn anilist_fills_up_what_is_complete_and_counts_a_repeat() {
    let mut list = AniList::default();
    let entry = |list: &mut AniList| held(list, Listing::Statuses).remove(0);
    told(&mut list, &[stands(ANIME, Status::Completed)]);
    let day = PartialDate::of_utc(NOW);
    let completed = entry(&mut list);
    assert_eq!((completed.progress, completed.finished_on), (Some(EPISODES), day));
    told(&mut list, &[stands(ANIME, Status::Repeating), stands(ANIME, Status::Completed)]);
    assert_eq!(entry(&mut list).repeats, Some(1));
    // A day that was sent stays, and points are kept as they are.
    let early = PartialDate::parse("2020-01-02");
    let change = StatusChange {
        finished_on: early,
        rating: Rating::of_hundred(87),
        ..StatusChange::of(work(ANIME))
    };
    told(&mut list, &[Intent::SetStatus(change)]);
    let changed = entry(&mut list);
    assert_eq!((changed.finished_on, changed.rating), (early, Rating::of_hundred(87)));
    // Progress alone completes nothing.
    let change = StatusChange { progress: Some(1), ..StatusChange::of(work(Key::Film(3))) };
    told(&mut list, &[Intent::SetStatus(change)]);
    let Ok(Outcome::Status(Some(film))) = list.take(NOW, &Intent::ReadStatus(work(Key::Film(3))))
    else {
        panic!()
    };
    assert_eq!(film.status, Some(Status::Current));
    // What is no anime is unknown.
    assert_eq!(refusal(&mut list, &stands(FILM, Status::Planned)), Some(ErrorKind::NotFound));
}

#[test]
fn myanimelist_does_nothing_by_itself() {
    let mut list = MyAnimeList::default();
    let change = StatusChange {
        status: Some(Status::Completed),
        rating: Rating::of_hundred(87),
        started_on: PartialDate::parse("2020-01"),
        ..StatusChange::of(work(ANIME))
    };
    told(&mut list, &[Intent::SetStatus(change)]);
    let entry = held(&mut list, Listing::Statuses).remove(0);
    assert_eq!((entry.progress, entry.finished_on, entry.started_on), (Some(0), None, None));
    assert_eq!(entry.rating, Rating::of_ten(9));
    // It knows its own numbers alone, and a title that is gone may be taken off again.
    let other = StatusChange::of(ANIME.named(&[Catalogue::Anilist]));
    assert_eq!(refusal(&mut list, &Intent::SetStatus(other)), Some(ErrorKind::NotFound));
    let off = Intent::RemoveStatus { id: None, work: work(ANIME) };
    told(&mut list, &[off.clone(), off]);
    assert!(held(&mut list, Listing::Statuses).is_empty());
}

#[test]
fn letterboxd_shows_the_last_fifty_days_of_its_diary() {
    let mut diary = Letterboxd::default();
    let day = PartialDate::parse("2026-09-21").unwrap();
    for _ in 0..FEED {
        diary.write(1, day, None);
    }
    diary.write(2, day, Rating::of_hundred(87));
    let feed = held(&mut diary, Listing::History);
    assert_eq!((feed.len(), feed[0].on, feed[0].at), (FEED, Some(day), None));
    assert_eq!(feed[0].rating, Rating::of_ten(9));
    assert_eq!(refusal(&mut diary, &played(FILM, NOW)), Some(ErrorKind::BadInput));
}
