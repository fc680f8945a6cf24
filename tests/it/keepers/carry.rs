//! From a change of a plan to what its service is told.

use playtally::history::sync::{Change, What};
use playtally::providers::{
    Descriptor, Finished, Intent, Keeps, Listed, Rated, StatusChange, StoredPlay,
};

/// The intent that carries a change out at a service; nothing where it has no such thing.
pub(super) fn intent(service: &Descriptor, change: &Change) -> Option<Intent> {
    let row = &change.row;
    let work = row.work.clone();
    let listed = |list| Listed { list, works: vec![work.clone()] };
    let remove = || Intent::RemoveStatus { id: row.id.clone(), work: work.clone() };
    Some(match change.what {
        What::Play => {
            let (media, at) = (work.media()?, row.at?);
            let play = Finished { media, started_at: at, watched_at: at, duration: None };
            Intent::AddPlays(vec![play])
        }
        What::NoPlay => {
            let media = work.media()?;
            if !service.removes_play(media.kind()) && service.keeps == Keeps::OnePerItem {
                return Some(remove());
            }
            let id = row.id.clone().unwrap_or_default();
            Intent::RemovePlays(vec![StoredPlay { id, media, watched_at: row.at? }])
        }
        What::Rating => Intent::Rate(vec![Rated { work, rating: row.rating?, at: row.at }]),
        What::NoRating => Intent::Unrate(vec![work]),
        What::On(list) => Intent::AddToList(listed(list)),
        What::Off(list) if service.takes_off(list) => Intent::RemoveFromList(listed(list)),
        What::Off(_) | What::NoStanding => remove(),
        What::Standing => Intent::SetStatus(StatusChange {
            status: row.status,
            progress: row.progress,
            repeats: row.repeats,
            ..StatusChange::of(work)
        }),
    })
}
