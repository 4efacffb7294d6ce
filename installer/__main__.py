"""`python3 installer VERB`, from any folder. An old Python must be able to read this file, so it is written for one."""

import os
import sys

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    sys.exit(
        "DFT Workbench needs Python %d.%d or newer; this is %d.%d (%s). Install a newer Python and start this with it."
        % (OLDEST[0], OLDEST[1], sys.version_info[0], sys.version_info[1], sys.executable)
    )

# Started by its path, Python looks for modules inside this folder; the package is one step up.
sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

from installer.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
