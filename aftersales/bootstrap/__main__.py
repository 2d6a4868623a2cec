"""python3 -m aftersales.bootstrap {install,run,test,check,drill,format}: the targets of make."""

import subprocess
import sys

from aftersales.bootstrap import install
from aftersales.bootstrap.steps import SetupError, say

TARGETS = ("install", "run", "test", "check", "drill", "format")
WITH_TEST_TOOLS = {"test", "check", "drill", "format"}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in TARGETS:
        say(f"usage: python3 -m aftersales.bootstrap {{{','.join(TARGETS)}}}")
        return 2
    target = arguments[0]
    install.environment_first(arguments, tests=target in WITH_TEST_TOOLS)
    install.build()
    if target == "run":
        from aftersales.bootstrap import serve

        return serve.run()
    if target in WITH_TEST_TOOLS:
        from aftersales.bootstrap import testing

        work = {"test": testing.test, "check": testing.check, "drill": testing.drill, "format": testing.format_all}
        return work[target]()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        say(str(error))
    except subprocess.CalledProcessError as error:
        say(f"This step failed: {' '.join(map(str, error.cmd))}\n{error.stderr or ''}".strip())
    except KeyboardInterrupt:
        say("Interrupted")
    sys.exit(1)
