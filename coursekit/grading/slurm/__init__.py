"""A class on a cluster that runs SLURM: the script that grades it, one array task a shard."""

from coursekit.grading.slurm.script import Script, array_line, ranges

__all__ = ["Script", "array_line", "ranges"]
