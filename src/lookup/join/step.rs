//! The questions of a join, one after the other.

use super::{ENTRIES, Joined, Sought};
use crate::lookup::anime::{self, Listing};
use crate::media::title::compare_titles;
use crate::media::{Catalogue, ExternalIds, PartialDate, Show, Work, WorkKind};
use crate::providers::metadata::{Ask, Metadata, Season, Subject, Title};
use crate::providers::{Candidate, Intent, Outcome, Query};
use crate::time::{Span, Timestamp};

/// Languages anime is made in.
const LANGUAGES: &[&str] = &["ja", "zh", "cn", "ko"];
/// As TMDB calls it.
const GENRE: &str = "Animation";
/// Shows of more seasons are none that entries are made of.
const MOST_SEASONS: usize = 40;
/// Shows that are looked at for an entry.
const LOOKED_AT: usize = 3;
/// Words that are tried for a title.
const SPELLINGS: usize = 2;
/// Days between the first days two catalogues have of one thing.
const NEAR: u64 = 2;
/// What airs so soon is there before it is asked again: an answer that may change is kept
/// for a day by the hub and for one more by whoever asked.
const SOON: Span = Span::from_hours(72);
/// Shows of which no more comes, as TMDB says it.
const OVER: &[&str] = &["Ended", "Canceled"];

/// What a join wants next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// An answer of the catalogue that tells of titles.
    Titles(Intent),
    /// An answer of the catalogue of entries.
    Entries(Intent),
    /// Nothing: this is what is known.
    Done(Box<Joined>),
}

/// A join under way.
pub struct Join {
    now: Timestamp,
    sought: Sought,
    at: At,
    /// The entry that was asked for, where it was one.
    entry: Option<Candidate>,
    /// Films or shows that may be what is sought, the likeliest last.
    titles: Vec<ExternalIds>,
    /// The one that is looked at.
    title: Option<Title>,
    /// Where in it the episode is that was sought.
    place: Option<(u32, u32)>,
    seasons: Vec<Season>,
    entries: Vec<Candidate>,
}

#[derive(Clone, Copy, PartialEq)]
enum At {
    /// At the id that is known.
    Id,
    /// At titles that may be the entry's, by the spelling at this place.
    Spelling(usize),
    /// At what the next of them is.
    Title,
    /// At the season at this place among its seasons.
    Season(usize),
    /// At entries that may be its, by the spelling at this place.
    Entries(usize),
    End,
}

impl Join {
    /// A join that has asked nothing yet.
    pub fn new(now: Timestamp, sought: Sought) -> Self {
        Self {
            now,
            sought,
            at: At::Id,
            entry: None,
            titles: Vec::new(),
            title: None,
            place: None,
            seasons: Vec::new(),
            entries: Vec::new(),
        }
    }

    /// What is to be asked now.
    pub fn ask(&mut self) -> Next {
        loop {
            match self.question() {
                Some(next) => return next,
                None if self.at == At::End => return Next::Done(Box::new(self.joined())),
                None => self.at = self.following(),
            }
        }
    }

    /// Takes over what was answered; nothing where the catalogue has none.
    pub fn learn(&mut self, outcome: Option<Outcome>) {
        match (self.at, outcome) {
            (At::Id, Some(Outcome::Found(found))) if self.is_entry() => {
                self.entry = found.into_iter().next();
            }
            (At::Id | At::Spelling(_), Some(Outcome::Found(found))) => self.hold(&found),
            (At::Title, Some(Outcome::Metadata(told))) => {
                if let Metadata::Title(title) = *told {
                    self.title = Some(*title);
                }
            }
            (At::Season(_), Some(Outcome::Metadata(told))) => {
                if let Metadata::Season(season) = *told {
                    self.seasons.push(season);
                }
            }
            (At::Entries(_), Some(Outcome::Found(found))) => self.entries.extend(found),
            _ => {}
        }
        self.at = self.following();
    }

