"""Prints the name, version and licence of every package that the running environment holds, one a line."""

import importlib.metadata
import re
import sys

OWN = {"okpay", "okpay-engine"}
LONGEST = 60
PREFIX = "License :: "


def licence(package: importlib.metadata.Distribution) -> str:
    """What the package says of its licence, in one line."""
    about = package.metadata
    named = about.get("License-Expression") or about.get("License") or ""
    if named and len(named) <= LONGEST and "\n" not in named and named.upper() != "UNKNOWN":
        return named.strip()
    classes = [c.removeprefix(PREFIX) for c in about.get_all("Classifier") or [] if c.startswith(PREFIX)]
    names = [c.split(" :: ")[-1] for c in classes if c != "OSI Approved"]
    return ", ".join(names) or (named.strip().splitlines() or ["see the package"])[0][:LONGEST]


packages = {}
for found in importlib.metadata.distributions():
    name = re.sub(r"[-_.]+", "-", found.metadata["Name"]).lower()
    if name not in OWN:
        packages[name] = (found.version, licence(found))
for name, (version, terms) in sorted(packages.items()):
    sys.stdout.write(f"{name}\t{version}\t{terms}\n")
