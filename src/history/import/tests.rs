//! Imports from beginning to end, and with everything in between that can go wrong.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Against, Counts, Import, Input, Outcome, Output, SLICE, Scope, Sort, State, Taken};
use crate::error::ErrorKind;
use crate::history::formats::{Asks, Contents, Part, Told, Unclear};
use crate::history::{Added, Library, Merged, Origin, Rules, Zone};
use crate::media::{Episode, Movie, PartialDate, Rating, Show, Work};
use crate::providers::{Listing, Row, Skipped};
use crate::time::{Span, Timestamp};

const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

fn film(title: &str) -> Work {
    Work::Movie(Movie { title: title.to_owned(), ..Movie::default() })
}

fn part(number: u32) -> Work {
    let show = Show { title: "Slow Boats".to_owned(), ..Show::default() };
    Work::Episode(Episode { show, season: 1, number, ..Episode::default() })
}

fn play(work: Work, hour: i64) -> Row {
    Row { at: Some(Timestamp::from_millis(0) + Span::from_hours(hour)), ..Row::of(work) }
}

/// A file of these plays, with so many unclear rows and rows that cannot be read.
fn file(rows: Vec<Row>, unclear: usize, skipped: usize) -> Contents {
    let unclear = (0..unclear).map(|at| Unclear {
        row: at,
        listing: Listing::History,
        title: format!("Tides: {at}"),
        said: play(film("Tides"), at as i64),
        candidates: vec![film("Tides"), part(1)],
        reason: "Nobody knows.".to_owned(),
    });
    let skipped = (0..skipped).map(|row| Skipped { row, reason: "It is torn.".to_owned() });
    Contents {
        format: "netflix".to_owned(),
        files: vec![Told {
            file: "history.csv".to_owned(),
            exported: vec![Part { listing: Listing::History, rows: rows.into_iter().collect() }],
            unclear: unclear.collect(),
            skipped: skipped.collect(),
        }],
        left_out: Vec::new(),
        asks: Asks::default(),
    }
}

fn films(count: usize) -> Vec<Row> {
    (0..count).map(|at| play(film(&format!("Film {at}")), at as i64)).collect()
}

/// A driver with a library of its own, which keeps rows and snapshot together.
struct Driver {
    contents: Contents,
    import: Import,
    library: BTreeSet<String>,
    /// Of each row that was laid beside the library, whether it has it.
    laid: Vec<bool>,
    /// Every row that was ever kept, in its order.
    kept: Vec<usize>,
    saved: (String, BTreeSet<String>, Vec<usize>),
    last: Vec<Output>,
}

impl Driver {
    fn new(contents: Contents, scope: Scope) -> Self {
        let import = Import::new(contents.clone(), scope, Zone::UTC);
        let saved = (import.snapshot(), BTreeSet::new(), Vec::new());
        let (library, laid, kept) = (BTreeSet::new(), Vec::new(), Vec::new());
        Self { contents, import, library, laid, kept, saved, last: Vec::new() }
    }

    fn tell(&mut self, input: Input) {
        self.last = self.import.handle(NOW, input);
    }

    fn save(&mut self) {
        self.saved = (self.import.snapshot(), self.library.clone(), self.kept.clone());
    }

    /// The object is torn down; what was not saved with the rows is gone.
    fn crash(&mut self) {
        let (snapshot, library, kept) = self.saved.clone();
        self.import = Import::restore(&snapshot, self.contents.clone()).unwrap();
        assert_eq!(self.import.snapshot(), snapshot);
        (self.library, self.kept, self.last) = (library, kept, Vec::new());
        self.laid.clear();
    }

