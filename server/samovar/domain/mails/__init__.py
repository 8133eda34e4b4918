"""Mail: letters as rows (letters.py), their log (log.py), the servers they go out and come in by (servers.py)."""

from samovar.domain.mails.letters import SECRET, BadAddress, TooManyLetters, can_send_again, lately, queue, send_again

__all__ = ["SECRET", "BadAddress", "TooManyLetters", "can_send_again", "lately", "queue", "send_again"]
