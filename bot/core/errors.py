"""What can go wrong in a way that people can mend: each error carries one clear sentence for them."""

from typing import ClassVar


class BotError(Exception):
    """One sentence that says what is wrong and what to do about it; shown without a traceback."""

    exit_status: ClassVar[int] = 1
    """What the command line ends with: 1, the input is at fault (settings, files, the network)."""


class KnowledgeError(BotError):
    """The knowledge folder cannot be used as it stands."""


class NotInstalledError(BotError):
    """Something needs a package that is an extra of the installation, and is not there."""

    def __init__(self, purpose: str, package: str) -> None:
        super().__init__(f"{purpose} needs the package {package}: install it with `pip install {package}`.")


class OurFaultError(BotError):
    """The program broke a promise of its own; nothing that its user did is to blame."""

    exit_status: ClassVar[int] = 3
