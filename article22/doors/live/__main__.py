"""Starts the live process by itself: `python -m article22.doors.live`, which knows neither Django nor the directory and stays small."""

import uvicorn
from psycopg.conninfo import make_conninfo

from article22 import keys
from article22.doors.live.serving import application
from article22.env import Environment, read_environment
from article22.ground.wall.prepare import DATABASE
from article22.threshold.logging import set_up_logging


def serve() -> None:
    """Serve until told to stop."""
    environment = read_environment()
    set_up_logging()
    app = application(address_of(environment), keys.secret_texts(environment.keys, "session"), environment.public_url)
    uvicorn.run(app, host=environment.host, port=environment.live_port, log_level="warning", access_log=False, timeout_graceful_shutdown=1, lifespan="on")


def address_of(environment: Environment) -> str:
    """The database in the web's role."""
    given = {"dbname": DATABASE, "user": "article22_web", "host": f"{environment.sockets}"} if environment.is_embedded else {}
    return make_conninfo(environment.database_url, application_name="article22 live", options="-c role=article22_web", connect_timeout=5, **given)


if __name__ == "__main__":
    serve()
