//! The names that programs and languages give to columns.

use super::Role;

/// Names in Jira's exports, in English, German, French, Spanish, Portuguese, Dutch and Italian; as `plain` has them.
pub(super) const JIRA: &[(Role, &str)] = &[
    (
        Role::Key,
        "issuekey workitemkey key vorgangsschlussel schlussel cledeticket cledelademande cleduticket cle \
            clavedeincidencia clavedelaincidencia clavedeactividad clavedelaactividad clave chavedaitem chavedoitem chavedaissue chave \
            issuesleutel itemsleutel issuecode sleutel chiavesegnalazione chiave",
    ),
    (
        Role::Id,
        "issueid workitemid vorgangsid vorgangid iddeticket iddelademande idduticket iddeincidencia \
            iddelaincidencia iddeactividad iddelaactividad iddaitem iddoitem iddaissue issueid itemid idsegnalazione",
    ),
    (Role::Title, "summary zusammenfassung resume resumen resumo samenvatting riepilogo"),
    (
        Role::Kind,
        "issuetype worktype workitemtype vorgangstyp typdesvorgangs typedeticket typedelademande \
            typededemande typeduticket typedelticket tipodeactividad tipodelaactividad tipodeincidencia tipodelaincidencia tipodeitem tipodoitem tipodeissue typeissue \
            typeitem issuesoort tipodisegnalazione tiposegnalazione",
    ),
    (Role::Status, "status etat statut estado situacao stato"),
    (
        Role::StatusCategory,
        "statuscategory statuskategorie categoriedetat categoriedestatut categoriedestado \
            categoriadeestado categoriadelestado categoriadostatus categoriadestatus statuscategorie \
            categoriadistato",
    ),
    (Role::Resolution, "resolution losung resolucion resolucao oplossing risoluzione"),
    (Role::Priority, "priority prioritat priorite prioridad prioridade prioriteit priorita"),
    (
        Role::Estimate,
        "storypoints storypointestimate storypoint storypunkte storypointschatzung \
            estimationdesstorypoints estimationstorypoint estimaciondepuntosdehistoria puntosdehistoria \
            estimativadepontosdehistoria estimativadestorypoints pontosdehistoria storypointsraming \
            storypunten pointsdeffort puntosdeesfuerzo",
    ),
    (
        Role::Tags,
        "labels label stichworter stichwort etiquettes etiquette etiquetas etiqueta categorias rotulos etichette \
            etichetta",
    ),
    (
        Role::Components,
        "components component componentss komponenten komponente composants composant composantss componentes \
            componente componentees componenten onderdelen onderdeel componenti",
    ),
    (
        Role::ParentKey,
        "parentkey parentissuekey ubergeordneterschlussel schlusseldesubergeordneten cleparente \
            cleduparent claveprincipal clavedelprincipal chavepai chavedopai bovenliggendesleutel",
    ),
    (
        Role::Parent,
        "parent parentid parentissue ubergeordnet ubergeordneteselement ubergeordnetervorgang \
            ubergeordneteid idparent idduparent principal idprincipal superior pai itempai idpai idparental \
            bovenliggend bovenliggenditem bovenliggendeid",
    ),
    (
        Role::Epic,
        "epiclink epicverknupfung eposverknupfung liendepic liendepopee lienepic enlacedeepic \
            enlacedeepica vinculodeepica linkdoepico linkdoepic vinculodoepico epickoppeling collegamentoepic",
    ),
    (Role::Description, "description beschreibung descripcion descricao beschrijving omschrijving descrizione"),
    (
        Role::Criteria,
        "acceptancecriteria acceptancecriterion akzeptanzkriterien abnahmekriterien criteresdacceptation \
            criteresdacceptance criteriosdeaceptacion criteriosdeaceitacao criteriosdeaceite \
            acceptatiecriteria criteridiaccettazione",
    ),
    (
        Role::Asked,
        "reporter autor melder berichterstatter rapporteur auteur informador informante relator reportero \
            segnalatore",
    ),
    (
        Role::Assignee,
        "assignee zugewieseneperson bearbeiter zustandigeperson zugewiesenean personneassignee responsable \
            attribuea personaasignada asignado responsavel toegewezene toegewezenpersoon uitvoerder \
            assegnatario",
    ),
    (
        Role::Due,
        "duedate falligkeitsdatum falligam datedecheance echeance fechadevencimiento fechalimite \
            datalimite datadevencimento vervaldatum einddatum datadiscadenza",
    ),
    (
        Role::Created,
        "created erstellt erstelltam erstellungsdatum creee cree creation datedecreation creada creado creadoa fechadecreacion criado \
            criada criadoa criacao datadecriacao aangemaakt gemaakt creato creata",
    ),
    (
        Role::Updated,
        "updated aktualisiert aktualisiertam aktualisierungsdatum miseajour datedemiseajour misajour actualizada actualizado actualizadoa \
            atualizado atualizada atualizadoa bijgewerkt aggiornato aggiornata",
    ),
    (
        Role::Done,
        "resolved erledigt gelost resolue resolu resuelta resuelto resueltoa resolvido \
            resolvida resolvidoa opgelost risolto risolta",
    ),
    (
        Role::Comment,
        "comment comments commentbody kommentar kommentare commentaire commentaires comentario comentarios opmerking \
            opmerkingen reactie reacties commento commenti",
    ),
    (Role::Rank, "rank rang rango classificacao rangschikking"),
    (Role::Sprint, "sprint sprints"),
    (Role::Blocked, "flagged markiert signale marcado sinalizado gemarkeerd"),
];

