"""Structured logs on standard error: ids and codes, never bodies, numbers, tokens or queries."""

import logging

import structlog


def set_up_logging() -> None:
    """One JSON object a line, for this program's own logs and for Django's."""
    steps: list[structlog.typing.Processor] = [structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    structlog.configure(processors=[*steps, structlog.processors.JSONRenderer()], wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    handler = logging.StreamHandler()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=steps, processors=[
        structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
