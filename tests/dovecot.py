"""A real IMAP server: Debian's Dovecot, started by hand from its files."""

import contextlib
import getpass
import imaplib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from processes import free_port

PASSWORD = "семь-чайных-ложек"
CONF = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {internal}
default_login_user = {login}
mail_location = maildir:{home}/mail/%u
auth_failure_delay = 0
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail} gid={mail} home={home}/mail
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
{chroots}}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@dataclass
class Box:
    """Somebody's mailbox; whoever asks for one has one."""

    port: int
    home: Path
    user: str = "chat"

    @property
    def url(self) -> str:
        return f"imap://{self.user}:{PASSWORD}@127.0.0.1:{self.port}?tls=none&to=chat%2B*@olha.example"

    @contextlib.contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port) as line:
            line.authenticate("PLAIN", lambda _: f"\0{self.user}\0{PASSWORD}".encode())
            line.select()
            yield line

    def bring(self, letter: bytes) -> None:
        """A letter arrives."""
        with self.opened() as line:
            assert line.append("INBOX", "", "", letter)[0] == "OK"

    def unread(self) -> int:
        with self.opened() as line:
            return len(line.search(None, "UNSEEN")[1][0].split())

    def made_anew(self) -> None:
        """Its numbers are lost, and all letters get others."""
        for each in (self.home / "mail" / self.user).glob("dovecot*"):
            each.unlink()


@contextlib.contextmanager
def dovecot() -> Iterator[Box]:
    home = Path(tempfile.mkdtemp(prefix="samovar-imap-"))
    box = Box(free_port(), home)
    home.chmod(0o755)  # Its own users look into it.
    root, me = os.getuid() == 0, getpass.getuser()
    users = (
        {"internal": "dovecot", "login": "dovenull", "mail": "dovecot"}
        if root
        else dict.fromkeys(("internal", "login", "mail"), me)
    )
    (home / "mail").mkdir()
    if root:
        shutil.chown(home / "mail", "dovecot", "dovecot")
    chroots = "" if root else "  chroot =\n"
    conf = home / "conf"
    conf.write_text(CONF.format(home=home, port=box.port, password=PASSWORD, chroots=chroots, **users), "utf-8")
    process = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", str(conf)], stderr=subprocess.DEVNULL)
    try:
        wait_for(box, home / "log")
        yield box
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        shutil.rmtree(home, ignore_errors=True)


def wait_for(box: Box, log: Path) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError, imaplib.IMAP4.error), box.opened():
            return
        time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8") if log.exists() else "Dovecot did not start")
