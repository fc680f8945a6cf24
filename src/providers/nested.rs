//! Many works in one body, shows with seasons and seasons with episodes inside them, and
//! which of them the answer says it does not know.

use serde_json::{Map, Value};

use super::Outcome;
use super::wire::{self, Object};
use crate::error::{Error, ErrorKind};
use crate::media::{ExternalIds, Work};

/// `{"movies":[…],"shows":[{…,"seasons":[{"number":1,"episodes":[…]}]}]}` under construction.
#[derive(Default)]
pub(super) struct Lists(Map<String, Value>);

impl Lists {
    /// Adds an entry to a list, or to a list inside of it: `path` leads there, each step an
    /// entry and the name of a list in it. Entries that are the same share one list.
    pub(super) fn add(&mut self, list: &str, path: Vec<(Object, &str)>, entry: Object) {
        let mut place = self.0.entry(list).or_insert_with(|| Value::Array(Vec::new()));
        for (head, inner) in path {
            place = slot(place, head.into(), inner);
        }
        if let Value::Array(entries) = place {
            entries.push(entry.into());
        }
    }
}

impl From<Lists> for Value {
    fn from(lists: Lists) -> Self {
        Self::Object(lists.0)
    }
}

/// The list called `inner` in that entry of `list` which has it and is otherwise `head`.
fn slot<'a>(list: &'a mut Value, head: Value, inner: &str) -> &'a mut Value {
    let Value::Array(entries) = list else { return list };
    let fits = |entry: &Value| {
        let (Some(entry), Some(head)) = (entry.as_object(), head.as_object()) else { return false };
        let same = head.iter().all(|(name, value)| entry.get(name) == Some(value));
        same && entry.len() == head.len() + 1 && entry.contains_key(inner)
    };
    let at = entries.iter().position(fits).unwrap_or_else(|| {
        let mut entry = head;
        entry[inner] = Value::Array(Vec::new());
        entries.push(entry);
        entries.len() - 1
    });
    &mut entries[at][inner]
}

/// What came of each work that was sent: the answer counts them all together in the members
/// `counted`, and names those it does not know.
///
/// # Design
/// Which of several were there already, nobody is told: they count as stored, unless nothing
/// was added at all.
pub(super) fn each(
    body: &Value,
    counted: &[&str],
    works: &[Work],
    not_found: &'static str,
) -> Option<Outcome> {
    let missing = missing(&body["not_found"], works);
    let counts = counted.iter().filter_map(|name| body[*name].as_object());
    let added = counts.map(count).reduce(|sum, more| sum + more);
    let known = match added {
        // What is not there any more is as it should be.
        Some(_) if counted == ["deleted"] => Outcome::Done,
        Some(0) => Outcome::AlreadyThere,
        None if !missing.contains(&true) => return None,
        _ => Outcome::Stored { id: None },
    };
    let results = missing.into_iter().map(|missing| match missing {
        true => Err(Error::new(ErrorKind::NotFound, not_found)),
        false => Ok(known.clone()),
    });
    Some(Outcome::Each(results.collect()))
}

/// The one result of a write about one work.
pub(super) fn only_one(each: Outcome) -> Result<Option<Outcome>, Error> {
    match each {
        Outcome::Each(mut results) => results.pop().transpose(),
        other => Ok(Some(other)),
    }
}

/// Everything in `{"movies":1,"shows":[…]}`. The list `statuses` tells of things counted beside it.
fn count(counts: &Map<String, Value>) -> u64 {
    let one = |(name, value): (&String, &Value)| match value {
        Value::Array(items) if name != "statuses" => items.len() as u64,
        other => wire::number(other).unwrap_or(0),
    };
    counts.iter().map(one).sum()
}

/// Which works the lists of `not_found` mean. An entry there is what was sent or a part of it,
/// with some of the ids; one that fits nothing means everything that goes in its list, for a
/// play reported as unknown can be looked at, and one lost in silence cannot.
fn missing(not_found: &Value, works: &[Work]) -> Vec<bool> {
    let mut missing = vec![false; works.len()];
    for (list, entries) in not_found.as_object().into_iter().flatten() {
        for entry in entries.as_array().into_iter().flatten() {
            let meant = [
                works.iter().map(|work| goes_in(list, work) && names(list, entry, work)).collect(),
                works.iter().map(|work| names(list, entry, work)).collect(),
                works.iter().map(|work| goes_in(list, work)).collect::<Vec<_>>(),
            ];
            let meant = meant.into_iter().find(|meant| meant.contains(&true));
            for (at, missing) in missing.iter_mut().enumerate() {
                *missing |= meant.as_ref().is_none_or(|meant| meant[at]);
            }
        }
    }
    missing
}

