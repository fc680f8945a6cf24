//! A work as the item table keeps it: a few numbers, the rest as bytes, and the keys by which
//! other descriptions of the same work are known.

use super::packed::{Reader, Writer};
use super::slots::{mix, mix_bytes};
use crate::media::title::{name_and_year, normalize_title};
use crate::media::{Book, Episode, ExternalIds, Movie, Season, Show, Track, Work, WorkKind};

/// A work without its show.
pub(super) struct Description {
    pub(super) kind: WorkKind,
    pub(super) season: u32,
    pub(super) number: u32,
    /// Titles, ids and the rest.
    pub(super) bytes: Vec<u8>,
    /// Sorted; see [`Key`].
    pub(super) keys: Vec<u64>,
}

/// What two descriptions of one work share: an id, or a name. The kind of key is in the upper
/// eight bits (ids count in this order), the id itself, or a hash of it, in the others.
pub(super) struct Key;

impl Key {
    const ISBN10: u64 = 11;
    const ISBN13: u64 = 12;
    const GOODREADS: u64 = 13;
    /// Number of the catalogue of recordings.
    const MBID: u64 = 10;
    const NAME: u64 = 14;

    fn pack(kind: u64, value: u64) -> u64 {
        const BITS: u64 = (1 << 56) - 1;
        let fits = value <= BITS >> 1;
        // A hash keeps away from the numbers that stand for themselves.
        kind << 56 | if fits { value } else { mix(kind, value) & BITS | 1 << 55 }
    }

    fn of_text(kind: u64, text: &str) -> u64 {
        // `tt0903747` and the like as they are; other lengths are other ids.
        let digits = text.strip_prefix("tt").filter(|digits| (1..=15).contains(&digits.len()));
        let exact = digits.and_then(|digits| ["1", digits].concat().parse().ok());
        let plain = digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let exact = exact.filter(|_| plain);
        Self::pack(kind, exact.unwrap_or_else(|| mix_bytes(kind, text.as_bytes()) | 1 << 63))
    }

    /// Whether two works cannot be one that differ in this: a name is no id, and each release
    /// of a song has its own id of the recording.
    pub(super) const fn divides(key: u64) -> bool {
        !matches!(key >> 56, Self::NAME | Self::MBID)
    }

    pub(super) const fn kind(key: u64) -> u64 {
        key >> 56
    }
}

impl Description {
    pub(super) fn of(work: &Work) -> Self {
        let mut to = Writer::default();
        let (mut season, mut number) = (0, 0);
        let mut keys = work.ids().map_or_else(Vec::new, keys_of);
        let name = match work {
            Work::Movie(Movie { title, year, ids }) | Work::Show(Show { title, year, ids }) => {
                to.text(title);
                to.maybe(*year, |to, year| to.signed(year.into()));
                write_ids(&mut to, ids);
                title_key(title, *year, ids.is_empty())
            }
            Work::Season(it) => {
                (season, number) = (it.number, it.number);
                write_ids(&mut to, &it.ids);
                None
            }
            Work::Episode(it) => {
                (season, number) = (it.season, it.number);
                to.maybe(it.title.as_deref(), Writer::text);
                write_ids(&mut to, &it.ids);
                None
            }
            Work::Track(it) => {
                to.text(&it.title);
                to.text(&it.artist);
                to.maybe(it.album.as_deref(), Writer::text);
                to.maybe(it.duration_ms, Writer::number);
                write_ids(&mut to, &it.ids);
                name_key(&it.title, &it.artist)
            }
            Work::Book(it) => {
                keys = book(&mut to, it);
                name_key(&it.title, it.authors.first().map_or("", |first| first))
            }
        };
        keys.extend(name);
        keys.sort_unstable();
        Self { kind: work.kind(), season, number, bytes: to.0, keys }
    }
}

/// The work that was described so, its show given back to it; `None` where the bytes are no
/// description of this kind.
pub(super) fn read(
    kind: WorkKind,
    (season, number): (u32, u32),
    bytes: &[u8],
    show: impl FnOnce() -> Option<Show>,
) -> Option<Work> {
    let mut from = Reader(bytes);
    let from = &mut from;
    let own = |text: &str| text.to_owned();
    let work = match kind {
        WorkKind::Movie | WorkKind::Show => {
            let title = from.text().map(own)?;
            let year = from.maybe(|from| from.signed()?.try_into().ok())?;
            let ids = read_ids(from)?;
            match kind {
                WorkKind::Movie => Work::Movie(Movie { title, year, ids }),
                _ => Work::Show(Show { title, year, ids }),
            }
        }
        WorkKind::Season => Work::Season(Season { show: show()?, number, ids: read_ids(from)? }),
        WorkKind::Episode => {
            let title = from.maybe(|from| from.text().map(own))?;
            Work::Episode(Episode { show: show()?, season, number, title, ids: read_ids(from)? })
        }
        WorkKind::Track => Work::Track(Track {
            title: from.text().map(own)?,
            artist: from.text().map(own)?,
            album: from.maybe(|from| from.text().map(own))?,
            duration_ms: from.maybe(Reader::number)?,
            ids: read_ids(from)?,
        }),
        WorkKind::Book => {
            let title = from.text().map(own)?;
            let authors = (0..from.count(1)?).map(|_| from.text().map(own));
            let authors = authors.collect::<Option<_>>()?;
            Work::Book(Book {
                title,
                authors,
                isbn10: from.maybe(|from| from.text().map(own))?,
                isbn13: from.maybe(|from| from.text().map(own))?,
                goodreads: from.maybe(Reader::number)?,
                pages: from.maybe(Reader::small)?,
                year: from.maybe(|from| from.signed()?.try_into().ok())?,
            })
        }
    };
    from.0.is_empty().then_some(work)
}