/// Those of the key that other tables have, too.
pub(super) const PLAIN_KEYS: &str = "key schlussel cle clave chave sleutel chiave";

/// More names, in any other table.
pub(super) const ANY: &[(Role, &str)] = &[
    (Role::Key, "id number no nr ticket ticketid uid uuid itemid storyid externalid cardid taskid reference"),
    (
        Role::Title,
        "title name taskname cardname storyname subject headline titel titre titulo titolo item task requirement anforderung exigence \
            requisito pbi workitem backlogitem productbacklogitem",
    ),
    (Role::Kind, "type kind itemtype storytype typ tipo soort"),
    (Role::Status, "state column list listname phase"),
    (Role::Resolution, "statereason"),
    (Role::Priority, "importance severity"),
    (
        Role::Estimate,
        "points estimate sp size effortpoints aufwand große grosse schatzung estimation estimacion estimativa weight schatting",
    ),
    (Role::Tags, "tags tag schlagworter schlagworte categories area"),
    (Role::Epic, "epic epos epickey epicname feature epica epico"),
    (Role::Persona, "persona role asa actor rolle userrole asan"),
    (Role::Want, "want iwant iwantto"),
    (Role::Benefit, "benefit sothat nutzen"),
    (Role::Story, "story userstory stories userstories storytext"),
    (Role::Description, "body notes details content text desc taskcontent carddescription"),
    (Role::Criteria, "criteria acceptance ac kriterien"),
    (Role::Subtasks, "subtasks checklist checklists"),
    (Role::Asked, "asked askedby requester requestedby author creator createdby stakeholder melder"),
    (Role::Assignee, "assignedto assignees owner owners members developer"),
    (Role::Due, "due deadline targetdate fallig"),
    (Role::Created, "createdat createddate creationdate datecreated createdatutc opened entry"),
    (Role::Updated, "updatedat updatedatutc lastmodified modified changed dateupdated updateddate changeddate"),
    (
        Role::Done,
        "completed completedat completeddate closed closedat closedatutc done doneat finished closeddate \
            acceptedat resolveddate resolutiondate",
    ),
    (Role::Rank, "order position place pos stackrank backlogorder ordinal"),
    (Role::Blocked, "blocked impediment"),
    (Role::Sprint, "sprintname sprinttitle iteration"),
    (Role::Declined, "declined declinereason"),
    (Role::Parent, "parentissueid parenttask"),
    (Role::Links, "links"),
    (Role::Needs, "dependson"),
    (Role::BlockedBy, "blockedby blockedbydependencies"),
    (Role::Alternative, "alternative"),
    (Role::Requester, "declinedrequester"),
    (Role::DeclinedOn, "declinedon"),
    (Role::LookAgain, "lookagain"),
];

/// How Jira calls a column of the project's own, in front of its name in brackets.
pub(super) const CUSTOM: &str = "customfield customfields benutzerdefiniertesfeld benutzerdefiniertefelder champpersonnalise \
            champspersonnalises campopersonalizado campospersonalizados aangepastveld aangepastevelden \
            campopersonalizzato campipersonalizzati";