    /// Answers what was asked; whether anything was.
    fn answer(&mut self) -> bool {
        let Some(asked) = self.last.pop() else { return false };
        match asked {
            Output::Compare { from, rows } => {
                if from == 0 {
                    self.laid.clear();
                }
                self.laid.extend(rows.iter().map(|it| self.library.contains(&key(&it.said))));
                self.tell(Input::Laid { from, count: rows.len() });
            }
            Output::Judge => {
                let known = std::mem::take(&mut self.laid);
                self.tell(Input::Compared(known));
                self.save();
            }
            Output::Store { from, rows } => {
                let mut came = Vec::new();
                for taken in rows {
                    self.kept.push(taken.row);
                    came.push(Ok(self.library.insert(key(&taken.said))));
                }
                self.tell(Input::Stored { from, came });
                self.save();
            }
            Output::FindAired(seasons) => {
                let day = |number: u8| PartialDate::new(1969, Some(1), Some(number));
                let days = || (1..=9).filter_map(|it| Some((u32::from(it), day(it)?))).collect();
                self.tell(Input::Aired(seasons.iter().map(|_| days()).collect()));
            }
            Output::Preview(_) => self.tell(Input::Run),
            Output::Ask(_) | Output::Progress { .. } | Output::Done(_) => return false,
        }
        true
    }

    /// Up to what the person is shown.
    fn preview(&mut self) {
        self.tell(Input::Wake);
        while !matches!(self.last.last(), Some(Output::Preview(_))) && self.answer() {}
    }

    fn finish(&mut self) {
        self.tell(Input::Wake);
        while self.answer() {}
    }
}

fn key(row: &Row) -> String {
    format!("{:?} {:?}", row.at, row.work)
}

#[test]
fn a_file_is_compared_shown_and_kept() {
    let mut driver = Driver::new(file(films(3), 1, 1), Scope::Full);
    driver.library.insert(key(&films(3)[1]));
    assert_eq!(driver.import.wake_at(), Some(Timestamp::from_millis(0)));
    driver.tell(Input::Wake);
    assert!(
        matches!(&driver.last[0], Output::Progress { done: 0, total: 5, title } if title == "Film 0")
    );
    assert_eq!(driver.import.wake_at(), None, "an answer is waited for");
    assert!(driver.answer());
    assert_eq!(driver.last, [Output::Judge], "all rows lie there");
    assert!(driver.answer());
    let counts = Counts { new: 2, known: 1, unclear: 1, refused: 1, left_out: 0 };
    assert_eq!(driver.last, [Output::Preview(counts)]);
    driver.tell(Input::Run);
    let Output::Store { from: 0, rows } = &driver.last[1] else { panic!("{:?}", driver.last) };
    let came = rows.iter().map(|it| it.row).collect::<Vec<_>>();
    assert_eq!(came, [0, 1, 2], "a play that is known is told by this file, too");
    let came = vec![Ok(true), Ok(true), Err("It is too long.".to_owned())];
    driver.tell(Input::Stored { from: 0, came });
    let counts = Counts { new: 1, known: 1, unclear: 1, refused: 2, left_out: 0 };
    assert_eq!(driver.last, [Output::Done(counts)]);
    let told = driver.import.outcomes(0, 9);
    let refused = |reason: &str| Outcome::Refused { reason: reason.to_owned() };
    assert_eq!(told[2].outcome, refused("It is too long."));
    assert_eq!(told[4].outcome, refused("It is torn."));
    assert!(
        matches!(&told[3].outcome, Outcome::Unclear { candidates, .. } if candidates.len() == 2)
    );
    assert_eq!((told[0].title.as_str(), told[0].file.as_str()), ("Film 0", "history.csv"));
    assert_eq!(driver.import.outcomes(4, 9).len(), 1);
}

#[test]
fn what_two_files_tell_stays_when_one_of_them_is_taken_out() {
    let mut library = Library::default();
    let rating = Rating::of_ten(7);
    let rows: Vec<_> = films(3).into_iter().map(|row| Row { rating, ..row }).collect();
    let origin = |name: &str| Origin::Import(name.to_owned());
    for (name, rows) in [("netflix:1", &rows[..2]), ("netflix:2", &rows[1..])] {
        let mut import = Import::new(file(rows.to_vec(), 0, 0), Scope::Full, Zone::UTC);
        let mut against = Against::new(&library, origin(name));
        let mut out = import.handle(NOW, Input::Wake);
        while let Some(asked) = out.pop() {
            let input = match asked {
                Output::Compare { from, rows } => {
                    against.lay(&rows);
                    Input::Laid { from, count: rows.len() }
                }
                Output::Judge => Input::Compared(against.known(&library, &Rules::of(Zone::UTC))),
                Output::Preview(_) => Input::Run,
                Output::Store { from, rows } => {
                    let mut add = |it: &Taken| library.add(&it.said, it.listing, &origin(name));
                    let came = rows.iter().map(|it| Ok(add(it) > Added::Known)).collect();
                    Input::Stored { from, came }
                }
                Output::Done(counts) => {
                    assert_eq!(counts.new + counts.known, 2);
                    break;
                }
                other => panic!("{other:?}"),
            };
            out = import.handle(NOW, input);
        }
    }
    let count = |library: &Library| Merged::of(library, &Rules::of(Zone::UTC)).len();
    assert_eq!((count(&library), library.ratings().count()), (3, 3), "no word is told twice");
    library.forget(&origin("netflix:1"));
    assert_eq!(count(&library), 2);
}