fn goes_in(list: &str, work: &Work) -> bool {
    (list == "movies") == matches!(work, Work::Movie(_))
}

/// Whether an entry of this list names the work, or something it is a part of.
fn names(list: &str, entry: &Value, work: &Work) -> bool {
    let parts = matches!(list, "seasons" | "episodes");
    let theirs = wire::ids(&entry["ids"]);
    let mut whole = entry;
    if parts {
        if work.ids().is_some_and(|ids| theirs.same_as(ids)) {
            return true;
        }
        // Beside a number the ids may be the show's.
        match (theirs.is_empty(), entry["number"].is_null()) {
            (true, _) => whole = &entry["show"],
            (false, true) => return false,
            (false, false) => {}
        }
    }
    let (title, ids, season, number) = match work {
        Work::Movie(film) => (&film.title, &film.ids, None, None),
        Work::Show(show) => (&show.title, &show.ids, None, None),
        Work::Season(season) => (&season.show.title, &season.show.ids, Some(season.number), None),
        Work::Episode(part) => {
            (&part.show.title, &part.show.ids, Some(part.season), Some(part.number))
        }
        Work::Track(_) | Work::Book(_) => return false,
    };
    like(whole, title, ids)
        && match list {
            "seasons" => says(&entry["number"], season),
            "episodes" => says(&entry["season"], season) && says(&entry["number"], number),
            _ => {
                within(&entry["seasons"], season, |found| {
                    within(&found["episodes"], number, |_| true)
                }) && within(&entry["episodes"], number, |_| true)
            }
        }
}

/// By ids where it has any, else by title. What has neither, was sent without ids; a part
/// whose show is not named is told by its numbers.
fn like(entry: &Value, title: &str, ids: &ExternalIds) -> bool {
    let theirs = wire::ids(&entry["ids"]);
    if !theirs.is_empty() {
        return theirs.same_as(ids);
    }
    match entry["title"].as_str() {
        Some(theirs) => theirs.to_lowercase() == title.to_lowercase(),
        None => entry.is_null() || ids.is_empty(),
    }
}

fn says(number: &Value, ours: Option<u32>) -> bool {
    wire::small(number).is_none_or(|theirs| Some(theirs) == ours)
}

