//! Columns → what they mean: the names that programs and languages give them.

pub(super) mod judge;
mod names;
pub(super) mod own;
pub(super) mod score;

use super::map::Rules;
use super::table::Table;
use super::tie;
use super::{ExchangeError, Source};
use crate::domain::import::{Field, Fields, Report};
use crate::domain::score::Scoring;
use crate::domain::text;
use judge::Judge;
use names::{ANY, CUSTOM, JIRA, PLAIN_KEYS};
use strum::{EnumCount, EnumIter, IntoEnumIterator, IntoStaticStr};
use unicode_normalization::UnicodeNormalization;

/// What a column tells about an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumCount, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum Role {
    /// The item's key at its source.
    Key,
    /// Its number at its source, where that is not the key.
    Id,
    Title,
    Kind,
    Status,
    StatusCategory,
    Resolution,
    Priority,
    Estimate,
    Tags,
    /// Parts of the product; tags here.
    Components,
    /// Its epic's or parent's key or number.
    Parent,
    /// Its parent's key.
    ParentKey,
    /// Its epic's key or name.
    Epic,
    Persona,
    Want,
    Benefit,
    /// The whole sentence.
    Story,
    Description,
    Criteria,
    Subtasks,
    Asked,
    Assignee,
    Due,
    Created,
    Updated,
    Done,
    Rank,
    Blocked,
    /// The Sprints it was in.
    Sprint,
    Declined,
    /// Addresses, one a line.
    Links,
    /// Keys of what it depends on, with `;` between them.
    Needs,
    Alternative,
    Requester,
    DeclinedOn,
    LookAgain,
    /// `date;author;text`.
    Comment,
    /// Keys of what holds it.
    BlockedBy,
    /// Keys of what it holds.
    Blocks,
    /// Keys of what it says over again.
    Duplicates,
    /// An input of a framework; which one, the layout knows.
    Score,
    /// No home: kept as it is.
    Extra,
}

impl Role {
    /// The name in `--map` and in messages.
    pub(super) fn name(self) -> &'static str {
        self.into()
    }

    /// Several columns of it add up.
    fn is_many(self) -> bool {
        matches!(
            self,
            Self::Tags
                | Self::Components
                | Self::Estimate
                | Self::Parent
                | Self::ParentKey
                | Self::Epic
                | Self::Comment
                | Self::BlockedBy
                | Self::Blocks
                | Self::Duplicates
                | Self::Sprint
                | Self::Score
                | Self::Extra
        )
    }

    /// True where a person can name it.
    fn is_named(self) -> bool {
        !matches!(self, Self::Score | Self::Extra)
    }

    /// The fields it tells.
    fn fields(self) -> &'static [Field] {
        match self {
            Self::Title => &[Field::Title],
            Self::Kind => &[Field::Kind],
            Self::Status | Self::StatusCategory | Self::Resolution | Self::Done => &[Field::State, Field::Decline],
            Self::Estimate => &[Field::Estimate],
            Self::Tags | Self::Components => &[Field::Tags],
            Self::Parent | Self::ParentKey | Self::Epic => &[Field::Epic],
            Self::Persona => &[Field::Persona],
            Self::Want => &[Field::Want],
            Self::Benefit => &[Field::Benefit],
            Self::Story => &[Field::Title, Field::Persona, Field::Want, Field::Benefit],
            Self::Description => &[Field::Description, Field::Persona, Field::Want, Field::Benefit, Field::Criteria],
            Self::Criteria => &[Field::Criteria],
            Self::Subtasks => &[Field::Subtasks],
            Self::Asked => &[Field::Asked],
            Self::Assignee => &[Field::Assignee],
            Self::Due => &[Field::Due],
            Self::Blocked => &[Field::Blocked],
            Self::Sprint => &[Field::Sprint],
            Self::Declined | Self::Alternative | Self::Requester | Self::LookAgain => &[Field::Decline],
            Self::Links => &[Field::Links],
            Self::Needs | Self::BlockedBy | Self::Blocks => &[Field::Needs],
            Self::Comment => &[Field::Comments],
            Self::Key
            | Self::Id
            | Self::Priority
            | Self::Created
            | Self::Updated
            | Self::Rank
            | Self::DeclinedOn
            | Self::Duplicates => &[],
            Self::Score => &[Field::Scores],
            Self::Extra => &[Field::Extra],
        }
    }
}

/// A column's name in the form in which names are compared: letters and digits, lower case, without accents.
pub(super) fn plain(name: &str) -> String {
    bare(&unwrapped(name))
}

/// As [`plain`], without what stands in brackets at the end: "Effort (weeks)".
fn short(name: &str) -> String {
    let name = unwrapped(name);
    bare(name.split(['(', '[']).next().unwrap_or_default())
}

