"""The warm kernel: Jupyter kernels forked from one preloaded process instead of started cold.

`jupyter_client` asks a *provisioner* for a kernel process. Ours (entry point ``riskkit-warm``)
keeps one process an environment with the heavy libraries already imported, and forks a clean
kernel from it at the moment of the request, with that request's environment (and so its user),
folder, limits and output. Where that cannot be done the stock provisioner starts the kernel,
so that nothing depends on it but speed.
"""

from riskkit.kernels.use import PROVISIONER, stop_preloaded, use_warm_kernels

__all__ = ["PROVISIONER", "stop_preloaded", "use_warm_kernels"]
