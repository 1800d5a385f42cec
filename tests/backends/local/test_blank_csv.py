"""People from CSV files as other systems write them."""

from pathlib import Path

import pytest

from tasks.backends.local.blank import people_from_csv
from tasks.program.problems import WorkbookError

ANA = {"Name": "Ana Núñez", "Email": "ana@example.org", "Role": "mentee"}
LINES = "Full name{0} E-mail Address{0}ROLE\nAna Núñez{0}ana@example.org{0}mentee\n"


def saved(folder: Path, content: bytes) -> Path:
    path = folder / "people.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_usual_encodings_and_separators_are_read(tmp_path: Path, encoding: str, separator: str) -> None:
    path = saved(tmp_path, LINES.format(separator).encode(encoding))
    assert people_from_csv(path) == [ANA]


def test_blank_lines_short_lines_and_quotes(tmp_path: Path) -> None:
    content = 'Name,Email,Goals\r\n"Lee, Ana",ana@example.org,"a; b\nc"\r\n,,\r\n\r\nBo Ek\r\n'
    assert people_from_csv(saved(tmp_path, content.encode())) == [
        {"Name": "Lee, Ana", "Email": "ana@example.org", "Goals": "a; b c"},
        {"Name": "Bo Ek"},
    ]


def test_columns_of_their_own_are_kept(tmp_path: Path) -> None:
    content = b"Room,Name,Email address\n12,=Ana,ana@example.org\n"
    assert people_from_csv(saved(tmp_path, content)) == [
        {"Name": "=Ana", "Room": "12", "Email": "ana@example.org"}
    ]


def test_first_and_last_name_become_the_name(tmp_path: Path) -> None:
    content = b"Last Name,First Name,Email\nLee,Ana,ana@example.org\n,Bo,bo@example.org\n"
    assert people_from_csv(saved(tmp_path, content)) == [
        {"Name": "Ana Lee", "Email": "ana@example.org"},
        {"Name": "Bo", "Email": "bo@example.org"},
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "has no column “Name” or “Email” in its first line. Put the headers there"),
        (b"ana@example.org,mentee\n", "has no column “Name” or “Email”"),
        (
            b"Email,E-mail,Name\n",
            "the columns “Email” and “E-mail” could each be “Email”. Rename one of them",
        ),
    ],
)
def test_file_that_cannot_be_understood_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = saved(tmp_path, content)
    with pytest.raises(WorkbookError) as raised:
        people_from_csv(path)
    assert message in str(raised.value)
    assert str(path) in str(raised.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="There is no"):
        people_from_csv(tmp_path / "people.csv")