/// Whether a list of parts, where there is one, has this number.
fn within(parts: &Value, number: Option<u32>, inside: impl Fn(&Value) -> bool) -> bool {
    let parts = parts.as_array().map(Vec::as_slice).unwrap_or_default();
    parts.is_empty() || parts.iter().any(|part| says(&part["number"], number) && inside(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{Episode, Movie, Season, Show};
    use serde_json::json;

    fn imdb(id: &str) -> ExternalIds {
        ExternalIds { imdb: Some(id.to_owned()), ..ExternalIds::default() }
    }

    fn tmdb(id: u64) -> ExternalIds {
        ExternalIds { tmdb: Some(id), ..ExternalIds::default() }
    }

    fn show(ids: ExternalIds) -> Show {
        Show { title: "Slow Boats".to_owned(), year: None, ids }
    }

    fn works() -> Vec<Work> {
        let part = |number, ids| {
            Work::Episode(Episode { show: show(tmdb(7)), season: 1, number, title: None, ids })
        };
        vec![
            Work::Movie(Movie { title: "Lake".to_owned(), year: None, ids: tmdb(7) }),
            Work::Show(show(tmdb(8))),
            Work::Season(Season { show: show(tmdb(7)), number: 2, ids: imdb("tt2") }),
            part(1, ExternalIds::default()),
            part(2, imdb("tt12")),
        ]
    }

    #[test]
    fn what_was_not_found_is_mapped_back_whatever_is_echoed() {
        let named = |list: &str, entry: Value| -> Vec<usize> {
            let missing = missing(&json!({ list: [entry] }), &works());
            (0..missing.len()).filter(|at| missing[*at]).collect()
        };
        for (list, entry, expected) in [
            ("movies", json!({"ids": {"tmdb": 7}}), vec![0]),
            ("movies", json!({"ids": {"tmdb": "7"}, "title": "Sea"}), vec![0]),
            ("movies", json!({"title": "LAKE"}), vec![0]),
            ("shows", json!({"ids": {"tmdb": 8}}), vec![1]),
            ("shows", json!({"ids": {"tmdb": 7}}), vec![2, 3, 4]),
            ("shows", json!({"ids": {"tmdb": 7}, "seasons": [{"number": 2}]}), vec![2]),
            (
                "shows",
                json!({"ids": {"tmdb": 7}, "seasons": [{"number": 1, "episodes": [{"number": 2}]}]}),
                vec![4],
            ),
            ("shows", json!({"ids": {"tmdb": 7}, "episodes": [{"number": 1}]}), vec![3]),
            ("seasons", json!({"ids": {"imdb": "tt2"}}), vec![2]),
            ("seasons", json!({"number": 1, "show": {"ids": {"tmdb": 7}}}), vec![3, 4]),
            ("episodes", json!({"ids": {"imdb": "tt12"}}), vec![4]),
            ("episodes", json!({"season": 1, "number": 1}), vec![3]),
            ("episodes", json!({"ids": {"tmdb": 7}, "season": 1, "number": 2}), vec![4]),
            ("episodes", json!({"number": 2, "show": {"title": "slow boats"}}), vec![4]),
            // A film filed as a series is still found; what fits nothing is everything.
            ("shows", json!({"title": "Lake"}), vec![0]),
            ("movies", json!({"ids": {"tmdb": 9}}), vec![0]),
            ("shows", json!({"ids": {"tmdb": 9}}), vec![1, 2, 3, 4]),
        ] {
            assert_eq!(named(list, entry.clone()), expected, "{list} {entry}");
        }
        assert_eq!(missing(&json!({"movies": [], "shows": null}), &works()), [false; 5]);
    }

    #[test]
    fn what_comes_back_without_ids_was_sent_without() {
        let nameless = Movie { title: "Lake".to_owned(), ..Movie::default() };
        let films = [works().remove(0), Work::Movie(nameless)];
        assert_eq!(missing(&json!({"movies": [{"ids": {}}]}), &films), [false, true]);
    }

    #[test]
    fn what_fits_nothing_at_all_is_everything() {
        let films = &works()[..1];
        assert_eq!(missing(&json!({"shows": [{"title": "Sea", "ids": {}}]}), films), [true]);
    }

    #[test]
    fn parts_of_one_show_share_its_entry() {
        let named = |name: &str| Object::default().set("title", name);
        let number = |number: u32| Object::default().set("number", number);
        let mut lists = Lists::default();
        for (show, season, episode) in [("A", 1, 1), ("B", 1, 1), ("A", 2, 1), ("A", 1, 2)] {
            let path = vec![(named(show), "seasons"), (number(season), "episodes")];
            lists.add("shows", path, number(episode));
        }
        lists.add("shows", Vec::new(), named("A"));
        lists.add("movies", Vec::new(), named("C"));
        let one = json!({"number": 1});
        let two = json!({"number": 2});
        let expected = json!({
            "movies": [{"title": "C"}],
            "shows": [
                {"title": "A", "seasons": [
                    {"number": 1, "episodes": [one, two]},
                    {"number": 2, "episodes": [one]},
                ]},
                {"title": "B", "seasons": [{"number": 1, "episodes": [one]}]},
                {"title": "A"},
            ],
        });
        assert_eq!(Value::from(lists), expected);
    }

    #[test]
    fn counts_say_whether_anything_was_new() {
        let one = [works().remove(0)];
        let read = |body: Value, counted: &[&str]| {
            each(&body, counted, &one, "Unknown.").map(|each| only_one(each).map(Option::unwrap))
        };
        let stored = Outcome::Stored { id: None };
        for (body, counted, expected) in [
            (json!({"added": {"movies": 1}}), &["added"][..], Some(stored.clone())),
            (json!({"added": {"movies": [{}]}}), &["added"], Some(stored.clone())),
            (
                json!({"added": {"movies": 0, "statuses": [{}]}}),
                &["added"],
                Some(Outcome::AlreadyThere),
            ),
            (json!({"added": {}, "updated": {"movies": 1}}), &["added", "updated"], Some(stored)),
            (json!({"deleted": {"movies": 0}}), &["deleted"], Some(Outcome::Done)),
            (json!({"not_found": {}}), &["added"], None),
        ] {
            assert_eq!(read(body.clone(), counted), expected.map(Ok), "{body}");
        }
        let unknown = read(json!({"not_found": {"movies": [{"title": "Lake"}]}}), &["added"]);
        assert_eq!(unknown.unwrap().unwrap_err().kind, ErrorKind::NotFound);
    }
}
