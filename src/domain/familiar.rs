//! Columns of a source that have no home here and that everyone knows by name: they are shown among an item's facts.

use super::item::Extra;
use super::word::push_words;
use strum::IntoEnumIterator;

/// What such a column tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub enum Familiar {
    /// How urgent it is there.
    Priority,
    /// The versions it is to come in.
    FixVersion,
    /// The versions it was met in.
    AffectsVersion,
}

impl Familiar {
    /// As it is shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::FixVersion => "fix for",
            Self::AffectsVersion => "affects",
        }
    }

    /// What such columns are called in English, German, French, Spanish, Portuguese, Dutch and Italian; letters alone.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Priority => {
                &["priority", "prioritat", "priorite", "prioridad", "prioridade", "prioriteit", "priorita"]
            }
            Self::FixVersion => &[
                "fixversions",
                "fixversion",
                "losungsversionen",
                "losungsversion",
                "versionscorrigees",
                "versionscorriges",
                "versioncorrigee",
                "versionesdecorreccion",
                "versionesfijas",
                "versioncorregida",
                "versionescorregidas",
                "versoesdecorrecao",
                "versoescorrigidas",
                "versaocorrigida",
                "oplossingsversies",
                "oplossingsversie",
                "versionidicorrezione",
                "versionicorrette",
            ],
            Self::AffectsVersion => &[
                "affectsversions",
                "affectsversion",
                "affectedversions",
                "betroffeneversionen",
                "betroffeneversion",
                "betrifftversion",
                "versionsaffectees",
                "versionaffectee",
                "versionesafectadas",
                "versionafectada",
                "versoesafetadas",
                "afetaversoes",
                "betreftversies",
                "betreftversie",
                "versioniinteressate",
            ],
        }
    }

    /// What a column of this name tells.
    pub fn of(column: &str) -> Option<Self> {
        let mut word = String::new();
        push_words(column, &mut word);
        word.retain(|c| c != ' ');
        Self::iter().find(|familiar| familiar.names().contains(&word.as_str()))
    }

    /// What all such columns of an item tell, in a line; empty where there is none.
    pub fn told(self, extra: &[Extra]) -> String {
        let values = extra.iter().filter(|extra| Self::of(&extra.column) == Some(self));
        values.map(|extra| extra.value.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Before the name of a field that people made themselves, which stands in brackets behind it.
const OWN: &[&str] = &[
    "Custom field",
    "Benutzerdefinierte Felder",
    "Benutzerdefiniertes Feld",
    "Champ personnalisé",
    "Champs personnalisés",
    "Campo personalizado",
    "Campos personalizados",
    "Aangepast veld",
    "Aangepaste velden",
    "Campo personalizzato",
];

/// A column's name as it is shown: `Severity` for `Custom field (Severity)`.
pub fn short(column: &str) -> &str {
    let inner = |own: &&str| column.strip_prefix(*own)?.trim_start().strip_prefix('(')?.strip_suffix(')');
    OWN.iter().find_map(inner).filter(|name| !name.is_empty()).unwrap_or(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_in_many_languages() {
        let known = [
            ("Priority", Familiar::Priority),
            ("Priorität", Familiar::Priority),
            ("Fix Version/s", Familiar::FixVersion),
            ("Fix versions", Familiar::FixVersion),
            ("Lösungsversion(en)", Familiar::FixVersion),
            ("Version(s) corrigée(s)", Familiar::FixVersion),
            ("Affects Version/s", Familiar::AffectsVersion),
        ];
        for (column, familiar) in known {
            assert_eq!(Familiar::of(column), Some(familiar), "{column}");
        }
        assert_eq!(Familiar::of("Severity"), None);
        assert_eq!(short("Custom field (Severity (old))"), "Severity (old)");
        assert_eq!(short("Custom field"), "Custom field");
    }

    #[test]
    fn a_column_that_comes_more_than_once_is_one_line() {
        let extra = |column: &str, value: &str| Extra { column: column.into(), value: value.into() };
        let all = [extra("Fix versions", "2.0"), extra("Severity", "High"), extra("Fix versions", "2.1")];
        assert_eq!(Familiar::FixVersion.told(&all), "2.0, 2.1");
        assert_eq!(Familiar::Priority.told(&all), "");
    }
}
