"""Which kernels are forked, and which are left to the stock provisioner."""

import sys

import pytest

from riskkit.kernels.provisioner import warm_arguments

STOCK = [sys.executable, "-m", "ipykernel_launcher", "-f", "/run/k.json"]


def test_a_stock_command_can_be_forked():
    assert warm_arguments(STOCK, {"env": {}, "cwd": "/tmp"}) == ["-f", "/run/k.json"]


def test_the_debuggers_option_makes_no_difference():
    command = [STOCK[0], "-Xfrozen_modules=off", *STOCK[1:]]
    assert warm_arguments(command, {}) == ["-f", "/run/k.json"]


@pytest.mark.parametrize(
    ("command", "options"),
    [
        (["/usr/bin/perl", *STOCK[1:]], {}),
        ([STOCK[0], "-m", "another_kernel", "-f", "x"], {}),
        (["R", "--slave"], {}),
        (STOCK, {"independent": True}),
        (STOCK, {"stdin": 0}),
        (STOCK, {"stdout": -1}),
        (STOCK, {"stderr": -2}),
        (STOCK, {"preexec_fn": print}),
    ],
    ids=["other program", "other module", "other language", "outlives", "stdin", "pipe", "joined", "unknown"],
)
def test_what_a_fork_cannot_follow_is_started_the_stock_way(command, options):
    assert warm_arguments(command, options) is None
