"""What other apps may use of matters: roles of lanes and verbs to register, cases to start and to take on."""

from kexie.base.matters.abilities import CALLER, HANDLER, KEEPER, LEADER, SUPERVISOR, VIEW_CASES
from kexie.base.matters.actions.carrying import bring_in
from kexie.base.matters.actions.cases import complete, let_time_pass, start, stop, take_message, withdraw
from kexie.base.matters.actions.due_dates import set_case_due
from kexie.base.matters.actions.groups import add_group
from kexie.base.matters.actions.holding import claim, hand_over
from kexie.base.matters.actions.stepping import Step, open_step
from kexie.base.matters.actions.talking import say
from kexie.base.matters.actions.versions import begin_draft, create, propose, publish, save_draft
from kexie.base.matters.errors import TaskGone
from kexie.base.matters.models import Case, CaseState, CaseTask, CaseUnit, Matter, MatterGroup, MatterVersion, StepKind
from kexie.base.matters.models.cases import OfCaseQuerySet
from kexie.base.matters.queries.carrying import exported
from kexie.base.matters.queries.cases import case_for, case_numbered, of_units, own_case
from kexie.base.matters.queries.contacts import guests_name, reaches_applicant
from kexie.base.matters.queries.guides import application_form, offered, offered_to_guests
from kexie.base.matters.queries.handling import Standing, acted, has_acted, parts_of, standing
from kexie.base.matters.queries.judging import problems_of
from kexie.base.matters.queries.pages import CasePage, FollowedPage, case_page, followed_page
from kexie.base.matters.queries.plain import Told, closed_in_plain, subject_of_case, text_of_case
from kexie.base.matters.queries.results import CaseResult, result_of
from kexie.base.matters.queries.told import words_of_office
from kexie.base.matters.rules.carried import carry
from kexie.base.matters.rules.guests import Contact, Door, Guest, doors
from kexie.base.matters.rules.lanes import LaneRole, Who, lane_roles
from kexie.base.matters.rules.limits import parse_limit
from kexie.base.matters.rules.outcomes import Outcome
from kexie.base.matters.rules.verbs import Verb, verbs
from kexie.base.matters.rules.watching import Watcher, watchers

__all__ = [
    "CALLER",
    "HANDLER",
    "KEEPER",
    "LEADER",
    "SUPERVISOR",
    "VIEW_CASES",
    "Case",
    "CasePage",
    "CaseResult",
    "CaseState",
    "CaseTask",
    "CaseUnit",
    "Contact",
    "Door",
    "FollowedPage",
    "Guest",
    "LaneRole",
    "Matter",
    "MatterGroup",
    "MatterVersion",
    "OfCaseQuerySet",
    "Outcome",
    "Standing",
    "Step",
    "StepKind",
    "TaskGone",
    "Told",
    "Verb",
    "Watcher",
    "Who",
    "acted",
    "add_group",
    "application_form",
    "begin_draft",
    "bring_in",
    "carry",
    "case_for",
    "case_numbered",
    "case_page",
    "claim",
    "closed_in_plain",
    "complete",
    "create",
    "doors",
    "exported",
    "followed_page",
    "guests_name",
    "hand_over",
    "has_acted",
    "lane_roles",
    "let_time_pass",
    "of_units",
    "offered",
    "offered_to_guests",
    "open_step",
    "own_case",
    "parse_limit",
    "parts_of",
    "problems_of",
    "propose",
    "publish",
    "reaches_applicant",
    "result_of",
    "save_draft",
    "say",
    "set_case_due",
    "standing",
    "start",
    "stop",
    "subject_of_case",
    "take_message",
    "text_of_case",
    "verbs",
    "watchers",
    "withdraw",
    "words_of_office",
]
