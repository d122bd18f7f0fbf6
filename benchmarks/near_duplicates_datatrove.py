"""datatrove's side of near-duplicates.ts: its MinHash with its defaults, 5-word shingles, 14 buckets of 8 hashes.

Started by near-duplicates.ts with the folder of the records and the file for the answer: for each record the least
position in its cluster, as 32-bit integers. Signatures, buckets and clusters are timed; its last step, which filters the
records, is left out.
"""
import json
import resource
import shutil
import struct
import sys
import time
from array import array
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupCluster, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets
from datatrove.pipeline.readers import JsonlReader
from datatrove.utils.logging import logger

folder, out = Path(sys.argv[1]), sys.argv[2]
work = folder / "datatrove"
shutil.rmtree(work, ignore_errors=True)
logger.remove()
config = MinhashConfig()
assert (config.n_grams, config.num_buckets, config.hashes_per_bucket) == (5, 14, 8)


class Spaces:
    """Instead of spaCy, which takes most of its time; its own WhitespaceTokenizer goes through spaCy as well."""

    def word_tokenize(self, text):
        return text.split()


def cpu_seconds():
    """Of this process and of those that it started and that have ended."""
    all_used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in all_used)


def execute(step, tasks, before=()):
    # Forked workers have everything imported, which spares datatrove seconds a task, and count as this one's children.
    LocalPipelineExecutor(
        pipeline=[*before, step],
        tasks=tasks,
        workers=min(tasks, 2),
        logging_dir=str(work / f"logs{time.time()}"),
        start_method="fork",
    ).run()


if __name__ == "__main__":
    signatures = MinhashDedupSignature(output_folder=str(work / "signatures"), config=config)
    signatures.word_tokenizer = Spaces()
    start, cpu = time.perf_counter(), cpu_seconds()
    reader = JsonlReader(str(folder), glob_pattern="*.jsonl")
    execute(signatures, 2, [reader])
    execute(
        MinhashDedupBuckets(
            input_folder=str(work / "signatures"), output_folder=str(work / "buckets"), config=config
        ),
        config.num_buckets,
    )
    execute(
        MinhashDedupCluster(
            input_folder=str(work / "buckets"), output_folder=str(work / "clusters"), config=config, save_cluster_id=True
        ),
        1,
    )
    seconds, cpu = time.perf_counter() - start, cpu_seconds() - cpu

    sizes = [sum(1 for _ in open(folder / f"{part}.jsonl")) for part in (0, 1)]
    groups = array("i", range(sum(sizes)))
    first = {}
    for part, offset in ((0, 0), (1, sizes[0])):
        path = work / "clusters" / f"{part:06d}.clusters"
        for document, cluster in struct.iter_unpack("<II", path.read_bytes()) if path.exists() else ():
            groups[offset + document] = first.setdefault(cluster, offset + document)
    Path(out).write_bytes(groups.tobytes())
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "peakMb": peak / 1024}))
