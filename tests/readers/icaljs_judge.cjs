// Run by node: a list of calendar texts in, the times of each out (UTC seconds from start to end), read by ical.js.
const ICAL = require("ical.js");

const seconds = (time) => time.toUnixTime();

function times(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  const events = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
  const found = [];
  for (const event of events.filter((one) => !one.isRecurrenceException())) {
    events.filter((one) => one.isRecurrenceException() && one.uid === event.uid).forEach((one) => event.relateException(one));
    if (!event.isRecurring()) {
      found.push([seconds(event.startDate), seconds(event.endDate)]);
      continue;
    }
    const instances = event.iterator();
    for (let next = instances.next(); next; next = instances.next()) {
      const one = event.getOccurrenceDetails(next);
      found.push([seconds(one.startDate), seconds(one.endDate)]);
    }
  }
  return found.sort((one, two) => one[0] - two[0] || one[1] - two[1]);
}

let typed = "";
process.stdin.on("data", (part) => (typed += part));
process.stdin.on("end", () => process.stdout.write(JSON.stringify(JSON.parse(typed).map((text) => ({ errors: [], times: times(text) })))));
