"""Scene files: what is refused, and that a refusal names the file, the step and the fault."""

from pathlib import Path

import pytest

from kiosk.cli.scenes import all_scenes, scene_named
from kiosk.errors import BadSettings
from kiosk.settings.scenes import Glass, read_scene, read_scenes

GLASS = Glass(frozenset({"attract", "home"}), frozenset({"cancel"}))
HEAD = 'schema = 1\nname = { zh_CN = "试", en = "try" }\nteaches = { zh_CN = "教" }\n'


def write(folder: Path, *steps: str, name: str = "05-trial.toml", head: str = HEAD) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + "".join(f"[[steps]]\n{step}\n" for step in steps), "utf-8")
    return path


def test_a_scene_is_read_with_its_parts_in_their_places(tmp_path: Path) -> None:
    write(tmp_path, 'touch = "wake"', 'expect = "home"', name="parts/enter.toml", head="schema = 1\n")
    path = write(tmp_path, 'play = "enter"', 'hand = { device = "hall", op = "slow", seconds = 2 }')
    scene = read_scene(path, GLASS)
    assert scene.id == "trial" and scene.name.in_("en") == "try"
    assert [step.verb for step in scene.steps] == ["touch", "expect", "hand"]
    assert scene.steps[2].hand is not None and scene.steps[2].hand.arguments == {"seconds": 2}


def test_scenes_come_in_the_order_of_their_files(tmp_path: Path) -> None:
    for name in ("10-b.toml", "02-a.toml"):
        write(tmp_path, 'touch = "wake"', name=name)
    assert [scene.id for scene in read_scenes(tmp_path, GLASS)] == ["a", "b"]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ('hand = { device = "toaster", op = "lay" }', "no device 'toaster'"),
        ('hand = { device = "id-reader", op = "juggle" }', "id-reader has no op 'juggle'"),
        ('hand = { device = "id-reader", op = "quit" }', "id-reader has no op 'quit'"),
        ('hand = { device = "id-reader", op = "lay", colour = "red" }', "id-reader lay knows no colour"),
        ('touch = "wake"\nexpect = "home"', "one act a step, not touch and expect"),
        ('over = "cancel"', "neither an act nor a sentence"),
        ('touch = "wake"\nwords = ["home.title"]', "over and words belong to expect"),
        ('expect = "home"\nwords = ["no.such.key"]', "no such sentence: no.such.key"),
        ('expect = "kitchen"', "expect: no screen 'kitchen'"),
        ('expect = "home"\nover = "carpet"', "over: no sheet 'carpet'"),
        ('play = "nothing"', "play: no part 'nothing'"),
        ('jump = "high"', "Extra inputs"),
    ],
)
def test_a_refusal_names_file_step_and_fault(tmp_path: Path, step: str, said: str) -> None:
    path = write(tmp_path, 'touch = "wake"', step)
    with pytest.raises(BadSettings) as refused:
        read_scene(path, GLASS)
    assert str(path) in str(refused.value) and "step 2" in str(refused.value) and said in str(refused.value)


def test_a_fault_in_a_part_names_the_part(tmp_path: Path) -> None:
    part = write(tmp_path, 'expect = "kitchen"', name="parts/enter.toml", head="schema = 1\n")
    with pytest.raises(BadSettings, match=f"{part}(.|\n)*step 1"):
        read_scene(write(tmp_path, 'play = "enter"'), GLASS)


def test_parts_do_not_play_parts(tmp_path: Path) -> None:
    write(tmp_path, 'play = "enter"', name="parts/enter.toml", head="schema = 1\n")
    with pytest.raises(BadSettings, match="no part 'enter'"):
        read_scene(write(tmp_path, 'play = "enter"'), GLASS)


@pytest.mark.parametrize(
    ("head", "said"),
    [("schema = 2\n", "newer"), ("schema = 1\n", "name"), ("schema = [\n", "05-trial.toml"), (HEAD, "steps")],
)
def test_a_file_that_is_no_scene_is_refused(tmp_path: Path, head: str, said: str) -> None:
    with pytest.raises(BadSettings, match=said):
        read_scene(write(tmp_path, head=head), GLASS)


def test_typed_text_is_not_shown_where_a_step_is_printed(tmp_path: Path) -> None:
    scene = read_scene(write(tmp_path, 'type = "202611"'), GLASS)
    assert "202611" not in repr(scene.steps)


def test_the_shipped_scenes_are_good_and_teach_in_both_languages() -> None:
    scenes = all_scenes()
    assert len(scenes) >= 8 and len({scene.id for scene in scenes}) == len(scenes)
    assert all(scene.name.en and scene.teaches.en for scene in scenes)


def test_a_name_that_no_scene_has_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(BadSettings, match="whole-visit"):
        scene_named("holiday")
