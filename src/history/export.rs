//! What a library says, as rows of listings: to be carried elsewhere.

use super::groups::Group;
use super::library::{Library, Standing};
use super::marks::Mark;
use super::merge::{Merged, MergedPlay};
use super::newest::newest;
use super::plays::When;
use super::zone::Zone;
use crate::error::Error;
use crate::map::Map;
use crate::media::{PartialDate, Rating, Work};
use crate::providers::{Descriptor, File, Files, List, Listing, Row, Service, Skipped, Status};

impl Library {
    /// The plays, each once, from this one on.
    pub fn play_rows<'a>(
        &'a self,
        merged: &'a Merged,
        from: usize,
    ) -> impl Iterator<Item = (Listing, Row)> + 'a {
        let plays = (from..merged.len()).filter_map(|at| merged.play(at));
        let row =
            |play: MergedPlay<'_>| self.played(merged.groups().work(&self.items, play.work)?, play);
        plays.filter_map(row).map(|row| (Listing::History, row))
    }

    /// All else: of each work the last word.
    pub fn word_rows<'a>(
        &'a self,
        merged: &'a Merged,
    ) -> impl Iterator<Item = (Listing, Row)> + 'a {
        let groups = merged.groups();
        let work = move |group| groups.work(&self.items, group);
        let ratings = newest(groups, self.ratings()).into_iter().filter_map(move |(group, it)| {
            Some((Listing::Ratings, rated(Row::of(work(group)?), &it)))
        });
        let lists = [
            (List::Watchlist, Listing::Watchlist),
            (List::Collection, Listing::Collection),
            (List::Loved, Listing::Loved),
        ];
        let listed = lists.into_iter().flat_map(move |(list, listing)| {
            let on = newest(groups, self.listed(list)).into_iter();
            on.filter_map(move |(group, it)| {
                Some((listing, Row { at: it.at, ..Row::of(work(group)?) }))
            })
        });
        let standings = newest(groups, self.standings()).into_iter();
        let standings = standings.filter_map(move |(group, it)| {
            Some((Listing::Statuses, standing(Row::of(work(group)?), &it)))
        });
        // A review stands beside a rating, where there is one.
        let reviews = self.reviews_of(merged).into_iter().filter_map(move |(group, (it, text))| {
            let notes = Some(text.to_owned());
            Some((Listing::Ratings, Row { at: it.at, notes, ..Row::of(work(group)?) }))
        });
        ratings.chain(listed).chain(standings).chain(reviews)
    }

    /// Files for a service that takes them, of all that it keeps. What cannot go into them, and
    /// why, is told in a file of its own.
    ///
    /// # Errors
    /// Where the service takes no files.
    pub fn files(
        &self,
        merged: &Merged,
        zone: &Zone,
        service: &dyn Service,
    ) -> Result<Files, Error> {
        let mut files = Files::default();
        let by_listing = self.rows_for(merged, zone, service.descriptor());
        for (listing, rows) in by_listing {
            let written = service.write_files(listing, &rows)?;
            files.files.extend(written.files.into_iter().filter(|file| !file.text.is_empty()));
            files.skipped.extend(written.skipped.into_iter().map(|skipped| {
                let title = rows.get(skipped.row).map(|row| row.work.label()).unwrap_or_default();
                Skipped { reason: format!("{title}: {}", skipped.reason), ..skipped }
            }));
        }
        if !files.skipped.is_empty() {
            let text = files.skipped.iter().map(|it| format!("{}\n", it.reason)).collect();
            files.files.push(File { name: "left-out.txt".to_owned(), text });
        }
        Ok(files)
    }

    /// The rows a service's files are made of.
    fn rows_for(
        &self,
        merged: &Merged,
        zone: &Zone,
        service: &Descriptor,
    ) -> Map<Listing, Vec<Row>> {
        let groups = merged.groups();
        let ratings = newest(groups, self.ratings());
        let standings = newest(groups, self.standings());
        let wishes = newest(groups, self.listed(List::Watchlist));
        let reviews = self.reviews_of(merged);
        let mut plays: Map<Group, Vec<MergedPlay<'_>>> = Map::new();
        for play in merged.plays() {
            plays.or_default(play.work).push(play);
        }
        let mut rows: Map<Listing, Vec<Row>> =
            service.writes_files.iter().map(|listing| (*listing, vec![])).collect();
        let mut put = |listing, row| {
            if let Some(rows) = rows.get_mut(&listing) {
                rows.push(row);
            }
        };
        for group in groups.iter() {
            let kind = groups.items(group).first().and_then(|item| self.items.kind(*item));
            if !kind.is_some_and(|kind| service.files_of.contains(&kind)) {
                continue;
            }
            let Some(work) = groups.work(&self.items, group) else { continue };
            let plays = plays.remove(&group).unwrap_or_default();
            // What is thought of a work is thought of it since it was last seen.
            let mut said = Row::of(work.clone());
            if let Some(it) = ratings.get(&group) {
                said = rated(said, it);
            }
            said.notes = reviews.get(&group).map(|(_, text)| (*text).to_owned());
            let last = plays.iter().rposition(|play| play.when != When::Unknown);
            let last = last.or(plays.len().checked_sub(1));
            for (at, play) in plays.iter().enumerate() {
                let Some(mut row) = self.played(work.clone(), *play) else { continue };
                row.on = self.day(*play, zone);
                row.rewatch = Some(row.rewatch == Some(true) || at > 0);
                if Some(at) == last {
                    (row.rating, row.notes) = (said.rating, said.notes.clone());
                }
                put(Listing::History, row);
            }
            if plays.is_empty() && (said.rating.is_some() || said.notes.is_some()) {
                put(Listing::Ratings, said.clone());
            }
            if let Some(wish) = wishes.get(&group) {
                put(Listing::Watchlist, Row { at: wish.at, ..Row::of(work.clone()) });
            }
            let mut stands = standings.get(&group).map_or(said.clone(), |it| standing(said, it));
            if let Some(play) = last.and_then(|at| plays.get(at)) {
                stands.status = stands.status.or(Some(Status::Completed));
                stands.finished_on = stands.finished_on.or_else(|| self.day(*play, zone));
            }
            if wishes.contains_key(&group) {
                stands.status = stands.status.or(Some(Status::Planned));
            }
            if stands.status.is_some() {
                put(Listing::Statuses, stands);
            }
        }
        rows
    }

    fn played(&self, work: Work, play: MergedPlay<'_>) -> Option<Row> {
        let mut row = Row::of(work);
        match play.when {
            When::At(at) => row.at = Some(at),
            When::On(date) => row.on = Some(date),
            When::Unknown => {}
        }
        let mut records = play.records.iter().filter_map(|row| self.play(*row as usize));
        row.rewatch = records.any(|record| record.rewatch).then_some(true);
        Some(row)
    }

    /// The day a play is shown on.
    fn day(&self, play: MergedPlay<'_>, zone: &Zone) -> Option<PartialDate> {
        let records = play.records.iter().filter_map(|row| self.play(*row as usize));
        records.filter_map(|record| record.shown_on).min().or(match play.when {
            When::At(at) => PartialDate::of_day(zone.day(at)),
            When::On(date) => Some(date),
            When::Unknown => None,
        })
    }

    fn reviews_of<'a>(&'a self, merged: &Merged) -> Map<Group, (Mark<()>, &'a str)> {
        let mut reviews: Map<Group, (Mark<()>, &str)> = Map::new();
        for (mark, text) in self.reviews() {
            let Some(group) = merged.groups().group(mark.item) else { continue };
            let known = reviews.get_or_insert_with(group, || (mark, text));
            if (mark.at, text) > (known.0.at, known.1) {
                *known = (mark, text);
            }
        }
        reviews
    }
}

fn rated(row: Row, mark: &Mark<Rating>) -> Row {
    Row { rating: Some(mark.value), at: mark.at, ..row }
}

fn standing(row: Row, mark: &Mark<Standing>) -> Row {
    let it = mark.value;
    Row {
        at: mark.at,
        status: it.status,
        progress: it.progress,
        repeats: it.repeats,
        episodes: it.episodes,
        started_on: it.started_on,
        finished_on: it.finished_on,
        ..row
    }
}
