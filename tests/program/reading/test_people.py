from datetime import date
from typing import Any

import pytest

from tasks.program.people import Mode, Person, Role, Status, Window
from tests.build import book, grid, mentor, person

SCHOOLS = [
    {"School": "Oak School", "Principal": "Kim Po", "Principal email": "kim.po@example.org"},
    {"School": "Elm School"},
]


def read(*rows: Any, **more: Any) -> Any:
    more.setdefault("calendar", [{"Date": "2026-09-07", "Kind": "no school"}])
    made = book(rows, **more)
    return list(made.people.values()), [p for p in made.problems if p.tab == "Enrollment"]


def one(**cells: Any) -> Any:
    (found, *_), problems = read(person("Ana Lee", **cells))
    return found, problems


def said(problems: Any) -> Any:
    return [(p.level, p.row, p.column) for p in problems]


def test_a_row_with_everything_in_it() -> None:
    row = mentor(
        "Ana Lee", School="Oak School; Elm School", Subject="Mathematics; Physics", Grade_band="6-8; 9-12", Track="Yr 1",
        Capacity="2", Availability="Mon 15:00-16:00", Strengths="data use; IEP", Goals="leading", Languages="en; Español",
        Required_language="ES", Evaluator="mailto:EVA@x.org", Supervisor="sue@x.org", Meeting_mode="Zoom",
        End_date="2027-06-01", Away_from="10/1/2026", Away_until="10/15/2026", Status="Active", Former_email="old@x.org",
        Enrolled_on="2026-08-01", Match_by="2026-09-01", Mail="ok",
    )  # fmt: skip
    (found,), problems = read(row)
    assert problems == []
    assert found == Person(
        id="p-ana-lee", row=2, name="Ana Lee", email="ana.lee@example.org", role=Role.MENTOR,
        schools=("Oak School", "Elm School"), subjects=("Mathematics", "Physics"), grade_bands=("6-8", "9-12"), years=8.0,
        track="year 1", capacity=2, windows=(Window(0, 900, 960, "", "Mon 15:00-16:00"),), times_known=True,
        strengths=("data use", "IEP"), goals=("leading",), languages=("English", "Spanish"), required_languages=("Spanish",),
        evaluator="eva@x.org", supervisor="sue@x.org", mode=Mode.VIRTUAL, trained_on=date(2026, 7, 15),
        starts_on=date(2026, 8, 10), ends_on=date(2027, 6, 1), away_from=date(2026, 10, 1), away_until=date(2026, 10, 15),
        former_email="old@x.org", enrolled_on=date(2026, 8, 1), match_by=date(2026, 9, 1), mail="ok",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "role"),
    [
        ("MENTEE ", Role.MENTEE),
        ("New teacher", Role.MENTEE),
        ("Mentor teacher", Role.MENTOR),
        ("Mentor & Mentee", Role.BOTH),
        ("mentor/mentee", Role.BOTH),
        ("Peer", Role.PEER),
    ],
)
def test_roles_as_people_type_them(typed: Any, role: Any) -> None:
    found, problems = one(Role=typed)
    assert (found.role, problems) == (role, [])


def test_people_without_a_name_role_or_address_are_named_and_still_counted() -> None:
    found, problems = read({"Name": "Ana Lee"}, {"Email": "bo@example.org"})
    assert [(p.name, p.email, p.role) for p in found] == [("Ana Lee", "", None), ("", "bo@example.org", None)]
    assert said(problems) == [("fix", 2, "Role"), ("fix", 2, "Email"), ("fix", 3, "Name"), ("fix", 3, "Role")]
    assert [p.waits for p in found] == [{"Role", "Email"}, {"Name", "Role"}]


