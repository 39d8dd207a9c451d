"""Yes or no of one sentence: denial, exception, opposite ways, bounds, permission and duty, composed; half of each kind are a no."""

from __future__ import annotations

import pytest

from zhengpu.graph.facts import Iri
from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.passages.passage_question import PassageQuestion, PassageQuotes
from zhengpu.query.passages.passage_search import PassageSearch
from zhengpu.query.passages.passage_words import PassageWords
from zhengpu.query.phrases.verdicts import load_verdicts
from zhengpu.query.said.spoken_term import SpokenTerm
from zhengpu.query.words.otherwise import load_thesaurus
from zhengpu.query.words.speech import load_speech

DENIALS = [
    ("是不是可以不经听证就调水价", "调整水价须经价格听证会论证通过后执行。", False),
    ("首批没把民政窗口放进去，是这样吗", "推动民政、教育等窗口首批进驻大厅。", False),
    ("租房不用交押金，对吧", "公租房承租人不再缴纳租房押金。", True),
    ("学校食堂不对外营业，是不是", "学校食堂不得对外营业。", True),
    ("我们村没修过路，能不能申请养护补助", "支持各村申请农村公路养护补助。", True),
    ("施工许可还要不要盖村委会的章", "办理施工许可不再要求加盖村委会章。", False),
    ("展会名单有没有包括家具展会", "展会名单包括家具、灯具展会。", True),
    ("摊位费卡不卡上限", "摊位费不设上限。", False),
    ("是不是不能把公房转租给别人", "禁止将公房转租、转借。", True),
    ("未经检疫的活禽能不能进市场", "未经检疫的活禽不得进入市场。", False),
]
EXCEPTIONS = [
    ("客运码头的岸线使用费能不能免掉", "港口企业（客运码头除外）免收岸线使用费。", False),
    ("货运码头的岸线使用费能不能免掉", "港口企业（客运码头除外）免收货运码头岸线使用费。", True),
    ("进修学校可以申请设备补助吗", "除进修学校外，各类学校均可申请设备补助。", False),
    ("农机户可以申请燃油补助吗", "农机户、渔船户可申请燃油补助，不包括休闲渔船。", True),
    ("休闲渔船可以申请燃油补助吗", "农机户可申请燃油补助，不包括休闲渔船。", False),
    ("水表也要检定吗", "除水表外，还应当检定燃气表。", True),
]
WAYS = [
    ("公交补贴会变多吗", "逐步减少公交补贴。", False),
    ("公交补贴是不是要少了", "逐步减少公交补贴。", True),
    ("门诊报销比例会提高吗", "提高门诊报销比例。", True),
    ("门诊报销比例是不是往下降", "提高门诊报销比例。", False),
    ("住店登记会放宽吗", "从严管理住店登记。", False),
    ("住店登记会放宽吗", "放宽住店登记条件。", True),
    ("审批时间会缩短吗", "压缩审批时间。", True),
    ("审批时间会延长吗", "压缩审批时间。", False),
    ("货车通行费会涨价吗", "降低货车通行费。", False),
    ("货车通行费不会涨价吧", "降低货车通行费。", True),
]
BOUNDS = [
    ("投资三千万够不够申报技改", "申报技改项目实际完成投资1000万元及以上。", True),
    ("投资800万够不够申报技改", "申报技改项目实际完成投资1000万元及以上。", False),
    ("0.02毫米的塑料袋能卖吗", "禁止销售厚度低于0.025毫米的塑料袋。", False),
    ("0.03毫米的塑料袋能卖吗", "禁止销售厚度低于0.025毫米的塑料袋。", True),
    ("存储规模目标是60PB，对吗", "到2026年存储规模达到40PB。", False),
    ("存储规模目标是40PB，对吗", "到2026年存储规模达到40PB。", True),
    ("驿站要建50个，对吧", "建成驿站80个。", False),
    ("驿站要建80个，对吧", "建成驿站80个。", True),
]
LEAVES = [
    ("托育机构能不能用社区的房子", "鼓励托育机构使用社区用房。", True),
    ("托育机构必须用社区的房子吗", "鼓励托育机构使用社区用房。", False),
    ("民宿可不可以自己定价格", "民宿可自主确定价格。", True),
    ("养犬登记信息能卖给别人吗", "严禁出售养犬登记信息。", False),
    ("夜市摊点要不要缴纳管理费", "夜市摊点免缴管理费。", False),
    ("夜市摊点的管理费是不是得按时交", "夜市摊点应当按时缴纳管理费。", True),
    ("冷链车进城让不让", "允许冷链车全天进城。", True),
    ("冷链车进城让不让", "不允许冷链车早高峰进城。", False),
]


def _verdict(question: str, sentence: str) -> bool | None:
    text = question.lower()
    words = [w for w in load_speech().cut(text) if w.tag[:1] in ("n", "v", "j", "l", "b") or w.surface[:1].isdigit()]
    terms = tuple(
        SpokenTerm(w.surface, 1.0 if w.tag[:1] in "nj" else 0.6, loose=load_thesaurus().printed(w.surface), at=w.start)
        for w in words
        if len(w.surface) > 1 and w.surface[0] != "不" and not load_verdicts().modal(w.surface)
    )
    passage = DocumentPassage(Iri("http://example.org/1"), 0, len(sentence), sentence)
    search = PassageSearch([passage])
    asked = PassageQuestion(Asked("yesno"), text=text, align=lambda said: search.alignment(terms, said), terms=terms)
    answer = PassageWords(asked, PassageQuotes(lambda _: sentence)).verdict(passage)
    return answer.boolean if answer is not None else None


@pytest.mark.parametrize(("question", "sentence", "said"), [*DENIALS, *EXCEPTIONS, *WAYS, *BOUNDS, *LEAVES])
def test_a_sentence_says_yes_or_no_by_what_its_words_do(question: str, sentence: str, said: bool) -> None:
    assert _verdict(question, sentence) is said


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("药店、超市、学校和医院能不能代收快递包裹", "支持药店延长营业时间、增加老年用药指导。"),  # one word of it all
        ("云岭的驿站要建80个，对吧", "建设游客中心3座。"),  # no number of the kind
        ("公交补贴标准会不会提高", "公交补贴标准为每车每年两万元。"),  # goes no way
        ("两万元的公交补贴够不够", "公交补贴标准为每车每年两万元。"),  # no bound
        ("北京的托育机构能不能用社区的房子", "鼓励托育机构使用社区用房。"),  # another place
    ],
)
def test_a_sentence_that_says_too_little_is_no_witness(question: str, sentence: str) -> None:
    assert _verdict(question, sentence) is None
