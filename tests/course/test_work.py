import json

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


def test_a_new_version_is_never_put_over_another_that_was_changed(folders):
    lessons, target = folders
    work.update(lessons, target)
    name = "1_action/1_fermat.ipynb"
    (target / name).write_text("mine")
    for version in ("second", "third"):
        (lessons / name).write_text(version)
        work.update(lessons, target)
    found = contents(target)
    assert found["1_action/1_fermat-new-version.ipynb"] == "second"
    assert found["1_action/1_fermat-new-version-2.ipynb"] == "third"
    assert found[name] == "mine"


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
