"""The commands of the processes: make run, the tests and docker-compose.yml start the same ones."""

MANAGE = ("python", "manage.py")
CELERY = ("celery", "--app", "aftersales", "--quiet")


def web(bind: str) -> list[str]:
    """Threads, because a request mostly waits for the database. WEB_CONCURRENCY sets the number of processes."""
    return [
        *("gunicorn", "aftersales.wsgi:application", "--bind", bind),
        *("--worker-class", "aftersales.web.server.PatientWorker", "--threads", "8"),
        *("--timeout", "60", "--graceful-timeout", "5", "--keep-alive", "5"),
        *("--limit-request-line", "8190", "--limit-request-fields", "60"),
        *("--max-requests", "20000", "--max-requests-jitter", "2000"),
        # No access log: it would contain search terms.
        *("--no-control-socket", "--log-level", "warning"),
    ]


def worker() -> list[str]:
    return [*CELERY, "worker", "--pool", "prefork", "--concurrency", "2", *_quiet()]


def beat() -> list[str]:
    """There must be exactly one in an installation."""
    return [*CELERY, "beat", "--pidfile", "", "--loglevel", "warning"]


def worker_and_beat() -> list[str]:
    """Both in one process, for an installation without servers."""
    return [*CELERY, "worker", "--beat", "--pool", "threads", "--concurrency", "2", *_quiet()]


def _quiet() -> list[str]:
    """Gossip and mingle are for clusters of workers."""
    return ["--without-gossip", "--without-mingle", "--loglevel", "warning"]


def upgrade() -> list[str]:
    """Migrates the database; makes a backup first if there is data."""
    return [*MANAGE, "upgrade"]


def collect_static() -> list[str]:
    """Without files of packages that no page uses."""
    unused = ("rest_framework", "redoc", "ext", "htm*x-4*")
    ignore = [word for name in unused for word in ("--ignore", name)]
    return [*MANAGE, "collectstatic", "--noinput", "--verbosity", "0", *ignore]
