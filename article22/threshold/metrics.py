"""Figures for Prometheus: of the process that answers, and of what all share in the database."""

import os
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

from article22.ground.journal import queries as journal
from article22.ground.outbox import queries as outbox
from article22.threshold.clock import machine_now

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
REQUESTS = Counter("a22_requests", "Requests answered", ["door", "status"])
SECONDS = Histogram("a22_request_seconds", "Seconds to an answer", ["door"], buckets=BUCKETS)


class MetricsMiddleware:
    """Counts and times every answer by its door, never by its address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        door = "api" if request.path.startswith("/api/") else "web"
        SECONDS.labels(door).observe(time.perf_counter() - began)
        REQUESTS.labels(door, f"{response.status_code // 100}xx").inc()
        return response


def exposition() -> tuple[bytes, str]:
    """The figures, and their content type."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:  # set by `article22 web`, so that any of its workers answers for all
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types for it
    seal = journal.get_checkpoint()
    Gauge("a22_journal_leaves", "Entries sealed", registry=registry).set(seal.size if seal else 0)
    Gauge("a22_journal_unsealed", "Entries that wait for the sealer", registry=registry).set(journal.count_unsealed())
    Gauge("a22_journal_seal_age_seconds", "Seconds since the last seal", registry=registry).set(
        (machine_now() - seal.sealed_at).total_seconds() if seal else 0)
    figures = outbox.get_figures()
    Gauge("a22_outbox_waiting", "Messages that wait, or are being sent", registry=registry).set(figures.waiting)
    Gauge("a22_outbox_held", "Messages that are held for a person", registry=registry).set(figures.held)
    Gauge("a22_outbox_failed", "Messages that failed for good", registry=registry).set(figures.failed)
    Gauge("a22_outbox_oldest_seconds", "Seconds since the oldest message that waits was enqueued", registry=registry).set(figures.oldest)
    return generate_latest(registry), CONTENT_TYPE_LATEST