    /// The question of this place; nothing where it has none.
    fn question(&mut self) -> Option<Next> {
        let Sought(by_id) = &self.sought;
        match self.at {
            At::Id if self.is_entry() => Some(Next::Entries(Intent::Find(by_id.clone()))),
            At::Id if by_id.catalogue == Catalogue::Tmdb => {
                let tmdb = by_id.id.parse().ok();
                self.titles.push(ExternalIds { tmdb, ..ExternalIds::default() });
                None
            }
            At::Id => Some(Next::Titles(Intent::Find(by_id.clone()))),
            At::Spelling(at) => {
                let name = spellings(self.entry.as_ref()?).into_iter().nth(at)?;
                Some(Next::Titles(search(self.kind(), &name)))
            }
            At::Title => {
                let ids = self.titles.pop()?;
                (self.title, self.seasons, self.entries) = (None, Vec::new(), Vec::new());
                Some(about(Subject::Title(self.kind(), ids)))
            }
            At::Season(at) => {
                let title = self.title.as_ref().filter(|_| self.is_show())?;
                let season = numbered(title).nth(at)?;
                Some(about(Subject::Season(ids_of(title), season)))
            }
            At::Entries(at) => {
                let title = self.title.as_ref()?;
                let name = names(title).into_iter().nth(at)?;
                Some(Next::Entries(search(self.kind(), &name)))
            }
            At::End => None,
        }
    }

    /// The place after this one.
    fn following(&self) -> At {
        match self.at {
            At::Id if self.is_entry() && self.entry.is_none() => At::End,
            At::Id if self.is_entry() => At::Spelling(0),
            At::Id => At::Title,
            At::Spelling(at) if self.titles.is_empty() && at + 1 < SPELLINGS => {
                At::Spelling(at + 1)
            }
            At::Spelling(_) => At::Title,
            At::Title => match &self.title {
                None => self.another(),
                Some(title) if !is_anime(title) => self.another(),
                Some(title) if self.is_show() && numbered(title).count() > MOST_SEASONS => At::End,
                Some(_) if self.is_show() => At::Season(0),
                Some(_) => At::Entries(0),
            },
            At::Season(at) => match &self.title {
                Some(title) if at + 1 < numbered(title).count() => At::Season(at + 1),
                _ => At::Entries(0),
            },
            At::Entries(at) if !self.is_known() && at + 1 < SPELLINGS => At::Entries(at + 1),
            At::Entries(_) if self.leads_back() => At::End,
            At::Entries(_) => self.another(),
            At::End => At::End,
        }
    }

    /// The next title that may be the entry's.
    const fn another(&self) -> At {
        if self.titles.is_empty() { At::End } else { At::Title }
    }

    fn is_entry(&self) -> bool {
        ENTRIES.contains(&self.sought.0.catalogue)
    }

    /// What the titles are.
    fn kind(&self) -> WorkKind {
        if self.sought.by_episode() { WorkKind::Show } else { self.sought.0.kind }
    }

    fn is_show(&self) -> bool {
        self.kind() == WorkKind::Show
    }

    /// Takes titles that may be what is sought.
    fn hold(&mut self, found: &[Candidate]) {
        if let [Candidate { work: Work::Episode(episode), .. }, ..] = found {
            self.place = Some((episode.season, episode.number));
            self.titles = vec![episode.show.ids.clone()];
            return;
        }
        let entry = self.entry.as_ref();
        let fits = |it: &&Candidate| entry.is_none_or(|entry| may_be_of(entry, it));
        let ids = found.iter().filter(fits).filter_map(|it| it.work.ids().cloned());
        self.titles = ids.take(LOOKED_AT).collect();
        self.titles.reverse();
    }

    /// Whether no further spelling is needed.
    fn is_known(&self) -> bool {
        if self.is_show() { self.aired().whole } else { self.film().is_some() }
    }

    /// Whether the title that is looked at has the entry that was asked for.
    fn leads_back(&self) -> bool {
        let Some(ids) = self.entry.as_ref().and_then(|entry| entry.work.ids()) else {
            return !self.is_entry();
        };
        if !self.is_show() {
            return self.film().is_some_and(|film| film.same_as(ids));
        }
        let first = |catalogue, id: Option<u64>| {
            let entry = anime::Entry { catalogue, id: id?, number: 1 };
            let rules = anime::Rules::parse(&self.aired().rules).ok()?;
            Some(rules.place(&entry, Catalogue::Tmdb) != anime::Mapped::Unknown)
        };
        first(Catalogue::Anilist, ids.anilist) == Some(true)
    }

