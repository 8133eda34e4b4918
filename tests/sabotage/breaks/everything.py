"""All breaks."""

from sabotage.breaks.browser import BROWSER
from sabotage.breaks.doors import DOORS
from sabotage.breaks.everyday import EVERYDAY
from sabotage.breaks.showing import SHOWING
from sabotage.breaks.storing import STORING
from sabotage.breaks.telling import TELLING

BREAKS = (*STORING, *TELLING, *DOORS, *BROWSER, *EVERYDAY, *SHOWING)
