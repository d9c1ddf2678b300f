"""Every model that leads to a person or a unit is asked through a scoped manager, or stands here with a reason."""

from __future__ import annotations

from django.apps import apps

from kexie.base.kernel.scoping import ScopedQuerySet

TARGETS = {"people.Person", "people.Organisation", "people.Account"}

#: label → why its rows are asked without a reach.
UNSCOPED = {
    "pages.TopicPage": "web content; names accounts as editors alone, in an admin that is guarded address by address",
    "pages.SinglePage": "as topics",
    "people.Organisation": "the tree is public: every portal prints it",
    "people.OrganisationName": "former names are as public as names",
    "people.OrganisationChange": "the history of the public tree",
    "people.PersonSpelling": "spellings by which scoped persons are found; never shown",
    "people.PersonMerge": "asked in one query, which narrows to the persons within reach",
    "notifications.Notice": "every question begins with the person it was sent to",
    "bulletin.Issue": "the unit is the publisher; what is published is public, drafts are behind abilities of the office",
    "bulletin.Credit": "the names of units under an item, printed with it",
    "bulletin.SubmissionCredit": "shown with its submission alone",
    "bulletin.SubmissionStep": "shown with its submission alone",
    "bulletin.SubmissionNote": "shown with its submission alone",
    "bulletin.Commission": "shown to the office, and to a unit through its own scoped CommissionedUnit",
    "bulletin.InstructionAssist": "shown with its scoped instruction alone",
    "bulletin.InstructionProgress": "shown with its scoped instruction alone",
    "bulletin.SenderAddress": "kept and shown at the desk alone",
    "bulletin.Waiver": "shown with its issue to the office alone",
    "bulletin.WordsVersion": "shown with its issue to the office alone",
    "bulletin.Revision": "what was signed is public",
    "bulletin.ListEntry": "kept and shown by the office alone",
    "bulletin.Dispatch": "shown to the office alone",
    "bulletin.Recipient": "shown with its dispatch to the office alone",
    "bulletin.SignOffStep": "shown with its issue to the office alone",
    "matters.CaseUnit": "by which scoped cases are narrowed; shown with its case alone",
    "matters.Leave": "every question begins with the account that is away, or that stands in",
    "matters.Draft": "every question begins with the account that fills it in",
    "matters.MatterVersion": "what is published is public, drafts are behind the scoped matter",
    "matters.Assist": "shown with its version",
    "pages.PageImage": "public web content (Wagtail); the account is who uploaded it",
    "pages.PageDocument": "public web content (Wagtail)",
    "pages.HomePage": "public web content (Wagtail)",
    "pages.ColumnPage": "public web content (Wagtail)",
    "pages.ArticlePage": "public web content (Wagtail)",
    "pages.SectionUnit": "which unit answers for a column; kept and shown by the managers of the site alone",
    "people.Account": "log-in asks it before anybody is known; shown through the scoped person",
    "matters.CalendarKey": "asked by the digest of a secret, and by its own account alone",
}


def leading() -> list[type]:
    """Our models with a foreign key to a person, a unit or an account."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("kexie."):
            continue
        targets = {
            field.related_model._meta.label
            for field in model._meta.get_fields()
            if field.concrete and field.is_relation and field.related_model
        }
        if targets & TARGETS or model._meta.label in TARGETS:
            found.append(model)
    return found


def test_every_model_that_leads_to_a_person_or_unit_is_scoped_or_says_why_not():
    bare = [
        model._meta.label
        for model in leading()
        if not isinstance(model._default_manager.all(), ScopedQuerySet) and model._meta.label not in UNSCOPED
    ]
    assert bare == [], "give these a ScopedQuerySet, or a reason in UNSCOPED"


def test_base_managers_stay_plain():
    guarded = [model._meta.label for model in leading() if isinstance(model._base_manager.all(), ScopedQuerySet)]
    assert guarded == []


def test_every_reason_is_still_needed():
    labels = {model._meta.label: model for model in leading()}
    stale = [
        label
        for label in UNSCOPED
        if label not in labels or isinstance(labels[label]._default_manager.all(), ScopedQuerySet)
    ]
    assert stale == []
