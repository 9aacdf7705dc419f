"""What every command owes its user: a sentence where the system refuses, on any terminal, and never half a file."""

import errno
import os
import re
import socket
import subprocess
import sys
import types
import urllib.request
from pathlib import Path

import nbformat
import pytest

from physdl.course import files, lab, ledger, progress, refresh, release, serve
from physdl.course.__main__ import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]


def course(*words, **environment):
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "physdl.course", *map(str, words)]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment}, timeout=120)


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_a_terminal_without_arrows_gets_the_text_nevertheless(tmp_path, encoding):
    folder = tmp_path / "Kurs → eins"
    (folder / "lessons").mkdir(parents=True)
    (folder / "lessons" / "a → b.txt").write_text("x")
    for words in (["work", "--root", folder], ["progress"]):
        record = str(folder / "→.json")
        done = course(*words, PYTHONIOENCODING=encoding, PYTHONUTF8="0", PHYSDL_PROGRESS=record)
        assert done.returncode == 0, done.stderr
        assert "→".encode(encoding, "replace") in done.stdout


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__.rsplit(".", 1)[1])
@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OSError(errno.EROFS, "Read-only file system", "book/page"), 1, ["Read-only file system", "book/page"]),
        (OSError(errno.ENOSPC, "No space left on device"), 1, ["No space left"]),
        (KeyboardInterrupt(), 130, []),
    ],
    ids=["read-only", "full", "interrupted"],
)
def test_what_the_system_refuses_is_one_sentence(command, error, status, words, monkeypatch, capsys):
    def refuse(options):
        raise error

    monkeypatch.setattr(command, "run", refuse)
    name = command.__name__.rsplit(".", 1)[1]
    assert main([name, *{"refresh": ["x.ipynb"], "grade": ["x.ipynb"]}.get(name, [])]) == status
    said = capsys.readouterr().err.splitlines()
    assert len(said) == bool(words)
    assert all(word in said[0] for word in words)