fn book(to: &mut Writer, it: &Book) -> Vec<u64> {
    to.text(&it.title);
    to.number(it.authors.len() as u64);
    it.authors.iter().for_each(|author| to.text(author));
    to.maybe(it.isbn10.as_deref(), Writer::text);
    to.maybe(it.isbn13.as_deref(), Writer::text);
    to.maybe(it.goodreads, Writer::number);
    to.maybe(it.pages, |to, pages| to.number(pages.into()));
    to.maybe(it.year, |to, year| to.signed(year.into()));
    let texts = [(Key::ISBN10, &it.isbn10), (Key::ISBN13, &it.isbn13)];
    let texts = texts.into_iter().filter_map(|(kind, id)| Some(Key::of_text(kind, id.as_ref()?)));
    texts.chain(it.goodreads.map(|id| Key::pack(Key::GOODREADS, id))).collect()
}

/// Films and shows are the same by name only with the year, or where nothing else is known.
fn title_key(title: &str, year: Option<i32>, bare: bool) -> Option<u64> {
    let (name, in_title) = name_and_year(title);
    let year = year.or(in_title);
    let name = normalize_title(name);
    let named = !name.is_empty() && (year.is_some() || bare);
    let hash = || mix(mix_bytes(Key::NAME, name.as_bytes()), year.unwrap_or(0) as u64);
    named.then(|| Key::pack(Key::NAME, hash() | 1 << 63))
}

/// Songs and books are the same by title and by whom.
fn name_key(title: &str, by: &str) -> Option<u64> {
    let (title, by) = (normalize_title(title), normalize_title(by));
    let named = !title.is_empty() && !by.is_empty();
    let hash = || mix_bytes(mix_bytes(Key::NAME, title.as_bytes()), by.as_bytes());
    named.then(|| Key::pack(Key::NAME, hash() | 1 << 63))
}

fn numbers(ids: &ExternalIds) -> [Option<u64>; 8] {
    [ids.trakt, ids.tmdb, ids.tvdb, ids.simkl, ids.mal, ids.anilist, ids.kitsu, ids.anidb]
}

fn keys_of(ids: &ExternalIds) -> Vec<u64> {
    let order = [1, 3, 4, 5, 6, 7, 8, 9];
    let keys = order.into_iter().zip(numbers(ids));
    let keys = keys.filter_map(|(kind, id)| Some(Key::pack(kind, id?)));
    let texts = [(2, &ids.imdb), (Key::MBID, &ids.mbid)];
    let texts = texts.into_iter().filter_map(|(kind, id)| Some(Key::of_text(kind, id.as_ref()?)));
    keys.chain(texts).collect()
}

/// Which there are, a bit each, and then those.
fn write_ids(to: &mut Writer, ids: &ExternalIds) {
    let texts = [ids.imdb.as_deref(), ids.mbid.as_deref()];
    let known = numbers(ids).map(|id| id.is_some()).into_iter().chain(texts.map(|id| id.is_some()));
    to.number(known.enumerate().fold(0, |bits, (at, is)| bits | u64::from(is) << at));
    numbers(ids).into_iter().flatten().for_each(|id| to.number(id));
    texts.into_iter().flatten().for_each(|id| to.text(id));
}

fn read_ids(from: &mut Reader<'_>) -> Option<ExternalIds> {
    let bits = from.number().filter(|bits| *bits < 1 << 10)?;
    let mut ids = ExternalIds::default();
    let numbers = [
        &mut ids.trakt,
        &mut ids.tmdb,
        &mut ids.tvdb,
        &mut ids.simkl,
        &mut ids.mal,
        &mut ids.anilist,
        &mut ids.kitsu,
        &mut ids.anidb,
    ];
    for (at, id) in numbers.into_iter().enumerate() {
        if bits >> at & 1 == 1 {
            *id = Some(from.number()?);
        }
    }
    for (at, id) in [&mut ids.imdb, &mut ids.mbid].into_iter().enumerate() {
        if bits >> (8 + at) & 1 == 1 {
            *id = Some(from.text()?.to_owned());
        }
    }
    Some(ids)
}
