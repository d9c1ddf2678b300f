"""What the check says of a model, element by element; and of models that a good one is spoilt into."""

from __future__ import annotations

import re

import pytest

from kexie.base.matters.rules.bpmn.checking import check, ready, runs
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.tests.drawn import LECTURE, process, straight

KNOWN = {
    "roles": {"handler"},
    "verbs": {"notify_applicant"},
    "forms": {"application", "review"},
    "answers": {"decision"},
}


def found(text, **known):
    return [(one.element, one.id, one.kind) for one in check(read(text), **known)]


def spoilt(*changes):
    text = LECTURE
    for old, new in changes:
        assert re.search(old, text), old
        text = re.sub(old, new, text)
    return process(text)


@pytest.mark.parametrize(
    ("name", "element"),
    [("审核材料", ("userTask", "review")), ("受理窗口", ("lane", "window")), ("同意", ("sequenceFlow", "yes"))],
)
def test_a_name_that_no_page_has_room_for_is_refused_by_its_beginning(name, element):
    problems = check(read(spoilt((f'name="{name}"', f'name="{"长" * 100}"'))), **KNOWN)
    assert problems == []
    problems = check(read(spoilt((f'name="{name}"', f'name="{"长" * 101}"'))), **KNOWN)
    assert [(one.element, one.id) for one in problems] == [element]
    assert "名称有101个字，最多100个字" in problems[0].message
    assert "长" * 20 + "…" in problems[0].message
    assert not ready(problems)


def test_a_good_process_has_no_problem():
    problems = check(read(process(LECTURE)), **KNOWN)
    assert problems == []
    assert runs(problems)
    assert ready(problems)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ([(' kexie:who="window"', "")], ("lane", "window", "missing")),
        ([(' kexie:who="window"', ' kexie:who="anyone"')], ("lane", "window", "broken")),
        ([(' kexie:role="handler"', "")], ("lane", "window", "missing")),
        ([('kexie:role="handler"', 'kexie:role="emperor"')], ("lane", "window", "missing")),
        ([('kexie:who="window"', 'kexie:who="chosen"')], ("lane", "window", "missing")),
        ([('kexie:who="window"', 'kexie:who="unit"')], ("lane", "window", "missing")),
        ([("<bpmn:flowNodeRef>review</bpmn:flowNodeRef>", "")], ("userTask", "review", "missing")),
        ([(' kexie:limit="3d"', "")], ("userTask", "review", "missing")),
        ([(' kexie:limit="3d"', ' kexie:limit="soon"')], ("userTask", "review", "broken")),
        ([(' kexie:form="review"', "")], ("userTask", "review", "missing")),
        ([(' kexie:form="review"', ' kexie:form="no"')], ("userTask", "review", "missing")),
        ([(' name="审核材料"', "")], ("userTask", "review", "missing")),
        ([("审核材料", "填写申请")], ("userTask", "review", "advice")),
        ([(' kexie:verb="notify_applicant"', "")], ("serviceTask", "tell", "missing")),
        ([("notify_applicant", "delete_all")], ("serviceTask", "tell", "broken")),
        ([(' default="no"', "")], ("exclusiveGateway", "decided", "missing")),
        ([(' default="no"', ' default="f1"')], ("exclusiveGateway", "decided", "broken")),
        (
            [("<bpmn:conditionExpression>.*</bpmn:conditionExpression>", "")],
            ("sequenceFlow", "yes", "missing"),
        ),
        ([("decision == 'agree'", "decision.x")], ("sequenceFlow", "yes", "unsupported")),
        ([("decision == 'agree'", "colour == 'red'")], ("sequenceFlow", "yes", "missing")),
        (
            [
                (
                    'sourceRef="review" targetRef="decided"/>',
                    (
                        'sourceRef="review" targetRef="decided"><bpmn:conditionExpression>a</bpmn:conditionExpression>'
                        "</bpmn:sequenceFlow>"
                    ),
                )
            ],
            ("sequenceFlow", "f3", "unsupported"),
        ),
        ([('targetRef="apply"', 'targetRef="nobody"')], ("sequenceFlow", "f1", "broken")),
        ([('<bpmn:sequenceFlow id="f3"[^>]*/>', "")], ("userTask", "review", "broken")),
        ([('<bpmn:sequenceFlow id="f3"[^>]*/>', "")], ("exclusiveGateway", "decided", "broken")),
        ([("<bpmn:startEvent[^>]*/>", "")], ("process", "p", "broken")),
        ([("<bpmn:endEvent[^>]*/>", "")], ("process", "p", "broken")),
        ([('<bpmn:endEvent id="told"/>', '<bpmn:startEvent id="told"/>')], ("startEvent", "told", "unsupported")),
        (
            [('sourceRef="tell" targetRef="told"', 'sourceRef="tell" targetRef="start"')],
            ("startEvent", "start", "broken"),
        ),
        (
            [('sourceRef="tell" targetRef="told"', 'sourceRef="tell" targetRef="late"')],
            ("boundaryEvent", "late", "broken"),
        ),
        ([('sourceRef="start"', 'sourceRef="done"')], ("endEvent", "done", "broken")),
        ([('sourceRef="tell"', 'sourceRef="review"')], ("userTask", "review", "unsupported")),
        ([('attachedToRef="review"', 'attachedToRef="decided"')], ("boundaryEvent", "late", "broken")),
        ([("<bpmn:timeDuration>2d</bpmn:timeDuration>", "")], ("boundaryEvent", "late", "broken")),
        ([("<bpmn:timeDuration>2d", "<bpmn:timeDuration>2027-01-01")], ("boundaryEvent", "late", "broken")),
        ([("<bpmn:timerEventDefinition>.*</bpmn:timerEventDefinition>", "")], ("boundaryEvent", "late", "broken")),
        (
            [("<bpmn:timerEventDefinition>.*</bpmn:timerEventDefinition>", "<bpmn:errorEventDefinition/>")],
            ("boundaryEvent", "late", "broken"),
        ),
        (
            [("<bpmn:timerEventDefinition>.*</bpmn:timerEventDefinition>", "<bpmn:messageEventDefinition/>")],
            ("boundaryEvent", "late", "missing"),
        ),
        (
            [("<bpmn:timerEventDefinition>.*</bpmn:timerEventDefinition>", "<bpmn:terminateEventDefinition/>")],
            ("boundaryEvent", "late", "unsupported"),
        ),
        ([('kexie:outcome="done"', 'kexie:outcome="great"')], ("endEvent", "done", "broken")),
        (
            [('<bpmn:endEvent id="told"/>', '<bpmn:endEvent id="told"><bpmn:errorEventDefinition/></bpmn:endEvent>')],
            ("endEvent", "told", "broken"),
        ),
        (
            [
                (
                    '<bpmn:startEvent id="start" name="提出申请"/>',
                    '<bpmn:startEvent id="start"><bpmn:messageEventDefinition/></bpmn:startEvent>',
                )
            ],
            ("startEvent", "start", "advice"),
        ),
        (
            [
                (
                    '<bpmn:startEvent id="start" name="提出申请"/>',
                    '<bpmn:startEvent id="start"><bpmn:signalEventDefinition/></bpmn:startEvent>',
                )
            ],
            ("startEvent", "start", "unsupported"),
        ),
    ],
)
def test_a_spoilt_process_names_the_element(changes, problem):
    problems = check(read(spoilt(*changes)), **KNOWN)
    assert problem in [(one.element, one.id, one.kind) for one in problems]
    assert all(one.message.endswith("。") and "%(" not in one.message for one in problems)
    assert runs(problems) is not any(one.kind in ("broken", "unsupported") for one in problems)


