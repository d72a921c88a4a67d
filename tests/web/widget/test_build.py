"""The committed file is what the sources make, and small enough for a phone."""

import gzip
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.web.widget.backend import WIDGET

SOURCE = Path(__file__).parents[3] / "widget"


def test_the_file_is_at_most_20_kilobytes_on_the_way() -> None:
    assert len(gzip.compress(WIDGET.read_bytes(), 9)) <= 20_000


def test_the_file_keeps_the_notice_of_lit_and_asks_for_no_unsafe_policy() -> None:
    text = WIDGET.read_text(encoding="utf-8")
    assert "SPDX-License-Identifier: BSD-3-Clause" in text
    assert "eval(" not in text
    assert "new Function" not in text


def test_the_sources_never_write_markup_as_a_string() -> None:
    for file in (SOURCE / "src").glob("*.js"):
        text = file.read_text(encoding="utf-8")
        for banned in ("innerHTML", "insertAdjacentHTML", "unsafeHTML", "style="):
            assert banned not in text, f"{file.name}: {banned}"


def test_versions_are_exact_and_the_lock_names_no_host() -> None:
    package = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))
    pins = {**package["dependencies"], **package["devDependencies"]}
    assert pins == {"lit": "3.3.3", "esbuild": "0.28.2"}
    lock = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))
    locked = {name: entry for name, entry in lock["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in locked.values())
    assert not [name for name, entry in locked.items() if "resolved" in entry]


@pytest.mark.timeout(120)
def test_building_again_gives_the_committed_file(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        if os.environ.get("CI") == "true":
            pytest.fail("npm is missing, and CI must rebuild the chat window")
        pytest.skip("npm is missing: the chat window cannot be rebuilt here")
    copy = tmp_path / "widget"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("node_modules"))
    installed = SOURCE / "node_modules"
    if installed.exists() and os.environ.get("CI") != "true":
        (copy / "node_modules").symlink_to(installed)
    else:
        subprocess.run([npm, "ci"], cwd=copy, check=True, capture_output=True)
    subprocess.run([npm, "run", "build"], cwd=copy, check=True, capture_output=True)
    built = tmp_path / "web" / "chat" / "static" / "widget.js"
    assert built.read_bytes() == WIDGET.read_bytes()
