//! The ids an item carries, one field for each catalogue.

use serde::{Deserialize, Serialize};

use crate::json;

/// A catalogue whose ids are known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Catalogue {
    /// trakt.tv
    Trakt,
    /// imdb.com
    Imdb,
    /// themoviedb.org
    Tmdb,
    /// thetvdb.com
    Tvdb,
    /// simkl.com
    Simkl,
    /// myanimelist.net
    Mal,
    /// anilist.co
    Anilist,
    /// kitsu.app
    Kitsu,
    /// anidb.net
    Anidb,
    /// musicbrainz.org
    Mbid,
}

/// Ids of one item. Numbers are numbers (Trakt refuses them as text), the rest is text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalIds {
    /// trakt.tv, the number; a slug is no id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trakt: Option<u64>,
    /// imdb.com: `tt` and digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imdb: Option<String>,
    /// themoviedb.org.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tmdb: Option<u64>,
    /// thetvdb.com.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tvdb: Option<u64>,
    /// simkl.com.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simkl: Option<u64>,
    /// myanimelist.net.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mal: Option<u64>,
    /// anilist.co.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anilist: Option<u64>,
    /// kitsu.app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kitsu: Option<u64>,
    /// anidb.net.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anidb: Option<u64>,
    /// musicbrainz.org: the UUID of a recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mbid: Option<String>,
}

json::fields!(ExternalIds {
    trakt: "trakt",
    imdb: "imdb",
    tmdb: "tmdb",
    tvdb: "tvdb",
    simkl: "simkl",
    mal: "mal",
    anilist: "anilist",
    kitsu: "kitsu",
    anidb: "anidb",
    mbid: "mbid",
});

impl ExternalIds {
    /// Whether no catalogue is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the id of this catalogue is known.
    pub const fn has(&self, catalogue: Catalogue) -> bool {
        match catalogue {
            Catalogue::Trakt => self.trakt.is_some(),
            Catalogue::Imdb => self.imdb.is_some(),
            Catalogue::Tmdb => self.tmdb.is_some(),
            Catalogue::Tvdb => self.tvdb.is_some(),
            Catalogue::Simkl => self.simkl.is_some(),
            Catalogue::Mal => self.mal.is_some(),
            Catalogue::Anilist => self.anilist.is_some(),
            Catalogue::Kitsu => self.kitsu.is_some(),
            Catalogue::Anidb => self.anidb.is_some(),
            Catalogue::Mbid => self.mbid.is_some(),
        }
    }

    /// Whether these are the ids of an entry alone, as catalogues have one for each cour: they
    /// do not say of which show it is.
    pub const fn is_entry(&self) -> bool {
        let Self { trakt, imdb, tmdb, tvdb, mal, anilist, kitsu, anidb, .. } = self;
        let show = trakt.is_some() || imdb.is_some() || tmdb.is_some() || tvdb.is_some();
        let entry = mal.is_some() || anilist.is_some() || kitsu.is_some() || anidb.is_some();
        entry && !show
    }

    /// Takes this id over, as text; one that is not of the catalogue's form is left out.
    pub fn set(&mut self, catalogue: Catalogue, id: &str) {
        let number = id.parse().ok();
        match catalogue {
            Catalogue::Trakt => self.trakt = number,
            Catalogue::Imdb => self.imdb = Some(id.to_owned()),
            Catalogue::Tmdb => self.tmdb = number,
            Catalogue::Tvdb => self.tvdb = number,
            Catalogue::Simkl => self.simkl = number,
            Catalogue::Mal => self.mal = number,
            Catalogue::Anilist => self.anilist = number,
            Catalogue::Kitsu => self.kitsu = number,
            Catalogue::Anidb => self.anidb = number,
            Catalogue::Mbid => self.mbid = Some(id.to_owned()),
        }
    }

    /// Whether both name the same item: some catalogue is known to both, and the
    /// first such, in the order of the fields, agrees.
    pub fn same_as(&self, other: &Self) -> bool {
        self.agree_with(other).unwrap_or(false)
    }

