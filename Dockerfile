# The server as an image: `docker build -t samovar .`, then
# `docker run -d -p 127.0.0.1:8000:8000 -v samovar:/data -e SAMOVAR_URL=https://chat.example.com samovar`

FROM python:3.11-slim-bookworm AS built
WORKDIR /source
COPY . .
RUN python3 -m pip wheel --no-deps --wheel-dir /wheels . && mkdir /empty

FROM python:3.11-slim-bookworm
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.lock /install/requirements.lock
RUN python3 -m pip install --require-hashes -r /install/requirements.lock
COPY --from=built /wheels /install/wheels
RUN python3 -m pip install --no-deps /install/wheels/*.whl && rm -r /install
COPY --from=built --chown=10001:10001 /empty /data
ENV SAMOVAR_DATA=/data SAMOVAR_HOST=0.0.0.0 SAMOVAR_PORT=8000
USER 10001:10001
VOLUME /data
EXPOSE 8000
# Any other code than 1 has no meaning to the engine.
HEALTHCHECK --interval=60s --timeout=20s --start-period=30s CMD samovar check server || exit 1
CMD ["samovar", "serve"]
