"""Synthetic studies that follow a known law, and a real browser to open pages in."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simlaw.law import LearningCurve
from simlaw.study.accounts import (
    DescriptorAccount,
    DesignAccount,
    OverlapAccount,
    TrainingAccount,
)
from simlaw.study.result import StudyResult
from simlaw.tables.account import Origin, Refusal, TableAccount, ValueSpan
from simlaw.transfer import TrainingRecipe

SIZES = (50, 150, 450, 1350, 4000, 12_000)


def power_curve(
    *,
    ms: tuple[int, ...] = (100,),
    sizes: tuple[int, ...] = SIZES,
    replicates: int = 12,
    amplitude: float = 0.06,
    alpha: float = 0.35,
    gap: float = 0.0165,
    direct: float | None = 0.025,
    zero_shot: bool = True,
    scatter: float = 0.02,
    unit: str = "1",
    name: str = "refractive index",
) -> LearningCurve:
    """Return a curve whose errors scatter around ``amplitude * n**-alpha + gap`` at m = 100."""
    rng = np.random.default_rng(7)
    rows = []
    for replicate in range(replicates):
        shared = rng.normal(0, scatter)
        for m in ms:
            share = (100 / m) ** 0.3 if m else 1.0
            trials = [(n, "fine-tune", (amplitude * n**-alpha + gap) * share) for n in sizes]
            if direct is not None:
                trials.append((0, "direct", direct * share))
            if zero_shot:
                trials += [(n, "zero-shot", 0.03 + 0.02 * n**-0.2) for n in sizes]
            for n, method, error in trials:
                mae = error * np.exp(shared + rng.normal(0, scatter / 3))
                rows.append((replicate, n, m, method, mae, 1.4 * mae))
    frame = pd.DataFrame(rows, columns=["replicate", "n", "m", "method", "mae", "rmse"])
    return LearningCurve(frame, unit=unit, name=name)


def rival_curve(**changes: Any) -> LearningCurve:
    """Return a curve with two transfer methods more, one better, one worse, and a baseline."""
    curve = power_curve(**changes)
    frame = curve.frame
    rng = np.random.default_rng(11)
    parts = [frame]
    for name, like, factor in (
        ("residual", "fine-tune", 0.9),
        ("head-only", "fine-tune", 1.3),
        ("random-forest", "direct", 0.93),
    ):
        rows = frame[frame["method"] == like]
        noise = factor * np.exp(rng.normal(0, 0.01, len(rows)))
        parts.append(rows.assign(method=name, mae=rows["mae"] * noise, rmse=rows["rmse"] * noise))
    return LearningCurve(pd.concat(parts, ignore_index=True), unit=curve.unit, name=curve.name)


def account(role: str, rows: int, refused: list[tuple[int, str, str]]) -> TableAccount:
    return TableAccount(
        name=f"{role}-refractive-index",
        kind="molecule",
        property="refractive index",
        unit="1",
        rows_read=rows,
        refused=len(refused),
        refused_examples=tuple(Refusal(*one) for one in refused[:5]),
        merged=12,
        materials=rows - len(refused) - 12,
        value=ValueSpan(1.24, 1.47, 1.98),
        origin=Origin(
            f"{role}.csv",
            "BSD-3-Clause",
            "CRC Handbook of Chemistry and Physics, 95th edition (2014)",
        ),
    )


def study(curve: LearningCurve, *, m: int = 100, **changes: Any) -> StudyResult:
    """Return a finished study around a curve."""
    ms = tuple(curve.ms.tolist())
    laws = {one: curve.fit(one, resamples=200) for one in ms if len(curve.sizes(one)) >= 3}
    result = StudyResult(
        name="refractive-index",
        title="Refractive index of organic liquids",
        property="refractive index",
        unit=curve.unit,
        kind="molecule",
        metric="mae",
        m=m,
        ms=ms,
        replicates=12,
        source=account("computed", 26_013, [(17, "C1CC", "Ring bond 1 is not closed.")]),
        target=account("measured", 4_490, []),
        overlap=OverlapAccount("exclude", shared=321, excluded_per_replicate=64),
        descriptor=DescriptorAccount(
            names=("rdkit2d",),
            width=217,
            refused_source=2,
            reasons=(("[Si]", "No bond to count."),),
        ),
        design=DesignAccount(
            n=SIZES, m=ms, replicates=12, test_size=874, pool_size=3498, seed=20261
        ),
        training=TrainingAccount(TrainingRecipe(), "As long as `epochs` says."),
        curve=curve,
        laws=laws,
        spec_toml='name = "refractive-index"\nseed = 20261\n',
        command="simlaw run studies/refractive-index.toml",
        versions={"simlaw": "0.1.0", "jax": "0.6.0"},
        seconds=143.2,
        trials_done=84,
        trials_total=84,
    )
    return replace(result, **changes)


@pytest.fixture(scope="session")
def make_curve() -> Callable[..., LearningCurve]:
    return power_curve


@pytest.fixture(scope="session")
def rivals() -> Callable[..., LearningCurve]:
    return rival_curve


@pytest.fixture(scope="session")
def make_study() -> Callable[..., StudyResult]:
    return study


class Browser:
    """Headless Chromium behind chromedriver, spoken to in the W3C WebDriver protocol."""

    def __init__(self, port: int) -> None:
        self._root = f"http://127.0.0.1:{port}"
        flags = (
            "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
            "--disable-background-networking --disable-component-update --disable-sync"
        )
        wanted = {
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            "goog:chromeOptions": {"args": flags.split()},
        }
        self._session = ""
        answer = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{answer['sessionId']}"

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            self._root + self._session + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)["value"]

    def open(self, page: Path, *, width: int = 1400) -> None:
        """Open a file in a window of that width; empty the logs beforehand."""
        self.width(width)
        self.log("browser")
        self.log("performance")
        self._call("POST", "/url", {"url": page.as_uri()})

    def width(self, width: int) -> None:
        """Make the window that wide."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        command = {"cmd": "Emulation.setDeviceMetricsOverride", "params": size}
        self._call("POST", "/goog/cdp/execute", command)

    def run(self, script: str) -> Any:
        """Return what a script returns."""
        return self._call("POST", "/execute/sync", {"script": script, "args": []})

    def press(self, selector: str, keys: str) -> None:
        """Type into the element that a CSS selector finds."""
        found = self._call("POST", "/element", {"using": "css selector", "value": selector})
        self._call("POST", f"/element/{next(iter(found.values()))}/value", {"text": keys})

    def click(self, selector: str) -> None:
        """Click the element that a CSS selector finds."""
        found = self._call("POST", "/element", {"using": "css selector", "value": selector})
        self._call("POST", f"/element/{next(iter(found.values()))}/click", {})

    def log(self, kind: str) -> list[dict[str, Any]]:
        """Return and empty a log: ``browser`` or ``performance``."""
        entries: list[dict[str, Any]] = self._call("POST", "/se/log", {"type": kind})
        return entries

    def requested(self) -> list[str]:
        """Return the addresses asked for since the page was opened."""
        events = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        return [
            event["params"]["request"]["url"]
            for event in events
            if event["method"] == "Network.requestWillBeSent"
        ]

    def close(self) -> None:
        """End the session, and with it the browser."""
        self._call("DELETE", "")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("needs chromium and chromedriver (Debian: apt-get install chromium-driver)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [driver, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=5):
                    break
            except (urllib.error.URLError, ConnectionError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        opened = Browser(port)
        try:
            yield opened
        finally:
            opened.close()
    finally:
        process.terminate()
        process.wait(timeout=10)
