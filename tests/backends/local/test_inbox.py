"""The folder of answers: loose messages, a Maildir, and what is no message."""

from pathlib import Path

from tasks.backends.ics.reply import MAX_BYTES
from tasks.backends.local.inbox import Inbox
from tests.backends.ics.test_reply import event, mail


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_a_missing_folder_holds_no_answers(tmp_path: Path) -> None:
    assert Inbox(tmp_path / "inbox").replies() == ()


def test_loose_messages_and_a_maildir_are_read(tmp_path: Path) -> None:
    other = event().replace("abc@mentorship", "other@mentorship")
    put(tmp_path / "1.eml", mail(event()))
    put(tmp_path / "new" / "17.host", mail(other))
    put(tmp_path / "cur" / "18.host:2,S", mail(event()))
    found = Inbox(tmp_path).replies()
    assert sorted(said.uid for said in found) == ["abc@mentorship", "abc@mentorship", "other@mentorship"]


def test_other_files_huge_files_and_folders_are_left_alone(tmp_path: Path) -> None:
    put(tmp_path / "notes.txt", mail(event()))
    put(tmp_path / "huge.eml", mail(event()) + b" " * MAX_BYTES)
    (tmp_path / "folder.eml").mkdir()
    (tmp_path / "gone.eml").symlink_to(tmp_path / "nowhere")
    assert Inbox(tmp_path).replies() == ()


def test_a_message_is_read_again_once_it_changes_and_forgotten_once_it_is_gone(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    put(tmp_path / "1.eml", mail(event()))
    assert len(inbox.replies()) == 1
    put(tmp_path / "1.eml", mail(event(), event().replace("abc@", "xyz@")))
    assert len(inbox.replies()) == 2
    (tmp_path / "1.eml").unlink()
    assert inbox.replies() == ()
