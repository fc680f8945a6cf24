//! From the changes of a plan to what their service is told, several at once where it takes
//! several.

use super::{Change, What};
use crate::providers::{
    Descriptor, Finished, Intent, Keeps, List, Listed, Rated, StatusChange, StoredPlay,
};
use crate::sorted::sort_by;

/// Changes that one intent carries out.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// What the service is told.
    pub intent: Intent,
    /// Which changes that are, by their places, in the order in which the intent names them.
    pub places: Vec<usize>,
}

/// How changes are told: those of one kind together, as far as one request holds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    RemoveStatus,
    RemovePlays,
    AddPlays,
    Unlist(List),
    List(List),
    SetStatus,
    Unrate,
    Rate,
}

impl Batch {
    /// The changes in the order in which they are to be told, cut within what the service takes
    /// at once; `own_server` where it is one of the person's own. A change the service has no
    /// words for is in none.
    ///
    /// What is on a list is told before ratings: there are services that file what they do not
    /// hold as watched once it is rated.
    pub fn all(service: &Descriptor, changes: &[Change], own_server: bool) -> Vec<Self> {
        let forms = changes.iter().enumerate();
        let forms = forms.filter_map(|(at, change)| Some((form(service, change)?, at)));
        let mut forms: Vec<_> = forms.collect();
        sort_by(&mut forms, Ord::cmp);
        let same = forms.chunk_by(|a, b| a.0 == b.0);
        let parts = same.flat_map(|same| same.chunks(at_once(service, same[0].0, own_server)));
        parts.filter_map(|part| Self::of(service, changes, part)).collect()
    }

    /// The same in two, for a service that refused it without saying which change it means;
    /// nothing where it is a single one.
    pub fn halves(&self, service: &Descriptor, changes: &[Change]) -> Option<[Self; 2]> {
        let form = form(service, changes.get(*self.places.first()?)?)?;
        let places: Vec<_> = self.places.iter().map(|place| (form, *place)).collect();
        let (first, second) = places.split_at(places.len().div_ceil(2));
        Some([Self::of(service, changes, first)?, Self::of(service, changes, second)?])
    }

    fn of(service: &Descriptor, changes: &[Change], part: &[(Form, usize)]) -> Option<Self> {
        let form = part.first()?.0;
        let told = || part.iter().filter_map(|(_, at)| changes.get(*at));
        let works = || told().map(|change| change.row.work.clone()).collect();
        let intent = match form {
            Form::RemoveStatus | Form::SetStatus => single(service, told().next()?)?,
            Form::AddPlays => Intent::AddPlays(told().map(finished).collect::<Option<_>>()?),
            Form::RemovePlays => Intent::RemovePlays(told().map(stored).collect::<Option<_>>()?),
            Form::Rate => Intent::Rate(told().map(rated).collect::<Option<_>>()?),
            Form::Unrate => Intent::Unrate(works()),
            Form::List(list) => Intent::AddToList(Listed { list, works: works() }),
            Form::Unlist(list) => Intent::RemoveFromList(Listed { list, works: works() }),
        };
        Some(Self { intent, places: part.iter().map(|(_, at)| *at).collect() })
    }
}

/// How many changes of a form one request may name.
fn at_once(service: &Descriptor, form: Form, own_server: bool) -> usize {
    let most = match form {
        Form::RemoveStatus | Form::SetStatus => 1,
        Form::AddPlays => service.batch.map_or(1, |batch| match own_server {
            true => batch.most_elsewhere,
            false => batch.most,
        }),
        _ => service.at_once,
    };
    most.max(1)
}

/// How a change is told; nothing where the service has no words for it.
fn form(service: &Descriptor, change: &Change) -> Option<Form> {
    Some(match change.what {
        What::Play => finished(change).map(|_| Form::AddPlays)?,
        What::NoPlay => {
            let kind = change.row.work.media()?.kind();
            if !service.removes_play(kind) && service.keeps == Keeps::OnePerItem {
                return Some(Form::RemoveStatus);
            }
            stored(change).map(|_| Form::RemovePlays)?
        }
        What::Rating => rated(change).map(|_| Form::Rate)?,
        What::NoRating => Form::Unrate,
        What::On(list) => Form::List(list),
        What::Off(list) if service.takes_off(list) => Form::Unlist(list),
        What::Off(_) | What::NoStanding => Form::RemoveStatus,
        What::Standing => Form::SetStatus,
    })
}

/// What is told by itself.
fn single(service: &Descriptor, change: &Change) -> Option<Intent> {
    let row = &change.row;
    let work = row.work.clone();
    Some(match form(service, change)? {
        Form::SetStatus => Intent::SetStatus(StatusChange {
            status: row.status,
            progress: row.progress,
            repeats: row.repeats,
            ..StatusChange::of(work)
        }),
        _ => Intent::RemoveStatus { id: row.id.clone(), work },
    })
}

fn finished(change: &Change) -> Option<Finished> {
    let (media, at) = (change.row.work.media()?, change.row.at?);
    Some(Finished { media, started_at: at, watched_at: at, duration: None })
}

fn stored(change: &Change) -> Option<StoredPlay> {
    let row = &change.row;
    let id = row.id.clone().unwrap_or_default();
    Some(StoredPlay { id, media: row.work.media()?, watched_at: row.at? })
}

fn rated(change: &Change) -> Option<Rated> {
    let row = &change.row;
    Some(Rated { work: row.work.clone(), rating: row.rating?, at: row.at })
}
