//! Exports that are damaged, enormous, or saved by another program: a bad row costs itself,
//! and nothing panics.

use playtally::history::formats::{Contents, DatePolicy, DayOrder, Options, read};
use proptest::prelude::*;

/// A file of many rows, by its beginning, one row of a number, what stands between rows, and
/// its end.
struct Sort {
    format: &'static str,
    begin: &'static str,
    row: fn(usize) -> String,
    between: &'static str,
    end: &'static str,
}

const SORTS: &[Sort] = &[
    Sort {
        format: "imdb",
        begin: "Const,Your Rating,Date Rated,Title,Title Type,Year\n",
        row: |at| format!("tt{at:07},7,2024-03-05,\"Title, {at}\",Movie,2019"),
        between: "\n",
        end: "\n",
    },
    Sort {
        format: "netflix",
        begin: "Title,Date\n",
        row: |at| format!("\"Title {at}\",\"25/12/23\""),
        between: "\n",
        end: "\n",
    },
    Sort {
        format: "netflix",
        begin: "Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type\n",
        row: |at| format!("Kim,2024-05-02 19:00:00,01:40:00,,\"Title {at}\","),
        between: "\n",
        end: "\n",
    },
    Sort {
        format: "tvtime",
        begin: "series_tvdb_id,title,season,episode,tvdb_id,is_watched,watched_at\n",
        row: |at| format!("9,Slow Boats,1,{at},{at},true,2024-01-04 20:00:00"),
        between: "\n",
        end: "\n",
    },
    Sort {
        format: "simkl",
        begin: "SIMKL_ID,Title,Type,Watchlist,LastEpWatched,WatchedDate,Rating\n",
        row: |at| format!("{at},Title {at},tv,watching,s1e2,2022-06-17 07:54,"),
        between: "\n",
        end: "\n",
    },
    Sort {
        format: "lastfm",
        begin: "uts,artist,album,track\n",
        row: |at| format!("17672{at:05},Quay,Salt,Title {at}"),
        between: "\n",
        end: "\n",
    },
    Sort {
        format: "trakt",
        begin: "[",
        row: |at| {
            let ids = format!("{{\"trakt\":{},\"slug\":\"x\"}}", at + 1);
            let film = format!("{{\"title\":\"Title {at}\",\"year\":2019,\"ids\":{ids}}}");
            format!("{{\"id\":{at},\"watched_at\":\"2024-01-04T20:00:00.000Z\",\"movie\":{film}}}")
        },
        between: ",",
        end: "]",
    },
    Sort {
        format: "spotify",
        begin: "[",
        row: |at| {
            let named = format!("\"artistName\":\"Quay\",\"trackName\":\"Title {at}\"");
            format!("{{\"endTime\":\"2022-12-05 16:52\",{named},\"msPlayed\":152000}}")
        },
        between: ",\n",
        end: "]",
    },
    Sort {
        format: "listenbrainz",
        begin: "",
        row: |at| {
            let track = format!("{{\"artist_name\":\"Quay\",\"track_name\":\"Title {at}\"}}");
            format!("{{\"listened_at\":1700000000,\"track_metadata\":{track}}}")
        },
        between: "\n",
        end: "\n",
    },
    Sort {
        format: "anilist",
        begin: "{\"user\":{},\"lists\":[",
        row: |at| {
            format!("{{\"series_type\":0,\"series_id\":{},\"status\":2,\"score\":70}}", at + 1)
        },
        between: ",",
        end: "]}",
    },
    Sort {
        format: "simkl",
        begin: "{\"shows\":[",
        row: |at| {
            let show = format!("{{\"title\":\"Title {at}\",\"ids\":{{\"simkl\":{}}}}}", at + 1);
            format!("{{\"status\":\"watching\",\"show\":{show}}}")
        },
        between: ",",
        end: "]}",
    },
    Sort {
        format: "playtally",
        begin: "{\"playtally\":1,\"rows\":[",
        row: |at| {
            let work = format!("{{\"kind\":\"movie\",\"title\":\"Title {at}\",\"ids\":{{}}}}");
            format!("{{\"listing\":\"history\",\"work\":{work},\"at\":1700000000000}}")
        },
        between: ",\n",
        end: "]}",
    },
    Sort {
        format: "myanimelist",
        begin: "<?xml version=\"1.0\"?><myanimelist>",
        row: |at| {
            let id = format!("<series_animedb_id>{}</series_animedb_id>", at + 1);
            let title = format!("<series_title><![CDATA[Title {at}]]></series_title>");
            format!("<anime>{id}{title}<my_status>Watching</my_status></anime>")
        },
        between: "\n",
        end: "</myanimelist>",
    },
];

impl Sort {
    fn file(&self, rows: &[String]) -> String {
        [self.begin, &rows.join(self.between), self.end].concat()
    }

    fn rows(&self, count: usize) -> Vec<String> {
        (0..count).map(self.row).collect()
    }

    fn is_table(&self) -> bool {
        self.between == "\n" && self.begin.contains(',')
    }

