//! Style sheets without their comments and indentation.

/// The same style sheet in fewer bytes: comments gone, white space only where it means something.
///
/// Text in quotes stays as it is; selectors and values keep the single spaces that part their words.
pub fn squeezed(css: &str) -> String {
    let mut small = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(next) = rest.chars().next() {
        let taken = if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").map_or(rest.len(), |end| end + 4)
        } else if matches!(next, '"' | '\'') {
            let end = rest[1..].find(next).map_or(rest.len(), |end| end + 2);
            small.push_str(&rest[..end]);
            end
        } else if next.is_whitespace() {
            if !small.ends_with([' ', '{', '}', ';', ',', ':']) {
                small.push(' ');
            }
            next.len_utf8()
        } else {
            if matches!(next, '{' | '}' | ';' | ',') {
                small.truncate(small.trim_end_matches(' ').len());
            }
            if next == '}' {
                small.truncate(small.trim_end_matches(';').len());
            }
            small.push(next);
            next.len_utf8()
        };
        rest = &rest[taken..];
    }
    small
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_white_space_that_means_nothing_goes() {
        let cases = [
            ("a > b ,\n c { color: red; }\n", "a > b,c{color:red}"),
            ("/* why */ .a .b:hover :focus { content: \"· ; }\"; }", ".a .b:hover :focus{content:\"· ; }\"}"),
            (
                "a { width: calc(1px + 2 * 3px); }\n\n@media (min-width: 9rem) { b { top: 0 } }",
                "a{width:calc(1px + 2 * 3px)}@media (min-width:9rem){b{top:0}}",
            ),
        ];
        for (css, small) in cases {
            assert_eq!(squeezed(css).trim(), small);
        }
    }
}
