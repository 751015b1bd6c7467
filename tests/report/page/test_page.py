from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from simlaw.errors import InputError
from simlaw.law import LearningCurve
from simlaw.printed_numbers import value
from simlaw.report import curve_page, render, sentences, write
from simlaw.study.accounts import DescriptorAccount, TrainingAccount
from simlaw.study.result import StudyResult
from simlaw.tables.account import Origin, Refusal
from simlaw.transfer import TrainingRecipe

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]

HOSTILE = (
    "</script></style></pre><script>window.hacked=1</script><img src=x onerror=hacked()>\"'{{7-7}}&"
)


class Reader(HTMLParser):
    """Collects what a page is made of: tags, text by tag, ids, attributes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.data: list[str] = []
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.text += " "
        self.tags.append(tag)
        self.attributes += attrs
        if tag in {"script", "style"}:
            self._open.append(dict(attrs).get("type") or tag)

    def handle_endtag(self, tag: str) -> None:
        self.text += " "
        if tag in {"script", "style"}:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._open:
            self.text += data
        elif self._open[-1] == "application/json":
            self.data.append(data)

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", self.text.replace("\u00a0", " "))


@pytest.fixture(scope="module")
def result(make_curve: Curves, make_study: Studies) -> StudyResult:
    return make_study(make_curve(ms=(50, 100), unit="g/cm^3"))


@pytest.fixture(scope="module")
def small(make_curve: Curves, make_study: Studies) -> StudyResult:
    return make_study(make_curve(zero_shot=False))


@pytest.fixture(scope="module")
def page(result: StudyResult) -> str:
    return render(result)


def test_the_page_holds_the_whole_account(result: StudyResult, page: str) -> None:
    words = Reader(page).words
    for sentence in sentences(result):
        assert sentence.replace("n^", "n ").replace("\u00a0", " ") in words
    for said in (
        "Refractive index of organic liquids",
        "26,013",
        "321 molecules are in both tables",
        "(64 in a median replicate)",
        "Refused rows of the source (1) Row Material Reason 17 C1CC Ring bond 1 is not closed.",
        "Materials without a descriptor (first 1 of 2)",
        "Sizes n 50, 150, 450, 1,350, 4,000, 12,000",
        "Seed 20261",
        "10.1038/s41524-025-01606-5",
        "CRC Handbook",
        "simlaw run studies/refractive-index.toml",
        'name = "refractive-index"',
        "jax 0.6.0",
        "84 trials, 2 min 23 s of computing, seed 20261",
    ):
        assert said in words, said


def test_the_table_by_n_gives_the_curve(result: StudyResult, page: str) -> None:
    words = Reader(page).words
    direct = result.curve.direct(100)
    assert direct is not None
    for n, error, *_ in result.curve.mean(100).itertuples(index=False):
        assert f" {int(n):,} {value(error)} " in words
        assert value(error / direct.estimate) in words


def test_nothing_is_fetched_and_the_page_is_small(page: str) -> None:
    reader = Reader(page)
    addresses = [text for name, text in reader.attributes if name in {"src", "href", "xlink:href"}]
    assert [a for a in addresses if a and not a.startswith(("#", "data:"))] == [
        "https://doi.org/10.1038/s41524-025-01606-5"
    ]
    assert "@import" not in page
    assert not {"img", "iframe", "object", "embed"} & set(reader.tags)
    assert len(page.encode()) < 1_000_000


def test_ids_are_unique_and_labels_meet_their_fields(page: str) -> None:
    attributes = Reader(page).attributes
    ids = [text for name, text in attributes if name == "id"]
    assert len(ids) == len(set(ids))
    wanted = {text for name, text in attributes if name == "for"}
    wanted |= {a[1:] for name, a in attributes if name == "href" and a and a.startswith("#")}
    assert wanted <= set(ids)


def test_every_stop_is_in_the_page(result: StudyResult, page: str) -> None:
    from simlaw.decide import required_n_at_targets
    from simlaw.report.page.required_n_section import texts_of

    held = [data for text in Reader(page).data if "stops" in (data := json.loads(text))]
    assert len(held) == 2
    for m, data in zip((50, 100), held, strict=True):
        assert data["stops"] == [
            texts_of(answer, "g/cm³") for answer in required_n_at_targets(result.laws[m])
        ]
        assert len(data["places"]["wide"]["x"]) == len(data["stops"])


def test_text_of_the_data_is_never_markup(make_curve: Curves, make_study: Studies) -> None:
    plain = Reader(render(make_study(make_curve(unit="eV"))))
    source = replace(
        make_study(make_curve()).source,
        name=HOSTILE,
        refused_examples=(Refusal(3, HOSTILE, HOSTILE, HOSTILE),),
        origin=Origin(HOSTILE, HOSTILE, HOSTILE, HOSTILE),
    )
    nasty = make_study(
        make_curve(unit=HOSTILE, name=HOSTILE),
        name=HOSTILE,
        title=HOSTILE,
        property=HOSTILE,
        source=source,
        training=TrainingAccount(TrainingRecipe(), HOSTILE),
        descriptor=DescriptorAccount((HOSTILE,), reasons=((HOSTILE, HOSTILE),)),
        spec_toml=HOSTILE,
        command=HOSTILE,
        versions={HOSTILE: HOSTILE},
    )
    page = render(nasty)
    reader = Reader(page)
    for tag in ("script", "style", "img", "pre", "a", "svg"):
        assert reader.tags.count(tag) == plain.tags.count(tag), tag
    assert not [name for name, _ in reader.attributes if name.startswith("on")]
    assert "{{7-7}}" in reader.text
    assert json.loads(reader.data[0])["unit"] == HOSTILE


def test_an_unfinished_study_has_a_page(make_curve: Curves, make_study: Studies) -> None:
    words = Reader(render(make_study(make_curve(sizes=(50, 500)), trials_done=9))).words
    assert "This study is not finished: 9 of 84 trials are done" in words
    assert "No law is fitted" in words
    assert "How many computed" not in words


def test_a_study_without_any_trial_has_a_page(make_curve: Curves, make_study: Studies) -> None:
    empty = LearningCurve(make_curve().frame.iloc[:0])
    words = Reader(render(make_study(empty, m=100, ms=(100,), trials_done=0))).words
    assert "No trial with m = 100 is finished yet." in words


def test_a_curve_that_does_not_fall_has_no_slider(make_curve: Curves) -> None:
    curve = make_curve(amplitude=0.0, direct=None, ms=(0,), zero_shot=False)
    law = replace(curve.fit(resamples=200), status="no_decay")
    reader = Reader(curve_page(curve, law))
    assert reader.data == []
    assert (
        "do not show that the error falls with n, so no number of samples can be named"
        in reader.words
    )
    assert "more than 1 % with probability" in reader.words


def test_write_leaves_the_page_and_its_figures(small: StudyResult, tmp_path: Path) -> None:
    path = write(small, tmp_path / "runs" / "one")
    assert path == tmp_path / "runs" / "one" / "report.html"
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    found = sorted(str(p.relative_to(path.parent)) for p in path.parent.rglob("*") if p.is_file())
    assert found == ["figures/law-m100.svg", "figures/requirement-m100.svg", "report.html"]


def test_a_folder_that_cannot_be_written_is_an_input_error(
    small: StudyResult, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match="cannot be written"):
        write(small, tmp_path / "file")


def test_a_page_for_a_curve_alone(make_curve: Curves) -> None:
    curve = make_curve(direct=None, ms=(0,), zero_shot=False, name="<curve>.csv", unit="eV")
    law = curve.fit(resamples=200)
    reader = Reader(curve_page(curve, law))
    assert "<curve>.csv" in reader.text
    assert "error in eV · 6 sizes, n = 50 to 12,000" in reader.words
    assert "Doubling n to n = 24,000 samples is forecast" in reader.words
    assert "m = 0" not in reader.words
    assert len(json.loads(reader.data[0])["stops"]) > 20


def test_a_page_for_single_points(make_curve: Curves) -> None:
    curve = make_curve(direct=None, ms=(0,), zero_shot=False, replicates=1)
    words = Reader(curve_page(curve, curve.fit(resamples=200))).words
    assert "single replicates" not in words
    assert "one new point" in words


def test_a_curve_without_trials_is_refused(make_curve: Curves) -> None:
    with pytest.raises(InputError, match="nothing to show"):
        curve_page(LearningCurve(make_curve().frame.iloc[:0]), None)
