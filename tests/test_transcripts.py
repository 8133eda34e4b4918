"""One transcript, two readers: what both clients show is what the database held. The other one is
link/test/transcripts.test.ts."""

from pathlib import Path

import pytest

from transcripts.files import kept, steady
from transcripts.replay import Reader
from transcripts.stories import STORIES

KEPT = kept()


@pytest.mark.parametrize("side", ["visitor", "operator"])
@pytest.mark.parametrize("story", KEPT)
def test_the_fault_tests_client_shows_what_the_database_held(story: str, side: str):
    told = KEPT[story][side]
    reader = Reader(side)
    reader.play(told["steps"])
    assert reader.shows() == told["shows"]
    assert all(view.level for view in reader.views.values())


@pytest.mark.parametrize("story", STORIES)
async def test_the_server_still_tells_it_so(story: str, folder: Path):
    """Else: `make transcripts`, and look at what has changed."""
    assert steady(await STORIES[story](folder)) == KEPT[story]


def test_every_story_is_kept_and_no_other():
    assert KEPT.keys() == STORIES.keys()
