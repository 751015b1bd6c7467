"""Text and JSON of the materials say the same."""

import json

from tests.decide.materials.real_errors import SIZES, M, real_study

from simlaw.decide.materials.classes import ClassQuestion, class_errors
from simlaw.decide.materials.distance import distance_to_source, error_by_distance
from simlaw.decide.materials.mean_errors import mean_errors
from simlaw.decide.materials.stay_wrong import stay_wrong
from simlaw.materials.families.scaffold import scaffold_of
from simlaw.report.materials.material_answer import material_dict, material_text
from simlaw.study.reread.material_look import MaterialLook


def look() -> MaterialLook:
    study = real_study()
    errors = study.errors
    question = ClassQuestion("fine-tune", M, SIZES, by="scaffold", laws=1)
    found = mean_errors(errors, question.cells)
    away, _ = distance_to_source(study.source, study.target)
    return MaterialLook(
        "indices",
        "molecule",
        "1",
        question,
        class_errors(errors, [scaffold_of(key) for key in errors.keys], question),
        stay_wrong(errors, found),
        int(found.tested.sum()),
        distance=error_by_distance(away, found.size[-1]),
    )


def test_text_names_the_classes_and_their_effects() -> None:
    one = look()
    text = material_text(one)
    assert "By scaffold:" in text
    for each in one.classes.classes[:5]:
        assert each.name in text
    assert "Law of" in text
    assert "rank correlation of distance and error" in text
    for wrong in one.wrong[:3]:
        assert wrong.key[:40] in text


def test_json_holds_all_of_it() -> None:
    one = look()
    content = json.loads(json.dumps(material_dict(one), allow_nan=False))
    assert len(content["classes"]["classes"]) == len(one.classes.classes)
    first = content["classes"]["classes"][0]
    assert first["error"]["low"] < first["error"]["estimate"] < first["error"]["high"]
    assert first["law"]["status"]
    assert content["stay_wrong"][0]["key"] == one.wrong[0].key
    assert content["twins"] is content["floor"] is None