@pytest.mark.parametrize(
    ("column", "typed", "field", "kept"),
    [
        ("Email", "ana.lee@example", "email", ""),
        ("Role", "coach", "role", None),
        ("Years_teaching", "first year", "years", None),
        ("Years_teaching", 250, "years", None),
        ("Capacity", "lots", "capacity", 1),
        ("Capacity", -1, "capacity", 1),
        ("Grade_band", "Elementary", "grade_bands", ()),
        ("Meeting_mode", "carrier pigeon", "mode", Mode.EITHER),
        ("Mentor_training", "yes", "trained_on", None),
        ("Start_date", "soon", "starts_on", None),
        ("Status", "inactive", "status", Status.ACTIVE),
        ("Evaluator", "the principal", "evaluator", ""),
        ("Supervisor", "kim.po@example", "supervisor", ""),
        ("Avoid", "that man", "avoid", ()),
        ("Former_email", "gone", "former_email", ""),
        ("Availability", "Mon P9", "windows", ()),
    ],
)
def test_a_cell_that_cannot_be_read_waits_and_is_named(
    column: Any, typed: Any, field: Any, kept: Any
) -> None:
    found, problems = one(**{column: typed})
    name = column.replace("_", " ")
    assert (getattr(found, field), found.waits) == (kept, {name})
    assert [(p.level, p.row, p.column, p.value) for p in problems] == [("fix", 2, name, str(typed))]
    assert problems[0].remedy


@pytest.mark.parametrize("typed", ["No", "not yet", "in progress", False, "N/A", None])
def test_a_training_not_done_is_no_date(typed: Any) -> None:
    found, problems = one(Mentor_training=typed)
    assert (found.trained_on, problems) == (None, [])


def test_dates_in_the_wrong_order_leave_the_second_out() -> None:
    found, problems = one(End_date="2026-08-01", Away_from="2026-10-15", Away_until="2026-10-01")
    assert (found.ends_on, found.away_from, found.away_until) == (None, date(2026, 10, 15), None)
    assert said(problems) == [("fix", 2, "End date"), ("fix", 2, "Away until")]


def test_a_date_others_may_read_otherwise_is_noted() -> None:
    found, problems = one(Away_from="8/9/26")
    assert found.away_from == date(2026, 8, 9)
    assert said(problems) == [("note", 2, "Away from")]


def test_a_vacancy_needs_neither_name_nor_address() -> None:
    seat = {"Role": "mentee", "School": "Oak School", "Subject": "Art", "Status": "Vacancy"}
    found, problems = read(seat, seat)
    assert problems == []
    assert [(p.name, p.status, p.email) for p in found] == [
        ("Vacancy (Art, Oak School)", Status.EXPECTED, ""),
        ("Vacancy (Art, Oak School) 2", Status.EXPECTED, ""),
    ]
    assert found[0].id != found[1].id


def test_rows_about_nobody_are_not_counted() -> None:
    header = {"Name": "Name", "Email": "Email", "Role": "Role"}
    found, problems = read(person("Ana Lee"), header, {"Goals": "copied from last year"})
    assert [p.name for p in found] == ["Ana Lee"]
    assert said(problems) == [("note", 3, "Name"), ("note", 4, "Name")]


def test_names_are_kept_as_typed() -> None:
    found, _ = read({**person("x"), "Name": "  Lee,\u00a0Ana "}, {**person("y"), "Name": "=HYPERLINK()"})
    assert [p.name for p in found] == ["Lee, Ana", "=HYPERLINK()"]


def test_words_that_differ_only_in_case_get_the_usual_spelling() -> None:
    rows = [
        person(n, Subject=s)
        for n, s in (("A A", "Art"), ("B B", "ART"), ("C C", "Art"), ("D D", "art; music"))
    ]
    assert [p.subjects for p in read(*rows)[0]] == [("Art",), ("Art",), ("Art",), ("Art", "music")]


def test_schools_by_their_own_names() -> None:
    rows = [
        person(n, School=s)
        for n, s in (("A A", "OAK SCHOOL"), ("B B", "Oak Schol"), ("C C", "Ash School; Elm"))
    ]
    found, problems = read(*rows, schools=SCHOOLS)
    assert [p.schools for p in found] == [("Oak School",), ("Oak Schol",), ("Ash School", "Elm School")]
    assert [(p.level, p.row, p.remedy) for p in problems] == [
        ("fix", 3, "Did you mean “Oak School”?"),
        ("note", 4, "Add it there, or under Also called."),
    ]


def test_without_a_schools_tab_one_spelling_stands_for_all() -> None:
    rows = [person(n, School=s) for n, s in (("A A", "Oak School"), ("B B", "oak  school"))]
    assert [p.school for p in read(*rows)[0]] == ["Oak School", "Oak School"]