    /// The same, with nothing said where no catalogue is known to both.
    pub(super) fn agree_with(&self, other: &Self) -> Option<bool> {
        fn agree<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> Option<bool> {
            Some(a? == b?)
        }
        agree(self.trakt.as_ref(), other.trakt.as_ref())
            .or_else(|| agree(self.imdb.as_ref(), other.imdb.as_ref()))
            .or_else(|| agree(self.tmdb.as_ref(), other.tmdb.as_ref()))
            .or_else(|| agree(self.tvdb.as_ref(), other.tvdb.as_ref()))
            .or_else(|| agree(self.simkl.as_ref(), other.simkl.as_ref()))
            .or_else(|| agree(self.mal.as_ref(), other.mal.as_ref()))
            .or_else(|| agree(self.anilist.as_ref(), other.anilist.as_ref()))
            .or_else(|| agree(self.kitsu.as_ref(), other.kitsu.as_ref()))
            .or_else(|| agree(self.anidb.as_ref(), other.anidb.as_ref()))
            .or_else(|| agree(self.mbid.as_ref(), other.mbid.as_ref()))
    }

    /// Takes over every id this one lacks.
    pub fn fill_from(&mut self, other: &Self) {
        fn fill<T: Clone>(mine: &mut Option<T>, theirs: Option<&T>) {
            if mine.is_none() {
                *mine = theirs.cloned();
            }
        }
        fill(&mut self.trakt, other.trakt.as_ref());
        fill(&mut self.imdb, other.imdb.as_ref());
        fill(&mut self.tmdb, other.tmdb.as_ref());
        fill(&mut self.tvdb, other.tvdb.as_ref());
        fill(&mut self.simkl, other.simkl.as_ref());
        fill(&mut self.mal, other.mal.as_ref());
        fill(&mut self.anilist, other.anilist.as_ref());
        fill(&mut self.kitsu, other.kitsu.as_ref());
        fill(&mut self.anidb, other.anidb.as_ref());
        fill(&mut self.mbid, other.mbid.as_ref());
    }

    /// Drops every id that the other has too.
    pub(super) fn leave_out(&mut self, other: &Self) {
        let numbers = [
            (&mut self.trakt, other.trakt),
            (&mut self.tmdb, other.tmdb),
            (&mut self.tvdb, other.tvdb),
            (&mut self.simkl, other.simkl),
            (&mut self.mal, other.mal),
            (&mut self.anilist, other.anilist),
            (&mut self.kitsu, other.kitsu),
            (&mut self.anidb, other.anidb),
        ];
        for (mine, theirs) in numbers {
            mine.take_if(|id| Some(*id) == theirs);
        }
        for (mine, theirs) in [(&mut self.imdb, &other.imdb), (&mut self.mbid, &other.mbid)] {
            mine.take_if(|id| Some(&*id) == theirs.as_ref());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One catalogue's id at a time, in the order in which they count.
    fn each(number: u64) -> [ExternalIds; 10] {
        let text = Some(number.to_string());
        let number = Some(number);
        let none = ExternalIds::default;
        [
            ExternalIds { trakt: number, ..none() },
            ExternalIds { imdb: text.clone(), ..none() },
            ExternalIds { tmdb: number, ..none() },
            ExternalIds { tvdb: number, ..none() },
            ExternalIds { simkl: number, ..none() },
            ExternalIds { mal: number, ..none() },
            ExternalIds { anilist: number, ..none() },
            ExternalIds { kitsu: number, ..none() },
            ExternalIds { anidb: number, ..none() },
            ExternalIds { mbid: text, ..none() },
        ]
    }

    #[test]
    fn the_first_catalogue_that_both_know_decides() {
        assert!(!ExternalIds::default().same_as(&ExternalIds::default()));
        for (one, other) in each(1).into_iter().zip(each(2)) {
            assert!(one.same_as(&one) && !one.same_as(&other), "{one:?}");
            assert!(!one.same_as(&ExternalIds::default()));
        }
        for (at, first) in each(1).into_iter().enumerate() {
            for (later, second) in each(1).into_iter().zip(each(2)).skip(at + 1) {
                let (mut one, mut other) = (first.clone(), first.clone());
                one.fill_from(&later);
                other.fill_from(&second);
                assert!(one.same_as(&other), "{one:?} / {other:?}");
            }
        }
    }

    #[test]
    fn ids_are_taken_over_and_left_out_one_by_one() {
        let mut all = ExternalIds::default();
        for one in each(1) {
            assert!(!one.is_empty());
            all.fill_from(&one);
        }
        let mut kept = all.clone();
        for other in each(2) {
            kept.fill_from(&other);
            kept.leave_out(&other);
        }
        assert_eq!(kept, all, "what is there stays");
        let mut left = all.clone();
        for one in each(1) {
            assert!(left.same_as(&one));
            left.leave_out(&one);
            assert!(!left.same_as(&one));
        }
        assert!(left.is_empty());
    }
}
