"""Addresses of the concierge."""

from __future__ import annotations

from django.urls import path

from kexie.domains.steward.views import (
    answers,
    briefing,
    calling,
    dead_ends,
    desk,
    excluding,
    figures,
    following,
    knowledge,
    limits,
    open_figures,
    proving,
    rating,
    reopening,
    suggesting,
    verifying,
)

app_name = "steward"

_VERSION = "workbench/answers/<uuid:version_id>/"

_answers = [
    path("answers/", answers.answers, name="answers"),
    path("answers/<uuid:answer_id>/", answers.answer, name="answer"),
    path("answers/<uuid:answer_id>/mark/", answers.mark, name="answer-mark"),
    path("workbench/answers/", knowledge.register, name="answers-register"),
    path("workbench/answers/new/", knowledge.new, name="answer-new"),
    path(_VERSION, knowledge.version, name="answer-version"),
    path(f"{_VERSION}edit/", knowledge.edit, name="answer-edit"),
    path(f"{_VERSION}submit/", knowledge.submit, name="answer-submit"),
    path(f"{_VERSION}approve/", knowledge.approve, name="answer-approve"),
    path(f"{_VERSION}return/", knowledge.send_back, name="answer-return"),
    path(f"{_VERSION}renew/", knowledge.renew, name="answer-renew"),
    path(f"{_VERSION}revise/", knowledge.revise, name="answer-revise"),
    path(f"{_VERSION}take-down/", knowledge.take_down, name="answer-take-down"),
    path(f"{_VERSION}discard/", knowledge.discard, name="answer-discard"),
    path("workbench/dead-ends/", dead_ends.register, name="dead-ends"),
    path("workbench/dead-ends/<int:dead_end_id>/dismiss/", dead_ends.dismiss, name="dead-end-dismiss"),
]

_figures = [
    path("services/figures/", open_figures.page, name="open-figures"),
    path("services/figures/all.csv", open_figures.download, name="open-figures-file"),
    path("workbench/steward/cases/", figures.cases, name="cases"),
    path("workbench/steward/figures/", figures.figures, name="figures"),
    path("workbench/steward/figures/trend/", figures.trend, name="trend"),
    path("workbench/steward/figures/weights/", figures.weights, name="weights"),
    path("workbench/steward/figures/briefing/", briefing.page, name="briefing"),
    path("workbench/steward/figures/briefing/<str:fmt>/", briefing.download, name="briefing-file"),
]
urlpatterns = [
    path("ask/", suggesting.ask, name="ask"),
    path("workbench/cases/<uuid:case_id>/alike/", suggesting.alike, name="alike"),
    path("ask/on/", suggesting.carry_on, name="ask-on"),
    path("follow/", following.follow, name="follow"),
    path("follow/close/", following.close, name="follow-close"),
    path("follow/<uuid:case_id>/", following.followed, name="followed"),
    path("workbench/steward/", desk.desk, name="desk"),
    path("workbench/steward/tabs/", desk.tabs, name="desk-tabs"),
    path("workbench/steward/templates/", desk.templates, name="templates"),
    path("workbench/steward/templates/new/", desk.template, name="template-new"),
    path("workbench/steward/templates/<int:template_id>/", desk.template, name="template"),
    path("workbench/steward/templates/<int:template_id>/drop/", desk.template_drop, name="template-drop"),
    path("workbench/steward/cases/<uuid:case_id>/pane/", desk.pane, name="desk-pane"),
    path("workbench/steward/cases/<uuid:case_id>/presence/", desk.presence, name="presence"),
    path("workbench/steward/cases/<uuid:case_id>/ask-<slug:kind>/", limits.wish, name="wish"),
    path("workbench/steward/cases/<uuid:case_id>/unpark/", limits.unpark, name="unpark"),
    path("workbench/steward/cases/<uuid:case_id>/sort/", limits.sort, name="sort"),
    path("workbench/steward/cases/<uuid:case_id>/contact/", limits.contact, name="contact"),
    path("workbench/steward/cases/<uuid:case_id>/take-back/<uuid:wish_id>/", limits.take_back, name="wish-take-back"),
    path("workbench/steward/wishes/<uuid:wish_id>/", limits.decide, name="wish-decide"),
    *_answers,
    *_figures,
    path("follow/<uuid:case_id>/own/", proving.to_own, name="to-own"),
    path("services/<slug:code>/guest/contact/", proving.to_apply, name="to-apply"),
    path("guest/code/", proving.take_code, name="take-code"),
    # After the end of a case.
    path("verify/", verifying.verify, name="verify"),
    path("follow/rate/", following.rate, name="follow-rate"),
    path("me/cases/<uuid:case_id>/rate/", rating.rate, name="rate"),
    path("workbench/steward/call-backs/", calling.register, name="calls"),
    path("workbench/steward/call-backs/<uuid:call_id>/", calling.one, name="call-back"),
    path("workbench/steward/reopenings/", reopening.register, name="reopenings"),
    path("workbench/steward/reopenings/<uuid:reopening_id>/", reopening.one, name="reopening"),
    path("workbench/steward/reopenings/<uuid:reopening_id>/hand-in/", reopening.hand_in, name="reopening-hand-in"),
    path(
        "workbench/steward/reopenings/<uuid:reopening_id>/send-back/", reopening.send_back, name="reopening-send-back"
    ),
    path("workbench/steward/reopenings/<uuid:reopening_id>/close/", reopening.close, name="reopening-close"),
    path("workbench/steward/exclusions/", excluding.register, name="exclusions"),
    path("workbench/steward/exclusions/<uuid:exclusion_id>/", excluding.one, name="exclusion"),
    path("workbench/steward/exclusions/<uuid:exclusion_id>/decide/", excluding.decide, name="exclusion-decide"),
    path(
        "workbench/steward/exclusions/<uuid:exclusion_id>/take-back/", excluding.take_back, name="exclusion-take-back"
    ),
    path("workbench/steward/cases/<uuid:case_id>/exclusion-<slug:kind>/", excluding.ask, name="exclude"),
]