fn bare(text: &str) -> String {
    text.nfkd().filter(|c| c.is_alphanumeric()).collect()
}

/// The name of a column of a Jira project's own.
fn unwrapped(name: &str) -> String {
    let name = text::fold(name);
    match name.split_once('(') {
        Some((head, inner)) if CUSTOM.split(' ').any(|custom| custom == bare(head)) => {
            inner.trim_end().strip_suffix(')').unwrap_or(inner).to_owned()
        }
        _ => name,
    }
}

/// A column's name without what Jira puts around that of a column of the project's own.
pub(super) fn own_name(name: &str) -> &str {
    let inner = name.split_once('(').filter(|(head, _)| {
        let head = bare(&text::fold(head));
        CUSTOM.split(' ').any(|custom| custom == head)
    });
    inner.map_or(name, |(_, inner)| inner.trim_end().strip_suffix(')').unwrap_or(inner)).trim()
}

/// A role by the name that a person types: its own, or one that a column may have.
pub(super) fn role_named(name: &str) -> Option<Role> {
    let name = plain(name);
    let own = Role::iter().filter(|r| r.is_named()).find(|r| plain(r.name()) == name);
    own.or_else(|| look_up(JIRA, &name)).or_else(|| look_up(ANY, &name))
}

/// All names for messages.
pub(super) fn role_names() -> String {
    let inputs = score::all().into_iter().map(|input| input.id.into_owned());
    let roles = Role::iter().filter(|r| r.is_named()).map(|r| r.name().to_owned());
    roles.chain(inputs).collect::<Vec<_>>().join(", ")
}

fn look_up(names: &[(Role, &str)], name: &str) -> Option<Role> {
    names.iter().find(|(_, all)| all.split(' ').any(|n| n == name)).map(|(role, _)| *role)
}

/// True where the header is that of a Jira export, in any of the languages.
pub(super) fn is_jira(header: &[String]) -> bool {
    let roles: Vec<_> = header.iter().filter_map(|name| look_up(JIRA, &plain(name))).collect();
    let is_keyed = roles.contains(&Role::Key) || roles.contains(&Role::Id);
    // Of a few columns a person chose, no other program names the key as Jira does.
    let is_own = header
        .iter()
        .map(|name| plain(name))
        .any(|name| look_up(JIRA, &name) == Some(Role::Key) && !PLAIN_KEYS.split(' ').any(|plain| plain == name));
    roles.contains(&Role::Title) && ((is_keyed && roles.contains(&Role::Kind)) || is_own)
}

/// True where a column's name says that it is a title or a story.
pub(super) fn has_title(header: &[String]) -> bool {
    let role = |name: &String| look_up(JIRA, &plain(name)).or_else(|| look_up(ANY, &plain(name)));
    header.iter().any(|name| matches!(role(name), Some(Role::Title | Role::Story | Role::Want)))
}

/// What each column of a table means.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) names: Vec<String>,
    roles: Vec<Role>,
    /// The inputs of frameworks that columns tell, by column.
    judges: Vec<Option<Judge>>,
    /// How the product is scored, where the table tells it.
    pub(super) scoring: Option<Box<Scoring>>,
}

impl Layout {
    /// Guessed from the header; rules of the person go first and replace the guesses for the same thing.
    pub(super) fn new(file: &Source, table: &Table, rules: &Rules, is_jira: bool) -> Result<Self, ExchangeError> {
        let plain_names: Vec<String> = table.header.iter().map(|name| plain(name)).collect();
        let mut meanings = vec![Role::Extra; table.header.len()];
        let mut is_ruled = [false; Role::COUNT];
        for (role, column) in rules.columns() {
            is_ruled[role as usize] = true;
            if column.is_empty() {
                continue;
            }
            let index = find(file, table, &plain_names, column)?;
            let same = plain_names.iter().enumerate().filter(|(_, n)| **n == plain_names[index]).map(|(n, _)| n);
            same.for_each(|n| meanings[n] = role);
        }
        let mut judges = vec![None; meanings.len()];
        let is_told: Vec<bool> = meanings.iter().map(|role| *role != Role::Extra).collect();
        let own = own::read(&table.header);
        for (index, input) in own.iter().flat_map(|own| &own.inputs).filter(|(index, _)| !is_told[*index]) {
            (meanings[*index], judges[*index]) = (Role::Score, Some(input.clone()));
        }
        let tables: &[_] = if is_jira { &[JIRA] } else { &[JIRA, ANY] };
        for names in tables {
            guess(names, &plain_names, &is_ruled, &mut meanings);
        }
        for (index, name) in table.header.iter().enumerate().filter(|(_, name)| name.contains('(')) {
            let told = tie::role(name).filter(|role| meanings[index] == Role::Extra && !is_ruled[*role as usize]);
            meanings[index] = told.unwrap_or(meanings[index]);
        }
        for (input, column) in rules.inputs() {
            if !column.is_empty() {
                let index = find(file, table, &plain_names, column)?;
                (meanings[index], judges[index]) = (Role::Score, Some(input.clone()));
            }
        }
        if own.is_none() {
            let short = table.header.iter().map(|name| short(name)).collect();
            let header = score::Header { plain: plain_names, short, is_told };
            score::guess(&header, rules, &mut meanings, &mut judges);
        }
        let judges = judge::judges(table, judges);
        let scoring = own.and_then(|own| own.scoring).map(Box::new);
        Ok(Self { names: table.header.clone(), roles: meanings, judges, scoring })
    }

