class Calendars: pass
