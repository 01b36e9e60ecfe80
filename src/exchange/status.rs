//! Status, category and resolution of a source → state here.

use super::map::Rules;
use crate::domain::{State, text};

/// What a status comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) state: State,
    /// The status says that something holds the item.
    pub(super) is_blocked: bool,
    /// The status is known by name or by a rule; else its category decided, or nothing did.
    pub(super) is_known: bool,
    /// Why it is declined.
    pub(super) reason: Option<String>,
}

/// Statuses by name, folded, with spaces for `_` and `-`.
const NAMES: &[(State, &str)] = &[
    (
        State::Inbox,
        "inbox, triage, needs triage, to triage, untriaged, idea, ideas, icebox, parking lot, funnel, \
            ideen, idee, ideeën, idées, ideias",
    ),
    (
        State::Open,
        "to do, todo, open, backlog, product backlog, new, reopened, created, draft, planned, not started, \
            pending, unstarted, unscheduled, opened, refinement, in refinement, to refine, zu erledigen, \
            offen, neu, geplant, wieder geöffnet, à faire, a faire, ouvert, ouverte, nouveau, nouvelle, \
            réouvert, rouvert, por hacer, tareas por hacer, abierto, abierta, nuevo, nueva, pendiente, \
            reabierto, reabierta, a fazer, tarefas pendentes, itens pendentes, aberto, aberta, novo, nova, \
            pendente, reaberto, te doen, taken, nieuw, heropend, nog te doen, da fare, da completare, aperto, \
            nuovo",
    ),
    (
        State::Ready,
        "ready, selected for development, ready for development, ready for dev, ready to develop, \
            dev ready, ready for sprint, ready to start, ready to implement, ready for implementation, \
            selected, refined, groomed, ready for work, sprint ready, approved, bereit, \
            bereit für entwicklung, bereit zur entwicklung, für entwicklung ausgewählt, \
            ausgewählt für entwicklung, zur entwicklung ausgewählt, prêt, prêt pour développement, \
            prêt pour le développement, sélectionné pour le développement, sélectionné pour développement, \
            listo para desarrollo, listo para el desarrollo, seleccionado para desarrollo, \
            seleccionado para el desarrollo, pronto para desenvolvimento, selecionado para desenvolvimento, \
            geselecteerd voor ontwikkeling, klaar voor ontwikkeling, gereed voor ontwikkeling, \
            pronto per lo sviluppo, selezionato per lo sviluppo",
    ),
    (
        State::InProgress,
        "in progress, inprogress, doing, in development, development, developing, started, active, wip, \
            work in progress, implementing, in implementation, coding, committed, in arbeit, in bearbeitung, \
            in entwicklung, wird ausgeführt, en cours, en cours de développement, en développement, \
            en progreso, en curso, en desarrollo, em andamento, em progresso, em desenvolvimento, \
            in uitvoering, bezig, mee bezig, in behandeling, in ontwikkeling, in corso, in lavorazione",
    ),
    (
        State::ToAccept,
        "in review, review, under review, to review, reviewing, code review, in code review, peer review, \
            ready for review, waiting for review, testing, in testing, in test, test, to test, qa, in qa, \
            ready for qa, ready for test, ready for testing, ready to test, uat, in uat, ready for uat, \
            user acceptance testing, user acceptance test, acceptance, in acceptance, ready for acceptance, \
            po review, po acceptance, to accept, awaiting approval, waiting for approval, in approval, \
            verification, in verification, to verify, verify, validation, in validation, staging, delivered, \
            in prüfung, in überprüfung, überprüfung, im review, im test, zu prüfen, abnahme, in abnahme, \
            zur abnahme, en revue, en révision, revue, en test, à tester, à valider, en validation, recette, \
            en recette, en revisión, revisión, en pruebas, en prueba, en validación, por validar, em revisão, \
            revisão, em teste, em testes, em análise, em validação, em homologação, in beoordeling, \
            beoordeling, testen, acceptatie, in acceptatie, ter acceptatie, in revisione, in collaudo",
    ),
    (
        State::Done,
        "done, closed, resolved, complete, completed, finished, fixed, released, deployed, shipped, \
            accepted, live, merged, in production, ready for release, ready to release, fertig, erledigt, \
            geschlossen, abgeschlossen, gelöst, behoben, fertiggestellt, terminé, terminée, terminé(e), \
            fermé, fermée, résolu, résolue, résolu(e), fini, clos, livré, listo, hecho, finalizado, \
            finalizada, terminado, terminada, cerrado, cerrada, resuelto, resuelta, completado, completada, \
            concluído, concluída, itens concluídos, feito, fechado, fechada, resolvido, resolvida, gereed, \
            klaar, voltooid, gesloten, opgelost, afgerond, afgesloten, completato, fatto, chiuso, risolto",
    ),
    (
        State::Declined,
        "cancelled, canceled, rejected, declined, won't do, wont do, won't fix, wont fix, wontfix, \
            duplicate, duplicated, dropped, abandoned, discarded, invalid, obsolete, removed, deferred, \
            not planned, not doing, cannot reproduce, abgelehnt, abgebrochen, verworfen, storniert, annulé, \
            annulée, abandonné, abandonnée, rejeté, rejetée, refusé, refusée, cancelado, cancelada, \
            rechazado, rechazada, descartado, descartada, rejeitado, rejeitada, recusado, recusada, \
            geannuleerd, afgewezen, geweigerd, vervallen, annullato, rifiutato",
    ),
];