    /// The input of a framework that a column tells.
    pub(super) fn judge(&self, index: usize) -> Option<&Judge> {
        self.judges.get(index)?.as_ref()
    }

    /// All inputs that have a column. A column that isn't there says nothing.
    pub(super) fn inputs(&self) -> Vec<String> {
        self.inputs_within(self.judges.len())
    }

    /// What a column means; beyond the header nothing.
    pub(super) fn role(&self, index: usize) -> Role {
        self.roles.get(index).copied().unwrap_or(Role::Extra)
    }

    /// Gives a column up: it is kept as it is.
    pub(super) fn give_up(&mut self, role: Role) {
        self.roles.iter_mut().filter(|r| **r == role).for_each(|r| *r = Role::Extra);
    }

    /// Where no column is named as a title: the first one whose cells are mostly words becomes it. Answers its name.
    pub(super) fn guess_title(&mut self, table: &Table) -> Option<String> {
        const ROWS: usize = 200;
        let (mut worded, mut rows) = (vec![0_usize; self.roles.len()], 0);
        table.each(|row| {
            if rows == ROWS {
                return;
            }
            rows += 1;
            for (count, cell) in worded.iter_mut().zip(row) {
                *count += usize::from(cell.trim().contains(' ') && cell.contains(char::is_alphabetic));
            }
        });
        let most =
            (0..worded.len()).filter(|n| self.roles[*n] == Role::Extra).max_by_key(|n| (worded[*n], usize::MAX - n))?;
        if worded[most] * 2 < rows.max(1) {
            return None;
        }
        self.roles[most] = Role::Title;
        Some(self.names[most].clone())
    }

