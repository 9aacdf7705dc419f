import contextlib
import errno
import json
import os
from pathlib import Path

import pytest

from physdl.course import work
from physdl.course.__main__ import main


@pytest.fixture
def folders(tmp_path):
    lessons = tmp_path / "lessons"
    for name in ("1_action/1_fermat.ipynb", "1_action/exercises/1_fermat.ipynb", "0_start/table.csv"):
        (lessons / name).parent.mkdir(parents=True, exist_ok=True)
        (lessons / name).write_text(f"first {name}")
    (lessons / "1_action/.ipynb_checkpoints").mkdir()
    (lessons / "1_action/.ipynb_checkpoints/x.ipynb").write_text("no")
    return lessons, tmp_path / "work"


def contents(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file() and p.name[0] != "."
    }


def test_a_first_copy_holds_everything(folders):
    lessons, target = folders
    assert work.update(lessons, target) == [f"3 new files in {target}"]
    assert set(contents(target)) == {
        "1_action/1_fermat.ipynb",
        "1_action/exercises/1_fermat.ipynb",
        "0_start/table.csv",
    }
    assert work.update(lessons, target) == []


def test_untouched_files_follow_an_update_and_changed_ones_stay(folders):
    lessons, target = folders
    work.update(lessons, target)
    name, other = "1_action/1_fermat.ipynb", "0_start/table.csv"
    (target / name).write_text("mine")
    (lessons / name).write_text("second")
    (lessons / other).write_text("second table")
    said = work.update(lessons, target)
    assert said == [
        f"{name} has your changes and stays as it is; the new version is 1_action/1_fermat-new-version.ipynb"
    ]
    found = contents(target)
    assert found[name] == "mine"
    assert found["1_action/1_fermat-new-version.ipynb"] == "second"
    assert found[other] == "second table"
    assert work.update(lessons, target) == []


def test_a_new_version_takes_the_place_of_an_untouched_older_one(folders):
    lessons, target = folders
    work.update(lessons, target)
    name, beside = "1_action/1_fermat.ipynb", "1_action/1_fermat-new-version.ipynb"
    (target / name).write_text("mine")
    for version in ("second", "third", "fourth"):
        (lessons / name).write_text(version)
        (said,) = work.update(lessons, target)
        assert said.endswith(f"the new version is {beside}")
        assert contents(target)[beside] == version
    assert contents(target)[name] == "mine"
    assert [found for found in contents(target) if "new-version-" in found] == []


def test_a_new_version_is_never_put_over_another_that_was_changed(folders):
    lessons, target = folders
    work.update(lessons, target)
    name = "1_action/1_fermat.ipynb"
    (target / name).write_text("mine")
    (lessons / name).write_text("second")
    work.update(lessons, target)
    (target / "1_action/1_fermat-new-version.ipynb").write_text("mine, too")
    for version in ("third", "fourth"):
        (lessons / name).write_text(version)
        work.update(lessons, target)
    found = contents(target)
    assert found["1_action/1_fermat-new-version.ipynb"] == "mine, too"
    assert found["1_action/1_fermat-new-version-2.ipynb"] == "fourth"
    assert found[name] == "mine"
    assert "1_action/1_fermat-new-version-3.ipynb" not in found


def test_a_new_version_that_the_reader_deleted_does_not_come_back(folders):
    lessons, target = folders
    work.update(lessons, target)
    name = "1_action/1_fermat.ipynb"
    (target / name).write_text("mine")
    (lessons / name).write_text("second")
    work.update(lessons, target)
    (target / "1_action/1_fermat-new-version.ipynb").unlink()
    assert work.update(lessons, target) == []
    assert "1_action/1_fermat-new-version.ipynb" not in contents(target)


def test_an_older_manifest_is_understood(folders):
    lessons, target = folders
    work.update(lessons, target)
    manifest = target / work.MANIFEST
    given = json.loads(manifest.read_text())["given"]
    manifest.write_text(json.dumps(given))
    name, other = "1_action/1_fermat.ipynb", "0_start/table.csv"
    (target / other).write_text("mine")
    assert work.update(lessons, target) == []
    manifest.write_text(json.dumps(given))
    for changed in (name, other):
        (lessons / changed).write_text("second")
    (said,) = work.update(lessons, target)
    assert said.startswith(f"{other} has your changes")
    assert contents(target)[name] == "second"


