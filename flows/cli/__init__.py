"""The command line: arguments in, one exit code out; a coordinator never sees a traceback.

arguments.py  what may be typed
main.py       from arguments to a command, from any error to one paragraph and the right exit code
run.py        the flow commands: rehearse, ask, run through Prefect, show
show.py       tables for people
pairing.py    what `pair` adds: --audit, --what-if
init.py  preview.py  outbox.py  doctor.py   the other commands
"""
