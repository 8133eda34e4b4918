"""Stories recorded once from the real server, to be read by both clients: `one transcript, two readers`.

Each JSON file is a story; in it, for each side, the steps of one tab (what its person did, what it asked, the frames it
heard) and what it has to show at the end, taken from the database. link/test/transcripts.test.ts plays them to the
browsers' client, tests/test_transcripts.py to the fault tests' one. `make transcripts` records them anew.
"""