#[test]
fn what_was_chosen_is_kept_as_it_was_chosen() {
    let mut driver = Driver::new(file(films(1), 2, 0), Scope::Full);
    driver.preview();
    driver.tell(Input::Choose { row: 1, work: Some(Box::new(part(7))) });
    driver.tell(Input::Choose { row: 2, work: None });
    driver.tell(Input::Run);
    let Output::Store { rows, .. } = &driver.last[1] else { panic!("{:?}", driver.last) };
    assert_eq!((rows.len(), &rows[1].said.work), (2, &part(7)));
    assert!(driver.answer());
    let counts = Counts { new: 2, left_out: 1, ..Counts::default() };
    assert_eq!(driver.last, [Output::Done(counts)]);
}

#[test]
fn rows_nobody_wants_are_left_out_and_may_come_back() {
    let mut driver = Driver::new(file(films(3), 1, 1), Scope::Full);
    driver.library.insert(key(&films(3)[2]));
    driver.preview();
    let before = driver.import.snapshot();
    for row in 0..5 {
        driver.tell(Input::Choose { row, work: None });
    }
    let counts = Counts { known: 1, refused: 1, left_out: 3, ..Counts::default() };
    assert_eq!(driver.import.counts(), counts, "what is known or refused stays so");
    for row in 0..6 {
        driver.tell(Input::Unchoose { row });
    }
    assert_eq!(driver.import.snapshot(), before);
    driver.tell(Input::Choose { row: 3, work: Some(Box::new(part(7))) });
    driver.tell(Input::Unchoose { row: 3 });
    assert_eq!(driver.import.snapshot(), before);
    driver.tell(Input::Choose { row: 0, work: None });
    driver.tell(Input::Run);
    while driver.answer() {}
    assert_eq!(driver.kept, [1, 2]);
    driver.tell(Input::Unchoose { row: 0 });
    assert_eq!(driver.import.told(0).outcome, Outcome::LeftOut, "it is over");
}

#[test]
fn what_is_too_old_does_not_come_back() {
    let mut driver = Driver::new(file(films(3), 1, 0), Scope::Since(films(3)[1].at.unwrap()));
    driver.preview();
    let before = driver.import.snapshot();
    for row in 0..4 {
        driver.tell(Input::Unchoose { row });
    }
    assert_eq!(driver.import.snapshot(), before);
}

#[test]
fn rows_are_found_by_what_came_of_them() {
    let mut driver = Driver::new(file(films(4), 2, 1), Scope::Full);
    assert_eq!(driver.import.state(), State::Comparing);
    driver.library.insert(key(&films(4)[1]));
    driver.preview();
    assert_eq!(driver.import.state(), State::Ready);
    let rows = |import: &Import, sort, from| import.rows(sort, from).collect::<Vec<_>>();
    assert_eq!(rows(&driver.import, Some(Sort::New), 1), [2, 3]);
    assert_eq!(rows(&driver.import, Some(Sort::Known), 0), [1]);
    assert_eq!(rows(&driver.import, Some(Sort::Refused), 0), [6]);
    assert_eq!(rows(&driver.import, None, 5), [5, 6]);
    assert_eq!(driver.import.unclear().collect::<Vec<_>>(), [(4, "Tides: 0"), (5, "Tides: 1")]);
    driver.tell(Input::Choose { row: 4, work: Some(Box::new(part(3))) });
    assert_eq!(driver.import.told(4).chosen, Some(part(3)));
    assert_eq!(rows(&driver.import, Some(Sort::Unclear), 0), [5]);
    driver.tell(Input::Run);
    assert_eq!(driver.import.state(), State::Running);
    driver.tell(Input::Cancel);
    assert_eq!(driver.import.state(), State::Cancelled);
    driver.tell(Input::Resume);
    while driver.answer() {}
    assert_eq!(driver.import.state(), State::Done);
    assert_eq!(rows(&driver.import, Some(Sort::New), 0), [0, 2, 3, 4]);
    assert_eq!(driver.import.told(0).at, films(4)[0].at);
}

