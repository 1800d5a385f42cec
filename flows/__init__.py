"""The map of the flows: each is one verb of the coordinator's, a command, and a Prefect deployment.

check_enrollment    mentorship check      every problem in the sheet at once, beside its row
pair_mentors        mentorship pair       the best possible pairing, explained, for staff to approve
schedule_meetings   mentorship schedule   a series of meetings for every pair that stands
invite_to_training  mentorship train      seats, invitations, reminders, answers
collect_checkins    mentorship checkin    hours against the requirement, meetings confirmed
run_survey          mentorship survey     invite, remind, close, compile
send_digest         mentorship digest     one page for leadership
close_term          mentorship close      hours statements, the end of the term
run_term            mentorship term       everything that is due today, in order

steps.py            the steps as Prefect shows them, with their retries
reception.py        opens a workbook for one run, holds its lock, keeps its summary
server.py           the Prefect server a run talks to; ends what a killed run left behind
quiet.py            Prefect's settings, made before Prefect is imported
cli/                the command line
"""
