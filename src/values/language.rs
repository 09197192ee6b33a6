//! Languages that profiles name, by ISO 639-1 code.

/// What people read for a code: `de` is `German`.
pub fn language_name(code: &str) -> Option<&'static str> {
    const NAMES: &[(&str, &str)] = &[
        ("af", "Afrikaans"), ("ar", "Arabic"), ("bg", "Bulgarian"), ("bn", "Bengali"), ("ca", "Catalan"),
        ("cs", "Czech"), ("cy", "Welsh"), ("da", "Danish"), ("de", "German"), ("el", "Greek"), ("en", "English"),
        ("es", "Spanish"), ("et", "Estonian"), ("fa", "Persian"), ("fi", "Finnish"), ("fr", "French"),
        ("ga", "Irish"), ("gu", "Gujarati"), ("he", "Hebrew"), ("hi", "Hindi"), ("hr", "Croatian"),
        ("hu", "Hungarian"), ("id", "Indonesian"), ("is", "Icelandic"), ("it", "Italian"), ("ja", "Japanese"),
        ("kn", "Kannada"), ("ko", "Korean"), ("lt", "Lithuanian"), ("lv", "Latvian"), ("ml", "Malayalam"),
        ("mr", "Marathi"), ("ms", "Malay"), ("nl", "Dutch"), ("no", "Norwegian"), ("pa", "Punjabi"),
        ("pl", "Polish"), ("pt", "Portuguese"), ("ro", "Romanian"), ("ru", "Russian"), ("sk", "Slovak"),
        ("sl", "Slovenian"), ("sr", "Serbian"), ("sv", "Swedish"), ("sw", "Swahili"), ("ta", "Tamil"),
        ("te", "Telugu"), ("th", "Thai"), ("tl", "Filipino"), ("tr", "Turkish"), ("uk", "Ukrainian"),
        ("ur", "Urdu"), ("vi", "Vietnamese"), ("zh", "Chinese"),
    ];
    NAMES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}