#[test]
fn questions_come_first() {
    let mut asking = file(films(1), 0, 0);
    asking.asks.date_policy = true;
    let mut driver = Driver::new(asking.clone(), Scope::Full);
    assert_eq!(driver.import.wake_at(), None);
    for input in [Input::Wake, Input::Run, Input::Resume] {
        driver.tell(input);
        assert!(driver.last.is_empty() || driver.last == [Output::Ask(asking.asks.clone())]);
    }
    driver.tell(Input::Read(Box::new(file(films(1), 0, 0))));
    assert!(matches!(driver.last[1], Output::Compare { .. }));
}

#[test]
fn only_what_was_wanted_is_taken() {
    let mut driver = Driver::new(file(films(10), 1, 0), Scope::Since(films(10)[6].at.unwrap()));
    driver.preview();
    let counts = Counts { new: 4, left_out: 7, ..Counts::default() };
    assert_eq!(driver.last, [Output::Preview(counts)]);
    driver.tell(Input::Only(vec![Listing::Ratings]));
    driver.tell(Input::Run);
    assert_eq!(driver.last, [Output::Done(Counts { left_out: 11, ..Counts::default() })]);
}

#[test]
fn a_series_marked_in_one_go_stays_on_its_day_where_the_person_says_so() {
    let rows: Vec<Row> = (1..=5).map(|number| play(part(number), 10 + i64::from(number))).collect();
    let mut driver = Driver::new(file(rows, 0, 0), Scope::Full);
    driver.preview();
    assert_eq!(driver.import.binges().len(), 1);
    driver.tell(Input::KeepDays(true));
    driver.save();
    driver.crash();
    driver.tell(Input::Run);
    assert!(matches!(driver.last[1], Output::Store { .. }));
    assert_eq!(driver.import.told(0).shown_on, None);
}

#[test]
fn a_series_marked_in_one_go_is_shown_when_it_was_aired() {
    let rows: Vec<Row> = (1..=5).map(|number| play(part(number), 10 + i64::from(number))).collect();
    for (scope, shown) in [(Scope::Full, true), (Scope::Since(Timestamp::from_millis(0)), false)] {
        let mut driver = Driver::new(file(rows.clone(), 0, 0), scope);
        driver.preview();
        driver.tell(Input::Run);
        assert_eq!(matches!(driver.last[0], Output::FindAired(_)), shown);
        if shown {
            driver.save();
            driver.crash();
            driver.tell(Input::Wake);
            driver.answer();
        }
        let Output::Store { rows, .. } = &driver.last[1] else { panic!("{:?}", driver.last) };
        let days: Vec<_> =
            rows.iter().filter_map(|it| it.shown_on).map(|day| day.to_string()).collect();
        let expected = ["1969-01-01", "1969-01-02", "1969-01-03", "1969-01-04", "1969-01-05"];
        assert_eq!(days, if shown { expected.to_vec() } else { Vec::new() });
        assert!(rows.iter().all(|it| it.said.at.is_some()));
    }
}

#[test]
fn a_rating_of_a_day_is_told_at_its_noon() {
    let day = PartialDate::parse("2024-03-15");
    let mut contents = file(vec![Row { on: day, ..Row::of(film("Rope")) }], 0, 0);
    contents.files[0].exported[0].listing = Listing::Ratings;
    let zone = Zone::fixed(Span::from_hours(10)).unwrap();
    let mut import = Import::new(contents, Scope::Full, zone);
    let out = import.handle(NOW, Input::Wake);
    let Output::Compare { rows, .. } = &out[1] else { panic!("{out:?}") };
    assert_eq!(rows[0].said.at, Timestamp::parse_rfc3339("2024-03-15T02:00:00Z"));
}