def test_what_is_not_known_yet_is_not_complained_of():
    assert found(process(LECTURE)) == []


def test_people_need_a_lane_but_no_limit_is_set_to_the_applicant():
    inside = straight('<bpmn:userTask id="n" name="填写" kexie:form="f" kexie:limit="2h"/>')
    assert found(inside) == [("process", "p", "missing")]
    assert ("userTask", "apply", "missing") not in found(process(LECTURE))


@pytest.mark.parametrize(
    ("node", "problems"),
    [
        ('<bpmn:serviceTask id="n" kexie:verb="v"/>', []),
        ('<bpmn:callActivity id="n"/>', [("callActivity", "n", "broken")]),
        ('<bpmn:callActivity id="n" calledElement="x"/>', [("callActivity", "n", "broken")]),
        ('<bpmn:callActivity id="n" calledElement="p"/>', [("callActivity", "n", "broken")]),
        ('<bpmn:sendTask id="n"/>', [("sendTask", "n", "missing")]),
        ('<bpmn:intermediateThrowEvent id="n"/>', []),
        ('<bpmn:intermediateCatchEvent id="n"/>', [("intermediateCatchEvent", "n", "broken")]),
        ('<bpmn:subProcess id="n"/>', [("subProcess", "n", "missing")]),
        (
            '<bpmn:serviceTask id="n" kexie:verb="v"><bpmn:multiInstanceLoopCharacteristics/></bpmn:serviceTask>',
            [("multiInstanceLoopCharacteristics", "n", "unsupported")],
        ),
        ('<bpmn:eventBasedGateway id="n"/>', [("eventBasedGateway", "n", "broken")] * 2),
    ],
)
def test_single_elements(node, problems):
    assert found(straight(node)) == problems


def test_a_flow_does_not_cross_the_border_of_a_sub_process():
    inside = (
        '<bpmn:startEvent id="s"/><bpmn:subProcess id="sub"><bpmn:startEvent id="i"/><bpmn:endEvent id="j"/>'
        '<bpmn:sequenceFlow id="f2" sourceRef="i" targetRef="j"/></bpmn:subProcess><bpmn:endEvent id="e"/>'
        '<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="sub"/>'
        '<bpmn:sequenceFlow id="f3" sourceRef="sub" targetRef="e"/>'
        '<bpmn:sequenceFlow id="bad" sourceRef="i" targetRef="e"/>'
    )
    assert found(process(inside)) == [("sequenceFlow", "bad", "broken")]


