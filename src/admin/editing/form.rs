//! The fields of a form that tells what stood in each of them when it was shown.

use crate::admin::desk::Sent;
use crate::web::form::{Field, digest, is_wrong, quoted};

/// What a field is, whatever it says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label {
    /// Its name in the form.
    pub param: &'static str,
    /// What people read.
    pub text: &'static str,
    /// What to type.
    pub hint: &'static str,
    /// Characters at most.
    pub longest: usize,
    /// Whether it can't be left out.
    pub is_required: bool,
    /// Its lines in the form.
    pub rows: usize,
}

/// A field, with what stands there, what was typed, and what stood there when the form was shown.
#[derive(Debug)]
pub(super) struct Line {
    pub label: Label,
    pub shown: Option<String>,
    pub typed: Field,
    was: String,
}

/// How a field came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// As it went out.
    Untouched,
    /// Otherwise, and nobody else touched it.
    Touched,
    /// Otherwise, and somebody else made something else of it meanwhile.
    Crossed,
}

impl Line {
    /// As it stands.
    pub fn standing(label: Label, shown: Option<String>) -> Self {
        let typed = Field::typed(label.param, shown.as_deref().unwrap_or_default());
        Self { was: digest(typed.value.as_str()), label, shown, typed }
    }

    /// As a form sends it. What was not sent stays as it is.
    pub fn sent(label: Label, shown: Option<String>, sent: &Sent) -> Self {
        let mut line = Self::standing(label, shown);
        if let Some(typed) = sent.sent(label.param) {
            line.typed = Field::typed(label.param, typed);
            sent.get(&line.was_param()).clone_into(&mut line.was);
        }
        line
    }

    /// The name under which the form tells what stood there.
    pub fn was_param(&self) -> String {
        format!("was-{}", self.label.param)
    }

    /// What stood there when the form was shown, in short.
    pub fn was(&self) -> &str {
        &self.was
    }

    /// How it came back.
    pub fn came(&self) -> Came {
        let stands = digest(self.shown.as_deref().unwrap_or_default());
        let says = digest(&self.typed.value);
        match (says == self.was, says == stands, stands == self.was) {
            (true, ..) | (_, true, _) => Came::Untouched,
            (.., true) => Came::Touched,
            (.., false) => Came::Crossed,
        }
    }

    /// What was typed, within its length; what is wrong with that is said.
    pub fn read(&mut self) -> Option<String> {
        if self.label.rows > 1 {
            self.typed.text(self.label.longest)
        } else {
            self.typed.line(self.label.longest)
        }
    }

    /// Has the form sent again over what stands there now.
    pub fn renew(&mut self) {
        let stands = self.shown.clone().unwrap_or_default();
        self.was = digest(&stands);
    }

    /// Shows what somebody else wrote meanwhile, where nothing else was typed.
    pub fn follow(&mut self) {
        self.typed = Field::typed(self.label.param, self.shown.as_deref().unwrap_or_default());
        self.renew();
    }

    /// Says who crossed it, and what stands there now.
    pub fn cross(&mut self, who: &str) {
        let stands = quoted(self.shown.as_deref());
        self.typed.refuse(format!(
            "Since you opened this page, {who} made it {stands}. What you typed is still here: save again to have it so."
        ));
        self.renew();
    }
}

/// A heading with its fields.
#[derive(Debug)]
pub(super) struct Section {
    pub heading: &'static str,
    pub lines: Vec<Line>,
}

/// Whether something is wrong with any of these.
pub(super) fn has_faults(sections: &[Section]) -> bool {
    is_wrong(sections.iter().flat_map(|section| &section.lines).map(|line| &line.typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABEL: Label =
        Label { param: "headline", text: "Headline", hint: "", longest: 200, is_required: true, rows: 1 };

    #[test]
    fn a_field_knows_whether_somebody_touched_it_and_whether_somebody_else_did() {
        for (stood, stands, typed, came) in [
            ("a", "a", "a", Came::Untouched),
            ("a", "b", "a", Came::Untouched),
            ("a", "b", "b", Came::Untouched),
            ("a", "a", "b", Came::Touched),
            ("a", "a", "", Came::Touched),
            ("a", "b", "c", Came::Crossed),
            ("a", "b", "", Came::Crossed),
            ("a\nb", "a\nb", "a\r\nb", Came::Untouched),
        ] {
            let shown = Line::standing(LABEL, Some(stood.to_owned()));
            let sent = Sent(vec![
                ("headline".to_owned(), typed.to_owned()),
                ("was-headline".to_owned(), shown.was().to_owned()),
            ]);
            let line = Line::sent(LABEL, Some(stands.to_owned()), &sent);
            assert_eq!(line.came(), came, "{stood:?} {stands:?} {typed:?}");
        }
        let line = Line::sent(LABEL, Some("a".to_owned()), &Sent::default());
        assert_eq!(line.came(), Came::Untouched);
    }
}
