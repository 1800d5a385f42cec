import json

from tasks.enrollment.report import to_json
from tests.build import book, mentor


def test_the_report_says_what_was_understood_of_each_person() -> None:
    row = mentor("Ana Lee", Subject="Art; Music", Grade_band="3-5", Capacity=2, Availability="Mon P3; Tue A 15:00-16:00", Languages="en", Evaluator="eva@x.org", Avoid="x")  # fmt: skip
    made = book([row], bell_schedule=[{"Period": "P3", "Starts": "9:45", "Ends": "10:30"}], calendar=[{"Date": "2026-09-07", "Kind": "no school"}])  # fmt: skip
    assert json.loads(json.dumps(to_json(made)))["people"] == [
        {
            "email": "ana.lee@example.org",
            "name": "Ana Lee",
            "role": "mentor",
            "school": "Oak School",
            "subject": "Art; Music",
            "grade_bands": ["3-5"],
            "years": 8.0,
            "capacity": 2,
            "windows": [
                {"day": "Mon", "starts": "09:45", "ends": "10:30", "label": "Mon P3"},
                {"day": "Tue", "starts": "15:00", "ends": "16:00", "label": "Tue 15:00-16:00", "cycle": "A"},
            ],
            "strengths": [],
            "goals": [],
            "languages": ["English"],
            "evaluator": "eva@x.org",
            "trained": "2026-07-15",
            "status": "active",
            "id": "p-ana-lee",
            "row": 2,
            "schools": ["Oak School"],
            "supervisor": "",
            "waits": ["Avoid"],
        }
    ]


def test_the_report_lists_every_problem() -> None:
    made = book([mentor("Ana Lee", Capacity="lots")], calendar=[{"Date": "2026-09-07", "Kind": "no school"}])
    assert to_json(made)["problems"] == [
        {"level": "fix", "tab": "Enrollment", "row": 2, "column": "Capacity", "value": "lots", "message": "“lots” is not a number.", "remedy": "Type digits only."}
    ]  # fmt: skip
