//! Films, series, anime and books.

use super::{open, open_as, sample, tells};
use crate::history::formats::Options;
use crate::history::{Library, Merged, Origin, Rules, Zone};

#[test]
fn imdb() {
    tells(
        &open(sample!("imdb_ratings.csv")),
        "imdb",
        &[
            "Ratings: film Sea Clocks (2019) [imdb:tt9100001] on 2024-03-15 rating=90",
            "Ratings: show Slow Boats (2008) [imdb:tt9100002] on 2024-06-01 rating=100",
            "Ratings: episode  0x0 \"Low Water\" [imdb:tt9100003] on 2024-06-02 rating=80",
            "? 3: film Harbour, Night (2015) [imdb:tt9100004] / show Harbour, Night (2015) [imdb:tt9100004] on 2024-07-09",
            "- 4: Line 6: \"Dock Master 3\" is neither a film nor a series.",
            "- 5: Line 7: \"nm0000001\" is no title of IMDb's.",
            "- 6: Line 8: \"11\" is no rating of 1 to 10.",
        ],
    );
    tells(
        &open(sample!("imdb_watchlist.csv")),
        "imdb",
        &[
            "Watchlist: film Sea Clocks (2019) [imdb:tt9100001] on 2023-07-09 notes=for a rainy day",
            "Watchlist: show Ebb (2019) [imdb:tt9100007] on 2023-07-11",
            "Ratings: film Sea Clocks (2019) [imdb:tt9100001] on 2024-03-15 rating=90",
        ],
    );
}

#[test]
fn netflix_history() {
    let contents = open(sample!("netflix_history.csv"));
    assert!(contents.asks.is_empty(), "25/12/23 tells the order of all");
    tells(
        &contents,
        "netflix",
        &[
            "History: episode Tides 2x7 \"Episode 7\" on 2023-12-25",
            "History: film Sea Clocks on 2024-03-04",
            "History: episode The Lock 1x1 \"Episode 1\" on 2024-01-02",
            "? 1: episode Tides 2x0 \"Low Water\" on 2024-04-03",
            "? 3: film Newt-Man: Into the Verse / episode Newt-Man 1x0 \"Into the Verse\" on 2024-01-01",
            "? 4: film Kill Will: Vol. 1 / episode Kill Will 1x0 on 2023-12-31",
            "- 6: Line 8: there is no title.",
            "- 7: Line 9: \"yesterday\" is no day.",
        ],
    );
}

#[test]
fn netflix_activity() {
    let contents = open(sample!("netflix_activity.csv"));
    assert_eq!(contents.asks.person, ["Kim", "Ruby"]);
    tells(
        &contents,
        "netflix",
        &[
            "History: film Sea Clocks at 2024-05-02T20:40:00Z",
            "History: episode Tides 1x4 \"Rope\" at 2024-06-10T08:07:00Z",
            "History: film Frost at 2024-06-11T08:20:00Z",
            "History: film Frost at 2024-09-11T09:40:00Z",
            "- 2: Line 4: \"Sea Clocks\" is a trailer or the like (TRAILER).",
            "- 3: Only 40 seconds of \"Rope\" were played.",
            "- 7: Line 9: \"long\" is no length.",
        ],
    );
    let options = Options { person: Some("Kim".to_owned()), ..Options::default() };
    let contents = open_as("x", sample!("netflix_activity.csv"), &options);
    tells(
        &contents,
        "netflix",
        &[
            "History: film Sea Clocks at 2024-05-02T20:40:00Z",
            "- 2: Line 4: \"Sea Clocks\" is a trailer or the like (TRAILER).",
            "- 3: Only 40 seconds of \"Rope\" were played.",
            "- 7: Line 9: \"long\" is no length.",
        ],
    );
}

