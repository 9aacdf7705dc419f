"""Eight pieces of DNA that travel with the package, from phages to a fly."""

from __future__ import annotations

from importlib.resources import files

from physdl.bayes.sequences.fasta import read_fasta

__all__ = ["load_genomes"]

FILES = {
    "phage φX174": "phage_phix174",
    "virus HIV-1": "hiv1",
    "plasmid pPCP1": "yersinia_plasmid_ppcp1",
    "deformed wing virus": "deformed_wing_virus",
    "phage λ": "phage_lambda",
    "fruit fly": "drosophila_bac_bacr25b3",
    "chloroplast": "arabidopsis_chloroplast",
    "E. coli": "ecoli_536",
}


def load_genomes():
    """Return the eight records by their short names, the shortest first.

    Returns
    -------
    dict of str to Record
        From 5,386 bases of a phage to the first 300,000 of a strain of *E. coli*. Of the fruit fly it is one cloned
        piece, of the thale cress its chloroplast.

    Notes
    -----
    Public records of the International Nucleotide Sequence Database Collaboration; their accessions stand in
    ``physdl/data/SOURCES.md`` and in ``Record.name``. See :lesson:`5.6`.

    Examples
    --------
    >>> genomes = load_genomes()
    >>> len(genomes["phage φX174"].letters), genomes["deformed wing virus"].unknown
    (5386, 69)
    """
    folder = files("physdl") / "data" / "genomes"
    return {name: read_fasta((folder / f"{file}.fa.gz").read_bytes())[0] for name, file in FILES.items()}
