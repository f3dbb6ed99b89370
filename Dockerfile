# The image of a production install: web, worker, beat and migrations are four commands of it
# (docker-compose.yml). Locked packages only, no compiler, no Node, no broker, not root.

FROM node:24-slim AS front-end
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY config/site/frontend config/site/frontend
RUN npm run build

FROM python:3.13-slim AS packages
RUN python -m venv /venv
COPY requirements.txt ./
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MODE=production PORT=8000
RUN useradd --uid 10001 --create-home crossborough
WORKDIR /app
COPY --from=packages /venv /venv
COPY manage.py ./
COPY config config
COPY boroughs boroughs
COPY audits audits
COPY hub hub
COPY tasks tasks
COPY examples examples
COPY --from=front-end /build/config/site/static config/site/static
# The settings are complete or the program does not start: these are for this one command, and serve nothing.
RUN SECRET_KEY=only-to-collect-static-files-never-used-to-sign-anything SITE_URL=https://example.org \
    DATABASE_URL=sqlite:////tmp/unused.db REDIS_URL=redis://unused EMAIL_URL=smtp://unused:25 \
    python manage.py collectstatic --no-input -i ext -i "htmax*" -i "htmx-4*" \
    && install -d -o crossborough var/media var/beat
USER crossborough
EXPOSE 8000
VOLUME ["/app/var/media", "/app/var/beat"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-m", "config.healthcheck"]
# Listens on PORT. One process a core and threads for what waits on the database.
CMD ["gunicorn", "config.wsgi:application", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--forwarded-allow-ips", "*", "--logger-class", "config.access_log.AccessLogger", "--access-logfile", "-"]
