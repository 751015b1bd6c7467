"""The section on twins: sentences where they were looked for, and none elsewhere."""

from simlaw.decide.materials.classes import ClassQuestion
from simlaw.decide.materials.twins import TwinAudit, TwinGroup
from simlaw.law.estimate import Estimate
from simlaw.report.page.twins_section import twins
from simlaw.study.reread.material_look import MaterialLook

AUDIT = TwinAudit(
    tested=100,
    same=40,
    same_used=0,
    near=12,
    near_used=11,
    everything=TwinGroup(100, 0.5, 0.6),
    with_twin=TwinGroup(11, 0.2, 0.55),
    without=TwinGroup(89, 0.54, 0.61),
    change=Estimate(-0.07, -0.1, -0.04, 0.9),
    ratio_change=Estimate(-0.06, -0.09, -0.03, 0.9),
)


def look(audit: TwinAudit | None) -> MaterialLook:
    question = ClassQuestion("fine-tune", 10, (1, 2, 3))
    return MaterialLook("a", "molecule", "eV", question, None, (), 100, twins=audit)


def test_it_says_how_many_and_what_they_do() -> None:
    said = " ".join(twins(look(AUDIT)))
    assert "Of 100 tested materials the source holds 40 themselves" in said
    assert "none is learned from" in said
    assert "11 are learned from" in said
    assert "Twins flatter the result" in said
    assert "−6.0 %" in said


def test_without_an_audit_there_is_no_section() -> None:
    assert twins(look(None)) == []
    assert twins(None) == []