#[test]
fn tv_time() {
    tells(
        &open(sample!("tvtime_records_v2.csv")),
        "tvtime",
        &[
            "History: episode Slow Boats (2008) [tvdb:90001] 1x6 [tvdb:9300006] at 2023-11-04T15:30:38Z",
            "History: episode Slow Boats (2008) [tvdb:90001] 1x6 [tvdb:9300006] at 2024-01-01T10:00:00Z rewatch=true",
            "History: episode Slow Boats (2008) [tvdb:90001] 0x1 [tvdb:9300100]",
            "Statuses: show Ebb [tvdb:90002] status=Planned",
            "Statuses: show Rope [tvdb:90003] status=Paused",
            "- 6: Line 8: 1xx is no episode.",
        ],
    );
    tells(
        &open(sample!("tvtime_records.csv")),
        "tvtime",
        &[
            "History: film Sea Clocks (2019) at 2019-09-08T17:24:29Z",
            "History: film Rope (2001)",
            "History: episode Slow Boats (2008) [tvdb:90001] 1x6 [tvdb:9300006] at 2023-11-04T15:30:38Z",
            "Watchlist: film Harbour Night (2022) at 2023-09-04T21:53:54Z",
        ],
    );
    tells(
        &open(sample!("tvtime_episodes.csv")),
        "tvtime",
        &[
            "History: episode Slow Boats [imdb:tt9100002 tvdb:90001] 1x6 [tvdb:9300006] at 2023-11-04T15:30:38Z",
            "History: episode Slow Boats [imdb:tt9100002 tvdb:90001] 0x1 [tvdb:9300100] at 2023-11-05T10:00:00Z",
        ],
    );
    tells(
        &open(sample!("tvtime_movies.csv")),
        "tvtime",
        &[
            "History: film Sea Clocks (2019) [imdb:tt9100001 tvdb:501] at 2024-01-04T20:00:00Z",
            "Watchlist: film Harbour Night (2022) [tvdb:502] at 2024-01-01T00:00:00Z",
        ],
    );
    tells(
        &open(sample!("tvtime_series.csv")),
        "tvtime",
        &[
            "Statuses: show Slow Boats [imdb:tt9100002 tvdb:90001] status=Current",
            "Statuses: show Ebb [tvdb:90002] status=Planned",
            "- 2: Line 4: \"mislaid\" is no status of TV Time's.",
        ],
    );
    tells(
        &open(sample!("tvtime_seen.csv")),
        "tvtime",
        &["History: episode Slow Boats [tvdb:90001] 1x6 [tvdb:9300006] at 2017-03-01T21:00:00Z"],
    );
    tells(
        &open(sample!("tvtime_followed.csv")),
        "tvtime",
        &[
            "Statuses: show Slow Boats [tvdb:90001] status=Current",
            "Statuses: show Rope [tvdb:90003] status=Paused",
        ],
    );
}

#[test]
fn trakt() {
    tells(
        &open(sample!("trakt_history.json")),
        "trakt",
        &[
            "History: film Sea Clocks (2019) [imdb:tt9100001 tmdb:155001 trakt:120001] at 2014-04-05T15:27:00Z id=587000001",
            "History: episode Slow Boats (2008) [imdb:tt9100002 tmdb:95001 trakt:154001 tvdb:90001] 1x6 \"Low Water\" [imdb:tt9100003 tmdb:546001 trakt:1210001 tvdb:9300006] at 2026-02-12T23:16:00Z id=587000002",
            "History: film Rope (2001) [trakt:120002] id=587000003",
            "- 3: It names no film, show, season or episode.",
        ],
    );
    tells(
        &open(sample!("trakt_ratings.json")),
        "trakt",
        &[
            "Ratings: show Slow Boats (2008) [trakt:154001 tvdb:90001] at 2026-01-03T20:00:00Z rating=80",
        ],
    );
    tells(
        &open(sample!("trakt_watched.json")),
        "trakt",
        &["Watched: film Sea Clocks (2019) [trakt:120001] at 2014-04-05T15:27:00Z plays=2"],
    );
    let none = Options::default();
    tells(
        &open_as("lists-watchlist.json", sample!("trakt_watchlist.json"), &none),
        "trakt",
        &["Watchlist: film Ebb (2019) [trakt:120003] at 2025-01-03T20:00:00Z id=900001"],
    );
}

#[test]
fn simkl() {
    tells(
        &open(sample!("simkl_backup.json")),
        "simkl",
        &[
            "Ratings: film Harbour Night (2022) [imdb:tt9100008 simkl:71 tmdb:555001] at 2026-07-05T10:00:00Z rating=70 status=Planned",
            "Ratings: show Slow Boats (2008) [imdb:tt9100002 simkl:81 tvdb:90001] at 2022-01-03T00:00:00Z rating=80 status=Current progress=2 of=10",
            "Ratings: show Tide Academy (2021) [mal:91001 simkl:91] at 2023-01-01T00:00:00Z rating=90 status=Completed",
            "Watchlist: film Harbour Night (2022) [imdb:tt9100008 simkl:71 tmdb:555001] at 2026-07-04T22:16:27Z rating=70 status=Planned",
            "Statuses: film Harbour Night (2022) [imdb:tt9100008 simkl:71 tmdb:555001] rating=70 status=Planned",
            "Statuses: film Sea Clocks (2019) [simkl:72 tmdb:155001] at 2026-07-04T22:16:27Z status=Completed plays=1",
            "Statuses: film Rope (2001) [simkl:73] status=Completed",
            "Statuses: show Slow Boats (2008) [imdb:tt9100002 simkl:81 tvdb:90001] at 2022-01-02T23:51:00Z rating=80 status=Current progress=2 of=10",
            "Statuses: show Tide Academy (2021) [mal:91001 simkl:91] at 2023-01-01T00:00:00Z rating=90 status=Completed",
            "History: film Sea Clocks (2019) [simkl:72 tmdb:155001] at 2026-07-04T22:16:27Z",
            "History: film Rope (2001) [simkl:73]",
            "History: episode Slow Boats (2008) [imdb:tt9100002 simkl:81 tvdb:90001] 0x1 at 2022-01-01T23:51:00Z",
            "History: episode Slow Boats (2008) [imdb:tt9100002 simkl:81 tvdb:90001] 1x6 at 2022-01-02T23:51:00Z",
            "History: episode Tide Academy (2021) [mal:91001 simkl:91] 1x12 at 2023-01-01T00:00:00Z",
            "- 4: It names no film, show or anime.",
        ],
    );
    tells(
        &open(sample!("simkl.csv")),
        "simkl",
        &[
            "Ratings: film Sea Clocks (2019) [imdb:tt9100001 simkl:72 tmdb:155001] rating=80",
            "History: film Sea Clocks (2019) [imdb:tt9100001 simkl:72 tmdb:155001] at 2022-06-17T07:54:00Z",
            "Statuses: film Sea Clocks (2019) [imdb:tt9100001 simkl:72 tmdb:155001] at 2022-06-17T07:54:00Z rating=80 status=Completed notes=with Kim",
            "Statuses: show Slow Boats (2008) [imdb:tt9100002 simkl:81 tvdb:90001] at 2022-06-17T07:54:00Z status=Completed",
            "Statuses: show Tide Academy (2021) [simkl:91] at 2022-09-17T23:48:00Z status=Current progress=10",
            "Statuses: film Harbour Night (2022) [simkl:71 tmdb:555001] status=Planned",
            "Watchlist: film Harbour Night (2022) [simkl:71 tmdb:555001]",
            "- 4: Line 6: \"game\" is neither a film nor a series.",
            "- 5: Line 7: \"12\" is no rating of 1 to 10.",
        ],
    );
}