/// Statuses of an item in progress that something holds.
const BLOCKED: &str = "blocked, on hold, impeded, waiting, stalled, blockiert, wartet, bloqué, bloquée, en attente, \
            bloqueado, bloqueada, en espera, em espera, geblokkeerd, in de wacht, bloccato";

/// Resolutions of what was closed without being done.
const REFUSED: &str = "won't do, wont do, won't fix, wont fix, wontfix, will not do, duplicate, cannot reproduce, \
            can't reproduce, invalid, incomplete, declined, rejected, not a bug, obsolete, abandoned, \
            cancelled, canceled, works as designed, works as intended, not planned, out of scope, \
            known error, wird nicht erledigt, wird nicht behoben, nicht zu erledigen, duplikat, doppelt, \
            nicht reproduzierbar, kann nicht reproduziert werden, abgelehnt, unvollständig, ne sera pas fait, \
            ne sera pas résolu, ne sera pas corrigé, doublon, dupliqué, impossible à reproduire, \
            non reproductible, refusé, incomplet, no se hará, no se va a hacer, no se solucionará, \
            no se corregirá, duplicado, no se puede reproducir, no reproducible, rechazado, incompleto, \
            não será feito, não será corrigido, não fazer, duplicada, não é possível reproduzir, \
            não reproduzível, recusado, rejeitado, wordt niet gedaan, wordt niet opgelost, niet uitvoeren, \
            duplicaat, dubbel, kan niet reproduceren, niet reproduceerbaar, afgewezen, duplicato, \
            non verrà fatto";

/// Categories of a status.
const CATEGORIES: &[(State, &str)] = &[
    (
        State::Open,
        "to do, todo, new, zu erledigen, à faire, a faire, por hacer, a fazer, te doen, itens pendentes, \
            da fare",
    ),
    (
        State::InProgress,
        "in progress, indeterminate, in arbeit, in bearbeitung, en cours, en curso, en progreso, \
            em andamento, em progresso, in uitvoering, in behandeling, in corso",
    ),
    (
        State::Done,
        "done, complete, fertig, erledigt, terminé, terminée, listo, hecho, finalizado, finalizada, \
            concluído, itens concluídos, feito, gereed, klaar, completato",
    ),
];

/// Judges statuses, and remembers what it said: a file has few of them.
#[derive(Debug)]
pub(super) struct Judge<'a> {
    rules: &'a Rules,
    said: Vec<([String; 3], Judged)>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(rules: &'a Rules) -> Self {
        Self { rules, said: Vec::new() }
    }

    /// The state of a row; any of the three may be empty.
    pub(super) fn judge(&mut self, status: &str, category: &str, resolution: &str) -> Judged {
        let asked = [status, category, resolution];
        if let Some(known) = self.said.iter().find(|s| s.0.iter().zip(asked).all(|(a, b)| a == b)) {
            return known.1.clone();
        }
        let judged = judge(self.rules, status, category, resolution);
        self.said.push((asked.map(str::to_owned), judged.clone()));
        judged
    }
}

