//! Languages → ISO 639-1 codes.

use serde_json::Value;

use super::{Reading, list, reading::quote};
use crate::taxonomy::vocabulary::fold;

/// Code, English name, and the names that people write besides.
const LANGUAGES: &[(&str, &[&str])] = &[
    ("en", &["english", "eng", "englisch", "anglais", "ingles"]),
    ("es", &["spanish", "espanol", "castellano", "spanisch", "espagnol"]),
    ("fr", &["french", "francais", "franzosisch", "frances"]),
    ("de", &["german", "deutsch", "allemand", "aleman"]),
    ("it", &["italian", "italiano", "italienisch"]),
    ("pt", &["portuguese", "portugues", "brazilian portuguese", "portugiesisch"]),
    ("nl", &["dutch", "nederlands", "flemish", "niederlandisch"]),
    ("zh", &["chinese", "mandarin", "mandarin chinese", "cantonese", "putonghua", "中文", "普通话"]),
    ("ja", &["japanese", "日本語"]),
    ("ko", &["korean", "한국어"]),
    ("ar", &["arabic", "العربية"]),
    ("he", &["hebrew", "עברית", "iw"]),
    ("hi", &["hindi"]),
    ("bn", &["bengali", "bangla"]),
    ("ur", &["urdu"]),
    ("pa", &["punjabi", "panjabi"]),
    ("gu", &["gujarati"]),
    ("mr", &["marathi"]),
    ("ta", &["tamil"]),
    ("te", &["telugu"]),
    ("kn", &["kannada"]),
    ("ml", &["malayalam"]),
    ("ru", &["russian", "russisch", "русскии"]),
    ("uk", &["ukrainian"]),
    ("pl", &["polish", "polski", "polnisch"]),
    ("cs", &["czech"]),
    ("sk", &["slovak"]),
    ("sl", &["slovenian", "slovene"]),
    ("hr", &["croatian"]),
    ("sr", &["serbian"]),
    ("bg", &["bulgarian"]),
    ("ro", &["romanian"]),
    ("hu", &["hungarian", "magyar"]),
    ("el", &["greek"]),
    ("tr", &["turkish", "turkce", "turkisch"]),
    ("fa", &["persian", "farsi"]),
    ("sv", &["swedish", "svenska"]),
    ("da", &["danish", "dansk"]),
    ("no", &["norwegian", "norsk", "nb", "nn"]),
    ("fi", &["finnish", "suomi"]),
    ("is", &["icelandic"]),
    ("et", &["estonian"]),
    ("lv", &["latvian"]),
    ("lt", &["lithuanian"]),
    ("ca", &["catalan", "catala"]),
    ("th", &["thai"]),
    ("vi", &["vietnamese"]),
    ("id", &["indonesian", "bahasa indonesia"]),
    ("ms", &["malay"]),
    ("tl", &["tagalog", "filipino"]),
    ("sw", &["swahili"]),
    ("af", &["afrikaans"]),
    ("ga", &["irish", "gaeilge"]),
    ("cy", &["welsh"]),
];

/// Reads a list of languages ("English (native), Deutsch; fr"), in order, each once. Levels are dropped.
pub fn languages(cell: &str) -> Reading<Vec<&'static str>> {
    read(&list::items(cell))
}

/// Reads a JSON cell of languages: text, strings, or objects with a name.
pub fn languages_of(value: &Value) -> Reading<Vec<&'static str>> {
    match value {
        Value::Array(items) => {
            let named = items
                .iter()
                .filter_map(|item| item.get("language").or(item.get("name")).or(Some(item))?.as_str());
            read(&named.map(str::to_owned).collect::<Vec<_>>())
        }
        other => read(&list::items_of(other)),
    }
}

fn read(items: &[String]) -> Reading<Vec<&'static str>> {
    let mut codes = Vec::new();
    let mut unknown = Vec::new();
    for item in items
        .iter()
        .flat_map(|item| item.split(['/', '&', ',']).flat_map(|part| part.split(" and ")).map(str::trim))
    {
        match code(item) {
            Some(code) if !codes.contains(&code) => codes.push(code),
            Some(_) => {}
            None => unknown.push(item.to_owned()),
        }
    }
    let warnings = unknown.iter().map(|item| format!("{} is no language we know", quote(item))).collect();
    Reading { value: (!codes.is_empty()).then_some(codes), warnings, unread: None }
        .leaving(unknown.join("; "))
}

fn code(item: &str) -> Option<&'static str> {
    let name = item.split(['(', ':', '-', '–']).next().unwrap_or(item);
    let key = fold(name);
    let first = key.split(' ').next().unwrap_or(&key);
    let find = |key: &str| {
        LANGUAGES.iter().find(|(code, names)| *code == key || names.contains(&key)).map(|(code, _)| *code)
    };
    // "Native English", "Fluent in French", "German C1".
    find(&key).or_else(|| (first.len() > 2).then(|| find(first)).flatten()).or_else(|| {
        let last = key.rsplit(' ').next()?;
        (last.len() > 2).then(|| find(last)).flatten()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn languages_are_read() {
        let cases: &[(&str, &[&str])] = &[
            ("English", &["en"]),
            ("English, Spanish; French", &["en", "es", "fr"]),
            ("English (native), Deutsch (C1)", &["en", "de"]),
            ("en, de", &["en", "de"]),
            ("Fluent English and conversational French", &["en", "fr"]),
            ("English/Spanish", &["en", "es"]),
            ("Mandarin Chinese", &["zh"]),
            ("Português", &["pt"]),
            ("Native or bilingual", &[]),
            ("Klingon", &[]),
            ("N/A", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(languages(text).value.unwrap_or_default(), *expected, "{text:?}");
        }
        assert_eq!(
            languages_of(&json!([{"name": "English"}, {"language": "French", "proficiency": "x"}, "German"]))
                .value
                .unwrap(),
            ["en", "fr", "de"]
        );
        assert_eq!(languages("Klingon").warnings.len(), 1);
    }

    proptest! {
        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = languages(&text);
        }
    }
}
