"""What other apps may use of matters: roles of lanes and verbs to register, cases to start and to take on."""

from kexie.base.matters.abilities import HANDLER, KEEPER, LEADER
from kexie.base.matters.actions.carrying import bring_in
from kexie.base.matters.actions.cases import complete, let_time_pass, start, stop, take_message, withdraw
from kexie.base.matters.actions.groups import add_group
from kexie.base.matters.actions.versions import begin_draft, create, propose, publish, save_draft
from kexie.base.matters.models import Case, CaseState, CaseTask, Matter, MatterGroup, MatterVersion
from kexie.base.matters.queries.carrying import exported
from kexie.base.matters.queries.cases import case_numbered
from kexie.base.matters.queries.judging import problems_of
from kexie.base.matters.queries.pages import FollowedPage, followed_page
from kexie.base.matters.rules.lanes import LaneRole, lane_roles
from kexie.base.matters.rules.verbs import Verb, verbs

__all__ = [
    "HANDLER",
    "KEEPER",
    "LEADER",
    "Case",
    "CaseState",
    "CaseTask",
    "FollowedPage",
    "LaneRole",
    "Matter",
    "MatterGroup",
    "MatterVersion",
    "Verb",
    "add_group",
    "begin_draft",
    "bring_in",
    "case_numbered",
    "complete",
    "create",
    "exported",
    "followed_page",
    "lane_roles",
    "let_time_pass",
    "problems_of",
    "propose",
    "publish",
    "save_draft",
    "start",
    "stop",
    "take_message",
    "verbs",
    "withdraw",
]
