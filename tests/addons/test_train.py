"""Training: only when something changed, whole or not at all, and never a half-written model in use."""

from pathlib import Path

import pytest

from addons import train
from addons.model_file import is_whole, manifest_of, newest
from addons.train import KEPT, TrainingFailed, fingerprint, models_folder, train_if_needed


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("config.yml", "domain.yml", "requirements.lock", "data/nlu/a.yml", "addons/b.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "README.md").write_text("about")
    return tmp_path


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each training was forced; Rasa's part is left out."""
    done: list[bool] = []

    def pretend(root: Path, folder: Path, *, force: bool) -> Path:
        done.append(force)
        (folder / "model.tar.gz").write_text(f"model {len(done)}")
        return folder / "model.tar.gz"

    monkeypatch.setattr(train, "_train", pretend)
    return done


@pytest.mark.parametrize(
    "name", ["config.yml", "domain.yml", "requirements.lock", "data/nlu/a.yml", "addons/b.py"]
)
def test_whatever_makes_a_model_changes_its_fingerprint(project: Path, name: str) -> None:
    before = fingerprint(project)
    (project / name).write_text("changed")
    assert fingerprint(project) != before


def test_new_moved_and_lost_data_change_the_fingerprint_and_other_files_do_not(
    project: Path,
) -> None:
    before = fingerprint(project)
    (project / "README.md").write_text("changed")
    (project / "models").mkdir()
    assert fingerprint(project) == before
    (project / "data/nlu/a.yml").rename(project / "data/nlu/b.yml")
    moved = fingerprint(project)
    (project / "data/nlu/b.yml").unlink()
    assert len({before, moved, fingerprint(project)}) == 3


def test_a_model_is_trained_once_for_the_same_content(project: Path, trainings: list[bool]) -> None:
    models = project / "models"
    first = train_if_needed(project, models)
    assert is_whole(first)
    assert train_if_needed(project, models) == first
    assert trainings == [False]
    assert train_if_needed(project, models, force=True) == first
    assert trainings == [False, True]
    assert [path.name for path in models.iterdir() if path.is_dir()] == []


def test_going_back_to_earlier_content_uses_the_earlier_model(
    project: Path, trainings: list[bool]
) -> None:
    models = project / "models"
    first = train_if_needed(project, models)
    (project / "domain.yml").write_text("changed")
    assert train_if_needed(project, models) != first
    (project / "domain.yml").write_text("domain.yml")
    assert train_if_needed(project, models) == newest(models) == first
    assert len(trainings) == 2


def test_a_model_that_is_not_whole_is_trained_again(project: Path, trainings: list[bool]) -> None:
    models = project / "models"
    model = train_if_needed(project, models)
    model.write_text("half")
    train_if_needed(project, models)
    manifest_of(model).unlink()
    train_if_needed(project, models)
    assert len(trainings) == 3
    assert is_whole(model)


def test_old_models_go_with_their_manifests_and_strangers_stay(
    project: Path, trainings: list[bool]
) -> None:
    models = project / "models"
    models.mkdir()
    (models / "20260101-by-hand.tar.gz").write_text("made with rasa train")
    for number in range(KEPT + 2):
        (project / "domain.yml").write_text(f"number {number}")
        train_if_needed(project, models)
    ours = sorted(models.glob("mend-*.tar.gz"))
    assert len(ours) == KEPT
    assert sorted(models.glob("*.sha256")) == [manifest_of(model) for model in ours]
    assert (models / "20260101-by-hand.tar.gz").exists()


def test_a_failed_training_leaves_the_last_model_in_use(
    project: Path,
    trainings: list[bool],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.setattr(train, "quiet_logs", lambda: None)
    monkeypatch.setattr(train, "models_folder", lambda: project / "models")
    assert train.main([]) == 0
    model = newest(project / "models")
    (project / "domain.yml").write_text("wrong")

    def fail(root: Path, folder: Path, *, force: bool) -> Path:
        (folder / "model.tar.gz").write_text("half")
        raise TrainingFailed("InvalidDomain: it is wrong")

    monkeypatch.setattr(train, "_train", fail)
    assert train.main([]) == 1
    assert "InvalidDomain: it is wrong" in capsys.readouterr().err
    assert newest(project / "models") == model
    assert is_whole(model)


def test_what_rasa_says_on_giving_up_is_the_reason(
    tiny_bot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("config.yml", "domain.yml"):
        (tmp_path / name).write_text((tiny_bot / name).read_text())
    (tmp_path / "data").mkdir()
    rules = 'version: "3.1"\nrules: [{rule: r, steps: [{intent: greet}, {action: action_nope}]}]\n'
    (tmp_path / "data/rules.yml").write_text((tiny_bot / "data/all.yml").read_text())
    (tmp_path / "data/more.yml").write_text(rules)
    with pytest.raises(TrainingFailed, match="action_nope"):
        train_if_needed(tmp_path, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_training_works_before_there_are_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SECRET", "INNER_SECRET", "ACTION_SECRET", "MODEL_DIR", "TEST_POSTGRES"):
        monkeypatch.delenv(f"MEND_{name}", raising=False)
    assert models_folder() == Path("models")
    secrets = "".join(f"MEND_{name}SECRET={'x' * 32}\n" for name in ("", "INNER_", "ACTION_"))
    (tmp_path / ".env").write_text(f"{secrets}MEND_MODEL_DIR=elsewhere\n")
    assert models_folder() == Path("elsewhere")
