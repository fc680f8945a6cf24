//! What each fuzz target does with its bytes. The tests run the same on the seeds.

mod answers;
mod exports;
mod formats;
mod ids;
mod library;
mod numbering;
mod servers;
mod session;
mod snapshots;
mod titles;

/// A target: its name, what it does, and where its seeds lie below the repository's root.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    body: fn(&str),
    #[allow(dead_code, reason = "only the tests look for the seeds by themselves")]
    pub(crate) seeds: &'static str,
}

/// All of them. A service is seeded with its recorded answers.
pub(crate) const TARGETS: &[Target] = &[
    Target { name: "ids", body: ids::read, seeds: "tests/fuzz/seeds/ids" },
    Target { name: "titles", body: titles::compare, seeds: "tests/fuzz/seeds/titles" },
    Target { name: "numbering", body: numbering::file, seeds: "tests/fuzz/seeds/numbering" },
    Target { name: "session", body: session::play, seeds: "tests/fuzz/seeds/session" },
    Target { name: "servers", body: servers::post, seeds: "src/servers/fixtures" },
    Target { name: "formats", body: formats::file, seeds: "src/history/formats/samples" },
    Target { name: "archives", body: formats::archive, seeds: "tests/fuzz/seeds/archives" },
    Target { name: "library", body: library::restore, seeds: "tests/fuzz/seeds/library" },
    Target { name: "snapshots", body: snapshots::restore, seeds: "tests/fuzz/seeds/snapshots" },
    Target {
        name: "trakt",
        body: |text| answers::digest("trakt", text),
        seeds: "src/providers/trakt/fixtures",
    },
    Target {
        name: "simkl",
        body: |text| answers::digest("simkl", text),
        seeds: "src/providers/simkl/fixtures",
    },
    Target {
        name: "lastfm",
        body: |text| answers::digest("lastfm", text),
        seeds: "src/providers/lastfm/fixtures",
    },
    Target {
        name: "listenbrainz",
        body: |text| answers::digest("listenbrainz", text),
        seeds: "src/providers/listenbrainz/fixtures",
    },
    Target {
        name: "anilist",
        body: |text| answers::digest("anilist", text),
        seeds: "src/providers/anilist/fixtures",
    },
    Target {
        name: "myanimelist",
        body: |text| answers::digest("myanimelist", text),
        seeds: "src/providers/myanimelist/fixtures",
    },
    Target {
        name: "tmdb",
        body: |text| answers::digest("tmdb", text),
        seeds: "src/providers/tmdb/fixtures",
    },
    Target {
        name: "letterboxd",
        body: |text| exports::read("letterboxd", text),
        seeds: "src/providers/letterboxd/fixtures",
    },
    Target {
        name: "goodreads",
        body: |text| exports::read("goodreads", text),
        seeds: "src/providers/goodreads/fixtures",
    },
];

/// Runs one target; bytes that are no UTF-8 are replaced, as where texts come from.
pub(crate) fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of this name");
    (target.body)(&String::from_utf8_lossy(data));
}
