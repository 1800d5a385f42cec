"""The grid: slots, bits, and what erosion and dilation mean across words."""

from datetime import date, datetime

import numpy as np
import pytest

from tasks.meetings.grid import Grid, dilated, eroded, unit_for, unpacked

GRID = Grid(date(2026, 8, 10), 2, 5, 450, 108, 5)


@pytest.mark.parametrize(
    ("minutes", "unit"), [({450, 45}, 15), ({450, 40}, 5), ({485, 530, 45}, 5), ({483, 45}, 1)]
)
def test_the_slot_is_as_long_as_all_times_allow(minutes: set[int], unit: int) -> None:
    assert unit_for(minutes) == unit


def test_a_window_loses_the_slots_it_fills_only_partly_and_busy_time_takes_them() -> None:
    assert GRID.span(452, 463) == (1, 2)
    assert GRID.span(452, 463, outward=True) == (0, 3)
    assert GRID.mask(300, 460) == 0b11
    assert GRID.mask(470, 460) == 0


def test_a_place_and_its_moment_are_two_names_of_one_time() -> None:
    moment = datetime(2026, 8, 18, 9, 45)
    assert GRID.place(moment) == (6, 27)
    assert GRID.moment(6, 27) == moment
    assert GRID.place(datetime(2026, 8, 18, 9, 47)) is None
    assert GRID.place(datetime(2026, 8, 15, 9, 45)) is None


@pytest.mark.parametrize("length", [1, 2, 7, 9, 63, 64, 65, 100])
def test_erosion_and_dilation_equal_their_definitions(length: int) -> None:
    chance = np.random.default_rng(length)
    flags = chance.random((6, 128)) < 0.97
    flags[:, 108:] = False
    bits = np.packbits(flags, axis=-1, bitorder="little").view("<u8")
    padded = np.pad(flags, ((0, 0), (0, length)))
    runs = np.stack([padded[:, step : step + 108] for step in range(length)])
    assert (unpacked(eroded(bits, length), 108)[:, :108] == runs.all(axis=0)).all()
    assert (unpacked(dilated(bits, length), 108)[:, :108] == runs.any(axis=0)).all()
