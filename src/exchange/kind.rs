//! Issue types of a source → kinds here.

use crate::domain::{Kind, text};

/// What an issue type comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// An item of this kind.
    Item(Kind),
    /// A line under another item.
    Subtask,
    /// Not known.
    Unknown,
}

const NAMES: &[(Sort, &str)] = &[
    (
        Sort::Subtask,
        "sub-task, subtask, sub task, unteraufgabe, teilaufgabe, sous-tâche, subtarea, subtarefa, subtaak, \
            sottotask, sottoattività, technical task, sub-bug",
    ),
    (Sort::Item(Kind::Epic), "epic, epos, épopée, epopée, épica, epica, épico, initiative, theme, capability"),
    (
        Sort::Item(Kind::Story),
        "story, user story, userstory, feature, new feature, improvement, enhancement, requirement, \
            product backlog item, feature request, change request, historia, historia de usuario, história, \
            história de usuário, récit, récit utilisateur, anwendergeschichte, verbesserung, neue funktion, \
            funktion, anforderung, amélioration, nouvelle fonctionnalité, fonctionnalité, mejora, \
            nueva función, nueva funcionalidad, funcionalidad, melhoria, nova funcionalidade, funcionalidade, \
            novo recurso, verbetering, nieuwe functie, verhaal, gebruikersverhaal, storia, miglioramento, \
            idea, wish",
    ),
    (
        Sort::Item(Kind::Bug),
        "bug, defect, fault, fehler, bogue, anomalie, erreur, error, fallo, defecto, erro, defeito, fout, \
            difetto, regression, hotfix, crash",
    ),
    (
        Sort::Item(Kind::Debt),
        "debt, technical debt, tech debt, technische schuld, technische schulden, dette technique, \
            deuda técnica, dívida técnica, refactoring, refactor, technical story, enabler, maintenance",
    ),
    (
        Sort::Item(Kind::Spike),
        "spike, research, investigation, untersuchung, recherche, exploration, poc, proof of concept, \
            analysis, investigación, pesquisa, onderzoek",
    ),
    (
        Sort::Item(Kind::Task),
        "task, to do, todo, aufgabe, tâche, tarea, tarefa, taak, attività, chore, test, documentation, \
            support, operations, action",
    ),
];

/// Reads an issue type.
pub(super) fn read(name: &str) -> Sort {
    let folded = text::fold(name).replace('_', " ");
    if let Some((sort, _)) = NAMES.iter().find(|(_, all)| all.split(", ").any(|n| n == folded)) {
        return *sort;
    }
    Sort::Unknown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issue_types_are_known_in_several_languages() {
        for (name, is) in [
            ("Story", Sort::Item(Kind::Story)),
            ("Fehler", Sort::Item(Kind::Bug)),
            ("Sub-task", Sort::Subtask),
            ("Sous-tâche", Sort::Subtask),
            ("Technical Debt", Sort::Item(Kind::Debt)),
            ("Épica", Sort::Item(Kind::Epic)),
            ("Tarefa", Sort::Item(Kind::Task)),
            ("Incident", Sort::Unknown),
            ("debt", Sort::Item(Kind::Debt)),
        ] {
            assert_eq!(read(name), is, "{name}");
        }
    }
}