fn judge(rules: &Rules, status: &str, category: &str, resolution: &str) -> Judged {
    let name = spaced(status);
    let named = if has(BLOCKED, &name) { Some(State::InProgress) } else { look_up(NAMES, &name) };
    let told = rules.state(status);
    let known = told.or(named).or_else(|| State::parse(status));
    let mut state = known.or_else(|| look_up(CATEGORIES, &spaced(category))).unwrap_or_default();
    let is_refused =
        state == State::Done && told.is_none() && has(REFUSED, &text::fold(resolution).replace('\u{2019}', "'"));
    if is_refused {
        state = State::Declined;
    }
    let reason = if is_refused || status.is_empty() { resolution } else { status };
    Judged {
        state,
        is_blocked: told.is_none() && has(BLOCKED, &name),
        is_known: known.is_some() || status.is_empty(),
        reason: (state == State::Declined).then(|| reason.to_owned()),
    }
}

/// A list of names has this one.
fn has(names: &str, name: &str) -> bool {
    names.split(", ").any(|n| n == name)
}

fn look_up(names: &[(State, &str)], name: &str) -> Option<State> {
    names.iter().find(|(_, all)| has(all, name)).map(|(state, _)| *state)
}

fn spaced(name: &str) -> String {
    let folded = text::fold(name).replace(['_', '-'], " ").replace('\u{2019}', "'");
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::map::MapRule;
    use super::*;

    fn state(status: &str, category: &str, resolution: &str) -> State {
        judge(&Rules::new(&[]), status, category, resolution).state
    }

    #[test]
    fn statuses_are_known_by_name_in_several_languages() {
        for (status, is) in [
            ("To Do", State::Open),
            ("Zu erledigen", State::Open),
            ("À faire", State::Open),
            ("Backlog", State::Open),
            ("Selected for Development", State::Ready),
            ("in_progress", State::InProgress),
            ("En cours", State::InProgress),
            ("In Review", State::ToAccept),
            ("UAT", State::ToAccept),
            ("Fertig", State::Done),
            ("Gereed", State::Done),
            ("Concluído", State::Done),
            ("Triage", State::Inbox),
            ("Canceled", State::Declined),
            ("Won\u{2019}t do", State::Declined),
            ("todo", State::Open),
            ("dropped", State::Declined),
            ("", State::Open),
            ("to accept", State::ToAccept),
        ] {
            assert_eq!(state(status, "", ""), is, "{status}");
        }
    }

    #[test]
    fn the_category_decides_only_where_the_name_is_unknown() {
        assert_eq!(state("In Limbo", "Done", ""), State::Done);
        assert_eq!(state("In Limbo", "", ""), State::Open);
        assert_eq!(state("UAT", "In Progress", ""), State::ToAccept);
        assert!(!judge(&Rules::new(&[]), "In Limbo", "Done", "").is_known);
    }

    #[test]
    fn what_was_closed_undone_is_declined_with_its_reason() {
        let judged = judge(&Rules::new(&[]), "Done", "Done", "Won't Do");
        assert_eq!((judged.state, judged.reason.as_deref()), (State::Declined, Some("Won't Do")));
        assert_eq!(judge(&Rules::new(&[]), "Canceled", "", "").reason.as_deref(), Some("Canceled"));
        assert_eq!(state("Done", "", "Fixed"), State::Done);
        assert_eq!(state("To Do", "", "Duplicate"), State::Open);
    }

    #[test]
    fn a_rule_of_the_person_goes_first() {
        let rules = Rules::new(&MapRule::parse_all("status.done=\"to accept\"").unwrap());
        assert_eq!(judge(&rules, "Done", "Done", "Duplicate").state, State::ToAccept);
    }

    #[test]
    fn no_name_stands_for_two_states() {
        for (n, (_, names)) in NAMES.iter().enumerate() {
            for name in names.split(", ") {
                assert_eq!(spaced(name), name);
                assert!(NAMES.iter().skip(n + 1).all(|(_, other)| !has(other, name)), "{name}");
            }
        }
    }
}
