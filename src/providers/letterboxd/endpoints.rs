//! The one call to Letterboxd: a member's feed.

use super::{DESCRIPTOR, errors, map};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, percent_encode};
use crate::providers::feed::{self, Feed};
use crate::providers::{Context, Outcome, Page, Profile, Read};
use crate::time::Timestamp;

/// `GET /{member}/rss/`: some fifty of the newest diary entries and reviews, with lists
/// between them. There are no pages; what is edited changes in place, what is deleted
/// vanishes.
///
/// <https://letterboxd.com/api-docs/>, and recorded feeds, read 2026-11.
const FEED: &str = "/rss/";

/// Of a name, or of the address of a profile or its feed.
pub(super) fn feed(cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let given = cx.username.unwrap_or_default().trim();
    let name = given.split_once("letterboxd.com/").map_or(given, |(_, path)| path);
    let name = name.split('/').next().unwrap_or_default().trim_start_matches('@');
    if name.is_empty() {
        return Err(Error::new(
            ErrorKind::BadInput,
            "Letterboxd needs the name that stands in the address of your profile.",
        ));
    }
    Ok(feed::ask(format!("{}/{}{FEED}", DESCRIPTOR.base, percent_encode(name))))
}

pub(super) fn profile(now: Timestamp, response: &HttpResponse) -> Result<Outcome, Error> {
    let Feed { about, .. } = feed::accept(&errors::FEED, now, response)?;
    let page = about.get("link");
    let username = page.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if username.is_empty() {
        let text = "Letterboxd sent a feed that does not say whose it is. It is tried again.";
        return Err(Error::new(ErrorKind::Unavailable, text));
    }
    let title = about.get("title");
    let name = title.split_once(" - ").map_or(title, |(_, name)| name);
    Ok(Outcome::Profile(Profile {
        username: username.to_owned(),
        name: (!name.is_empty()).then(|| name.to_owned()),
        profile_url: Some(page.to_owned()),
        ..Profile::default()
    }))
}

pub(super) fn diary(
    now: Timestamp,
    read: &Read,
    response: &HttpResponse,
) -> Result<Outcome, Error> {
    let feed = feed::accept(&errors::FEED, now, response)?;
    let mut page = Page::default();
    page.skipped.extend(feed::cut_short(&feed));
    for (row, item) in feed.items.iter().enumerate() {
        match map::diary_item(row, item) {
            Ok(entry) => page.rows.extend(entry.filter(|entry| map::is_within(read, entry))),
            Err(skipped) => page.skipped.push(skipped),
        }
    }
    Ok(Outcome::Page(page))
}