    #[track_caller]
    fn read(&self, bytes: &[u8]) -> Contents {
        let contents = read("x", bytes, Some(self.format), &Options::default());
        contents.unwrap_or_else(|error| panic!("{}: {error}", self.format))
    }
}

fn count(contents: &Contents) -> usize {
    contents.rows().count()
}

#[test]
fn what_other_programs_make_of_an_export_is_the_same_export() {
    for sort in SORTS {
        let file = sort.file(&sort.rows(5));
        let plain = sort.read(file.as_bytes());
        assert_eq!((count(&plain), plain.skipped()), (5, 0), "{}", sort.format);
        let mut saved = vec![format!("\u{FEFF}{file}"), file.replace('\n', "\r\n")];
        if sort.is_table() && !file.contains("\"Title, ") {
            saved.extend([file.replace(',', ";"), file.replace(',', "\t")]);
        }
        for file in saved {
            assert_eq!(sort.read(file.as_bytes()), plain, "{}", sort.format);
        }
    }
}

#[test]
fn a_torn_row_costs_no_other() {
    for sort in SORTS {
        let mut rows = sort.rows(5);
        // A letter of Latin-1 in the title, which is no UTF-8.
        rows[2] = rows[2].replace("Title", "T@tle").replace("Slow Boats", "Sl@w Boats");
        let file: Vec<u8> =
            sort.file(&rows).bytes().map(|byte| if byte == b'@' { 0xEE } else { byte }).collect();
        let contents = sort.read(&file);
        let lost = usize::from(sort.format != "myanimelist" && sort.format != "anilist");
        assert_eq!((count(&contents), contents.skipped()), (5 - lost, lost), "{}", sort.format);

        let mut rows = sort.rows(5);
        rows[2] = match sort.is_table() {
            true => "x,".repeat(40),
            false if sort.format == "myanimelist" => "<anime></anime>".to_owned(),
            false => "{\"title\":null}".to_owned(),
        };
        let contents = sort.read(sort.file(&rows).as_bytes());
        assert_eq!((count(&contents), contents.skipped()), (4, 1), "{}", sort.format);
        let [told] = &*contents.files else { panic!("{}", sort.format) };
        assert_eq!(told.skipped[0].row, 2, "{}", sort.format);
    }
}

#[test]
fn an_export_that_breaks_off_keeps_its_whole_rows() {
    for sort in SORTS {
        let file = sort.file(&sort.rows(4));
        for cut in 0..file.len() {
            match read("x", &file.as_bytes()[..cut], None, &Options::default()) {
                Ok(contents) => {
                    let whole = (0..=4)
                        .rev()
                        .find(|rows| {
                            let begun = [sort.begin, &sort.rows(*rows).join(sort.between)].concat();
                            cut >= begun.len()
                        })
                        .unwrap_or_default();
                    assert!(count(&contents) >= whole, "{} at {cut}", sort.format);
                    assert!(count(&contents) <= whole + 1, "{} at {cut}", sort.format);
                }
                Err(error) => assert!(error.message.ends_with('.'), "{} at {cut}", sort.format),
            }
        }
    }
}

#[test]
fn a_hundred_thousand_rows_are_read() {
    for sort in SORTS {
        let mut rows = sort.rows(100_000);
        rows[70_000] = if sort.is_table() { ",".repeat(40) + "x" } else { "{}".to_owned() };
        if sort.format == "myanimelist" {
            rows[70_000] = "<anime></anime>".to_owned();
        }
        let contents = sort.read(sort.file(&rows).as_bytes());
        assert_eq!((count(&contents), contents.skipped()), (99_999, 1), "{}", sort.format);
        assert_eq!(contents.files[0].skipped[0].row, 70_000);
    }
}

fn samples() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/history/formats/samples");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    /// Every row is read, unclear or skipped with a reason; a file that is none says what it is.
    #[test]
    fn no_damage_is_too_much(
        sample in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        splice in any::<(prop::sample::Index, prop::sample::Index)>(),
        answered in any::<bool>(),
    ) {
        let samples = samples();
        let mut bytes = sample.get(&samples).clone();
        for (at, byte) in &cuts {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        if cuts.len() % 3 == 0 {
            // Half of one file and half of another, or of itself.
            bytes.truncate(splice.0.index(bytes.len()));
            let other = other.get(&samples);
            bytes.extend(&other[splice.1.index(other.len())..]);
        }
        let options = match answered {
            true => Options {
                day_order: Some(DayOrder::DayFirst),
                dates: Some(DatePolicy::Undated),
                person: None,
            },
            false => Options::default(),
        };
        for name in ["watched.csv", "lists-watchlist.json"] {
            match read(name, &bytes, None, &options) {
                Ok(contents) => {
                    let unanswered = contents.asks.date_policy || contents.asks.day_order.is_some();
                    prop_assert!(!(answered && unanswered));
                    for told in &contents.files {
                        prop_assert!(told.skipped.iter().all(|it| it.reason.len() > 10));
                    }
                }
                Err(error) => prop_assert!(error.message.ends_with('.'), "{}", error),
            }
        }
    }
}
