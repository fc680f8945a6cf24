//! How well a candidate fits what is played, and why.

use serde::{Deserialize, Serialize};

use super::Asked;
use super::details::Details;
use crate::media::title::{TitlePart, compare_titles};
use crate::media::{Work, WorkKind};
use crate::providers::Candidate;

/// From here on a candidate is what is meant, where no other comes near.
pub const SURE: i32 = 70;
/// From here on it is worth asking the person about.
pub const MAYBE: i32 = 40;
/// A second candidate this near makes it a question.
pub const NEAR: i32 = 15;

/// What a close look can add at most.
pub(super) const GAIN: i32 = 45;

/// Nothing this short, compared with its candidate, is the thing itself.
const TRAILER: f64 = 0.4;
/// The same length, give or take advertisements, credits and another speed.
const SAME_LENGTH: f64 = 0.2;
/// Below this many seconds a runtime is no measure for trailers.
const SHORT: u32 = 600;

/// Why a candidate fits, or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The person said so.
    Corrected,
    /// The item came with its id.
    KnownId,
    /// Another catalogue's id led here.
    SameId,
    /// The titles agree.
    SameTitle,
    /// One of its other titles agrees.
    OtherTitle,
    /// No title agrees.
    TitleDiffers,
    /// One says an edition, or a country, that the other does not.
    EditionDiffers,
    /// The years agree.
    SameYear,
    /// They are one apart.
    NearYear,
    /// They are further apart.
    YearDiffers,
    /// It is another kind of thing.
    KindDiffers,
    /// The player's length is the catalogue's.
    SameLength,
    /// It is not.
    LengthDiffers,
    /// What is played is far too short: a trailer, or a clip.
    Trailer,
    /// The show has such an episode.
    EpisodeExists,
    /// It has none.
    NoSuchEpisode,
    /// The episode's own title agrees.
    SameEpisodeTitle,
    /// It does not.
    EpisodeTitleDiffers,
    /// Another candidate fits as well.
    NotAlone,
    /// The catalogue knows nothing of that name.
    NothingFound,
    /// Nothing that finds titles knows this kind of thing.
    NotHere,
}

impl Reason {
    const fn points(self) -> i32 {
        match self {
            Self::Corrected | Self::KnownId | Self::SameId => 100,
            Self::SameTitle => 50,
            Self::OtherTitle => 45,
            Self::SameYear => 30,
            Self::NearYear | Self::SameLength | Self::SameEpisodeTitle => 20,
            Self::EpisodeExists => 5,
            Self::LengthDiffers | Self::EpisodeTitleDiffers => -15,
            Self::EditionDiffers => -20,
            Self::YearDiffers => -35,
            Self::NoSuchEpisode => -50,
            Self::TitleDiffers | Self::KindDiffers | Self::Trailer => -100,
            Self::NotAlone | Self::NothingFound | Self::NotHere => 0,
        }
    }
}

/// A candidate and how well it fits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scored {
    /// 0 to 100.
    pub score: i32,
    /// Why.
    pub reasons: Vec<Reason>,
    /// What may be meant.
    pub candidate: Candidate,
}

/// Weighs a candidate. `led` says that another catalogue's id led to it, so that no title
/// has to agree; what the player says of its length still counts.
pub(super) fn weigh(asked: &Asked, candidate: Candidate, details: &Details, led: bool) -> Scored {
    let mut reasons = Vec::new();
    // An id may name the very episode of a show that is looked for.
    let kind = candidate.work.kind();
    if kind != asked.kind && !(led && kind == WorkKind::Episode && asked.kind == WorkKind::Show) {
        reasons.push(Reason::KindDiffers);
    }
    if led {
        reasons.push(Reason::SameId);
    } else {
        reasons.push(title(asked, &candidate));
        let edition = edition_differs(asked, &candidate);
        reasons.extend(edition.then_some(Reason::EditionDiffers));
        reasons.extend(year(asked, &candidate));
    }
    let runtime = details.runtime.or(candidate.runtime);
    reasons.extend(length(asked.duration, runtime));
    reasons.extend(episode(asked, details).into_iter().flatten());
    let sum: i32 = reasons.iter().map(|reason| reason.points()).sum();
    Scored { score: sum.clamp(0, 100), reasons, candidate }
}

fn title(asked: &Asked, candidate: &Candidate) -> Reason {
    let agrees = |other: &str| compare_titles(&asked.title, other).same_name;
    if agrees(title_of(&candidate.work)) {
        Reason::SameTitle
    } else if candidate.other_titles.iter().any(|other| agrees(other)) {
        Reason::OtherTitle
    } else {
        Reason::TitleDiffers
    }
}

/// `The Office (US)` is not `The Office (UK)`, and may not be `The Office`.
fn edition_differs(asked: &Asked, candidate: &Candidate) -> bool {
    let compared = compare_titles(&asked.title, title_of(&candidate.work));
    let other = |part: &TitlePart| matches!(part, TitlePart::Country | TitlePart::Edition);
    compared.same_name
        && (compared.differs.iter().any(other)
            || compared.missing.contains(&TitlePart::Country) && asked.year.is_none())
}

fn year(asked: &Asked, candidate: &Candidate) -> Option<Reason> {
    let said = match &candidate.work {
        Work::Movie(movie) => movie.year,
        Work::Show(show) => show.year,
        _ => None,
    };
    let year = said.or_else(|| candidate.date.map(|date| date.year()))?;
    Some(match asked.year?.abs_diff(year) {
        0 => Reason::SameYear,
        1 => Reason::NearYear,
        _ => Reason::YearDiffers,
    })
}

fn length(player: Option<f64>, runtime: Option<u32>) -> Option<Reason> {
    let player = player.filter(|seconds| seconds.is_finite() && *seconds > 0.0)?;
    let runtime = runtime.filter(|seconds| *seconds > 0)?;
    let share = player / f64::from(runtime);
    Some(if runtime >= SHORT && share < TRAILER {
        Reason::Trailer
    } else if (share - 1.0).abs() <= SAME_LENGTH {
        Reason::SameLength
    } else {
        Reason::LengthDiffers
    })
}

fn episode(asked: &Asked, details: &Details) -> [Option<Reason>; 2] {
    let listed = match &details.episode {
        Some(Some(listed)) => listed,
        Some(None) => return [Some(Reason::NoSuchEpisode), None],
        None => return [None, None],
    };
    let titles = asked.episode_title.as_deref().zip(listed.title.as_deref());
    let title = titles.map(|(ours, theirs)| {
        if compare_titles(ours, theirs).same_name {
            Reason::SameEpisodeTitle
        } else {
            Reason::EpisodeTitleDiffers
        }
    });
    [Some(Reason::EpisodeExists), title]
}

/// The title of a work that is searched for by title.
pub(super) fn title_of(work: &Work) -> &str {
    match work {
        Work::Movie(movie) => &movie.title,
        Work::Show(show) => &show.title,
        Work::Season(season) => &season.show.title,
        Work::Episode(episode) => &episode.show.title,
        Work::Track(track) => &track.title,
        Work::Book(book) => &book.title,
    }
}

/// What kind of work is looked for, for what is played.
pub(super) const fn sought(kind: crate::media::Kind) -> WorkKind {
    match kind {
        crate::media::Kind::Movie => WorkKind::Movie,
        crate::media::Kind::Episode => WorkKind::Show,
        crate::media::Kind::Track => WorkKind::Track,
    }
}
