//! Two titles, or an artist and a title: the first line and the rest.

use playtally::media::title::{compare_artists, compare_titles, normalize_title, split_artists};

pub(super) fn compare(text: &str) {
    let (one, other) = text.split_once('\n').unwrap_or((text, ""));
    let normal = normalize_title(one);
    assert_eq!(normalize_title(&normal), normal);
    assert_eq!(compare_titles(one, other), compare_titles(other, one));
    assert_eq!(compare_titles(one, one).same_name, !one.trim().is_empty());
    assert_eq!(compare_artists(one, other), compare_artists(other, one));
    let credits = split_artists(one, other);
    assert!(credits.primary.len() <= text.len() && credits.title.len() <= other.len());
}