    /// The first column of a meaning.
    pub(super) fn index_of(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|r| *r == role)
    }

    /// True where a column means this.
    pub(super) fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The name of a column, also of one beyond the header.
    pub(super) fn name(&self, index: usize) -> String {
        self.names.get(index).cloned().unwrap_or_else(|| format!("column {}", index + 1))
    }

    /// The fields that the table tells.
    pub(super) fn tells(&self) -> Fields {
        let title = [Field::Title, Field::Extra, Field::Scores].into_iter();
        title.chain(self.roles.iter().flat_map(|r| r.fields().iter().copied())).fold(Fields::NONE, Fields::with)
    }

    /// The fields of which a row that ends before column `width` does not say all.
    pub(super) fn untold(&self, width: usize) -> impl Iterator<Item = Field> {
        self.roles.iter().skip(width).flat_map(|role| role.fields().iter().copied())
    }

    /// The inputs that have a column in front of column `width`.
    pub(super) fn inputs_within(&self, width: usize) -> Vec<String> {
        let mut all: Vec<String> =
            self.judges.iter().take(width).flatten().map(|judge| judge.input.id.to_string()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Says what was guessed.
    pub(super) fn tell(&self, report: &mut Report) {
        const MOST: usize = 12;
        let mut known: Vec<String> = Vec::new();
        let mut rest: Vec<&str> = Vec::new();
        for (at, (name, role)) in self.names.iter().zip(&self.roles).enumerate() {
            match role {
                Role::Extra => rest.push(name),
                Role::Score => {
                    known.extend(self.judge(at).map(|judge| format!("{} = {name}", judge.input.id)));
                }
                role => known.push(format!("{} = {name}", role.name())),
            }
        }
        known.dedup();
        rest.dedup();
        report.note(&format!("columns read: {}", known.join(", ")));
        self.judges.iter().flatten().filter_map(|judge| judge.remark.as_ref()).for_each(|line| report.note(line));
        let more = rest.len().saturating_sub(MOST);
        rest.truncate(MOST);
        if !rest.is_empty() {
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            report.note(&format!("columns kept as they are: {}{more}", rest.join(", ")));
        }
    }
}

/// The column that a person names, as it is written or nearly so.
fn find(file: &Source, table: &Table, plain_names: &[String], column: &str) -> Result<usize, ExchangeError> {
    let wanted = plain(column);
    let found = table.header.iter().position(|n| text::fold(n) == text::fold(column));
    found.or_else(|| plain_names.iter().position(|n| *n == wanted)).ok_or_else(|| {
        let (name, columns) = (file.name.clone(), table.columns());
        ExchangeError::NoColumn { name, column: column.to_owned(), columns }
    })
}

/// Gives every column without a meaning the one that its name has; of several for one thing the first name listed
/// wins, and where several columns have that name, all of them.
fn guess(names: &[(Role, &str)], header: &[String], is_ruled: &[bool; Role::COUNT], roles: &mut [Role]) {
    for (role, all) in names {
        if is_ruled[*role as usize] || (!role.is_many() && roles.contains(role)) {
            continue;
        }
        for name in all.split(' ') {
            let mut found = false;
            for (index, _) in header.iter().enumerate().filter(|(_, n)| n.as_str() == name) {
                if roles[index] == Role::Extra {
                    roles[index] = *role;
                    found = true;
                }
            }
            if found && !role.is_many() {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(header: &str, is_jira: bool) -> Vec<&'static str> {
        let table = Table::new(header);
        let file = Source { name: "f".into(), bytes: vec![] };
        let layout = Layout::new(&file, &table, &Rules::new(&[]), is_jira).unwrap();
        (0..table.header.len()).map(|n| layout.role(n).name()).collect()
    }

    #[test]
    fn names_compare_without_accents_and_brackets() {
        assert_eq!(plain("Custom field (Story Points)"), "storypoints");
        assert_eq!(plain("Benutzerdefiniertes Feld (Story Points)"), "storypoints");
        assert_eq!(plain("Clé de ticket"), "cledeticket");
        assert_eq!(plain("Original Estimate (hours)"), "originalestimatehours");
    }

    #[test]
    fn headers_of_other_languages_are_known() {
        for header in [
            "Zusammenfassung,Vorgangsschlüssel,Vorgangs-ID,Vorgangstyp,Status",
            "Résumé,Clé de ticket,ID de ticket,Type de ticket,État",
            "Resumen,Clave de incidencia,ID de la incidencia,Tipo de Incidencia,Estado",
            "Resumo,Chave da item,ID da item,Tipo de item,Status",
            "Samenvatting,Issuesleutel,Issue-id,Issuetype,Status",
            "Summary,Issue key,Issue id,Issue Type,Status",
            "Resumen,Clave de la actividad,ID de la actividad,Tipo de actividad,Estado",
            "Résumé,Clé du ticket,ID du ticket,Type du ticket,État",
        ] {
            assert_eq!(roles(header, true), ["title", "key", "id", "kind", "status"], "{header}");
            assert!(is_jira(&Table::new(header).header), "{header}");
        }
    }

    #[test]
    fn a_few_columns_are_jiras_where_it_names_the_key() {
        let is = |header: &str| is_jira(&Table::new(header).header);
        assert!(is("Summary,Issue key,Status") && is("Zusammenfassung;Vorgangsschlüssel"));
        assert!(!is("Summary,Key,Status") && !is("Résumé,Clé") && !is("issuekey,title") && !is("Issue key,Status"));
    }

    #[test]
    fn newer_names_of_the_languages_are_known() {
        assert_eq!(roles("Points d'effort,Date de création", true), ["estimate", "created"]);
        assert_eq!(roles("Erstellungsdatum,Aktualisierungsdatum", true), ["created", "updated"]);
        assert_eq!(roles("Criação,Onderdelen,Date de mise à jour", true), ["created", "components", "updated"]);
    }

    #[test]
    fn other_tables_are_guessed() {
        assert_eq!(
            roles("issuekey,title,description,storypoint,split_mark", false),
            ["key", "title", "description", "estimate", "extra"]
        );
        assert_eq!(
            roles("title,description,status,points,value,effort,tags,created,rank,sprint", false),
            ["title", "description", "status", "estimate", "score", "score", "tags", "created", "rank", "sprint"]
        );
        assert_eq!(roles("id,story,aqusa:unique", false), ["key", "story", "extra"]);
        assert!(!is_jira(&Table::new("issuekey,title,description").header));
    }

    #[test]
    fn every_role_is_known_by_its_own_name() {
        for role in Role::iter().filter(|r| r.is_named()) {
            assert_eq!(role_named(role.name()), Some(role));
        }
        assert_eq!(role_named("points"), Some(Role::Estimate));
        assert_eq!(role_named("nonsense"), None);
    }
}
