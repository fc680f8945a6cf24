//! Which rows of a file a library has already, whoever told of them.

use super::Taken;
use crate::history::{
    Added, Group, Groups, Item, Library, Merged, Origin, OriginId, Rules, Standing, When,
};
use crate::map::Set;
use crate::media::Rating;
use crate::providers::{List, Listing, Row};
use crate::sorted::sort_by;
use crate::time::{Span, Timestamp};

/// So far from a play none may be that is one with it: longer than music is, and than any clock
/// is coarse.
const NEAR: Span = Span::from_hours(1);

/// Of each of a few plays, all of `origin` and with a moment, whether the library has it from
/// somebody who may tell of it: by the rules by which a file's rows are known, at the cost of the
/// plays near them alone.
pub fn has_plays(
    library: &Library,
    rules: &Rules,
    origin: &Origin,
    plays: &[Row],
    may_tell: fn(&Origin) -> bool,
) -> Vec<bool> {
    let near = near(library, plays, may_tell);
    let mut against = Against::new(&near, origin.clone());
    let taken = |said: &Row| {
        let said = said.clone();
        Taken { row: 0, listing: Listing::History, said, shown_on: None }
    };
    against.lay(&plays.iter().map(taken).collect::<Vec<_>>());
    against.known(&near, rules)
}

/// What a library has of the hours of these plays.
fn near(library: &Library, plays: &[Row], may_tell: fn(&Origin) -> bool) -> Library {
    let mut moments: Vec<Timestamp> = plays.iter().filter_map(|play| play.at).collect();
    sort_by(&mut moments, Ord::cmp);
    let mut near = Library::default();
    for play in library.plays() {
        let When::At(at) = play.when else { continue };
        let next = moments.partition_point(|moment| *moment < at - NEAR);
        if moments.get(next).is_none_or(|moment| *moment > at + NEAR) {
            continue;
        }
        let origin = library.origin_of(play.origin).filter(|origin| may_tell(origin));
        let told = library.items().work(play.item).zip(origin);
        let Some((work, origin)) = told else { continue };
        let row = Row { id: library.record(play.record), at: Some(at), ..Row::of(work) };
        near.add(&row, Listing::History, origin);
        let item = near.intern(&row.work).zip(library.items().length(play.item));
        item.into_iter().for_each(|(item, length)| near.learn_length(item, length));
    }
    near
}

/// The rows of a file beside a library.
#[derive(Debug)]
pub struct Against {
    /// The library with the rows in it, to see what comes of them.
    trial: Library,
    /// How many records of plays were there before.
    before: usize,
    origin: Origin,
    laid: Vec<Laid>,
}

/// What is to be known of a row when it is judged.
#[derive(Debug)]
struct Laid {
    item: Option<Item>,
    added: Added,
    /// Its place among the plays, where it is one.
    play: Option<usize>,
    says: Option<Box<Says>>,
}

impl Against {
    /// `origin` is that of the file: two of its own records are two plays, and what it told
    /// before is known.
    pub fn new(library: &Library, origin: Origin) -> Self {
        Self { trial: library.clone(), before: library.len(), origin, laid: Vec::new() }
    }

    /// Lays rows beside the library.
    pub fn lay(&mut self, rows: &[Taken]) {
        for taken in rows {
            let plays = self.trial.len();
            let added = self.trial.add(&taken.said, taken.listing, &self.origin);
            let play = (self.trial.len() > plays).then_some(plays);
            let item = self.trial.intern(&taken.said.work);
            let says = Some(Says::of(taken)).filter(|says| *says != Says::default()).map(Box::new);
            self.laid.push(Laid { item, added, play, says });
        }
    }

    /// Of each row whether all it says is in the library: its play is one of those it has (by
    /// the rules that make one play of two records), its rating is the one that is held, its
    /// work is on the list.
    pub fn known(&self, library: &Library, rules: &Rules) -> Vec<bool> {
        let merged = Merged::of(&self.trial, rules);
        let mut joined = vec![false; self.trial.len()];
        for play in merged.plays() {
            let old = play.records.iter().any(|record| (*record as usize) < self.before);
            for record in play.records.iter().filter(|_| old) {
                joined[*record as usize] = true;
            }
        }
        let held = Held::of(library, merged.groups(), |_| true);
        let own = |origin| self.trial.origin_of(origin) == Some(&self.origin);
        let stays = Held::of(&self.trial, merged.groups(), own);
        let is_known = |it: &Laid| {
            if matches!(it.added, Added::Known | Added::Nothing) {
                return true;
            }
            let group = it.item.and_then(|item| merged.groups().group(item));
            let says = |says: &Says| group.is_some_and(|group| held.all(group, says, &stays));
            it.play.is_none_or(|play| joined[play]) && it.says.as_deref().is_none_or(says)
        };
        self.laid.iter().map(is_known).collect()
    }
}

