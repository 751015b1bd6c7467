"""The settings of a design: which trials are run, and on which scale errors are counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from simlaw.errors import InputError
from simlaw.materials.same_material import MATCHES
from simlaw.settings import Settings, setting
from simlaw.study.design.design import (
    DIVERSE,
    FRESH,
    MATERIAL,
    MATERIALS,
    NEAREST,
    ORDERS,
    RANDOM,
    RECORDS,
    TESTS,
)
from simlaw.study.design.grouping import splits
from simlaw.study.design.scale import LINEAR, SCALES
from simlaw.study.design.usable_source_rows import POLICIES
from simlaw.tables.rows.lent_conditions import LACKING, LEND
from simlaw.transfer import METHODS, STANDARD_METHODS


@dataclass(frozen=True)
class DesignSettings(Settings):
    """What a study asks for; `simlaw.study.design.design.Design` is what its tables carry of it."""

    m: int | Sequence[int] = setting(
        (100,),
        "Numbers of measured materials to fine-tune on. Each m gives a curve and a law of its "
        "own; m can be at most the number of measured materials less those held out.",
        least=2,
        fewest=1,
    )
    n: Sequence[int] | Mapping[str, Sequence[int]] | None = setting(
        None,
        "Numbers of computed materials, listed: at least 3. By default they are chosen by the "
        "three keys that follow. Where several sources are kept apart, a list for each, by name, "
        "all equally long: n = { mp-gap = [50, 200], oqmd-gap = [50, 100] }; sizes at the same "
        "place go together.",
        example=(50, 200, 1000),
        above=0,
    )
    sizes: int = setting(
        8, "How many sizes n there are; they grow by a constant factor.", least=3, most=100
    )
    smallest: int = setting(50, "The smallest n.", above=0)
    largest: int | None = setting(
        None,
        "The largest n; all usable computed materials by default.",
        example=10_000,
        above=0,
    )
    replicates: int = setting(
        16,
        "How often everything is repeated with another test set and other samples. More make "
        "the intervals narrower and the run longer, in proportion; a finished run can be "
        "extended: its trials are kept.",
        least=2,
        most=100_000,
    )
    test_fraction: float = setting(
        0.2,
        "Share of the measured materials that is held out for the test.",
        above=0,
        below=1,
    )
    overlap: str = setting(
        "exclude",
        "A measured test material may also be in the computed table. What becomes of it:",
        words=POLICIES,
    )
    match: str | None = setting(
        None,
        'What counts as the same material across the two tables. By default "constitution", which '
        "lets nothing leak where one table writes stereochemistry and the other does not; say it, "
        "and simlaw warns no more of materials that differ in stereochemistry only. Within a table "
        "stereoisomers keep their own values. Compositions and labels are themselves.",
        words=MATCHES,
        example="constitution",
    )
    split: str = setting(
        MATERIAL,
        "What the test holds out as a whole. Groups ask for more than single materials: none "
        'of a tested group is fine-tuned on. With overlap = "exclude" the whole group of a '
        "tested mixture or solution is kept out of the computed table too; of other kinds only "
        "the tested materials are, and others of their group may be pretrained on: the error is "
        "that on chemistry that was computed but never measured.",
        words=splits,
    )
    test: str = setting(
        FRESH,
        "Which measured materials the replicates hold out. With one test set for all, the "
        "materials that remain are never tested on and settings may be chosen on them; but "
        "the intervals then leave out how the error varies with the test set.",
        words=TESTS,
    )
    order: str = setting(
        RANDOM,
        "The order in which computed materials are added as n grows, by their descriptors; "
        "tested materials take no part in it. Another order is another protocol: a law is "
        "about the order that it was measured in.",
        words=ORDERS,
    )
    lacking: str = setting(
        LEND,
        "What a computed table gets as inputs that has no solvent, temperature or column that is a "
        "condition in the measured one.",
        words=LACKING,
    )
    draws: int = setting(
        1,
        "Draws of test set and fine-tuning samples that each pretraining serves; the error of "
        "a replicate is the mean over them. More make each replicate surer, at the price of "
        "fine-tuning alone: worth it where pretraining takes long. With overlap = "
        '"exclude", what any of the draws tests on is kept out of the pretraining.',
        least=1,
        most=1000,
    )
    scale: str = setting(
        LINEAR, "Scale on which values are learned and errors are counted.", words=SCALES
    )
    record: str = setting(
        MATERIALS,
        "What is recorded of each trial beside its mean errors. No number depends on it.",
        words=RECORDS,
    )
    methods: Sequence[str] = setting(
        STANDARD_METHODS,
        "Ways to learn that are compared; each but the first three adds to the time of a run.",
        words=METHODS,
        fewest=1,
    )

    @property
    def ms(self) -> tuple[int, ...]:
        """Numbers of target samples, increasing."""
        several = (self.m,) if isinstance(self.m, int) else self.m
        return tuple(sorted(set(several)))

    def _agree(self) -> None:
        if isinstance(self.n, Mapping):
            _check_lists(self.n)
        elif self.n is not None and len(set(self.n)) < 3:
            raise InputError(f"a law needs at least 3 different sizes n, found {len(set(self.n))}.")
        if self.draws > 1 and self.order == NEAREST:
            raise InputError(
                f"order = '{NEAREST}' depends on which measured materials may be fine-tuned on, so "
                f"a pretraining cannot serve {self.draws} draws of them. Use draws = 1, or order = "
                f"'{RANDOM}' or '{DIVERSE}'."
            )

    def _agree_in_file(self, given: Collection[str]) -> None:
        if self.n is not None and (named := sorted({"sizes", "smallest", "largest"} & {*given})):
            raise InputError(f"'n' lists the sizes already; leave out '{named[0]}'.")


def _check_lists(n: Mapping[str, Sequence[int]]) -> None:
    """Refuse lists of sizes by source that do not go together, row by row."""
    lengths = {name: len(sizes) for name, sizes in n.items()}
    if len(set(lengths.values())) != 1:
        told = ", ".join(f"{name} has {count}" for name, count in lengths.items())
        raise InputError(
            f"n: the lists of the sources have to be equally long, row by row together: {told}."
        )
    for name, sizes in n.items():
        if min(sizes) < 1 or any(low > high for low, high in pairwise(sizes)):
            raise InputError(
                f"n: the sizes of '{name}' are {list(sizes)}; they have to be above 0, and none "
                "below the one before it."
            )
    totals = [sum(row) for row in zip(*n.values(), strict=True)]
    if len(set(totals)) < len(totals):
        raise InputError(
            f"n: the sources have {totals} materials together; each row needs more than the one "
            "before it."
        )
    if len(totals) < 3:
        raise InputError(f"a law needs at least 3 different sizes n, found {len(totals)}.")