@pytest.fixture(params=range(1, 6))
def cut_short(request, monkeypatch):
    """Return a context in which the disk is full, or the process dies, at the n-th file that is written."""

    @contextlib.contextmanager
    def context(error):
        with monkeypatch.context() as patch:
            left, write = [request.param], Path.write_bytes

            def failing(path, content):
                left[0] -= 1
                if left[0] == 0:
                    write(path, content[: len(content) // 2])
                    raise error
                return write(path, content)

            patch.setattr(Path, "write_bytes", failing)
            if isinstance(error, Killed):
                patch.setattr(Path, "unlink", lambda *_, **__: None)
                patch.setattr(os, "getpid", lambda: 2**22 + 1)  # the next run is another process
            yield

    return context


class Killed(BaseException):
    """What ends a process at once: nothing is tidied up."""


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), Killed()], ids=["full", "killed"])
@pytest.mark.parametrize("first", [True, False], ids=["first copy", "update"])
def test_a_run_that_is_cut_short_harms_nothing(folders, cut_short, error, first):
    lessons, target = folders
    names = sorted(name for name in contents(lessons) if "checkpoints" not in name)
    if not first:
        work.update(lessons, target)
        (target / names[0]).write_text("mine")
        for name in names:
            (lessons / name).write_text(f"second {name}")
    with cut_short(error), contextlib.suppress(OSError, Killed):
        work.update(lessons, target)
    for name in names:
        (lessons / name).write_text(f"third {name}")
    work.update(lessons, target)
    found = contents(target)
    wanted = {name: f"third {name}" for name in names}
    if not first:
        beside = names[0].replace(".", "-new-version.")
        wanted |= {names[0]: "mine", beside: f"third {names[0]}"}
    assert found == wanted
    hidden = [path.name for path in target.rglob(".*")]
    assert hidden == [work.MANIFEST]


def test_going_back_to_an_older_version_makes_the_file_follow_again(folders):
    lessons, target = folders
    work.update(lessons, target)
    name = "1_action/1_fermat.ipynb"
    first = (target / name).read_text()
    (target / name).write_text("mine")
    (lessons / name).write_text("second")
    work.update(lessons, target)
    (target / name).write_text(first)
    assert work.update(lessons, target) == []
    assert (target / name).read_text() == "second"


def test_a_deleted_file_comes_back_fresh(folders):
    lessons, target = folders
    work.update(lessons, target)
    (target / "0_start/table.csv").unlink()
    assert work.update(lessons, target) == [f"1 new file in {target}"]


@pytest.mark.parametrize("manifest", [None, "", "[]", '{"0_start/table.csv": 3}', "\0"])
def test_without_a_manifest_every_differing_file_is_the_readers(folders, manifest):
    lessons, target = folders
    work.update(lessons, target)
    path = target / work.MANIFEST
    path.unlink() if manifest is None else path.write_text(manifest)
    (target / "0_start/table.csv").write_text("mine")
    said = work.update(lessons, target)
    assert len(said) == 1
    assert (target / "0_start/table.csv").read_text() == "mine"
    assert json.loads(path.read_text())


def test_links_and_folders_in_the_way_are_left_alone(folders, tmp_path):
    lessons, target = folders
    (target / "0_start").mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere.csv"
    elsewhere.write_text("first 0_start/table.csv")
    (target / "0_start/table.csv").symlink_to(elsewhere)
    work.update(lessons, target)
    assert (target / "0_start/table.csv").is_symlink()
    assert elsewhere.read_text() == "first 0_start/table.csv"
    assert contents(target)["0_start/table-new-version.csv"] == "first 0_start/table.csv"


def test_the_command(folders, tmp_path, capsys):
    assert main(["work", "--root", str(tmp_path)]) == 0
    assert "3 new files" in capsys.readouterr().out
    assert main(["work", "--root", str(tmp_path)]) == 0
    assert "up to date" in capsys.readouterr().out
    assert main(["work", "--root", str(tmp_path / "lessons")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("name", ["work", "work/1_action"])
def test_a_file_in_a_folders_place_is_said_in_a_sentence(folders, tmp_path, capsys, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    assert main(["work", "--root", str(tmp_path)]) in (1, 2)
    (line,) = capsys.readouterr().err.splitlines()
    assert str(tmp_path / name) in line
    assert (tmp_path / name).read_text() == "mine"


def test_a_full_disk_is_said_in_a_sentence(folders, tmp_path, capsys, monkeypatch):
    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    assert main(["work", "--root", str(tmp_path)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "No space left on device" in line
    assert "run the command again" in line