#[test]
fn what_was_refused_and_chosen_outlives_a_crash() {
    let mut driver = Driver::new(file(films(3), 1, 0), Scope::Full);
    driver.preview();
    driver.tell(Input::Choose { row: 3, work: Some(Box::new(part(7))) });
    driver.tell(Input::Run);
    let came = [Err("It is too long."), Ok(true), Ok(true), Ok(true)];
    let came = came.map(|it| it.map_err(str::to_owned)).to_vec();
    driver.tell(Input::Stored { from: 0, came });
    let told = driver.import.outcomes(0, 9);
    assert!(matches!(&told[0].outcome, Outcome::Refused { .. }), "{told:?}");
    driver.save();
    driver.crash();
    assert_eq!(driver.import.outcomes(0, 9), told);
}

#[test]
fn a_snapshot_belongs_to_one_file() {
    let mut import = Import::new(file(films(3), 0, 0), Scope::Full, Zone::UTC);
    import.handle(NOW, Input::Wake);
    let kept = import.snapshot();
    assert!(Import::restore(&kept, file(films(3), 0, 0)).is_ok());
    let mut other = films(3);
    other[2] = play(film("Rope"), 2);
    for contents in [file(other, 0, 0), file(films(2), 0, 0), file(films(3), 1, 0)] {
        assert_eq!(Import::restore(&kept, contents).unwrap_err().kind, ErrorKind::BadInput);
    }
    for text in ["", "{}", "[]", &kept.replace("\"version\":1", "\"version\":2")] {
        assert!(Import::restore(text, file(films(3), 0, 0)).is_err(), "{text}");
    }
}

/// What happens to a driver between two answers.
#[derive(Clone, Copy, Debug)]
enum Event {
    Crash,
    Cancel,
    Resume,
    Wake,
    Again,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::Crash),
        Just(Event::Cancel),
        Just(Event::Resume),
        Just(Event::Wake),
        Just(Event::Again),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn an_import_goes_on_exactly_where_it_stopped(
        count in 0_usize..3 * SLICE / 2,
        known in 2_usize..9,
        events in prop::collection::vec((0_usize..4, event()), 0..24),
    ) {
        let contents = file(films(count), 2, 3);
        let fresh = || {
            let mut driver = Driver::new(contents.clone(), Scope::Full);
            driver.library.extend(films(count).iter().step_by(known).map(key));
            driver.save();
            driver
        };
        let mut straight = fresh();
        straight.finish();
        let mut rough = fresh();
        rough.tell(Input::Wake);
        for (answers, event) in events {
            for _ in 0..answers {
                rough.answer();
            }
            match event {
                Event::Crash => rough.crash(),
                Event::Cancel => {
                    // A row that is being kept when the cancel comes is kept all the same.
                    let asked = std::mem::take(&mut rough.last);
                    rough.tell(Input::Cancel);
                    rough.last = asked;
                    rough.answer();
                    rough.save();
                }
                Event::Resume => rough.tell(Input::Resume),
                Event::Wake => {
                    let asked = std::mem::take(&mut rough.last);
                    rough.tell(Input::Wake);
                    if rough.last.is_empty() {
                        rough.last = asked;
                    }
                }
                // An answer that comes twice, or late.
                Event::Again => {
                    rough.import.handle(NOW, Input::Stored { from: 0, came: vec![] });
                    rough.import.handle(NOW, Input::Laid { from: count, count: 1 });
                    rough.import.handle(NOW, Input::Laid { from: 0, count: 0 });
                    rough.import.handle(NOW, Input::Compared(vec![true; 3 * SLICE]));
                }
            }
        }
        rough.tell(Input::Resume);
        while rough.answer() {}
        prop_assert_eq!(&rough.kept, &straight.kept, "each row once, in its order");
        prop_assert_eq!(&rough.library, &straight.library);
        prop_assert_eq!(rough.import.outcomes(0, usize::MAX), straight.import.outcomes(0, usize::MAX));
    }
}