def test_a_reader_that_hangs_up_is_no_error():
    command = [sys.executable, "-m", "physdl.course", "progress"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""


# ---- where results are written -------------------------------------------------------------------------------------


def test_a_missing_folder_is_made(tmp_path, monkeypatch, capsys):
    page = tmp_path / "new" / "folder" / "ledger.md"
    arguments = ["--claims", str(ROOT / "book" / "claims.toml"), "--records", str(tmp_path / "none")]
    assert main(["ledger", *arguments, "--output", str(page)]) == 0
    assert "# The ledger" in page.read_text(encoding="utf-8")
    monkeypatch.setenv("PHYSDL_PROGRESS", str(tmp_path / "other" / "folder" / "progress.json"))
    assert progress.note("1.1-1", "correct") == (0, True)


def test_what_is_stored_is_checked_output_and_what_is_folded_stays_folded():
    cell = nbformat.v4.new_code_cell
    folded = {"tags": ["hide-input"], "jupyter": {"source_hidden": True}, "execution": {"iopub.status.busy": "today"}}
    printed = nbformat.v4.new_output("stream", text="1\n")
    notebook = nbformat.v4.new_notebook(
        cells=[
            cell("x = 1", metadata=folded, outputs=[printed], execution_count=1),
            cell("print(x)", metadata={"tags": [refresh.CHECKED]}, outputs=[printed], execution_count=2),
        ]
    )
    assert refresh.strip(notebook) == 1
    assert notebook.cells[0].metadata == {"tags": ["hide-input"], "jupyter": {"source_hidden": True}}
    assert [len(each.outputs) for each in notebook.cells] == [0, 1]


def test_a_missing_notebook_or_list_is_one_sentence(tmp_path, capsys):
    for words in (["refresh", tmp_path / "no.ipynb"], ["ledger", "--claims", tmp_path / "no.toml"]):
        assert main([str(word) for word in words]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert f"{tmp_path}/no" in line


def test_without_a_home_nothing_is_kept_and_said_so(monkeypatch, capsys):
    monkeypatch.delenv("PHYSDL_PROGRESS", raising=False)
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    assert main(["progress"]) == 0
    assert "Nothing is kept" in capsys.readouterr().out


@pytest.mark.parametrize("module", [ledger, progress, refresh, release])
def test_what_is_written_goes_through_files(module):
    source = Path(module.__file__).read_text(encoding="utf-8")
    assert "files.replace(" in source
    assert not [word for word in (".write_text(", ".write_bytes(", "nbformat.write(", "open(") if word in source]


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    path, link = tmp_path / "page.md", tmp_path / "link.md"
    path.write_text("old")
    path.chmod(0o600)
    link.symlink_to(path)
    files.replace(link, "new\n")
    assert (path.read_bytes(), link.is_symlink(), path.stat().st_mode & 0o777) == (b"new\n", True, 0o600)
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    with pytest.raises(OSError, match="full"):
        files.replace(path, "newer")
    assert path.read_text() == "new\n"
    assert sorted(tmp_path.iterdir()) == [link, path]


def test_what_is_no_file_is_written_to_as_it_is(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        files.replace(pipe, "page")
        assert reader.communicate()[0] == b"page"
    assert pipe.is_fifo()


# ---- servers -------------------------------------------------------------------------------------------------------


@pytest.fixture
def built(tmp_path):
    folder = tmp_path / "book" / "_build" / "html"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("the book")
    return tmp_path


def test_the_book_is_served(built):
    command = [sys.executable, "-m", "physdl.course", "serve", "--root", str(built), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            address = re.search(r"http\S+", process.stdout.readline())[0]
            direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with direct.open(address, timeout=30) as answer:
                assert answer.read() == b"the book"
        finally:
            process.kill()


def test_ctrl_c_ends_the_server_without_a_word(built, capsys, monkeypatch):
    def interrupted(server):
        raise KeyboardInterrupt

    monkeypatch.setattr(serve.Server, "serve_forever", interrupted)
    assert main(["serve", "--root", str(built), "--port", "0"]) == 0
    assert capsys.readouterr().err == ""


def test_a_taken_port_is_said_in_a_sentence(built, capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main(["serve", "--root", str(built), "--port", str(port)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"Port {port} is taken" in line
    assert "make serve PORT=" in line


def test_a_port_that_is_none_is_said_in_a_sentence(built, capsys):
    assert main(["serve", "--root", str(built), "--port", "70000"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "Port 70000 cannot be used" in line


def test_a_port_that_one_may_not_have_is_said_in_a_sentence(built, capsys, monkeypatch):
    def refuse(*arguments):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(serve, "Server", refuse)
    assert main(["serve", "--root", str(built), "--port", "80"]) == 2
    assert "Port 80 cannot be used" in capsys.readouterr().err


def test_without_a_book_the_server_says_what_to_run(tmp_path, capsys):
    assert main(["serve", "--root", str(tmp_path)]) == 2
    assert "make book" in capsys.readouterr().err


@pytest.fixture
def opened(monkeypatch):
    """Return the options with which JupyterLab was opened."""
    found = []
    app = types.SimpleNamespace(LabApp=types.SimpleNamespace(launch_instance=found.append))
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", app)
    return found


def test_lab_opens_the_readers_copy_and_never_the_lessons(tmp_path, opened):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "a.ipynb").write_text("{}")
    assert main(["lab", "--root", str(tmp_path), "--", "--no-browser"]) == 0
    (options,) = opened
    assert f"--notebook-dir={tmp_path / 'work'}" in options
    assert options[-1] == "--no-browser"
    assert ("--allow-root" in options) == (os.geteuid() == 0)
    assert (tmp_path / "work" / "a.ipynb").read_text() == "{}"


def test_lab_stays_closed_where_there_is_no_copy(tmp_path, opened, capsys):
    assert main(["lab", "--root", str(tmp_path)]) == 2
    assert opened == []


def test_lab_says_when_jupyterlab_is_missing(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", None)
    assert lab.run(types.SimpleNamespace()) == 2
    assert "environment.yml" in capsys.readouterr().err
