"""The whole reading: every span is exact, nothing is lost, odd texts are read or refused, never crash."""

from __future__ import annotations

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhengpu.ingest.document import Document
from zhengpu.ingest.files.reading import read
from zhengpu.ingest.pipeline import Learned, learn, load_reader

READER = load_reader()
CHINESE = "县文旅局牵头配合负责各镇人民政府一二三、，。；：（）〔〕《》“”12345年月日底前建成个家万元%\n 　"


def learned(text: str) -> Learned:
    return learn(Document("计划", "text/plain", text), READER, topics=False)


def exact(result: Learned) -> None:
    text = result.document.text
    for fact in result.graph.facts:
        for evidence in fact.evidence:
            assert text[evidence.span.slice] == evidence.quote
            assert 0 < len(evidence.quote) <= 400
    for entity in result.graph.entities:
        for evidence in entity.evidence:
            assert text[evidence.span.slice] == evidence.quote
    for task in result.plan.tasks:
        assert all(text[offset].strip() or text[offset].isspace() for offset in task.passage.offsets)
    # a duty's name is where it says it is, but for breaks and blanks inside it
    for duty in result.claims.duties:
        printed = "".join(text[duty.name.slice].split())
        assert set(duty.unit) & set(printed), (duty.unit, printed)


def test_every_span_of_the_sample_is_exact(sample_text: str) -> None:
    result = learned(sample_text)
    exact(result)
    assert len(result.plan.tasks) == 64
    assert len(result.claims.duties) == 159


def test_the_same_text_gives_the_same_graph(sample_text: str) -> None:
    assert learned(sample_text).graph == learned(sample_text).graph


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.one_of(st.sampled_from(CHINESE), st.sampled_from(string.printable), st.characters(codec="utf-8")), max_size=400))
def test_any_text_is_read_with_exact_spans(text: str) -> None:
    exact(learned(text))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_plan_is_read_with_exact_spans(sample_text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sample_text) - 1500))
    piece = sample_text[start : start + 1500]
    for _ in range(8):
        at = data.draw(st.integers(0, len(piece) - 1))
        piece = piece[:at] + data.draw(st.sampled_from(["", "\n", " ", piece[at] * 2, "（", "）", "\u3000"])) + piece[at + 1 :]
    exact(learned(piece))


def test_a_poem_has_no_tasks() -> None:
    assert learned("床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n").plan.tasks == ()


def test_an_unclosed_bracket_is_read_and_told() -> None:
    result = learned("甲县行动计划\n一、工作\n1.办好庙会。（县文旅局牵头，县教育局配合）\n2.建好场馆。做好服务。（县发改局负责\n")
    assert ("县发改局", "responsible") in {(d.unit, d.role) for d in result.claims.duties}
    assert any(line.code == "unclosed-bracket" and line.line for line in result.report.diagnostics)


def test_people_and_telephones_are_no_units() -> None:
    text = "甲县行动计划\n一、工作\n1.办好庙会。（县文旅局负责）\n2.建好场馆。（县教育局负责）\n负责人：张三\n联系电话：0359-7522345\n"
    assert {duty.unit for duty in learned(text).claims.duties} == {"县文旅局", "县教育局"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_encoding_gives_the_same_duties(sample_text: str, encoding: str) -> None:
    data = sample_text.encode(encoding, errors="replace")
    result = learn(read(data, "计划.txt"), READER, topics=False)
    assert len(result.claims.duties) == 159


def test_a_result_that_needs_segmentation(sample_text: str) -> None:
    with_topics = learn(Document("计划", "text/plain", sample_text), READER)
    assert [m for m in with_topics.claims.mentions if m.kind == "Topic"]
    assert not [m for m in learned(sample_text).claims.mentions if m.kind == "Topic"]


def test_what_stands_below_a_heading_with_a_clause_is_said_of_its_task() -> None:
    text = "甲市2024年节能工作安排\n（一）淘汰产能（市经委牵头）\n关停机组5台。\n（二）推进减排（市环保局负责）\n改造锅炉3台。\n"
    learned = learn(Document("a", "text/plain", text), load_reader(), topics=False)
    assert [(target.task, str(target.value)) for target in learned.claims.targets] == [(0, "5"), (1, "3")]


def test_half_width_and_traditional_texts_say_the_same() -> None:
    plain = (
        "甲县2024年计划\n1.建设园区。到2024年底，新增企业5个，投资增长30%以上。（县发改局牵头，县财政局配合）\n2.建路。（县交通局负责）\n"
    )
    forms = (plain, plain.translate(str.maketrans("，（）", ",()")), plain.translate(str.maketrans("县发财业个资长", "縣發財業個資長")))
    reader = load_reader()
    read = [learn(Document("a", "text/plain", text), reader, topics=False).claims for text in forms]
    assert len({tuple((t.op, str(t.value), t.deadline) for t in claims.targets) for claims in read}) == 1
    assert len({tuple((d.task, d.role) for d in claims.duties) for claims in read}) == 1
    assert [t.unit for t in read[2].targets] == ["個", "%"]
