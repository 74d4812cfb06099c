"""Time per question, time to build the index, to publish one changed record, and memory, in a process of its own.

Keeps every library to one thread. Prints one JSON object; `scripts/evaluate.py` puts it into its report.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[_name] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import json  # noqa: E402 - the environment is set before numpy is loaded
import sys  # noqa: E402
import tempfile  # noqa: E402
from pathlib import Path  # noqa: E402
from time import perf_counter  # noqa: E402

import numpy as np  # noqa: E402

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from knowledge.embedding import SHIPPED, StaticEmbedding  # noqa: E402
from knowledge.index import open_search  # noqa: E402
from knowledge.library import Library  # noqa: E402
from knowledge.training.shelves import libraries  # noqa: E402


def main() -> None:
    """Measure the largest shelf at hand."""
    curated, full = libraries([Path(name) for name in sys.argv[1:]])
    library, embedding = full or curated, StaticEmbedding(SHIPPED)
    with tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        search = open_search(library, embedding, Path(folder))
        built = perf_counter() - began
        changed = _changed(library)
        began = perf_counter()
        open_search(changed, embedding, Path(folder))
        published = perf_counter() - began
    names = [name for procedure in library for name in procedure.names.situations]
    took = []
    for name in [*names[:100], *names[:1000]]:
        began = perf_counter()
        search.find(name + " ạ")
        took.append((perf_counter() - began) * 1000)
    p50, p95, p99 = (round(float(each), 2) for each in np.percentile(took[100:], (50, 95, 99)))
    print(
        json.dumps(
            {
                "targets": len(search.targets),
                "p50_ms": p50,
                "p95_ms": p95,
                "p99_ms": p99,
                "index_s": round(built, 1),
                "one_record_changed_s": round(published, 2),
                "resident_mb": _resident(),
            }
        )
    )


def _changed(library: Library) -> Library:
    first, *rest = library
    other = first.model_copy(update={"title": f"{first.title} (mới)"})
    return Library([other, *rest], faqs=library.faqs, events=library.events, catalogue=library.catalogue)


def _resident() -> int:
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0


if __name__ == "__main__":
    main()