/// What a row says besides a play.
#[derive(Debug, Default, PartialEq)]
struct Says {
    rating: Option<Rating>,
    list: Option<List>,
    standing: Option<Standing>,
    notes: Option<String>,
}

impl Says {
    fn of(Taken { listing, said, .. }: &Taken) -> Self {
        let list = match listing {
            Listing::Watchlist => Some(List::Watchlist),
            Listing::Collection => Some(List::Collection),
            Listing::Loved => Some(List::Loved),
            _ => None,
        };
        let standing = Standing {
            status: said.status,
            progress: said.progress,
            repeats: said.repeats,
            episodes: said.episodes,
            started_on: said.started_on,
            finished_on: said.finished_on,
        };
        let stands = *listing == Listing::Statuses && standing != Standing::default();
        let notes = said.notes.clone().filter(|_| list.is_none());
        Self { rating: said.rating, list, standing: stands.then_some(standing), notes }
    }
}

/// What a library holds of works besides plays.
struct Held {
    ratings: Set<(Group, Rating)>,
    lists: Set<(Group, List)>,
    standings: Set<(Group, Standing)>,
    reviews: Set<(Group, String)>,
}

impl Held {
    fn of(library: &Library, groups: &Groups, told_by: impl Fn(OriginId) -> bool) -> Self {
        let group = |item: Item| groups.group(item);
        let told_by = &told_by;
        let lists = [List::Watchlist, List::Collection, List::Loved];
        let listed = |list: List| {
            let listed = library.listed(list).filter(move |mark| told_by(mark.origin));
            listed.filter_map(move |mark| Some((group(mark.item)?, list)))
        };
        let standings = library.standings().filter(|mark| told_by(mark.origin));
        Self {
            ratings: library
                .ratings()
                .filter(|mark| told_by(mark.origin))
                .filter_map(|mark| Some((group(mark.item)?, mark.value)))
                .collect(),
            lists: lists.into_iter().flat_map(listed).collect(),
            standings: standings.filter_map(|mark| Some((group(mark.item)?, mark.value))).collect(),
            reviews: library
                .reviews()
                .filter(|(mark, _)| told_by(mark.origin))
                .filter_map(|(mark, text)| Some((group(mark.item)?, text.to_owned())))
                .collect(),
        }
    }

