"""The term as a grid: weeks, school-week days, and slots of equal length within the meeting hours.

Positions count slots from the first day of a week (or a cycle of weeks); each day has one empty slot behind its
last, so that no meeting and no shift reaches from one day into the next.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int32]
Index = NDArray[np.intp]
Places = NDArray[np.int64]

WORD = np.dtype("<u8")
_UNITS = (15, 5, 1)


def unit_for(minutes: Iterable[int]) -> int:
    """The longest slot of 15, 5 or 1 minutes that all these clock times and lengths are whole numbers of."""
    used = set(minutes)
    return next(unit for unit in _UNITS if all(minute % unit == 0 for minute in used))


@dataclass(frozen=True)
class Grid:
    """`first` is a Monday; `days` of each week count (5, or 7 where school meets on a weekend); `opens` in minutes."""

    first: date
    weeks: int
    days: int
    opens: int
    slots: int
    unit: int

    @property
    def words(self) -> int:
        """64-bit words a day."""
        return max(1, -(-self.slots // 64))

    @property
    def stride(self) -> int:
        return self.slots + 1

    @property
    def week(self) -> int:
        """Positions a week."""
        return self.days * self.stride

    @cached_property
    def dates(self) -> tuple[date, ...]:
        return tuple(
            self.first + timedelta(weeks=week, days=day)
            for week in range(self.weeks)
            for day in range(self.days)
        )

    @cached_property
    def index(self) -> dict[date, int]:
        return {day: number for number, day in enumerate(self.dates)}

    def span(self, starts: int, ends: int, *, outward: bool = False) -> tuple[int, int]:
        """Slots of a time in minutes: those wholly inside it, or (outward) those it touches; clipped to the grid."""
        low, high = starts - self.opens, ends - self.opens
        one = low // self.unit if outward else -(-low // self.unit)
        two = -(-high // self.unit) if outward else high // self.unit
        return max(0, one), min(self.slots, two)

    def mask(self, starts: int, ends: int, *, outward: bool = False) -> int:
        """The span as an integer with one bit a slot."""
        one, two = self.span(starts, ends, outward=outward)
        return ((1 << (two - one)) - 1) << one if two > one else 0

    def packed(self, masks: Iterable[int]) -> Bits:
        """Integers of bits as rows of words."""
        size = self.words * 8
        raw = b"".join(mask.to_bytes(size, "little") for mask in masks)
        return np.frombuffer(raw, WORD).reshape(-1, self.words)

    def moment(self, day: int, slot: int) -> datetime:
        """The wall-clock time of a slot on the grid's nth date."""
        midnight = datetime.combine(self.dates[day], datetime.min.time())
        return midnight + timedelta(minutes=self.opens + slot * self.unit)

    def place(self, moment: datetime) -> tuple[int, int] | None:
        """Date number and slot of a moment, or nothing where it is off the grid or between slots."""
        day = self.index.get(moment.date())
        slot, rest = divmod(moment.hour * 60 + moment.minute - self.opens, self.unit)
        return None if day is None or rest or not 0 <= slot < self.slots else (day, slot)


def eroded(bits: Bits, length: int) -> Bits:
    """Slots at which `length` slots in a row are set (the last axis holds a day's words)."""
    done, have = bits, 1
    while have < length:
        step = min(have, length - have)
        done = done & _later(done, step)
        have += step
    return done


def dilated(bits: Bits, length: int) -> Bits:
    """Slots at which at least one of the next `length` slots is set."""
    done, have = bits, 1
    while have < length:
        step = min(have, length - have)
        done = done | _later(done, step)
        have += step
    return done


def delayed(bits: Bits, length: int) -> Bits:
    """Slots at which at least one of the `length` slots before is set; what lies behind the day's end is cut off later."""
    done = np.zeros_like(bits)
    for step in range(1, length + 1):
        done |= _sooner(bits, step)
    return done


def _sooner(bits: Bits, step: int) -> Bits:
    """Every bit moved `step` slots later: slot s then tells about slot s - step."""
    whole, part = divmod(step, 64)
    moved = np.zeros_like(bits)
    words = bits.shape[-1]
    if whole < words:
        moved[..., whole:] = bits[..., : words - whole] << np.uint64(part)
    if part and whole + 1 < words:
        moved[..., whole + 1 :] |= bits[..., : words - whole - 1] >> np.uint64(64 - part)
    return moved


def _later(bits: Bits, step: int) -> Bits:
    """Every bit moved `step` slots earlier: slot s then tells about slot s + step."""
    whole, part = divmod(step, 64)
    moved = np.zeros_like(bits)
    words = bits.shape[-1]
    if whole < words:
        moved[..., : words - whole] = bits[..., whole:] >> np.uint64(part)
    if part and whole + 1 < words:
        moved[..., : words - whole - 1] |= bits[..., whole + 1 :] << np.uint64(64 - part)
    return moved


def unpacked(bits: Bits, slots: int) -> Flags:
    """Words as flags, one for each slot and a last one that is never set."""
    raw = np.ascontiguousarray(bits, WORD).view(np.uint8)
    flags = np.unpackbits(raw, axis=-1, bitorder="little", count=min(slots + 1, raw.shape[-1] * 8))
    if flags.shape[-1] <= slots:
        flags = np.concatenate([flags, np.zeros((*flags.shape[:-1], 1), np.uint8)], axis=-1)
    return flags.view(np.bool_)
