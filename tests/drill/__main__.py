"""``python -m tests.drill``: print what noticed each fault, as Markdown, and the false alarms."""

import sys

from tests.drill.drill import RUNS, STATED, clean_runs, run_faults


def main() -> int:
    caught = list(run_faults())
    print("| Fault | Caught by | When | Noticed |\n| --- | --- | --- | --- |")
    for each in caught:
        print(f"| {each.fault} | {each.by or 'NOTHING'} | {each.when} | {each.noticed} of {each.tries} |")
    whole = sum(each.noticed == each.tries for each in caught)
    found = clean_runs(RUNS)
    alarms = found["runs with an alarm"]
    print(f"\n{whole} of {len(caught)} faults caught.")
    print(f"{RUNS} clean runs: {alarms} with an alarm; stated: at most {STATED * RUNS:.0f}. {dict(found)}")
    return int(whole < len(caught) or alarms > STATED * RUNS)


if __name__ == "__main__":
    sys.exit(main())
