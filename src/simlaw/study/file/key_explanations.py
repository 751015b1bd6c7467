"""Every key of a study file in words; `starter` writes them beside the keys."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from simlaw.descriptors import DESCRIPTORS
from simlaw.materials import KINDS
from simlaw.study.design.design import ORDERS, TESTS
from simlaw.study.design.scale import SCALES
from simlaw.transfer import METHODS

SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "source": (
            "The computed table. n of its materials are used for pretraining; how the error falls "
            "with n is what the study measures. Several tables, each in a section [[source]] of "
            "its own, are joined and used as one."
        ),
        "target": (
            "The measured table. Some of its materials are held out for the test; m of the others "
            "are used for fine-tuning. The keys are those of [source]."
        ),
        "descriptor": "What a material is turned into before a network sees it.",
        "design": "Which trials are run, and on which scale errors are counted.",
        "training": (
            "How networks are trained. Nothing has to be set here: the defaults adapt to n and m. "
            "Pretraining passes `epochs` times through its n samples, in no fewer than "
            "`least_steps` and no more than `most_steps` steps. Training on k samples is held by "
            "a decay of samples / k, and at most limit: towards zero in pretraining and direct "
            "learning, towards the pretrained weights in fine-tuning."
        ),
        "law": "How the law error(n) = D n^-alpha + C is fitted, and what the report opens with.",
    }
)
"""What each section is for."""


def _first_line(described: object) -> str:
    """Return what the class of an object says it is."""
    return (type(described).__doc__ or "").partition("\n")[0]


_TABLE: dict[str, str] = {
    "dataset": (
        "A public dataset by its name (list them with: simlaw data list), in place of a file. "
        "Then all other keys are left out."
    ),
    "path": "A CSV or Parquet file. A relative path starts at the folder of this study file.",
    "kind": (
        "What the material column holds, the same in both tables:"
        + "".join(f'\n"{kind.name}": {kind.title}' for kind in KINDS.values())
    ),
    "material": (
        "Column that names the material; or columns in braces and what stands between them, such "
        'as "{polymer}|{solvent}|{temp} degC".'
    ),
    "value": "Column of the values.",
    "unit": (
        'Unit of the values, such as "g/cm^3", "J/(kg K)" or "eV"; "1" for a number without one. '
        "Source values are converted to the unit of the target."
    ),
    "property": "Name of the property in the report; the value column's name by default.",
    "name": "Name of the table in the report; the file's name by default.",
    "aggregate": (
        "How several rows of one material are joined into one value: "
        '"median", "mean", "min", "max" or "first".'
    ),
    "columns": 'Columns of numbers that the descriptor "columns" uses; the same in both tables.',
    "max_refused": (
        "Rows that cannot be used (a SMILES that does not parse, a value that is no number) are "
        "left out and listed in the report. If their share is above this, the study stops instead."
    ),
}

KEYS: Mapping[str, str] = MappingProxyType(
    {
        "name": (
            "Name of the study: letters, digits, dots, hyphens and underscores. Results go to the "
            "folder runs/NAME, unless --output says otherwise."
        ),
        "title": "Heading of the report.",
        "seed": "The same seed gives the same numbers.",
        **{f"source.{key}": text for key, text in _TABLE.items()},
        **{f"target.{key}": text for key, text in _TABLE.items()},
        "descriptor.names": (
            "One or several, which are joined:"
            + "".join(f'\n"{name}": {_first_line(one)}' for name, one in DESCRIPTORS.items())
        ),
        "descriptor.leave_out": (
            "Descriptor columns that are left out, by name; * stands for any letters. For columns "
            "that were themselves fitted to measurements of the property."
        ),
        "design.m": (
            "Numbers of measured materials to fine-tune on. Each m gives a curve and a law of its "
            "own; m can be at most the number of measured materials less those held out."
        ),
        "design.n": (
            "Numbers of computed materials, listed: at least 3. By default they are chosen by the "
            "three keys that follow."
        ),
        "design.sizes": "How many sizes n there are; they grow by a constant factor.",
        "design.smallest": "The smallest n.",
        "design.largest": "The largest n; all usable computed materials by default.",
        "design.replicates": (
            "How often everything is repeated with another test set and other samples. More make "
            "the intervals narrower and the run longer, in proportion; a finished run can be "
            "extended: its trials are kept."
        ),
        "design.test_fraction": "Share of the measured materials that is held out for the test.",
        "design.overlap": (
            'A measured test material may also be in the computed table. "exclude" keeps it out '
            'of the pretraining, so that the test is on new materials; "include" does not.'
        ),
        "design.split": (
            "What the test holds out as a whole. Groups ask for more than single materials: none "
            'of a tested group is fine-tuned on. With overlap = "exclude" the whole group of a '
            "tested mixture is kept out of the computed table too; of other kinds only the tested "
            "materials are, and others of their group may be pretrained on: the error is that on "
            "chemistry that was computed but never measured.\n"
            '"material": every material is on its own'
            + "".join(
                f'\n"{name}": for kind "{kind.name}", all with the same {name}'
                for kind in KINDS.values()
                for name in kind.groups
            )
            + '\n"cluster": for kinds "molecule", "polymer" and "composition", materials that are '
            "alike: by fingerprint, or by the properties of their elements"
            '\n"scaffold": for kind "molecule", all with the same rings and links between them; '
            "without a ring, all with the same functional groups"
            '\n"chemical-system": for kind "composition", all of the same elements; often a single '
            "one, so ask for clusters to have a harder test"
        ),
        "design.test": (
            "Which measured materials the replicates hold out. With one test set for all, the "
            "materials that remain are never tested on and settings may be chosen on them; but "
            "the intervals then leave out how the error varies with the test set."
            + "".join(f'\n"{name}": {meaning}' for name, meaning in TESTS.items())
        ),
        "design.order": (
            "The order in which computed materials are added as n grows, by their descriptors; "
            "tested materials take no part in it. Another order is another protocol: a law is "
            "about the order that it was measured in."
            + "".join(f'\n"{name}": {meaning}' for name, meaning in ORDERS.items())
        ),
        "design.draws": (
            "Draws of test set and fine-tuning samples that each pretraining serves; the error of "
            "a replicate is the mean over them. More make each replicate surer, at the price of "
            "fine-tuning alone: worth it where pretraining takes long. With overlap = "
            '"exclude", what any of the draws tests on is kept out of the pretraining.'
        ),
        "design.scale": (
            "Scale on which values are learned and errors are counted."
            + "".join(f'\n"{name}": {meaning}' for name, meaning in SCALES.items())
        ),
        "design.methods": (
            "Ways to learn that are compared; each but the first three adds to the time of a run."
            + "".join(f'\n"{method.name}": {method.title}' for method in METHODS.values())
        ),
        "design.join": (
            "What becomes of a material that several source tables hold; for more than one "
            "[[source]] only."
            '\n"median": the median of the tables\' values, each table counting once'
            '\n"first": the value of the first table that has it'
        ),
        "training.hidden": "Widths of the hidden layers.",
        "training.batch": "Samples in a step of pretraining.",
        "training.fine_tune_batch": "Samples in a step of fine-tuning and of direct learning.",
        "training.epochs": "Passes through the n source samples in pretraining.",
        "training.least_steps": "Fewest steps of pretraining.",
        "training.most_steps": "Most steps of pretraining.",
        "training.learning_rate": "Peak learning rate of pretraining.",
        "training.decay_samples": (
            "Decay of pretraining: for n samples decay_samples / n, and at most decay_limit."
        ),
        "training.decay_limit": "See decay_samples.",
        "training.fine_tune_steps": "Steps of fine-tuning.",
        "training.fine_tune_rate": "Peak learning rate of fine-tuning.",
        "training.anchor_samples": (
            "Decay of fine-tuning towards the pretrained weights: for m samples "
            "anchor_samples / m, and at most anchor_limit."
        ),
        "training.anchor_limit": "See anchor_samples.",
        "training.calibration_prior": (
            "How many samples' worth of belief in the computed scale the calibration before "
            "fine-tuning starts from."
        ),
        "training.direct_steps": "Steps of direct learning (on the m measured materials alone).",
        "training.direct_rate": "Peak learning rate of direct learning.",
        "training.direct_decay_samples": (
            "Decay of direct learning: for m samples direct_decay_samples / m, and at most "
            "direct_decay_limit."
        ),
        "training.direct_decay_limit": "See direct_decay_samples.",
        "training.huber": (
            "Where the loss turns from quadratic to linear, in standard deviations of the values."
        ),
        "training.clip": "Standardised descriptors are cut at this many standard deviations.",
        "law.metric": 'Error that the law is about: "mae" (mean absolute) or "rmse".',
        "law.form": 'Form of the law; "auto" allows for other shapes in its intervals.',
        "law.level": "Level of the intervals.",
        "law.m": "The m that the report opens with; the largest by default.",
        "law.method": (
            "The method whose law the report is about: one of design.methods that learns from "
            "both tables."
        ),
    }
)
"""What each key is for, by its dotted name; lines after the first list what it may be."""
