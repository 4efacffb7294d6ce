"""What is wrong, odd or worth knowing in a message: findings, each with a place, a reason and a way out.

Checks warn and never forbid: people send bad messages on purpose to see what a receiver does. Nothing here raises,
whatever the message is; a reference file that cannot be read is itself a finding. The checks see one message alone.
They do not know the history, the site's agreements or the charge master.

One file per subject; each check is a generator `(Context) -> Iterator[Finding]`, listed in `run.py`.
"""

from workbench.reference.checks.finding import Finding
from workbench.reference.checks.run import check

__all__ = ["Finding", "check"]
