"""Calendar v3, method by method; each module says which part of it is recorded."""

from tests.google_service.calendar import calendars, colors, freebusy, lists, writes
from tests.google_service.world import Handler

HANDLERS: dict[str, Handler] = {
    "calendar.acl.delete": calendars.acl_one,
    "calendar.acl.get": calendars.acl_one,
    "calendar.acl.insert": calendars.acl_insert,
    "calendar.acl.list": calendars.acl_list,
    "calendar.acl.patch": calendars.acl_one,
    "calendar.acl.update": calendars.acl_one,
    "calendar.calendarList.delete": calendars.list_delete,
    "calendar.calendarList.get": calendars.list_get,
    "calendar.calendarList.insert": calendars.list_insert,
    "calendar.calendarList.list": calendars.listed,
    "calendar.calendarList.patch": calendars.list_change,
    "calendar.calendarList.update": calendars.list_change,
    "calendar.calendars.clear": calendars.clear,
    "calendar.calendars.delete": calendars.delete,
    "calendar.calendars.get": calendars.get,
    "calendar.calendars.insert": calendars.insert,
    "calendar.calendars.patch": calendars.change,
    "calendar.calendars.update": calendars.change,
    "calendar.colors.get": colors.get,
    "calendar.events.delete": writes.delete,
    "calendar.events.get": lists.get,
    "calendar.events.import": writes.import_event,
    "calendar.events.insert": writes.insert,
    "calendar.events.instances": lists.instances,
    "calendar.events.list": lists.listed,
    "calendar.events.move": writes.move,
    "calendar.events.patch": writes.patch,
    "calendar.events.quickAdd": writes.quick_add,
    "calendar.events.update": writes.update,
    "calendar.freebusy.query": freebusy.query,
    "calendar.settings.get": calendars.setting,
    "calendar.settings.list": calendars.settings,
}
