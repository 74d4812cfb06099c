"""The drawing is Mermaid that parses, and shows what the flow does."""

import re

import pytest

from flows.drawing import mermaid
from flows.loading import FOLDER, load

FLOWS = load(FOLDER)
LINE = re.compile(
    r"""flowchart\ TD
    |\ +\w+(\(\["[^"]+"\]\)|\["[^"]+"\]|\[/"[^"]+"/\])       # a node
    |\ +subgraph\ \w+\["[^"]+"\]|\ +end
    |\ +\w+\ -->(\|"[^"]+"\|)?\ \w+                          # an arrow
    |\ +\w+\ -\.->\|"[^"]+"\|\ \w+""",
    re.VERBOSE,
)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_every_line_is_a_mermaid_statement(flow):
    lines = mermaid(flow).splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert sum("subgraph" in line for line in lines) == sum(line.strip() == "end" for line in lines)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_every_field_is_drawn_and_both_entered_and_left(flow):
    text = mermaid(flow)
    arrows = re.findall(r"^  (\w+) -->(?:\|.*\|)? (\w+)$", text, re.MULTILINE)
    assert {origin for origin, _ in arrows} == {"start_", *(field.id for field in flow.fields)}
    assert {target for _, target in arrows} == {"finish_", *(field.id for field in flow.fields)}
    for _, stop in flow.stops():
        assert f"| stop_{stop.rule}" in text


def test_conditions_stand_on_the_arrows(birth):
    text = mermaid(birth)
    assert 'me_dan_toc -->|"Cha mẹ kết hôn: Đã đăng ký"| cha_ho_ten' in text
    assert 'me_so_giay_to -->|"Số căn cước của mẹ: ?"| me_noi_cu_tru' in text
    assert "cha_ho_ten --> cha_ngay_sinh" in text
    assert "cha_ho_ten --> nyc_dien_thoai" not in text
