"""Where planning and rehearsal run: this process, local processes, a Ray cluster.

Each place answers the same two calls: `start` puts one long piece of work aside, `each` does many
pieces and streams what they end in (see pool.Workers). A task that needs a whole map is handed a
`Shared` file and asks `kept` for what is made of it.

Laws. What a task ends in depends on its argument alone, never on where or beside what it ran. A
worker that is killed costs time and nothing else. Nothing of ours outlives the room.
"""

from holdfast.workers.cluster import Cluster
from holdfast.workers.here import Here
from holdfast.workers.job import Job, Results
from holdfast.workers.kept import Shared, kept, share
from holdfast.workers.pool import Workers
from holdfast.workers.processes import Processes
from holdfast.workers.task import Heard, Say, Stop, Task

__all__ = [
    "Cluster",
    "Heard",
    "Here",
    "Job",
    "Processes",
    "Results",
    "Say",
    "Shared",
    "Stop",
    "Task",
    "Workers",
    "kept",
    "share",
]