    /// Whether all of this is here, but for what the file itself says otherwise further on.
    fn all(&self, group: Group, says: &Says, stays: &Self) -> bool {
        fn is_here<V: Ord>(here: &Set<V>, stays: &Set<V>, value: V) -> bool {
            here.contains(&value) || !stays.contains(&value)
        }
        let Says { rating, list, standing, notes } = says;
        rating.is_none_or(|it| is_here(&self.ratings, &stays.ratings, (group, it)))
            && list.is_none_or(|it| self.lists.contains(&(group, it)))
            && standing.is_none_or(|it| is_here(&self.standings, &stays.standings, (group, it)))
            && notes
                .as_ref()
                .is_none_or(|it| is_here(&self.reviews, &stays.reviews, (group, it.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{Source, Stamps, Zone};
    use crate::media::{ExternalIds, Movie, PartialDate, Track, Work};

    fn film(title: &str, tmdb: Option<u64>) -> Work {
        let ids = ExternalIds { tmdb, ..ExternalIds::default() };
        Work::Movie(Movie { title: title.to_owned(), year: Some(2019), ids })
    }

    fn row(listing: Listing, said: Row) -> Taken {
        Taken { row: 0, listing, said, shown_on: None }
    }

    fn known_of(rows: &[Taken]) -> Vec<bool> {
        let mut library = Library::default();
        let trakt = Origin::Service("trakt".to_owned());
        let at = Timestamp::parse_rfc3339("2024-03-05T20:00:00Z");
        let held = film("Sea Clocks", Some(1));
        library.add(&Row { at, ..Row::of(held.clone()) }, Listing::History, &trakt);
        let rating = Rating::of_ten(7);
        library.add(&Row { rating, ..Row::of(held.clone()) }, Listing::Ratings, &trakt);
        library.add(&Row::of(held), Listing::Watchlist, &trakt);
        let file = Origin::Import("netflix".to_owned());
        let mut against = Against::new(&library, file);
        // How they are sliced makes no difference.
        let (one, other) = rows.split_at(rows.len() / 2);
        against.lay(one);
        against.lay(other);
        against.known(&library, &Rules::of(Zone::UTC))
    }

    #[test]
    fn a_play_is_known_by_its_work_and_day() {
        let on = |text| PartialDate::parse(text);
        let held = film("Sea Clocks", Some(1));
        let play = |on, work| row(Listing::History, Row { on, ..Row::of(work) });
        assert_eq!(
            known_of(&[
                play(on("2024-03-05"), held.clone()),
                play(on("2024-03-07"), held.clone()),
                play(on("2024-03-05"), film("Rope", Some(2))),
                play(None, held.clone()),
            ]),
            [true, false, false, false]
        );
        assert_eq!(known_of(&[play(None, held)]), [true], "it has a moment there");
        assert_eq!(known_of(&[]), [false; 0]);
    }

    #[test]
    fn what_the_file_itself_takes_back_is_not_new() {
        let held = film("Sea Clocks", Some(1));
        let rated = |ten| {
            row(Listing::Ratings, Row { rating: Rating::of_ten(ten), ..Row::of(held.clone()) })
        };
        assert_eq!(known_of(&[rated(5), rated(7)]), [true, true], "it ends with what is held");
        assert_eq!(known_of(&[rated(7), rated(5)]), [true, false]);
    }

    #[test]
    fn a_mark_is_known_by_what_it_says() {
        let held = film("Sea Clocks", Some(1));
        let rated =
            |ten, work| row(Listing::Ratings, Row { rating: Rating::of_ten(ten), ..Row::of(work) });
        assert_eq!(
            known_of(&[
                rated(7, held.clone()),
                rated(8, held.clone()),
                rated(7, film("Rope", Some(2))),
                row(Listing::Watchlist, Row::of(held.clone())),
                row(Listing::Loved, Row::of(held)),
            ]),
            [true, false, false, true, false]
        );
    }

    #[test]
    fn a_play_of_a_client_is_known_by_its_track_and_moment() {
        let at = |text| Timestamp::parse_rfc3339(text);
        let track = |artist: &str, title: &str| {
            let (artist, title) = (artist.to_owned(), title.to_owned());
            Work::Track(Track { artist, title, ..Track::default() })
        };
        let heard = |id: &str, work, at| Row { id: Some(id.to_owned()), at, ..Row::of(work) };
        let mut library = Library::default();
        let client = Origin::Client("Kitchen".to_owned());
        let noon = at("2026-03-05T12:00:00Z");
        let harbour = || track("The Demo Ensemble", "Harbour at Six");
        let own = heard("one", harbour(), noon);
        library.add(&own, Listing::History, &Origin::Player);
        let mine = heard("two", track("Air", "Kelly"), at("2026-03-05T18:00:00Z"));
        library.add(&mine, Listing::History, &client);
        let mut rules = Rules::of(Zone::UTC);
        let start = Source { stamps: Stamps::Start, ..Source::default() };
        rules.sources.insert(Origin::Player, start);
        let known = |rows: &[Row]| has_plays(&library, &rules, &client, rows, |_| true);
        assert_eq!(
            known(&[
                heard(
                    "three",
                    track("the demo ensemble", "harbour at six"),
                    at("2026-03-05T12:00:06Z")
                ),
                heard("four", harbour(), at("2026-03-05T12:04:00Z")),
                heard("five", track("Air", "Harbour at Six"), noon),
                mine.clone(),
            ]),
            [true, false, false, true]
        );
        assert_eq!(known(&[]), [false; 0]);
        let of_client = |origin: &Origin| matches!(origin, Origin::Client(_));
        let again = [heard("six", harbour(), noon), mine];
        assert_eq!(has_plays(&library, &rules, &Origin::Player, &again, of_client), [false, true]);
    }
}