    /// The entries that may be the title's.
    fn candidates(&self) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = Vec::new();
        for one in self.entry.iter().chain(&self.entries) {
            let known = |it: &Candidate| it.work.ids() == one.work.ids();
            if !candidates.iter().any(known) {
                candidates.push(one.clone());
            }
        }
        candidates
    }

    fn aired(&self) -> anime::Aired {
        let Some(title) = &self.title else { return anime::Aired::default() };
        let (ids, titles) = (&ids_of(title), &names(title));
        let listing = Listing { ids, titles, seasons: &self.seasons, until: self.now + SOON };
        anime::aired(&listing, &self.candidates())
    }

    /// The ids of the one film of this title and day.
    fn film(&self) -> Option<ExternalIds> {
        let title = self.title.as_ref()?;
        let mut films = self.candidates().into_iter().filter(|it| {
            matches!(it.work, Work::Movie(_))
                && near(it.date, title.date)
                && names_of(it).any(|one| names(title).iter().any(|other| same(one, other)))
        });
        let film = films.next()?;
        if films.next().is_none() { film.work.ids().cloned() } else { None }
    }

    fn joined(&self) -> Joined {
        let Some(title) = self.title.as_ref().filter(|_| self.leads_back()) else {
            // Catalogues of entries know each other's ids, whoever else knows none.
            let ids = self.entry.as_ref().and_then(|entry| entry.work.ids().cloned());
            let title = Show { ids: ids.unwrap_or_default(), ..Show::default() };
            return Joined { title, ..Joined::default() };
        };
        let mut show = shown(title);
        let place = self.place;
        if !is_anime(title) {
            // A title that is new there has no genres yet.
            let complete = !title.genres.is_empty();
            return Joined { title: show, place, rules: String::new(), complete };
        }
        if self.is_show() {
            let aired = self.aired();
            let over = title.state.as_deref().is_some_and(|state| OVER.contains(&state));
            let complete = aired.complete && over;
            return Joined { title: show, place, rules: aired.rules, complete };
        }
        let film = self.film();
        show.ids.fill_from(&film.clone().unwrap_or_default());
        Joined { title: show, place, rules: String::new(), complete: film.is_some() }
    }
}

fn about(subject: Subject) -> Next {
    Next::Titles(Intent::Metadata(Ask::about(subject)))
}

fn search(kind: WorkKind, title: &str) -> Intent {
    let (title, kind) = (title.to_owned(), Some(kind));
    Intent::Search(Query { kind, title, artist: None, year: None, exact: false, page: 1 })
}

/// Whether an entry may be of this title, as far as a list tells.
fn may_be_of(entry: &Candidate, title: &Candidate) -> bool {
    match (&entry.work, &title.work) {
        (Work::Movie(_), Work::Movie(_)) => {
            let same = |one: &str| names_of(title).any(|other| same(one, other));
            near(entry.date, title.date) && names_of(entry).any(same)
        }
        (Work::Show(_), Work::Show(_)) => {
            let titles: Vec<_> = names_of(title).map(str::to_owned).collect();
            let day = |of: &Candidate| of.date.and_then(anime::day);
            let begun = day(title).zip(day(entry)).is_none_or(|(one, other)| one <= other + 2);
            begun && anime::belongs(names_of(entry), &titles)
        }
        _ => false,
    }
}

/// Whether both days are known, and about the same.
fn near(one: Option<PartialDate>, other: Option<PartialDate>) -> bool {
    let days = one.and_then(anime::day).zip(other.and_then(anime::day));
    days.is_some_and(|(one, other)| one.abs_diff(other) <= NEAR)
}

fn same(one: &str, other: &str) -> bool {
    compare_titles(one, other).same_name
}

fn is_anime(title: &Title) -> bool {
    let language = title.language.as_deref();
    let spoken = language.is_some_and(|language| LANGUAGES.contains(&language));
    spoken && title.genres.iter().any(|genre| genre == GENRE)
}

/// The numbers of the seasons that are none of specials.
fn numbered(title: &Title) -> impl Iterator<Item = u32> {
    title.seasons.iter().map(|season| season.number).filter(|number| *number > 0)
}

/// What a title is called, in English first.
fn names(title: &Title) -> Vec<String> {
    [shown(title).title].into_iter().chain(title.original_title.clone()).collect()
}

fn names_of(candidate: &Candidate) -> impl Iterator<Item = &str> {
    let title = super::super::score::title_of(&candidate.work);
    [title].into_iter().chain(candidate.other_titles.iter().map(String::as_str))
}

/// What an entry is called, in different words.
fn spellings(entry: &Candidate) -> Vec<String> {
    let mut plain: Vec<String> = Vec::new();
    for name in names_of(entry).map(anime::plain) {
        if !plain.contains(&name) {
            plain.push(name);
        }
    }
    plain
}

fn ids_of(title: &Title) -> ExternalIds {
    title.work.ids().cloned().unwrap_or_default()
}

fn shown(title: &Title) -> Show {
    let (name, year) = match &title.work {
        Work::Movie(movie) => (&movie.title, movie.year),
        Work::Show(show) => (&show.title, show.year),
        _ => return Show::default(),
    };
    Show { title: name.clone(), year, ids: ids_of(title) }
}
