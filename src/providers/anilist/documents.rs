//! The GraphQL documents sent to AniList, each whole and constant.
//!
//! A variable that is not set is left out of a request; the argument then counts
//! as not given. <https://docs.anilist.co/reference>, read 2026-09.

/// What is asked of a title.
macro_rules! media {
    () => {
        "id idMal format status(version:2) episodes duration \
         title{romaji english native} synonyms startDate{year month day} \
         nextAiringEpisode{episode}"
    };
}

/// Where somebody stands with a title.
macro_rules! standing {
    () => {
        "id status progress repeat notes updatedAt score(format:POINT_100) \
         startedAt{year month day} completedAt{year month day}"
    };
}

/// What is asked of an entry of somebody's list, and of its title.
macro_rules! entry {
    () => {
        concat!(standing!(), " media{id idMal format episodes title{romaji english native}}")
    };
}

/// `POST /`, query `Viewer`: who the token belongs to.
///
/// <https://docs.anilist.co/guide/graphql>, read 2026-09.
pub(super) const VIEWER: &str = "query{Viewer{id name}}";

/// `POST /`, query `Media`: one title by AniList's id or MyAnimeList's (which is its own
/// only together with the type), and the entry of the token's own person, null where
/// there is none; 404 where there is no such title.
///
/// <https://docs.anilist.co/guide/graphql/queries/media>, read 2026-09.
pub(super) const BY_ID: &str = concat!(
    "query($id:Int,$idMal:Int){Media(id:$id,idMal:$idMal,type:ANIME){",
    media!(),
    " mediaListEntry{",
    standing!(),
    "}}}"
);

/// `POST /`, query `Page.media`: titles by words, twenty a page.
///
/// <https://docs.anilist.co/guide/graphql/pagination>, read 2026-09.
pub(super) const SEARCH: &str = concat!(
    "query($search:String,$page:Int,$after:FuzzyDateInt,$before:FuzzyDateInt,\
     $in:[MediaFormat],$notIn:[MediaFormat]){Page(page:$page,perPage:20){\
     media(search:$search,type:ANIME,sort:SEARCH_MATCH,startDate_greater:$after,\
     startDate_lesser:$before,format_in:$in,format_not_in:$notIn){",
    media!(),
    "}}}"
);

/// `POST /`, query `MediaListCollection`: the list in the groups its owner sees, up to
/// 500 entries a chunk, the 11,000 that changed last in all. An entry is in several
/// groups where the person made lists of their own.
///
/// <https://docs.anilist.co/guide/considerations>, read 2026-09.
pub(super) const LIST: &str = concat!(
    "query($name:String,$chunk:Int,$size:Int){MediaListCollection(userName:$name,type:ANIME,\
     chunk:$chunk,perChunk:$size,forceSingleCompletedList:true,sort:[UPDATED_TIME_DESC]){\
     hasNextChunk lists{entries{",
    entry!(),
    "}}}}"
);

/// `POST /`, query `Page.mediaList`: the entries of somebody's list, what changed last
/// first. What was removed is neither here nor in the list.
///
/// <https://docs.anilist.co/guide/graphql/pagination>, read 2026-09.
pub(super) const CHANGES: &str = concat!(
    "query($name:String,$page:Int){Page(page:$page,perPage:50){pageInfo{hasNextPage} \
     mediaList(userName:$name,type:ANIME,sort:[UPDATED_TIME_DESC]){",
    entry!(),
    "}}}"
);

/// `POST /`, mutation `SaveMediaListEntry`: makes or changes the person's entry; what is
/// left out stays. By itself AniList fills the day and all episodes of what becomes
/// COMPLETED, and counts one more repeat when it was REPEATING before: the answer tells
/// what came of it.
///
/// <https://docs.anilist.co/guide/graphql/mutations>, read 2026-09.
pub(super) const SAVE: &str = concat!(
    "mutation($mediaId:Int,$status:MediaListStatus,$progress:Int,$scoreRaw:Int,$repeat:Int,\
     $startedAt:FuzzyDateInput,$completedAt:FuzzyDateInput){\
     SaveMediaListEntry(mediaId:$mediaId,status:$status,progress:$progress,scoreRaw:$scoreRaw,\
     repeat:$repeat,startedAt:$startedAt,completedAt:$completedAt){",
    entry!(),
    "}}"
);

/// `POST /`, mutation `DeleteMediaListEntry`: by the entry's id, not the title's; 404
/// where it is gone.
///
/// <https://docs.anilist.co/guide/graphql/mutations>, read 2026-09.
pub(super) const DELETE: &str = "mutation($id:Int){DeleteMediaListEntry(id:$id){deleted}}";
