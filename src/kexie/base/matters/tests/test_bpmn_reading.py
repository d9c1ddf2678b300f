"""What is read of a BPMN file, what is named as not supported, and what is not looked at at all."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.matters.rules.bpmn.model import Box, Event, Flow, Lane, Loop, Point, Shape
from kexie.base.matters.rules.bpmn.reading import Unreadable, read
from kexie.base.matters.tests.drawn import HEAD, LECTURE, process


def test_a_whole_process():
    model = read(process(LECTURE))
    assert model.problems == ()
    assert model.target == "https://kexie.org/matters"
    assert model.main.executable
    assert model.lanes["window"] == Lane(
        "window",
        "受理窗口",
        "window",
        "handler",
        node_ids=("review", "late", "decided", "tell", "told", "done", "refused"),
    )
    review = model.nodes["review"]
    assert (review.kind, review.name, review.lane_id, review.form, review.limit) == (
        "userTask",
        "审核材料",
        "window",
        "review",
        "3d",
    )
    late = model.nodes["late"]
    assert (late.attached_to, late.interrupting, late.event) == ("review", False, Event("timer", "2d"))
    assert (model.nodes["tell"].verb, model.nodes["tell"].value) == ("notify_applicant", "late")
    assert model.nodes["refused"].outcome == "rejected"
    assert model.nodes["decided"].default == "no"
    assert model.flows["yes"] == Flow("yes", "decided", "done", "decision == 'agree'", "同意")
    assert [flow.id for flow in model.outgoing["decided"]] == ["yes", "no"]
    assert [node.id for node in model.boundaries["review"]] == ["late"]


def test_events_get_the_names_that_they_refer_to():
    before = (
        '<bpmn:message id="m" name="补正材料"/><bpmn:signal id="s" name="停办"/>'
        '<bpmn:error id="e" name="失败" errorCode="E1"/><bpmn:escalation id="c" escalationCode="C1"/>'
    )
    inside = (
        '<bpmn:receiveTask id="r" messageRef="m"/>'
        '<bpmn:intermediateCatchEvent id="i"><bpmn:signalEventDefinition signalRef="s"/></bpmn:intermediateCatchEvent>'
        '<bpmn:endEvent id="x"><bpmn:errorEventDefinition errorRef="e"/></bpmn:endEvent>'
        '<bpmn:endEvent id="y"><bpmn:escalationEventDefinition escalationRef="c"/></bpmn:endEvent>'
        '<bpmn:endEvent id="z"><bpmn:terminateEventDefinition/></bpmn:endEvent>'
        '<bpmn:sendTask id="w" messageRef="s"/>'
    )
    nodes = read(process(inside, before)).nodes
    assert [nodes[key].event for key in "rixyzw"] == [
        Event("message", "补正材料"),
        Event("signal", "停办"),
        Event("error", "E1"),
        Event("escalation", "C1"),
        Event("terminate"),
        Event("message"),
    ]


def test_what_stands_in_a_sub_process_knows_it_and_its_lane():
    inside = (
        '<bpmn:laneSet><bpmn:lane id="l"><bpmn:flowNodeRef>sub</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
        '<bpmn:subProcess id="sub"><bpmn:userTask id="t"><bpmn:multiInstanceLoopCharacteristics isSequential="true"'
        ' kexie:element="units" kexie:until="majority"/></bpmn:userTask>'
        '<bpmn:textAnnotation id="n"><bpmn:text>说明</bpmn:text></bpmn:textAnnotation></bpmn:subProcess>'
        '<bpmn:boundaryEvent id="b" attachedToRef="sub"/>'
    )
    model = read(process(inside))
    task = model.nodes["t"]
    assert (task.parent, task.lane_id) == ("sub", "l")
    assert task.loop == Loop(True, "units", "majority")
    assert model.nodes["b"].lane_id == "l"
    assert [(one.text, one.parent) for one in model.main.artifacts] == [("说明", "sub")]


def test_where_it_is_drawn():
    di = (
        '<d:BPMNDiagram xmlns:d="http://www.omg.org/spec/BPMN/20100524/DI"'
        ' xmlns:c="http://www.omg.org/spec/DD/20100524/DC" xmlns:w="http://www.omg.org/spec/DD/20100524/DI">'
        '<d:BPMNPlane bpmnElement="p"><d:BPMNShape bpmnElement="start"><c:Bounds x="10" y="20.5" width="36" height="36"/>'
        '<d:BPMNLabel><c:Bounds x="1" y="60" width="50" height="14"/></d:BPMNLabel></d:BPMNShape>'
        '<d:BPMNShape bpmnElement="far"><c:Bounds x="1e9" y="0" width="36" height="36"/></d:BPMNShape>'
        '<d:BPMNShape bpmnElement="no"><c:Bounds x="nan" y="0" width="36" height="36"/></d:BPMNShape>'
        '<d:BPMNEdge bpmnElement="f1"><w:waypoint x="46" y="38"/><w:waypoint x="100" y="38"/></d:BPMNEdge>'
        "</d:BPMNPlane></d:BPMNDiagram>"
    )
    model = read(process(LECTURE, after=di))
    assert model.shapes == {"start": Shape(Box(10, 20.5, 36, 36), label=Box(1, 60, 50, 14))}
    assert model.edges == {"f1": (Point(46, 38), Point(100, 38))}


@pytest.mark.parametrize(
    ("inside", "element", "key"),
    [
        ('<bpmn:scriptTask id="n"><bpmn:script>1</bpmn:script></bpmn:scriptTask>', "scriptTask", "n"),
        (
            '<bpmn:userTask id="n"><bpmn:ioSpecification><bpmn:script/></bpmn:ioSpecification></bpmn:userTask>',
            "script",
            "n",
        ),
        ('<bpmn:businessRuleTask id="n"/>', "businessRuleTask", "n"),
        ('<bpmn:complexGateway id="n"/>', "complexGateway", "n"),
        ('<bpmn:transaction id="n"/>', "transaction", "n"),
        ('<bpmn:adHocSubProcess id="n"/>', "adHocSubProcess", "n"),
        ('<bpmn:subProcess id="n" triggeredByEvent="true"/>', "subProcess", "n"),
        ('<bpmn:task id="n" isForCompensation="true"/>', "task", "n"),
        ('<bpmn:receiveTask id="n" instantiate="true"/>', "receiveTask", "n"),
        ('<bpmn:task id="n"><bpmn:standardLoopCharacteristics/></bpmn:task>', "standardLoopCharacteristics", "n"),
        (
            (
                '<bpmn:task id="n"><bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>'
                "</bpmn:multiInstanceLoopCharacteristics></bpmn:task>"
            ),
            "loopCardinality",
            "n",
        ),
        (
            '<bpmn:intermediateCatchEvent id="n"><bpmn:conditionalEventDefinition/></bpmn:intermediateCatchEvent>',
            "conditionalEventDefinition",
            "n",
        ),
        (
            '<bpmn:intermediateThrowEvent id="n"><bpmn:compensateEventDefinition/></bpmn:intermediateThrowEvent>',
            "compensateEventDefinition",
            "n",
        ),
        (
            (
                '<bpmn:intermediateCatchEvent id="n"><bpmn:timerEventDefinition><bpmn:timeDate/></bpmn:timerEventDefinition>'
                "</bpmn:intermediateCatchEvent>"
            ),
            "timeDate",
            "n",
        ),
        (
            '<bpmn:endEvent id="n"><bpmn:signalEventDefinition/><bpmn:terminateEventDefinition/></bpmn:endEvent>',
            "endEvent",
            "n",
        ),
        ('<bpmn:choreographyTask id="n"/>', "choreographyTask", "n"),
        ('<bpmn:anything id="n"/>', "anything", "n"),
        (
            (
                '<bpmn:sequenceFlow id="n"><bpmn:conditionExpression language="feel">1</bpmn:conditionExpression>'
                "</bpmn:sequenceFlow>"
            ),
            "sequenceFlow",
            "n",
        ),
    ],
)
def test_what_is_not_supported_is_named(inside, element, key):
    problems = read(process(inside)).problems
    assert (element, key, "unsupported") in [(one.element, one.id, one.kind) for one in problems]
    assert all(one.message.endswith("。") for one in problems)


def test_what_tools_add_is_passed_over():
    inside = (
        '<bpmn:task id="n" xmlns:z="http://camunda.org/schema/zeebe/1.0" z:modelerTemplate="x"><bpmn:extensionElements>'
        "<z:script>1</z:script><bpmn:script>1</bpmn:script></bpmn:extensionElements></bpmn:task>"
    )
    assert read(process(inside)).problems == ()


def test_an_attribute_of_ours_that_means_nothing_is_pointed_out():
    problem = read(process('<bpmn:userTask id="n" kexie:limits="3d"/>')).problems[0]
    assert (problem.element, problem.id, problem.level) == ("userTask", "n", "warning")
    assert "limits" in problem.message


def test_an_element_without_an_id_is_named():
    assert [one.element for one in read(process("<bpmn:task/>")).problems] == ["task"]


# Files that mean harm

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    + HEAD
    + "&b;</bpmn:definitions>"
)
OUTSIDE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + HEAD + "&x;</bpmn:definitions>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_no_document_type_in_any_encoding(text, encoding):
    declared = text if text.startswith("<?xml") else f'<?xml version="1.0" encoding="{encoding}"?>{text}'
    declared = declared.replace('<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{encoding}"?>')
    with pytest.raises(Unreadable) as refused:
        read(declared.encode(encoding))
    assert refused.value.problems[0].element == "DOCTYPE"


@pytest.mark.parametrize(
    ("data", "element", "word"),
    [
        (
            process(
                '<bpmn:task id="a"/><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
            ),
            "xi:include",
            "xi:include",
        ),
        (process('<bpmn:task id="a"/><bpmn:endEvent id="a"/>'), "endEvent", "“a”"),
        (b" " * (1024 * 1024 + 1), "", "1 MB"),
        (process("<bpmn:subProcess>" * 70 + "</bpmn:subProcess>" * 70), "", "60 层"),
        (process("<bpmn:subProcess>" * 10_000 + "</bpmn:subProcess>" * 10_000), "", "60 层"),
        (process("<bpmn:task/>" * 2_001), "", "2000 个"),
        (process("<bpmn:extensionElements>" + "<a/>" * 20_001 + "</bpmn:extensionElements>"), "", "20000 个"),
        ("<html/>", "html", "BPMN 2.0"),
        (
            '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL/"/>',
            "definitions",
            "BPMN 2.0",
        ),
        ('<!-- a --><definitions xmlns="urn:evil" xmlns:bpmn="urn:evil"/>', "definitions", "BPMN 2.0"),
        (HEAD, "", "XML"),
        ("", "", "XML"),
        (b"PK\x03\x04", "", "XML"),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "", "UTF-7"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "", "no-such"),
        ('<?xml version="1.0" encoding="utf-8"?><a n="科协"/>'.encode("gb18030"), "", "编码"),
        (HEAD + "&undeclared;</bpmn:definitions>", "", "XML"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_unsafe_is_not_read(data, element, word):
    with pytest.raises(Unreadable, match=word) as refused:
        read(data)
    assert refused.value.problems[0].element == element


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "gbk"])
def test_chinese_is_read_in_the_encodings_that_it_comes_in(encoding):
    label = encoding.removesuffix("-sig")
    data = f'<?xml version="1.0" encoding="{label}"?>\n{process(LECTURE)}'.encode(encoding)
    assert read(data).nodes["review"].name == "审核材料"


def test_nothing_is_fetched_for_a_schema_and_prefixes_mean_nothing():
    text = process(LECTURE).replace("bpmn:", "semantic:").replace("xmlns:bpmn=", "xmlns:semantic=")
    text = text.replace(
        " targetNamespace",
        ' xmlns:x="http://www.w3.org/2001/XMLSchema-instance"'
        ' x:schemaLocation="http://example.org/a http://example.org/a.xsd" targetNamespace',
    )
    assert read(text).nodes == read(process(LECTURE)).nodes


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_whatever_is_handed_in_is_refused_with_a_sentence(data):
    with pytest.raises(Unreadable) as refused:
        read(data)
    assert all(problem.message.endswith("。") for problem in refused.value.problems)


MUTILATED = process(LECTURE).encode()


@given(st.integers(0, len(MUTILATED) - 1), st.integers(0, 60), st.binary(max_size=6))
def test_a_mutilated_file_is_read_or_refused(at, cut, put):
    with contextlib.suppress(Unreadable):
        read(MUTILATED[:at] + put + MUTILATED[at + cut :])
