//! JSON as services write it: exact on the way out, forgiving on the way in.
//!
//! # Design
//! Bodies are built and read as values, not through a type for each endpoint:
//! services mix numbers with texts and leave out what they like, and the wasm
//! stays small.

use serde_json::{Map, Value};

use super::{Activities, Listing, Page, Row, Skipped};
use crate::media::{ExternalIds, Movie, Show};
use crate::time::Timestamp;

/// An object under construction. What is unknown or empty is left out: no
/// service here takes a null kindly.
#[derive(Default)]
pub(super) struct Object(Map<String, Value>);

impl Object {
    /// With one more member, unless it is null, `""`, `{}` or `[]`.
    pub(super) fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        if !empty {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// With all members of another one too.
    pub(super) fn and(self, other: Self) -> Self {
        other.0.into_iter().fold(self, |all, (name, value)| all.set(&name, value))
    }

    /// Whether it has no member yet.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object.0)
    }
}

/// A place in percent as services take it: two decimals, rounded down, so that
/// nothing reaches a threshold by rounding.
pub(super) fn percent(value: f64) -> f64 {
    let place = if value.is_nan() { 0.0 } else { value.clamp(0.0, 100.0) };
    (place * 100.0).floor() / 100.0
}

/// A number, written as number or as text.
pub(crate) fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A small number, such as a season.
pub(crate) fn small(value: &Value) -> Option<u32> {
    number(value)?.try_into().ok()
}

/// A word or a number that stands for one, as errors are named.
pub(super) fn word(value: &Value) -> Option<String> {
    let number = value.as_u64().map(|number| number.to_string());
    number.or_else(|| value.as_str().map(str::to_owned))
}

/// The items of a list, where a list of one may be written as the thing itself.
pub(super) fn list(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        Value::Object(_) => std::slice::from_ref(value),
        _ => &[],
    }
}

/// The parts inside a row; `whole` turns false where they are no list.
pub(super) fn parts<'a>(value: &'a Value, whole: &mut bool) -> &'a [Value] {
    let parts = value.as_array();
    *whole &= parts.is_some();
    parts.map(Vec::as_slice).unwrap_or_default()
}

/// A text that is not empty.
pub(crate) fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The id of a record, which may be beyond 2^53; 0 and nothing are no id.
pub(crate) fn record_id(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => number.as_u64().filter(|id| *id > 0).map(|id| id.to_string()),
        other => text(other),
    }
}

/// A moment with any offset.
pub(crate) fn moment(value: &Value) -> Option<Timestamp> {
    Timestamp::parse_rfc3339(value.as_str()?)
}

/// `{"trakt":1,"imdb":"tt…",…}` by the names all catalogues share.
pub(super) fn ids(value: &Value) -> ExternalIds {
    ExternalIds {
        trakt: number(&value["trakt"]),
        imdb: text(&value["imdb"]),
        tmdb: number(&value["tmdb"]),
        tvdb: number(&value["tvdb"]),
        simkl: number(&value["simkl"]),
        mal: number(&value["mal"]),
        anilist: number(&value["anilist"]),
        kitsu: number(&value["kitsu"]),
        anidb: number(&value["anidb"]),
        mbid: None,
    }
}

/// `{"title":…,"year":…,"ids":{…}}` as a film.
pub(super) fn movie(value: &Value) -> Movie {
    let Show { title, year, ids } = show(value);
    Movie { title, year, ids }
}

/// `{"title":…,"year":…,"ids":{…}}` as a show.
pub(super) fn show(value: &Value) -> Show {
    Show {
        title: text(&value["title"]).unwrap_or_default(),
        year: number(&value["year"]).and_then(|year| year.try_into().ok()),
        ids: ids(&value["ids"]),
    }
}

/// Whether an answer says that it is about another person than the one asked for.
pub(super) fn is_somebody_else(user: Option<&str>, whose: &Value) -> bool {
    let same = |(user, whose): (&str, &str)| user.to_lowercase() == whose.to_lowercase();
    !user.zip(whose.as_str()).is_none_or(same)
}

/// Reads what one row says into rows of ours, or says why it cannot.
pub(super) type ReadRow<'a> = &'a dyn Fn(&Value, &mut Vec<Row>) -> Result<(), &'static str>;

/// The rows of a page. `read` adds what it can read of one; where it cannot read all of
/// it, the page says why.
pub(super) fn page(rows: &[Value], read: ReadRow<'_>) -> Page {
    let mut page = Page::default();
    for (row, value) in rows.iter().enumerate() {
        if let Err(reason) = read(value, &mut page.rows) {
            page.skipped.push(Skipped { row, reason: reason.to_owned() });
        }
    }
    page
}

/// Since when each listing is as it is: the newest of these members, in whichever part
/// of the answer they stand. An account where nothing ever happened has nulls.
pub(super) fn activities(body: &Value, of: &[(Listing, &[&str])]) -> Option<Activities> {
    let newest = |names: &[&str]| {
        let parts = body.as_object().into_iter().flat_map(Map::values);
        parts.flat_map(|part| names.iter().filter_map(|name| moment(&part[*name]))).max()
    };
    Some(Activities {
        all: moment(body.get("all")?),
        of: of.iter().filter_map(|(listing, names)| Some((*listing, newest(names)?))).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_reaches_a_threshold_by_rounding() {
        let cases = [(79.996, 79.99), (80.0, 80.0), (12.5, 12.5), (-3.0, 0.0), (120.0, 100.0)];
        for (from, to) in cases {
            assert_eq!(percent(from), to);
        }
        assert_eq!(percent(f64::NAN), 0.0);
    }

    #[test]
    fn ids_are_read_as_number_or_text() {
        let read =
            ids(&json!({"tmdb": "27205", "trakt": 16662, "imdb": "tt1375666", "tvdb": null}));
        assert_eq!(read.tmdb, Some(27205));
        assert_eq!(read.trakt, Some(16662));
        assert_eq!(read.imdb.as_deref(), Some("tt1375666"));
        assert_eq!(read.tvdb, None);
    }

    #[test]
    fn record_ids_keep_all_their_digits() {
        assert_eq!(
            record_id(&json!(9_876_543_210_123_456_789_u64)).as_deref(),
            Some("9876543210123456789")
        );
        assert_eq!(record_id(&json!("12")).as_deref(), Some("12"));
        assert_eq!(record_id(&json!(0)), None);
    }

    #[test]
    fn what_is_unknown_is_left_out() {
        let object = Object::default()
            .set("a", 1)
            .set("b", Option::<u64>::None)
            .set("c", "")
            .set("d", Object::default())
            .set("e", f64::NAN);
        assert_eq!(Value::from(object), json!({"a": 1}));
    }
}
