//! The sections of the story pane that say what an item still lacks.

use super::super::checked::Checked;
use super::Page;
use crate::domain::quality::{Finding, Severity};
use crate::domain::{Item, State};
use crate::ui::widget::sign::{GOES_BACK, GOES_ON};
use crate::ui::wording::{keyed, keys};

impl Page<'_> {
    /// What of the Definition of Ready is missing, and in one line what isn't.
    pub(super) fn ready(&mut self, item: &Item, checked: &Checked) {
        if checked.rules.is_empty() {
            return;
        }
        let (met, missing): (Vec<_>, Vec<_>) = checked.rules.iter().partition(|(_, is_met)| *is_met);
        self.heading(&format!("Ready  {}/{}", met.len(), checked.rules.len()));
        for (words, _) in &missing {
            self.text(words, self.theme.warning, "✗ ", "  ");
        }
        let words: Vec<&str> = met.iter().map(|(words, _)| words.as_str()).collect();
        if !words.is_empty() {
            self.text(&words.join(" · "), self.theme.dim, "✓ ", "  ");
        }
        match item.state {
            State::Open if missing.is_empty() => {
                let text = keyed(self.keymap, "passes every rule: <state-on> makes it ready");
                self.text(&text, self.theme.good, &format!("{GOES_ON} "), "  ");
            }
            State::Ready if !missing.is_empty() => {
                let text = "stands as ready, and lacks what is named above";
                self.text(text, self.theme.warning, &format!("{GOES_BACK} "), "  ");
            }
            _ => {}
        }
    }

    /// What the checks find. What is missing altogether stands under "Ready".
    pub(super) fn checks(&mut self, checked: &Checked) {
        let shown: Vec<&Finding> = checked.findings.iter().filter(|f| is_shown(f)).collect();
        if shown.is_empty() {
            return;
        }
        self.heading(&format!("Checks  {}", shown.len()));
        let mut key = Some(keys(self.keymap, "mend"));
        for finding in shown {
            let severity = finding.rule.severity();
            let style = match severity {
                Severity::Error => self.theme.error,
                Severity::Warning => self.theme.warning,
                Severity::Hint => self.theme.text,
            };
            let text = format!("{}: {}", finding.place.words(), finding.why);
            self.text(&text, style, &format!("{} ", severity.sign()), "  ");
            if let Some(mend) = &finding.mend {
                // The key takes the first one; then it is the next one's turn.
                let lead = key.take().unwrap_or_else(|| "then".to_owned());
                self.text(&format!("{lead}: {}", mend.words()), self.theme.dim, "  → ", "    ");
            }
        }
    }
}

/// True for what is there and not as it should be, and for what a key can mend.
fn is_shown(finding: &Finding) -> bool {
    finding.rule.severity() != Severity::Hint || finding.at.is_some() || finding.mend.is_some()
}