#[test]
fn a_film_that_is_through_is_the_play_the_file_tells_of() {
    let (table, backup) = (open(sample!("simkl.csv")), open(sample!("simkl_backup.json")));
    for (contents, plays) in [(table, 1), (backup, 5)] {
        let mut library = Library::default();
        for (listing, row) in contents.rows() {
            library.add(&row, listing, &Origin::Import("simkl:1".to_owned()));
        }
        assert_eq!(Merged::of(&library, &Rules::of(Zone::UTC)).len(), plays);
    }
}

#[test]
fn my_anime_list() {
    tells(
        &open(sample!("myanimelist.xml")),
        "myanimelist",
        &[
            "Statuses: show Tide Academy & Friends <3 [mal:91001] rating=90 status=Current progress=12 of=24 from=2024-03-05",
            "Statuses: film Salt & Stars [mal:91002] status=Completed progress=1 of=1 from=2023 to=2023-05 repeats=1 notes=twice",
            "- 2: \"Harbour Tales\" is a manga; those are not kept.",
            "- 3: \"mislaid\" is no status.",
        ],
    );
}

#[test]
fn ani_list() {
    tells(
        &open(sample!("anilist_account.json")),
        "anilist",
        &[
            "Statuses: show  [anilist:9101] rating=85 status=Completed progress=24 from=2024-03-05 to=2024-04 repeats=1 notes=again some day id=1",
            "Statuses: show  [anilist:9102] status=Planned progress=0 id=2",
            "- 2: It is a manga; those are not kept.",
            "- 3: Its status is none that is known.",
        ],
    );
    tells(
        &open(sample!("anilist_lists.json")),
        "anilist",
        &[
            "Statuses: show Tide Academy [anilist:9101 mal:91001] at 2023-11-14T22:13:20Z rating=85 status=Current progress=3 of=24 from=2024-03-05 repeats=0 id=11",
            "Statuses: film Salt and Stars [anilist:9105 mal:91002] status=Completed progress=1 of=1 id=12",
            "- 2: It has no title or no status.",
        ],
    );
}

#[test]
fn letterboxd_and_goodreads() {
    let none = Options::default();
    let watched = open_as("watched.csv", sample!("letterboxd_watched.csv"), &none);
    assert!(watched.asks.date_policy, "the day a film was marked is not the day it was seen");
    tells(
        &watched,
        "letterboxd",
        &["Watched: film Sea Clocks (2019)", "Watched: film Rope (2001)"],
    );
    tells(
        &open(sample!("letterboxd_diary.csv")),
        "letterboxd",
        &[
            "History: film Sea Clocks (2019) on 2021-03-20 rating=90",
            "History: film Sea Clocks (2019) on 2025-11-12 rating=100 rewatch=true",
        ],
    );
    tells(
        &open(sample!("goodreads.csv")),
        "goodreads",
        &[
            "Statuses: book Gideon the Ninth (The Locked Tomb #1) on 2020-10-21 rating=60 status=Completed to=2020-10-25 repeats=1 notes=Bones!\n\"Loved\" it.",
            "Statuses: book Patch Work Voices on 2026-09-01 status=Planned",
            "Statuses: book Shelved",
            "- 2: Line 4: the date \"10/25/2020\" was changed by a spreadsheet; take the file as Goodreads gave it.",
            "- 3: Line 5: \"6\" is no rating of five stars.",
        ],
    );
}
