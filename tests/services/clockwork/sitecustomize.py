"""Sets the clock of a Python that has this folder on its path: TEST_CLOCK_OFFSET is in seconds.

So the product's own commands run unchanged, on a Tuesday in sending hours, whatever day it is; and the product
has no setting that could make it write to people on a Sunday.
"""

import os
import time

offset = os.environ.get("TEST_CLOCK_OFFSET")
if offset:
    import time_machine

    time_machine.travel(time.time() + float(offset), tick=True).start()
