r"""Learning: a loss is pulled back to the parameters, a rule moves them, again and again."""

from physdl.neural.training.loop import train

__all__ = ["train"]