def flows(*pairs):
    return "".join(
        f'<bpmn:sequenceFlow id="f{count}" sourceRef="{source}" targetRef="{target}"/>'
        for count, (source, target) in enumerate(pairs)
    )


def test_a_round_without_anybody_in_it_would_never_end():
    turning = (
        '<bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="g"/><bpmn:{0} id="t" name="t"/>'
        '<bpmn:exclusiveGateway id="h" default="f3"/><bpmn:endEvent id="e"/>'
        + flows(("s", "g"), ("g", "t"), ("t", "h"), ("h", "e"))
        + '<bpmn:sequenceFlow id="back" sourceRef="h" targetRef="g">'
        "<bpmn:conditionExpression>again</bpmn:conditionExpression></bpmn:sequenceFlow>"
    )
    assert ("exclusiveGateway", "g", "broken") in found(process(turning.format("serviceTask")))
    assert "broken" not in [kind for _, _, kind in found(process(turning.format("manualTask")))]


def test_a_split_that_is_never_joined_is_pointed_out():
    split = (
        '<bpmn:startEvent id="s"/><bpmn:parallelGateway id="g"/><bpmn:serviceTask id="a" kexie:verb="v"/>'
        '<bpmn:serviceTask id="b" kexie:verb="v"/><bpmn:endEvent id="e"/>'
    )
    pairs = [("s", "g"), ("g", "a"), ("g", "b")]
    alone = split + flows(*pairs, ("a", "e"), ("b", "e"))
    joined = split + '<bpmn:parallelGateway id="j"/>' + flows(*pairs, ("a", "j"), ("b", "j"), ("j", "e"))
    assert found(process(alone)) == [("parallelGateway", "g", "advice")]
    assert found(process(joined)) == []


def test_called_processes_are_checked_and_others_refused():
    caller = straight('<bpmn:callActivity id="n" calledElement="q"/>')
    called = '<bpmn:process id="q" isExecutable="{0}"><bpmn:startEvent id="x"/></bpmn:process>'
    both = caller.replace("</bpmn:definitions>", called.format("true") + "</bpmn:definitions>")
    assert [one.id for one in read(both).used] == ["p", "q"]
    assert ("startEvent", "x", "broken") in found(both)
    apart = straight('<bpmn:serviceTask id="n" kexie:verb="v"/>')
    other = apart.replace("</bpmn:definitions>", called.format("true") + "</bpmn:definitions>")
    assert found(other) == [("process", "q", "unsupported")]
    drawn = apart.replace("</bpmn:definitions>", called.format("false") + "</bpmn:definitions>")
    assert found(drawn) == [("process", "q", "advice")]


def test_an_empty_file_says_where_to_begin():
    assert found(process("")) == [("process", "p", "broken")]


FORK = (
    '<bpmn:startEvent id="s"/><bpmn:{0} id="g"/><bpmn:manualTask id="a" name="甲"/><bpmn:manualTask id="b" name="乙"/>'
    '<bpmn:{1} id="j"/><bpmn:endEvent id="e"/><bpmn:endEvent id="f">{2}</bpmn:endEvent>'
    '<bpmn:boundaryEvent id="late" attachedToRef="a"><bpmn:timerEventDefinition><bpmn:timeDuration>1d</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
) + flows(("s", "g"), ("g", "a"), ("g", "b"), ("a", "j"), ("b", "j"), ("j", "e"))


@pytest.mark.parametrize(
    ("split", "join", "end", "late", "waits"),
    [
        ("parallelGateway", "parallelGateway", "", "b", True),  # late: one way comes twice, the other never
        ("exclusiveGateway", "parallelGateway", "", "j", True),
        ("inclusiveGateway", "parallelGateway", "", "j", True),
        ("inclusiveGateway", "inclusiveGateway", "", "j", False),
        ("exclusiveGateway", "exclusiveGateway", "", "j", False),
        ("parallelGateway", "parallelGateway", "", "f", True),  # late, one way ends and the other is waited with
        ("parallelGateway", "parallelGateway", "<bpmn:terminateEventDefinition/>", "f", False),
    ],
)
def test_a_join_that_would_wait_for_ever_is_named(split, join, end, late, waits):
    way = f'<bpmn:sequenceFlow id="x" sourceRef="late" targetRef="{late}"/>'
    found_there = found(process(FORK.format(split, join, end) + way))
    assert (("parallelGateway", "j", "broken") in found_there) is waits


def test_a_process_too_large_to_be_played_through_is_not_called_wrong():
    tasks = "".join(
        f'<bpmn:manualTask id="t{n}" name="{n}"/><bpmn:manualTask id="u{n}" name="u{n}"/>' for n in range(12)
    )
    ways = [pair for n in range(12) for pair in (("g", f"t{n}"), (f"t{n}", f"u{n}"), (f"u{n}", "j"))]
    inside = f'<bpmn:startEvent id="s"/><bpmn:parallelGateway id="g"/>{tasks}<bpmn:parallelGateway id="j"/>'
    inside += '<bpmn:endEvent id="e"/>' + flows(("s", "g"), *ways, ("j", "e"))
    assert "broken" not in [kind for _, _, kind in found(process(inside))]
