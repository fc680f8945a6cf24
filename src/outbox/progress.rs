//! How far a play moves somebody on, where a service keeps no more of a title than that.
//!
//! # Design
//! What the service has is read first; then this decides, by values alone, and only
//! what moves is written, in absolute numbers. So whatever fails, it is read and
//! decided again. Only the count of repeats does not show whose it is: what was sent
//! is kept until its answer came, and compared.

use serde::Serialize;

use crate::error::{Error, ErrorKind};
use crate::media::{Episode, ExternalIds, Media, Movie, PartialDate, Show, Work};
use crate::providers::{Row, Status, StatusChange};
use crate::time::{Span, Timestamp};

/// Where somebody is to stand with a title.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Standing {
    /// The title, with the ids the service itself named.
    pub ids: ExternalIds,
    pub status: Status,
    /// Episodes they are through; absent where only the repeats are put right.
    pub progress: Option<u32>,
    pub started_on: Option<PartialDate>,
    pub finished_on: Option<PartialDate>,
    pub repeats: Option<u32>,
}

/// The title a thing belongs to, as services file it that count episodes: an anime's
/// show is one cour.
pub(super) fn title(media: &Media) -> Work {
    match media {
        Media::Episode(episode) => Work::Show(episode.show.clone()),
        other => other.clone().into(),
    }
}

/// Whether both belong to one title.
pub(super) fn same_title(a: &Media, b: &Media) -> bool {
    let (a, b) = (title(a), title(b));
    a.ids().zip(b.ids()).is_some_and(|(a, b)| a.same_as(b))
}

/// What a play at this moment changes for somebody who stands at `row`; nothing where
/// they are as far already. `sent` is what was sent for it before and perhaps carried out.
///
/// Days are those of a clock that is so far `ahead` of UTC.
pub(super) fn decide(
    media: &Media,
    watched_at: Timestamp,
    ahead: Span,
    row: &Row,
    sent: Option<&Standing>,
) -> Result<Option<Standing>, Error> {
    if let Some(sent) = sent.filter(|sent| stands(row, sent)) {
        return Ok(put_right(row, sent));
    }
    let (episode, episodes) = place(media, row)?;
    let at = row.progress.unwrap_or(0);
    let last = episodes == Some(episode);
    let on = episode > at;
    let again = Some(row.repeats.unwrap_or(0).saturating_add(1));
    let (status, progress, repeats) = match row.status {
        Some(Status::Completed) if episode == 1 && last => (Status::Completed, 1, again),
        Some(Status::Completed) if episode == 1 && !before_its_end(watched_at, ahead, row) => {
            (Status::Repeating, 1, None)
        }
        Some(Status::Completed) if on => (Status::Completed, episode, None),
        Some(Status::Completed) => return Ok(None),
        Some(Status::Repeating) if last => (Status::Completed, episode, again),
        Some(Status::Repeating) if on => (Status::Repeating, episode, None),
        Some(Status::Repeating) => return Ok(None),
        None | Some(Status::Planned | Status::Current | Status::Paused | Status::Dropped) => {
            match (last, on) {
                (true, _) => (Status::Completed, episode.max(at), None),
                (false, true) => (Status::Current, episode, None),
                (false, false) => return Ok(None),
            }
        }
    };
    let day = day_of(watched_at + ahead);
    // Who sees it once more began it on a day nobody knows.
    let first = episode == 1 && !matches!(row.status, Some(Status::Completed | Status::Repeating));
    let mut ids = title(media).ids().cloned().unwrap_or_default();
    if let Some(own) = row.work.ids() {
        ids.fill_from(own);
    }
    Ok(Some(Standing {
        ids,
        status,
        progress: Some(progress),
        started_on: row.started_on.or(day.filter(|_| first)),
        finished_on: row.finished_on.or(day).filter(|_| status == Status::Completed),
        repeats,
    }))
}

/// What is to be put right after a write: a service may have counted a repeat by itself
/// besides the one it was told.
pub(super) fn put_right(row: &Row, sent: &Standing) -> Option<Standing> {
    let wanted = sent.repeats?;
    let has = row.repeats.unwrap_or(0);
    let off = has < wanted || has == wanted.saturating_add(1);
    off.then(|| Standing { progress: None, ..sent.clone() })
}

/// Whether it was watched before the title was completed, and is only heard of now:
/// then nobody has begun it again.
fn before_its_end(watched_at: Timestamp, ahead: Span, row: &Row) -> bool {
    let since = row.at.is_some_and(|at| watched_at < at);
    match row.finished_on.zip(day_of(watched_at + ahead)) {
        Some((end, day)) if end != day => day < end,
        _ => since,
    }
}

/// Whether this very play of a title of one episode is there: it is marked as seen that
/// day or later, and was so after the play. `others` are further plays of the title that
/// are there; a mark of the day of one of them is that one's.
pub(super) fn is_marked(
    media: &Media,
    watched_at: Timestamp,
    ahead: Span,
    row: &Row,
    mut others: impl Iterator<Item = Timestamp>,
) -> bool {
    let seen = row.status == Some(Status::Completed) && place(media, row) == Ok((1, Some(1)));
    let since = row.at.is_some_and(|at| watched_at < at);
    let that_day =
        row.finished_on.zip(day_of(watched_at + ahead)).is_some_and(|(end, day)| day <= end);
    seen && since && that_day && !others.any(|at| day_of(at + ahead) == row.finished_on)
}

fn day_of(at: Timestamp) -> Option<PartialDate> {
    at.to_rfc3339().get(..10).and_then(PartialDate::parse)
}

/// Whether somebody stands, repeats apart, where a write was to put them.
fn stands(row: &Row, sent: &Standing) -> bool {
    row.status == Some(sent.status) && sent.progress.is_none_or(|to| row.progress == Some(to))
}

/// Which episode of the title it is, and of how many where that is known.
fn place(media: &Media, row: &Row) -> Result<(u32, Option<u32>), Error> {
    let (episode, episodes) = match media {
        Media::Episode(Episode { season: 1, number, .. }) => (*number, row.episodes),
        Media::Episode(_) => {
            return Err(unfiled());
        }
        Media::Movie(_) | Media::Track(_) => (1, row.episodes.or(Some(1))),
    };
    if episode == 0 || episodes.is_some_and(|all| episode > all) {
        return Err(refused("This title has no episode of that number there."));
    }
    Ok((episode, episodes))
}

/// Why a part of a show with seasons is not taken.
pub fn unfiled() -> Error {
    refused(
        "Seasons are counted another way at this service, and which one this belongs to is \
         not known.",
    )
}

fn refused(message: &str) -> Error {
    Error::new(ErrorKind::BadInput, message)
}

impl Standing {
    /// The write that puts somebody there.
    pub(super) fn change(&self, media: &Media) -> StatusChange {
        let ids = self.ids.clone();
        let work = match title(media) {
            Work::Movie(movie) => Work::Movie(Movie { ids, ..movie }),
            Work::Show(show) => Work::Show(Show { ids, ..show }),
            other => other,
        };
        StatusChange {
            work,
            status: Some(self.status),
            progress: self.progress,
            rating: None,
            started_on: self.started_on,
            finished_on: self.finished_on,
            repeats: self.repeats,
        }
    }
}