# Whom cells name


def test_people_are_named_by_address_or_unique_name() -> None:
    ana = person(
        "Ana Lee",
        Evaluator="Bo Kim",
        Supervisor="Kim Po",
        Preferred="CY DIAZ; bo.kim@example.org",
        Avoid="Díaz, Eva",
    )
    found, problems = read(ana, mentor("Bo Kim"), mentor("Cy Diaz"), mentor("Eva Diaz"), schools=SCHOOLS)
    assert problems == []
    assert (found[0].evaluator, found[0].supervisor, found[0].preferred, found[0].avoid) == (
        "bo.kim@example.org",
        "kim.po@example.org",
        ("cy.diaz@example.org", "bo.kim@example.org"),
        ("eva.diaz@example.org",),
    )


def test_a_name_that_two_people_have_names_nobody() -> None:
    twins = [{**mentor("Bo Kim"), "Email": f"bo{n}@example.org", "Person ID": f"p-{n}"} for n in (1, 2)]
    found, problems = read(person("Ana Lee", Avoid="Bo Kim", Preferred="Bo Kim"), *twins)
    assert (found[0].avoid, found[0].preferred, found[0].waits) == ((), (), {"Avoid"})
    assert said(problems) == [("fix", 2, "Avoid"), ("note", 2, "Preferred")]


def test_somebody_unknown_is_a_note_in_preferred_and_must_be_fixed_in_avoid() -> None:
    found, problems = read(
        person("Ana Lee", Avoid="bo.kin@example.org", Preferred="gone@example.org"), mentor("Bo Kim")
    )
    assert (found[0].avoid, found[0].preferred) == (("bo.kin@example.org",), ("gone@example.org",))
    assert [(p.level, p.column, p.remedy) for p in problems] == [
        ("fix", "Avoid", "Did you mean bo.kim@example.org?"),
        ("note", "Preferred", "Check the address, or take it out."),
    ]


def test_an_evaluator_need_not_be_enrolled_but_a_slip_is_noted() -> None:
    found, problems = read(
        person("Ana Lee", Evaluator="principal@example.org", Supervisor="bo.kmi@example.org"),
        mentor("Bo Kim"),
    )
    assert (found[0].evaluator, found[0].supervisor) == ("principal@example.org", "bo.kmi@example.org")
    assert [(p.level, p.column, p.message) for p in problems] == [
        ("note", "Supervisor", "bo.kmi@example.org is not enrolled, but bo.kim@example.org is.")
    ]


def test_a_former_address_names_the_person_of_now() -> None:
    bo = mentor("Bo Kim", Former_email="bo@old.org")
    found, problems = read(person("Ana Lee", Avoid="bo@old.org"), bo)
    assert (found[0].avoid, problems) == (("bo.kim@example.org",), [])


def test_one_former_address_in_two_rows_is_to_be_fixed_in_both() -> None:
    _, problems = read(
        mentor("Bo Kim", Former_email="old@x.org"), person("Ana Lee", Former_email="OLD@x.org")
    )
    claim = "gives this former address as well, so neither row goes on as the person who had it."
    assert [(p.level, p.row, p.column, p.message) for p in problems] == [
        ("fix", 2, "Former email", f"Row 3 {claim}"),
        ("fix", 3, "Former email", f"Row 2 {claim}"),
    ]


def test_a_former_address_that_another_row_still_has_is_noted_but_a_swap_is_not() -> None:
    bo, ana = mentor("Bo Kim"), person("Ana Lee", Former_email="bo.kim@example.org")
    _, problems = read(bo, ana)
    assert [(p.level, p.row, p.column, p.message) for p in problems] == [
        ("note", 3, "Former email", "Row 2 has this address now.")
    ]
    assert read({**bo, "Former email": "ana.lee@example.org"}, ana)[1] == []


def test_a_second_evaluator_is_no_partner_either() -> None:
    found, _ = read(person("Ana Lee", Evaluator="eva@x.org; bo.kim@example.org"), mentor("Bo Kim"))
    assert (found[0].evaluator, found[0].avoid) == ("eva@x.org", ("bo.kim@example.org",))


def test_naming_oneself_says_nothing_and_avoid_wins_over_preferred() -> None:
    found, problems = read(
        person("Ana Lee", Preferred="ana.lee@example.org; Bo Kim", Avoid="Bo Kim"), mentor("Bo Kim")
    )
    assert (found[0].preferred, found[0].avoid) == ((), ("bo.kim@example.org",))
    assert said(problems) == [("note", 2, "Preferred")]


# Rows about one person


def test_rows_that_agree_are_one_person() -> None:
    again = {**person("Ana Lee", Goals="a, b"), "Email": "ANA.LEE@EXAMPLE.ORG", "Person ID": None}
    found, problems = read(person("Ana Lee", Goals="a; b"), again)
    assert [(p.id, p.row, p.goals) for p in found] == [("p-ana-lee", 2, ("a", "b"))]
    assert said(problems) == [("note", 3, "")]


def test_what_two_rows_disagree_on_is_blank_until_fixed() -> None:
    found, problems = read(
        mentor("Ana Lee", Capacity=3, Subject="Art"), mentor("Ana Lee", Capacity="1", Subject="art")
    )
    assert [(p.capacity, p.subjects, p.waits) for p in found] == [(1, ("Art",), frozenset())]
    assert [(p.level, p.row, p.column, p.value) for p in problems] == [
        ("fix", 2, "Capacity", "3"),
        ("fix", 3, "Capacity", "1"),
    ]


@pytest.mark.parametrize(("column", "typed"), [("Role", "both"), ("Avoid", "bo.kim@example.org"), ("Evaluator", "eva@x.org"), ("Status", "left")])  # fmt: skip
def test_a_disagreement_that_decides_who_may_be_paired_waits(column: Any, typed: Any) -> None:
    (found, _), problems = read(person("Ana Lee"), person("Ana Lee", **{column: typed}), mentor("Bo Kim"))
    assert found.waits == {column}
    assert said(problems) == [("fix", 2, column), ("fix", 3, column)]


def test_two_people_under_one_address_are_two_people_without_one() -> None:
    other = {**person("Bo Kim"), "Email": "ana.lee@example.org"}
    found, problems = read(person("Ana Lee"), other)
    assert [(p.name, p.email, p.waits) for p in found] == [
        ("Ana Lee", "", {"Email"}),
        ("Bo Kim", "", {"Email"}),
    ]
    assert said(problems) == [("fix", 2, "Email"), ("fix", 3, "Email")]


def test_a_changed_family_name_is_still_one_person() -> None:
    found, problems = read(person("Ana Lee"), {**person("Ana Lee"), "Name": "Ana Gómez"})
    assert [p.name for p in found] == ["Ana Lee"]
    assert said(problems) == [("fix", 2, "Name"), ("fix", 3, "Name")]


def test_rows_without_an_address_are_one_person_by_name_and_school() -> None:
    bare = {"Name": "Ana Lee", "Role": "mentee", "School": "Oak School"}
    found, _ = read(bare, {**bare, "School": "Elm School"}, {**bare, "Name": "ANA LEE"})
    assert [(p.row, p.school) for p in found] == [(2, "Oak School"), (3, "Elm School")]


def test_a_namesake_without_an_address_is_noted() -> None:
    bare = {"Name": "Ana Lee", "Role": "mentee", "School": "Oak School"}
    found, problems = read(person("Ana Lee"), bare)
    assert len(found) == 2
    assert ("note", 3, "Name") in said(problems)


def test_two_columns_that_could_be_the_address_are_taken_as_neither() -> None:
    from tasks.program.book import Book
    from tasks.program.workbook.snapshot import snapshot_from_grids
    from tasks.program.world import World
    from tests.build import run

    rows = grid("Enrollment", [person("Ana Lee")])
    rows[0].append("E mail")
    rows[0][1] = "email"
    problems = Book(snapshot_from_grids({"Enrollment": rows}), World(), run()).problems
    assert "“email” and “E mail” could each be the column “Email”, so neither is read." in [
        p.message for p in problems
    ]


def test_problems_stand_in_the_order_of_the_rows() -> None:
    _, problems = read(person("A A", Role="x"), person("B B", Capacity="x"), person("A A", Role="y"))
    assert [p.row for p in problems] == sorted(p.row for p in problems)
